//! Counts by month out of a table of the user's own.

use super::series::MonthlyCounts;
use crate::given::{GivenError, Reader, Row};
use crate::scenario::Month;
use crate::scenario::load::closest;

/// Reads a table with a column `month` and one of counts, `count` if none is named, up to `most` each; months follow one
/// another without gaps.
///
/// # Errors
/// The line, from 1, and what is wrong there.
pub fn own_counts(
    text: &str,
    column: Option<&str>,
    most: u64,
) -> Result<MonthlyCounts, (u64, String)> {
    let said = |error: GivenError| error.said();
    let mut reader = Reader::new(text.as_bytes()).map_err(said)?;
    let place = |name: &str| match reader.find(name) {
        Ok(Some(at)) => Ok(at),
        Ok(None) => {
            let meant = closest(name, reader.names().iter().map(String::as_str));
            let hint = meant.map_or_else(String::new, |m| format!("; is it `{m}`?"));
            Err((
                reader.header_line(),
                format!("there is no column `{name}`{hint}"),
            ))
        }
        Err(error) => Err(error.said()),
    };
    let (month, count) = (place("month")?, place(column.unwrap_or("count"))?);
    let mut found: Option<MonthlyCounts> = None;
    let mut row = Row::default();
    while reader.next(&mut row).map_err(said)? {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let wrong = |message: String| (row.line(), message);
        let when: Month = cell(month)
            .parse()
            .map_err(|()| wrong(format!("`{}` is not a month such as 2020-01", cell(month))))?;
        let number = cell(count).parse::<u64>().ok().filter(|n| *n <= most);
        let Some(number) = number else {
            let message = format!("`{}` is not a count from 0 to {most}", cell(count));
            return Err(wrong(message));
        };
        match &mut found {
            None => {
                found = Some(MonthlyCounts {
                    start: when,
                    counts: vec![number],
                });
            }
            Some(series) if series.end() == when => series.counts.push(number),
            Some(series) => {
                let due = series.end();
                return Err(wrong(format!(
                    "{when} where {due} was due: months must follow one another without gaps"
                )));
            }
        }
    }
    found.ok_or_else(|| {
        (
            reader.header_line(),
            "there is no row below the header".to_owned(),
        )
    })
}
