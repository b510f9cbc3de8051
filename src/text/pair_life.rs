//! A pair's life, as a time line.

super::texts! {
    const TITLE = "经过", "What happened";
    const WALKING = "正在查扫描记录……", "Looking through the scans...";
    const STOP = "停止", "Stop";
    const STOPPED = "扫描记录没有查完", "The scans were not looked through";
    const LOOK_AGAIN = "查扫描记录", "Look through the scans";

    const MADE = "配对", "Paired";
    const IMPORTED = "从旧工具导入", "Taken over from the old tool";
    const EXPORTED = "写进关系文件", "Into a relation file";
    const ACCEPTED = "平台已接受", "Taken by the platform";
    const REFUSED = "平台拒绝", "Refused by the platform";
    const VOIDED = "作废", "Voided";
    const NOTED = "其他记录", "Noted";

    fn order(name: &str) = "工单 {name}", "order {name}";
    fn replaces(other: i64) = "代替了配对 #{other}", "Takes the place of pair #{other}";
    fn replaced_by(other: i64) = "由配对 #{other} 代替", "Pair #{other} took its place";
    fn gun(name: &str) = "扫码枪 {name}", "gun {name}";
    fn more_files(name: &str, more: usize) = "{name} 等 {more} 个文件之一", "one of {name} and {more} more";
    fn left_out(count: &str) = "更早的 {count} 次扫描没有列出", "{count} older scans are left out";
}
