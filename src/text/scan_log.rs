//! The scan log: every scan, its verdict, and why.

super::texts! {
    const SEARCH_HINT = "DK、SN 或扫到的内容", "In DK, SN or the code";
    const GUN = "扫码枪", "Gun";
    const VERDICT = "结果", "Verdict";
    const REASON = "原因", "Reason";
    const TEXT = "扫到的内容", "Scanned";
    const ONLY_REFUSED = "只看拒收", "Only refused";
    const SHOW_ALL = "显示全部", "Show all";

    const MODULE = "模组", "Module";
    const DEVICE = "设备二维码", "Device QR";
    const PAIRED = "配对成功", "Paired";
    const ALREADY = "已配对过", "Already paired";
    const VERIFIED = "核对一致", "Verified";
    const REJECTED = "拒收", "Refused";
    const IGNORED = "未使用", "Not used";
    const COMMAND = "控制码", "Command";
    const NO_VERDICT = "超时", "Timed out";

    const NONE_REFUSED = "没有被拒收的扫描", "No scan was refused";
    const NONE_REFUSED_TODO = "这是好消息。要看全部扫描，点“显示全部”", "Good news. To see every scan, press \"Show all\"";
    const NONE_FOUND = "没有符合条件的扫描", "No scan matches";
    const NONE_FOUND_TODO = "换一天，或去掉部分筛选。枪没有反应时，到“设置”检查接口", "Choose another day or remove a filter. If a gun stays silent, check its port in Settings";

    const ADVICE = "怎么办", "What to do";
    const HEX = "原始字节（十六进制）", "Raw bytes (hex)";
    const LENGTH = "长度", "Length";
    const NO_BYTES = "（没有内容）", "(nothing)";
    const RULE = "命中的规则", "Rule that matched";
    const REASON_NAME = "原因代号", "Reason code";
    const PAIR = "配对编号", "Pair";
    const MORE = "其他信息", "More";

    const TO_FILE = "保存日志…", "Save log...";
    const TO_FILE_TITLE = "把日志保存成文件", "Save the log as a file";
    const TO_FILE_NOTE = "按当前筛选保存全部条目，不只是屏幕上看到的。", "Everything the filter shows is saved, not only what is on the screen.";
    const FORMAT = "格式", "Format";
    const FILE = "文件", "File";
    const WRITE = "保存", "Save";
    const WRITING = "正在保存……", "Saving...";
    const CANCELLED = "已取消，没有留下文件", "Cancelled: no file was left";

    fn scan_number(seq: i64) = "事件 #{seq}", "Event #{seq}";
    fn bytes(n: usize) = "{n} 字节", "{n} byte[s]";
    fn written(rows: &str) = "已保存 {rows} 条", "{rows} row[s] saved";
}
