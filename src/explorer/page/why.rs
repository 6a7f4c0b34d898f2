//! "Why?": one run explained.

use maud::{Markup, html};

/// The choice of a run, its timeline, and its months.
pub(super) fn why() -> Markup {
    html! {
        section aria-labelledby="why-title" {
            h2 #why-title { "Why? One run, explained" }
            p.soft { "An effect is a mean over runs. One run shows by which steps it comes about." }
            form #why-form.row {
                fieldset.choice {
                    legend { "Arm" }
                    (radio("side", "base", "as the scenario has it", false))
                    (radio("side", "arm", "with my change", true))
                }
                fieldset.choice {
                    legend { "Run" }
                    (radio("pick", "median", "the median one", true))
                    (radio("pick", "worst", "the worst", false))
                    span.check {
                        input #pick-this type="radio" name="pick" value="number";
                        label for="pick-this" { "number" }
                        input #pick-number type="number" name="number" min="0" step="1" value="0" aria-label="Number of the run";
                    }
                }
                button #why-open.main type="submit" { "Explain this run" }
            }
            p #why-status.notice-words role="status" {}
            div #trace.card hidden {
                h3 #trace-title { "Run" }
                p #trace-why {}
                div #trace-picture.drawing role="group" tabindex="0" aria-labelledby="trace-title" {}
                div #trace-words {}
                div.row {
                    button #month-before type="button" aria-label="Month before" { "‹" }
                    label.pick { "Month " select #why-month {} }
                    button #month-after type="button" aria-label="Month after" { "›" }
                }
                div #month-detail {}
            }
        }
    }
}

fn radio(name: &str, value: &str, words: &str, first: bool) -> Markup {
    html! {
        label.check {
            input type="radio" name=(name) value=(value) checked[first];
            span { (words) }
        }
    }
}
