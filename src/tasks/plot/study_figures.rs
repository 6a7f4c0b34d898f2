//! The figures that a study's folder gives.

use std::path::Path;

use super::bands;
use super::choices::Choice;
use super::origin::{Folder, Gives, Place};
use super::read::manifest_source;
use super::study::StudyFiles;
use super::study_tables::{curves, effect_by, effect_map, heat_map, phase, survival, tornado};
use crate::figures::{
    BANDS_OVER_TIME, BELIEFS, CURVES, EFFECT_BY, EFFECT_MAP, HEAT_MAP, PHASE_DIAGRAM, Source,
    TIME_TO_FIRST_EVENT, TORNADO,
};

/// What figures of an estimate by factors take.
const BY_FACTORS: &[Choice] = &[
    Choice::X,
    Choice::Series,
    Choice::Panel,
    Choice::Value,
    Choice::Statistic,
    Choice::At,
];

impl Folder for StudyFiles {
    const PLACE: Place = Place::Study;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &CURVES,
            from: "sweep (grid, zip, ofat, list)",
            takes: BY_FACTORS,
            unasked: |study, _| study.design() != "ofat" && !study.has_arms(),
            table: curves,
        },
        Gives {
            kind: &HEAT_MAP,
            from: "sweep (grid, list)",
            takes: &[
                Choice::X,
                Choice::Y,
                Choice::Value,
                Choice::Statistic,
                Choice::Threshold,
                Choice::At,
            ],
            unasked: |study, _| study.is_plane() && !study.has_arms(),
            table: heat_map,
        },
        Gives {
            kind: &PHASE_DIAGRAM,
            from: "sweep (grid, list) with --effect FACTOR",
            takes: &[
                Choice::X,
                Choice::Y,
                Choice::Value,
                Choice::Statistic,
                Choice::Effect,
                Choice::At,
            ],
            unasked: |study, choices| study.is_plane() && choices.effect.is_some(),
            table: phase,
        },
        Gives {
            kind: &EFFECT_BY,
            from: "sweep with arms (grid, zip, list)",
            takes: BY_FACTORS,
            unasked: |study, _| study.has_arms() && study.is_regular() && study.design() != "ofat",
            table: effect_by,
        },
        Gives {
            kind: &EFFECT_MAP,
            from: "sweep with arms (grid, list)",
            takes: &[
                Choice::X,
                Choice::Y,
                Choice::Value,
                Choice::Statistic,
                Choice::At,
            ],
            unasked: |study, _| study.has_arms() && study.is_plane(),
            table: effect_map,
        },
        Gives {
            kind: &TORNADO,
            from: "sweep (ofat)",
            takes: &[Choice::Value, Choice::Statistic],
            unasked: |study, _| study.design() == "ofat",
            table: tornado,
        },
        Gives {
            kind: &BANDS_OVER_TIME,
            from: "sweep with months, of a point: --at point=K",
            takes: &[Choice::Value, Choice::Arms, Choice::At],
            unasked: |_, _| false,
            table: |study, choices| bands::of_point(study, &BANDS_OVER_TIME, choices),
        },
        Gives {
            kind: &BELIEFS,
            from: "sweep with months, of a point: --at point=K",
            takes: &[Choice::Value, Choice::Arms, Choice::At],
            unasked: |_, _| false,
            table: |study, choices| bands::of_point(study, &BELIEFS, choices),
        },
        Gives {
            kind: &TIME_TO_FIRST_EVENT,
            from: "sweep (grid, zip, ofat, list) with --value COLUMN",
            takes: &[Choice::X, Choice::Series, Choice::Value, Choice::At],
            unasked: |_, _| false,
            table: survival,
        },
    ];

    fn path(&self) -> &Path {
        &self.folder
    }

    fn source(&self, command: &str) -> Source {
        manifest_source(&self.manifest, command)
    }
}
