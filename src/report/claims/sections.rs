//! What an audit's report says, section by section.

use maud::{Markup, PreEscaped, html};

use super::figures::{self, own, verdict_words};
use super::read::{AuditFolder, Wording};
use crate::figures::Figure;
use crate::report::folder::ReportError;
use crate::report::numbers::{count, estimate, interval, number};

/// Factors of a claim that are told.
const MOST_DECIDERS: usize = 8;

fn figure(figure: Option<Figure>) -> Markup {
    html! {
        @if let Some(figure) = figure {
            figure id={ "figure-" (figure.name) } {
                (PreEscaped(&figure.svg))
                figcaption { (figure.caption) }
            }
        }
    }
}

/// Effect and interval of a row of `claims.csv`; what there is to say instead where every pair is equal.
fn effect(folder: &AuditFolder, row: usize) -> [String; 2] {
    let v = &folder.verdicts;
    let [value, low, high] = ["effect", "ci_low", "ci_high"].map(|name| v.number(row, name));
    if value == 0.0 && low == 0.0 && high == 0.0 {
        ["0".to_owned(), "in every pair".to_owned()]
    } else {
        [estimate(value, low, high), interval(low, high)]
    }
}

/// A share as a whole percentage.
fn percent(share: f64) -> String {
    if share.is_finite() {
        format!("{:.0} %", 100.0 * share)
    } else {
        "–".to_owned()
    }
}

/// "62 % [55 %, 70 %]" of the points of a stage.
fn share(folder: &AuditFolder, row: usize) -> String {
    let v = &folder.verdicts;
    let [value, low, high] = ["share", "share_low", "share_high"].map(|name| v.number(row, name));
    format!("{} [{}, {}]", percent(value), percent(low), percent(high))
}

/// Why a finding is suspect, in words.
fn suspicion(folder: &AuditFolder, row: usize) -> &'static str {
    match folder.verdicts.text(row, "wired_in") {
        "everywhere" => "wired in? It holds, and no point is known at which it does not.",
        "survives" => "wired in? An ablation leaves what it should take away.",
        "both" => {
            "wired in? It holds without a point known at which it does not, and survives an ablation."
        }
        _ => "",
    }
}

/// All claims in a table and two figures.
pub(super) fn overview(folder: &AuditFolder) -> Result<Markup, ReportError> {
    let places = folder.places();
    let v = &folder.verdicts;
    let cells = |id: &str| -> Vec<String> {
        let mut cells: Vec<String> = match v.find(&own(id, &[("stage", "defaults")])) {
            Some(row) => effect(folder, row).into(),
            None => vec!["–".to_owned(), "–".to_owned()],
        };
        for place in &places {
            match v.find(&own(id, &[("stage", place)])) {
                Some(row) => {
                    cells.push(share(folder, row));
                    cells.push(verdict_words(v.text(row, "verdict")).to_owned());
                }
                None => cells.extend(["–".to_owned(), "–".to_owned()]),
            }
        }
        cells
    };
    let mut drawings = Vec::new();
    for place in &places {
        drawings.push(figures::overview(folder, place)?);
    }
    drawings.push(figures::defaults(folder)?);
    Ok(html! {
        p {
            "A claim is tried as a paired experiment: two scenarios that differ in one change, on the same random numbers. "
            "Over the space of plausible parameters it has at each point the sign predicted, the opposite one, no effect in any pair, or "
            "stays undecided. It " em { "holds" } " if at least 90 % of the space has the sign predicted, " em { "fails" }
            " if at most 10 % has (by the ends of a 95 % interval that accounts for points and for runs), " em { "cannot be told" }
            " if more than 30 % of the points are undecided, and otherwise holds under conditions. A share is one of this space, evenly drawn, and no "
            "probability that the claim is true of the world."
        }
        div.wide {
            table {
                thead { tr {
                    th { "Claim" } th { "Effect at the defaults" } th { "95 % interval" }
                    @for place in &places {
                        th { "As predicted, signs " (place) } th.left { "Verdict" }
                    }
                } }
                tbody {
                    @for claim in &folder.claims {
                        tr {
                            td { a href={ "#" (claim.id) } { (claim.id) } }
                            @for (k, cell) in cells(&claim.id).iter().enumerate() {
                                td.left[k > 1 && k % 2 == 1] { (cell) }
                            }
                        }
                    }
                }
            }
        }
        p.notes { "As predicted: share of the points, and in brackets the 95 % interval of the true share of the space. Effects are in the unit of each claim." }
        @for drawing in drawings { (figure(drawing)) }
    })
}

/// A claim: its sentence, its experiment, its verdict, its effects, where it holds, what decides it, its ablations.
pub(super) fn claim(folder: &AuditFolder, claim: &Wording) -> Result<Markup, ReportError> {
    let id = claim.id.as_str();
    let mut drawings = Vec::new();
    for place in folder.places() {
        drawings.push(figures::map(folder, id, place)?);
    }
    drawings.push(figures::doses(folder, id)?);
    drawings.push(figures::frontier(folder, id)?);
    Ok(html! {
        h2 { (id) ". " (claim.says) }
        @if !claim.note.is_empty() { p { (claim.note) } }
        (verdict(folder, id))
        (experiment(folder, claim))
        (effects(folder, id))
        (spaces(folder, id))
        (deciders(folder, id))
        (boxes(folder, id))
        (ablations(folder, id))
        (fits(folder, id))
        @for drawing in drawings { (figure(drawing)) }
    })
}

/// The verdict in plain words.
fn verdict(folder: &AuditFolder, id: &str) -> Markup {
    let v = &folder.verdicts;
    let sentences = folder.places().into_iter().filter_map(|place| {
        let row = v.find(&own(id, &[("stage", place)]))?;
        let n = |name: &str| v.number(row, name);
        let what = match v.text(row, "verdict") {
            "holds" => "It holds",
            "fails" => "It fails",
            "no_effect" => "It has no effect",
            "cannot_tell" => "It cannot be told",
            "holds_if" => "It holds under conditions",
            _ => "It is a premise and gets no verdict",
        };
        let text = format!(
            "With signs {place}: {what}. Of {} points {} are as predicted, {} the opposite, {} without any difference and {} undecided; the \
             true share of the space as predicted lies between {} and {}.",
            number(n("points")),
            number(n("as_predicted")),
            number(n("opposite")),
            number(n("zero")),
            number(n("undecided")),
            percent(n("share_low")),
            percent(n("share_high"))
        );
        Some((text, suspicion(folder, row)))
    });
    html! {
        @for (text, suspicion) in sentences {
            p { (text) }
            @if !suspicion.is_empty() { p.warn { (suspicion) } }
        }
    }
}

fn experiment(folder: &AuditFolder, claim: &Wording) -> Markup {
    let v = &folder.verdicts;
    let row = v.find(&own(&claim.id, &[]));
    html! {
        @if let Some(row) = row {
            p {
                "Measured: " code { (v.text(row, "observable")) } ", in runs of " (v.text(row, "window")) " months. Predicted: "
                (match v.text(row, "predicted") { "+" => "up", "-" => "down", _ => "no effect beyond the margin" }) "."
            }
        }
        details {
            summary { "The experiment (" (claim.file) ")" }
            pre { (claim.text) }
        }
    }
}

/// Effects at the defaults, of all tests and variants.
fn effects(folder: &AuditFolder, id: &str) -> Markup {
    let v = &folder.verdicts;
    let rows: Vec<usize> = v.rows(&[("claim", id), ("stage", "defaults")]).collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    caption { "At the defaults" }
                    thead { tr {
                        th { "Test" } th.left { "Variant" } th.left { "Runs" } th { "Effect" } th { "95 % interval" } th.left { "Unit" }
                        th { "in %" } th { "in sd" } th { "Pairs" } th { "Pairs needed" }
                    } }
                    tbody {
                        @for row in rows {
                            @let [value, limits] = effect(folder, row);
                            tr {
                                td { (v.text(row, "test")) }
                                td.left { (v.text(row, "variant")) }
                                td.left { (stratum(v.text(row, "stratum"))) }
                                td { (value) }
                                td { (limits) }
                                td.left { (v.text(row, "unit")) }
                                td { (number(v.number(row, "effect_percent"))) }
                                td { (number(v.number(row, "effect_in_sd"))) }
                                td { (number(v.number(row, "pairs"))) }
                                td { (number(v.number(row, "pairs_needed"))) }
                            }
                        }
                    }
                }
            }
            p.notes {
                "In %: of the size of the baseline's mean. In sd: of the baseline's outcome over runs. Pairs needed: for an interval whose half-width is "
                "the effect, if it is as large as it seems. Where no effect beyond a margin is predicted, the effect is how far inside it lies."
            }
        }
    }
}

fn stratum(name: &str) -> &str {
    if name.is_empty() { "all" } else { name }
}

/// Shares of the space, of all tests.
fn spaces(folder: &AuditFolder, id: &str) -> Markup {
    let v = &folder.verdicts;
    let places = folder.places();
    let rows: Vec<(usize, &str)> = places
        .iter()
        .flat_map(|place| {
            let all: Vec<usize> = v.rows(&[("claim", id), ("stage", place)]).collect();
            all.into_iter().map(|row| (row, *place))
        })
        .collect();
    html! {
        @if rows.len() > places.len() {
            details {
                summary { "All tests over the space" }
                div.wide {
                    table {
                        thead { tr { th { "Test" } th.left { "Runs" } th.left { "Signs" } th { "Points" } th { "As predicted" } th { "Undecided" } th.left { "Verdict" } } }
                        tbody {
                            @for (row, place) in rows {
                                tr {
                                    td { (v.text(row, "test")) }
                                    td.left { (stratum(v.text(row, "stratum"))) }
                                    td.left { (place) }
                                    td { (number(v.number(row, "points"))) }
                                    td { (share(folder, row)) }
                                    td { (number(v.number(row, "undecided"))) }
                                    td.left { (verdict_words(v.text(row, "verdict"))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The factors whose rank correlation with the effect excludes zero.
fn deciders(folder: &AuditFolder, id: &str) -> Markup {
    let d = &folder.deciders;
    let of = |place: &'static str| -> Vec<usize> {
        let wanted = own(id, &[("place", place)]);
        let told = |row: &usize| d.number(*row, "ci_low") > 0.0 || d.number(*row, "ci_high") < 0.0;
        let mut rows: Vec<usize> = d.rows(&wanted).filter(told).collect();
        let size = |row: &usize| d.number(*row, "prcc").abs();
        rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
        rows.truncate(MOST_DECIDERS);
        rows
    };
    html! {
        @for place in folder.places() {
            @let rows = of(place);
            @if !rows.is_empty() {
                div.wide {
                    table {
                        caption { "What decides it, signs " (place) }
                        thead { tr { th { "Factor" } th { "PRCC" } th { "95 % interval" } } }
                        tbody {
                            @for row in rows {
                                @let [value, low, high] = ["prcc", "ci_low", "ci_high"].map(|name| d.number(row, name));
                                tr { td { (d.text(row, "factor")) } td { (estimate(value, low, high)) } td { (interval(low, high)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The boxes in which it fails or holds.
fn boxes(folder: &AuditFolder, id: &str) -> Markup {
    let b = &folder.boxes;
    let rows: Vec<usize> = b.rows(&own(id, &[])).collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    caption { "Boxes of the space (PRIM)" }
                    thead { tr {
                        th { "Factor" } th.left { "In the box it" } th.left { "Signs" } th { "From" } th { "To" } th { "Coverage" } th { "Density" } th { "Mass" } th { "p" }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                td { (b.text(row, "factor")) }
                                td.left { (b.text(row, "cases")) }
                                td.left { (b.text(row, "place")) }
                                @for name in ["low", "high", "coverage", "density", "mass", "p_shuffled"] { td { (number(b.number(row, name))) } }
                            }
                        }
                    }
                }
            }
            p.notes { "Limits on several factors of one box hold together. Coverage: share of the cases in the box; density: share of its points that are cases; p: chance of as strong a box among shuffled cases." }
        }
    }
}

/// Whether it vanishes when it must.
fn ablations(folder: &AuditFolder, id: &str) -> Markup {
    let v = &folder.verdicts;
    let rows: Vec<usize> = v.rows(&[("claim", id), ("stage", "ablation")]).collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    caption { "Ablations under which it must vanish, at the defaults" }
                    thead { tr { th { "Test" } th.left { "Ablation" } th { "Effect" } th { "95 % interval" } th.left { "Outcome" } } }
                    tbody {
                        @for row in rows {
                            @let [value, limits] = effect(folder, row);
                            tr {
                                td { (v.text(row, "test")) }
                                td.left { (v.text(row, "ablation")) }
                                td { (value) }
                                td { (limits) }
                                td.left { (v.text(row, "verdict").replace('_', " ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Elasticities, changes of slope and fits of a dose–response.
fn fits(folder: &AuditFolder, id: &str) -> Markup {
    let d = &folder.doses;
    let rows: Vec<usize> = d
        .rows(&[("claim", id), ("test", "main")])
        .filter(|row| d.text(*row, "statistic") != "effect")
        .collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    caption { "Dose–response at the defaults" }
                    thead { tr { th { "Statistic" } th { "Dose or threshold" } th { "Estimate" } th { "95 % interval" } } }
                    tbody {
                        @for row in rows {
                            @let [value, low, high] = ["estimate", "ci_low", "ci_high"].map(|name| d.number(row, name));
                            tr {
                                td { (d.text(row, "statistic").replace('_', " ")) }
                                td { (number(d.number(row, "dose"))) }
                                td { (estimate(value, low, high)) }
                                td { (interval(low, high)) }
                            }
                        }
                    }
                }
            }
            p.notes {
                "Elasticity: % of the outcome for each % of dose. Second difference: change of the slope at a dose (below zero, small doses do more than "
                "the next), intervals simultaneous over doses. Of the AIC of a straight line, a threshold and a bent line the smallest is best; differences below 2 tell little."
            }
        }
    }
}

/// Commands and checksums.
pub(super) fn again(folder: &AuditFolder) -> Markup {
    let manifest = &folder.manifest;
    html! {
        p {
            code { (manifest.execution.command) } " makes the same tables on any machine and with any number of threads, with trilat "
            (manifest.program.version) "; " code { "trilat verify ." } " tells whether the files are what they were."
        }
        details {
            summary { "SHA-256 of " (manifest.files.len()) " files" }
            div.wide {
                table {
                    thead { tr { th { "File" } th { "Bytes" } th.left { "SHA-256" } } }
                    tbody {
                        @for file in &manifest.files {
                            tr { td { (file.path) } td { (count(file.bytes)) } td.left { code { (file.sha256) } } }
                        }
                    }
                }
            }
        }
    }
}
