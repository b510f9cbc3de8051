//! Cards: what stands on them, and the page that prints them.

use super::{Text, checkup, settings};

super::texts! {
    const TITLE = "配对工位卡片", "Cards of the pairing station";
    const CONTROLS_TITLE = "控制码", "Control barcodes";
    const CONTROLS_HEAD = "贴在工位上，手不离枪就能操作。扫码时用手遮住旁边的码。", "For the bench: hands stay on the gun. Cover neighbouring codes with a hand.";
    const BADGE = "操作员", "Operator";
    const SUPERVISOR = "班长", "Supervisor";
    const ORDER = "工单卡", "Order card";
    const OPEN_ENDED = "数量不限", "Open ended";

    const PAGE = "卡片", "Cards";
    const WHAT = "要打印的卡片", "What is printed";
    const WHAT_NOTE = "贴在工位的控制码、报警测试标签、操作员工牌、工单卡，一起放进一个 PDF。", "Control barcodes and test labels for the bench, operators' badges and order cards, together in one PDF.";
    const CONTROLS = "控制码", "Control barcodes";
    const CONTROLS_NOTE = "确认报警、取消、撤销、核对、配对，各附说明。", "Acknowledge, drop, undo, verify, pair: each with what it does.";
    const CHALLENGE_NOTE = "每班开工前试报警用的标签，一页，所有工单通用；可以过塑长期用。", "For the test of the alarms at the start of a shift: one page, good for every order; laminate it.";
    const BADGES = "操作员工牌", "Operators' badges";
    const BADGES_NOTE = "一行一个：工号，空格，姓名。银行卡大小，一页 10 张，有裁切线；班长有标记。", "One a line: id, blank, name. Credit-card size, ten a page, with cut marks; supervisors are marked.";
    const PEOPLE = "工号和姓名", "Ids and names";
    const PEOPLE_HINT = "1024 李雷", "1024 Li Lei";
    const ADD_SUPERVISORS = "加上班长", "Add supervisors";
    const FROM_LIST = "从名单读入", "From a list";
    const LIST = "名单文件", "List file";
    const READ_LIST = "读入名单", "Read the list";
    const ORDERS = "工单卡", "Order cards";
    const ORDERS_NOTE = "扫一下就打开这个工单。一页 4 张。", "Scanned at the line it opens its order. Four a page.";
    const NO_ORDERS = "不打印", "None";
    const ALL_ORDERS = "全部未关闭的", "All not closed";
    const SOME_ORDERS = "挑选", "Chosen";
    const ADD_ORDER = "加工单", "Add an order";
    const REMOVE = "去掉", "Remove";

    const SHEET = "打印文件", "The file to print";
    const SHEET_NOTE = "按 100% 打印，不要缩放。打印后沿裁切线裁开，覆膜更耐用。", "Print it at 100 %, do not scale it. Cut along the marks; laminated cards last.";
    const SAVE = "保存 PDF", "Save PDF";
    const FILE_NAME = "卡片.pdf", "cards.pdf";
    const FAILED = "卡片没有保存", "The cards were not saved";
    const NOTHING = "还没有选要打印的卡片", "Nothing is chosen yet";

    const ERR_IDS = "有的工号不能做成工牌：只能是 1～64 个字母和数字", "Some ids cannot be on a badge: 1 to 64 letters and digits only";
    const ERR_LETTER = "有的字打印不出来：换个写法", "A character cannot be printed: write it otherwise";
    const ERR_TWO_NAMES = "同一个工号有两个姓名", "One id has two names";
    const ERR_ORDER = "有的工单名不能做成工单卡", "The name of an order cannot be on its card";
    const ERR_TOO_MANY = "卡片太多：一次最多 2000 张", "Too many cards: 2000 at a time";
    const ERR_LONG = "名字太长，卡上放不下：缩短", "A name is too long for its card: shorten it";
    const ERR_EXISTS = "文件已存在：换个名字，或者替换", "The file is there already: choose another name, or replace it";
    const ERR_WRITE = "PDF 写不出来：看磁盘空间和权限", "The PDF cannot be written: see whether there is room and permission";

    fn product(pk: &str) = "产品 {pk}", "Product {pk}";
    fn planned(count: &str) = "计划 {count} 台", "{count} planned";
    fn badge_count(cards: usize, pages: usize) = "工牌 {cards} 张，{pages} 页", "{cards} badge[s], {pages} page[s]";
    fn order_count(cards: usize, pages: usize) = "工单卡 {cards} 张，{pages} 页", "{cards} order card[s], {pages} page[s]";
    fn bad_ids(ids: &str) = "这些工号不能做成工牌：{ids}。只能是 1～64 个字母和数字。", "These ids cannot be on a badge: {ids}. 1 to 64 letters and digits only.";
    fn bad_letter(name: &str, letter: &str) = "“{name}”里的“{letter}”打印不出来：换个写法。", "{letter} in {name} cannot be printed: write it otherwise.";
    fn two_names(id: &str) = "工号 {id} 有两个姓名：留一个。", "Id {id} has two names: keep one.";
}

/// The control barcodes: what each says to the station, its name, and what it does.
pub const CONTROL_CODES: [(&str, Text, Text); 6] = [
    ("PSCMDACK", settings::CODE_ACK, checkup::SHEET_ACK),
    ("PSCMDCANCEL", settings::CODE_CANCEL, checkup::SHEET_CANCEL),
    ("PSCMDUNDO", settings::CODE_UNDO, checkup::SHEET_UNDO),
    ("PSCMDVERIFY", settings::CODE_VERIFY, checkup::SHEET_VERIFY),
    ("PSCMDVERIFYSN", settings::CODE_VERIFY_STICKER, checkup::SHEET_VERIFY_STICKER),
    ("PSCMDPAIR", settings::CODE_PAIR, checkup::SHEET_PAIR),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Control;

    #[test]
    fn the_station_obeys_each_control_code() {
        let read: Vec<Option<Control>> = CONTROL_CODES.iter().map(|(text, ..)| Control::read(text)).collect();
        let all = [
            Control::Acknowledge,
            Control::Cancel,
            Control::Undo,
            Control::Verify,
            Control::VerifySticker,
            Control::Pair,
        ]
        .map(Some);
        assert_eq!(read, all);
    }
}
