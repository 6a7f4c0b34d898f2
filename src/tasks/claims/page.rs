//! The report of a claim audit, from what was found.

use super::figures::Figures;
use super::outcome::Audited;
use crate::figures::Figure;
use crate::report::audit_page::{AuditPage, ClaimSection, Grid, Picture, audit_page};
use crate::report::numbers::number;
use crate::store::claims_tables::median;
use crate::study::claims::decide::CaseBox;
use crate::study::claims::effects::Stratum;
use crate::study::claims::findings::{Finding, Spread};
use crate::study::claims::{Audit, Claim, Prediction};
use crate::words::grouped;

/// Most factors that a page tells of.
const TOLD: usize = 6;

/// The text of `report.html`.
pub fn page(audit: &Audit, done: &Audited, figures: &Figures, command: &str) -> String {
    let settings = &done.settings;
    let claims = audit.claims.iter().enumerate();
    audit_page(&AuditPage {
        lead: format!(
            "{} claims, {} runs: {} pairs at the defaults, {} at each of {} points of the space",
            audit.claims.len(),
            grouped(done.runs),
            settings.default_pairs,
            settings.pairs,
            settings.points
        ),
        notes: done.notes.clone(),
        pictures: figures.all.iter().map(picture).collect(),
        claims: claims
            .map(|(at, claim)| section(audit, at, claim, done, figures))
            .collect(),
        command: command.to_owned(),
    })
}

fn picture(figure: &Figure) -> Picture {
    Picture {
        svg: figure.svg.clone(),
        caption: figure.caption.clone(),
        alt_text: figure.alt_text.clone(),
    }
}

fn section(
    audit: &Audit,
    at: usize,
    claim: &Claim,
    done: &Audited,
    figures: &Figures,
) -> ClaimSection {
    let own: Vec<&Finding> = done.findings.iter().filter(|f| f.claim == at).collect();
    let head = own.iter().find(|finding| {
        let plain = audit.experiments[finding.key.experiment].is_plain();
        plain && finding.key.test == 0 && finding.key.stratum == Stratum::All
    });
    let spaces = || head.iter().flat_map(|head| &head.spaces);
    let mut tables = vec![effects(audit, claim, &own)];
    tables.extend(ablations(claim, &own));
    for spread in spaces() {
        tables.extend(deciders(audit, spread));
        tables.extend(boxes(audit, spread));
    }
    ClaimSection {
        id: claim.id.clone(),
        rival: claim.rival,
        says: claim.says.clone(),
        note: claim.note.clone(),
        text: claim.text.clone(),
        verdicts: spaces().map(|spread| verdict(claim, spread)).collect(),
        tables,
        pictures: figures
            .own
            .iter()
            .filter(|(number, _)| *number == at)
            .map(|(_, figure)| picture(figure))
            .collect(),
    }
}

fn percent(share: f64) -> String {
    if share.is_nan() {
        "–".to_owned()
    } else {
        format!("{:.0} %", 100.0 * share)
    }
}

/// What the points of the space say, in a sentence or two.
fn verdict(claim: &Claim, spread: &Spread) -> String {
    let (s, t) = (&spread.shares, &spread.shares.true_share);
    let test = claim.tests.first();
    let predicted = match test.map(|test| test.predicted) {
        Some(Prediction::Same { .. }) => "within the margin, as predicted,",
        _ => "as predicted",
    };
    let mut text = format!(
        "With signs {}, the claim {}: the effect is {predicted} at {} of {} points, the other way at {}, zero in every pair \
         at {}, undecided at {}. The true share of the space lies between {} and {}.",
        spread.signs.name(),
        spread.verdict.words(),
        percent(s.share(s.predicted)),
        s.points,
        percent(s.share(s.opposite)),
        percent(s.share(s.zero)),
        percent(s.share(s.undecided)),
        percent(t.low),
        percent(t.high),
    );
    if let Some(likely) = &spread.likely {
        text += &format!(
            " With the noise of replicates taken out, {} is most likely ({} to {}).",
            percent(likely.plus),
            percent(likely.plus_interval.low),
            percent(likely.plus_interval.high)
        );
    }
    if spread.wired.everywhere {
        text += " It holds wherever it was tried: is it wired in?";
    }
    if spread.wired.survives {
        text += " It remains under an ablation that should make it vanish: is it wired in?";
    }
    text
}

fn effects(audit: &Audit, claim: &Claim, own: &[&Finding]) -> Grid {
    let rows = own.iter().filter_map(|finding| {
        let d = finding.defaults.as_ref()?;
        let experiment = &audit.experiments[finding.key.experiment];
        let test = &claim.tests[finding.key.test];
        let says = if test.says.is_empty() {
            test.observable.to_string()
        } else {
            test.says.clone()
        };
        let which = [
            experiment.variant.replace('_', " "),
            finding.key.stratum.name().to_owned(),
        ];
        let which: Vec<&str> = which
            .iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty())
            .collect();
        Some(vec![
            format!("{says} ({})", test.predicted.sign()),
            which.join(", "),
            number(d.effect.mean),
            format!("{} to {}", number(d.low), number(d.high)),
            test.unit.clone(),
            number(d.standardised),
            d.effect.n.to_string(),
            d.pairs_needed
                .map_or("–".to_owned(), |pairs| pairs.to_string()),
            finding
                .spaces
                .first()
                .map_or("–".to_owned(), |spread| number(median(spread))),
        ])
    });
    Grid {
        caption: "At the defaults".to_owned(),
        header: [
            "what is measured (sign predicted)",
            "variant",
            "effect",
            "95 % interval",
            "unit",
            "in sd",
            "pairs",
            "pairs needed",
            "median over the space",
        ]
        .map(str::to_owned)
        .into(),
        rows: rows.collect(),
    }
}

fn ablations(claim: &Claim, own: &[&Finding]) -> Option<Grid> {
    let rows: Vec<Vec<String>> = own
        .iter()
        .flat_map(|finding| {
            finding
                .ablations
                .iter()
                .map(move |ablated| (finding, ablated))
        })
        .map(|(finding, ablated)| {
            let (low, high) = ablated.effect.interval();
            vec![
                claim.tests[finding.key.test].name.clone(),
                ablated.name.replace('_', " "),
                number(ablated.effect.mean),
                format!("{} to {}", number(low), number(high)),
                ablated.vanished.name().replace('_', " "),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: "Under ablations, where it must vanish".to_owned(),
        header: ["test", "ablation", "effect", "95 % interval", ""]
            .map(str::to_owned)
            .into(),
        rows,
    })
}

fn deciders(audit: &Audit, spread: &Spread) -> Option<Grid> {
    let rows: Vec<Vec<String>> = spread
        .deciders
        .iter()
        .take(TOLD)
        .map(|decider| {
            let e = &decider.prcc;
            vec![
                audit.space.factors[decider.factor].pattern.clone(),
                number(e.value),
                format!("{} to {}", number(e.ci_low), number(e.ci_high)),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Grid {
        caption: format!(
            "What decides it, signs {}: partial rank correlation with the effect, counted as predicted",
            spread.signs.name()
        ),
        header: ["factor", "PRCC", "95 % interval"].map(str::to_owned).into(),
        rows,
    })
}

fn boxes(audit: &Audit, spread: &Spread) -> Option<Grid> {
    let mut rows = Vec::new();
    let mut add = |words: &str, found: &CaseBox| {
        for (factor, low, high) in &found.limits {
            let limits = match (low, high) {
                (Some(low), Some(high)) => format!("{} to {}", number(*low), number(*high)),
                (Some(low), None) => format!("at least {}", number(*low)),
                (None, Some(high)) => format!("at most {}", number(*high)),
                (None, None) => continue,
            };
            rows.push(vec![
                words.to_owned(),
                audit.space.factors[*factor].pattern.clone(),
                limits,
                percent(found.density),
                percent(found.coverage),
                number(found.p),
            ]);
        }
    };
    if let Some(found) = &spread.fails {
        add("fails or reverses", found);
    }
    if let Some(found) = &spread.holds {
        add("holds", found);
    }
    (!rows.is_empty()).then(|| Grid {
        caption: format!(
            "Boxes of the space, signs {} (PRIM): share of the box's points that are so, share of all such points in it",
            spread.signs.name()
        ),
        header: ["it", "factor", "in the box", "density", "coverage", "p"].map(str::to_owned).into(),
        rows,
    })
}
