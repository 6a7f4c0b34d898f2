//! The methods paragraph of a paper, from the files of a folder.

use super::bibliography::{NOISE_FREE, bibtex, design_sources, short, sources};
use super::cite::{software, software_bibtex};
use super::differences::{changes, lever_in_words, moved, weighted};
use super::folder::{Kind, OutputFolder, ReportError};
use super::numbers::count;
use super::paper_table::latex;
use crate::analysis::noise_free::FEWEST;
use crate::figures::Table;
use crate::scenario::{CrisisStage, Information, Scenario, War};
use crate::store::study_record::StudyInfo;
use crate::store::sweep_tables::FACTORS;

/// Factors that a paragraph names one by one.
const FEW_FACTORS: usize = 16;

/// How text and citations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// "(Kydd 2005)".
    Text,
    /// `\citep{kydd2005}`, special characters escaped.
    Latex,
    /// `[@kydd2005]`, as Pandoc and Quarto read it.
    Markdown,
}

/// A methods paragraph and the entries that it cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Methods {
    /// The paragraphs.
    pub text: String,
    /// BibTeX of what they cite, the program included.
    pub bibtex: String,
}

/// Writes the methods paragraph of a folder: model, scenario, design, runs, random numbers, intervals,
/// and how the same results are had again.
///
/// # Errors
/// [`ReportError`] if the factors of a study cannot be read, or are not what the manifest says.
pub fn methods(folder: &OutputFolder, style: Style) -> Result<Methods, ReportError> {
    let mut text = Writer {
        style,
        out: String::new(),
        cited: Vec::new(),
    };
    if let Some(scenario) = folder.scenario() {
        model(&mut text, folder, scenario);
    }
    match (&folder.manifest.study, folder.kind) {
        (Some(study), _) => {
            design(&mut text, folder, study)?;
            arms(&mut text, folder, study);
        }
        (None, Kind::Comparison) => comparison(&mut text, folder),
        (None, _) => runs(&mut text, folder),
    }
    intervals(&mut text, folder.kind);
    again(&mut text, folder);
    if let Some(sentence) = folder.guard.sentence() {
        text.say(&format!(" {sentence}"));
    }
    let mut keys = text.cited.clone();
    keys.sort_unstable();
    keys.dedup();
    let version = &folder.manifest.program.version;
    Ok(Methods {
        bibtex: format!("{}\n{}", software_bibtex(version), bibtex(&keys)),
        text: format!("{}\n", text.out.trim_end()),
    })
}

struct Writer {
    style: Style,
    out: String,
    cited: Vec<&'static str>,
}

impl Writer {
    /// Adds sentences, escaped as the style needs.
    fn say(&mut self, text: &str) {
        match self.style {
            Style::Latex => self.out.push_str(&latex(text)),
            Style::Text | Style::Markdown => self.out.push_str(text),
        }
    }

    fn cite(&mut self, keys: &[&'static str]) {
        self.cited.extend_from_slice(keys);
        let text = match self.style {
            Style::Text => {
                let names: Vec<String> = keys.iter().map(|key| short(key)).collect();
                format!("({})", names.join("; "))
            }
            Style::Latex => format!("\\citep{{{}}}", keys.join(",")),
            Style::Markdown => format!("[@{}]", keys.join("; @")),
        };
        self.out.push_str(&text);
    }

    /// A name of a file, a scenario or a command.
    fn code(&mut self, name: &str) {
        let text = match self.style {
            Style::Text => name.to_owned(),
            Style::Latex => format!("\\texttt{{{}}}", latex(name)),
            Style::Markdown => format!("`{name}`"),
        };
        self.out.push_str(&text);
    }

    fn paragraph(&mut self) {
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str("\n\n");
    }
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn model(text: &mut Writer, folder: &OutputFolder, scenario: &Scenario) {
    let roster = &scenario.roster;
    let manifest = &folder.manifest;
    text.say("We use the agent-based model trilat (version ");
    text.say(&manifest.program.version);
    text.say("), in which each state is an agent; the model is described by the ODD protocol ");
    text.cite(&["grimm2020"]);
    text.say(". In the scenario ");
    text.code(&scenario.name);
    text.say(&format!(
        ", {} are allies and {} may probe them in {}; ",
        list(roster.allies.iter().map(|ally| ally.name.as_str())),
        list(roster.probers.iter().map(|prober| prober.name.as_str())),
        list(roster.theatres.iter().map(|theatre| theatre.name.as_str())),
    ));
    text.say(&format!(
        "a run has {} monthly steps from {} after a burn-in of {} months. ",
        scenario.horizon, scenario.start, scenario.burn_in
    ));
    text.say("Allies choose signals at a cost ");
    text.cite(&["spence1973", "fearon1997"]);
    text.say("; probers see them with noise, update a belief over the joint types of the allies by inverting that choice ");
    text.cite(&["jervis1976"]);
    text.say(", and choose a rung of escalation by quantal response ");
    text.cite(&["mckelvey1998", "signorino1999"]);
    text.say(". ");
    let named = [
        "grimm2020",
        "salmon2011",
        "spence1973",
        "fearon1997",
        "jervis1976",
        "mckelvey1998",
        "signorino1999",
    ];
    let more: Vec<&'static str> = sources(scenario)
        .into_iter()
        .filter(|key| !named.contains(key))
        .collect();
    if !more.is_empty() {
        text.say("The mechanisms in use rest on ");
        text.cite(&more);
        text.say(". ");
    }
    let off: Vec<&str> = scenario
        .mechanisms
        .switches()
        .filter(|(_, on)| !on)
        .map(|(name, _)| name)
        .collect();
    if !off.is_empty() {
        text.say(&format!("Switched off were {}. ", list(off)));
    }
    let war = match scenario.war {
        War::Absorbing => "War ends what a run records of peace",
        War::Reset => "After a war a run goes on",
    };
    let crisis = match scenario.crisis_stage {
        CrisisStage::Hazard => "crises end by monthly hazards",
        CrisisStage::Signalling => "crises are played as a signalling game",
    };
    let value = match scenario.information {
        Information::Off => "probers do not value what a probe would teach them",
        Information::Derived => "probers value information by its worth for their next choice",
        Information::Entropy => "probers value information by the entropy that it removes",
    };
    text.say(&format!("{war}; {crisis}; {value}. "));
    if !scenario.levers.is_empty() {
        let levers = scenario.levers.iter();
        let words: Vec<String> = levers
            .map(|lever| lever_in_words(lever, scenario))
            .collect();
        text.say(&format!("By assumption {}. ", words.join("; ")));
    }
    for outcome in &scenario.outcomes {
        text.say("The outcome ");
        text.code(&outcome.name);
        text.say(" is ");
        text.code(&outcome.rule.to_string());
        text.say(&match &outcome.meaning {
            Some(meaning) => format!(" ({}). ", meaning.trim_end_matches('.')),
            None => ". ".to_owned(),
        });
    }
    text.paragraph();
}

fn random_numbers(text: &mut Writer, seed: u64) {
    text.say(&format!(
        "Random numbers come from a counter-based generator (Philox4x32-10, seed {seed}) "
    ));
    text.cite(&["salmon2011"]);
    text.say(" and are addressed by replicate, agent, process and month");
}

fn runs(text: &mut Writer, folder: &OutputFolder) {
    let manifest = &folder.manifest;
    text.say(&format!(
        "We ran {} replicates. ",
        count(manifest.runs.completed)
    ));
    random_numbers(text, manifest.seed);
    text.say(". ");
}

fn comparison(text: &mut Writer, folder: &OutputFolder) {
    let manifest = &folder.manifest;
    let others = folder.scenarios.iter().skip(1);
    text.say(&format!(
        "We ran {} replicates of it and of {}. ",
        count(manifest.runs.completed),
        list(others.map(|resolved| resolved.scenario.name.as_str()))
    ));
    random_numbers(text, manifest.seed);
    text.say(
        ", so that the same replicate of two scenarios shares all of them (common random numbers) and \
         differs by the change of scenario alone. ",
    );
    for other in folder.scenarios.iter().skip(1) {
        differs(text, folder, &other.scenario.name, &other.scenario, &[]);
    }
}

/// What an arm or a scenario changes, in a sentence.
fn differs(
    text: &mut Writer,
    folder: &OutputFolder,
    name: &str,
    other: &Scenario,
    moved: &[String],
) {
    let Some(baseline) = folder.scenario() else {
        return;
    };
    text.say("In ");
    text.code(name);
    text.say(&format!("{} ", changes(baseline, other, moved)));
}

/// The arms of a study, and what is taken from them.
fn arms(text: &mut Writer, folder: &OutputFolder, study: &StudyInfo) {
    let Some((_, others)) = study.arms.split_first() else {
        return;
    };
    text.say(&format!(
        "Every point was run in {} arms, the baseline among them, on the same random numbers; effects are means of the \
         differences from the baseline, replicate by replicate. ",
        study.arms.len()
    ));
    for (arm, resolved) in others.iter().zip(folder.scenarios.iter().skip(1)) {
        differs(text, folder, &arm.name, &resolved.scenario, &moved(arm));
    }
    for (effect, what) in weighted(study) {
        text.say("The effect ");
        text.code(effect);
        text.say(&format!("{what} "));
    }
    if study.points >= FEWEST as u64 && study.replicates > 1 {
        text.say(
            "Over the points effects are given as they were estimated, and with the noise of replicates taken out by \
             maximum likelihood over mixtures ",
        );
        text.cite(NOISE_FREE);
        text.say(". ");
    }
}

fn design(text: &mut Writer, folder: &OutputFolder, study: &StudyInfo) -> Result<(), ReportError> {
    let setting = |key: &str| study.design[key].as_u64().unwrap_or(0);
    let switch = |key: &str| study.design[key].as_bool().unwrap_or(false);
    let kind = study.design["kind"].as_str().unwrap_or_default();
    let scrambled = if switch("scramble") {
        "Owen-scrambled "
    } else {
        ""
    };
    let what = match kind {
        "grid" => "a full grid of the factors' values".to_owned(),
        "zip" => "lists of the factors' values taken side by side".to_owned(),
        "list" => "points from a list".to_owned(),
        "ofat" => "an extended one-factor-at-a-time design".to_owned(),
        "lhs" => format!(
            "a {}Latin hypercube",
            match study.design["criterion"].as_str() {
                Some("maximin") => "maximin ",
                _ => "",
            }
        ),
        "sobol" => format!("an {scrambled}Sobol' sequence").replace("an Sobol'", "a Sobol'"),
        "saltelli" => format!(
            "the radial design of Saltelli et al. with {} base samples of an {scrambled}Sobol' sequence{}",
            count(setting("points")),
            if switch("second_order") {
                ", with second-order indices"
            } else {
                ""
            }
        )
        .replace("an Sobol'", "a Sobol'"),
        "morris" => format!(
            "{} trajectories of elementary effects on a grid of {} levels",
            count(setting("trajectories")),
            setting("levels")
        ),
        other => format!("the design {other}"),
    };
    text.say(&format!("The design of experiments is {what}"));
    let keys = design_sources(kind);
    if !keys.is_empty() {
        text.say(" ");
        text.cite(keys);
    }
    text.say(&format!(
        " (design seed {}): {} points with {} replicates each. ",
        study.design_seed,
        count(study.points),
        count(study.replicates)
    ));
    left_out(text, study);
    factors(text, folder)?;
    text.say("Random numbers come from a counter-based generator (Philox4x32-10) ");
    text.cite(&["salmon2011"]);
    text.say(match study.independent {
        true => "; points have random numbers of their own. ",
        false => "; the same replicate of all points shares its random numbers. ",
    });
    if study.failed_runs > 0 {
        text.say(&format!(
            "{} runs failed and enter no estimate. ",
            count(study.failed_runs)
        ));
    }
    Ok(())
}

/// What constraints left out, and that points are weighted.
fn left_out(text: &mut Writer, study: &StudyInfo) {
    if let Some(candidates) = study.candidates {
        let conditions = study.constraints.iter();
        let said =
            conditions.map(|own| format!("{} ({} do not)", own.condition, count(own.rejected)));
        text.say(&format!(
            "They are those of {} points of the design that meet: {}; {} were left out. ",
            count(candidates),
            said.collect::<Vec<_>>().join("; "),
            count(candidates - study.points)
        ));
    }
    if study.weighted {
        text.say("The points have weights, with which they enter effects over the points. ");
    }
}

/// The factors with their ranges or values, one by one where they are few.
fn factors(text: &mut Writer, folder: &OutputFolder) -> Result<(), ReportError> {
    // Folders of earlier versions say nothing of distributions.
    let table = folder.table(FACTORS)?;
    let listed = table.as_ref().and_then(factors_in_words);
    match listed.filter(|words| words.len() <= FEW_FACTORS) {
        None => {
            text.say("Factors and ranges stand in ");
            text.code(FACTORS);
            text.say(". ");
        }
        Some(words) => {
            let words: Vec<String> = words
                .into_iter()
                .map(|(path, range)| format!("{path} ({range})"))
                .collect();
            text.say(&format!("Factors are {}. ", words.join("; ")));
        }
    }
    Ok(())
}

/// Path, and range or values, of each row of `factors.csv`.
fn factors_in_words(table: &Table) -> Option<Vec<(String, String)>> {
    let column = |name: &str| table.text(name).ok();
    let (paths, lows, highs) = (column("path")?, column("low")?, column("high")?);
    let (values, scales) = (column("values")?, column("scale")?);
    let likely = column("distribution")?;
    let rows = paths.iter().enumerate().map(|(n, path)| {
        let range = match values[n].is_empty() {
            true => format!("{} to {}", lows[n], highs[n]),
            false => values[n].replace(' ', ", "),
        };
        let how = match (likely[n].as_str(), scales[n].as_str()) {
            ("", "log") => ", log scale".to_owned(),
            ("", _) => String::new(),
            (likely, _) => format!(", {likely}"),
        };
        ((*path).clone(), format!("{range}{how}"))
    });
    Some(rows.collect())
}

fn intervals(text: &mut Writer, kind: Kind) {
    text.say(match kind {
        Kind::Comparison => {
            "Contrasts are means of the differences within pairs, with 95 % paired Student t intervals; \
             ratios to the baseline have Fieller intervals. "
        }
        Kind::Run | Kind::Study => {
            "Means and rates have 95 % Student t intervals, shares Wilson intervals, and times to an event \
             Kaplan–Meier curves with log-log intervals, censored at the horizon. "
        }
    });
    text.say("All intervals are of Monte Carlo error; they say nothing of uncertainty about parameters. ");
}

fn again(text: &mut Writer, folder: &OutputFolder) {
    text.say("The scenario with every value (");
    let file = folder.scenarios.first().map_or("", |s| s.file.as_str());
    text.code(file);
    text.say(&format!(
        ", SHA-256 {}) and the checksums of all results are part of the replication files; ",
        folder
            .manifest
            .scenario
            .sha256
            .get(..12)
            .unwrap_or_default()
    ));
    text.code(&reproduce(folder));
    text.say(" makes the same bytes on any machine. Software: ");
    text.say(&software(&folder.manifest.program.version));
}

/// The command that makes the results of a folder again.
pub fn reproduce(folder: &OutputFolder) -> String {
    match folder.kind {
        Kind::Run | Kind::Study => "trilat rerun manifest.json".to_owned(),
        Kind::Comparison => {
            let files = folder.scenarios.iter().map(|s| s.file.as_str());
            let runs = folder.manifest.runs.completed;
            let files: Vec<&str> = files.collect();
            format!("trilat compare {} --runs {runs}", files.join(" "))
        }
    }
}
