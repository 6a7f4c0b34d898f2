//! The files in the binary.

/// The description of all.
pub(super) const PACKAGE: &str = include_str!("../../../../data/datapackage.json");

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../data/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = embedded![
    "baselines.csv",
    "chn_rus_joint_air_patrols.csv",
    "cohesion_milestones.csv",
    "elections_reign.csv",
    "exercises.csv",
    "gdelt_dyad_monthly.csv",
    "jasdf_scrambles_fy.csv",
    "leaders_recent.csv",
    "leaders_reign.csv",
    "leeds_reestimate.csv",
    "mid_base_rates.csv",
    "nk_missile_launches.csv",
    "nk_monthly.csv",
    "opinion_jpn_kor.csv",
    "targets.csv",
];

/// The text of a file by its path in the package.
pub(super) fn file(path: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(name, _)| *name == path);
    found.map(|(_, text)| *text)
}
