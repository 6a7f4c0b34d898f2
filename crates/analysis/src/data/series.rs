//! Counts by month out of a series.

use super::error::DataError;
use super::package;
use super::package::Field;
use crate::scenario::Month;

/// Counts of consecutive months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyCounts {
    /// The first month.
    pub start: Month,
    /// Counts, a month each.
    pub counts: Vec<u64>,
}

impl MonthlyCounts {
    /// The month after the last.
    pub fn end(&self) -> Month {
        self.start.plus(self.counts.len() as i32)
    }

    /// The count of a month; `None` outside the series.
    pub fn at(&self, month: Month) -> Option<u64> {
        let at = usize::try_from(month.since(self.start)).ok()?;
        self.counts.get(at).copied()
    }

    /// The months from `first` up to and without `end`, as far as they are there.
    pub fn between(&self, first: Month, end: Month) -> Self {
        let length = self.counts.len() as i32;
        let from = first.since(self.start).clamp(0, length);
        let to = end.since(self.start).clamp(from, length);
        Self {
            start: self.start.plus(from),
            counts: self.counts[from as usize..to as usize].to_vec(),
        }
    }
}

/// The counts in a column of an embedded series that has a row for each month. The column can be left out
/// where there is only one of integers.
///
/// # Errors
/// [`DataError::Unknown`], [`DataError::UnknownColumn`], [`DataError::Several`], or
/// [`DataError::NotMonthly`] if the series has no column `month` without gaps or the column is not of
/// counts.
///
/// ```
/// use trilat_analysis::data::monthly_counts;
/// let series = monthly_counts("nk_monthly", Some("csis_missile_days"))?;
/// let fit = series.between("2012-01".parse().unwrap(), "2020-01".parse().unwrap());
/// assert_eq!(fit.counts.iter().sum::<u64>(), 85);
/// # Ok::<(), trilat_analysis::data::DataError>(())
/// ```
pub fn monthly_counts(series: &str, column: Option<&str>) -> Result<MonthlyCounts, DataError> {
    let package = package()?;
    let resource = package.resource(series)?;
    let refuse = |column: &str, why: &str| DataError::NotMonthly {
        series: resource.name.clone(),
        column: column.to_owned(),
        why: why.to_owned(),
    };
    let fields = &resource.schema.fields;
    let month_at = fields
        .iter()
        .position(|field| field.name == "month" && field.field_type == "yearmonth")
        .ok_or_else(|| refuse("", "it has no column `month`"))?;
    let integers: Vec<&Field> = fields
        .iter()
        .filter(|field| field.field_type == "integer")
        .collect();
    let wanted = match (column, integers.as_slice()) {
        (Some(name), _) => resource.field(name)?,
        (None, [only]) => only,
        (None, []) => return Err(refuse("", "it has no column of integers")),
        (None, many) => {
            let names: Vec<&str> = many.iter().map(|field| field.name.as_str()).collect();
            return Err(DataError::Several {
                series: resource.name.clone(),
                columns: names.join(", "),
            });
        }
    };
    if wanted.field_type != "integer" {
        return Err(refuse(&wanted.name, "it is no column of integers"));
    }
    let column_at = fields.iter().position(|field| field.name == wanted.name);
    let mut found: Option<MonthlyCounts> = None;
    for record in csv::Reader::from_reader(resource.text()?.as_bytes()).records() {
        let record = record.map_err(|error| refuse(&wanted.name, &error.to_string()))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let month: Month = cell(month_at)
            .parse()
            .map_err(|()| refuse("", "a month is not written as YYYY-MM"))?;
        let count: u64 = cell(column_at.unwrap_or_default())
            .parse()
            .map_err(|_| refuse(&wanted.name, "a count is missing"))?;
        match &mut found {
            None => {
                found = Some(MonthlyCounts {
                    start: month,
                    counts: vec![count],
                });
            }
            Some(series) if series.end() == month => series.counts.push(count),
            Some(_) => return Err(refuse("", "its months have gaps or repeat")),
        }
    }
    found.ok_or_else(|| refuse("", "it is empty"))
}
