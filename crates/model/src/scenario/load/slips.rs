//! What was meant by what is no TOML: slips that are usual among people who do not write it.

use super::source::{Sources, Span};

/// What is wrong at a place in words of its own, and what to write there; `None` for slips that are not known.
pub(super) fn slip(sources: &Sources, span: Span) -> Option<(String, String)> {
    let line = sources.place(span).text;
    values(&line).find_map(|value| decimal_comma(value).or_else(|| bare_date(value)))
}

/// What follows each `=` of a line.
fn values(line: &str) -> impl Iterator<Item = &str> {
    let code = line.split('#').next().unwrap_or_default();
    code.match_indices('=')
        .filter_map(|(at, _)| code.get(at + 1..))
        .map(str::trim_start)
}

/// `0,5`
fn decimal_comma(value: &str) -> Option<(String, String)> {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let signed = value.strip_prefix(['+', '-']).unwrap_or(value);
    let whole = digits(signed);
    let part = signed.get(whole..)?.strip_prefix(',')?;
    let after = digits(part);
    if whole == 0 || after == 0 || !ends(part.get(after..)?) {
        return None;
    }
    let written = value.get(..value.len() - part.len() + after)?;
    Some((
        format!("`{written}` has a decimal comma"),
        format!("numbers have a point: {}", written.replace(',', ".")),
    ))
}

/// `2027-01`
fn bare_date(value: &str) -> Option<(String, String)> {
    let bytes = value.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let month = (0..4).all(is_digit) && bytes.get(4) == Some(&b'-') && (5..7).all(is_digit);
    if !month || !ends(value.get(7..)?) {
        return None;
    }
    let written = value.get(..7)?;
    Some((
        format!("the month {written} is not in quotes"),
        format!("a month is a text: \"{written}\""),
    ))
}

/// Whether a value ends here.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([',', '}', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known_by_their_form_and_nothing_else_is() {
        let said = |value: &str| {
            let found = decimal_comma(value).or_else(|| bare_date(value));
            found.map(|(_, help)| help)
        };
        assert_eq!(said("0,5").as_deref(), Some("numbers have a point: 0.5"));
        assert_eq!(
            said("-12,75 }").as_deref(),
            Some("numbers have a point: -12.75")
        );
        assert_eq!(
            said("2027-01").as_deref(),
            Some("a month is a text: \"2027-01\"")
        );
        for value in [
            "0.5",
            "[0,5]",
            "\"0,5\"",
            "1, 2",
            "2027-01-01",
            "2027-1",
            ",5",
            "0,5x",
        ] {
            assert_eq!(said(value), None, "{value}");
        }
        assert_eq!(values("a = { low = 0,5 } # b = 1,5").count(), 2);
    }
}
