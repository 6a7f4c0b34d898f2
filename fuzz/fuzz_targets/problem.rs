//! A problem as SALib writes it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::store::study_problem::Problem;
use trilat_fuzz::with_files;

fuzz_target!(|text: &[u8]| {
    with_files(&[("problem.json", text)], |folder| {
        if let Ok(problem) = Problem::read(&folder.join("problem.json")) {
            assert_eq!(problem.names.len(), problem.bounds.len());
        }
    });
});
