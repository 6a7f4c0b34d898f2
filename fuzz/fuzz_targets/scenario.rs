//! A scenario: what it resolves to is read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trilat::scenario::load::load_str;

fuzz_target!(|text: &str| {
    if let Ok(loaded) = load_str("scenario.toml".as_ref(), text, &[]) {
        let resolved = loaded.scenario.to_toml();
        let again = load_str("scenario.toml".as_ref(), &resolved, &[]).map(|again| again.scenario);
        assert_eq!(again.map(|scenario| scenario.to_toml()).ok(), Some(resolved));
    }
});
