//! `forecast`: a public record in the light of what it showed so far.

mod ask;
pub mod error;
mod figure;
mod fitted;
mod outcome;
mod ready;
mod sets;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::ask::Ask;
pub use self::error::ForecastError;
use self::figure::figure;
pub use self::outcome::Forecasted;
use self::ready::Ready;
use self::sets::{Sets, Source};
use super::{Out, Saved};
use crate::store::atomic::sha256;
use crate::store::forecast_files::{ForecastData, write};
use crate::store::guard::Guard;
use crate::store::manifest::{Execution, Manifest, Scenario, Status};
use crate::tasks::plot::files::Drawn;
use crate::watch::Watch;

/// Filters the record up to the first month, and forecasts.
///
/// # Errors
/// [`ForecastError`].
pub fn forecast(ask: &Ask, watch: &mut dyn Watch) -> Result<Forecasted, ForecastError> {
    Ready::new(ask)?.filter(ask, watch)
}

/// [`forecast`], with tables and a figure in a folder.
///
/// # Errors
/// [`ForecastError`].
pub fn forecast_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Forecasted>, ForecastError> {
    let ready = Ready::new(ask)?;
    let what = ready.filter(ask, watch)?;
    let drawn = Drawn::or_warned(match out.figures {
        true => figure(ask, &what, &out.command.to_string(), ready.guard()),
        false => Ok(Drawn::default()),
    });
    let data = ForecastData {
        record: &what.title,
        months: &what.months,
        filtered: &what.filtered,
        start: what.start,
        figure: drawn.files,
    };
    let mut warnings = drawn.warnings;
    warnings.extend(ready.guard().sentence());
    let manifest = manifest(ask, out, &what, ready.sets()).with_unverified(ready.guard());
    let files = write(&out.folder, out.force, out.formats(), &data, manifest)?;
    Ok(Saved {
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
        what,
    })
}

/// The folder of a forecast if none is named.
///
/// # Errors
/// [`ForecastError`] if there is nothing to forecast with.
pub fn default_folder(ask: &Ask) -> Result<PathBuf, ForecastError> {
    let source = Source::read(&ask.calibrated, &ask.sets, &Guard::new(ask.unverified))?;
    Ok(Path::new("outputs").join(format!("forecast_{}", source.name())))
}

fn manifest(ask: &Ask, out: &Out, found: &Forecasted, sets: &Sets) -> Manifest {
    let scenario = Scenario {
        name: found.name.clone(),
        sha256: sha256(&sets.text),
        start: found.start.to_string(),
        months: sets.first().horizon as usize,
    };
    let settings = json!({
        "from": ask.from.to_string(),
        "months": ask.months,
        "record": found.record,
        "observed": ask.observed,
        "column": ask.column,
        "rolling": ask.rolling,
        "draws": found.draws,
        "particles": found.particles,
        "review": ask.effort.review,
    });
    let path = ask.calibrated.display().to_string();
    let execution = Execution::new(&out.command, path, ask.effort.threads);
    Manifest::new(scenario, found.seed, execution)
        .with_runs(found.runs(), found.runs())
        .with_analysis("forecast", Vec::new(), settings)
}
