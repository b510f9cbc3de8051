//! The test of the alarms: its screen, its sheet, its setting.

super::texts! {
    const TEST = "报警测试中", "Alarm test";
    const TEST_NOTE = "测试标签不算产量，不写入配对，不导出", "test labels count nowhere, make no pair, are never exported";
    const CANCEL = "取消测试", "Cancel the test";
    const BEGIN = "开始报警测试", "Begin the alarm test";
    const BEGIN_CODE = "开始报警测试码", "Begin code";

    const STEP_PAIR = "好的一对", "A good pair";
    const STEP_PAIR_DO = "扫测试模组，再扫标签 A", "Scan the test module, then sticker A";
    const STEP_PAIR_SIGN = "绿色，合格声", "Green, good sound";
    const STEP_DUPLICATE = "模组重复", "Duplicate module";
    const STEP_DUPLICATE_DO = "扫测试模组，再扫标签 B", "Scan the test module, then sticker B";
    const STEP_PRODUCT = "别的产品", "Another product";
    const STEP_PRODUCT_DO = "只扫别的产品的标签", "Scan the sticker of another product";
    const STEP_HARD_SIGN = "整屏红色，报警声，确认后继续", "Red all over, alarm sound; acknowledge it";
    const STEP_DIGIT = "校验位错", "Wrong check digit";
    const STEP_DIGIT_DO = "只扫坏模组", "Scan the bad module";
    const STEP_SOFT_SIGN = "黄色，报警声", "Amber, alarm sound";

    const PASSED = "已通过", "Passed";
    const WAITING = "还没做", "To do";
    const SILENT = "没有声音：打开音量，再做一次", "No sound: turn it up and do it again";
    const MISSING_HERE = "缺的是这个", "This was missing";

    const ASK = "每个报警都看到、听到了吗？", "Did you see and hear every alarm?";
    const ASK_TODO = "扫“是”或“否”，或点按钮。回车、空格不算。", "Scan yes or no, or press a button. Enter and Space do not answer.";
    const YES = "是，都看到听到了", "Yes, every one";
    const NO = "否，有的没有", "No, one was missing";
    const YES_CODE = "“是”码", "Yes code";
    const NO_CODE = "“否”码", "No code";
    const WHICH = "缺了哪个报警？", "Which alarm was missing?";
    const WHICH_TODO = "扫那一步的标签，或点那一步。说不清就再扫一次“否”。", "Scan that step's label, or press that step. Scan no once more if nobody can say.";
    const UNSURE = "说不清", "Cannot say";

    const DUE = "先做报警测试", "Test the alarms first";
    const DUE_TODO = "本班还没有证明报警正常。扫右边的码，再按屏幕提示扫测试标签。通过后才能配对。", "This shift has not proved that its alarms work. Scan the code on the right, then the test labels as the screen says. Pairing waits for it.";
    const FAILED = "报警测试没有通过，停线", "The alarm test failed: the line stands";
    const FAILED_TODO = "叫班长和技术员检查屏幕、音箱和扫码枪。修好后扫右边的码，重新测试。", "Call the supervisor and a technician: screen, speaker, gun. Once mended, scan the code on the right and test again.";

    const WAITS = "配对停着", "Pairing waits";
    const WAITS_NOTE = "报警测试通过以后，接着扫码", "Scan on when the alarm test is passed";
    const AND = "、", ", ";

    const DID_BEGIN = "报警测试开始", "The alarm test begins";
    const DID_BEGIN_NOTE = "按上面四步扫测试标签，先做哪一步都可以", "Scan the test labels of the four steps above, in any order";
    const DID_PASS = "报警测试通过", "Alarm test passed";
    const DID_PASS_NOTE = "结果已记入账本 · 可以开始生产", "Recorded · work can begin";
    const DID_NO = "有报警缺失", "An alarm was missing";
    const DID_NO_NOTE = "已记下。叫班长和技术员", "Noted. Call the supervisor and a technician";
    const PAIRED_NOTE = "测试：没有写入账本。接着做下一步", "Test: not written to the ledger. Go on with the next step";
    const GO_ON = "接着扫测试标签", "Go on with the test labels";
    const GO_ON_NOTE = "四步先做哪一步都可以", "The four steps may be done in any order";

    const SECTION = "报警测试", "Alarm test";
    const SETTING = "开工前", "At a shift's start";
    const SETTING_OFF = "不要求", "Not required";
    const SETTING_EACH = "每班都要做", "Each shift";
    const SETTING_NOTE = "要求后，本班没有通过测试就不能配对。测试标签打印一次，过塑后一直能用。", "Where it is required, a shift pairs nothing before its test is passed. The labels are printed once and last for ever.";
    const PRINT = "打印测试标签", "Print the test labels";
    const PRINT_SAVE = "保存标签 PDF", "Save the labels";
    const PRINT_FAILED = "测试标签没有保存", "The labels were not saved";
    const PRINT_NOTE = "一张 A4，所有工单通用。按 100% 打印，不要缩放。", "One A4 page, for every order. Print it at 100 %, do not scale it.";

    const SHEET_NAME = "报警测试标签.pdf", "alarm-test-labels.pdf";
    const SHEET_TITLE = "报警测试标签", "Labels of the alarm test";
    const SHEET_HEAD = "每班开工前用。四步先做哪步都可以；扫码时用手遮住旁边的码。", "For the start of a shift. The four steps may be done in any order; cover neighbouring codes with a hand.";
    const LABEL_BEGIN = "开始报警测试", "Begin the alarm test";
    const LABEL_BEGIN_NOTE = "先扫它，再做下面四步。", "Scan it first, then do the four steps.";
    const LABEL_MODULE = "测试模组", "Test module";
    const LABEL_MODULE_NOTE = "第 1、2 步都先扫它。", "Steps 1 and 2 begin with it.";
    const LABEL_FIRST = "1 · 标签 A", "1 · Sticker A";
    const LABEL_FIRST_NOTE = "测试模组，再扫它：绿色，合格声。", "Test module, then this: green, good sound.";
    const LABEL_SECOND = "2 · 标签 B", "2 · Sticker B";
    const LABEL_SECOND_NOTE = "测试模组，再扫它：整屏红色，报警声。", "Test module, then this: red all over, alarm.";
    const LABEL_OTHER = "3 · 别的产品", "3 · Another product";
    const LABEL_OTHER_NOTE = "只扫它：整屏红色，报警声。", "This alone: red all over, alarm.";
    const LABEL_BAD = "4 · 坏模组", "4 · Bad module";
    const LABEL_BAD_NOTE = "只扫它：黄色，报警声。", "This alone: amber, alarm.";
    const LABEL_YES = "是", "Yes";
    const LABEL_YES_NOTE = "每个报警都看到、听到了。", "Every alarm was seen and heard.";
    const LABEL_NO = "否", "No";
    const LABEL_NO_NOTE = "有的没有。再扫缺的那一步的标签。", "One was not. Then scan the label of that step.";

    fn step(n: usize, name: &str) = "{n} · {name}", "{n} · {name}";
    fn step_state(step: &str, state: &str) = "{step}：{state}", "{step}: {state}";
    fn call(todo: &str, ids: &str) = "{todo}班长工号：{ids}。", "{todo} Supervisors: {ids}.";
}
