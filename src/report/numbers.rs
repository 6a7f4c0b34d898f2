//! Numbers for readers: as many digits as the interval supports, true minus signs, thousands apart.

/// Decimals such that half the width of an interval keeps two significant digits; from 0 to 6.
fn decimals(low: f64, high: f64) -> Option<usize> {
    let half = (high - low) / 2.0;
    if !half.is_finite() || half <= 0.0 {
        return None;
    }
    let leading = libm::floor(libm::log10(half)) as i32;
    Some((1 - leading).clamp(0, 6) as usize)
}

/// A number with this many decimals, thousands separated by thin spaces, and a true minus sign.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && whole.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if value < 0.0 && !zero { "\u{2212}" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// A number by itself, to four significant digits; a dash if it is missing.
///
/// ```
/// use trilat::report::numbers::number;
/// assert_eq!(number(0.123456), "0.1235");
/// assert_eq!(number(12345.6), "12\u{202f}346");
/// assert_eq!(number(f64::NAN), "–");
/// ```
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "\u{2212}∞" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let leading = libm::floor(libm::log10(value.abs())) as i32;
    if !(-6..=12).contains(&leading) {
        return format!("{value:.3e}").replace('-', "\u{2212}");
    }
    let text = fixed(value, (3 - leading).clamp(0, 9) as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// An estimate, rounded to the digits that its interval supports.
///
/// ```
/// use trilat::report::numbers::estimate;
/// assert_eq!(estimate(1.23456, 1.2, 1.27), "1.235");
/// assert_eq!(estimate(-0.00002, -0.01, 0.0098), "0.0000");
/// ```
pub fn estimate(value: f64, low: f64, high: f64) -> String {
    match decimals(low, high) {
        Some(decimals) if value.is_finite() => fixed(value, decimals),
        _ => number(value),
    }
}

/// The interval in brackets, rounded likewise; a dash if it has no limits at all.
///
/// ```
/// use trilat::report::numbers::interval;
/// assert_eq!(interval(1.2, 1.27), "[1.200, 1.270]");
/// assert_eq!(interval(f64::NAN, f64::NAN), "–");
/// ```
pub fn interval(low: f64, high: f64) -> String {
    if low.is_nan() && high.is_nan() {
        return "–".to_owned();
    }
    match decimals(low, high) {
        Some(decimals) => format!("[{}, {}]", fixed(low, decimals), fixed(high, decimals)),
        None => format!("[{}, {}]", number(low), number(high)),
    }
}

/// A count, thousands apart.
pub fn count(value: u64) -> String {
    fixed(value as f64, 0)
}
