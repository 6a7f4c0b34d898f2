//! The header of a table: what separates the columns, and their names.

use std::io::BufRead;
use std::ops::Range;

use super::cell;
use super::error::GivenError;
use super::lines::Lines;
use super::row::Row;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What the header says.
pub struct Header {
    pub separator: u8,
    pub names: Vec<String>,
    pub line: u64,
    pub place: Range<usize>,
    /// Fields, those without a name as well.
    pub fields: usize,
    /// Whether the first column has no name.
    pub counts: bool,
}

/// Reads the first line that is not blank, and before it a line `sep=;`.
pub fn read<R: BufRead>(lines: &mut Lines<R>) -> Result<Header, GivenError> {
    let mut said = None;
    let (text, place) = loop {
        let Some(mut place) = lines.line()? else {
            let message = "no table: the file is empty, and needs a header and rows".to_owned();
            lines.count = lines.count.max(1);
            return Err(lines.wrong(0..0, message));
        };
        refuse_other_encodings(lines, &place)?;
        let text = lines.text(&place)?;
        let clean = text.trim_start_matches('\u{feff}').to_owned();
        place.start += text.len() - clean.len();
        match (clean.strip_prefix("sep="), clean.as_bytes()) {
            (Some(_), [.., mark]) if clean.len() == 5 && SEPARATORS.contains(mark) => {
                said = Some(*mark);
            }
            _ if clean.trim().is_empty() => {}
            _ => break (clean, place),
        }
    };
    let separator = match said {
        Some(mark) => mark,
        None => separator(&text).map_err(|message| lines.wrong(place.clone(), message))?,
    };
    let mut row = Row::default();
    row.begin(lines.count, place.clone());
    if row.extend(&text, separator)? {
        return Err(row.wrong("a quote in the header is not closed".to_owned()));
    }
    names(&row, separator)
}

fn refuse_other_encodings<R: BufRead>(
    lines: &Lines<R>,
    place: &Range<usize>,
) -> Result<(), GivenError> {
    let wide = lines.raw.starts_with(&[0xff, 0xfe]) || lines.raw.starts_with(&[0xfe, 0xff]);
    let message = if wide || lines.raw.contains(&0) {
        "not CSV in UTF-8 but in UTF-16, or no text: save the table as CSV in UTF-8"
    } else if lines.raw.contains(&b'\r') {
        "the lines end as those of old Macs: save the table with the line ends of Unix or Windows"
    } else {
        return Ok(());
    };
    Err(lines.wrong(place.clone(), message.to_owned()))
}

/// The one separator that stands in the header outside of quotes; a comma where there is none.
fn separator(header: &str) -> Result<u8, String> {
    let mut quoted = false;
    let mut found: Vec<u8> = Vec::new();
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if !quoted && SEPARATORS.contains(&byte) && !found.contains(&byte) {
            found.push(byte);
        }
    }
    match found.as_slice() {
        [] => Ok(b','),
        [one] => Ok(*one),
        several => {
            let shown: Vec<&str> = several.iter().map(|mark| shown(*mark)).collect();
            Err(format!(
                "{} stand in the header, and each could separate its columns: put names that hold one into quotes",
                shown.join(" and ")
            ))
        }
    }
}

fn shown(separator: u8) -> &'static str {
    match separator {
        b';' => "`;`",
        b'\t' => "tabulators",
        b'|' => "`|`",
        _ => "`,`",
    }
}

fn names(row: &Row, separator: u8) -> Result<Header, GivenError> {
    let mut names: Vec<String> = row.iter().map(str::to_owned).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    // What pandas calls a column without a name when it reads one.
    let counts = names
        .first()
        .is_some_and(|name| name.is_empty() || name == "Unnamed: 0");
    if counts {
        names.remove(0);
    }
    let first = 1 + usize::from(counts);
    if names.is_empty() {
        return Err(row.wrong("the header has no names of columns".to_owned()));
    }
    if let Some(at) = names.iter().position(String::is_empty) {
        let column = at + first;
        return Err(row.wrong(format!(
            "column {column} has no name: name it, or remove it"
        )));
    }
    if names.iter().all(|name| cell::number(name).is_some()) {
        return Err(row.wrong(
            "the table has no header: its first line must name the columns, and holds numbers"
                .to_owned(),
        ));
    }
    for (at, name) in names.iter().enumerate() {
        if let Some(before) = names.iter().take(at).position(|other| other == name) {
            let (before, at) = (before + first, at + first);
            return Err(row.wrong(format!(
                "two columns `{name}`, {before} and {at}: rename or remove one"
            )));
        }
    }
    Ok(Header {
        separator,
        names,
        line: row.line(),
        place: row.place(),
        fields: row.len(),
        counts,
    })
}
