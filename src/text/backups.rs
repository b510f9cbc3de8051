//! Backups, restores, the disk's room, and a damaged ledger.

super::texts! {
    const SECTION = "备份", "Backups";
    const AUTOMATIC = "每班结束和每次导出后自动备份", "By itself, after each shift and each export";
    const AUTOMATIC_NOTE = "备份时照常扫码。每个备份写完都会读回检查。", "The line goes on meanwhile. Each backup is read again and checked.";
    const FOLDER = "备份文件夹", "Folder";
    const SECOND = "第二个位置", "Second place";
    const SECOND_NOTE = "最好在另一块磁盘或 U 盘上：电脑坏了，账本还在。不填就只备份一处。", "Best on another disk: if this computer dies, the ledger lives. Empty: one place only.";
    const KEEP = "保留最近几个", "Keep the newest";
    const KEEP_DAYS = "每天最后一个保留几天", "And each day's last, for days";
    const WARN_HOURS = "几小时没有备份就提醒", "Warn after hours without one";
    const DISK_WARNING = "磁盘剩余多少 MiB 提醒", "Warn below MiB free";
    const DISK = "账本所在磁盘剩余", "Free on the ledger's disk";
    const NOW = "立即备份", "Back up now";
    const RUNNING = "正在备份", "Backing up";
    const NONE_YET = "还没有备份。", "There is no backup yet.";
    const STATE_GOOD = "完好", "good";
    const STATE_FAULTY = "不可用", "not usable";
    const NOTHING_UNSAVED = "账本的内容都已备份", "Everything in the ledger is in a backup";
    const TROUBLE = "最近一次没有写成", "The last one was not written";

    const FAULT_KEEP = "填 1 到 1000", "1 to 1000";
    const FAULT_DAYS = "填 0 到 3650", "0 to 3650";
    const FAULT_HOURS = "填 1 到 10000", "1 to 10000";
    const FAULT_DISK = "填 300 到 1000000", "300 to 1000000";
    const FAULT_SECOND = "要和第一个文件夹不同", "must be another folder than the first";

    const OLD_SHORT = "备份过旧", "Backup too old";
    const OLD_NOTE = "有工作很久没有备份：到“设置”里看备份", "Work has been in no backup for long: see Backups in Settings";
    const FAILED_SHORT = "备份失败", "Backup failed";
    const DISK_LOW_SHORT = "磁盘快满", "Disk nearly full";
    const DISK_LOW_NOTE = "账本所在磁盘空间不多了：请清理", "The ledger's disk has little room left: free some";
    const DISK_URGENT_SHORT = "磁盘将满", "Disk almost full";
    const DISK_URGENT_NOTE = "再不清理，工位会停止配对", "Free some room now, or the line will stop";

    const DAMAGED = "账本已损坏，停止配对", "The ledger is damaged: pairing has stopped";
    const DAMAGED_NOTE = "损坏之后扫的没有写入。请叫班长。", "What was scanned since was not recorded. Call the supervisor.";
    const DAMAGED_TODO = "关闭工位后，会找出最近的完好备份，再由班长决定是否恢复。损坏的账本会保留。", "Close the station: it then looks for the newest good backup and asks whether to restore it. The damaged ledger is kept.";
    const DAMAGED_CLOSE = "关闭工位，去恢复", "Close and restore";
    const NEWEST_BACKUP = "最近的备份", "Newest backup";
    const NO_BACKUP = "没有找到备份", "No backup was found";

    const OFFER_LOOKING = "正在查找最近的完好备份……", "Looking for the newest good backup…";
    const OFFER_NONE = "没有找到完好的备份。有别处保存的备份时，用命令 restore 恢复。", "No good backup was found. If one is kept elsewhere, use the command restore.";
    const OFFER_RESTORE = "恢复这个备份", "Restore this backup";
    const OFFER_SURE = "用备份替换账本？", "Put the backup in the ledger's place?";
    const OFFER_KEPT = "现在的账本会改名保留，不会删除。", "The present ledger is kept under another name.";
    const OFFER_YES = "是，恢复", "Yes, restore";
    const OFFER_RUNNING = "正在恢复，先检查备份", "Restoring; the backup is checked first";
    const OFFER_DONE = "已恢复", "Restored";
    const OFFER_START = "启动工位", "Start the station";
    const MISSING_NONE = "备份里什么都不缺。", "Nothing is missing in it.";
    const MISSING_UNKNOWN = "损坏的账本读不出来，不知道备份之后还做了什么。请查纸质记录和已导出的文件。", "The damaged ledger cannot be read, so nobody can say what was done after the backup. Look at paper records and exported files.";

    const ERR_EXISTS = "备份不覆盖已有文件，请换个名字", "A backup writes over nothing: choose another name";
    const ERR_NO_ROOM = "备份所在磁盘空间不够，没有写入", "The backup's disk has too little room: nothing was written";
    const ERR_WRITE = "备份没有写成，没有留下文件", "The backup could not be written: no file was left";
    const ERR_READ_BACK = "备份读回来不一致，已删除：请换一个磁盘", "The backup did not read back and was removed: use another disk";
    const ERR_CANCELLED = "已取消，没有备份", "Cancelled: there is no backup";
    const ERR_FILE = "备份文件读不了", "The backup cannot be read";
    const ERR_UNUSABLE = "这个文件不能用来恢复，什么都没有改动", "That file cannot be restored; nothing was changed";
    const ERR_ITSELF = "选中的就是账本本身，请选它的备份", "That is the ledger itself: choose a backup of it";
    const ERR_FAULTY = "这个备份检查不合格，什么都没有改动：请换一个备份", "This backup is not in order; nothing was changed: choose another one";
    const ERR_RESTORE_ROOM = "账本所在磁盘空间不够，不能恢复，什么都没有改动", "The ledger's disk has too little room for a restore; nothing was changed";
    const ERR_NOT_COPIED = "账本要升级，但升级前没能备份，什么都没有改动", "The ledger is to be brought up to date and could not be copied first; nothing was changed";
    const ERR_UNFINISHED = "上次恢复没有做完，账本旁的文件不对", "A restore was not finished, and the files beside the ledger are not as it left them";

    fn old_since(time: &str) = "从 {time} 起的工作还没有备份", "Work since {time} is in no backup";
    fn missing(pairs: &str, first: &str, last: &str) = "备份里缺 {pairs} 对：从 {first} 到 {last}。这些设备要重新配对。", "{pairs} pairs are not in it: {first} to {last}. Pair these devices again.";
    fn missing_no_pairs(events: &str) = "备份里不缺配对，只缺 {events} 条日志。", "No pair is missing in it, only {events} entries of the log.";
    fn missing_exports(count: &str) = "备份之后导出过 {count} 次，平台可能已有这些文件。", "{count} exports were made after it: the platform may have their files.";
    fn of_time(time: &str) = "{time} 的备份", "backup of {time}";
    fn trouble(dir: &str, what: &str) = "{dir}：{what}", "{dir}: {what}";
}
