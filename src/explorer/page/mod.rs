//! The page as HTML, and the files that it loads.

use maud::{DOCTYPE, Markup, html};

use super::Start;

/// Name under `/assets/`, content type, and content of each file that pages load.
pub const ASSETS: &[(&str, &str, &[u8])] = &[];

/// The page on which scenarios are explored.
pub fn page(start: &Start) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "trilat explore" }
            }
            body {
                h1 { "trilat " (start.version) }
                p { "Scenario: " (start.settings.name()) }
            }
        }
    }
}

/// The page of the closed forms.
pub fn theory(start: &Start) -> Markup {
    page(start)
}
