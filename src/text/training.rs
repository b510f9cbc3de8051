//! Trying codes, recordings, training.

super::texts! {
    const PAGE = "练习", "Training";
    const PAGE_TRY = "试码与录制", "Try and record";
}
