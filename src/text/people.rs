//! People, log-in and rights.

super::texts! {
    const ERR_NOT_ALLOWED = "没有权限：请先登录", "Not allowed: log in first";
    const ERR_NOT_ALLOWED_AS = "您的身份不能做这一步，请班长登录", "You may not do this: a supervisor has to log in";
    const ERR_WRONG_PIN = "工号或 PIN 不对", "Wrong id or PIN";
    const ERR_PIN_LOCKED = "PIN 输错次数太多，请稍等再试", "Too many wrong PINs: wait, then try again";
    const ERR_PIN = "PIN 无法处理，请重试", "The PIN could not be worked on: try again";
    const ERR_LAST_SUPERVISOR = "这是最后一位能登录的班长，不能改：先添加另一位班长", "This is the last supervisor who can log in: add another one first";
    const ERR_ID = "工号只能用 1 到 64 位字母和数字", "An id has 1 to 64 letters and digits";
    const ERR_NAME = "姓名要写 1 到 64 个字，不能换行", "A name has 1 to 64 characters in one line";
    const ERR_TAKEN = "已经有人用这个工号了", "Somebody has this id already";
    const ERR_NO_SUCH = "没有这个工号", "Nobody has this id";
    const ERR_FIRST = "第一位必须是班长", "The first person is a supervisor";
    const ERR_SET_UP = "已经有班长了，请班长登录后添加", "There is a supervisor already: log in to add others";
    const ERR_PIN_WANTED = "班长和技术员要设 PIN", "Supervisors and technicians need a PIN";
    const ERR_NO_PIN = "操作员用工牌，不设 PIN", "An operator has a badge and no PIN";
    const WEAK_SHORT = "PIN 至少 6 位", "A PIN has at least 6 characters";
    const WEAK_LONG = "PIN 最多 64 位", "A PIN has at most 64 characters";
    const WEAK_CONTROL = "PIN 里有打不出来的字符", "There are control characters in the PIN";
    const WEAK_OBVIOUS = "这个 PIN 太好猜，请换一个", "This PIN is too easy to guess: choose another one";
    const WEAK_ID = "PIN 里不能有工号", "The id must not be in the PIN";
    const ERR_NO_SUPERVISOR = "这个工号不是在岗的班长", "This id is no supervisor who is here";
    const ERR_NOT_SET_UP = "还没有设班长", "Nobody is set up yet";
}
