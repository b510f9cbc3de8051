//! Export: relation files for the platform.

super::texts! {
    const WHICH = "导出哪些", "What to export";
    const DAY_BEFORE = "前一天", "Day before";
    const DAY_AFTER = "后一天", "Day after";
    const ONLY_NEW = "只导出还没导出过的", "Only what is not exported yet";
    const SHIFT_NOTE = "选了班次：跨零点的夜班，整班算在开始的那一天。", "With a shift chosen, a night shift counts whole for the day it began.";
    const PAIRS = "有效配对", "Active pairs";
    const NEW = "其中未导出", "Not exported yet";
    const VOIDED = "已作废（不导出）", "Voided (left out)";

    const HOW = "写成什么文件", "How it is written";
    const TEMPLATE = "模板", "Template";
    const TEMPLATE_OF_ORDER = "按各工单的设置", "As each order says";
    const TEMPLATE_FILE = "平台下载的模板文件…", "A template file from the platform...";
    const TEMPLATE_PATH = "模板文件", "Template file";
    const TEMPLATE_FAULT = "请选择从平台下载的模板（CSV 或 XLSX）", "Choose the template downloaded from the platform (CSV or XLSX)";
    const TEMPLATE_FILE_NOTE = "编码按模板文件。", "The encoding is the template file's.";
    const PRESET_ZH = "平台中文模板", "Platform, Chinese";
    const PRESET_EN = "平台英文模板", "Platform, English";
    const PRESET_PK_FIRST = "平台中文模板（PK 在前）", "Platform, Chinese, PK first";
    const PRESET_LEGACY = "旧绑定工具格式", "The old binding tool's";
    const FORMAT = "格式", "Format";
    const CSV = "CSV（上传平台）", "CSV (for the platform)";
    const XLSX = "XLSX（给人看）", "XLSX (for people)";
    const XLSX_NOTE = "平台导入用 CSV；XLSX 里所有号码都是文本，不会变成科学计数。", "The platform takes CSV. In the XLSX every key is text and keeps all its digits.";
    const BYTES = "编码", "Encoding";
    const UTF8 = "UTF-8", "UTF-8";
    const UTF8_BOM = "UTF-8 带 BOM", "UTF-8 with BOM";
    const GBK = "GBK", "GBK";
    const ROWS = "每个文件最多行数", "Rows a file at most";
    const ROWS_FAULT = "请填大于 0 的整数，例如 10000", "A whole number above 0, such as 10000";
    const FOLDER = "保存到", "Save in";
    const FOLDER_FAULT = "请选择保存文件的文件夹", "Choose the folder for the files";
    const BY = "经手人", "Handed over by";
    const BY_HINT = "工号，写进清单", "Id, for the manifest";

    const EXPORT = "导出", "Export";
    const NOTHING = "没有符合条件的配对：换日期、班次或工单", "No pair matches: choose another day, shift or order";
    const NOTHING_NEW = "这些都导出过了：要再导出一次，关掉“只导出还没导出过的”", "All of these are exported already: to export them again, switch off \"Only what is not exported yet\"";
    const WRITING = "正在写文件……", "Writing...";
    const COMPARING = "正在读回并与账本核对……", "Reading back and comparing with the ledger...";
    const MARKING = "正在账本里登记……", "Marking in the ledger...";
    const CANCELLED = "已取消，没有留下文件，账本没有改动", "Cancelled: no file was left, the ledger is unchanged";
    const FAILED_TODO = "没有留下文件，账本没有改动。按上面的提示处理后再导出。", "No file was left and the ledger is unchanged. Mend what is said above and export again.";
    const MANIFEST = "清单", "Manifest";
    const NEXT = "下一步：在平台的设备导入里选产品，逐个上传这些 CSV 文件。清单留着备查。", "Next: on the platform, import each CSV file under its product. Keep the manifest as proof.";
    const FILE_GONE = "文件已移走", "No longer there";
    const GONE_NOTE = "文件不在原处：要找它，用 SHA-256 核对；要重做，选同一天再导出一次。", "A file is gone from its place: tell it by its SHA-256, or export the same day again.";

    const HISTORY = "导出记录", "Earlier exports";
    const NO_HISTORY = "还没有导出过", "Nothing was exported yet";
    const MORE = "显示更多", "Show more";
    const UNFOLD = "看文件", "Files";
    const FOLD = "收起", "Fold";

    fn preset(words: &str, name: &str) = "{words} · {name}", "{words} · {name}";
    fn export_count(count: &str) = "导出 {count} 对", "Export {count} pairs";
    fn done(rows: &str, files: usize) = "已导出 {rows} 对，{files} 个文件，已与账本核对一致", "{rows} pairs in {files} file(s), compared with the ledger";
    fn file_rows(rows: &str, pk: &str) = "{rows} 行 · PK {pk}", "{rows} rows · PK {pk}";
    fn more_files(n: usize) = "还有 {n} 个文件，全部列在清单里", "{n} more files; the manifest names them all";
    fn history_line(pairs: &str, files: usize) = "{pairs} 对 · {files} 个文件", "{pairs} pairs · {files} file(s)";
}
