//! Training: the line's own code on a ledger of its own that is thrown away.
//!
//! What is scanned in training is judged by the same rules as real work, against the pairs of this
//! training only. In the station's ledger each such scan leaves an event of kind `training` and nothing
//! else: no pair, no claim on a DK or an SN, no count. So nothing of it can be exported, and nothing of
//! it can be a duplicate of real work, by construction and not by a condition in every question.
