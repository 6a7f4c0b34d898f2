//! What an index and its interval say, in plain words.

use crate::store::sensitivity_files::IndexRow;

/// A total index below this can be left alone.
const LITTLE: f64 = 0.05;

/// The indices of one factor.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The index by which factors are ranked.
    pub main: &'a IndexRow,
    /// S1 beside ST; σ beside μ*.
    pub second: Option<&'a IndexRow>,
    /// μ beside μ*.
    pub sign: Option<&'a IndexRow>,
    /// μ* that noise alone would show.
    pub floor: Option<&'a IndexRow>,
}

/// The words for a factor.
pub fn words(of: Of<'_>) -> String {
    let e = &of.main.estimate;
    if !of.main.note.is_empty() && e.value.is_nan() {
        return of.main.note.to_owned();
    }
    match of.main.index {
        "ST" => variance(of),
        "mu_star" => effects(of),
        "range" => String::new(),
        _ if !e.has_interval() => of.main.note.to_owned(),
        _ if e.ci_low > 0.0 => "raises the output".to_owned(),
        _ if e.ci_high < 0.0 => "lowers the output".to_owned(),
        _ => "not told from zero".to_owned(),
    }
}

fn variance(of: Of<'_>) -> String {
    let e = &of.main.estimate;
    let alone = of.second.map(|row| &row.estimate);
    let text = match () {
        () if !e.has_interval() => of.main.note,
        () if e.value == 0.0 && e.ci_high == 0.0 => "without effect in any run",
        () if e.ci_high < LITTLE => "can be left alone",
        () if e.ci_low <= 0.0 => "not told from zero",
        () => match alone {
            Some(alone) if alone.ci_high < e.ci_low => "acts mostly together with others",
            Some(alone) if alone.ci_low <= 0.0 => "matters; alone or with others is not told",
            Some(alone) if alone.value >= 0.8 * e.value => "acts by itself",
            Some(_) => "acts by itself and with others",
            None => "matters",
        },
    };
    text.to_owned()
}

fn effects(of: Of<'_>) -> String {
    let e = &of.main.estimate;
    if !e.has_interval() {
        return of.main.note.to_owned();
    }
    if e.value == 0.0 && e.ci_high == 0.0 {
        return "without effect in any run".to_owned();
    }
    let floor = of.floor.map_or(0.0, |row| row.estimate.value);
    if e.ci_low <= floor {
        return "not told from chance".to_owned();
    }
    let direction = of.sign.map_or("matters", |row| match &row.estimate {
        e if e.ci_low > 0.0 => "raises the output",
        e if e.ci_high < 0.0 => "lowers the output",
        _ => "either way",
    });
    let shape = of
        .second
        .map_or("", |row| match row.estimate.value / e.value {
            ratio if ratio < 0.1 => ", evenly",
            ratio if ratio > 1.0 => ", depending on others or on itself",
            _ => "",
        });
    format!("{direction}{shape}")
}
