//! The gun check-up: what is wrong with a gun, and which of its settings mends it.
//!
//! Settings are named as the guns' own manuals name them, in both languages.

super::texts! {
    const PAGE = "体检", "Check-up";

    const INTRO = "扫码枪体检", "Gun check-up";
    const INTRO_NOTE = "枪扫屏幕上的一个码，马上告诉你哪里不对、枪上改哪一项设置。", "Scan one code from the screen with the gun; at once it is said what is wrong, and which of the gun's settings mends it.";
    const PAUSES = "体检期间产线暂停接收：所有枪扫的码都不进产线，结束体检后恢复。", "The line is paused meanwhile: no gun's codes reach it until the check-up ends.";
    const BEGIN = "开始体检", "Begin check-up";
    const END = "结束体检", "End check-up";
    const AGAIN = "重新来", "Again";
    const PAUSED = "产线已暂停接收扫码", "The line takes no scans now";

    const SCAN_QR = "用要检查的枪，把这个码扫一次", "Scan this code once with the gun in question";
    const SCAN_BARS = "用要检查的枪，把下面三个码各扫一次", "Scan each of these three codes once with the gun in question";
    const BARS = "一维枪（只能扫条码）", "Bars only (1D gun)";
    const QR_NAME = "体检二维码", "Check-up QR code";
    const HOLD = "离屏幕 15～25 厘米，只按一次扳机。反光扫不到时，调亮屏幕，或用打印的那张。", "Hold the gun 15 to 25 cm away and pull the trigger once. If the screen reflects, make it brighter or use the printed sheet.";
    const WAITING = "等待扫码…", "Waiting for a scan...";
    const LISTENING = "正在接收…", "Receiving...";
    const NOTHING = "扫了没反应？", "Nothing happens?";
    const NOTHING_KEYS = "键盘枪：本窗口要在最前面；“字符间延时”不要超过 30 ms。", "Keyboard gun: this window must be in front, and the gun's inter-character delay at most 30 ms.";
    const NOTHING_SERIAL = "串口枪：看“扫码枪”页是否就绪；波特率一致，枪是“虚拟串口”模式。", "Serial gun: see on the Guns page whether it is ready; same baud rate, and the gun set to virtual COM.";
    const OVERFLOWED = "收到的内容太多，后面的没有保留。点“重新来”再扫。", "More came than is kept. Press Again and scan once more.";
    const PART_WELL = "已读对", "Read well";

    const WELL = "这把枪没问题", "This gun is fine";
    const WELL_NOTE = "每个字符、结束符、读码次数都对。", "Every character, the suffix and the number of readings are right.";
    const FAULTY = "枪有问题", "Something is wrong with this gun";
    const GUN = "枪", "Gun";
    const KIND = "类型", "Kind";
    const ENDS = "结束符", "Suffix";
    const RECEIVED = "原始内容", "Raw";
    const KIND_KEYS = "键盘枪", "Keyboard";
    const KIND_SERIAL = "串口枪", "Serial";
    const KIND_REPORTS = "HID POS 枪", "HID POS";
    const NO_END = "没有", "none";
    const NOT_NEEDED = "不需要", "not needed";
    const EXPECTED = "应收到", "Expected";
    const CAME = "实收到", "Received";
    const DIFFERENCES = "逐字对照（有底色的不对）", "Character by character (what is wrong is marked)";

    const NOISE = "收到的不是文字", "What came is no text";
    const NOISE_MEND = "枪扫说明书上的“恢复出厂设置”，再重新设接口模式。", "Scan \"restore factory defaults\" in the gun's manual, then set its interface again.";
    const NOISE_SERIAL = "波特率（Baud rate）两边设成一样，常用 9600；数据位 8、校验无（8N1）。还不行，换线试试。", "Baud rate: the same at both ends, mostly 9600; data bits 8, parity none (8N1). If that does not help, try another cable.";
    const WRONG_CODE = "扫的不是体检码", "That is not the check-up code";
    const WRONG_CODE_MEND = "对准屏幕上的码再扫一次。确实扫的是它，枪就改动了内容：关掉“数据编辑（Data formatting）”，或恢复出厂设置。", "Aim at the code on the screen and scan again. If it was that one, the gun rewrites what it reads: switch its data formatting off, or restore factory defaults.";
    const PARITY = "枪发 7 位加校验，工位按 8 位收", "The gun sends 7 bits and a parity; the station takes 8";
    const PARITY_MEND = "枪上设：数据位（Data bits）8，校验（Parity）无。", "On the gun: data bits 8, parity none.";
    const CASE_SWAPPED = "大小写反了", "Upper and lower case are swapped";
    const CASE_SWAPPED_KEYS = "先关掉电脑键盘的 Caps Lock。还是反，枪上设：大小写转换（Case conversion）关，Caps Lock 关。", "Switch Caps Lock off on the computer first. If it stays swapped, on the gun: case conversion off, Caps Lock off.";
    const CASE_MEND = "枪上设：大小写转换（Case conversion）关。", "On the gun: case conversion off.";
    const ALL_UPPER = "字母全变成了大写", "All letters are upper case";
    const ALL_LOWER = "字母全变成了小写", "All letters are lower case";
    const GUN_LAYOUT_MEND = "枪上设：键盘国家/布局（Keyboard country/layout）美国（US）。", "On the gun: keyboard country/layout US.";
    const FULL_WIDTH = "字符变成了全角", "The characters are full width";
    const FULL_WIDTH_MEND = "电脑切到英文输入、半角（按 Shift 或 Ctrl+空格），并把英文设为默认输入法。", "Switch the computer's input method to English and half width (Shift or Ctrl+Space), and make that its default.";
    const INPUT_METHOD = "输入法把字母变成了汉字或假名", "An input method made words of the letters";
    const AIM_MEND = "枪上设：AIM ID（码制识别符，Transmit AIM ID）关。", "On the gun: AIM ID (transmit code identifier) off.";
    const PREFIX_MEND = "枪上设：前缀（Prefix）清除。", "On the gun: clear the prefix.";
    const BEHIND_MEND = "枪上设：后缀（Suffix）只留 CR（回车），其他清除。", "On the gun: suffix CR (Enter) only, nothing else.";
    const STX_ETX = "带 STX/ETX 控制符", "STX/ETX around the code";
    const STX_ETX_MEND = "枪上设：包头包尾 STX/ETX（Packet/Transmit format）关。", "On the gun: STX/ETX (packet format) off.";
    const NO_SUFFIX = "没有结束符", "There is no suffix";
    const NO_SUFFIX_KEYS = "枪上设：后缀（Suffix/Terminator）CR（回车）。没有它，扫得快时两个码会粘在一起。", "On the gun: suffix/terminator CR (Enter). Without it, two quick scans run into one.";
    const NO_SUFFIX_SERIAL = "枪上设：后缀（Suffix/Terminator）CR。没有它，工位一直等这个码结束，收不到。", "On the gun: suffix/terminator CR. Without it the station waits for the end of the code and never takes it.";
    const SUFFIX_TWICE = "结束符发了两次", "The suffix is sent twice";
    const SUFFIX_TWICE_MEND = "枪上设：后缀（Suffix）只留一个 CR（回车），删掉多出来的。", "On the gun: suffix CR (Enter) once; remove the other.";
    const DAMAGED = "字符丢失或出错", "Characters were lost or spoiled";
    const DAMAGED_KEYS = "枪上设：字符间延时（Inter-character delay）5～10 ms；还丢，加到 20 ms。无线枪离底座近一点。", "On the gun: inter-character delay 5-10 ms; if characters are still lost, 20 ms. Keep a wireless gun near its base.";
    const DAMAGED_SERIAL = "波特率、数据位、校验两边设成一样；打开流控（Flow control），或把波特率降到 9600；检查线和接地。", "The same baud rate, data bits and parity at both ends; switch flow control on or go down to 9600 baud; see to cable and earth.";
    const DAMAGED_REPORTS = "换 USB 口，不经过集线器；还出错，升级枪的固件。", "Use another USB socket, without a hub; if that does not help, update the gun's firmware.";
    const READ_TWICE_MEND = "枪上设：触发方式（Trigger mode）按键触发，不要连续；同码延时（Same-code delay）500 ms 以上。", "On the gun: trigger mode manual, not continuous; same-code delay 500 ms or more.";

    const GERMAN = "德语", "German";
    const FRENCH = "法语", "French";
    const BELGIAN = "比利时", "Belgian";
    const SWISS = "瑞士", "Swiss";
    const SPANISH = "西班牙语", "Spanish";
    const ITALIAN = "意大利语", "Italian";
    const PORTUGUESE = "葡萄牙语", "Portuguese";
    const SWEDISH = "瑞典/芬兰语", "Swedish/Finnish";
    const DANISH = "丹麦语", "Danish";
    const NORWEGIAN = "挪威语", "Norwegian";
    const TURKISH = "土耳其语 Q", "Turkish Q";
    const CZECH = "捷克语", "Czech";
    const BRITISH = "英式", "British";
    const DVORAK = "Dvorak", "Dvorak";
    const RUSSIAN = "俄语", "Russian";
    const JAPANESE = "日语", "Japanese";

    const SHEET = "打印体检单", "Sheet to print";
    const SHEET_NOTE = "一张 A4：体检码和全部控制码，二维码、条码都有。按 100% 打印，不要缩放。", "One A4 page: the check-up code and every control barcode, as QR codes and as bars. Print it at 100 %, do not scale it.";
    const SHEET_FILE = "文件", "File";
    const SHEET_SAVE = "保存 PDF", "Save PDF";
    const SHEET_SAVING = "正在保存…", "Saving...";
    const SHEET_EXISTS = "这个文件已经有了，没有改动它。换个文件名，或点“替换”。", "That file is there already and was left as it is. Choose another name, or press Replace.";
    const SHEET_REPLACE = "替换", "Replace";
    const SHEET_FAILED = "体检单没有保存", "The sheet was not saved";
    const SHEET_NAME = "扫码枪体检单.pdf", "gun-check-up.pdf";
    const SHEET_TITLE = "扫码枪体检单 · 控制码", "Gun check-up and control barcodes";
    const SHEET_HEAD = "在工位的“扫码枪 → 体检”里点“开始体检”，再扫第一组码。扫码时用手遮住旁边的码。", "On the station, open Scanners, Check-up and press Begin before scanning the first group. Cover neighbouring codes with a hand.";
    const SHEET_CHECK = "体检码", "Check-up code";
    const SHEET_CHECK_NOTE = "二维枪扫右边的二维码一次。一维枪把下面三个条码各扫一次。结果看屏幕。", "A 2D gun scans the QR code once. A 1D gun scans each of the three barcodes below. The screen says what is wrong.";
    const SHEET_ACK = "红色报警处理完后扫它，产线继续。", "After a red alarm has been dealt with: the line goes on.";
    const SHEET_CANCEL = "只扫了一半就不做了：丢掉已扫的那个码。", "Drops the first code of a device that is not finished.";
    const SHEET_UNDO = "撤销本人刚配的一台；已导出的撤不了。", "Takes back your last pair, unless it is exported already.";
    const SHEET_VERIFY_STICKER = "只扫设备二维码，屏幕显示应装的模组；不配对。", "Device QR alone: the screen shows the module expected; makes no pairs.";
    const SHEET_VERIFY = "只核对，不配对：看设备与记录是否一致。", "Compares devices with the record; makes no pairs.";
    const SHEET_PAIR = "回到配对：扫码将写入配对。", "Back to pairing: scans make pairs again.";

    fn part_well(part: usize, left: &str) = "第 {part} 段读对了，接着扫第 {left} 段", "Part {part} was read well; now scan part {left}";
    fn part(part: usize) = "第 {part} 段", "Part {part}";
    fn found(count: usize) = "发现 {count} 个问题", "{count} finding[s]";
    fn computer_layout(name: &str) = "电脑是{name}键盘，枪按美式键盘发", "The computer's keyboard is {name}, the gun types for a US one";
    fn computer_layout_mend(name: &str) = "枪上设：键盘国家/布局（Keyboard country/layout）{name}。或者枪不动，把电脑的键盘改成“英语（美国）”。", "On the gun: keyboard country/layout {name}. Or leave the gun, and set the computer's keyboard to English (US).";
    fn gun_layout(name: &str) = "枪按{name}键盘发，电脑是美式键盘", "The gun types for this keyboard: {name}; the computer has a US one";
    fn aim(identifier: &str) = "码前多了 AIM 标识符 {identifier}", "An AIM identifier stands in front: {identifier}";
    fn prefix(text: &str) = "码前多了内容：{text}", "Something stands in front: {text}";
    fn behind(text: &str) = "码后多了内容：{text}", "Something stands behind: {text}";
    fn other_suffix(end: &str) = "枪发的结束符是 {end}，工位等的不是它", "The gun's suffix is {end}; the station waits for another";
    fn other_suffix_mend(end: &str) = "枪上设：后缀（Suffix）CR（回车）。或在本机“设置”里把这把枪的结束符改成 {end}。", "On the gun: suffix CR. Or set this gun's suffix to {end} in the station's Settings.";
    fn lost(count: usize) = "丢失 {count} 个", "{count} lost";
    fn repeated(count: usize) = "重复 {count} 个", "{count} repeated";
    fn swapped(count: usize) = "前后颠倒 {count} 处", "{count} swapped with the next";
    fn shifted(count: usize) = "Shift 没跟上 {count} 个", "{count} with the wrong Shift";
    fn changed(count: usize) = "变成别的 {count} 个", "{count} changed";
    fn read_twice(times: usize) = "扣一次扳机读了 {times} 次", "Read {times} time[s] at one pull of the trigger";
    fn sheet_saved(path: &str) = "体检单已保存：{path}", "Sheet saved: {path}";
    fn compared(expected: &str, received: &str) = "应收到 {expected}，实收到 {received}", "Expected {expected}, received {received}";
}
