//! Backups, restores, the disk's room, and a damaged ledger.

super::texts! {
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
}
