//! The frame of the window: screens, states, buttons, errors.

super::texts! {
    const WINDOW_TITLE = "配对工位", "Pairing station";

    const SCREEN_STATION = "工位", "Station";
    const SCREEN_RECORDS = "记录", "Records";
    const SCREEN_EXPORT = "导出", "Export";
    const SCREEN_SCAN_LOG = "扫描日志", "Scan log";
    const SCREEN_ORDERS = "工单", "Orders";
    const SCREEN_LISTS = "SN 与标签", "SN lists";
    const SCREEN_SCANNERS = "扫码枪", "Scanners";
    const SCREEN_SETTINGS = "设置", "Settings";

    const ORDER = "工单", "Order";
    const NO_ORDER = "没有打开的工单", "No open order";
    const LEDGER = "账本", "Ledger";
    const DAY_SHIFT = "白班", "Day shift";
    const NIGHT_SHIFT = "夜班", "Night shift";
    const NO_SHIFT = "无班次", "No shift";
    const NO_OPERATOR = "未刷工牌", "No badge";
    const NO_GUN = "没有扫码枪", "No gun";
    const KEYBOARD_GUN = "键盘枪", "Keyboard gun";
    const TRAINING_GUN = "练习枪", "Training gun";
    const CLOCK = "时间", "Time";

    const GUN_UNFINISHED = "发来的码没有结束符", "sends codes without a suffix";

    const GUN_STARTING_SHORT = "连接中", "connecting";
    const GUN_READY_SHORT = "就绪", "ready";
    const GUN_MISSING_SHORT = "未找到", "not found";
    const GUN_NO_PERMISSION_SHORT = "无权限", "no permission";
    const GUN_BUSY_SHORT = "被占用", "in use";
    const GUN_STRANGER_SHORT = "不是这把枪", "another device";
    const GUN_TAKEN_SHORT = "设备重复", "same device";
    const GUN_SILENT_SHORT = "无应答", "no answer";
    const GUN_UNFINISHED_SHORT = "无结束符", "no suffix";

    const TRAINING = "练习中", "Training";
    const TRAINING_NOTE = "扫码不计数、不写入配对、不导出", "nothing counts, nothing is paired, nothing is exported";
    const END_TRAINING = "结束练习", "End training";
    const CHECKING_UP = "扫码枪体检中", "Gun check-up";
    const CHECKING_UP_NOTE = "体检期间，扫码不进入产线", "meanwhile no scan reaches the line";
    const RECORDING_FAILED = "录制中断", "Recording broken off";

    const GUN_STARTING = "正在连接", "connecting";
    const GUN_READY = "就绪", "ready";
    const GUN_MISSING = "没有找到，请检查接线", "not found: check its cable";
    const GUN_NO_PERMISSION = "没有权限打开", "no permission to open it";
    const GUN_BUSY = "被其他程序占用", "in use by another program";
    const GUN_TAKEN = "与另一把枪是同一设备", "same device as another gun";
    const GUN_STRANGER = "接的不是这把枪", "another device is there";
    const GUN_SILENT = "没有应答", "does not answer";

    const LEDGER_GOOD = "写入正常", "writing";
    const LEDGER_DAMAGED = "已损坏", "damaged";
    const LEDGER_FAILING = "写入失败", "write failed";

    const OK = "确定", "OK";
    const CANCEL = "取消", "Cancel";
    const SAVE = "保存", "Save";
    const CLOSE = "关闭", "Close";
    const DELETE = "删除", "Delete";
    const SEARCH = "搜索", "Search";
    const REMOVE_FILTER = "去掉筛选", "Remove filter";
    const ALL = "全部", "All";
    const YES = "是", "Yes";
    const NO = "否", "No";
    const LOADING = "正在读取……", "Loading…";
    const DONE = "完成", "Done";
    const CONFIRM_HINT = "用鼠标或触摸选择；扫码不会回答这个问题。", "Choose by mouse or touch: a scan does not answer this.";

    const DAY_TODAY = "今天", "Today";
    const IMEI = "IMEI", "IMEI";
    const DK = "DK", "DK";
    const PK = "PK", "PK";
    const SN = "SN", "SN";

    const CANNOT_START = "工位无法启动，什么都没有改动", "The station cannot start; nothing was changed";
    const CANNOT_START_OTHER = "程序启动失败", "The program could not start";

    const ERR_LEDGER_LOCKED = "账本正被另一个配对工位使用", "The ledger is in use by another pairing station";
    const ERR_LEDGER_NEWER = "账本由更新版本的程序写成，请安装新版本", "The ledger was written by a newer program: install that one";
    const ERR_LEDGER_NOT = "这个文件不是本程序的账本", "That file is not a ledger of this program";
    const ERR_LEDGER_DAMAGED = "账本已损坏：停止使用，从最近的备份恢复", "The ledger is damaged: stop, and restore the newest backup";
    const ERR_LEDGER_GONE = "账本文件不见了：请找回，或从最近的备份恢复", "The ledger was here and is gone: bring it back, or restore the newest backup";
    const ERR_LEDGER_READ_ONLY = "账本不能写入：请给当前用户写权限", "The ledger cannot be written: give this user write access";
    const ERR_LEDGER_SETTING = "账本所在磁盘不能保证安全，请移到本机磁盘", "The ledger's disk cannot keep it safe: move it to a local disk";
    const ERR_LEDGER_FULL = "磁盘已满：清理空间，确认后重扫", "The disk is full: free space, acknowledge, scan again";
    const ERR_LEDGER_OTHER = "账本出错", "The ledger failed";
    const ERR_KEY_FAULT = "密钥文件已损坏：请把它的备份放回原处。要换新密钥，先把这个文件移走", "The key file is faulty: bring its copy back. To go on with a new key, move it away first";
    const ERR_KEY_OF_ANOTHER = "密钥文件不是这个账本的：请放回原来的密钥文件。要换新密钥，先把这个文件移走", "The key file is not this ledger's: bring the right one back. To go on with a new key, move it away first";
    const ERR_KEY_PLACE = "密钥文件不能读写：请检查它所在的目录或 U 盘是否在、能否写入", "The key file cannot be read or written: see whether its directory or drive is there and writable";
    const ERR_NO_RANDOM = "系统给不出随机数，不能生成密钥：请重启电脑", "The system gives no random numbers for a key: restart the computer";
    const ERR_LEDGER_OLDER = "账本还是旧版格式：请先用本程序打开一次工位", "The ledger has an older format: start the station on it once";
    const ERR_LEDGER_STOPPED = "账本写入已停止，请重启本程序", "The ledger's writer has stopped: restart the program";
    const ERR_LEDGER_DOUBTFUL = "账本提交失败后没有回应：检查磁盘，然后重启本程序", "The ledger did not answer after a failed commit: see to its disk, then restart the program";
    const ERR_NO_SUCH_PAIR = "账本里没有这一对", "There is no such pair in the ledger";
    const ERR_NO_SUCH_EXPORT = "账本里没有这次导出", "There is no such export in the ledger";
    const ERR_CHANGED_MEANWHILE = "账本刚才有变动，没有写入：请重新查看再操作", "The ledger changed meanwhile, nothing was written: look again";
    const ERR_STORED_ORDER = "账本里的工单读不出来：请用写入它的版本打开", "An order in the ledger cannot be read: use the version that added it";
    const ERR_ORDER_DIFFERS = "账本里有同名工单，但规则不同", "An order of that name is there with other rules";
    const ERR_NO_SUCH_ORDER = "账本里没有这个工单", "There is no such order in the ledger";
    const ERR_ORDER_BEGUN = "这个工单已经配对过，规则不能再改：照它新建一个，再把它关闭", "This order has had pairs, and its rules stay: make a new one like it, and close this one";
    const ERR_ORDER_CLOSED = "工单已关闭：先恢复，再打开", "The order is closed: reopen it, then open it";
    const ERR_ORDER_NOT_CLOSED = "工单没有关闭，不用恢复", "The order is not closed: there is nothing to reopen";
    const ERR_ORDER_FILE = "工单文件有误，没有导入", "The work order file has a fault: nothing was taken";
    const ERR_RELATION = "关系文件出错，没有留下任何文件", "The relation file failed: no file was left";
    const ERR_HISTORY = "这不是旧工具的数据，或行数太多", "This is no data of the old tool, or has too many rows";
    const ERR_HISTORY_DAMAGED = "旧工具的数据库已损坏", "The old tool's database is damaged";
    const ERR_HISTORY_UNFINISHED = "旧工具还没有写完：先把它关闭，再导入", "The old tool has not finished writing: close it, then import again";
    const ERR_PAIRED_MEANWHILE = "导入没有写入：核对文件时，产线上配对了其中的号码，请重新导入", "Nothing was imported: a code in the file was paired at the line meanwhile. Import it again";
    const ERR_EXISTS = "文件已存在，请换个名字", "The file is there already: choose another name";
    const ERR_SETTINGS = "设置文件有误，没有改动", "The settings file has a fault: nothing was changed";
    const ERR_IO = "文件不能读写", "A file cannot be read or written";
    const ERR_SUPERVISOR = "此工单要求班长确认：请刷班长工牌", "This order wants a supervisor: scan the supervisor's badge";
    const ERR_NOTHING_LATCHED = "当前没有需要确认的报警", "There is no alarm to acknowledge";
    const ERR_ALARM_LATCHED = "还有报警没有确认：先确认，再重新开始", "An alarm waits to be acknowledged: acknowledge it, then begin again";
    const ERR_IN_TRAINING = "正在练习：先结束练习，再做这一步", "A training goes on: end it first";
    const ERR_NO_ORDER_OF = "这一对的产品没有打开的工单：先在“工单”里打开一个，再重新配对", "No order of this pair's product is open: open one in Orders, then pair again";
    const ERR_VERIFYING = "工位在核对模式，不能配对：先回到配对模式", "The station verifies and makes no pairs: go back to pairing first";
    const ERR_IN_CHALLENGE = "正在做报警测试，不能换工单、模式，也不能练习：先做完或取消", "The alarm test goes on: finish or cancel it before changing order or mode, or training";
    const ERR_NOTHING_ASKED = "现在没有要回答的问题", "Nothing is being asked";
    const ERR_PRINT = "打印文件没有保存", "The page was not saved";
    const ERR_RECORDING = "录制文件读不了", "The recording cannot be used";
    const ERR_NOT_ACTIVE = "该配对已作废", "That pair is voided already";
    const ERR_NOTHING_TO_EXPORT = "没有符合条件的配对，请换日期、班次或工单", "No pair matches: choose another day, shift or order";
    const ERR_ANSWER = "平台结果没有写入", "The platform's answer was not recorded";
    const ERR_AGAIN = "无法原样重新写出，没有留下文件", "It cannot be written again as it was; no file was left";
    const ERR_NOTHING_TO_CORRECT = "没有需要更正的配对", "There is nothing to correct";
    const ERR_READ_BACK = "写出的文件与账本不一致，已删除，请重新导出", "The file did not match the ledger and was removed: export again";
    const ERR_CANCELLED = "已取消，没有改动", "Cancelled: nothing was changed";
    const ERR_STOPPED = "产线线程已停止，请重启本程序", "The line has stopped: restart the program";

    fn recording(scans: &str) = "录制中 {scans}", "Recording {scans}";
    fn today_at(time: &str) = "今天 {time}", "today {time}";
    fn operator(id: &str) = "工号 {id}", "operator {id}";
    fn station(name: &str) = "{name} 号工位", "station {name}";
    fn named_state(name: &str, state: &str) = "{name}：{state}", "{name}: {state}";
    fn progress(done: &str, total: &str) = "{done} / {total}", "{done} / {total}";
}
