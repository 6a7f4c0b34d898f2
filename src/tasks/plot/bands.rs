//! Observables over months as bands, a panel for each: of a run, or of several arms one over the other.

use std::collections::BTreeMap;
use std::path::Path;

use super::arms::{chosen, of_study, with_note};
use super::choices::Choices;
use super::error::PlotError;
use super::read::{number, rows_where, scenario};
use super::run_data::{self, MonthBand, Shown};
use super::study::StudyFiles;
use crate::figures::{BANDS_OVER_TIME, BELIEFS, Kind, Table};
use crate::model::Layout;
use crate::scenario::Scenario;
use crate::store::guard::Guard;
use crate::store::sweep_tables::ARM;
use crate::store::tables::{MONTHS, SCENARIO};
use crate::words::{first_sentence, with_unit};

/// How the columns of beliefs begin.
const BELIEF: &str = "belief_";
/// The columns of a band.
const BAND: [&str; 9] = [
    "observable",
    "month",
    "t",
    "q05",
    "q25",
    "q50",
    "q75",
    "q95",
    "mean",
];

/// The bands of arms, by arm and observable.
#[derive(Debug, Default)]
pub(super) struct ArmBands(BTreeMap<(String, String), Vec<MonthBand>>);

impl ArmBands {
    /// Reads a `months.csv`: the rows of these arms, which a column names if there are several, and of them those in
    /// which the cell of a column is the text of `at`.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn read(
        path: &Path,
        guard: &Guard,
        arms: &[String],
        at: Option<(&str, &str)>,
    ) -> Result<Self, PlotError> {
        let mut columns = BAND.to_vec();
        let named = arms.len() > 1;
        columns.extend(named.then_some(ARM));
        columns.extend(at.map(|(column, _)| column));
        let arm_of = |row: &[&str]| match named {
            true => arms.iter().find(|arm| *arm == row[BAND.len()]),
            false => arms.first(),
        };
        let rows = rows_where(path, guard, &columns, |row| {
            arm_of(row).is_some() && at.is_none_or(|(_, text)| row.last() == Some(&text))
        })?;
        let mut found = Self::default();
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let cell = |at: usize| number(path, columns[at], cells[at]);
            let mut values = [f64::NAN; 6];
            for (value, at) in values.iter_mut().zip(3..) {
                *value = cell(at)?;
            }
            let band = MonthBand {
                t: cell(2)?,
                month: cells[1].to_owned(),
                values,
            };
            let arm = arm_of(&cells).cloned().unwrap_or_default();
            let key = (arm, cells[0].to_owned());
            found.0.entry(key).or_default().push(band);
        }
        Ok(found)
    }

    fn has(&self, arm: &str, observable: &str) -> bool {
        let key = (arm.to_owned(), observable.to_owned());
        self.0.contains_key(&key)
    }

    /// The figure's table: a panel for each observable that is asked for, or that is usual, and a series for each arm.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn table(
        &self,
        kind: &Kind,
        choices: &Choices,
        scenario: &Scenario,
        arms: &[String],
    ) -> Result<Table, PlotError> {
        let shown = asked(kind, choices, scenario, |name| {
            arms.iter().any(|arm| self.has(arm, name))
        })?;
        let series: Vec<&str> = arms.iter().map(String::as_str).collect();
        let mut table = run_data::bands(&shown, &series, |arm, observable| {
            let key = (arm.to_owned(), observable.to_owned());
            self.0.get(&key).cloned().unwrap_or_default()
        })?;
        let lacks = |(arm, shown): (&String, &Shown)| {
            (!self.has(arm, &shown.column)).then(|| format!("{arm} has no {}.", shown.title))
        };
        let pairs = arms
            .iter()
            .flat_map(|arm| shown.iter().map(move |shown| (arm, shown)));
        let lacking: Vec<String> = pairs.filter_map(lacks).collect();
        if !lacking.is_empty() {
            table.say("note", lacking.join(" "));
        }
        Ok(table)
    }
}

/// The months of a point of a study, an arm over the other.
///
/// # Errors
/// [`PlotError`].
pub(super) fn of_point(
    study: &StudyFiles,
    kind: &Kind,
    choices: &Choices,
) -> Result<Table, PlotError> {
    let (folder, guard, info) = (&study.folder, &study.guard, &study.info);
    if info.months.is_empty() {
        let reason =
            "it keeps no months: name observables in its file, [study] months = [\"cohesion\"]";
        return Err(PlotError::not_there(kind, folder, reason));
    }
    let (point, held) = study.point(kind, choices)?;
    let names = match info.arms.is_empty() {
        true => vec!["runs".to_owned()],
        false => info.arm_names(),
    };
    let arms = chosen(choices, &names)?;
    let scenario = scenario(&folder.join(SCENARIO), guard)?;
    let at = Some(("point", point.to_string()));
    let at = at.as_ref().map(|(column, text)| (*column, text.as_str()));
    let mut every = choices.clone();
    // What a study keeps was asked for already.
    every.value.get_or_insert_with(|| info.months.join(","));
    let wanted = if kind.name == BELIEFS.name {
        choices
    } else {
        &every
    };
    let bands = ArmBands::read(&folder.join(MONTHS), guard, &names, at)?;
    let table = with_note(bands.table(kind, wanted, &scenario, &arms)?, held);
    let shown = |at: usize| arms.iter().any(|arm| *arm == info.arms[at].name);
    Ok(with_note(table, of_study(folder, guard, info, shown)?))
}

/// The observables that `--value` names, apart by commas, or those that the kind shows if none is named.
///
/// # Errors
/// [`PlotError::UnknownName`], [`PlotError::Usage`].
pub(super) fn asked(
    kind: &Kind,
    choices: &Choices,
    scenario: &Scenario,
    known: impl Fn(&str) -> bool,
) -> Result<Vec<Shown>, PlotError> {
    let beliefs = kind.name == BELIEFS.name;
    let usual = run_data::shown(&scenario.roster);
    let Some(names) = &choices.value else {
        let wanted =
            |shown: &Shown| known(&shown.column) && (!beliefs || shown.column.starts_with(BELIEF));
        return Ok(usual.into_iter().filter(wanted).collect());
    };
    let columns = Layout::of(scenario).month;
    let mut found: Vec<Shown> = Vec::new();
    for name in names.split(',').map(str::trim) {
        if !known(name) {
            let all = columns.iter().map(|column| column.name.clone());
            return Err(PlotError::unknown(
                "--value",
                name,
                all.filter(|name| known(name)).collect(),
            ));
        }
        if beliefs && !name.starts_with(BELIEF) {
            return Err(PlotError::Usage(format!(
                "`{name}` is no belief: {} shows it",
                BANDS_OVER_TIME.name
            )));
        }
        if found.iter().any(|shown| shown.column == name) {
            return Err(PlotError::Usage(format!("--value names `{name}` twice")));
        }
        let own = usual.iter().find(|shown| shown.column == name);
        let described = columns.iter().find(|column| column.name == name);
        found.push(own.cloned().unwrap_or_else(|| {
            Shown::titled(
                name,
                described.map_or(name.to_owned(), |column| {
                    with_unit(first_sentence(&column.description), &column.unit)
                }),
            )
        }));
    }
    Ok(found)
}
