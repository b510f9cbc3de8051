//! The Scanners screen: devices, guns, what they sent.

super::texts! {
    const PAGE = "枪与设备", "Guns";
    const PAGES = "页面", "Pages";

    const KIND_WEDGE = "键盘枪（本窗口）", "keyboard, in this window";
    const KIND_SERIAL = "串口", "serial";
    const KIND_HID = "HID POS", "HID POS";
    const KIND_KEYBOARD = "键盘枪（独占）", "keyboard, exclusive";
    const KIND_MODULE = "模组端口", "module port";
    const KIND_SIMULATED = "模拟枪", "simulated";

    const ROLE_ANY = "全部", "any code";
    const ROLE_MODULE = "只扫模组", "modules only";
    const ROLE_DEVICE = "只扫设备", "devices only";

    const NONE_USED = "还没有扫码枪", "No gun yet";
    const NONE_USED_TODO = "插上枪，在下面点“使用”；键盘枪在“设置”里打开", "Plug one in and press \"use\" below; a keyboard gun is turned on in Settings";
    const LAST_SCAN = "上次扫码", "Last scan";
    const SCANS = "扫码", "Scans";
    const REFUSED = "拒收", "Refused";
    const DOUBLE = "重复读", "Double";
    const RECONNECTS = "重连", "Reconnects";
    const ERRORS = "出错", "Errors";
    const RATE = "每分钟", "A minute";
    const STATE = "状态", "State";
    const ROLE = "用途", "For";
    const KIND = "接口", "Interface";
    const DEVICE = "设备", "Device";
    const LAST_ERROR = "最近出错", "Last error";
    const SYSTEM_SAYS = "系统提示", "System says";

    const FOUND = "找到的其他设备", "Found, not used";
    const LOOK_AGAIN = "重新查找", "Look again";
    const LOOKING = "正在查找……", "Looking...";
    const NONE_FOUND = "没有其他设备。枪插上几秒后会出现在这里", "Nothing else is plugged in. A gun appears here a few seconds after it is";
    const NOT_LISTED = "有一类设备列不出来", "A kind of device cannot be listed";
    const NOT_USED = "未使用", "not used";
    const NO_PERMISSION = "没有权限", "no permission";
    const FOUND_SERIAL = "串口", "serial port";
    const FOUND_HID = "HID POS 枪", "HID POS gun";
    const FOUND_KEYBOARD = "键盘，或键盘枪", "keyboard, or a keyboard gun";
    const UNNAMED = "（没有名称）", "(no name)";
    const TAKE_TITLE = "独占这个键盘？", "Take this keyboard exclusively?";
    const TAKE_BODY = "独占以后，它的按键只进入本程序，在其他任何窗口都打不出字。只选扫码枪，不要选你打字用的键盘。", "From then on its keys reach this program only: it types into nothing else any more. Choose a gun, not the keyboard you type on.";
    const TAKE = "独占", "Take it";

    const GO_CHECKUP = "给枪体检", "Check this gun up";
    const GO_SETTINGS = "打开设置", "Open Settings";

    const LAST_SCANS = "最近扫的码", "Last scans";
    const NO_SCANS = "还没有扫过码", "It has not sent a code yet";
    const NO_SCANS_TODO = "扫任意一个码：这里会显示它发来的每个字节", "Scan anything: each byte it sends is shown here";
    const AS_TEXT = "内容", "Text";
    const AS_HEX = "字节", "Bytes";
    const MATCHED = "命中规则", "Rule";
    const TRIED = "试过的规则", "Rules tried";
    const WAITING_FOR_END = "没有结束", "No end yet";
    const MODULE_IMEI = "模组的 IMEI", "The module's IMEI";
    const NO_MODULE = "没有模组应答", "no module answers";

    const RULE_CONTROL = "控制码、工牌、工单卡", "control code, badge, order card";
    const RULE_MODULE_PATTERN = "工单的模组格式", "the order's module pattern";
    const RULE_BARE_IMEI = "15 位 IMEI", "15-digit IMEI";
    const RULE_VENDOR_LABEL = "厂家标签（分号分隔）", "the vendor's label (semicolons)";
    const RULE_LABELLED_IMEI = "带“IMEI”字样的标签", "a label that says IMEI";
    const RULE_IMEISV = "16 位 IMEISV", "16-digit IMEISV";
    const RULE_IMEI14 = "14 位 IMEI", "14-digit IMEI";
    const RULE_MAC = "MAC 地址", "MAC address";
    const RULE_TEXT_KEY = "文本标识", "text key";
    const RULE_PLATFORM_QR = "平台二维码", "the platform's QR";
    const RULE_QR_PATTERN = "工单的二维码格式", "the order's QR pattern";
    const RULE_NONE = "没有规则命中", "no rule matched";

    const TODO_MISSING_SERIAL = "插好线；枪要设成串口（虚拟串口）模式。换过枪的，在“设置”里改端口。", "Plug it in; the gun must be in serial (virtual COM) mode. If it was replaced, set its port in Settings.";
    const TODO_MISSING_HID = "插好线；枪要设成 HID POS 模式（用枪扫它说明书里的设置码）。", "Plug it in; the gun must be in HID POS mode (a setting code in its manual).";
    const TODO_MISSING_KEYBOARD = "插好线；枪要设成键盘模式。独占键盘只能在 Linux 上使用。", "Plug it in; the gun must be in keyboard mode. Taking a keyboard works on Linux only.";
    const TODO_MISSING_MODULE = "检查模组的串口线和供电，端口要选模组的 AT 口。", "Check the module's serial cable and its power; the port must be the module's AT port.";
    const TODO_PERMISSION_SERIAL = "把当前用户加入 dialout 组后重新登录；或用下面的命令安装规则文件，再重新插上。", "Add this user to the group dialout and log in again; or install the rule file as below, then plug it in again.";
    const TODO_PERMISSION_RULE = "用下面的命令安装规则文件，再把枪重新插上。", "Install the rule file as below, then plug the gun in again.";
    const TODO_PERMISSION_WINDOWS = "关掉可能占用它的程序，拔下再插上；还不行，请管理员检查它的驱动和使用权限。", "Close programs that may hold it, unplug it and plug it in again; if that does not help, have its driver and access rights checked.";
    const TODO_BUSY = "关掉占用它的程序（例如串口助手），会自动连上。", "Close the program that has it (a terminal, say): it is connected by itself then.";
    const TODO_STRANGER = "这个端口上接的是别的设备：把枪插回来，或在设置里重新选择端口。", "Another device is at this port: plug the gun in again, or choose its port anew in the settings.";
    const TODO_SILENT_MODULE = "检查模组供电和串口线；确认端口是 AT 口、波特率正确。", "Check the module's power and cable, and that the port is its AT port, at the right baud rate.";
    const TODO_SILENT = "能打开，但没有应答：确认它是扫码枪，检查枪的接口设置。", "It opens but does not answer: see whether it is a gun, and check the gun's interface setting.";
    const TODO_UNFINISHED = "用这把枪扫它说明书里的“加后缀 CR（回车）”设置码；或者在“设置”里把结束符改成“无（靠停顿）”。", "With this gun, scan \"add suffix CR\" in its manual; or set its suffix to \"None (silence ends a code)\" in Settings.";
    const TODO_STARTING = "正在连接，请稍等。", "It is being connected.";

    fn since(when: &str) = "{when} 起", "since {when}";
    fn taken(by: &str) = "“{by}”已经在用这个设备：在“设置”里移除其中一个。", "\"{by}\" has this device already: remove one of the two in Settings.";
    fn error_at(when: &str, why: &str) = "{when} · {why}", "{when} · {why}";
    fn use_as_gun(device: &str) = "使用 {device}", "Use {device}";
    fn use_as_module(device: &str) = "{device} 作模组端口", "{device} as module port";
    fn take_keyboard(device: &str) = "独占 {device}…", "Take {device}...";
    fn cut(bytes: &str) = "……共 {bytes} 字节", "... {bytes} byte[s] in all";
}
