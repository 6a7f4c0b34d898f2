//! Targets of a calibration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::study::calibration::targets::read;

fuzz_target!(|text: &str| {
    if let Err(errors) = read(text) {
        assert!(errors.iter().all(|(line, _)| *line > 0));
    }
});
