//! The assumptions at the left: scenario, search, groups.

use maud::{Markup, html};

/// The frame of the assumptions, which the page's modules fill.
pub(super) fn controls() -> Markup {
    html! {
        aside aria-label="Assumptions" {
            details #assumptions.panel open {
                summary { h2 { "Assumptions" } }
                label.field { "Scenario" select #scenario {} }
                label.field { "Your arm begins from" select #other {} }
                fieldset.choice {
                    legend { "What I move changes" }
                    (side("arm", "my arm only", true))
                    (side("base", "both arms", false))
                }
                label.field { "Search" input #search type="search" placeholder="opinion, drive, exercises…"; }
                label.check { input #only-changed type="checkbox"; span { "only what I changed" } }
                p #nothing-found.soft hidden { "Nothing fits." }
                a.skip href="#main" { "Skip the list of assumptions" }
                div #groups {}
            }
        }
    }
}

fn side(side: &str, words: &str, first: bool) -> Markup {
    html! {
        label.check {
            input id={ "side-" (side) } type="radio" name="which" value=(side) checked[first];
            span { (words) }
        }
    }
}
