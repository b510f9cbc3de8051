//! SN lists and labels: what is taken in, what is made.

super::texts! {
    const HEADING = "SN 清单与标签", "SN lists & labels";
    const PAGES = "页面", "Page";
    const PAGE_SNS = "SN 清单", "SNs";
    const PAGE_MODULES = "模组清单", "Modules";
    const PAGE_LABELS = "新标签", "New labels";
    const PAGE_HISTORY = "旧工具数据", "Old tool";

    const TAKE_SNS = "导入 SN", "Take SNs in";
    const TAKE_SNS_NOTE = "平台“生成SN”下载的压缩包（zip），或 csv、xlsx、txt 清单。先看清楚，点了导入才写进账本。", "The platform's package (zip), or a list (csv, xlsx, txt). It is looked at first; nothing is written until you take it over.";
    const TAKE_DKS = "导入模组清单", "Take a delivery list in";
    const TAKE_DKS_NOTE = "模组厂的送货清单（csv、xlsx、txt），按工单导入。先看清楚，点了导入才写进账本。", "The module maker's delivery list (csv, xlsx, txt), for one order. It is looked at first; nothing is written until you take it over.";
    const FILE = "清单文件", "List file";
    const PRODUCT = "产品", "Product";
    const PRODUCT_OF_FILE = "按文件里写的", "As the file says";
    const PRODUCT_OTHER = "其他产品…", "Another...";
    const PRODUCT_OF_FILE_NOTE = "每行的产品按文件里写的（二维码里的也算）；文件里没写产品就不能导入。", "Each row is of the product that the file or its QR codes name; a file that names none cannot be taken over.";
    const NO_ORDER = "没有可以导入的工单", "There is no order to take it in for";
    const NO_ORDER_TODO = "先在“工单”页新建一个；已关闭的工单不再收模组", "Make one on the Orders screen first; a closed order takes no more modules";

    const LOOK = "先看一下", "Look at it first";
    const LOOK_AGAIN = "重新看", "Look again";
    const TAKE = "导入", "Take over";
    const READING = "正在读文件……", "Reading the file...";
    const COMPARING = "正在和账本核对……", "Comparing with the ledger...";
    const TAKING = "正在写进账本……", "Writing into the ledger...";
    const CANCELLED = "已取消，账本没有改动", "Cancelled: the ledger is unchanged";
    const FAILED_TODO = "什么都没有导入，账本没有改动。", "Nothing was taken over and the ledger is unchanged.";

    const ROWS = "总行数", "Rows";
    const NEW = "新的", "New";
    const KNOWN = "早已导入", "Known";
    const USED = "其中已配对", "Paired already";
    const MALFORMED = "不能用", "Malformed";
    const FOREIGN = "别的产品", "Other product";
    const DOUBTFUL = "图片不符", "Image faults";

    const GOOD = "没有问题，可以导入", "Nothing is wrong: it can be taken over";
    const NOTHING_NEW = "没有新的可导入", "There is nothing new to take over";
    const DOUBTFUL_NOTE = "图片和清单不符的 SN 也会导入：印标签前先和平台核对。", "SNs whose images disagree are taken over too: check them with the platform before labels are printed.";

    const FAULTS = "问题", "Faults";
    const WHERE = "位置", "Where";
    const VALUE = "内容", "What it says";
    const WHY = "原因", "What is wrong";

    const WHY_EMPTY = "是空的", "it is empty";
    const WHY_SN_FORMAT = "不是 SN：只能是 1～64 位字母和数字", "no SN: only 1 to 64 letters and digits";
    const WHY_PK_FORMAT = "产品 PK 不是 6 位字母和数字", "its product key is not 6 letters and digits";
    const WHY_TWICE = "文件里前面已经有了", "it stands in the file before";
    const WHY_PRODUCT = "是别的产品", "of another product";
    const WHY_UNREADABLE = "图片打不开", "the image cannot be opened";
    const WHY_NO_CODE = "图片里没有能读的二维码", "the image shows no code that can be read";
    const WHY_OTHER_CODE = "二维码不是设备二维码", "its code is no device QR";
    const WHY_NOT_LISTED = "二维码里的 SN 不在清单里", "the SN of its code is not on the list";
    const WHY_DIFFERS = "二维码里的 SN 和文件名不一样", "the SN of its code is not its file name";
    const WHY_NO_IMAGE = "清单里有，却没有图片", "listed, but there is no image of it";

    const COUNTS_SNS = "已发放的 SN", "Issued SNs";
    const COUNTS_DKS = "各工单的模组清单", "Modules listed for orders";
    const NO_SNS = "还没有发放过 SN", "No SN was issued yet";
    const NO_DKS = "还没有导入模组清单", "No list of modules was taken in yet";
    const ISSUED = "共发放", "Issued";
    const LISTED = "清单内", "Listed";
    const PAIRED = "已配对", "Paired";
    const VOIDED = "已作废", "Voided";
    const LEFT = "没用过", "Left";

    const MAKE = "生成新 SN 和二维码", "Make new SNs and their codes";
    const MAKE_NOTE = "平台连不上，或者用自己的二维码格式时用。每个 SN 在本账本里只发一次；每张图都读回核对过才写进压缩包。", "For codes of your own form, or while the platform is out of reach. An SN is issued once in this ledger; each image is read again before it goes into the package.";
    const COUNT = "数量", "How many";
    const DIGITS = "号码", "Digits";
    const RANDOM = "随机", "Random";
    const NUMBERED = "顺序", "Numbered";
    const RANDOM_NOTE = "随机：看到一个 SN，猜不出别的。", "Random: nobody who sees one SN can guess another.";
    const NUMBERED_NOTE = "顺序：已经发放过的号自动跳过。", "Numbered: numbers that were issued before are passed over.";
    const FIRST = "从几号开始", "First number";
    const OUT = "保存为", "Save as";
    const OUT_FAULT = "请选择压缩包保存的位置", "Choose where the package goes";
    const EXAMPLE = "样例", "Example";
    const MAKING = "正在画二维码，逐张读回核对……", "Drawing the codes and reading each again...";
    const MADE_NEXT = "下一步：把压缩包拿去印标签。这些 SN 已登记为“已发放”，不会再发第二次。", "Next: have the labels printed from the package. These SNs are on record as issued and will never be made again.";
    const FILE_MADE = "压缩包", "Package";
    const FIRST_MADE = "第一个", "First";
    const LAST_MADE = "最后一个", "Last";
    const MAKE_CANCELLED = "已取消，没有留下文件，没有发放 SN", "Cancelled: no file was left, no SN was issued";
    const MAKE_FAILED_TODO = "没有写出压缩包。按上面的提示改好再生成。", "No package was written. Mend what is said above and make them again.";

    const FAULT_COUNT = "填 1～10000 的整数", "A whole number from 1 to 10000";
    const FAULT_PREFIX = "只能是字母和数字", "Letters and digits only";
    const FAULT_LENGTH = "填整数，最多 64", "A whole number, 64 at most";
    const FAULT_FIRST = "填 0 或更大的整数", "A whole number, 0 or more";
    const FAULT_LASTS = "号码不够：把 SN 加长，或者从小一点的号开始", "There are not enough numbers: make the SN longer, or begin with a lower one";
    const FAULT_PATTERN = "样式里要各有一个 {pk} 和 {sn}，不能有 {*}", "It needs one {pk} and one {sn}, and no {*}";

    const ERR_NO_PRODUCT = "文件里没写产品：请选这些 SN 属于哪个产品", "The file names no product: say which product the SNs are of";
    const ERR_CHANGED = "看过之后文件又变了：请重新看一遍", "The file was changed since it was looked at: look at it again";
    const ERR_OVERTAKEN = "生成期间有相同的 SN 导入，没有写出压缩包：请再生成一次", "Some of these SNs came in from a list meanwhile, and no package was written: make them again";
    const ERR_UNREADABLE = "文件读不出来：检查路径和权限", "The file cannot be read: check its path and permissions";
    const ERR_TOO_BIG = "文件太大，不是清单", "The file is too large to be a list";
    const ERR_OLD_WORKBOOK = "旧格式 .xls 读不了：另存为 .xlsx 或 CSV", "An .xls workbook cannot be read: save it as .xlsx or CSV";
    const ERR_ENCODING = "文字编码认不出来：另存为 UTF-8", "Its encoding is not known: save it as UTF-8";
    const ERR_LINE = "有一行读不懂：改好那一行", "A line cannot be taken apart: mend it";
    const ERR_WORKBOOK = "工作簿打不开：重新保存一份", "The workbook cannot be opened: save it anew";
    const ERR_PACKAGE = "压缩包不能用：重新下载", "The package cannot be used: download it again";
    const ERR_NO_COLUMN = "找不到要的那一列：第一行写上列名，或者换一个文件", "No column holds what is wanted: name it in the first line, or bring another file";
    const ERR_EMPTY = "文件里没有内容", "There is nothing in the file";
    const ERR_RANDOM = "系统给不出随机数：重启电脑，或者改用顺序号", "The computer gives no random numbers: restart it, or make numbered SNs";
    const ERR_CODE = "内容太长，二维码放不下：缩短样式", "The text is too long for a QR code: shorten the pattern";
    const ERR_IMAGE = "有一张二维码读回来不对，没有写出压缩包", "A code could not be read again, and no package was written";
    const ERR_WRITE = "压缩包写不出来：看磁盘空间和权限", "The package cannot be written: see whether there is room and permission";

    fn product_of(pk: &str, order: &str) = "{pk}（工单 {order}）", "{pk} (order {order})";
    fn take(count: &str) = "导入 {count} 个", "Take {count} over";
    fn some_faulty(count: &str) = "有 {count} 处问题，见下表：不能用的不导入，其余可以导入", "{count} faults, named below: what cannot be used is left out, the rest can be taken over";
    fn taken(count: &str) = "已导入 {count} 个", "{count} taken over";
    fn taken_without(count: &str, faults: &str) = "已导入 {count} 个；有 {faults} 处问题，见下表", "{count} taken over; {faults} faults, named below";
    fn line(line: u64) = "第 {line} 行", "Line {line}";
    fn not_bound_sns(order: &str) = "工单 {order} 没有打开“只收已发放的 SN”：扫码时不核对这份清单。", "Order {order} does not go by this list: \"Issued SNs only\" is off in it.";
    fn not_bound_dks(order: &str) = "工单 {order} 没有打开“只收清单内的模组”：扫码时不核对这份清单。", "Order {order} does not go by this list: \"Listed modules only\" is off in it.";
    fn fault_short(least: usize) = "除去开头，至少要留 {least} 位号码", "After the prefix there must be room for {least} digits at least";
    fn make(count: &str) = "生成 {count} 个", "Make {count} labels";
    fn made(count: &str) = "已生成 {count} 个新 SN，每张二维码都读回核对过", "{count} new SNs; each code was read again";
    fn misfit(order: &str) = "工单 {order} 不会收这样的标签：核对 SN 位数、SN 开头和二维码格式。", "Order {order} would refuse such labels: see to the SN's length and prefix and to the QR form.";
}
