//! The platform's answer to an export: pasted or opened, looked at, taken.

super::texts! {
    const TITLE = "平台的答复", "The platform's answer";
    const NOTE = "平台导入后会列出失败的行：复制过来，或打开下载的文件（csv、xlsx、txt）。先看对不对得上，再记账。", "After an import the platform lists the rows that failed: paste that list, or open its file (csv, xlsx, txt). It is looked at before anything is recorded.";
    const WHENCE = "从哪里来", "Where it is";
    const PASTED = "粘贴", "Pasted";
    const FROM_FILE = "文件", "A file";
    const BOX = "平台的失败列表", "List of failed rows";
    const BOX_HINT = "把失败的行粘贴到这里：DK 或 SN，加上原因", "Paste the failed rows here: DK or SN, with the reason";
    const PASTE = "从剪贴板粘贴", "Paste from the clipboard";
    const NOTHING_TO_PASTE = "剪贴板里没有文字：先到平台页面上复制", "There is no text on the clipboard: copy the list on the platform's page first";
    const CLEAR = "清空", "Clear";
    const FILE = "失败列表文件", "File of failed rows";
    const LOOK = "对一下", "Look at it first";
    const LOOK_AGAIN = "重新对", "Look again";
    const ALL_ACCEPTED = "全部成功，没有失败的", "All accepted, none failed";
    const LOOKING = "正在和账本核对……", "Comparing with the ledger...";
    const TAKING = "正在写进账本……", "Writing into the ledger...";

    const LISTED = "列出的行", "Rows listed";
    const MATCHED = "对上的", "Matched";
    const UNMATCHED = "对不上的", "Fit nothing";
    const OTHERS = "没列出的", "Not listed";
    const GOOD = "每一行都对上了", "Every row is a pair of this export";
    const ALL_GOOD = "列表是空的：没有失败的行", "The list is empty: no row failed";
    const NONE_MATCHED = "没有一行对得上这次导出", "No row of the list is in this export";
    const REST = "没列出的", "Those not listed";
    const REST_ACCEPTED = "平台都收了", "Were accepted";
    const REST_UNKNOWN = "还不知道", "Are not known yet";
    const REST_CHOOSE = "先说明：没列出的是都成功了，还是列表不全？", "Say first: were all others accepted, or is the list not complete?";
    const REST_BLOCKED = "有对不上的行，不能把其余的都算成功：先把这些行改好或去掉。", "While rows fit nothing, the others cannot count as accepted: mend or remove these rows first.";
    const TAKE = "记进账本", "Record it";
    const FAILED_TODO = "账本没有改动。", "The ledger is unchanged.";
    const UNMATCHED_TITLE = "对不上的行", "Rows that fit nothing";
    const MATCHED_TITLE = "平台退回的行", "Rows that were rejected";

    const WHY_EMPTY = "没有 DK 也没有 SN", "has no DK and no SN";
    const WHY_UNKNOWN = "账本里没有这个号", "no pair of the ledger has this code";
    const WHY_NOT_EXPORTED = "这一对没有导出过", "its pair was never exported";
    const WHY_DISAGREE = "DK 和 SN 不是同一对", "its DK and SN are of different pairs";

    const WANT_KEY = "DK 或 SN", "a DK or an SN";
    const WANT_ONCE = "每一对只列一次", "each pair once";
    const WANT_ONE_PAIR = "同一对的 DK 和 SN", "the DK and the SN of one pair";

    const STILL_REJECTED = "还没处理的退回", "Rejected, and not exported again";
    const NONE_REJECTED = "没有平台退回的", "None is rejected";
    const SHOW = "在记录里看", "Show in Records";
    const AGAIN = "再导出一次", "Export them again";
    const AGAIN_NOTE = "改好原因再导出：作废的不会再导出，重新配对的算新的一对。", "Mend the cause first: voided pairs are not exported again, and what was paired anew is a new pair.";

    fn pasted(lines: &str) = "已粘贴 {lines} 行", "{lines} line[s] pasted";
    fn want_exported(export: i64) = "导出 #{export} 里的 DK 或 SN", "a DK or an SN of export #{export}";
    fn why_other(exports: &str) = "在另一次导出里：#{exports}", "in another export: #{exports}";
    fn why_twice(line: u64) = "和第 {line} 行重复", "the same as line {line}";
    fn some_unmatched(count: &str) = "有 {count} 行对不上，见下表", "{count} row[s] [fits|fit] nothing: see below";
    fn take(rejected: &str, accepted: &str) = "记进账本：退回 {rejected}，已收 {accepted}", "Record {rejected} rejected, {accepted} accepted";
    fn take_rejected(rejected: &str) = "记进账本：退回 {rejected}", "Record {rejected} rejected";
    fn taken(rejected: &str, accepted: &str) = "已记账：退回 {rejected}，已收 {accepted}", "Recorded: {rejected} rejected, {accepted} accepted";
}
