//! The reader of all tables that a user hands in: every row is as wide as the header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::given::{Reader, Row};

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = Reader::new(bytes) else {
        return;
    };
    let (mut row, mut line) = (Row::default(), reader.header_line());
    loop {
        match reader.next(&mut row) {
            Ok(true) => {
                assert_eq!(row.len(), reader.names().len());
                assert!(row.line() > line && row.place().end <= bytes.len());
                line = row.line();
            }
            Ok(false) => break,
            Err(error) => assert!(error.said().0 > 0),
        }
    }
});
