//! Forecasts to be scored: every month has a distribution.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::store::forecast_csv::parse_forecasts;

fuzz_target!(|text: &str| {
    if let Ok(file) = parse_forecasts(text, "f.csv".as_ref()) {
        assert_eq!(file.forecasts.len(), file.lines.len());
        assert!(file.forecasts.is_sorted_by_key(|forecast| forecast.month));
    }
});
