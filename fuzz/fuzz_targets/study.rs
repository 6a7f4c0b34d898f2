//! A study, in a file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat_fuzz::with_files;

fuzz_target!(|text: &[u8]| {
    with_files(&[("study.toml", text)], |folder| {
        let path = folder.join("study.toml");
        let path = path.as_path();
        if let Err(errors) = trilat::study::load(path, &[]).map(drop) {
            assert!(!errors.to_string().is_empty());
        }
    });
});
