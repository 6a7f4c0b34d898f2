//! The sections of `report.html`.

use super::differences::{changes, lever_in_words, moved};
use maud::{Markup, PreEscaped, html};

use super::bibliography::bibtex;
use super::cite::{software, software_bibtex};
use super::folder::{Kind, OutputFolder, ReportError};
use super::methods::{Style, methods, reproduce};
use super::numbers::{count, estimate, interval, number};
use crate::scenario::Scenario;
use crate::store::manifest::Status;
use crate::store::sweep_tables::FACTORS;
use crate::store::tables::{RESOLVED, SUMMARY};

/// What was asked: the scenario in words, the design, the command.
pub(super) fn asked(folder: &OutputFolder) -> Result<Markup, ReportError> {
    let manifest = &folder.manifest;
    Ok(html! {
        @if let Some(scenario) = folder.scenario() { (in_words(scenario)) }
        @if folder.kind == Kind::Comparison {
            p {
                "Contrasted with it: "
                @for (at, other) in folder.scenarios.iter().skip(1).enumerate() {
                    @if at > 0 { ", " }
                    code { (other.scenario.name) }
                    " (" (other.scenario.title.trim_end_matches('.')) ")"
                }
                "."
            }
        }
        @if let Some(study) = &manifest.study {
            p {
                (count(study.points)) " points with " (count(study.replicates)) " replicates each; design "
                code { (study.design["kind"].as_str().unwrap_or_default()) } "."
            }
            (factors(folder)?)
        }
        @if manifest.status == Status::Interrupted {
            p.warn {
                "Interrupted: " (count(manifest.runs.completed)) " of "
                (count(manifest.runs.requested)) " runs. They are the first ones by number, whole and unselected."
            }
        }
        @if let Some(failed) = manifest.study.as_ref().map(|s| s.failed_runs).filter(|n| *n > 0) {
            p.warn { (count(failed)) " runs failed; column " code { "failed" } " of runs.csv says why." }
        }
        (changed(folder))
        p { "Command: " code { (manifest.execution.command) } }
    })
}

fn in_words(scenario: &Scenario) -> Markup {
    let roster = &scenario.roster;
    let named = |code: &str, name: &str| format!("{name} ({code})");
    let allies = roster.allies.iter().map(|x| named(&x.code, &x.name));
    let probers = roster.probers.iter().map(|x| named(&x.code, &x.name));
    let theatres = roster.theatres.iter().map(|x| x.name.clone());
    let rungs = roster.rungs.iter().enumerate();
    let off: Vec<&str> = scenario
        .mechanisms
        .switches()
        .filter(|(_, on)| !on)
        .map(|(name, _)| name)
        .collect();
    let list = |items: Vec<String>| items.join(", ");
    html! {
        table.words {
            tbody {
                tr { td { "Scenario" } td.left { (scenario.name) } }
                tr { td { "Allies" } td.left { (list(allies.collect())) } }
                tr { td { "Probers" } td.left { (list(probers.collect())) } }
                tr { td { "Theatres" } td.left { (list(theatres.collect())) } }
                tr { td { "Rungs" } td.left { (list(rungs.map(|(a, rung)| format!("{} {}", a + 1, rung.name)).collect())) } }
                tr { td { "Time" } td.left { (scenario.horizon) " months from " (scenario.start.to_string()) ", after " (scenario.burn_in) " months of burn-in" } }
                @if !off.is_empty() { tr { td { "Switched off" } td.left { (off.join(", ")) } } }
                @for lever in &scenario.levers { tr { td { "Assumed" } td.left { (lever_in_words(lever, scenario)) } } }
                @for outcome in &scenario.outcomes { tr { td { "Outcome " (outcome.name) } td.left { (outcome.rule.to_string()) } } }
            }
        }
    }
}

/// The factors of a study with their ranges.
fn factors(folder: &OutputFolder) -> Result<Markup, ReportError> {
    let Some(table) = folder.table(FACTORS)? else {
        return Ok(html! {});
    };
    let column = |name: &str| table.text(name);
    let (path, kind, low, high) = (
        column("path")?,
        column("kind")?,
        column("low")?,
        column("high")?,
    );
    let (scale, values, baseline) = (column("scale")?, column("values")?, column("baseline")?);
    // Folders of earlier versions have none.
    let likely = column("distribution").unwrap_or_default();
    let at = |column: &[String], row: usize| column.get(row).cloned().unwrap_or_default();
    Ok(html! {
        div.wide {
            table {
                caption { "Factors" }
                thead { tr { th { "Path" } th.left { "Values" } th { "In the scenario" } } }
                tbody {
                    @for row in 0..table.rows() {
                        tr {
                            td { code { (at(&path, row)) } }
                            td.left {
                                @if at(&values, row).is_empty() {
                                    (at(&low, row)) " to " (at(&high, row))
                                    @if at(&scale, row) == "log" { " (log)" }
                                    @if at(&kind, row) == "integers" { " (integers)" }
                                } @else { (at(&values, row)) }
                                @if !at(&likely, row).is_empty() { ", " (at(&likely, row)) }
                            }
                            td { (at(&baseline, row)) }
                        }
                    }
                }
            }
        }
    })
}

/// What each other scenario changes of the baseline.
fn changed(folder: &OutputFolder) -> Markup {
    let Some((baseline, others)) = folder.scenarios.split_first() else {
        return html! {};
    };
    let study = folder.manifest.study.as_ref();
    let arms = study.map_or(&[][..], |study| &study.arms);
    html! {
        @for (at, other) in others.iter().enumerate() {
            @let name = other.file.trim_end_matches(RESOLVED);
            @let moved = arms.get(at + 1).map(moved).unwrap_or_default();
            p { "In " b { (name) } (changes(&baseline.scenario, &other.scenario, &moved)) }
        }
    }
}

/// How to read the numbers.
pub(super) fn reading(kind: Kind) -> Markup {
    let text = match kind {
        Kind::Run => {
            "Estimates are over runs. The interval says how far the estimate may be from what infinitely many \
             runs would give; it says nothing of whether the parameters are right."
        }
        Kind::Study => {
            "Each point of the design is a scenario of its own. How much a factor matters is what trilat \
             sensitivity tells; where an outcome happens is what trilat discover tells."
        }
        Kind::Comparison => {
            "Pairs of runs share their random numbers, so a difference is made by the change alone. Intervals are \
             of one contrast at a time: of 20 observables that a change leaves alone on average, one is expected \
             to seem changed."
        }
    };
    html! { p { (text) } }
}

/// The whole summary of a run, folded.
pub(super) fn everything(folder: &OutputFolder) -> Result<Markup, ReportError> {
    if folder.kind != Kind::Run {
        return Ok(html! {});
    }
    let table = folder.required(SUMMARY)?;
    let (column, statistic, unit) = (
        table.text("column")?,
        table.text("statistic")?,
        table.text("unit")?,
    );
    let numbers = |name: &str| table.numbers(name);
    let (value, low, high, n) = (
        numbers("estimate")?,
        numbers("ci_low")?,
        numbers("ci_high")?,
        numbers("n")?,
    );
    let text = |column: &[String], row: usize| column.get(row).cloned().unwrap_or_default();
    let at = |column: &[f64], row: usize| column.get(row).copied().unwrap_or(f64::NAN);
    Ok(html! {
        details {
            summary { "All " (table.rows()) " estimates (summary.csv)" }
            div.wide {
                table {
                    thead { tr { th { "Column" } th.left { "Statistic" } th { "Estimate" } th { "95 % interval" } th { "n" } th.left { "Unit" } } }
                    tbody {
                        @for row in 0..table.rows() {
                            tr {
                                td { (text(&column, row)) }
                                td.left { (text(&statistic, row)) }
                                td { (estimate(at(&value, row), at(&low, row), at(&high, row))) }
                                td { (interval(at(&low, row), at(&high, row))) }
                                td { (number(at(&n, row))) }
                                td.left { (text(&unit, row)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Every figure in the folder with its caption.
pub(super) fn figures(folder: &OutputFolder) -> Markup {
    html! {
        @if folder.figures.is_empty() {
            p { "None was drawn. " code { "trilat plot" } " draws them from these files." }
        }
        @for figure in &folder.figures {
            figure id={ "figure-" (figure.name) } {
                (PreEscaped(&figure.svg))
                figcaption { (figure.caption) }
            }
        }
    }
}

/// The resolved scenarios, folded.
pub(super) fn scenarios(folder: &OutputFolder) -> Markup {
    html! {
        p { "Every value that was used; where each comes from, and its plausible range, says " code { "trilat explain PARAMETER" } "." }
        @for resolved in &folder.scenarios {
            details {
                summary { (resolved.file) }
                pre { (resolved.text) }
            }
        }
    }
}

/// Commands and checksums.
pub(super) fn again(folder: &OutputFolder) -> Markup {
    let manifest = &folder.manifest;
    html! {
        p {
            "In this folder, with trilat " (manifest.program.version) ": " code { (reproduce(folder)) }
            " makes the same bytes on any machine and with any number of threads; "
            code { "trilat verify ." } " tells whether the files are what they were."
        }
        details {
            summary { "SHA-256 of " (manifest.files.len()) " files" }
            div.wide {
                table {
                    thead { tr { th { "File" } th { "Bytes" } th.left { "SHA-256" } } }
                    tbody {
                        @for file in &manifest.files {
                            tr {
                                td { (file.path) }
                                td { (count(file.bytes)) }
                                td.left { code { (file.sha256) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The program, the methods paragraph, and the sources of the equations.
pub(super) fn cite(folder: &OutputFolder) -> Result<Markup, ReportError> {
    let version = &folder.manifest.program.version;
    let methods = methods(folder, Style::Text)?;
    Ok(html! {
        p { (software(version)) }
        pre.wrap { (software_bibtex(version)) }
        details {
            summary { "A methods paragraph to start from" }
            @for paragraph in methods.text.split("\n\n") { p { (paragraph) } }
        }
        details {
            summary { "Sources of the equations in use (BibTeX)" }
            pre.wrap { (bibtex(&folder.scenario().map_or_else(Vec::new, super::bibliography::sources))) }
        }
    })
}
