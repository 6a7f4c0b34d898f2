//! Numbers in cells.

/// Marks of a number that is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A decimal point.
    Point,
    /// A decimal comma.
    Comma,
    /// Points and commas, or more than one comma: thousands are set apart.
    Thousands,
}

/// The mark of a cell that is a number, and the byte at which it stands; `None` for whole numbers and whatever is
/// none.
pub fn mark(text: &str) -> Option<(Mark, usize)> {
    let digits = text.trim_start_matches(['+', '-']);
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let exponent = digits.get(mantissa.len() + 1..);
    let is_number = text.len() - digits.len() <= 1
        && mantissa.bytes().any(|byte| byte.is_ascii_digit())
        && exponent.is_none_or(|power| power.parse::<i32>().is_ok());
    let known = |byte: u8| byte.is_ascii_digit() || byte == b'.' || byte == b',';
    if !is_number || !mantissa.bytes().all(known) {
        return None;
    }
    let place = text.find(['.', ','])?;
    let count = |mark: char| mantissa.matches(mark).count();
    match (count('.'), count(',')) {
        (1, 0) => Some((Mark::Point, place)),
        (0, 1) => Some((Mark::Comma, place)),
        // Several points alone are a version or a date.
        (_, 0) => None,
        _ => Some((Mark::Thousands, place)),
    }
}

/// A number, NaN where it is missing, `None` where it is neither.
pub fn number(text: &str) -> Option<f64> {
    match text.trim() {
        "" | "NA" | "NaN" | "nan" => Some(f64::NAN),
        text => text.parse().ok(),
    }
}
