//! Settings: window, people, shifts, guns, defaults, control codes.

super::texts! {
    const WINDOW = "界面和声音", "Window and sound";
    const LANGUAGE = "语言", "Language";
    const THEME = "颜色", "Colours";
    const LIGHT = "浅色", "Light";
    const DARK = "深色", "Dark";
    const ZOOM = "大小", "Size";
    const VOLUME = "音量", "Volume";
    const MUTE = "静音", "Mute";
    const TRY_SOUNDS = "试听", "Try";
    const TICK = "读到一个码", "One code read";
    const OK = "合格", "Good";
    const NG = "不合格", "Not good";

    const STATION = "工位和人员", "Station and people";
    const STATION_NAME = "工位名称", "Station name";
    const STATION_MODE = "工位用途", "This station";
    const MODE_PAIR = "配对", "Pairs";
    const MODE_VERIFY = "核对：模组和二维码", "Verifies both codes";
    const MODE_VERIFY_STICKER = "核对：只扫二维码", "Verifies the QR";
    const STATION_MODE_NOTE = "启动后就是这个用途。核对工位只与账本核对，不写入配对；打开了工单就只核对该产品，没有打开工单时，账本里的产品都核对。", "What it does from the start. A verifying station compares with the record and makes no pairs: with an order open, of its product only; without, of any product on record.";
    const OPERATOR_NOW = "当前操作员", "Operator now";
    const OPERATOR_NEW = "换操作员", "Another operator";
    const SIGN_ON = "登记工号", "Sign on";
    const BADGE_NOTE = "平时刷工牌即可，工牌码是 PSOP 加工号。", "Usually one scans a badge: PSOP and the id.";
    const SUPERVISORS = "班长工号", "Supervisors";
    const SUPERVISORS_NOTE = "工单要求班长确认报警时，只认这些工牌。", "Where an order wants a supervisor, only these badges acknowledge an alarm.";
    const BADGE_ID = "工号", "Id";
    const ADD_SUPERVISOR = "添加班长", "Add supervisor";

    const SHIFTS = "班次", "Shifts";
    const SHIFTS_NOTE = "结束时间早于或等于开始时间，表示到第二天。", "An end at or before the start means the next day.";
    const SHIFT_NAME = "名称", "Name";
    const SHIFT_START = "开始", "From";
    const SHIFT_END = "结束", "To";
    const ADD_SHIFT = "添加班次", "Add shift";

    const GUNS = "扫码枪和模组端口", "Guns and module port";
    const NO_GUNS = "还没有添加扫码枪。插上枪，点“查找设备”。", "No gun yet. Plug one in and press \"Find devices\".";
    const FIND_DEVICES = "查找设备", "Find devices";
    const ADD_BY_HAND = "手工添加", "Add by hand";
    const ADD_SERIAL = "串口枪", "Serial gun";
    const ADD_HID = "HID POS 枪", "HID POS gun";
    const ADD_EXCLUSIVE = "独占键盘枪", "Exclusive keyboard";
    const ADD_MODULE = "模组端口", "Module port";
    const GUN_NAME = "名称（日志里用）", "Name, as in the log";
    const ROLE = "用途", "For";
    const PORT = "端口", "Port";
    const MORE = "更多串口设置", "More serial settings";
    const SUFFIX = "结束符", "Suffix";
    const SUFFIX_AUTO = "自动（CR 或 LF）", "Automatic (CR or LF)";
    const SUFFIX_CR = "CR", "CR";
    const SUFFIX_LF = "LF", "LF";
    const SUFFIX_CRLF = "CR LF", "CR LF";
    const SUFFIX_TAB = "TAB", "TAB";
    const SUFFIX_NONE = "无（靠停顿）", "None (silence ends a code)";
    const IDLE_GAP = "停顿（毫秒）", "Silence (ms)";
    const BAUD = "波特率", "Baud";
    const DTR = "DTR", "DTR";
    const RTS = "RTS", "RTS";
    const DTR_NOTE = "很多 USB 枪在 DTR 关闭时不发码。", "Many USB guns stay silent while DTR is off.";
    const DATA_BITS = "数据位", "Data bits";
    const PARITY = "校验", "Parity";
    const PARITY_NONE = "无", "None";
    const PARITY_ODD = "奇校验", "Odd";
    const PARITY_EVEN = "偶校验", "Even";
    const STOP_BITS = "停止位", "Stop bits";
    const FLOW = "流控", "Flow control";
    const FLOW_NONE = "无", "None";
    const FLOW_SOFTWARE = "软件（XON/XOFF）", "Software (XON/XOFF)";
    const FLOW_HARDWARE = "硬件（RTS/CTS）", "Hardware (RTS/CTS)";
    const STX_ETX = "去掉 STX/ETX", "Cut off STX/ETX";
    const REMOVE_GUN = "移除", "Remove";
    const REMOVE_BODY = "移除后，它发来的码不再接收。", "What it sends is no longer taken.";

    const HID_DEVICE = "设备（VID:PID）", "Device (VID:PID)";
    const HID_DEVICE_NOTE = "十六进制；有两把同型号的枪时，后面再加“:序列号”。", "In hexadecimal; with two guns of one model, add :SERIAL.";
    const PROFILE = "报文格式", "Report layout";
    const PROFILE_AUTO = "自动（按枪的描述）", "Automatic (as the gun describes it)";
    const PROFILE_HONEYWELL = "Honeywell 类", "Honeywell and alike";
    const PROFILE_IDTECH = "Unitech、IDTECH 类", "Unitech, IDTECH and alike";
    const PROFILE_MICROSCAN = "Microscan 类", "Microscan and alike";

    const EXCLUSIVE_NOTE = "只用于 Linux。独占以后，它只给本程序打字，在其他窗口打不出字。", "Linux only. Taken exclusively, it types into this program and into nothing else.";
    const KEY_DEVICE = "设备", "Device";
    const LAYOUT = "枪的键盘布局", "Gun's layout";
    const LAYOUT_NOTE = "枪里设置的国家（键盘布局），与电脑的键盘设置无关。", "The country the gun itself is set to, whatever the computer's keyboard is.";
    const LAYOUT_US = "美国（中国也用）", "US (China too)";
    const LAYOUT_UK = "英国", "UK";
    const LAYOUT_DE = "德国", "German";
    const LAYOUT_FR = "法国", "French";
    const LAYOUT_ES = "西班牙", "Spanish";
    const LAYOUT_IT = "意大利", "Italian";
    const LAYOUT_JP = "日本", "Japanese";
    const KEY_SUFFIX_AUTO = "自动（回车或 TAB）", "Automatic (Enter or Tab)";
    const KEY_SUFFIX_ENTER = "回车", "Enter";

    const MODULE_PORT_NOTE = "模组会带出好几个端口，要选能回答 AT 命令的那个。", "A module brings several ports: choose the one that answers AT commands.";
    const USE = "IMEI 用来", "The IMEI";
    const USE_SOURCE = "当作 DK", "Is the DK";
    const USE_CHECK = "核对标签", "Checks the label";
    const USE_SOURCE_NOTE = "不扫模组标签：从模组读出的 IMEI 就是 DK，操作员只扫设备二维码。", "No module label is scanned: the IMEI the module says is the DK, and the operator scans the device QR only.";
    const USE_CHECK_NOTE = "照常扫模组标签；标签与模组读出的 IMEI 不一致时报警，不配对。", "The module label is scanned as ever; where it differs from what the module says, an alarm is raised and nothing is paired.";

    const ONE_GUN = "一台设备只用一把枪扫", "One gun for each device";
    const ONE_GUN_NOTE = "两个人各拿一把枪时打开：两把枪的码不会配到一起。限定了只扫模组或只扫设备的枪不受影响。", "For two people with a gun each: codes of different guns are never paired. Guns for one kind of code only are not concerned.";
    const FEEDBACK = "扫码后告诉枪", "Tell the gun";
    const FEEDBACK_NONE = "不告诉", "Nothing";
    const FEEDBACK_BEL = "响铃 BEL（好 1 声，坏 3 声）", "BEL (good once, bad three times)";
    const FEEDBACK_ACK_NAK = "ACK / NAK（06 / 15）", "ACK / NAK (06 / 15)";
    const FEEDBACK_OWN = "自定义字节", "Own bytes";
    const FEEDBACK_GOOD = "扫码有效时发送", "After a good scan";
    const FEEDBACK_BAD = "扫码无效时发送", "After a bad scan";
    const FEEDBACK_OWN_NOTE = "十六进制，两位一个字节，最多 32 字节；留空则不发。", "Hex digits, two a byte, 32 bytes at most; empty = nothing is sent.";
    const FEEDBACK_HID_NOTE = "十六进制的输出报文，第一个字节是报文编号；见枪的手册。", "An output report in hex digits, its id first; see the gun's manual.";

    const KEYBOARD = "键盘枪（本窗口）", "Keyboard gun, in this window";
    const KEYBOARD_ON = "接收键盘枪", "Listen to a keyboard gun";
    const KEYBOARD_NOTE = "像键盘一样打字的枪。程序按打字速度区分枪和人。", "A gun that types like a keyboard. Its speed tells it from a human.";
    const GAP = "字符间隔（毫秒）", "Key gap (ms)";
    const MIN_CHARS = "最少字符数", "Fewest characters";

    const EXPORT = "导出默认值", "Export defaults";
    const FOLDER = "保存到", "Save in";
    const FOLDER_NOTE = "留空则保存在数据目录的 exports 里。", "Empty: exports in the data directory.";
    const ROWS = "每个文件最多行数", "Rows a file at most";
    const BYTES = "编码", "Encoding";
    const UTF8 = "UTF-8", "UTF-8";
    const UTF8_BOM = "UTF-8 带 BOM", "UTF-8 with BOM";
    const GBK = "GBK", "GBK";

    const CODES = "控制码", "Control codes";
    const CODES_NOTE = "直接用枪扫屏幕上的码，或打印出来贴在工位上。", "Scan them from the screen, or print them for the bench.";
    const CODE_ACK = "确认报警", "Acknowledge";
    const CODE_CANCEL = "取消前一个码", "Drop the code held";
    const CODE_UNDO = "撤销上一台", "Undo the last pair";
    const CODE_VERIFY = "核对模式", "Verify mode";
    const CODE_VERIFY_STICKER = "核对：只扫二维码", "Verify the QR alone";
    const CODE_PAIR = "配对模式", "Pairing mode";

    const NOT_WRITTEN = "设置没有保存：看下面的提示，处理后重试", "The settings were not saved: see the message below, then try again";
    const DISCARD = "放弃修改", "Discard changes";

    const FAULT_STATION = "填 1～64 个字", "1 to 64 characters";
    const FAULT_ZOOM = "大小在 75%～200% 之间", "A size between 75% and 200%";
    const FAULT_VOLUME = "音量在 0～100 之间", "A volume between 0 and 100";
    const FAULT_NAME = "名称不能空，也不能重复", "A name is needed, and each only once";
    const FAULT_TIME = "时间写成 HH:MM，例如 08:00", "A time as HH:MM, such as 08:00";
    const FAULT_PORT = "端口不能空，也不能重复，例如 COM3", "A port is needed, and each only once, such as COM3";
    const FAULT_DEVICE = "设备不能空，也不能重复，例如 0c2e:0b81；键盘写 usb:0c2e:0b61", "A device is needed, and each only once, such as 0c2e:0b81; for a keyboard usb:0c2e:0b61";
    const FAULT_HEX = "填十六进制字节，两位一个，最多 32 字节，例如 06 或 1b 42", "Hex digits in pairs, 32 bytes at most, such as 06 or 1b 42";
    const FAULT_BAUD = "波特率在 110～4000000 之间，常用 9600", "A baud rate between 110 and 4000000, mostly 9600";
    const FAULT_IDLE_GAP = "填 5～2000 的整数（毫秒）", "A whole number from 5 to 2000 (milliseconds)";
    const FAULT_GAP = "填 10～500 的整数（毫秒）", "A whole number from 10 to 500 (milliseconds)";
    const FAULT_MIN_CHARS = "填 2～100 的整数", "A whole number from 2 to 100";
    const FAULT_ROWS = "填大于 0 的整数，例如 10000", "A whole number above 0, such as 10000";
    const FAULT_BADGE = "工号是 1～64 个字母或数字", "An id is 1 to 64 letters or digits";
    const FAULT_OTHER = "有一项设置不对", "A setting is wrong";

    fn not_saved(place: &str, what: &str) = "还没有保存。{place}：{what}", "Not saved yet. {place}: {what}";
    fn signed_on(id: &str) = "工号 {id} 已登记", "Operator {id} is signed on";
    fn shift_number(n: usize) = "班次 {n}", "Shift {n}";
    fn gun_number(n: usize) = "枪 {n}", "Gun {n}";
    fn remove_title(name: &str) = "移除“{name}”？", "Remove \"{name}\"?";
}
