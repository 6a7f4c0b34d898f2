//! Tables of targets: `data/targets.csv`, or a user's file of the same shape.

use super::Window;
use super::observable::Observable;
use crate::given::{self, GivenError, Reader};
use crate::scenario::Month;

/// Columns that a table of targets must have; others may be missing or stay empty.
pub const REQUIRED: [&str; 3] = ["id", "window", "value"];
/// Columns that are read; others may say what they like.
const COLUMNS: [&str; 7] = ["id", "window", "value", "se", "ci_lo", "ci_hi", "split"];

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name.
    pub id: String,
    /// As written.
    pub window: String,
    /// Observed value.
    pub value: f64,
    /// Standard error; NaN if not given.
    pub se: f64,
    /// Lower end of the 95 % interval; NaN if not given.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Whether it is kept for validation: `split` is not `fit`.
    pub validation: bool,
}

impl Row {
    /// Standard error and interval, each from the other where one is missing.
    pub fn uncertainty(&self) -> (f64, f64, f64) {
        complete(self.value, self.se, self.low, self.high)
    }
}

/// Two-sided 95 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Standard error and 95 % interval of a value, each from the other where one is missing (normal).
pub fn complete(value: f64, se: f64, low: f64, high: f64) -> (f64, f64, f64) {
    let has_interval = low.is_finite() && high.is_finite() && low < high;
    let se = if se.is_nan() && has_interval {
        (high - low) / (2.0 * Z)
    } else {
        se
    };
    if has_interval {
        (se, low, high)
    } else {
        (se, value - Z * se, value + Z * se)
    }
}

/// Reads a table of targets.
///
/// # Errors
/// What is wrong, each with its line, counted from 1.
pub fn read(text: &str) -> Result<Vec<Row>, Vec<(usize, String)>> {
    let said = |error: GivenError| {
        let (line, message) = error.said();
        (line as usize, message)
    };
    let mut reader = Reader::new(text.as_bytes()).map_err(|error| vec![said(error)])?;
    let mut places = Vec::new();
    for name in COLUMNS {
        let place = reader.find(name).map_err(|error| vec![said(error)])?;
        places.push((name, place));
    }
    let place = |name: &str| {
        let own = places.iter().find(|(own, _)| *own == name);
        own.and_then(|(_, place)| *place)
    };
    let missing: Vec<&str> = REQUIRED
        .into_iter()
        .filter(|name| place(name).is_none())
        .collect();
    if !missing.is_empty() {
        let message = format!("a table of targets needs the column {}", missing.join(", "));
        return Err(vec![(reader.header_line() as usize, message)]);
    }
    let (mut rows, mut errors, mut record) = (Vec::new(), Vec::new(), given::Row::default());
    loop {
        match reader.next(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                errors.push(said(error));
                continue;
            }
        }
        let line = record.line() as usize;
        let cell = |name: &str| {
            let found = place(name).and_then(|at| record.get(at));
            found.unwrap_or_default()
        };
        let mut number = |name: &str| match cell(name) {
            "" => f64::NAN,
            text => text
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite())
                .unwrap_or_else(|| {
                    errors.push((line, format!("`{text}` in column {name} is not a number")));
                    f64::NAN
                }),
        };
        let row = Row {
            value: number("value"),
            se: number("se"),
            low: number("ci_lo"),
            high: number("ci_hi"),
            id: cell("id").to_owned(),
            window: cell("window").to_owned(),
            validation: !matches!(cell("split"), "" | "fit"),
        };
        let repeated = rows.iter().any(|other: &Row| other.id == row.id);
        if row.id.is_empty() || repeated {
            let what = if repeated { "occurs twice" } else { "is empty" };
            errors.push((line, format!("the id `{}` {what}", row.id)));
        }
        rows.push(row);
    }
    if errors.is_empty() {
        Ok(rows)
    } else {
        Err(errors)
    }
}

/// The observable and the series that an id of `data/targets.csv` stands for, as far as it follows the
/// pattern `nk_{mean, vmr, acf1}_SERIES_WINDOW` or is one of the shares and transitions of CSIS missile days.
///
/// ```
/// use trilat::study::calibration::observable::Observable;
/// use trilat::study::calibration::targets::meaning;
/// let (observable, series) = meaning("nk_vmr_csis_missile_days_2012-2019").unwrap();
/// assert_eq!((observable, series), (Observable::VarianceToMean, "csis_missile_days"));
/// assert_eq!(meaning("nk_gap_median_csis_2012-2019"), None);
/// ```
pub fn meaning(id: &str) -> Option<(Observable, &str)> {
    let (stem, window) = id.rsplit_once('_')?;
    self::window(window)?;
    let csis = "csis_missile_days";
    match stem {
        "nk_p_anymissile_month" => return Some((Observable::ShareAny, csis)),
        "nk_trans_0to1" => return Some((Observable::PAnyAfterNone, csis)),
        "nk_trans_1to1" => return Some((Observable::PAnyAfterAny, csis)),
        _ => {}
    }
    [
        ("nk_mean_", Observable::Mean),
        ("nk_vmr_", Observable::VarianceToMean),
        ("nk_acf1_", Observable::Autocorrelation1),
    ]
    .into_iter()
    .find_map(|(prefix, observable)| Some((observable, stem.strip_prefix(prefix)?)))
}

/// Reads a window: `2017`, `2012-2019` (years), or `2012-01..2019-12` (months); ends included.
///
/// ```
/// use trilat::study::calibration::targets::window;
/// assert_eq!(window("2012-2019").unwrap().months(), 96);
/// assert_eq!(window("2017"), window("2017-01..2017-12"));
/// assert!(window("2019-2012").is_none());
/// ```
pub fn window(text: &str) -> Option<Window> {
    let year = |text: &str| -> Option<i32> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let (first, last): (Month, Month) = if let Some((first, last)) = text.split_once("..") {
        (first.trim().parse().ok()?, last.trim().parse().ok()?)
    } else {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        (Month::new(year(first)?, 1)?, Month::new(year(last)?, 12)?)
    };
    (last.since(first) >= 0).then(|| Window {
        first,
        end: last.plus(1),
    })
}
