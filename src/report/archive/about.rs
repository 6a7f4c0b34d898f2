//! What an archive says of itself, and who wrote it.

use std::fmt;
use std::str::FromStr;

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Title of the archive.
    pub title: String,
    /// What it is for, in a sentence or more; may be empty.
    pub description: String,
    /// Authors in order; at least one.
    pub authors: Vec<Author>,
    /// Day of publication, `YYYY-MM-DD`.
    pub date: String,
    /// SPDX identifier of the licence of the data.
    pub license: String,
    /// Address at which questions are answered.
    pub contact: Option<String>,
    /// Words under which it is to be found.
    pub keywords: Vec<String>,
}

/// An author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// `Family, Given`, or the name of a group.
    pub name: String,
    /// ORCID, sixteen digits in four groups.
    pub orcid: Option<String>,
    /// Where the author works.
    pub affiliation: Option<String>,
}

impl Author {
    /// Family name and given names; `None` of a group.
    pub fn parts(&self) -> Option<(&str, &str)> {
        let (family, given) = self.name.split_once(',')?;
        Some((family.trim(), given.trim()))
    }

    /// The ORCID as an address.
    pub fn orcid_url(&self) -> Option<String> {
        let orcid = self.orcid.as_ref()?;
        Some(format!("https://orcid.org/{orcid}"))
    }
}

/// `NAME; ORCID; AFFILIATION`, as it is given; what is not there is left out.
impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for part in [&self.orcid, &self.affiliation].into_iter().flatten() {
            write!(f, "; {part}")?;
        }
        Ok(())
    }
}

/// `NAME`, `NAME; ORCID`, `NAME; AFFILIATION` or all three.
///
/// ```
/// use trilat::report::archive::Author;
/// let author: Author = "Carberry, Josiah; 0000-0002-1825-0097; Brown University".parse()?;
/// assert_eq!(author.parts(), Some(("Carberry", "Josiah")));
/// assert!("Carberry, Josiah; 0000-0002-1825-0098".parse::<Author>().is_err());
/// # Ok::<(), String>(())
/// ```
impl FromStr for Author {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        if name.is_empty() || name.contains(['\n', '\r']) {
            return Err(format!("`{text}` is not a name"));
        }
        let mut author = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        for part in parts.filter(|part| !part.is_empty()) {
            let id = part.trim_start_matches("https://orcid.org/");
            match looks_like_orcid(id) {
                true if author.orcid.is_none() => {
                    if !is_orcid(id) {
                        return Err(format!(
                            "`{part}` is no ORCID: its last digit does not fit the others"
                        ));
                    }
                    author.orcid = Some(id.to_owned());
                }
                false if author.affiliation.is_none() => author.affiliation = Some(part.to_owned()),
                _ => return Err(format!("`{text}`: write NAME; ORCID; AFFILIATION")),
            }
        }
        Ok(author)
    }
}

/// Whether it is meant to be an ORCID: digits, an X and hyphens, sixteen of them without the hyphens.
fn looks_like_orcid(text: &str) -> bool {
    let letters = text.chars().filter(|c| *c != '-');
    text.chars()
        .all(|c| c.is_ascii_digit() || c == '-' || c == 'X')
        && letters.count() == 16
}

/// Whether sixteen digits are an ORCID: the last is the check digit of the others (ISO 7064, 11-2).
fn is_orcid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let grouped = groups.len() == 4 && groups.iter().all(|group| group.len() == 4);
    let letters: Vec<char> = text.chars().filter(|c| *c != '-').collect();
    let Some((last, first)) = letters.split_last() else {
        return false;
    };
    let digits: Option<Vec<u32>> = first.iter().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else {
        return false;
    };
    let total = digits.iter().fold(0, |total, digit| (total + digit) * 2);
    let check = (12 - total % 11) % 11;
    let expected = char::from_digit(check, 10).unwrap_or('X');
    grouped && *last == expected
}

/// Whether a text is a day, `YYYY-MM-DD`.
///
/// ```
/// use trilat::report::archive::is_day;
/// assert!(is_day("2026-02-28"));
/// assert!(!is_day("2026-02-29") && !is_day("2026-2-28") && !is_day("today"));
/// ```
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let digits = |part: &str, n: usize| {
        let plain = part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u32>().unwrap_or(0))
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check digits of records that ORCID itself shows in its documentation.
    #[test]
    fn orcids_are_checked() {
        for good in [
            "0000-0002-1825-0097",
            "0000-0001-5109-3700",
            "0000-0002-1694-233X",
        ] {
            assert!(is_orcid(good), "{good}");
        }
        for bad in [
            "0000-0002-1825-0090",
            "0000-0002-1694-2330",
            "0000000218250097",
        ] {
            assert!(!is_orcid(bad), "{bad}");
        }
    }

    #[test]
    fn authors_are_written_as_they_are_read() {
        for text in [
            "Doe, Jane",
            "Doe, Jane; 0000-0002-1825-0097",
            "Doe, Jane; A University",
            "The trilat developers; 0000-0001-5109-3700; Everywhere",
        ] {
            let author: Author = text.parse().unwrap();
            assert_eq!(author.to_string(), text);
        }
        for bad in ["", " ; x", "A; b; c", "A; 0000-0002-1825-0090"] {
            assert!(bad.parse::<Author>().is_err(), "{bad}");
        }
    }
}
