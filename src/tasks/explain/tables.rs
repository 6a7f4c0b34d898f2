//! The tables of every command, from their declarations.

use crate::store::calibrate_tables as calibrate;
use crate::store::claims_dose_tables as doses;
use crate::store::claims_space_tables as space;
use crate::store::claims_tables as claims;
use crate::store::design_tables as design;
use crate::store::discover_tables as discover;
use crate::store::run_tables as run;
use crate::store::score_tables as score;
use crate::store::tables::{Table, runs, traces};
use crate::store::{
    compare_files, compare_tables, forecast_files, sensitivity_files, sweep_tables,
};
use crate::study::calibration::Method;
use crate::study::claims::space::Space;
use crate::tasks::trace::tables::long;

/// The tables of each kind of folder, by the command that writes it, without the columns that depend on what is studied.
pub fn folders() -> Vec<(&'static str, Vec<Table>)> {
    vec![
        (
            "run",
            vec![
                runs(&[]),
                run::months().into_table(),
                run::summary().into_table(),
                run::survival().into_table(),
                traces(&[]),
                run::events().into_table(),
            ],
        ),
        (
            "compare",
            vec![
                compare_tables::runs(&[]),
                compare_tables::months().into_table(),
                compare_tables::effect_months().into_table(),
                compare_files::contrasts().into_table(),
            ],
        ),
        (
            "sweep",
            vec![
                sweep_tables::runs(&[], false),
                sweep_tables::summary(false).into_table(),
                design::design(&[]).into_table(),
                design::factors().into_table(),
            ],
        ),
        (
            "sweep with arms",
            vec![
                sweep_tables::runs(&[], true),
                sweep_tables::summary(true).into_table(),
                sweep_tables::months(true).into_table(),
                sweep_tables::effects().into_table(),
            ],
        ),
        (
            "sensitivity",
            vec![
                sensitivity_files::indices().into_table(),
                sensitivity_files::components().into_table(),
            ],
        ),
        (
            "discover",
            vec![
                discover::boxes().into_table(),
                discover::trajectory().into_table(),
                discover::points(&[]).into_table(),
            ],
        ),
        (
            "calibrate",
            vec![
                calibrate::posterior(&[], Method::Abc).into_table(),
                calibrate::evidence().into_table(),
                calibrate::moves().into_table(),
                calibrate::months(&[]).into_table(),
                calibrate::adjusted(&[]).into_table(),
                calibrate::history().into_table(),
                calibrate::parameters().into_table(),
                calibrate::fit().into_table(),
            ],
        ),
        (
            "forecast",
            vec![
                forecast_files::forecast().into_table(),
                forecast_files::months().into_table(),
                forecast_files::filtered().into_table(),
            ],
        ),
        (
            "score",
            vec![
                score::scores().into_table(),
                score::score_summary().into_table(),
                score::coverage().into_table(),
                score::pit().into_table(),
                score::differences().into_table(),
                score::parameters().into_table(),
            ],
        ),
        (
            "claims",
            vec![
                claims::claims().into_table(),
                claims::effects().into_table(),
                space::points(&Space::default()).into_table(),
                space::factors().into_table(),
                space::deciders().into_table(),
                space::boxes().into_table(),
                doses::doses().into_table(),
                doses::frontiers().into_table(),
                doses::dose_response().into_table(),
                claims::levels().into_table(),
            ],
        ),
        ("trace", vec![long().into_table()]),
    ]
}
