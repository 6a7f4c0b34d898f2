//! The answer: who is compared, the effect in a sentence, and how many runs it rests on.

use maud::{Markup, PreEscaped, html};

/// The two arms, the headline and its progress.
pub(super) fn answer() -> Markup {
    html! {
        section #answer aria-labelledby="title" tabindex="-1" {
            h1 #title { "trilat explore" }
            p #description.lead {}
            div.arms {
                div.arm {
                    p.arm-name { (swatch("base")) "As the scenario has it" }
                    p.soft { span #base-name {} }
                    p #base-value.value {}
                    ul #base-changes.chips aria-label="Changed in both arms" {}
                }
                div.arm {
                    p.arm-name { (swatch("arm")) "With your change" }
                    p #arm-none.soft { "Nothing is changed yet." }
                    p #arm-value.value {}
                    ul #arm-changes.chips aria-label="What you changed" {}
                }
            }
            div.row {
                label.pick { "Effect on " select #outcome {} }
                label.pick { "Up to " select #runs {} " paired runs" }
                button #reset-all.quiet type="button" hidden { "Reset all" }
            }
            details #differs hidden {
                summary { "What differs between the arms" }
                pre #differs-text.wrap {}
            }
            div #headline.headline {
                p #sentence.sentence { "Reading the scenario…" }
                p #spoken.unseen aria-live="polite" {}
                div #lost.lost role="alert" hidden { p #lost-words {} }
                div.progress {
                    progress #progress max="1" value="0" aria-label="Paired runs" {}
                    span #counted.soft {}
                    button #run.main type="button" hidden { "Run" }
                    button #stop type="button" hidden { "Stop" }
                }
            }
        }
    }
}

/// The usual outcomes, each with its difference.
pub(super) fn effects() -> Markup {
    html! {
        details #effects hidden {
            summary { "The difference in every usual outcome" }
            div #effects-table.wide role="group" tabindex="0" aria-label="Differences" {}
        }
    }
}

/// The line by which figures draw an arm.
fn swatch(arm: &str) -> Markup {
    html! {
        svg class={ "swatch of-" (arm) } viewBox="0 0 30 10" aria-hidden="true" {
            (PreEscaped("<path d=\"M1 5h28\"/>"))
        }
    }
}
