//! Orders: product runs, their rules, making one.

super::texts! {
    const NEW = "新建工单", "New order";
    const FROM_FILE = "从文件添加…", "Add from a file...";
    const NO_ORDERS = "还没有工单", "No order yet";
    const NO_ORDERS_TODO = "新建一个，或从文件添加；打开之后产线才能扫码", "Make one, or add one from its file; the line can scan once it is open";

    const PREPARED = "待开", "Waiting";
    const IS_OPEN = "进行中", "Open";
    const IS_CLOSED = "已关闭", "Closed";
    const DONE = "完成", "Done";
    const PROGRESS = "进度", "Progress";
    const ADDED = "添加时间", "Added";

    const OPEN = "打开工单", "Open order";
    const CLOSE_FOR_GOOD = "关闭工单", "Close order";
    const COPY = "照此新建", "New one like this";
    const CLOSE_BODY = "关闭后不能再打开，产线不能再往里配对。记录和导出不受影响。", "A closed order cannot be opened again and takes no more pairs. Its records can still be exported.";
    const CARD = "工单卡", "Order card";
    const CARD_NOTE = "用枪扫一下就打开这个工单", "Scan it with the gun to open this order";
    const RULES = "规则", "Rules";

    const FROM_FILE_TITLE = "从文件添加工单", "Add an order from its file";
    const FROM_FILE_NOTE = "先读出来核对，确认后才添加。", "It is read and shown first, and added only when you say so.";
    const FILE = "工单文件", "Work order file";
    const READ = "读取文件", "Read the file";
    const CANNOT_READ = "文件读不出来：检查路径和权限；工单文件是 UTF-8 文本", "The file cannot be read: check its path and permissions; a work order is UTF-8 text";
    const FILE_GOOD = "文件没有问题", "The file is good";
    const ADD_AND_OPEN = "添加并打开", "Add and open";
    const ADD = "只添加", "Add only";
    const ORIGIN_EDITOR = "工单界面", "Orders screen";

    const PRODUCT = "产品和数量", "Product and quantity";
    const NAME = "工单号", "Order number";
    const PRODUCT_KEY = "产品 PK", "Product key";
    const PLANNED = "计划数量", "Planned";
    const NO_PLAN = "不限", "open ended";
    const ANY = "不限", "any";

    const DEVICE_QR = "设备二维码", "Device QR";
    const QR_FORM = "格式", "Form";
    const QR_PLATFORM = "平台格式", "Platform's";
    const QR_OWN = "自定义", "Own";
    const PATTERN = "样式", "Pattern";
    const PATTERN_NOTE = "{pk} 代表产品 PK，{sn} 代表 SN，{*} 代表任意内容；必须和整个二维码对上。", "{pk} stands for the product key, {sn} for the SN, {*} for anything; the whole code must fit.";
    const QR_VERSION = "版本 v", "Version v";
    const SN_LENGTH = "SN 位数", "SN length";
    const SN_PREFIX = "SN 开头", "SN begins with";

    const MODULE = "模组标签", "Module label";
    const DK_KIND = "模组标识（DK）", "Module key (DK)";
    const MAC = "MAC 地址", "MAC";
    const TEXT_KEY = "自定义文本", "Text";
    const TAC = "允许的 TAC", "Allowed TACs";
    const LUHN = "IMEI 校验位", "IMEI check digit";
    const LUHN_REQUIRE = "必须正确", "Must be right";
    const LUHN_WARN = "只记录", "Only noted";
    const IMEI_CHOICE = "标签有多个 IMEI", "Several IMEIs";
    const IMEI_REFUSE = "拒收", "Refuse";
    const IMEI_FIRST = "取第一个", "The first";
    const IMEI_1 = "取 IMEI1", "IMEI1";
    const ACCEPT_IMEISV = "接受 16 位 IMEISV", "Accept 16-digit IMEISV";
    const ACCEPT_IMEI14 = "接受 14 位 IMEI", "Accept 14-digit IMEI";
    const ISSUED_SN_ONLY = "只收已发放的 SN", "Issued SNs only";
    const ALLOWED_DK_ONLY = "只收清单内的模组", "Listed modules only";
    const ISSUED_SN_ONLY_NOTE = "清单在“SN 与标签”页导入。", "Its list comes in on the SN lists screen.";
    const ALLOWED_DK_ONLY_NOTE = "清单在“SN 与标签”页按工单导入，工单建好后再导。", "Its list comes in on the SN lists screen, once the order is made.";
    const ALSO = "另外", "Also";
    const MODULE_LABEL = "其他标签样式", "Other labels";
    const MODULE_LABEL_NOTE = "一行一个，{dk} 代表模组标识；先试这些，再按通用规则。普通标签不用填。", "One a line, {dk} stands for the key; tried before the built-in rules. Common labels need none.";

    const LINE = "产线规则", "On the line";
    const SCAN_ORDER = "扫码顺序", "Scan order";
    const ANY_ORDER = "不限", "Any";
    const MODULE_FIRST = "先扫模组", "Module first";
    const DEVICE_FIRST = "先扫设备", "Device first";
    const HALF_SCAN_TIMEOUT = "等第二个码", "Wait for the second";
    const HALF_SCAN_TIMEOUT_S = "等第二个码（秒）", "Wait for second (s)";
    const BOUNCE = "连读间隔", "Double reading";
    const BOUNCE_MS = "连读间隔（毫秒）", "Double reading (ms)";
    const ACK = "谁可以确认报警", "Who acknowledges";
    const ACK_OPERATOR = "操作员", "Operator";
    const ACK_SUPERVISOR = "只有班长", "Supervisor only";
    const DEVICE_NAME = "设备名称", "Device name";
    const TEMPLATE = "导出模板", "Template";
    const TEMPLATE_PATH = "模板文件", "Template file";

    const TRIAL = "试扫", "Try a code";
    const TRIAL_NOTE = "把标签上的内容粘贴进来，看按这个工单会读成什么。不写入任何记录。", "Paste what is on a label and see what this order reads in it. Nothing is recorded.";
    const TRIAL_CODE = "标签内容", "Code";
    const TRIAL_HINT = "pk=p11sf2&sn=VDR7098612099028&v=1", "pk=p11sf2&sn=VDR7098612099028&v=1";
    const TRIAL_LATER = "工单填完整后才能试扫", "Fill in the order first";
    const READS_CONTROL = "这是控制码，不是标签", "This is a control barcode, no label";

    const FAULT_NAME = "1～64 个字母或数字，中间可以有 - 和 _", "1 to 64 letters and digits; - and _ may stand between";
    const FAULT_PK = "6 位字母或数字，大小写和平台上一样", "6 letters and digits, in the platform's letter case";
    const FAULT_PLANNED = "填大于 0 的整数；不限就留空", "A whole number above 0; leave it empty for no limit";
    const FAULT_DEVICE_QR = "样式里要各有一个 {pk} 和 {sn}，中间要有分隔", "It needs one {pk} and one {sn} with something between them";
    const FAULT_MODULE_LABEL = "每行要有一个 {dk}", "Each line needs one {dk}";
    const FAULT_TAC = "TAC 是 IMEI 的前 8 位数字；多个用空格分开；只用于 IMEI", "A TAC is an IMEI's first 8 digits; blanks between several; only for IMEIs";
    const FAULT_SN_LENGTH = "填 1～64 的整数；不限就留空", "A whole number from 1 to 64; leave it empty for any";
    const FAULT_SN_PREFIX = "只能是字母和数字，不能比 SN 位数长", "Letters and digits only, not longer than the SN";
    const FAULT_QR_VERSION = "1～8 位字母或数字，例如 1；不限就留空", "1 to 8 letters or digits, such as 1; leave it empty for any";
    const FAULT_TIMEOUT = "填 1～3600 的整数（秒）", "A whole number from 1 to 3600 (seconds)";
    const FAULT_BOUNCE = "填 0～10000 的整数（毫秒）", "A whole number from 0 to 10000 (milliseconds)";
    const FAULT_DEVICE_NAME = "只能用 {order}、{pk}、{sn}、{dk}，总长不超过 254 个字符", "Only {order}, {pk}, {sn}, {dk}; 254 characters at most";
    const FAULT_TEMPLATE = "选一个模板，或填模板文件的路径", "Choose a template, or give a template file";
    const FAULT_SWITCH = "填 true（是）或 false（否）", "Either true or false";
    const FAULT_LINE = "这一行有误", "This line is wrong";

    fn open_title(name: &str) = "打开工单 {name}？", "Open order {name}?";
    fn open_body(now: &str) = "产线正在做 {now}。打开后换成新工单，{now} 回到“待开”，以后可以再打开。", "The line is working on {now}. It goes back to waiting and can be opened again later.";
    fn close_title(name: &str) = "关闭工单 {name}？", "Close order {name}?";
    fn added(name: &str) = "工单 {name} 已添加", "Order {name} added";
    fn opened(name: &str) = "工单 {name} 已打开", "Order {name} is open";
    fn closed(name: &str) = "工单 {name} 已关闭", "Order {name} is closed";
    fn seconds(n: u32) = "{n} 秒", "{n} s";
    fn millis(n: u32) = "{n} 毫秒", "{n} ms";
    fn fault_at(line: usize, column: usize) = "第 {line} 行，第 {column} 列", "Line {line}, column {column}";
    fn fault_is(place: &str, what: &str) = "{place}：{what}", "{place}: {what}";
    fn faults_left(n: usize) = "还有 {n} 处要改", "{n} field(s) to mend";
    fn reads_module(dk: &str) = "读成模组，DK {dk}", "Reads as a module, DK {dk}";
    fn reads_device(pk: &str, sn: &str) = "读成设备，PK {pk}，SN {sn}", "Reads as a device, PK {pk}, SN {sn}";
}
