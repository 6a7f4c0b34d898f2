//! A manifest of a folder in which nothing else is: nothing that it lists is there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::store::verify::verify;
use trilat_fuzz::with_files;

fuzz_target!(|text: &[u8]| {
    with_files(&[("manifest.json", text)], |folder| {
        let _ = verify(folder);
    });
});
