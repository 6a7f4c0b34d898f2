//! Numbers, times and sizes in words.

/// An integer with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time in words.
pub fn duration(seconds: f64) -> String {
    let whole = libm::ceil(seconds) as u64;
    let (hours, minutes) = (whole / 3600, whole % 3600 / 60);
    match (hours, minutes) {
        (0, 0) if seconds < 1.0 => "under 1 s".to_owned(),
        (0, 0) => format!("{whole} s"),
        (0, minutes) => format!("{minutes} min {} s", whole % 60),
        (hours, minutes) if hours < 48 => format!("{hours} h {minutes} min"),
        (hours, _) => format!("{:.1} days", hours as f64 / 24.0),
    }
}

/// A size in words, in powers of ten.
pub fn size(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", bytes / unit),
        None => format!("{bytes:.0} bytes"),
    }
}

/// Numbers in increasing order, with runs of them joined: `0-4, 7, 9-10`; at most `limit` of these.
pub fn ranges(numbers: &[u64], limit: usize) -> String {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match found.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => found.push((number, number)),
        }
    }
    let more = found.len().saturating_sub(limit);
    let mut words: Vec<String> = found
        .iter()
        .take(limit)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    if more > 0 {
        words.push(format!("… {more} more"));
    }
    words.join(", ")
}

/// Three significant digits, in plain notation where that is short.
pub fn number(x: f64) -> String {
    if x.is_nan() {
        return "-".to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let size = x.abs();
    if !(1e-5..1e7).contains(&size) {
        return format!("{x:.2e}");
    }
    let digits = |size: f64| (2 - libm::floor(libm::log10(size)) as i32).max(0) as usize;
    let decimals = digits(size);
    // 0.9996 has one decimal less once it is rounded.
    let rounded: f64 = format!("{size:.decimals$}").parse().unwrap_or(size);
    let decimals = digits(if rounded > 0.0 { rounded } else { size });
    format!("{x:.decimals$}")
}

/// Three significant digits without zeros at the end; whole numbers in full.
pub fn short(x: f64) -> String {
    if libm::trunc(x) == x && libm::fabs(x) < 1e7 {
        return format!("{x:.0}");
    }
    let text = number(x);
    match text.contains('.') && !text.contains('e') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Words with a unit behind them, where there is one worth saying.
///
/// ```
/// use trilat_model::words::with_unit;
/// assert_eq!(with_unit("Belief", "probability"), "Belief (probability)");
/// assert_eq!(with_unit("Cohesion", "1"), "Cohesion");
/// ```
pub fn with_unit(words: &str, unit: &str) -> String {
    match unit {
        "" | "1" => words.to_owned(),
        unit => format!("{words} ({unit})"),
    }
}

/// The first sentence of a text, without its full stop.
///
/// ```
/// use trilat_model::words::first_sentence;
/// assert_eq!(first_sentence("Fear per exercise, e.g. a drill. Assumed."), "Fear per exercise, e.g. a drill");
/// assert_eq!(first_sentence("Probes"), "Probes");
/// ```
pub fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    let begins = |rest: &str| rest.chars().next().is_none_or(char::is_uppercase);
    let mut ends = text
        .match_indices(". ")
        .filter(|(at, _)| begins(&text[at + 2..]));
    let first = ends.next().map_or(text, |(at, _)| &text[..at]);
    first.trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        for (x, text, without_zeros) in [
            (0.0, "0", "0"),
            (12.3456, "12.3", "12.3"),
            (0.999_6, "1.00", "1"),
            (-0.012_345, "-0.0123", "-0.0123"),
            (1234.5, "1234", "1234"),
            (1234.0, "1234", "1234"),
            (3.2e-9, "3.20e-9", "3.20e-9"),
            (f64::NAN, "-", "-"),
        ] {
            assert_eq!(number(x), text);
            assert_eq!(short(x), without_zeros);
        }
    }

    #[test]
    fn costs_are_given_in_words() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(100), "100");
        assert_eq!(duration(0.2), "under 1 s");
        assert_eq!(duration(59.2), "1 min 0 s");
        assert_eq!(duration(3700.0), "1 h 1 min");
        assert_eq!(duration(400.0 * 3600.0), "16.7 days");
        assert_eq!(size(999.0), "999 bytes");
        assert_eq!(size(1_234_567.0), "1.2 MB");
    }

    #[test]
    fn neighbours_are_joined() {
        assert_eq!(ranges(&[0, 1, 2, 7, 9, 10], 9), "0-2, 7, 9-10");
        assert_eq!(ranges(&[0, 2, 4, 6], 2), "0, 2, … 2 more");
        assert_eq!(ranges(&[], 2), "");
    }
}
