//! Import templates by name: a page of the export's screen.

super::texts! {
    const PAGES = "导出页面", "Pages of the export";
    const PAGE_EXPORT = "关系文件", "Relation files";
    const PAGE_TEMPLATES = "导入模板", "Templates";

    const LIST = "现有模板", "Templates there are";
    const LIST_NOTE = "导出时和工单里都可以选这些模板。", "An export and an order can choose any of these.";
    const NONE = "还没有自己的模板：从平台下载导入模板，在这里添加。", "None of your own yet: download the import template from the platform and add it here.";
    const BUILT_IN = "内置", "Built in";
    const REMOVE = "删除", "Remove";

    const ADD = "添加模板", "Add a template";
    const ADD_NOTE = "从平台下载的导入模板，CSV 或 XLSX。", "The import template downloaded from the platform, CSV or XLSX.";
    const FILE = "模板文件", "Template file";
    const LOOK = "读取", "Read it";
    const READING = "正在读取……", "Reading...";
    const NAME = "起个名字", "Name it";
    const NAME_HINT = "例如：七厂-2026", "Such as Plant7-2026";
    const NAME_FAULT = "只用字母、数字、-、_ 和汉字，最多 40 个字，不能和内置模板重名", "Letters, digits, - and _ only, at most 40, and no built-in template's name";
    const SAVE = "保存模板", "Save the template";
    const SAVE_ANYWAY = "仍然保存", "Save it all the same";
    const CANCEL = "不要了", "Leave it";

    const FOUND = "文件里有", "What the file has";
    const REQUIRED = "必填", "Required";
    const DK = "模组 DK", "Module's DK";
    const PK = "产品 PK", "Product's PK";
    const SN = "设备 SN", "Device's SN";
    const DEVICE_NAME = "设备名称", "Device name";
    const EMPTY = "留空", "Left empty";
    const FILL_HINT = "文字，或 {date} {order} {sn}…", "Text, or {date} {order} {sn}...";
    const EMPTY_HINT = "可以留空", "May stay empty";
    const FILL_NOTE = "可用：{dk} {pk} {sn} {name} {order} {date}（生产日期，如 20260301）", "Placeholders: {dk} {pk} {sn} {name} {order} {date} (production day, 20260301)";
    const FILL_MISSING = "平台要求这一列，请写明填什么", "The platform demands this column: say what to fill it with";
    const FAULT_LONG = "太长：最多 254 个字", "Too long: 254 characters at most";
    const FAULT_CONTROL = "里面有控制字符，请去掉", "There is a control character in it: remove it";
    const FAULT_FORMULA = "不能以 = + - @ 开头，表格软件会当成公式", "It must not begin with = + - @: a spreadsheet runs that as a formula";
    const FAULT_PLACEHOLDER = "花括号里只能写 dk、pk、sn、name、order、date", "Only dk, pk, sn, name, order and date may stand in braces";
    const FAULT_ENCODING = "模板的编码里没有这个字，请换一种写法", "The template's encoding lacks a character of it: write it otherwise";
    const ENCODING = "编码", "Encoding";
    const BOM = "BOM", "BOM";
    const WITH_BOM = "有", "Yes";
    const WITHOUT_BOM = "无", "No";
    const SEPARATOR = "分隔符", "Separator";
    const COMMA = "逗号", "Comma";
    const TAB = "TAB（下面显示为 →）", "TAB (shown as →)";
    const SEMICOLON = "分号", "Semicolon";
    const LINE_END = "换行", "Line end";
    const UTF8 = "UTF-8", "UTF-8";
    const GBK = "GBK", "GBK";
    const UTF16_LE = "UTF-16 LE", "UTF-16 LE";
    const UTF16_BE = "UTF-16 BE", "UTF-16 BE";

    const PREVIEW = "预览：导出的 CSV 是这样", "Preview: the CSV will read like this";
    const PREVIEW_REAL = "最近的配对", "The last pairs";
    const PREVIEW_MADE_UP = "还没有配对：号码是虚构的", "No pairs yet: these are made up";
    const PREVIEW_FAULT = "按这样填，有一行不能导出", "Filled like this, a row cannot be exported";
    const PREVIEW_WAITS = "填好上面的列，就能看到预览", "Fill the columns above to see the preview";

    const REMOVE_BODY = "以前导出的文件和清单不受影响。", "Files and manifests exported before are not touched.";
    const REMOVE_ANYWAY = "仍然删除", "Remove it all the same";
    const REMOVED = "模板已删除", "The template was removed";

    const ERR_TEMPLATE = "这个模板不能用", "The template cannot be used";
    const ERR_NAME = "模板名不能这样写", "A template cannot be called that";
    const ERR_PRESET = "这是内置模板的名字，请换一个", "That is a built-in template's name: choose another";
    const ERR_TAKEN = "已有同名模板：换个名字，或先删除那一个", "There is a template of that name: choose another, or remove that one first";
    const ERR_NO_SUCH = "没有这个模板", "There is no such template";
    const ERR_USED = "有工单用这个名字的模板导出，没有改动", "Orders export with the template of that name: nothing was changed";
    const ERR_DAMAGED = "模板已损坏，不能用：删除后重新添加", "The template is damaged and is not used: remove it and add it again";

    fn saved(name: &str) = "模板“{name}”已保存", "Template \"{name}\" is kept";
    fn line_end_but_last(line_end: &str) = "{line_end}，最后一行不换行", "{line_end}, none after the last line";
    fn remove_title(name: &str) = "删除模板“{name}”？", "Remove the template \"{name}\"?";
    fn remove_anyway(orders: &str) = "这些工单用它导出：{orders}。删除后它们的导出会失败，直到同名模板重新添加。", "Orders export with it: {orders}. Their exports fail until a template of that name is added again.";
    fn remove_of(name: &str) = "删除 {name}", "Remove {name}";
    fn column_number(n: usize, header: &str) = "{n}. {header}", "{n}. {header}";
    fn from_file(file: &str, when: &str) = "来自 {file}，{when} 添加", "From {file}, added {when}";
}
