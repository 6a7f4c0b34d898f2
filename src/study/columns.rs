//! Names of columns from dotted paths.

/// Longest name of a column: what Stata takes.
pub const MAX_NAME: usize = 32;

/// Names that tables of studies use for themselves.
pub const RESERVED: [&str; 5] = ["point", "replicate", "run", "seed", "weight"];

/// Column names for paths, in their order.
///
/// A name is the path with `_` for everything that is neither a letter of ASCII nor a digit. While
/// it is longer than 32 characters, the first key of the path goes; a single key that is longer is
/// cut. A name that is reserved, or that differs from an earlier one in case at most, gets `_2`,
/// `_3`, … at its end, cut before where there is no room.
///
/// ```
/// use trilat::study::columns::column_names;
///
/// let names = column_names(&["will.threat", "states.PRK.targets.KP.base_rate.3", "will-threat"]);
/// assert_eq!(names, ["will_threat", "PRK_targets_KP_base_rate_3", "will_threat_2"]);
/// ```
pub fn column_names(paths: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(paths.len());
    for path in paths {
        let plain = column_name(path);
        let taken = |name: &str| {
            RESERVED
                .iter()
                .copied()
                .chain(names.iter().map(String::as_str))
                .any(|other| other.eq_ignore_ascii_case(name))
        };
        let mut name = plain.clone();
        let mut number = 2_usize;
        while taken(&name) {
            let suffix = format!("_{number}");
            let room = MAX_NAME.saturating_sub(suffix.len()).min(plain.len());
            name = format!("{}{suffix}", &plain[..room]);
            number += 1;
        }
        names.push(name);
    }
    names
}

/// The name of one path, in ASCII and at most [`MAX_NAME`] long, before others are looked at.
fn column_name(path: &str) -> String {
    let mut rest = path;
    while rest.chars().count() > MAX_NAME {
        match rest.split_once('.') {
            Some((_, inner)) if !inner.is_empty() => rest = inner,
            _ => break,
        }
    }
    let mut name: String = rest
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "x_");
    }
    name.truncate(MAX_NAME);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_safe_and_unique() {
        let long = "a".repeat(40);
        let paths = [
            "states.KOR.resolute_share",
            "states.kor.resolute_share",
            "point",
            long.as_str(),
            long.as_str(),
            "3.x",
            "é",
        ];
        let names = column_names(&paths);
        assert_eq!(names[0], "states_KOR_resolute_share");
        assert_eq!(names[1], "states_kor_resolute_share_2");
        assert_eq!(names[2], "point_2");
        assert_eq!(names[3], "a".repeat(32));
        assert_eq!(names[4], format!("{}_2", "a".repeat(30)));
        assert_eq!(names[5], "x_3_x");
        assert_eq!(names[6], "x__");
        assert!(names.iter().all(|name| name.len() <= MAX_NAME));
    }
}
