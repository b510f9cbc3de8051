//! The Scanners screen: devices, guns, what they sent.

super::texts! {
    const PAGE = "扫码枪", "Guns";
}
