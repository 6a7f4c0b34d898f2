//! The files of a claim audit.

use std::path::Path;

use super::claims_tables as tables;
use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::parts::PARTS;
use super::run_files::NewFile;
use super::tables::{DATAPACKAGE, SCENARIO, Table};
use crate::analysis::claims::{Kind, Sign};
use crate::scenario::Scenario;
use crate::study::claims::decide::CaseBox;
use crate::study::claims::findings::{Finding, Key, Spread};
use crate::study::claims::matching::Miss;
use crate::study::claims::space::Signs;
use crate::study::claims::units::{Dose, Effect, Place, Point};
use crate::study::claims::{Audit, doses};

/// What goes into the folder.
#[derive(Clone, Copy, Debug)]
pub struct AuditData<'a> {
    /// Claims and space.
    pub audit: &'a Audit,
    /// All effects.
    pub effects: &'a [Effect],
    /// All points.
    pub points: &'a [Point],
    /// Doses at the defaults.
    pub doses: &'a [Dose],
    /// What they say.
    pub findings: &'a [Finding],
}

/// The tables of an audit.
pub fn all_tables(audit: &Audit) -> [Table; 9] {
    [
        tables::claims(),
        tables::effects(),
        tables::points(&audit.space),
        tables::factors(),
        tables::deciders(),
        tables::boxes(),
        tables::doses(),
        tables::frontiers(),
        tables::dose_response(),
    ]
}

/// The names of all files, so that what is in the way is known before anything runs.
pub fn planned(audit: &Audit) -> Vec<String> {
    let tables = all_tables(audit);
    let mut names: Vec<String> = tables.iter().map(|table| table.file.to_owned()).collect();
    names.extend(audit.claims.iter().map(file_name));
    names.push("claims/space.toml".to_owned());
    names.extend([SCENARIO, DATAPACKAGE].map(str::to_owned));
    names
}

/// Where the file of a claim is kept.
fn file_name(claim: &crate::study::claims::Claim) -> String {
    format!("claims/{}.toml", claim.id.to_lowercase())
}

/// Writes the tables, the claim files as they were, the resolved scenario, `extra` files such as figures, the data dictionary and, last, the
/// manifest, whose list of files is filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`]; see [`OutputFolder::prepare`] for what `force` may replace.
pub fn write(
    root: &Path,
    force: bool,
    data: &AuditData<'_>,
    extra: &[NewFile],
    mut manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let audit = data.audit;
    let mut folder = OutputFolder::prepare_beside(root, force, &planned(audit), &[PARTS])?;
    let tables = all_tables(audit);
    let rows = [
        claims(data),
        effects(data),
        points(data),
        factors(data),
        deciders(data),
        boxes(data),
        doses(data),
        frontiers(data),
        dose_response(data),
    ];
    for (table, rows) in tables.iter().zip(&rows) {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        folder.add_bytes(table.file, Some(rows.rows()), text.as_bytes())?;
    }
    for claim in &audit.claims {
        folder.add_bytes(&file_name(claim), None, claim.text.as_bytes())?;
    }
    folder.add_bytes("claims/space.toml", None, audit.space.text.as_bytes())?;
    let resolved = resolved(&audit.reference);
    folder.add_bytes(SCENARIO, None, resolved.as_bytes())?;
    for file in extra {
        folder.add_bytes(&file.path, None, &file.bytes)?;
    }
    let text = datapackage("claims", &tables, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest.files)
}

/// The resolved scenario as text.
pub fn resolved(scenario: &Scenario) -> String {
    scenario.to_toml()
}

/// Claim, test, variant and stratum.
fn which(data: &AuditData<'_>, key: &Key, rows: &mut Rows) {
    let experiment = &data.audit.experiments[key.experiment];
    let claim = &data.audit.claims[experiment.claim];
    rows.text(&claim.id).text(&claim.tests[key.test].name);
    rows.text(&experiment.variant).text(key.stratum.name());
}

/// Stage, ablation and what the test is.
fn stage(data: &AuditData<'_>, key: &Key, stage: &str, ablation: &str, rows: &mut Rows) {
    let experiment = &data.audit.experiments[key.experiment];
    let claim = &data.audit.claims[experiment.claim];
    let test = &claim.tests[key.test];
    rows.text(stage).text(ablation);
    rows.text(match test.kind {
        Kind::Premise => "premise",
        Kind::Finding => "finding",
    });
    rows.integer(u64::from(claim.rival));
    let observable = match (&test.per, &test.naive) {
        (Some(per), _) => format!("({}) per ({per})", test.observable),
        (_, Some(naive)) => format!("bias of ({}) on ({naive})", test.observable),
        _ => test.observable.to_string(),
    };
    rows.text(&observable).text(test.predicted.sign());
    rows.integer(u64::from(experiment.window));
}

fn claims(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for finding in data.findings {
        let key = &finding.key;
        let claim = &data.audit.claims[finding.claim];
        let unit = claim.tests[key.test].unit.as_str();
        let blank = |rows: &mut Rows, n: usize| {
            (0..n).for_each(|_| {
                rows.missing();
            })
        };
        if let Some(d) = &finding.defaults {
            which(data, key, &mut rows);
            stage(data, key, "defaults", "", &mut rows);
            rows.text(finding.default_sign.name()).text(unit);
            rows.number(d.effect.mean).number(d.effect.se);
            rows.number(d.low).number(d.high).integer(d.effect.n);
            rows.number(d.baseline_mean).number(d.baseline_sd);
            rows.number(d.standardised).number(d.relative);
            match d.pairs_needed {
                Some(pairs) => rows.integer(pairs),
                None => rows.missing(),
            };
            blank(&mut rows, 14);
            rows.end_row();
        }
        for spread in &finding.spaces {
            which(data, key, &mut rows);
            stage(data, key, spread.signs.name(), "", &mut rows);
            rows.text(spread.verdict.name()).text(unit);
            rows.number(median(spread)).missing().missing().missing();
            let pairs = spread.effects.iter().map(|m| m.effect.n).max();
            rows.integer(pairs.unwrap_or(0));
            blank(&mut rows, 5);
            let s = &spread.shares;
            for count in [s.points, s.predicted, s.opposite, s.zero, s.undecided] {
                rows.integer(count);
            }
            rows.number(s.share(s.predicted));
            rows.number(s.true_share.low).number(s.true_share.high);
            rows.number(s.true_opposite.low)
                .number(s.true_opposite.high);
            match &spread.likely {
                Some(likely) => {
                    let interval = likely.plus_interval;
                    rows.number(likely.plus)
                        .number(interval.low)
                        .number(interval.high)
                }
                None => rows.missing().missing().missing(),
            };
            rows.text(wired(spread)).end_row();
        }
        for ablated in &finding.ablations {
            which(data, key, &mut rows);
            stage(data, key, "ablation", &ablated.name, &mut rows);
            rows.text(ablated.vanished.name());
            rows.text(unit);
            let (low, high) = ablated.effect.interval();
            rows.number(ablated.effect.mean).number(ablated.effect.se);
            rows.number(low).number(high).integer(ablated.effect.n);
            blank(&mut rows, 19);
            rows.end_row();
        }
    }
    rows
}

/// The median effect of the points.
pub fn median(spread: &Spread) -> f64 {
    let mut means: Vec<f64> = spread
        .effects
        .iter()
        .map(|m| m.effect.mean)
        .filter(|mean| !mean.is_nan())
        .collect();
    means.sort_by(f64::total_cmp);
    let n = means.len();
    match n {
        0 => f64::NAN,
        n if n % 2 == 1 => means[n / 2],
        n => 0.5 * (means[n / 2 - 1] + means[n / 2]),
    }
}

/// Why a finding looks wired in, in a word.
pub fn wired(spread: &Spread) -> &'static str {
    match (spread.wired.everywhere, spread.wired.survives) {
        (false, false) => "",
        (true, false) => "everywhere",
        (false, true) => "survives",
        (true, true) => "both",
    }
}

fn effects(data: &AuditData<'_>) -> Rows {
    let sign = |effect: &Effect| -> &'static str {
        let key = key(effect);
        let finding = data.findings.iter().find(|finding| finding.key == key);
        match (finding, effect.place) {
            (Some(finding), Place::Defaults) => finding.default_sign.name(),
            (Some(finding), Place::Space(rule)) => {
                let spread = finding.spaces.iter().find(|spread| spread.signs == rule);
                let at = spread.and_then(|spread| {
                    let place = spread
                        .points
                        .iter()
                        .position(|point| *point == effect.point)?;
                    spread.at.get(place).copied()
                });
                at.map_or("", Sign::name)
            }
            _ => "",
        }
    };
    let mut rows = Rows::default();
    let grid = |effect: &&Effect| matches!(effect.place, Place::Frontier(_));
    for effect in data.effects.iter().filter(|effect| !grid(effect)) {
        let experiment = &data.audit.experiments[effect.experiment];
        let (m, e) = (&effect.measured, &effect.measured.effect);
        which(data, &key(effect), &mut rows);
        rows.text(effect.place.name()).text(&experiment.ablation);
        rows.integer(effect.point as u64)
            .number(e.mean)
            .number(e.se);
        rows.integer(e.n).text(sign(effect));
        rows.number(m.baseline_mean).number(m.baseline_sd).end_row();
    }
    rows
}

fn key(effect: &Effect) -> Key {
    Key {
        experiment: effect.experiment,
        test: effect.test,
        stratum: effect.measured.stratum,
    }
}

fn points(data: &AuditData<'_>) -> Rows {
    let space = &data.audit.space;
    let drawn = |point: &&Point| matches!(point.place, Place::Space(_));
    let drawn = || data.points.iter().filter(drawn);
    let last = drawn().map(|point| point.point + 1).max().unwrap_or(0);
    let positions = space.positions(data.audit.reference.seed, last);
    let mut rows = Rows::default();
    for point in drawn() {
        rows.text(point.place.name()).integer(point.point as u64);
        rows.number(point.miss.common).number(point.miss.rare);
        rows.text(&point.refused);
        let values = match point.place {
            Place::Space(rule) => space.values(positions.get(point.point).unwrap_or(&[]), rule),
            _ => vec![f64::NAN; space.factors.len()],
        };
        for value in values {
            rows.number(value);
        }
        rows.end_row();
    }
    rows
}

fn factors(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for factor in &data.audit.space.factors {
        let (low, high) = factor.range(Signs::Constrained);
        rows.text(&factor.column)
            .text(&factor.pattern)
            .text(factor.how.name());
        rows.number(factor.low)
            .number(factor.high)
            .number(low)
            .number(high);
        rows.number(factor.default).text(factor.unit);
        rows.integer(factor.members.len() as u64).end_row();
    }
    rows
}

fn deciders(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for finding in data.findings {
        for spread in &finding.spaces {
            for decider in &spread.deciders {
                which(data, &finding.key, &mut rows);
                rows.text(spread.signs.name());
                rows.text(&data.audit.space.factors[decider.factor].column);
                let e = &decider.prcc;
                rows.number(e.value).number(e.std_error);
                rows.number(e.ci_low).number(e.ci_high);
                rows.integer(spread.points.len() as u64).end_row();
            }
        }
    }
    rows
}

fn boxes(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    let mut add = |finding: &Finding, spread: &Spread, cases: &str, found: &CaseBox| {
        for (factor, low, high) in &found.limits {
            which(data, &finding.key, &mut rows);
            rows.text(spread.signs.name()).text(cases);
            rows.text(&data.audit.space.factors[*factor].column);
            rows.number(low.unwrap_or(f64::NAN))
                .number(high.unwrap_or(f64::NAN));
            rows.number(found.coverage)
                .number(found.density)
                .number(found.mass);
            rows.integer(found.points as u64).number(found.p).end_row();
        }
    };
    for finding in data.findings {
        for spread in &finding.spaces {
            if let Some(found) = &spread.fails {
                add(finding, spread, "fails", found);
            }
            if let Some(found) = &spread.holds {
                add(finding, spread, "holds", found);
            }
        }
    }
    rows
}

fn doses(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for dose in data.doses {
        let experiment = &data.audit.experiments[dose.experiment];
        let claim = &data.audit.claims[experiment.claim];
        for (pair, (difference, own)) in dose.differences.iter().zip(&dose.baseline).enumerate() {
            rows.text(&claim.id).text(&claim.tests[dose.test].name);
            rows.text(&experiment.variant);
            rows.number(experiment.dose.unwrap_or(f64::NAN));
            rows.integer(pair as u64)
                .number(*own)
                .number(*difference)
                .end_row();
        }
    }
    rows
}

fn dose_response(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for row in doses::responses(data.audit, data.doses) {
        let claim = &data.audit.claims[row.claim];
        rows.text(&claim.id).text(&claim.tests[row.test].name);
        rows.text(row.statistic)
            .number(row.dose)
            .number(row.estimate);
        rows.number(row.std_error).number(row.low).number(row.high);
        rows.integer(row.pairs).end_row();
    }
    rows
}

fn frontiers(data: &AuditData<'_>) -> Rows {
    let mut rows = Rows::default();
    for effect in data.effects {
        let Place::Frontier(number) = effect.place else {
            continue;
        };
        let claim = data.audit.claims.get(number);
        let Some([x, y]) = claim.and_then(|claim| claim.frontier.as_ref()) else {
            continue;
        };
        let (column, row) = (effect.point % x.values.len(), effect.point / x.values.len());
        let e = &effect.measured.effect;
        let (low, high) = e.interval();
        let here = |point: &&Point| point.place == effect.place && point.point == effect.point;
        let miss = data
            .points
            .iter()
            .find(here)
            .map_or(Miss::NONE, |point| point.miss);
        which(data, &key(effect), &mut rows);
        rows.integer(effect.point as u64);
        rows.text(&x.path)
            .number(x.values.get(column).copied().unwrap_or(f64::NAN));
        rows.text(&y.path)
            .number(y.values.get(row).copied().unwrap_or(f64::NAN));
        rows.number(e.mean).number(e.se).number(low).number(high);
        rows.integer(e.n)
            .number(miss.common)
            .number(miss.rare)
            .end_row();
    }
    rows
}
