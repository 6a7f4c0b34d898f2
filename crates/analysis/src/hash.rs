//! Checksums by which files, studies and programs are told apart. Imports nothing.

use sha2::{Digest, Sha256};

/// SHA-256 of a text, in lower-case hexadecimal.
///
/// ```
/// assert!(trilat_analysis::hash::sha256("abc").starts_with("ba7816bf8f01cfea"));
/// ```
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes
        .iter()
        .flat_map(|&byte| [digit(byte >> 4), digit(byte)])
        .collect()
}
