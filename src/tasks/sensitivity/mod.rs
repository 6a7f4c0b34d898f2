//! From the files of a study to the folder of its sensitivity analysis.

pub mod error;
pub mod notes;
pub mod plan;

use std::path::PathBuf;

use serde_json::json;

use crate::analysis::sensitivity::layout::Steps;
use crate::analysis::sensitivity::morris::morris;
use crate::analysis::sensitivity::noise::{Numbers, components};
use crate::analysis::sensitivity::ofat::ofat;
use crate::analysis::sensitivity::prcc::prcc;
use crate::analysis::sensitivity::regression::regression;
use crate::analysis::sensitivity::sobol::sobol;
use crate::analysis::sensitivity::{Bootstrap, Estimate, Index, Responses, reason};
use crate::store::atomic::fingerprint;
use crate::store::error::StoreError;
use crate::store::manifest::{
    self, Analysis, Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION,
    Status, platform,
};
use crate::store::sensitivity_files::{IndexRow, OutputVariance, SensitivityFiles};
use crate::store::study_data::{Completeness, Output, StudyData};
use crate::store::sweep_tables::DESIGN;
use crate::store::table_file::Formats;
use crate::tasks::sensitivity::error::SensitivityError;
use crate::tasks::sensitivity::notes::Note;
use crate::tasks::sensitivity::notes::incomplete;
use crate::tasks::sensitivity::notes::notes;
use crate::tasks::sensitivity::plan::Layout;
use crate::tasks::sensitivity::plan::Method;
use crate::tasks::sensitivity::plan::Plan;
use crate::tasks::sensitivity::plan::Units;

/// Shares of the runs at which indices are computed.
pub const SHARES: [f64; 4] = [0.25, 0.5, 0.75, 1.0];
/// What was asked for.
#[derive(Clone, Debug)]
pub struct SensitivityRequest {
    /// Outputs; all complete ones if empty.
    pub outputs: Vec<String>,
    /// How intervals are made.
    pub bootstrap: Bootstrap,
    /// Whether the user says that runs have random numbers of their own.
    pub independent: bool,
    /// Output folder.
    pub out: PathBuf,
    /// Replace what an earlier analysis wrote there.
    pub force: bool,
    /// Formats of the tables.
    pub formats: Formats,
    /// The command that gives the same files again.
    pub command: String,
    /// The folder that is read, as named in the command.
    pub source: String,
}

/// What an analysis found and left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysed {
    /// Output folder.
    pub folder: PathBuf,
    /// How the study was analysed.
    pub plan: Plan,
    /// Points, and runs of each.
    pub points: usize,
    /// Runs of each point.
    pub replicates: usize,
    /// Resamples.
    pub resamples: usize,
    /// All indices.
    pub indices: Vec<IndexRow>,
    /// Components of variance, by output.
    pub variances: Vec<OutputVariance>,
    /// Outputs left out because they are not complete.
    pub left_out: Vec<Completeness>,
    /// What the reader should know.
    pub notes: Vec<Note>,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
}

/// Analyses a study and writes the folder.
///
/// # Errors
/// [`SensitivityError`].
pub fn run(
    data: &StudyData,
    plan: &Plan,
    request: &SensitivityRequest,
) -> Result<Analysed, SensitivityError> {
    let files = SensitivityFiles::create(&request.out, request.force, request.formats)?;
    let (names, left_out) = select(data, &request.outputs)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let outputs = data.read(&names)?;
    let mut analysed = Analysed {
        folder: request.out.clone(),
        plan: plan.clone(),
        points: data.points,
        replicates: 0,
        resamples: request.bootstrap.resamples,
        indices: Vec::new(),
        variances: Vec::new(),
        left_out,
        notes: Vec::new(),
        files: Vec::new(),
    };
    let aligned = outputs.iter().all(|output| output.aligned);
    let numbers = if request.independent || plan.independent || !aligned {
        Numbers::Independent
    } else {
        Numbers::Shared
    };
    for output in &outputs {
        let y = Responses::new(&output.values).map_err(|source| SensitivityError::Shape {
            output: output.info.name.clone(),
            source,
        })?;
        analysed.replicates = y.replicates();
        let one = One {
            data,
            plan,
            output,
            y: &y,
            numbers,
            bootstrap: &request.bootstrap,
        };
        analysed.variances.push(one.variance());
        analysed.indices.extend(one.indices());
    }
    analysed.notes = notes(&analysed, numbers);
    let title = format!("Sensitivity of {}", request.source);
    let manifest = manifest(data, plan, request, &analysed, numbers)?;
    analysed.files = files.commit(&title, &analysed.indices, &analysed.variances, manifest)?;
    Ok(analysed)
}

/// The outputs asked for, or all that are complete; and those that are not.
fn select(
    data: &StudyData,
    asked: &[String],
) -> Result<(Vec<String>, Vec<Completeness>), SensitivityError> {
    if !asked.is_empty() {
        let mut names: Vec<String> = Vec::new();
        for name in asked {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        return Ok((names, Vec::new()));
    }
    let (complete, left_out): (Vec<_>, Vec<_>) = data
        .completeness()?
        .into_iter()
        .partition(|c| c.missing == 0);
    if complete.is_empty() {
        return Err(SensitivityError::NoOutputs {
            worst: incomplete(&left_out),
        });
    }
    Ok((complete.into_iter().map(|c| c.name).collect(), left_out))
}

/// One output on its way.
struct One<'a> {
    data: &'a StudyData,
    plan: &'a Plan,
    output: &'a Output,
    y: &'a Responses,
    numbers: Numbers,
    bootstrap: &'a Bootstrap,
}

impl One<'_> {
    /// Components of variance over the points that are spread as the factors are.
    fn variance(&self) -> OutputVariance {
        let points = self.y.len();
        let base: Vec<(usize, usize)> = match (&self.plan.layout, self.plan.units) {
            (Layout::Radial(radial), _) => radial.base_points(points).collect(),
            (_, Units::Trajectories(size)) => (0..points).map(|p| (p, p / size)).collect(),
            _ => (0..points).map(|p| (p, p)).collect(),
        };
        let values: Vec<Vec<f64>> = base
            .iter()
            .map(|(p, _)| self.y.point(*p).to_vec())
            .collect();
        let cluster: Vec<usize> = base.iter().map(|(_, unit)| *unit).collect();
        // All points have the same number of runs.
        let y = Responses::new(&values).unwrap_or_else(|_| Responses::single(&[]));
        OutputVariance {
            output: self.output.info.name.clone(),
            unit: self.output.info.unit.clone(),
            points: base.len() as u64,
            replicates: self.y.replicates() as u64,
            components: components(&y, &cluster, self.numbers, self.bootstrap),
        }
    }

    /// Units, what they are, and the points of one.
    fn units(&self) -> (usize, &'static str, usize) {
        let points = self.y.len();
        match self.plan.units {
            Units::Samples(size) => (points / size, "base samples", size),
            Units::Trajectories(size) => (points / size, "trajectories", size),
            Units::Points => (points, "points", 1),
            Units::Replicates => (self.y.replicates(), "replicates", 0),
        }
    }

    /// All indices at all shares of the runs.
    fn indices(&self) -> Vec<IndexRow> {
        let (units, word, size) = self.units();
        let mut rows = Vec::new();
        let mut last = 0;
        for share in SHARES {
            let count = libm::ceil(share * units as f64) as usize;
            // One replicate would hold the noise that the others are rid of.
            if share < 1.0 && (count < 2 || count >= units || count == last) {
                continue;
            }
            last = count;
            let y = match size {
                0 => self.y.first_replicates(count),
                size => self.y.first_points(count * size),
            };
            for method in &self.plan.methods {
                for index in self.of(*method, &y, count) {
                    rows.push(self.row(*method, index, share, count, word, &y));
                }
            }
        }
        rows
    }

    fn of(&self, method: Method, y: &Responses, count: usize) -> Vec<Index> {
        let (numbers, bootstrap) = (self.numbers, self.bootstrap);
        match (&self.plan.layout, method) {
            (Layout::Radial(radial), _) => sobol(y, *radial, numbers, bootstrap),
            (Layout::Steps(steps), _) => {
                let first = Steps {
                    groups: steps.groups,
                    steps: steps
                        .steps
                        .iter()
                        .take(count * steps.groups)
                        .copied()
                        .collect(),
                    joint: steps.joint.clone(),
                };
                morris(y, &first, numbers, bootstrap)
            }
            (Layout::Departures(departs), _) => ofat(y, departs, numbers, bootstrap),
            (Layout::Cloud(cloud), method) => {
                let first = |column: &Vec<f64>| column.iter().take(y.len()).copied().collect();
                let columns: Vec<Vec<f64>> = cloud.columns.iter().map(first).collect();
                let mut found = match method {
                    Method::Src => regression(&columns, y, numbers, bootstrap),
                    _ => prcc(&columns, y, numbers, bootstrap),
                };
                for factor in &cloud.constant {
                    let kind = if method == Method::Src { "src" } else { "prcc" };
                    let at = cloud.columns.len() + factor;
                    found.push(Index::of(kind, at, Estimate::NONE, reason::COLLINEAR));
                }
                found
            }
        }
    }

    fn row(
        &self,
        method: Method,
        index: Index,
        share: f64,
        count: usize,
        word: &'static str,
        y: &Responses,
    ) -> IndexRow {
        let name = |factor: Option<usize>| {
            let name = factor.and_then(|factor| self.plan.names.get(factor));
            name.cloned().unwrap_or_default()
        };
        let (factor, level) = match (&self.plan.layout, index.factor, index.level) {
            (Layout::Cloud(cloud), Some(column), _) => match cloud.of.get(column) {
                Some((factor, level)) => (Some(*factor), level.clone()),
                None => (column.checked_sub(cloud.columns.len()), String::new()),
            },
            (_, Some(factor), Some(point)) => {
                let factor_data = self.data.factors.get(factor);
                (
                    Some(factor),
                    factor_data.map_or_else(String::new, |f| f.text(point)),
                )
            }
            (_, factor, _) => (factor, String::new()),
        };
        IndexRow {
            output: self.output.info.name.clone(),
            method: method.word(),
            factor: name(factor),
            factor2: name(index.second),
            level,
            index: index.kind,
            share,
            estimate: index.estimate,
            n: count as u64,
            units: word,
            runs: (y.len() * y.replicates()) as u64,
            unit: match method {
                Method::Morris | Method::Ofat => self.output.info.unit.clone(),
                _ => "1".to_owned(),
            },
            note: index.note,
        }
    }
}

fn manifest(
    data: &StudyData,
    plan: &Plan,
    request: &SensitivityRequest,
    analysed: &Analysed,
    numbers: Numbers,
) -> Result<Manifest, SensitivityError> {
    let read = |path: PathBuf| -> Result<FileEntry, StoreError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let printed = fingerprint(&path).map_err(|error| StoreError::io("read", &path, error))?;
        Ok(FileEntry::new(&name, None, printed))
    };
    let inputs = vec![
        read(data.folder.join(DESIGN))?,
        read(data.table().to_owned())?,
    ];
    let known = data.manifest.as_ref();
    let runs = (data.points * analysed.replicates) as u64;
    let outputs: Vec<&str> = analysed
        .variances
        .iter()
        .map(|v| v.output.as_str())
        .collect();
    let methods: Vec<&str> = plan.methods.iter().map(|method| method.word()).collect();
    Ok(Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: known.map_or_else(
            || manifest::Scenario {
                name: String::new(),
                sha256: String::new(),
                start: String::new(),
                months: 0,
            },
            |known| known.scenario.clone(),
        ),
        seed: request.bootstrap.seed,
        runs: Runs {
            requested: runs,
            completed: runs,
        },
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: Some(Analysis {
            kind: "sensitivity".to_owned(),
            inputs,
            settings: json!({
                "design": plan.design,
                "methods": methods,
                "outputs": outputs,
                "resamples": request.bootstrap.resamples,
                "seed": request.bootstrap.seed,
                "shared_random_numbers": numbers == Numbers::Shared,
            }),
        }),
        files: Vec::new(),
        execution: Execution {
            command: request.command.clone(),
            scenario_path: request.source.clone(),
            threads: request.bootstrap.threads,
            platform: platform(),
        },
    })
}
