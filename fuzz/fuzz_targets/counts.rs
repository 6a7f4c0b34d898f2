//! Counts by month.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::store::forecast_csv::parse_counts;

fuzz_target!(|text: &str| {
    if let Ok(series) = parse_counts(text, "counts.csv".as_ref(), None) {
        assert!(!series.counts.is_empty());
    }
});
