//! Levers: changes that hold for a while, on an axis of months.

use maud::{Markup, html};

/// The month axis, the levers on it and the form of one.
pub(super) fn levers() -> Markup {
    html! {
        section aria-labelledby="levers-title" {
            h2 #levers-title { "For a while only" }
            p.soft { "A lever of your arm acts from one month to another: exercises that stop, a leader who steps back." }
            div #axis.axis role="group" aria-label="Months" {
                div #years.years aria-hidden="true" {}
                div #draft.draft hidden {
                    (handle("from", "First month"))
                    (handle("until", "Last month"))
                }
                p #axis-hint.hint aria-hidden="true" { "Draw a period here" }
            }
            ul #levers-list.levers aria-label="Levers" {}
            button #add-lever type="button" { "Add a lever" }
            (form())
        }
    }
}

fn handle(edge: &str, words: &str) -> Markup {
    html! {
        div id={ "handle-" (edge) } class={ "handle " (edge) } role="slider" tabindex="0" aria-label=(words)
            aria-valuemin="0" aria-valuemax="1" aria-valuenow="0" {}
    }
}

fn form() -> Markup {
    html! {
        form #lever-form.card hidden {
            div.row {
                label.field { "What" select #lever-target {} }
                label.field { "Of whom" select #lever-of {} }
                label.field { "How" select #lever-action {} }
                label.field { "Size" input #lever-size type="number" step="any" required; }
                label.field { "Size, slider" input #lever-slider type="range"; }
            }
            div.row {
                label.field { "First month" input #lever-from type="month" placeholder="2027-01"; }
                label.field { "Last month" input #lever-until type="month" placeholder="2028-12"; }
                p #lever-long.soft {}
                label.check { input #lever-announced type="checkbox"; span { "told to the probers" } }
            }
            p #lever-note.soft {}
            div.row {
                button #lever-save.main type="submit" { "Add the lever" }
                button #lever-cancel type="button" { "Cancel" }
            }
        }
    }
}
