//! Values of limits, in Slurm's way of writing them, checked before a script is written: a scheduler would say
//! so later, and in fewer words.

/// Seconds before the time limit at which the shards are told to stop. Slurm may be as early again.
pub const WARNING: u64 = 60;
/// Shortest time limit in minutes that leaves time to work before the warning.
const LEAST_MINUTES: u64 = 3;

/// A time limit: `MIN`, `MIN:S`, `H:MIN:S`, `D-H`, `D-H:MIN`, `D-H:MIN:S` or a word for none.
pub fn time(text: &str) -> Result<String, String> {
    if ["UNLIMITED", "INFINITE"].contains(&text.to_ascii_uppercase().as_str()) {
        return Ok(text.to_owned());
    }
    let forms = "write minutes, H:MM:SS or D-HH:MM:SS, such as 90, 1:30:00 or 2-00:00:00";
    let seconds = seconds(text).ok_or_else(|| forms.to_owned())?;
    if seconds < LEAST_MINUTES * 60 {
        return Err(format!(
            "at least {LEAST_MINUTES} minutes: the shards are told to stop {WARNING} s before the limit, \
             and Slurm may do so {WARNING} s early"
        ));
    }
    Ok(text.to_owned())
}

/// Seconds of a time limit as Slurm reads it; nothing if it is none.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (days, rest) = match text.split_once('-') {
        Some((days, rest)) => (Some(number(days)?), rest),
        None => (None, text),
    };
    let fields: Option<Vec<u64>> = rest.split(':').map(number).collect();
    let [hours, minutes, seconds] = match (days.is_some(), fields?.as_slice()) {
        (true, &[h]) => [h, 0, 0],
        (true, &[h, m]) => [h, m, 0],
        (false, &[m]) => [0, m, 0],
        (false, &[m, s]) => [0, m, s],
        (_, &[h, m, s]) => [h, m, s],
        _ => return None,
    };
    Some(((days.unwrap_or(0) * 24 + hours) * 60 + minutes) * 60 + seconds)
}

/// A number short enough for no sum of these to overflow.
fn number(text: &str) -> Option<u64> {
    let digits = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// An amount of memory: megabytes, or a number with a unit.
pub fn memory(text: &str) -> Result<String, String> {
    match megabytes(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write megabytes, or a number with K, M, G or T, such as 4G".to_owned()),
    }
}

/// Megabytes of an amount of memory, rounded up; nothing if it is none.
pub(super) fn megabytes(text: &str) -> Option<u64> {
    const UNITS: [char; 8] = ['K', 'M', 'G', 'T', 'k', 'm', 'g', 't'];
    let amount = number(text.strip_suffix(UNITS).unwrap_or(text))?;
    Some(
        match text.chars().last().map(|unit| unit.to_ascii_uppercase()) {
            Some('K') => amount.div_ceil(1 << 10),
            Some('G') => amount << 10,
            Some('T') => amount << 20,
            _ => amount,
        },
    )
}

/// A name that the cluster gives, such as of a partition; or several with commas.
pub fn name(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_alphanumeric() || "_-.,+:@/=".contains(c);
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("a name has letters, digits and _ - . , + : @ / =".to_owned()),
    }
}

/// A line of shell.
pub fn line(text: &str) -> Result<String, String> {
    let bad = |c: char| c.is_control() && c != '\t';
    match text.trim().is_empty() || text.contains(bad) {
        true => Err("one line of shell; repeat the option for more".to_owned()),
        false => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_slurm_reads_them() {
        for (text, expected) in [
            ("90", 5400),
            ("90:30", 5430),
            ("1:30:05", 5405),
            ("2-3", 183_600),
            ("2-3:04", 183_840),
            ("2-03:04:05", 183_845),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
            assert_eq!(time(text), Ok(text.to_owned()));
        }
        assert_eq!(time("unlimited"), Ok("unlimited".to_owned()));
        for wrong in [
            "",
            "2h",
            "1:2:3:4",
            "1-2:3:4:5",
            "-5",
            "1--2",
            "1e3",
            "9999999999",
        ] {
            assert!(
                time(wrong).unwrap_err().starts_with("write minutes"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_limit_that_leaves_no_time_is_refused() {
        for short in ["0", "2", "2:59", "0:02:59"] {
            assert!(
                time(short).unwrap_err().starts_with("at least 3 minutes"),
                "{short}"
            );
        }
        assert!(time("0:03:00").is_ok());
    }

    #[test]
    fn memory_has_a_unit_or_none() {
        for good in ["4000", "4G", "512m", "0"] {
            assert!(memory(good).is_ok(), "{good}");
        }
        for (text, expected) in [("4000", 4000), ("4G", 4096), ("1t", 1 << 20), ("1025K", 2)] {
            assert_eq!(megabytes(text), Some(expected), "{text}");
        }
        for wrong in ["", "G", "4 G", "4GB", "1.5G", "-1"] {
            assert!(memory(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_that_is_no_name_or_line_gets_into_a_script() {
        for good in ["short", "cpu,long", "proj-12.a_b", "gcc/12.2", "äö"] {
            assert!(name(good).is_ok(), "{good}");
        }
        for wrong in ["", "a b", "a\nb", "$(id)", "a'b", "#", "--x", "a\\b", "a%j"] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
        assert!(line("export OMP_NUM_THREADS=1 # one").is_ok());
        for wrong in ["", "  ", "a\nb", "a\rb", "a\0"] {
            assert!(line(wrong).is_err(), "{wrong:?}");
        }
    }
}
