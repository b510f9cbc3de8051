//! What several screens share: days, files, tables.

use super::Text;

super::texts! {
    const MONTH_BEFORE = "上个月", "Month before";
    const MONTH_AFTER = "下个月", "Month after";
    const MONDAY = "一", "Mo";
    const TUESDAY = "二", "Tu";
    const WEDNESDAY = "三", "We";
    const THURSDAY = "四", "Th";
    const FRIDAY = "五", "Fr";
    const SATURDAY = "六", "Sa";
    const SUNDAY = "日", "Su";

    const BROWSE = "浏览…", "Browse...";
    const DIALOG_OPEN = "请在弹出的文件窗口里选择", "Choose in the file dialog";
    const NO_DIALOG = "本机没有文件选择窗口，请直接填写路径", "This computer has no file dialog: type the path";
    const OPEN_FOLDER = "打开文件夹", "Open folder";
    const NO_FILE_MANAGER = "打不开文件夹：本机没有文件管理器。路径如上，可以手工打开", "The folder cannot be shown: this computer has no file manager. Its path stands above";

    const DAY = "日期", "Day";
    const ALL_DAYS = "全部日期", "All days";
    const SHIFT = "班次", "Shift";
    const ORDER = "工单", "Order";
    const TIME = "时间", "Time";
    const NAME = "设备名称", "Device name";
    const OPERATOR = "工号", "Operator";
    const STATION = "工位", "Station";
    const STATE = "状态", "State";

    const CLEAR_FILTERS = "清除全部筛选", "Clear all filters";
    const TRY_AGAIN = "重试", "Try again";
    const READ_FAILED = "账本读不出来", "The ledger could not be read";
    const HIDE = "收起", "Hide";
    const BACK_TO_LIST = "返回列表", "Back to the list";

    fn today_is(day: &str) = "{day}（今天）", "{day} (today)";
    fn month(year: i32, month: u32) = "{year} 年 {month} 月", "{year}-{month:02}";
    fn rows(count: &str) = "共 {count} 条", "{count} row[s]";
    fn chip(name: &str, value: &str) = "{name}：{value}", "{name}: {value}";
}

/// The days of the week, Monday first.
pub const WEEK: [Text; 7] = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY];
