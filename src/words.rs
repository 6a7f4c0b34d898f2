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

/// A word as the shell reads it: in single quotes unless it needs none.
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./,:@%+=".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn words_come_through_the_shell_as_they_are() {
        for word in [
            "", "a b", "it's", "'", "$(id)", "a\\b", "#x", "~", "é", "*", "a;b", "-x=y%",
        ] {
            let echo = format!("printf %s {}", shell(word));
            let said = std::process::Command::new("sh")
                .args(["-c", &echo])
                .output();
            assert_eq!(said.unwrap().stdout, word.as_bytes(), "{word}");
        }
    }

    #[test]
    fn neighbours_are_joined() {
        assert_eq!(ranges(&[0, 1, 2, 7, 9, 10], 9), "0-2, 7, 9-10");
        assert_eq!(ranges(&[0, 2, 4, 6], 2), "0, 2, … 2 more");
        assert_eq!(ranges(&[], 2), "");
    }
}
