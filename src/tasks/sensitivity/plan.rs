//! Which method reads which points: from a study's design, or from what the user says of it.

use super::ask::Ask;
use super::choices::Method;
use super::error::SensitivityError;
use crate::analysis::sensitivity::layout::{Columns, Steps, departures, radial, trajectories};
use crate::analysis::sensitivity::sobol::Radial;
use crate::named::Named;
use crate::store::study_data::{Factor, StudyData};
use crate::study::design::morris::step;

/// What the points are.
#[derive(Clone, Debug, PartialEq)]
pub enum Layout {
    /// Base samples.
    Radial(Radial),
    /// Trajectories.
    Steps(Steps),
    /// By point, the factor in which it departs from the first.
    Departures(Vec<Option<usize>>),
    /// Points without an order.
    Cloud(Cloud),
}

/// The columns of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// Their values.
    pub columns: Vec<Vec<f64>>,
    /// By column its factor, and the word that it stands for.
    pub of: Vec<(usize, String)>,
    /// Factors that have one value.
    pub constant: Vec<usize>,
}

/// What is resampled, and of what shares of the runs are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Base samples of so many points.
    Samples(usize),
    /// Trajectories of so many points.
    Trajectories(usize),
    /// Points.
    Points,
    /// Replicates: points have an order that makes the first ones no fair part.
    Replicates,
}

/// How a study is analysed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its design.
    pub design: String,
    /// What the points are.
    pub layout: Layout,
    /// Names of factors or groups.
    pub names: Vec<String>,
    /// Methods, at least one.
    pub methods: Vec<Method>,
    /// Of what shares are taken.
    pub units: Units,
    /// Whether points are a Sobol' sequence or made from one.
    pub sequence: bool,
    /// Whether the manifest says that runs have random numbers of their own.
    pub independent: bool,
}

/// Plans the analysis of a study.
///
/// # Errors
/// [`SensitivityError`].
pub fn plan(data: &StudyData, ask: &Ask) -> Result<Plan, SensitivityError> {
    let study = data.manifest.as_ref().and_then(|m| m.study.as_ref());
    let known = study.and_then(|study| study.design["kind"].as_str());
    let design = match (known, ask.design) {
        (Some(known), Some(asked)) if known != asked.name() => {
            return Err(SensitivityError::OtherDesign {
                asked,
                known: known.to_owned(),
            });
        }
        (Some(known), _) => known.to_owned(),
        (None, Some(asked)) => asked.to_string(),
        (None, None) => return Err(SensitivityError::NoDesign),
    };
    let levels = match study.and_then(|study| study.design["levels"].as_u64()) {
        Some(_) if ask.levels.is_some() => {
            return Err(SensitivityError::Described { option: "--levels" });
        }
        Some(levels) => usize::try_from(levels).ok(),
        None => ask.levels,
    };
    let (layout, names, units) = layout(data, &design, levels)?;
    Ok(Plan {
        methods: chosen(&design, &layout, data.factors.len(), &ask.methods)?,
        sequence: matches!(design.as_str(), "saltelli" | "sobol"),
        independent: study.is_some_and(|study| study.independent),
        design,
        layout,
        names,
        units,
    })
}

fn chosen(
    design: &str,
    layout: &Layout,
    factors: usize,
    asked: &[Method],
) -> Result<Vec<Method>, SensitivityError> {
    let possible: &[Method] = match layout {
        Layout::Radial(radial) if radial.groups == factors => &[Method::Sobol, Method::Pawn],
        Layout::Radial(_) => &[Method::Sobol],
        Layout::Steps(_) => &[Method::Morris],
        Layout::Departures(_) => &[Method::Ofat],
        Layout::Cloud(_) => &[Method::Prcc, Method::Src, Method::Pawn],
    };
    if let Some(method) = asked.iter().find(|method| !possible.contains(method)) {
        let names: Vec<&str> = possible.iter().map(|method| method.name()).collect();
        return Err(SensitivityError::Method {
            method: *method,
            design: design.to_owned(),
            serves: names.join(" and "),
        });
    }
    let wanted = |method: &&Method| match asked {
        [] => **method != Method::Pawn,
        asked => asked.contains(method),
    };
    Ok(possible.iter().filter(wanted).copied().collect())
}

fn layout(
    data: &StudyData,
    design: &str,
    levels: Option<usize>,
) -> Result<(Layout, Vec<String>, Units), SensitivityError> {
    let wrong = |source| SensitivityError::Layout {
        design: design.to_owned(),
        source,
    };
    let factors = &data.factors;
    let own: Vec<usize> = (0..factors.len()).collect();
    let names: Vec<String> = factors.iter().map(|factor| factor.column.clone()).collect();
    let (groups, group_names) = groups(factors);
    let values = |factor: &Factor| factor.values.clone();
    let values: Vec<Vec<f64>> = factors.iter().map(values).collect();
    match design {
        "saltelli" => {
            let columns = Columns {
                values: &values,
                groups: &groups,
                names: &names,
            };
            let study = data.manifest.as_ref().and_then(|m| m.study.as_ref());
            let said = study.and_then(|study| study.design["second_order"].as_bool());
            let second_order = said.unwrap_or_else(|| {
                radial(&columns, false).is_err() && radial(&columns, true).is_ok()
            });
            radial(&columns, second_order).map_err(wrong)?;
            let radial = Radial {
                groups: group_names.len(),
                second_order,
            };
            Ok((
                Layout::Radial(radial),
                group_names,
                Units::Samples(radial.size()),
            ))
        }
        "morris" => {
            let positions: Result<Vec<_>, _> = factors
                .iter()
                .map(|factor| positions(factor, levels))
                .collect();
            let columns = Columns {
                values: &positions?,
                groups: &groups,
                names: &names,
            };
            let steps = trajectories(&columns, levels.map(step)).map_err(wrong)?;
            for factor in factors {
                fits_levels(factor, levels)?;
            }
            let units = Units::Trajectories(steps.groups + 1);
            Ok((Layout::Steps(steps), group_names, units))
        }
        "ofat" => {
            let columns = Columns {
                values: &values,
                groups: &own,
                names: &names,
            };
            let departs = departures(&columns).map_err(wrong)?;
            Ok((Layout::Departures(departs), names, Units::Replicates))
        }
        _ => {
            let units = match design {
                "lhs" | "sobol" => Units::Points,
                _ => Units::Replicates,
            };
            Ok((Layout::Cloud(cloud(factors)), names, units))
        }
    }
}

/// Groups in order of appearance, by factor, and their names.
fn groups(factors: &[Factor]) -> (Vec<usize>, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let place = |factor: &Factor| {
        let known = names.iter().position(|name| *name == factor.group);
        known.unwrap_or_else(|| {
            names.push(factor.group.clone());
            names.len() - 1
        })
    };
    let groups = factors.iter().map(place).collect();
    (groups, names)
}

/// Refuses a factor that takes more values than the grid has levels: its steps would be measured wrongly.
fn fits_levels(factor: &Factor, levels: Option<usize>) -> Result<(), SensitivityError> {
    let mut taken: Vec<u64> = factor.values.iter().map(|value| value.to_bits()).collect();
    taken.sort_unstable();
    taken.dedup();
    match levels {
        Some(levels) if taken.len() > levels => Err(SensitivityError::Levels {
            factor: factor.column.clone(),
            taken: taken.len(),
            levels,
        }),
        _ => Ok(()),
    }
}

/// Positions of a factor. With levels the grid says how far a step goes, and numbers in their order will do.
fn positions(factor: &Factor, levels: Option<usize>) -> Result<Vec<f64>, SensitivityError> {
    let name = || factor.column.clone();
    match factor.positions() {
        Some(positions) => Ok(positions),
        None if !factor.choices.is_empty() => Err(SensitivityError::OffList { factor: name() }),
        None if levels.is_some() && factor.labels.is_empty() => Ok(factor.values.clone()),
        None => Err(SensitivityError::NoRange { factor: name() }),
    }
}

/// The words that a factor takes, in the order of its list where it is known.
fn words(factor: &Factor) -> impl Iterator<Item = &String> {
    let known = factor
        .labels
        .iter()
        .all(|label| factor.choices.contains(label));
    let (all, taken) = match known {
        true => (&factor.choices, &factor.labels),
        false => (&factor.labels, &factor.labels),
    };
    all.iter().filter(|word| taken.contains(word))
}

/// A column for each factor of numbers; for words, one for each but the first.
fn cloud(factors: &[Factor]) -> Cloud {
    let mut cloud = Cloud {
        columns: Vec::new(),
        of: Vec::new(),
        constant: Vec::new(),
    };
    for (at, factor) in factors.iter().enumerate() {
        let first = factor.values.first();
        if factor.values.iter().all(|value| Some(value) == first) {
            cloud.constant.push(at);
        } else if factor.labels.is_empty() {
            cloud.columns.push(factor.values.clone());
            cloud.of.push((at, String::new()));
        } else {
            for label in words(factor).skip(1) {
                let is = |value: &f64| {
                    let word = factor.labels.get(*value as usize);
                    f64::from(u8::from(word == Some(label)))
                };
                cloud.columns.push(factor.values.iter().map(is).collect());
                cloud.of.push((at, label.clone()));
            }
        }
    }
    cloud
}
