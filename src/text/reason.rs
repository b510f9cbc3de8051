//! What is wrong, and what to do now: the words of each reason and hint of the contract.
//!
//! Chinese is written first, as a shift leader would say it on the floor: short, imperative, naming
//! the thing in the hand. A reason or hint without words does not compile: the tables have no
//! wildcard.

use super::{Named, Text};
use crate::scan::{Hint, Reason};

/// The words of a reason or of a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// What is wrong, as a heading.
    pub title: Text,
    /// The same for the narrow column of a table.
    pub short: Text,
    /// What to do now, as a sentence.
    pub todo: Text,
}

/// Makes a function from a table: `Variant: heading / short form / what to do`, each `zh | en`.
macro_rules! words {
    ($(#[$doc:meta])* $fun:ident($of:ident) {
        $( $variant:ident: $tz:literal | $te:literal / $sz:literal | $se:literal / $dz:literal | $de:literal; )*
    }) => {
        $(#[$doc])*
        pub const fn $fun(of: $of) -> Words {
            match of {
                $( $of::$variant => Words {
                    title: Text::new($tz, $te),
                    short: Text::new($sz, $se),
                    todo: Text::new($dz, $de),
                }, )*
            }
        }
    };
}

words! {
    /// The words of a reason. Where the verdict carries a hint, [`hint`] says it more exactly.
    reason(Reason) {
        Empty: "没读到内容" | "Nothing was read"
            / "空码" | "Empty"
            / "把标签放平，对准条码再扫一次。" | "Hold the label flat and scan it again.";
        TooLong: "内容太长" | "The code is too long"
            / "太长" | "Too long"
            / "这不是本产品的标签。请扫模组标签或设备二维码。" | "This is no label of this product. Scan the module label or the device QR.";
        BadEncoding: "乱码，无法识别" | "The code is garbled"
            / "乱码" | "Garbled"
            / "再扫一次；还是乱码，叫技术员检查枪的编码设置。" | "Scan again; if it stays garbled, have a technician check the gun's encoding.";
        UnknownCode: "不认识这个码" | "Unknown code"
            / "未知码" | "Unknown code"
            / "只扫模组标签或设备二维码；标签没错，叫技术员核对工单。" | "Scan only the module label or the device QR; if the label is right, have the order checked.";
        WrongBarcode: "扫错条码了" | "Wrong barcode"
            / "扫错条码" | "Wrong barcode"
            / "请扫模组标签或设备二维码。" | "Scan the module label or the device QR.";
        ImeiLength: "IMEI 位数不对" | "IMEI has the wrong length"
            / "IMEI 位数" | "IMEI length"
            / "IMEI 应为 15 位。对准整条码再扫一次；标签印错就换模组。" | "An IMEI has 15 digits. Scan the whole barcode again; if the label is misprinted, take another module.";
        ImeiCheckDigit: "IMEI 校验位不对" | "IMEI check digit is wrong"
            / "IMEI 校验位" | "IMEI check digit"
            / "再扫一次；还是不对，模组放到不良品区，交班长。" | "Scan again; if it is still wrong, put the module aside for the supervisor.";
        Imeisv: "扫到的是 IMEISV（16 位）" | "This is an IMEISV (16 digits)"
            / "IMEISV" | "IMEISV"
            / "请扫 15 位的 IMEI 条码；标签上只有 16 位的，请班长在工单里允许。" | "Scan the 15-digit IMEI; if the label has only this one, the supervisor can allow it in the order.";
        ImeiPlaceholder: "模组没有写入 IMEI" | "The module has no real IMEI"
            / "IMEI 未写入" | "No real IMEI"
            / "这是没写号的模组：放到不良品区，换一个模组。" | "This module was never provisioned: put it aside and take another.";
        ImeiAmbiguous: "一个码里有多个 IMEI" | "Several IMEIs in one code"
            / "多个 IMEI" | "Several IMEIs"
            / "请扫只含一个 IMEI 的条码；没有的话，请班长在工单里指定用哪一个。" | "Scan a barcode with one IMEI; if there is none, the supervisor sets in the order which one counts.";
        MacFormat: "MAC 地址不对" | "Not a MAC address"
            / "MAC 格式" | "MAC format"
            / "MAC 应为 12 位十六进制。请扫模组的 MAC 条码。" | "A MAC has 12 hex digits. Scan the module's MAC barcode.";
        DkFormat: "模组标识格式不对" | "The module key has the wrong form"
            / "DK 格式" | "DK format"
            / "应为 4 到 32 位字母、数字、下划线或横线，不能以横线开头。请扫模组标签。" | "It has 4 to 32 letters, digits, _ or -, and does not begin with -. Scan the module label.";
        PkFormat: "二维码里的 PK 不对" | "The PK in the QR is wrong"
            / "PK 格式" | "PK format"
            / "PK 应为 6 位字母或数字。取下这张二维码标签，换一张再扫；旧标签交班长。" | "A PK has 6 letters or digits. Replace this QR sticker and scan again; give the old one to the supervisor.";
        SnFormat: "SN 格式不对" | "The SN has the wrong form"
            / "SN 格式" | "SN format"
            / "这个 SN 不符合工单的规则。换一张标签再扫；旧标签交班长。" | "This SN breaks the order's rule. Replace the sticker and scan again; give the old one to the supervisor.";
        QrVersion: "二维码版本不对" | "Wrong QR version"
            / "二维码版本" | "QR version"
            / "标签的版本号与工单不同。换本工单的标签再扫。" | "The sticker's version is not the order's. Use this order's stickers.";
        CaseInverted: "大小写反了" | "Letter case is inverted"
            / "大小写反了" | "Case inverted"
            / "关掉电脑键盘的大写锁定（Caps Lock），再扫一次。" | "Turn off Caps Lock on the computer's keyboard and scan again.";
        KeyboardLayout: "键盘布局不对" | "Wrong keyboard layout"
            / "键盘布局" | "Keyboard layout"
            / "把枪的键盘国家设为“美国”（US），电脑也用英文键盘布局，再扫一次。" | "Set the gun's keyboard country to US and the computer's layout to English (US), then scan again.";
        FullWidth: "扫成了全角字符" | "Full-width characters"
            / "全角字符" | "Full width"
            / "把输入法切到英文半角，再扫一次。" | "Switch the input method to English half width and scan again.";
        WrongProduct: "不是本工单的产品" | "Not this order's product"
            / "产品不符" | "Wrong product"
            / "这台不属于当前工单：放到一边，换本工单的设备；整批都不对，请班长换工单。" | "This device is not of this order: put it aside. If the whole batch is, the supervisor changes the order.";
        SnNotIssued: "SN 不在发放清单上" | "SN was not issued"
            / "SN 未发放" | "SN not issued"
            / "这张标签不能用：取下交班长，换一张新的再扫。" | "This sticker may not be used: give it to the supervisor and scan a new one.";
        DkNotAllowed: "本工单不能用这个模组" | "Module not allowed in this order"
            / "模组不允许" | "DK not allowed"
            / "换一个本工单的模组再扫；这个模组交班长。" | "Take a module of this order and scan again; give this one to the supervisor.";
        DuplicateDk: "模组已被绑定" | "Module is paired already"
            / "模组重复" | "Duplicate DK"
            / "先看是不是拿了做完的那台：是就放回去，再从头扫；不是就换一个模组，这个模组交班长。" | "First check whether this is a finished device: if so, put it back and start over; if not, take another module and give this one to the supervisor.";
        DuplicateSn: "SN 已被绑定" | "SN is paired already"
            / "SN 重复" | "Duplicate SN"
            / "先看是不是拿了做完的那台：是就放回去，再从头扫；不是就换一张新标签，旧标签交班长。" | "First check whether this is a finished device: if so, put it back and start over; if not, replace the QR sticker and give the old one to the supervisor.";
        DuplicateBoth: "模组和 SN 都已被绑定" | "Module and SN are both paired already"
            / "都重复" | "Both duplicate"
            / "先看是不是拿了做完的那台：是就放回去，再从头扫；不是就把模组和标签都换新，旧的交班长。" | "First check whether this is a finished device: if so, put it back and start over; if not, replace module and sticker and give both old ones to the supervisor.";
        SameKindTwice: "同一种标签扫了两次" | "The same kind was scanned twice"
            / "同类两次" | "Same kind twice"
            / "手上只留一台，从头扫：先扫它的一个码，再扫它的另一个码。" | "Keep one device in your hand and start over: one of its codes, then its other code.";
        WrongStep: "扫码顺序不对" | "Wrong order of scans"
            / "顺序不对" | "Wrong step"
            / "先扫写着“下一步”的那一个。" | "Scan the one marked “Next” first.";
        HalfScanTimeout: "等太久，前一个码已取消" | "Waited too long: the first code was dropped"
            / "等待超时" | "Timed out"
            / "这台从头扫：两个码都要再扫。" | "Start this device over: scan both codes again.";
        NoOrder: "没有打开的工单" | "No order is open"
            / "无工单" | "No order"
            / "先确认报警，再扫工单卡，或请班长打开工单。" | "Acknowledge first; then scan the order card, or have the supervisor open an order.";
        OrderComplete: "计划数量已做完" | "The planned quantity is reached"
            / "已做完" | "Order complete"
            / "停止扫码。请班长关闭本工单，或换下一个工单。" | "Stop scanning. The supervisor closes this order or opens the next one.";
        VerifyMismatch: "与记录不符" | "Not the pair on record"
            / "与记录不符" | "Mismatch"
            / "这台不能放行：放到隔离区，交班长查记录。" | "Do not pass this device on: put it aside for the supervisor.";
        VerifyUnknown: "没有有效的配对记录" | "No pair on record"
            / "无有效记录" | "No pair"
            / "这台没有配对，或者配对已作废，不能放行：放到隔离区，交班长。" | "This device was never paired, or its pair was voided: put it aside for the supervisor.";
        ModuleDisagrees: "模组里的 IMEI 与标签不同" | "The module's IMEI is not its label's"
            / "IMEI 与标签不同" | "Module disagrees"
            / "先看接上的是不是手上这台的模组：不是就接对，再从头扫；是就说明标签贴错了，这台放到隔离区，交班长。" | "First check whether the module connected is this device's: if not, connect the right one and start over; if it is, the label is wrong: put this device aside for the supervisor.";
        ModuleSilent: "没有读到模组的 IMEI" | "The module does not answer"
            / "模组没应答" | "Module silent"
            / "接好这台的模组，确认已上电，等模组口就绪后把刚才的码再扫一次。" | "Connect this device's module and see that it is on; once it answers, scan the last code again.";
        NotRecorded: "没有写入账本" | "Not recorded"
            / "未写入" | "Not recorded"
            / "停线，叫技术员检查磁盘；修好后确认，再把这台重扫。" | "Stop the line and have the disk checked; then acknowledge and scan this device again.";
        Crashed: "程序出错，已停线" | "The program has crashed, the line has stopped"
            / "程序出错" | "Crashed"
            / "关闭程序重新启动，再把这台重扫。" | "Close the program and start it again, then scan this device again.";
        NothingToUndo: "没有可撤销的配对" | "Nothing to undo"
            / "无可撤销" | "Nothing to undo"
            / "您没有可以撤销的上一台；要作废，请班长到“记录”里操作。" | "You have no last pair to take back; the supervisor can void a pair in Records.";
        UndoExported: "上一台已导出，不能撤销" | "The last pair is exported: no undo"
            / "已导出" | "Exported"
            / "它已写进关系文件；请班长到“记录”里作废。" | "It is in a relation file; the supervisor can void it in Records.";
        UnknownOrder: "没有这个工单" | "There is no such order"
            / "无此工单" | "Unknown order"
            / "卡上的工单还没有添加；请班长先添加，再扫卡。" | "The card's order is not here; the supervisor adds it first, then scan the card again.";
        OrderClosed: "这个工单已关闭" | "That order is closed"
            / "工单已关闭" | "Order closed"
            / "换一张工单卡；还要做这个工单，请班长先恢复它。" | "Scan another order's card; if this one is to go on, the supervisor reopens it first.";
        UnknownOperator: "这张工牌不能用" | "This badge is not valid here"
            / "工牌无效" | "Badge not valid"
            / "换本人的工牌再扫；新来的，请班长先到“设置 › 人员”里添加。" | "Scan your own badge; if you are new, the supervisor adds you in Settings, People.";
        NoOperator: "还没有刷工牌" | "No badge was scanned yet"
            / "未刷工牌" | "No badge"
            / "先扫您的工牌，再把刚才的码重扫一次。" | "Scan your badge first, then scan this code again.";
        ChallengeLabel: "这是报警测试用的标签" | "This is a label of the alarm test"
            / "测试标签" | "Test label"
            / "只在报警测试时用。要做测试，先扫“开始报警测试”码；否则请扫模组标签或设备二维码。" | "It is for the alarm test only. To begin one, scan the begin code first; else scan the module label or the device QR.";
        ChallengeDue: "本班还没做报警测试" | "This shift has not tested the alarms yet"
            / "未做测试" | "Test due"
            / "先扫“开始报警测试”码，做完测试，这台再从头扫。" | "Scan the begin code and do the alarm test; then start this device over.";
        InChallenge: "正在做报警测试，这个码没有用" | "The alarm test goes on: this code was not used"
            / "测试中" | "In the test"
            / "把这台放一边，接着扫测试标签；测试做完再扫它。" | "Put this device aside and go on with the test labels; scan it after the test.";
        NothingAsked: "现在没有要回答的问题" | "Nothing is being asked"
            / "没有提问" | "Not asked"
            / "报警测试的四步都做完，屏幕提问以后，再扫“是”或“否”。" | "Scan yes or no when all four steps of the alarm test are done and the screen asks.";
        Bounce: "连读两次，已忽略" | "Read twice, ignored"
            / "连读" | "Bounce"
            / "枪把同一个码读了两次，不用管，继续扫。" | "The gun read the same code twice: just go on.";
        Latched: "报警未确认，这次扫码不算" | "Alarm not acknowledged: this scan was not used"
            / "报警未确认" | "Latched"
            / "先确认报警，再扫下一台。" | "Acknowledge the alarm first, then scan on.";
        ModuleRead: "已读到模组的 IMEI" | "The module's IMEI was read"
            / "读到模组" | "Module read"
            / "用来和标签核对，不用管，继续扫。" | "Labels are compared with it: just go on.";
        ModuleGone: "模组已断开" | "The module was taken off"
            / "模组断开" | "Module gone"
            / "接上下一台的模组，再扫它的标签。" | "Connect the next module, then scan its label.";
    }
}

words! {
    /// The words of a hint: they replace those of its reason.
    hint(Hint) {
        Iccid: "这是 SIM 卡号（ICCID）" | "This is a SIM card number (ICCID)"
            / "扫了 ICCID" | "ICCID"
            / "扫到的是 SIM 卡上的码。请扫模组标签。" | "That was the SIM card's code. Scan the module label.";
        Eid: "这是 eSIM 号（EID）" | "This is an eSIM number (EID)"
            / "扫了 EID" | "EID"
            / "扫到的是 eSIM 的码。请扫模组标签。" | "That was the eSIM's code. Scan the module label.";
        Ean13: "这是商品条码（EAN-13）" | "This is a retail barcode (EAN-13)"
            / "扫了商品码" | "EAN-13"
            / "扫到的是包装上的商品条码。请扫模组标签或设备二维码。" | "That was the barcode on the packaging. Scan the module label or the device QR.";
        PkMissing: "二维码里没有 PK" | "The QR has no PK"
            / "缺 PK" | "No PK"
            / "这张标签缺产品标识：换一张再扫；旧标签交班长。" | "This sticker has no product key: replace it; give the old one to the supervisor.";
        SnMissing: "二维码里没有 SN" | "The QR has no SN"
            / "缺 SN" | "No SN"
            / "这张标签缺序列号：换一张再扫；旧标签交班长。" | "This sticker has no serial number: replace it; give the old one to the supervisor.";
        LayoutDe: "枪按德语键盘发码" | "The gun types on a German layout"
            / "德语键盘" | "German layout"
            / "把枪的键盘国家设为“美国”（US），电脑也用英文键盘布局，再扫一次。" | "Set the gun's keyboard country to US and the computer's layout to English (US), then scan again.";
        LayoutFr: "枪按法语键盘发码" | "The gun types on a French layout"
            / "法语键盘" | "French layout"
            / "把枪的键盘国家设为“美国”（US），电脑也用英文键盘布局，再扫一次。" | "Set the gun's keyboard country to US and the computer's layout to English (US), then scan again.";
        LayoutOther: "枪和电脑的键盘布局不一致" | "Gun and computer use different layouts"
            / "键盘布局" | "Keyboard layout"
            / "把枪的键盘国家设为“美国”（US），电脑也用英文键盘布局，再扫一次。" | "Set the gun's keyboard country to US and the computer's layout to English (US), then scan again.";
        ModuleGun: "这把枪只扫模组标签" | "This gun is for module labels only"
            / "用错枪" | "Wrong gun"
            / "设备二维码请用另一把枪扫；模组标签用这把。" | "Scan the device QR with the other gun; this one is for the module label.";
        DeviceGun: "这把枪只扫设备二维码" | "This gun is for device QR codes only"
            / "用错枪" | "Wrong gun"
            / "模组标签请用另一把枪扫；设备二维码用这把。" | "Scan the module label with the other gun; this one is for the device QR.";
        OtherGun: "另一把枪正扫着一台" | "Another gun is at a device"
            / "另一把枪" | "Other gun"
            / "一台设备用同一把枪扫：等那把枪扫完，再扫这台。" | "One gun for each device: wait until the other gun has finished its own, then scan yours.";
        KeptFirst: "先扫留下的那个码" | "First scan the code that stays"
            / "先扫留下的" | "Kept half first"
            / "先扫这台不换的那个码，证明拿对了设备，再扫新的。" | "First the code of this device that is kept, to prove it is the right one; then the new code.";
        OldCode: "这是换掉的旧码" | "This is the old code"
            / "旧码" | "Old code"
            / "旧的已经不用了：换上新的，扫新的那个码。" | "The old one is being replaced: scan the new one.";
        FinishFirst: "正在重新配对" | "A pair is being replaced"
            / "先做完" | "Finish first"
            / "先把这台重新配对做完，或按“取消重新配对”，再做别的。" | "First finish pairing this device again, or cancel that.";
        StickerOnly: "这里只扫设备二维码" | "Only device QR codes are scanned here"
            / "只扫二维码" | "QR only"
            / "扫设备二维码，屏幕会显示应装的模组号。" | "Scan the device QR: the screen shows the module expected in it.";
        OtherDevice: "不是要重新配对的那台" | "Not the device to be paired again"
            / "拿错设备" | "Other device"
            / "放下手上这台，找到要换的那台，请班长从“记录”里重新开始。" | "Put this device aside, find the right one, and have the supervisor begin again in Records.";
        Replacement: "等太久，重新配对已取消" | "Waited too long: pairing again was cancelled"
            / "重配超时" | "Timed out"
            / "原来的一对没有改动。要继续，请班长从“记录”里重新开始。" | "The old pair is as it was. The supervisor can begin again in Records.";
        ChallengeFailed: "报警测试没有通过，停线" | "The alarm test failed: the line stands"
            / "测试没通过" | "Test failed"
            / "叫班长和技术员来修。修好后扫“开始报警测试”码，重新测试。" | "Call the supervisor and a technician. Once mended, scan the begin code and test again.";
    }
}

/// The words of a refusal: the hint's where there is one.
pub fn words(of: Reason, more_exactly: Option<Hint>) -> Words {
    more_exactly.map_or_else(|| reason(of), hint)
}

/// Every sentence of every reason and hint, for the tests.
pub fn every() -> impl Iterator<Item = Named> {
    let reasons = Reason::ALL.iter().map(|r| (r.as_str(), reason(*r)));
    let hints = Hint::ALL.iter().map(|h| (h.as_str(), hint(*h)));
    reasons.chain(hints).flat_map(|(name, w)| [(name, w.title), (name, w.short), (name, w.todo)])
}
