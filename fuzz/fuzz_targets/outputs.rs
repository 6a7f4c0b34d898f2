//! A design and a table of outputs, which a NUL byte separates: every point has values, and all are finite.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::store::guard::Guard;
use trilat::store::study_data::StudyData;
use trilat_fuzz::with_files;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (design, outputs) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    with_files(&[("design.csv", design), ("outputs.csv", outputs)], |folder| {
        let Ok(data) = StudyData::open(folder, None, &Guard::new(false)) else {
            return;
        };
        for output in &data.outputs {
            if let Ok(read) = data.read(&[&output.name]) {
                assert!(read.iter().all(|own| own.values.len() == data.points));
                let mut values = read.iter().flat_map(|own| &own.values).flatten();
                assert!(values.all(|value| value.is_finite()));
            }
        }
    });
});
