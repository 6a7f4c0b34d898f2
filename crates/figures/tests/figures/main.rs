//! Figures as a paper would meet them: files, text, fonts, sizes, overlaps, errors.
//!
//! The ignored ones need `pdftotext`, `pdffonts` and `pdfinfo` (poppler-utils); `tests/all.sh` runs them. With
//! `TRILAT_BLESS=1` the golden SVGs are written anew.

mod export;
mod greys;
mod layout;
mod robustness;
mod studies;
#[allow(dead_code)]
mod synthetic;

use trilat_figures::{
    Figure, FigureError, Preset, Theme, bands_over_time, claim_map, claims_overview, contrasts,
    curves, heat_map, morris, network, pairs, peeling, phase_diagram, predictive_check, prim_box,
    probes_by_rung, sobol_bars, time_to_first_event, timeline, tolerances, tornado,
};

/// Every kind of figure, with many series and with hardly any data.
fn gallery(theme: &Theme) -> Vec<(&'static str, Figure)> {
    use synthetic as s;
    let source = s::source();
    let drawn: Vec<(&'static str, Result<Figure, FigureError>)> = vec![
        ("probes", probes_by_rung(&s::probes(), theme, &source)),
        (
            "probes, none",
            probes_by_rung(&s::probes_all_zero(), theme, &source),
        ),
        ("bands", bands_over_time(&s::bands(), theme, &source)),
        ("beliefs", bands_over_time(&s::beliefs(), theme, &source)),
        (
            "bands, one month",
            bands_over_time(&s::bands_single_month(), theme, &source),
        ),
        (
            "survival",
            time_to_first_event(&s::survival(), theme, &source),
        ),
        (
            "survival, none",
            time_to_first_event(&s::survival_no_event(), theme, &source),
        ),
        ("contrasts", contrasts(&s::contrasts(), theme, &source)),
        (
            "contrasts, alike",
            contrasts(&s::contrasts_alike(), theme, &source),
        ),
        (
            "contrasts, odd",
            contrasts(&s::contrasts_odd(), theme, &source),
        ),
        (
            "timeline",
            timeline(&s::run_months(144), &s::run_events(144), theme, &source),
        ),
        (
            "timeline, one month",
            timeline(&s::run_months(1), &s::run_events(1), theme, &source),
        ),
        (
            "timeline, no event",
            timeline(&s::run_months(60), &s::run_events(0), theme, &source),
        ),
        ("curve", curves(&s::curves_table(1, 1), theme, &source)),
        ("curves", curves(&s::curves_table(7, 1), theme, &source)),
        ("panels", curves(&s::curves_table(2, 5), theme, &source)),
        ("curves, words", curves(&s::curves_words(), theme, &source)),
        ("heat map", heat_map(&s::grid(6, 6, true), theme, &source)),
        (
            "heat map, one row",
            heat_map(&s::grid(3, 1, false), theme, &source),
        ),
        (
            "heat map, fine",
            heat_map(&s::grid(40, 40, false), theme, &source),
        ),
        ("tornado", tornado(&s::tornado_table(), theme, &source)),
        ("sobol bars", sobol_bars(&s::sobol_table(), theme, &source)),
        ("morris", morris(&s::morris_table(), theme, &source)),
        ("network", network(&s::network_table(3), theme, &source)),
        (
            "network, six",
            network(&s::network_table(6), theme, &source),
        ),
        ("box", prim_box(&s::prim_points(), theme, &source)),
        ("peeling", peeling(&s::peeling_table(), theme, &source)),
        ("pairs", pairs(&s::draws(3), theme, &source)),
        ("pairs, ten", pairs(&s::draws(10), theme, &source)),
        (
            "predictive check",
            predictive_check(&s::fit_table(), theme, &source),
        ),
        ("tolerances", tolerances(&s::history(), theme, &source)),
        ("phase diagram", phase_diagram(&s::phase(), theme, &source)),
        (
            "claims",
            claims_overview(&s::claims_table(false), theme, &source),
        ),
        (
            "claims, long names",
            claims_overview(&s::claims_table(true), theme, &source),
        ),
        ("claim map", claim_map(&s::claim_points(), theme, &source)),
    ];
    drawn
        .into_iter()
        .map(|(name, figure)| (name, figure.expect(name)))
        .collect()
}

fn narrow() -> Theme {
    Theme::new(Preset::Apsr1Col)
}
