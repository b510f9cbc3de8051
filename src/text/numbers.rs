//! Numbers: what was done, on the screen and in the report.

super::texts! {
    const HEADING = "统计", "Numbers";
    const PERIOD = "时段", "Period";
    const ONE_DAY = "一天", "Day";
    const SEVEN_DAYS = "七天", "7 days";
    const THIRTY_DAYS = "三十天", "30 days";
    const LAST_DAY = "截止日", "Last day";
    const EARLIER = "往前", "Earlier";
    const LATER = "往后", "Later";
    const EVERY_SHIFT = "全部班次", "Every shift";
    const COUNTING = "正在统计……", "Counting...";

    const GOOD = "良品", "Good";
    const BAD = "拒收", "Refused";
    const FIRST_PASS = "直通率", "First-pass yield";
    const PER_HOUR = "每小时配对", "Pairs per hour";
    const VOIDED = "作废", "Voided";
    const VERIFIED = "核对通过", "Verified";
    const WORKED = "开工时长", "Working time";
    const PER_HOUR_NOTE = "开工时长：两次扫码间隔不超过 10 分钟的时间之和。", "Working time: the time between one scan and the next, pauses of more than 10 minutes left out.";

    const HOURS = "每小时良品与拒收", "Good and refused, hour by hour";
    const REASONS = "拒收原因", "Why scans were refused";
    const NO_REASONS = "没有拒收", "Nothing was refused";
    const BY = "分组", "By";
    const BY_SHIFT = "按班次", "By shift";
    const BY_ORDER = "按工单", "By order";
    const BY_OPERATOR = "按工号", "By operator";
    const NOTHING = "这段时间没有扫码", "Nothing was scanned in this time";
    const NOTHING_TODO = "换一天、一个班次或一张工单", "Choose another day, shift or order";
    const NO_SHIFT = "班次外", "Outside shifts";
    const NO_ORDER = "无工单", "No order";
    const NO_OPERATOR = "未登记", "Nobody";

    const REPORT = "生成报表", "Write the report";
    const REPORT_TITLE = "报表（XLSX）", "Report (XLSX)";
    const REPORT_NOTE = "汇总、配对、拒收、作废四张表，和屏幕上选的范围一致。", "Summary, pairs, refusals and voids of what is chosen on the screen.";
    const FILE = "文件", "File";
    const WRITE = "写文件", "Write it";
    const WRITING = "正在写报表……", "Writing the report...";
    const CANCELLED = "已取消，没有留下文件", "Cancelled; no file was left";

    const SHEET_SUMMARY = "汇总", "Summary";
    const SHEET_PAIRS = "配对", "Pairs";
    const SHEET_ERRORS = "拒收", "Refused";
    const SHEET_VOIDS = "作废", "Voids";
    const TITLE = "配对工位报表", "Pairing station report";
    const MADE_AT = "生成时间", "Made at";
    const MADE_BY = "生成人", "Made by";
    const PROGRAM = "程序", "Program";
    const STATION = "工位", "Station";
    const FROM = "从（生产日）", "From (production day)";
    const TO = "到（生产日）", "To (production day)";
    const ALL = "全部", "All";
    const TOTAL = "合计", "Total";
    const HOUR = "小时", "Hour";
    const DAY = "生产日", "Production day";
    const OFFSET = "时差", "UTC offset";
    const REASON = "原因", "Reason";
    const CODE = "代码", "Code";
    const TIMES = "次数", "Times";
    const SHARE = "占比", "Share";
    const GUN = "扫码枪", "Gun";
    const TEXT = "扫到的内容", "Text";
    const NUMBER = "编号", "Number";
    const STATE = "状态", "State";
    const ACTIVE = "有效", "Active";
    const IN_FILE = "已导出", "Exported";
    const YES = "是", "yes";
    const NO = "否", "no";
    const VOIDED_BY = "作废人", "Voided by";
    const WHY = "作废原因", "Why";
    const PAIRED_AT = "配对时间", "Paired at";

    fn written(pairs: &str, path: &str) = "报表已写好，{pairs} 对：{path}", "The report is written, {pairs} pair[s]: {path}";
    fn against(number: &str, change: &str) = "上一期 {number}（{change}）", "{number} before ({change})";
    fn hour_of(hour: &str, good: &str, bad: &str) = "{hour}，良品 {good}，拒收 {bad}", "{hour}: good {good}, refused {bad}";
    fn reason_of(reason: &str, times: &str, share: &str) = "{reason}：{times} 次，{share}", "{reason}: {times}, {share}";
    fn row_of(name: &str, good: &str, bad: &str) = "{name}：良品 {good}，拒收 {bad}", "{name}: good {good}, refused {bad}";
    fn shift_day(day: &str, shift: &str) = "{day} {shift}", "{day} {shift}";
    fn hours_and_minutes(hours: i64, minutes: i64) = "{hours} 小时 {minutes:02} 分", "{hours} h {minutes:02} min";
}
