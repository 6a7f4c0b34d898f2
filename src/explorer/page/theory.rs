//! The theory bench: the closed forms with sliders and a curve.

use maud::{Markup, html};

use super::Start;

/// The page of the closed forms.
pub fn theory(start: &Start) -> Markup {
    let body = html! {
        a.skip href="#bench" { "Skip to the result" }
        (super::header("/theory", start.version))
        div.layout {
            aside aria-label="Inputs" {
                div.panel {
                    label.field { "Closed form" select #form {} }
                    div #inputs {}
                    button #defaults.quiet type="button" { "Reset all" }
                }
            }
            main #bench tabindex="-1" {
                h1 #form-title { "Theory bench" }
                p #equation.equation {}
                p #note {}
                p #theory-wrong.wrong role="alert" {}
                div #curve {
                    p #theory-words.unseen aria-live="polite" {}
                    label.pick { "Curve over " select #over {} }
                    div.beside {
                        div #drawing.drawing role="group" tabindex="0" aria-label="Curve" {}
                        div #results-table.wide role="group" tabindex="0" aria-label="Results" {}
                    }
                    details {
                        summary { "The curve in numbers" }
                        div #curve-table.wide role="group" tabindex="0" aria-label="Numbers of the curve" {}
                    }
                }
                p.soft { "Source: " span #source {} }
            }
        }
    };
    super::shell("Theory bench", "/assets/theory.js", None, &body)
}
