//! Trying codes, recordings, training.

super::texts! {
    const PAGE = "练习", "Training";
    const PAGE_TRY = "试码与录制", "Try and record";

    const BEGIN = "开始练习", "Begin training";
    const END = "结束练习", "End training";
    const IDLE = "现在是正式生产：扫到的都算数", "The line is at work: every scan counts";
    const GOING_ON = "练习中：扫到的都不算数", "Training goes on: no scan counts";
    const MEANING = "练习时，所有扫码枪扫到的都按当前工单的规则判定，但不产生配对、不计数、不导出，也不会让正式生产报重复。每次扫码在日志里留一条“练习”记录。结束后，屏幕回到正式生产的数字。", "In training, what any gun scans is judged by the open order's rules, but makes no pair, counts nowhere, is never exported and never a duplicate of real work. Each scan leaves one event of its own kind in the log. At the end the screen shows the real figures again.";
    const MEANING_HALF = "开始时，手里扫了一半的会被取消。没有打开工单时，用内置的练习工单。", "A half that is held is dropped when it begins. Where no order is open, a built-in one is used.";
    const MEANING_STATION = "真枪和下面的模拟枪都可以用。到“工位”页看大屏。", "Real guns work, and so does the simulated one below. See the Station screen for the big picture.";

    const PAIRED_NOTE = "练习：没有写入账本，不能放行", "Training: not written to the ledger, do not release it";

    const GUN = "模拟扫码枪", "Simulated gun";
    const GUN_NOTE = "每个按钮扫一次现编的码，和真枪走同一条路。最下面一行是判定结果。", "Each button scans a made-up code, the same way a real gun does. The line at the foot says what came of it.";
    const GUN_IDLE = "开始练习后才能用。", "It works in training only.";
    const GOOD = "正确的码", "Good codes";
    const MISTAKES = "常见错误", "Mistakes";
    const CONTROLS = "控制码", "Control codes";
    const NOT_HERE = "按当前工单的规则，下面这些不会出现，或者认不出来：", "Under this order's rules these cannot happen, or cannot be told:";

    const MODULE = "好模组", "A good module";
    const DEVICE = "好二维码", "A good device QR";
    const SAME_KIND = "连扫两个同类", "Same kind twice";
    const DUPLICATE_MODULE = "模组已配对过", "Module paired before";
    const DUPLICATE_DEVICE = "二维码已配对过", "Sticker paired before";
    const WRONG_PRODUCT = "别的产品", "Another product";
    const CHECK_DIGIT = "IMEI 校验位错", "IMEI check digit";
    const ICCID = "扫成 SIM 卡号", "SIM card number";
    const EAN13 = "扫成商品条码", "Retail barcode";
    const CAPS_LOCK = "大写锁定开着", "Caps Lock on";
    const LAYOUT = "键盘布局不对", "Wrong layout";
    const FULL_WIDTH = "输入法全角", "Full width";
    const BOUNCE = "扣一下读两次", "Read twice";
    const UNKNOWN = "无关的码", "Unrelated code";
    const CANCEL_CODE = "取消当前", "Cancel";
    const UNDO_CODE = "撤销上一对", "Undo";
    const VERIFY_CODE = "核对模式", "Verify mode";
    const PAIR_CODE = "配对模式", "Pairing mode";

    const FREE = "自己写一个码", "A code of your own";
    const FREE_HINT = "可用 \\t、\\x1d 表示控制字符", "\\t and \\x1d stand for control characters";
    const SEND = "扫一次", "Scan it";

    const SHIFT = "自动演示一班", "Play a shift";
    const SHIFT_NOTE = "按人的速度连续扫：有好有坏，报警会自动确认。可以切到“工位”页看。", "Scans at a human's pace: good pairs and mistakes, alarms acknowledged. Watch it on the Station screen.";
    const SHIFT_BEGIN = "开始演示", "Play";
    const SHIFT_STOP = "停止演示", "Stop playing";
    const SHIFT_PLAYING = "正在演示……", "Playing...";

    const TRY = "试一个码", "Try a code";
    const TRY_NOTE = "写下或粘贴一个码，看工位会读成什么。不进产线，不留记录。控制字符写成 \\t、\\r、\\x1d。", "Type or paste a code and see what the station reads in it. It does not reach the line and leaves no record. Write control characters as \\t, \\r, \\x1d.";
    const TRY_CODE = "码", "Code";
    const TRY_HINT = "863950069494278", "863950069494278";
    const BY_BUILT_IN = "没有打开的工单：按内置规则读", "No open order: read by the built-in rules";
    const READS_CONTROL = "控制码、工牌或工单卡", "A control code, a badge or an order card";
    const RULE = "命中规则", "Rule";
    const TRIED = "试过的规则", "Rules tried";
    const TEXT = "读成文字", "As text";
    const LEDGER_SAYS = "账本里", "In the ledger";
    const NEVER_SEEN = "没有配对过", "never paired";
    const ON_LIST = "在清单上", "It is on the list";
    const NOT_ON_LIST = "不在清单上：工单会拒收", "It is not on the list: the order refuses it";
    const OTHER_PRODUCT = "不是当前工单的产品：扫到会报警", "Not the open order's product: it would raise an alarm";

    const RECORD = "录制", "Record";
    const RECORD_NOTE = "把每把枪扫到的码连同时间写进文件，交给别人查问题，或者自己回看。录制不影响生产。", "Writes each code of each gun into a file, with its time: to hand to somebody, or to look through here. The line works on as usual.";
    const RECORD_FILE = "录到文件", "Into file";
    const RECORD_BEGIN = "开始录制", "Start recording";
    const RECORD_STOP = "停止录制", "Stop recording";
    const RECORD_DONE = "录制已停止", "Recording stopped";
    const RECORD_FAILED = "录制中断：之后扫的不在文件里", "The recording broke off: what came since is not in it";

    const LOOK = "回看一份录制", "Look through a recording";
    const LOOK_NOTE = "把录制按原来的时间再判一遍，看工位会怎么说。用的是一本空账本：录制开始前已经配对的，这里不算重复。也可以打开一行一个码的文本文件。", "Judges a recording once more, at its own times. The ledger is an empty one: what was paired before the recording began is no duplicate here. A text file with one code a line will do as well.";
    const LOOK_FILE = "录制文件", "Recording";
    const LOOK_ORDER = "按工单", "By order";
    const LOOK_OPEN_ORDER = "当前打开的工单", "The open order";
    const LOOK_BEGIN = "回看", "Look through";
    const LOOK_GOES_ON = "正在判定……", "Judging...";
    const LOOK_CANCELLED = "已取消", "Cancelled";
    const LOOK_EMPTY = "文件里没有扫码", "There is no scan in the file";
    const LOOK_EMPTY_TODO = "换一个文件。录制是每行一个扫码的 .jsonl 文件", "Choose another file. A recording is a .jsonl file with one scan a line";
    const NUMBER = "序号", "No.";
    const LINE = "文件行号", "Line of the file";

    fn recording_now(scans: &str, since: &str) = "正在录制：已录 {scans} 个码，{since} 开始", "Recording: {scans} code[s] since {since}";
    fn by_order(order: &str) = "按工单 {order} 的规则读", "Read by the rules of order {order}";
    fn paired_with(dk: &str, sn: &str, when: &str) = "{dk} 与 {sn} 已配对（{when}）", "{dk} is paired with {sn} ({when})";
    fn voided(dk: &str, sn: &str, when: &str) = "{dk} 与 {sn} 配过对，已作废（{when}）", "{dk} was paired with {sn}, voided ({when})";
    fn looked(order: &str, scans: &str, paired: &str, rejected: &str) = "工单 {order}：扫码 {scans} 次，配对 {paired}，拒收 {rejected}", "Order {order}: {scans} scan[s], {paired} paired, {rejected} refused";
    fn more(most: &str) = "文件更长：只判了前 {most} 个", "The file is longer: only the first {most} were judged";
}
