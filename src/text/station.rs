//! The line's own screen, and the hard alarm over the whole window.

super::texts! {
    const MODULE_IMEI = "模组 IMEI（DK）", "Module IMEI (DK)";
    const MODULE_MAC = "模组 MAC（DK）", "Module MAC (DK)";
    const MODULE_TEXT = "模组标识（DK）", "Module key (DK)";
    const DEVICE_SN = "设备二维码 SN", "Device QR SN";
    const NEXT = "下一步", "Next";
    const SCAN_MODULE = "请扫描模组标签", "Scan the module label";
    const SCAN_DEVICE = "请扫描设备二维码", "Scan the device QR";
    const SCAN_EITHER = "请扫描下一台", "Scan the next device";
    const EITHER_ORDER = "模组标签和设备二维码，先扫哪个都可以", "Module label or device QR, in either order";
    const MODULE_FIRST = "先扫模组标签，再扫设备二维码", "Module label first, then the device QR";
    const DEVICE_FIRST = "先扫设备二维码，再扫模组标签", "Device QR first, then the module label";
    const CONNECT_MODULE = "请接上模组", "Connect the module";
    const CONNECT_NEXT = "请接上下一台的模组", "Connect the next module";
    const CONNECT_FIRST = "IMEI 自动读取，读到后扫设备二维码", "Its IMEI is read by itself; then scan the device QR";
    const CONNECT_LAST = "先扫设备二维码，再接模组，IMEI 自动读取", "Device QR first; then connect the module, its IMEI is read by itself";
    const AND = "、", ", ";
    const WAITING = "等待扫码", "Waiting";
    const HAVE_MODULE = "模组已读到，等待同一台设备的二维码", "Module read; waiting for the QR of the same device";
    const HAVE_DEVICE = "二维码已读到，等待同一台设备的模组", "QR read; waiting for the module of the same device";
    const LEFT = "剩余", "left";
    const SECONDS = "秒", "s";
    const NUMBER_BEFORE = "第", "No.";
    const NUMBER_AFTER = "台", "done";

    const PAIRED = "配对成功", "Paired";
    const PAIRED_NOTE = "已写入账本 · 可以放行", "Recorded · pass it on";
    const ALREADY = "已配对过", "Already paired";
    const ALREADY_NOTE = "这两个码原来就是一对，没有重复写入 · 可以放行", "These two are a pair already; nothing was written twice · pass it on";
    const VERIFIED = "核对一致", "Verified";
    const VERIFIED_NOTE = "与账本记录相同 · 可以放行", "The same as on record · pass it on";
    const IGNORED = "未使用", "Not used";
    const REFUSED = "拒收", "Refused";

    const DID_ACK = "报警已确认", "Alarm acknowledged";
    const DID_ACK_NOTE = "从头扫这台，或扫下一台", "Start this device over, or scan the next one";
    const DID_CANCEL = "已取消前一个码", "First code dropped";
    const DID_CANCEL_NOTE = "这台从头扫", "Start this device over";
    const DID_UNDO = "上一台已撤销", "Last pair taken back";
    const DID_UNDO_NOTE = "这一对已作废，两个码可以重新配对", "That pair is void; both codes may be paired again";
    const DID_VERIFY = "已切换到核对模式", "Verify mode";
    const DID_VERIFY_NOTE = "只核对，不写入配对；扫“PSCMDPAIR”回到配对", "Compares only, makes no pair; scan PSCMDPAIR to go back";
    const DID_PAIR = "已切换到配对模式", "Pairing mode";
    const DID_PAIR_NOTE = "扫码将写入配对", "Scans make pairs again";
    const DID_BADGE = "工牌已登记", "Badge read";
    const DID_BADGE_NOTE = "之后的配对记在这个工号下", "Pairs are now under this operator";
    const DID_ORDER = "工单已切换", "Order opened";
    const DID_ORDER_NOTE = "开始扫码前，核对屏幕左上角的工单号", "Check the order at the top left before scanning";

    const VERIFY_MODE = "核对模式", "VERIFY MODE";
    const VERIFY_MODE_NOTE = "只与账本核对，不写入配对", "compares with the record, makes no pair";
    const BACK_TO_PAIRING = "回到配对", "Back to pairing";
    const VERIFY_SCAN = "请扫描要核对的设备", "Scan the device to verify";
    const VERIFY_BUTTON = "核对模式", "Verify mode";
    const CANCEL_HALF = "取消这个码", "Drop this code";

    const NO_ORDER = "没有打开的工单", "No order is open";
    const NO_ORDER_TODO = "请班长在“工单”里打开一个，或扫工单卡", "The supervisor opens one in Orders, or scan an order card";
    const OPEN_ORDERS = "去打开工单", "Go to Orders";
    const COMPLETE = "计划数量已做完", "The planned quantity is reached";
    const COMPLETE_AFTER_PAIR = "已写入账本 · 计划数量已做完，请班长换工单", "Recorded · planned quantity reached: next order";
    const COMPLETE_TODO = "请班长关闭本工单，或换下一个工单", "The supervisor closes this order or opens the next one";
    const LEDGER_FAILING = "账本写不进去", "The ledger cannot write";
    const LEDGER_FAILING_TODO = "停线，叫技术员检查磁盘", "Stop the line and have the disk checked";

    const GOOD = "良品", "Good";
    const BAD = "不良", "Bad";
    const FIRST_PASS = "直通率", "First pass";
    const PLAN = "计划", "Planned";
    const MADE = "已完成", "Done";
    const NO_PLAN = "不限数量", "open ended";
    const PER_HOUR = "每小时", "Per hour";
    const LAST_PAIRS = "最近十台", "Last ten";
    const NO_PAIRS = "还没有配对", "No pair yet";
    const NO_HOURS = "还没有数据", "No data yet";

    const NOTHING_WRITTEN = "本台未配对，没有写入任何关系", "This device was not paired; nothing was written";
    const ORDER_STOPPED = "没有写入任何关系", "Nothing was written";
    const NOTHING_CHANGED = "只核对，账本没有改动", "Verified only; the record was not changed";
    const IN_HAND = "手上这台", "In your hand";
    const SN_BELONGS_TO = "已用此 SN 的设备", "The device that has this SN";
    const DK_BELONGS_TO = "已用此模组的设备", "The device that has this module";
    const ON_RECORD = "账本里的记录", "On record";
    const EARLIER = "原来的一对", "The earlier pair";
    const BEFORE = "前一个码", "Scanned before it";
    const MODULE_SAYS = "模组里读出的 IMEI", "The module itself says";
    const SCANNED = "扫到的内容", "What was scanned";
    const THIS_ORDER = "当前工单", "This order";
    const LEDGER_SAYS = "账本报告", "The ledger says";
    const TODO = "现在做什么：", "Do this now:";
    const ACK_SCAN = "扫左边的码确认", "Scan the code on the left";
    const ACK_KEY = "或按 F12", "or press F12";
    const ACK_QR = "确认码", "Acknowledge code";
    const ACKNOWLEDGE = "确认", "Acknowledge";
    const LATCHED = "确认前，扫码一律不接收", "No scan is accepted until then";
    const SUPERVISOR = "请班长刷工牌确认", "Scan the supervisor's badge";
    const SUPERVISOR_NOTE = "此工单只有班长可以确认", "In this order only a supervisor may acknowledge";

    fn of_card(name: &str, todo: &str) = "{name}：{todo}", "{name}: {todo}";
    fn seconds_left(n: u64) = "剩余 {n} 秒", "{n} s left";
    fn eta(time: &str) = "预计完成 {time}", "Done at about {time}";
    fn gun_at(gun: &str, time: &str) = "{gun} · {time}", "{gun} · {time}";
    fn gun_pk_at(gun: &str, pk: &str, time: &str) = "{gun} · PK {pk} · {time}", "{gun} · PK {pk} · {time}";
    fn named_todo(what: &str, todo: &str) = "{what}：{todo}", "{what}: {todo}";
    fn gun_ready(gun: &str) = "{gun}就绪", "{gun} ready";
    fn of_plan(done: u64, plan: u64) = "{done} / {plan}", "{done} / {plan}";
    fn done_number(n: u64) = "第 {n} 台", "No. {n}";
    fn order_product(pk: &str) = "本工单产品 {pk}", "This order's product {pk}";
    fn in_slot(what: &str, code: &str) = "{what}：{code}", "{what}: {code}";
    fn hour_count(hour: &str, n: u64) = "{hour} 时 {n} 台", "{hour}:00 {n} pairs";
}
