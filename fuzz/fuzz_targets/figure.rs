//! A table that is drawn.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::figures::Table;

fuzz_target!(|text: &str| {
    if let Ok(table) = Table::parse_csv(text) {
        assert!(table.names().len() < 2 || table.rows() < text.len());
    }
});
