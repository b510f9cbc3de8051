//! People, log-in and rights.

super::texts! {
    const PEOPLE = "人员和权限", "People and rights";
    const OPERATOR = "操作员", "Operator";
    const TECHNICIAN = "技术员", "Technician";
    const SUPERVISOR = "班长", "Supervisor";

    const LOG_IN = "登录", "Log in";
    const LOG_OFF = "退出登录", "Log off";
    const LOG_IN_FOR = "这里要班长登录", "This takes a supervisor";
    const LOG_IN_FOR_TECHNICIAN = "这里要技术员或班长登录", "This takes a technician or a supervisor";
    const LOG_IN_ALARM = "班长确认报警", "A supervisor acknowledges";
    const LOG_IN_ALARM_KEY = "输入班长 PIN", "Supervisor's PIN";
    const WHO = "选人，或输入工号、姓名", "Choose, or type id or name";
    const NOBODY = "没有能登录的人", "Nobody can log in";
    const PIN = "PIN", "PIN";
    const LOG_IN_HINT = "用鼠标、触摸或 Ctrl+Enter 登录；扫码不会填进这里。", "Log in by mouse, touch or Ctrl+Enter: a scan does not come in here.";
    const TRYING = "正在核对……", "Checking…";
    const BACKSPACE = "退格", "Back";
    const CLEAR = "清空", "Clear";
    const LOCKED_ENTRY = "需要登录", "locked: log in first";
    const LOGGED_OFF = "已退出登录。没做完的内容还留在原来的页面上。", "Logged off. What was not finished is still on its screen.";
    const LOGGED_OFF_IDLE = "长时间没有操作，已自动退出登录。没做完的内容还留在原来的页面上。", "Logged off: nobody had touched the station. What was not finished is still on its screen.";
    const FORGOTTEN = "忘记 PIN：请另一位班长在“设置 › 人员和权限”里重设；都忘了，用恢复码。", "PIN forgotten: another supervisor sets it in Settings, People and rights; if all are forgotten, use the recovery code.";
    const FORGOT = "忘记 PIN", "PIN forgotten";
    const RECOVER = "用恢复码重设", "Use the recovery code";

    const NOT_SET_UP = "未设班长", "No supervisor set up";
    const NOT_SET_UP_NOTE = "现在谁都能导出、作废、改设置。点这里设第一位班长。", "Anybody may export, void and change settings. Press to make the first supervisor.";
    const FIRST = "设第一位班长", "Make the first supervisor";
    const FIRST_NOTE = "现在谁都能导出、作废、改设置。设好班长后，这些操作要班长登录；扫码配对不受影响，现在就可以扫。", "Anybody may now export, void and change settings. Once there is a supervisor, these take a log-in. Pairing goes on as it is: you can scan now.";
    const FIRST_DO = "设为班长", "Make supervisor";
    const LATER = "以后再说", "Later";
    const NAME = "姓名", "Name";
    const ID = "工号", "Id";
    const ID_NOTE = "字母和数字，和工牌上的一样。", "Letters and digits, as on the badge.";
    const NEW_PIN = "新 PIN", "New PIN";
    const PIN_AGAIN = "再输一遍", "Once more";
    const PIN_NOTE = "至少 6 位，数字、字母都可以；不要用生日、123456 这类好猜的。", "At least 6 characters, digits or letters; none that is easily guessed, such as 123456 or a birthday.";
    const PINS_DIFFER = "两遍输入的不一样", "The two are not the same";
    const CODE = "恢复码", "Recovery code";
    const CODE_NOTE = "只显示这一次。抄下来锁好：班长忘了 PIN，用它重设；谁拿到它，谁就能当班长。", "It is shown only now. Write it down and lock it away: with it a supervisor's forgotten PIN is set anew, and whoever has it can be a supervisor.";
    const CODE_KEPT = "已抄好", "Written down";
    const RECOVERED = "PIN 已重设，旧恢复码已作废", "The PIN is set; the old code is used up";

    const ADD = "添加人员", "Add somebody";
    const EDIT = "修改", "Change";
    const LEAVE = "停用", "Not here any more";
    const BACK = "恢复", "Here again";
    const GONE = "已停用", "not here any more";
    const ROLE = "身份", "Role";
    const PIN_SET = "已设 PIN", "has a PIN";
    const PIN_NONE = "无 PIN", "no PIN";
    const PIN_KEEP = "不改 PIN 就留空", "Leave empty to keep the PIN";
    const KNOWN_ONLY = "只有登记过的人员可以扫码", "Only people who are set up may scan";
    const KNOWN_ONLY_NOTE = "打开后，要先扫本人工牌才能配对。", "Then everybody scans the own badge before pairing.";
    const LOG_OFF_AFTER = "无操作自动退出", "Log off after";
    const BADGES_BY_PEOPLE = "已设人员：哪些工牌能确认报警，以“人员和权限”里的班长为准。", "People are set up: the badges of the supervisors there acknowledge alarms.";
    const TECHNICIAN_MAY = "技术员可以改扫码枪、语言和外观；其余要班长登录。", "A technician may change guns, language and looks; the rest takes a supervisor.";
    const SUPERVISOR_NOTE = "刷班长工牌，或输入班长 PIN", "By the supervisor's badge, or PIN";

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

    fn who_is(name: &str, role: &str) = "{name}（{role}）", "{name} ({role})";
    fn here(name: &str, role: &str) = "{name}（{role}）· 退出", "{name} ({role}) · log off";
    fn log_off_who(name: &str, role: &str) = "{name}（{role}）：退出登录", "{name} ({role}): log off";
    fn log_off_soon(name: &str, seconds: &str) = "{name} · {seconds} 秒后退出", "{name} · log-off in {seconds} s";
    fn tries_left(left: &str) = "工号或 PIN 不对，还可以试 {left} 次", "Wrong id or PIN; {left} more tries";
    fn locked_for(time: &str) = "输错次数太多，{time} 后再试", "Too many wrong PINs: try again in {time}";
    fn minutes(n: &str) = "{n} 分钟", "{n} min";
    fn welcome(name: &str) = "{name} 已登录", "{name} is logged in";
}
