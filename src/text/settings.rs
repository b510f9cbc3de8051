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

    const SERIAL = "串口扫码枪", "Serial guns";
    const NO_SERIAL = "还没有串口枪。插上枪，点“查找串口”。", "No serial gun yet. Plug one in and press \"Find ports\".";
    const FIND_PORTS = "查找串口", "Find ports";
    const ADD_BY_HAND = "手工添加", "Add by hand";
    const NO_PORTS = "没有找到串口：检查接线；枪要设成串口（虚拟串口）模式。", "No port was found: check the cable, and set the gun to serial (virtual COM) mode.";
    const PORTS_FAILED = "串口列不出来：可以手工填写端口名", "The ports cannot be listed: name the port by hand";
    const PORT_USED = "已添加", "In use";
    const NOT_PERMITTED = "当前用户没有权限打开：在 Linux 上把用户加入 dialout 组，再重新登录", "This user may not open it: on Linux, add the user to the group dialout and log in again";
    const GUN_NAME = "枪的名称", "Gun's name";
    const PORT = "端口", "Port";
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
    const STX_ETX = "去掉 STX/ETX", "Cut off STX/ETX";
    const REMOVE_GUN = "移除这把枪", "Remove this gun";
    const REMOVE_BODY = "移除后，这把枪扫的码不再接收。", "What this gun scans is no longer taken.";

    const KEYBOARD = "键盘枪", "Keyboard gun";
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
    const CODE_PAIR = "配对模式", "Pairing mode";

    const NOT_WRITTEN = "设置没有保存：看下面的提示，处理后重试", "The settings were not saved: see the message below, then try again";
    const DISCARD = "放弃修改", "Discard changes";

    const FAULT_STATION = "填 1～64 个字", "1 to 64 characters";
    const FAULT_ZOOM = "大小在 75%～200% 之间", "A size between 75% and 200%";
    const FAULT_VOLUME = "音量在 0～100 之间", "A volume between 0 and 100";
    const FAULT_NAME = "名称不能空，也不能重复", "A name is needed, and each only once";
    const FAULT_TIME = "时间写成 HH:MM，例如 08:00", "A time as HH:MM, such as 08:00";
    const FAULT_PORT = "端口不能空，也不能重复，例如 COM3", "A port is needed, and each only once, such as COM3";
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
    fn use_port(port: &str) = "使用 {port}", "Use {port}";
    fn remove_title(name: &str) = "移除“{name}”？", "Remove \"{name}\"?";
}
