//! Every sentence people read.
