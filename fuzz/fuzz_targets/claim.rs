//! A claim, in the folder of an audit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::study::claims::{Options, load};
use trilat_fuzz::with_files;

fuzz_target!(|text: &[u8]| {
    with_files(&[("c1.toml", text)], |folder| {
        let options = Options {
            folder: folder.to_owned(),
            wanted: Vec::new(),
            space: None,
            longest: None,
        };
        if let Err(errors) = load(&options) {
            assert!(!errors.to_string().is_empty());
        }
    });
});
