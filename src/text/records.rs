//! Records: the pairs on record, and voiding one.

use super::{Lang, Text};

super::texts! {
    const SEARCH_HINT = "DK、SN、工单、工号的任意部分", "Any part of DK, SN, order, operator";
    const SEARCHING = "正在查找……", "Searching...";
    const UNTIL = "到", "to";
    const SAME_DAY = "当天", "same day";
    const ACTIVE = "有效", "Active";
    const VOIDED = "已作废", "Voided";
    const IN_EXPORT = "导出", "In export";
    const ORIGIN = "来源", "Origin";
    const IMPORTED = "旧工具导入", "The old tool's";
    const MADE = "本系统配对", "Paired here";
    const ACTIVE_NOTE = "有效，还没有导出", "Active, not exported yet";
    const IMPORTED_NOTE = "有效，从旧工具导入的历史记录，当时已交给平台", "Active, taken over from the old tool, which handed it over";

    const NO_PAIRS = "还没有配对记录", "No pair yet";
    const NO_PAIRS_TODO = "打开工单，到“工位”扫第一台设备，记录就会出现在这里", "Open an order and scan the first device at the Station: it will stand here";
    const NONE_FOUND = "没有符合条件的配对", "No pair matches";
    const NONE_FOUND_TODO = "检查输入的号码，或去掉部分筛选", "Check the number typed, or remove a filter";

    const VOID = "作废这一对", "Void this pair";
    const VOID_TITLE = "作废这一对？", "Void this pair?";
    const VOID_BODY = "作废后，这个模组和这张标签都可以重新配对。原记录保留，不会删除。", "Both codes can then be paired again. The record is kept, not deleted.";
    const VOID_EXPORTED = "这一对已经导出：作废后，“导出”页会提醒写更正文件，照它到平台上删除，否则客户绑到的是旧关系。", "This pair is exported already: the Export screen will ask for a corrections file. Delete the device on the platform by it, or the customer binds the old pair.";
    const VOID_ACT = "作废", "Void it";
    const VOID_DONE = "已作废", "The pair is void";
    const WHY = "作废原因", "Reason";
    const WHY_WRONG_STICKER = "贴错标签", "Wrong sticker";
    const WHY_MODULE_REPLACED = "换了模组", "Module replaced";
    const WHY_TEST = "测试数据", "Test";
    const WHY_OTHER = "其他", "Other";
    const WHY_WHICH = "写明原因", "Which";
    const WHY_HINT = "例如：返修拆机", "e.g. taken apart for repair";
    const WHY_MISSING = "请先选择原因；选“其他”要写明", "Choose a reason first; \"Other\" wants words";

    const AGAIN = "重新配对", "Pair again";
    const AGAIN_TITLE = "重新配对这一对？", "Pair this device again?";
    const AGAIN_BODY = "下一步到工位上：先扫留下的码，再扫新的码。扫到新码的同时，原来的一对才作废；中途取消，什么都不改。", "Next at the station: scan the code that stays, then the new one. Only with that scan does the old pair become void; cancelled before, nothing changes.";
    const AGAIN_EXPORTED = "这一对已经导出：重新配对后，旧的一对会进更正文件，要在平台上删除，新的一对要再导出。", "This pair is exported: it will stand in the corrections file, to be deleted on the platform, and the new pair is to be exported.";
    const AGAIN_ORDER = "注意：现在打开的是另一个工单，新的一对会记在它下面", "Careful: another order is open now, and the new pair will belong to it";
    const TAKEN_BACK = "扫码撤销", "Taken back by scan";
    const AGAIN_WHICH = "换哪一个？", "What is replaced?";
    const AGAIN_WHICH_MISSING = "请先选择换二维码标签还是换模组", "Choose first: the QR sticker or the module";
    const AGAIN_STICKER = "换二维码标签", "The QR sticker";
    const AGAIN_MODULE = "换模组", "The module";
    const AGAIN_ACT = "去扫码", "Go and scan";
    const AGAIN_WHY = "更换原因", "Reason";
    const WHY_STICKER_DAMAGED = "标签破损", "Sticker damaged";
    const WHY_STICKER_UNREADABLE = "扫不出", "Cannot be read";
    const WHY_MODULE_FAULTY = "模组故障", "Module faulty";
    const WHY_WRONG_MODULE = "装错模组", "Wrong module";
    const WHY_MODULE_REPAIR = "返修换件", "Repair";

    fn searched(done: &str, of: &str) = "已查 {done} / {of} 条", "{done} of {of} searched";
    fn slow(what: &str) = "查找缓存写不了，直接查账本，会慢：{what}", "The search file cannot be written, so the ledger itself is searched, slowly: {what}";
    fn days(first: &str, last: &str) = "{first} 至 {last}", "{first} to {last}";
    fn voided_why(why: &str, by: &str) = "已作废：{why} {by}", "Voided: {why} {by}";
    fn voided_at(when: &str, by: &str, why: &str) = "{when} 作废，工号 {by}，原因：{why}", "Voided {when} by operator {by}: {why}";
    fn pair_number(id: i64) = "配对 #{id}", "Pair #{id}";
    fn keys(dk: &str, sn: &str) = "{dk} ↔ {sn}", "{dk} ↔ {sn}";
    fn shift_of(shift: &str, day: &str) = "{shift}（{day}）", "{shift} ({day})";
}

/// The reasons for a void that are offered, by the names that are on record. What somebody writes stands
/// there in the words written.
const VOID_REASONS: [(&str, Text); 9] = [
    ("undo", TAKEN_BACK),
    ("wrong_sticker", WHY_WRONG_STICKER),
    ("module_replaced", WHY_MODULE_REPLACED),
    ("test_data", WHY_TEST),
    ("sticker_damaged", WHY_STICKER_DAMAGED),
    ("sticker_unreadable", WHY_STICKER_UNREADABLE),
    ("module_faulty", WHY_MODULE_FAULTY),
    ("wrong_module", WHY_WRONG_MODULE),
    ("module_repair", WHY_MODULE_REPAIR),
];

/// The name of an offered reason; its words where it has none.
pub fn void_name(reason: Text) -> &'static str {
    let offered = VOID_REASONS.iter().find(|(_, text)| *text == reason);
    offered.map_or_else(|| Lang::English.t(reason), |(name, _)| name)
}

/// Why a pair was voided, in words: an offered reason by its name, or by the words of either language,
/// which were on record before there were names; what somebody wrote as it is.
pub fn void_reason(lang: Lang, why: &str) -> &str {
    let is = |(name, text): &&(&str, Text)| why == *name || Lang::ALL.iter().any(|lang| lang.t(*text) == why);
    VOID_REASONS.iter().find(is).map_or(why, |(_, text)| lang.t(*text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offered_reason_is_said_in_any_language_whatever_it_was_chosen_in() {
        for (name, text) in VOID_REASONS {
            assert_eq!(void_name(text), name);
            for lang in Lang::ALL {
                for on_record in [name, Lang::Chinese.t(text), Lang::English.t(text)] {
                    assert_eq!(void_reason(lang, on_record), lang.t(text), "{on_record}");
                }
            }
        }
        for own in ["返修拆机", "test", "Wrong sticker!", ""] {
            assert_eq!(void_reason(Lang::Chinese, own), own);
        }
    }
}
