//! Points of a study that are listed in a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::study::design::list::read_list;

fuzz_target!(|text: &str| {
    match read_list(text) {
        Ok(listed) => assert_eq!(listed.rows.len(), listed.places.len()),
        // Where an error stands is shown, so it must be a place of the text.
        Err(errors) => assert!(errors.iter().all(|error| text.get(error.at.clone()).is_some())),
    }
});
