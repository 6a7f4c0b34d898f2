//! `trilat explain --outcomes SCENARIO`: what the expressions of a scenario's own outcomes can name.

use std::io;
use std::path::Path;

use serde_json::json;

use crate::cli::exit::Exit;
use crate::cli::layout::Table;
use crate::cli::streams::Streams;
use crate::fault::Fault;
use crate::model::load;
use crate::model::own_outcomes::{Known, vocabulary};
use crate::named::Named;
use crate::scenario::Fold;

/// What stands above the list.
const KEY: &str =
    "An outcome of one's own is one number a run. In a scenario, a study or a calibration:

  [outcomes.tests_after_elections]
  meaning = \"Months with a test within three months of a change of government in Seoul\"
  unit = \"months\"
  sum = \"rung_prk_kp >= 3\"
  where = \"since(turnover_kor) <= 3\"

or, with any command that takes --set:

  --outcome 'tests_after_elections=sum(rung_prk_kp >= 3) where since(turnover_kor) <= 3'
  --outcome 'mix=probes_r3 / (probes_r2 + 1)'
";

/// What stands below it.
const RULES: &str = "
Expressions: numbers, names, + - * / ^, < <= > >= == !=, and or not, min(x, y) max(x, y) abs(x) exp(x) ln(x),
lag(x, k) the value k months ago, rolling(x, k) the mean of k months, since(x) months since x was last true,
ever(x) 1 once x has been true. Values are those at the end of a month. `yes` under \"before\" says that a value
is settled before the probers choose in that month; the others also carry what that choice led to. An operation
without a finite result is missing, and so is a run with a month that counts and is missing; a comparison with a
missing value is false. `value` is made of columns of runs.csv and of other outcomes.";

/// Lists the names of a scenario; `--json` as a list of objects.
///
/// # Errors
/// When writing fails.
pub fn outcomes(
    scenario: &Path,
    sets: &[String],
    as_json: bool,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let scenario = match load(scenario, sets) {
        Ok(loaded) => loaded.scenario,
        Err(errors) => {
            streams.say(errors.to_string().trim_end());
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    let known = vocabulary(&scenario);
    if as_json {
        let list: Vec<_> = known.iter().map(to_json).collect();
        let text = serde_json::to_string_pretty(&list).map_err(io::Error::other)?;
        streams.print_line(text)?;
        return Ok(Exit::Ok);
    }
    streams.print_line(KEY)?;
    let mut forms = Table::new("<");
    for fold in Fold::ALL {
        forms.row([fold.name(), fold.meaning()]);
    }
    streams.print(&forms.indented(2).to_string())?;
    let mut table = Table::new("<");
    table.row(["name", "unit", "before", "meaning"]);
    for one in &known {
        let meaning = match one.off {
            Some(switch) => format!("Says nothing here: the mechanism `{switch}` is off."),
            None => one.meaning.clone(),
        };
        table.row([&one.name, &one.unit, before(one), &meaning]);
    }
    streams.print_line("")?;
    streams.print(&table.to_string())?;
    streams.print_line(RULES)?;
    Ok(Exit::Ok)
}

fn before(known: &Known) -> &'static str {
    if known.before_choice { "yes" } else { "no" }
}

fn to_json(known: &Known) -> serde_json::Value {
    json!({
        "name": known.name,
        "unit": known.unit,
        "meaning": known.meaning,
        "before_choice": known.before_choice,
        "switched_off": known.off,
    })
}
