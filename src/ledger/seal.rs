//! Seals: what makes the chain of events one that only the holder of a key can write.
//!
//! # Shape
//!
//! The links of the chain (`chain.rs`) are plain SHA-256: whoever can read the ledger can verify them, and
//! whoever can write it can compute them anew. So every event carries a seal as well, which cannot be
//! computed without a key, and the key lies in a file of its own outside of the ledger (`key_file.rs`).
//!
//! * The seal of an event is HMAC-SHA256 with the key over the 23 bytes `pairing-station/seal/1\n` and the 32
//!   bytes of the event's link. The link covers the event and all before it, so the seal does too.
//! * A key's id is the first 16 hex digits of SHA-256 over `pairing-station/key/1\n` and the key's 32 bytes. It
//!   says which key, and nothing about it.
//! * `seals` says from which event on which key seals. A new ledger is sealed from its first event on. Where
//!   a key comes later (a ledger from before there were seals, or one whose key was lost), its first event
//!   is one of kind `key`, which says so: the key's id, and what was before. Its seal covers the whole past.
//! * Where the end of the chain was, the end mark remembers (`end_mark.rs`).
//!
//! What it shows: whoever changes, removes, inserts or swaps events without the key cannot make their seals,
//! however well the links are computed. Whoever has the key can, and is met by the manifests of relation
//! files handed over before, which carry the link and the key's id of their time.
//!
//! Architecture invariants:
//! * An event is sealed in the transaction that writes it: no second sync, no second page.
//! * A key is on the disk, synced, before the first event it seals.
//! * No key leaves [`Key`] but into its file; its `Debug` shows the id only.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::chain::{Hash, hex};

/// A seal.
pub(super) type Seal = [u8; 32];

const SEAL_PREFIX: &[u8] = b"pairing-station/seal/1\n";
const ID_PREFIX: &[u8] = b"pairing-station/key/1\n";

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// A key, ready to seal.
#[derive(Clone)]
pub(super) struct Key {
    bytes: [u8; KEY_BYTES],
    id: String,
    /// With the key in it: what is left to do for a seal is two blocks.
    mac: Hmac<Sha256>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Key {
    /// A new key from the system's random numbers.
    pub(super) fn random() -> Result<Key, getrandom::Error> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Key::new(bytes))
    }

    /// The key with these bytes.
    pub(super) fn new(bytes: [u8; KEY_BYTES]) -> Key {
        let mut digest = Sha256::new_with_prefix(ID_PREFIX);
        digest.update(bytes);
        let id = hex(&digest.finalize()[..8]);
        // HMAC pads a key shorter than its block of 64 bytes with zeros (RFC 2104).
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..KEY_BYTES].copy_from_slice(&bytes);
        Key { bytes, id, mac: Hmac::new(&block) }
    }

    /// Its id: 16 hex digits.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// For its file.
    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }

    /// The seal of the event with this link.
    pub(super) fn seal(&self, link: &Hash) -> Seal {
        self.mac_of(SEAL_PREFIX, &[link])
    }

    /// HMAC over a purpose and parts of fixed length.
    pub(super) fn mac_of(&self, purpose: &[u8], parts: &[&[u8]]) -> Seal {
        let mut mac = self.mac.clone();
        mac.update(purpose);
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_are_hmac_as_the_standard_has_it() {
        // RFC 2104 by hand, with a key shorter than a block.
        let bytes: [u8; KEY_BYTES] = std::array::from_fn(|n| n as u8);
        let link = [0xab; 32];
        let pad =
            |with: u8| -> Vec<u8> { (0..64).map(|n| bytes.get(n).copied().unwrap_or(0) ^ with).collect() };
        let inner = Sha256::digest([&pad(0x36), SEAL_PREFIX, &link[..]].concat());
        let outer = Sha256::digest([&pad(0x5c), &inner[..]].concat());
        let key = Key::new(bytes);
        assert_eq!(key.seal(&link)[..], outer[..]);
        assert_ne!(key.seal(&[0xac; 32]), key.seal(&link));
        assert_ne!(key.seal(&link), key.mac_of(b"other", &[&link]));
    }

    #[test]
    fn a_key_shows_its_id_only() {
        let key = Key::new([0x77; 32]);
        assert_eq!(key.id().len(), 16);
        assert!(!format!("{key:?}").contains("7777"), "{key:?}");
        assert_ne!(Key::random().unwrap().id(), Key::random().unwrap().id());
    }
}
