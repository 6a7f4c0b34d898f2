//! The theory bench: closed forms with their inputs, a value, and the curve over one input.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::picture::table_json;
use super::refusal::Refusal;
use crate::figures::{CURVES, Columns, Figure, FigureError, Source, Theme};
use crate::tasks::Command;
use crate::tasks::theory::{Ask, Evaluated, theory};
use crate::theory::catalogue::{Entry, Input, Value, entries};
use crate::words::{number, with_unit};

/// Points of a curve.
const POINTS: u32 = 101;
/// Most numbers of a list.
const LONGEST: usize = 64;

/// What is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    /// The form.
    id: String,
    /// Inputs by name: numbers, or lists of them.
    #[serde(default)]
    values: Map<String, Json>,
    /// The input over which the curve is drawn.
    #[serde(default)]
    over: Option<String>,
}

/// All forms, with what their sliders need.
pub fn forms() -> Json {
    entries().map(form).collect()
}

fn form(entry: &'static Entry) -> Json {
    let id = entry.form.id();
    let family = match id.chars().next() {
        Some('T') => "Strategy",
        Some('S') => "Signals and beliefs",
        _ => "Operations",
    };
    let parameters: Vec<Json> = entry
        .inputs
        .iter()
        .map(|input| {
            let (low, high) = range(input);
            json!({
                "name": input.name, "symbol": input.symbol, "meaning": input.meaning, "unit": input.unit,
                "low": low, "high": high, "list": input.list, "allowed": input.domain.to_string(),
                "step": if is_whole(input) { json!(1) } else { Json::Null },
                "default": if input.list { json!(input.default) } else { json!(input.default.first()) },
            })
        })
        .collect();
    json!({
        "id": id, "name": entry.name, "title": entry.title, "family": family,
        "equation": entry.equation, "source": entry.source, "note": entry.note,
        "parameters": parameters,
        "sweep": swept(entry).map(|input| input.name).collect::<Vec<_>>(),
    })
}

/// The inputs over which a curve can be drawn.
fn swept(entry: &'static Entry) -> impl Iterator<Item = &'static Input> {
    let inputs: &'static [Input] = entry.inputs;
    inputs.iter().filter(|input| !input.list)
}

/// Whether an input is a whole number: it takes its default, and not the half beside it.
fn is_whole(input: &Input) -> bool {
    let (low, high) = range(input);
    let whole = libm::floor(0.5 * (low + high));
    high > low && input.domain.contains(whole) && !input.domain.contains(whole + 0.5)
}

/// Where a slider begins and ends: as far as the domain goes, or about the default as far again as it is from 0.
fn range(input: &Input) -> (f64, f64) {
    let default = input.default.iter().copied().fold(f64::NAN, f64::max);
    let default = if default.is_nan() { 1.0 } else { default };
    let far = 2.0 * default.abs().max(0.5);
    let low = [-far, 0.0, 1e-3, 0.01, 1.0];
    let high = [far.max(2.0), 1.0, 0.999, 0.99];
    let allowed = |x: &f64| input.domain.contains(*x);
    let probability = !input.domain.contains(1.5) && !input.domain.contains(-0.5);
    let low = low.into_iter().find(allowed).unwrap_or(default);
    let mut high = high.into_iter().filter(|x| !probability || *x <= 1.0);
    let high = high.find(allowed).unwrap_or(default);
    (low.min(default), high.max(default))
}

/// Evaluates a form, and draws its curve.
///
/// # Errors
/// A [`Refusal`] for a form or an input that is none, or a value outside its domain.
pub fn evaluated(wanted: &Wanted) -> Result<Json, Refusal> {
    let ask = ask(wanted)?;
    let found = theory(&ask).map_err(|error| Refusal::wrong(error.to_string()))?;
    let inputs = ask
        .inputs
        .iter()
        .fold(Command::trilat("theory").word(&ask.form), |own, pair| {
            own.word(pair)
        });
    let curve = match &wanted.over {
        Some(over) => curve(&ask, &found, over, &inputs.to_string())?,
        None => None,
    };
    let table = curve.as_ref().map(|figure| table_json(&figure.data));
    let table = table.transpose().map_err(Refusal::failed)?;
    Ok(json!({
        "id": found.entry.form.id(),
        "value": found.results.iter().map(|(output, value)| json!({
            "name": output.name, "meaning": output.meaning, "value": plain(value),
        })).collect::<Vec<_>>(),
        "words": words(&found),
        "svg": curve.as_ref().map(|figure| &figure.svg),
        "alt": curve.as_ref().map(|figure| &figure.alt_text),
        "caption": curve.as_ref().map(|figure| &figure.caption),
        "table": table,
        "command": inputs.to_string(),
    }))
}

fn ask(wanted: &Wanted) -> Result<Ask, Refusal> {
    let mut inputs = Vec::new();
    for (name, value) in &wanted.values {
        let list = match value {
            Json::Array(list) => list.as_slice(),
            value => std::slice::from_ref(value),
        };
        let numbers: Option<Vec<String>> = list
            .iter()
            .map(|x| x.as_f64().map(|x| x.to_string()))
            .collect();
        let numbers = numbers.filter(|numbers| numbers.len() <= LONGEST);
        let numbers = numbers.ok_or_else(|| {
            Refusal::wrong(format!(
                "{name} must be a number, or at most {LONGEST} of them"
            ))
        })?;
        if !numbers.is_empty() {
            inputs.push(format!("{name}={}", numbers.join(",")));
        }
    }
    Ok(Ask {
        form: wanted.id.clone(),
        inputs,
    })
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Number(x) => json!(x),
        Value::List(list) => json!(list),
        Value::Text(text) => json!(text),
    }
}

fn words(found: &Evaluated) -> String {
    let said = |value: &Value| match value {
        Value::Number(x) => number(*x),
        Value::List(list) => list
            .iter()
            .map(|x| number(*x))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Text(text) => (*text).to_owned(),
    };
    let each = found.results.iter();
    let each = each.map(|(output, value)| format!("{}: {}.", output.meaning, said(value)));
    each.collect::<Vec<_>>().join(" ")
}

/// The curve of the first output that is a number, over an input. None if there is none.
fn curve(
    ask: &Ask,
    found: &Evaluated,
    over: &str,
    command: &str,
) -> Result<Option<Figure>, Refusal> {
    let mut inputs = swept(found.entry);
    let input = inputs.find(|input| input.name == over);
    let input =
        input.ok_or_else(|| Refusal::wrong(format!("`{over}` is no input to draw over")))?;
    let number = |value: &Value| matches!(value, Value::Number(_));
    let Some(at) = found.results.iter().position(|(_, value)| number(value)) else {
        return Ok(None);
    };
    let prefix = format!("{over}=");
    let others = ask.inputs.iter().filter(|pair| !pair.starts_with(&prefix));
    let others: Vec<String> = others.cloned().collect();
    let mut out = Columns::new(&[], &["x", "estimate", "ci_low", "ci_high", "n"]);
    for x in places(input) {
        let mut inputs = others.clone();
        inputs.push(format!("{prefix}{x}"));
        let form = ask.form.clone();
        // Values that do not go together leave a gap.
        let Ok(point) = theory(&Ask { form, inputs }) else {
            continue;
        };
        if let Some((_, Value::Number(y))) = point.results.get(at) {
            out.push([], [x, *y, f64::NAN, f64::NAN, 1.0]);
        }
    }
    let (output, _) = &found.results[at];
    let mut table = out.table().map_err(Refusal::failed)?;
    table.say("x", with_unit(input.meaning, input.unit));
    table.say("value", output.meaning);
    let source = Source::of_file(found.entry.form.id(), command);
    match (CURVES.draw)(&table, &Theme::new(CURVES.preset), &source) {
        Ok(figure) => Ok(Some(figure)),
        Err(FigureError::NothingToDraw { .. }) => Ok(None),
        Err(error) => Err(Refusal::failed(error)),
    }
}

/// Where a curve is worked out.
fn places(input: &Input) -> Vec<f64> {
    let (low, high) = range(input);
    let place = |k: u32| low + (high - low) * f64::from(k) / f64::from(POINTS - 1);
    let mut places: Vec<f64> = (0..POINTS).map(place).collect();
    if is_whole(input) {
        places = places.into_iter().map(libm::round).collect();
    }
    places.retain(|x| input.domain.contains(*x));
    places.dedup();
    places
}
