//! The pages of `trilat explore` and the files that they load: what the server sends once. Everything that moves is put in
//! by the page's own modules (`assets/`), which ask the server and nobody else.

mod answer;
mod assets;
mod controls;
mod levers;
mod take;
mod theory;
mod why;

use maud::{DOCTYPE, Markup, html};

use super::Start;

pub use assets::ASSETS;
pub use theory::theory;

/// The page on which two arms are compared.
pub fn page(start: &Start) -> Markup {
    // Settings are strings and numbers, which JSON can always hold; the page would open with its own.
    let first = serde_json::to_string(&start.settings).unwrap_or_default();
    let body = html! {
        a.skip href="#answer" { "Skip to the result" }
        a.skip href="#assumptions" { "Skip to the assumptions" }
        (header("/", start.version))
        div.layout {
            (answer::answer())
            (controls::controls())
            main #main tabindex="-1" {
                (levers::levers())
                section aria-labelledby="figures-title" {
                    h2 #figures-title { "What happens" }
                    fieldset #figure-choice.choice {}
                    p #stale-words.notice hidden {
                        "These pictures are of the setting before. New ones are on their way when you run the new setting."
                    }
                    div #figures {}
                    (answer::effects())
                }
                (why::why())
                (take::take())
            }
        }
        (explanation())
    };
    shell("Explore", "/assets/explore.js", Some(&first), &body)
}

/// What every page has around its content.
fn shell(title: &str, script: &str, first: Option<&str>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – trilat" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/explore.css";
                script type="module" src=(script) {}
            }
            body data-settings=[first] {
                noscript { p.notice { "This page needs JavaScript, which comes from your own machine alone." } }
                (body)
            }
        }
    }
}

/// Name of the program and the way between the pages.
fn header(here: &str, version: &str) -> Markup {
    let pages = [("/", "Explore"), ("/theory", "Theory bench")];
    html! {
        header.top {
            p.mark { "trilat " span.soft { (version) } }
            nav aria-label="Pages" {
                @for (address, title) in pages {
                    a href=(address) aria-current=[(address == here).then_some("page")] { (title) }
                }
            }
        }
    }
}

/// Where "What is this?" is answered.
fn explanation() -> Markup {
    html! {
        dialog #explanation aria-labelledby="explanation-title" {
            div #explanation-text { h2 #explanation-title { "Explanation" } }
            button #explanation-close type="button" { "Close" }
        }
    }
}
