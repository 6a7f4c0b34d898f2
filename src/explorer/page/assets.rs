//! The files that the pages load. They are part of the program: no disk is read and no other host is asked.

macro_rules! asset {
    ($name:literal, $media:literal) => {
        ($name, $media, include_bytes!(concat!("../assets/", $name)))
    };
    ($name:literal) => {
        asset!($name, "text/javascript; charset=utf-8")
    };
}

/// Name under `/assets/`, media type and content of each file that pages load, but for the figures' font.
pub const ASSETS: &[(&str, &str, &[u8])] = &[
    asset!("explore.css", "text/css; charset=utf-8"),
    asset!("icon.svg", "image/svg+xml"),
    asset!("actions.js"),
    asset!("answer.js"),
    asset!("api.js"),
    asset!("controls.js"),
    asset!("dom.js"),
    asset!("explain.js"),
    asset!("explore.js"),
    asset!("figures.js"),
    asset!("job.js"),
    asset!("levers.js"),
    asset!("months.js"),
    asset!("reading.js"),
    asset!("sentence.js"),
    asset!("settings.js"),
    asset!("state.js"),
    asset!("take.js"),
    asset!("targets.js"),
    asset!("theory.js"),
    asset!("why.js"),
];
