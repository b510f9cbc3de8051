//! The platform's side: how a pair stands there, and what to do about what it refuses.

super::texts! {
    const PLATFORM = "平台", "Platform";
    const NOT_HANDED_OVER = "未导出", "Not exported";
    const ELSEWHERE = "旧工具已交", "By the old tool";
    const WAITING = "待平台答复", "No answer yet";
    const ACCEPTED = "平台已收", "Accepted";
    const REJECTED = "平台退回", "Rejected";
    const SAYS = "平台说", "The platform says";
    const SAYS_NOTHING = "没写原因", "no reason given";
    const TODO = "怎么办", "What to do";

    const WAITING_NOTE = "已写进关系文件，平台还没有答复", "In a relation file; the platform has not answered yet";
    const ACCEPTED_NOTE = "平台已经收下", "The platform has accepted it";

    const DK_EXISTS = "平台上已有这个 DK，或文件里重复", "the platform has this DK already, or it is in the file twice";
    const DK_EXISTS_TODO = "到平台查这个 DK；是旧关系就在平台删掉，再导出一次。", "See which device has it on the platform; delete that if it is out of date, then export again.";
    const DK_FORMAT = "DK 格式不对", "the DK has the wrong form";
    const DK_FORMAT_TODO = "核对工单的模组标识（DK）；模组标签错了就作废，换模组重配。", "Check the order's kind of module key; if the label is wrong, void the pair and use another module.";
    const SN_FORMAT = "SN 格式不对", "the SN has the wrong form";
    const SN_FORMAT_TODO = "标签印错了：作废，换一张标签重新配对。", "The sticker is misprinted: void the pair and use another sticker.";
    const SN_INVALID = "SN 无效", "the SN is not valid";
    const SN_INVALID_TODO = "作废，换标签重新配对；整批都这样，先核对 SN 清单。", "Void the pair and use another sticker; if all are, check the list of SNs first.";
    const NO_PRODUCT = "平台上没有这个产品", "the platform has no such product";
    const NO_PRODUCT_TODO = "核对工单的 PK 和上传时选的产品，改好再导出一次。", "Compare the order's PK with the product chosen for the upload, then export again.";
    const NO_CODES = "激活码用完了", "no activation codes are left";
    const NO_CODES_TODO = "请平台补激活码，再导出一次；配对不用动。", "Have codes added on the platform, then export again; the pairs are right.";
    const OTHER_TODO = "按平台写的原因改好，再导出一次；改不好就作废重配。", "Mend what the platform names and export again, or void the pair and pair anew.";

    fn rejected_why(why: &str) = "平台退回：{why}", "Rejected: {why}";
    fn with_code(words: &str, code: &str) = "{words}（{code}）", "{words} ({code})";
}
