//! The old tool's pairs: what is found in its files, and what becomes of it.

super::texts! {
    const TAKE_TITLE = "导入旧工具的配对", "Take the old tool's pairs over";
    const TAKE_NOTE = "旧绑定工具的数据库 device_info.db，或它导出的 CSV。先看清楚，点了导入才写进账本；账本里已有的一条都不动。", "The old binding tool's database device_info.db, or a CSV it exported. It is looked at first; nothing is written until you take it over, and nothing in the ledger is touched.";
    const FILE = "旧工具的文件", "The old tool's file";
    const ALLOWED = "可以导入", "Good";
    const KNOWN = "账本里已有", "In the ledger";
    const FAULTY = "有问题", "Faulty";
    const READING = "正在读文件，逐行核对……", "Reading the file and judging each row...";

    const ABOUT = "导入之后", "What becomes of them";
    const ABOUT_UNIQUE = "参与查重：里面的模组和 SN，产线上不能再配第二次。", "They count: a module or SN in them cannot be paired again at the line.";
    const ABOUT_EXPORT = "算作早已交给平台：不会混进新的关系文件。", "They count as handed over: no new relation file holds them unless you ask for them.";
    const ABOUT_RECORDS = "在“记录”里可以查到，也可以作废。", "They are found in Records, and can be voided there.";
    const ABOUT_CHECK = "旧工具不查校验位，也不查重：每一行都按今天扫码的规则重新核对。", "The old tool looked at no check digit: each row is judged by the rules of a scan today.";

    const SAMPLE = "前几行", "The first rows";
    const SAMPLE_NOTE = "导入后就是这样。看一眼列有没有认错。", "As they would stand in the ledger: see that each column is what it says.";
    const NO_SAMPLE = "没有一行是好的：可能不是旧工具的文件，或者 DK 类型选错了。", "No row is good: perhaps the file is another, or the kind of module key is.";
    const HEADER_DISAGREES = "表头和内容对不上：表头写着 PK 在前，内容却是 DK 在前。这是旧工具 V1.2.0 的毛病；按内容导入，不按表头。", "The header puts the PK first, the rows put the DK first: version 1.2.0 of the old tool wrote such files. The rows are believed, not the header.";
    const NO_HEADER = "文件没有表头，列是按内容认出来的：核对一下前几行。", "There is no header: the columns were told by their values. Check them in the first rows.";

    const GOOD = "没有问题，可以导入", "Nothing is wrong: it can be taken over";
    const NOTHING_NEW = "没有新的可导入：账本里都有了", "There is nothing new to take over: the ledger has it all";
    const ALL_FAULTY = "没有一行能导入，见下表", "No row can be taken over: see below";
    const MANNER = "有问题时", "With faults";
    const ALL_OR_NOTHING = "一行都不导", "All or nothing";
    const TAKE_GOOD = "只导好的", "Take the good ones";
    const ALL_OR_NOTHING_NOTE = "把下面列出的行改好，保存，再看一遍。", "Mend the rows named below in the file, save it, and look at it again.";
    const TAKING = "正在写进账本：一次写完，这一步不能取消。", "Writing into the ledger, all at once: this step cannot be stopped.";
    const CANCELLED = "已取消，账本没有改动", "Cancelled: the ledger is unchanged";
    const TURNED_FAULTY = "没有导入：核对之后，产线上又配了其中的号码，见下表", "Nothing was taken: codes in it were paired at the line since you looked. See below";
    const REST_THERE = "上次没导入的行还在这个文件里：先改名或移走，再导入", "The rows left out before are still in this file: rename or move it, then take over again";
    const NOTHING_TAKEN = "什么都没有导入，账本没有改动。", "Nothing was taken over and the ledger is unchanged.";
    const REST = "没导入的行", "Rows left out";
    const REST_TODO = "每行都写着原因。改好后存成 CSV，再从这里导入一次。", "Each has its reason with it. Mend them, keep the file as CSV, and take it over here.";
    const SHOW = "在记录里看", "Show in Records";

    const WHOLE_ROW = "整行", "row";

    fn entry(number: u64) = "第 {number} 条", "Entry {number}";
    fn place(line: &str, field: &str) = "{line} · {field}", "{line} · {field}";
    fn as_lines(lines: &str) = "和第 {lines} 行重复", "the same as line {lines}";
    fn as_entries(entries: &str) = "和第 {entries} 条重复", "the same as entry {entries}";
    fn in_pairs(ids: &str) = "已在配对 #{ids} 里，对方不同", "in pair #{ids} already, with another partner";
    fn take(count: &str) = "导入 {count} 对", "Take {count} pair[s] over";
    fn take_good(count: &str) = "只导好的 {count} 对", "Take the {count} good [one|ones]";
    fn some_faulty(count: &str) = "有 {count} 行不能导入，见下表", "{count} row[s] cannot be taken over: see below";
    fn rest_note(file: &str) = "其余的行连同原因存到同一文件夹的 {file}，一行不丢。", "The other rows are kept with their reasons in {file} beside it: none is lost.";
    fn taken(count: &str) = "已导入 {count} 对", "{count} pair[s] taken over";
    fn taken_without(count: &str, faults: &str) = "已导入 {count} 对，{faults} 行没有导入", "{count} pair[s] taken over, {faults} row[s] left out";
    fn ids(first: &str, last: &str) = "配对 #{first}–#{last}", "Pairs #{first} to #{last}";
}
