//! Numbers as every command and page says them: three significant digits, signs, percentages, intervals and counts.

use crate::words::grouped;
pub use crate::words::{number, short};

/// Reads a whole number; what is one in another notation is told as it must be written.
pub fn whole(text: &str) -> Result<u64, String> {
    text.parse::<u64>().map_err(|error| {
        let plain = text.replace(['_', ',', ' ', '\''], "");
        match plain.parse::<f64>() {
            Ok(x) if (0.0..1e15).contains(&x) && x == libm::trunc(x) => {
                format!("write it as {}", x as u64)
            }
            Ok(x) if x < 0.0 => "must be 0 or more".to_owned(),
            Ok(_) => "must be a whole number".to_owned(),
            Err(_) => error.to_string(),
        }
    })
}

/// Stands where there is no number.
pub const NONE: &str = "-";

/// So many decimals; zero has no sign.
pub fn fixed(x: f64, decimals: usize) -> String {
    match x.is_nan() {
        true => NONE.to_owned(),
        false => unsigned_zero(&format!("{x:.decimals$}")).to_owned(),
    }
}

/// A difference's text with its sign, which zero has not.
pub fn signed(x: f64, text: &str) -> String {
    let text = unsigned_zero(text);
    match x > 0.0 && !is_zero(text) {
        true => format!("+{text}"),
        false => text.to_owned(),
    }
}

/// A difference with so many decimals and its sign.
pub fn change(x: f64, decimals: usize) -> String {
    signed(x, &fixed(x, decimals))
}

fn is_zero(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0' | '.' | '-'))
}

/// What rounds to zero from below is zero; a lone dash is no number.
fn unsigned_zero(text: &str) -> &str {
    match text.strip_prefix('-') {
        Some(plain) if !plain.is_empty() && is_zero(plain) => plain,
        _ => text,
    }
}

/// A share in %: whole from 10 % on, with one decimal below unless it is whole.
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let whole = percent >= 10.0 || percent == libm::trunc(percent);
    match percent.is_nan() {
        true => NONE.to_owned(),
        false => format!("{} %", fixed(percent, usize::from(!whole))),
    }
}

/// A probability in %, with three digits however small it is.
pub fn chance(p: f64) -> String {
    format!("{} %", number(100.0 * p))
}

/// An interval, its ends as `text` has them; none if an end is missing.
pub fn interval(low: f64, high: f64, text: impl Fn(f64) -> String) -> String {
    match low.is_nan() || high.is_nan() {
        true => NONE.to_owned(),
        false => format!("{} to {}", text(low), text(high)),
    }
}

/// A count of things: `1 ally`, `1,200 allies`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    let things = if n == 1 { one } else { many };
    format!("{} {things}", grouped(n))
}

/// A unit after a name, in brackets; nothing for a number without one.
pub fn unit(unit: &str) -> String {
    match unit {
        "" | "1" => String::new(),
        unit => format!(" ({unit})"),
    }
}

/// A count that may not be known.
pub fn count(n: Option<u64>) -> String {
    n.map_or_else(|| NONE.to_owned(), |n| n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(change(0.25, 2), "+0.25");
        assert_eq!(change(-0.25, 1), "-0.2");
        assert_eq!(change(-0.001, 2), "0.00");
        assert_eq!(change(0.001, 2), "0.00");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(change(f64::NAN, 2), "-");
        assert_eq!(signed(f64::NAN, "-"), "-");
    }

    #[test]
    fn shares_are_in_percent() {
        for (share, text) in [
            (0.0, "0 %"),
            (0.05, "5 %"),
            (0.0512, "5.1 %"),
            (0.512, "51 %"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(percent(share), text);
        }
        assert_eq!(chance(0.000_123_4), "0.0123 %");
    }

    #[test]
    fn intervals_and_counts_are_in_words() {
        assert_eq!(interval(0.1, 12.0, number), "0.100 to 12.0");
        assert_eq!(interval(0.1, f64::NAN, number), "-");
        assert_eq!(counted(1, "ally", "allies"), "1 ally");
        assert_eq!(counted(1200, "ally", "allies"), "1,200 allies");
        assert_eq!(count(None), "-");
    }
}
