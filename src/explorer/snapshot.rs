//! What a page shows, as one file that needs no server and runs no script: for a course page or an attachment.

use maud::{DOCTYPE, PreEscaped, html};

use super::calls::Calls;
use super::refusal::Refusal;
use super::settings::Settings;
use crate::figures::{Figure, Table};
use crate::named::{Named, by_name};
use crate::report::numbers::{estimate, interval, number};
use crate::tasks::compare::select::pick;
use crate::tasks::explore::Picture;
use crate::tasks::explore::figures::{Shows, figure};
use crate::words::grouped;

/// Nothing but styles and pictures of the page itself may load.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const STYLE: &str = "body{font:16px/1.5 'Liberation Sans',Arial,Helvetica,sans-serif;color:#1a1a1a;max-width:60rem;\
margin:2rem auto;padding:0 1rem}figure{margin:2rem 0}figure svg{max-width:100%;height:auto}\
figcaption,td,th{font-size:.875rem}table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:right;\
border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}pre{background:#f4f4f4;padding:1rem;\
overflow:auto}.scroll{overflow:auto}";

/// The page of a picture.
///
/// # Errors
/// A [`Refusal`] if a figure cannot be drawn.
pub fn snapshot(settings: &Settings, calls: &Calls, picture: &Picture) -> Result<String, Refusal> {
    let command = calls.line().to_string();
    let mut drawn: Vec<(&str, Figure)> = Vec::new();
    for id in &settings.figures {
        let shows: Shows = by_name(id).map_err(|error| Refusal::wrong(error.to_string()))?;
        let own = figure(picture, shows, &command, None);
        let own = own.map_err(|error| Refusal::wrong(error.to_string()))?;
        drawn.extend(own.map(|own| (shows.meaning(), own)));
    }
    let compared = &picture.compared;
    let against = compared.against.first();
    let rows = against.map_or_else(Vec::new, |against| pick(&compared.shown, against));
    let arm = against.map_or("", |against| against.scenario.as_str());
    let title = format!("{arm} against {}", compared.baseline);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content={ "trilat " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p { (picture.differences) }
                p {
                    (grouped(compared.runs_completed)) " runs of each scenario on the same random numbers, seed "
                    (compared.seed) "; trilat " (env!("CARGO_PKG_VERSION")) "."
                }
                h2 { "Effects" }
                div.scroll { table {
                    thead { tr {
                        th scope="col" { "Outcome" }
                        th scope="col" { (compared.baseline) }
                        th scope="col" { (arm) }
                        th scope="col" { "Effect" }
                        th scope="col" { "95 % interval" }
                    } }
                    tbody { @for (shown, own) in &rows { tr {
                        th scope="row" { (shown.label) }
                        td { (number(own.mean_baseline)) }
                        td { (number(own.mean_scenario)) }
                        td { (estimate(own.effect, own.ci_low, own.ci_high)) }
                        td { (interval(own.ci_low, own.ci_high)) }
                    } } }
                } }
                @for (title, own) in &drawn {
                    h2 { (title) }
                    figure {
                        (PreEscaped(&own.svg))
                        figcaption { (own.caption) }
                    }
                    details { summary { "Numbers of this figure" } div.scroll { (numbers(&own.data)) } }
                }
                h2 { "The same numbers again" }
                h3 { "Command line" }
                pre { code { (calls.shell()) } }
                h3 { "Python" }
                pre { code { (calls.python()) } }
                h3 { "R" }
                pre { code { (calls.r()) } }
            }
        }
    };
    Ok(page.into_string())
}

/// The data of a figure.
fn numbers(table: &Table) -> maud::Markup {
    let columns = table
        .names()
        .iter()
        .filter_map(|name| table.text(name).ok());
    let columns: Vec<Vec<String>> = columns.collect();
    html! {
        table {
            thead { tr { @for name in table.names() { th scope="col" { (name) } } } }
            tbody { @for row in 0..table.rows() { tr {
                @for column in &columns { td { (column.get(row).map_or("", String::as_str)) } }
            } } }
        }
    }
}
