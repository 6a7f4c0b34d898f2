//! Take it away: files and commands that reproduce the page elsewhere.

use maud::{Markup, html};

/// Buttons for every way to take the settings elsewhere.
pub(super) fn take() -> Markup {
    html! {
        section aria-labelledby="take-title" {
            h2 #take-title { "Take it away" }
            p.soft { "Everything here makes the same numbers again. Nothing leaves your machine." }
            div.row {
                (button("scenario", "Scenario (TOML)"))
                (button("command", "Command line"))
                (button("python", "Python"))
                (button("r", "R"))
                (button("link", "Link"))
                (button("snapshot", "Page to keep (HTML)"))
            }
            div #taken.card hidden {
                h3 #taken-title { "Command line" }
                pre #taken-text.wrap tabindex="0" {}
                p #taken-note.soft {
                    "The settings stand behind the # and go to no server. The link opens in a running trilat explore; on another \
                     machine or another day, put what stands behind the # after the address that it printed."
                }
                button #copy type="button" { "Copy" }
            }
            label.field { "Open a scenario of your own" input #upload type="file" accept=".toml,text/plain"; }
            p #take-status.notice-words role="status" {}
        }
    }
}

fn button(what: &str, words: &str) -> Markup {
    html! { button id={ "take-" (what) } type="button" { (words) } }
}
