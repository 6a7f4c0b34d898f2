//! The figures of a claim audit, drawn from its tables alone.

use std::collections::BTreeMap;

use super::claims::{Tables, verdict_in_words};
use crate::analysis::interval::t_975;
use crate::figures::{
    Column, Figure, FigureError, Preset, Source, Table, Theme, claim_shares, contrasts, curves,
    phase_diagram, prim_box,
};

/// A figure and the claim that it belongs to; none for the overview.
#[derive(Clone, Debug)]
pub struct Named {
    /// Id of the claim, or empty.
    pub claim: String,
    /// The figure, under a name of its own.
    pub figure: Figure,
}

/// Draws what the tables hold: the overview, and of each claim its effects at the defaults, where it holds over the two
/// factors that decide most, its doses, and its frontier. What cannot be drawn is left out.
pub fn figures(tables: &Tables, source: &Source) -> Vec<Named> {
    let mut drawn = Vec::new();
    let mut keep = |claim: &str, kind: &str, figure: Result<Figure, FigureError>| {
        if let Ok(mut figure) = figure {
            figure.name = match claim {
                "" => kind.to_owned(),
                _ => format!("{}_{kind}", claim.to_lowercase()),
            };
            drawn.push(Named {
                claim: claim.to_owned(),
                figure,
            });
        }
    };
    let narrow = Theme::new(Preset::Apsr1Col);
    let wide = Theme::new(Preset::Mm178);
    keep(
        "",
        "claim_shares",
        overview(tables).and_then(|table| claim_shares(&table, &narrow, source)),
    );
    let Ok(ids) = tables.claims.text("claim") else {
        return drawn;
    };
    let mut seen: Vec<&String> = Vec::new();
    for id in &ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    for id in seen {
        keep(
            id,
            "effects",
            effects(tables, id).and_then(|table| contrasts(&table, &narrow, source)),
        );
        keep(
            id,
            "where",
            place(tables, id).and_then(|table| prim_box(&table, &narrow, source)),
        );
        keep(
            id,
            "doses",
            doses(tables, id).and_then(|table| curves(&table, &narrow, source)),
        );
        keep(
            id,
            "frontier",
            frontier(tables, id).and_then(|table| phase_diagram(&table, &wide, source)),
        );
    }
    drawn
}

fn nothing(figure: &str) -> FigureError {
    FigureError::NothingToDraw {
        figure: figure.to_owned(),
        reason: "the audit has no such rows",
    }
}

/// The rows of a table in which text columns have these values.
fn rows(table: &Table, wanted: &[(&str, &str)]) -> Result<Vec<usize>, FigureError> {
    let mut found: Vec<usize> = (0..table.rows()).collect();
    for (column, value) in wanted {
        let texts = table.text(column)?;
        found.retain(|row| texts[*row] == *value);
    }
    Ok(found)
}

fn pick<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|row| values[*row].clone()).collect()
}

/// Claims' own predictions over the space with free signs, by verdict.
fn overview(tables: &Tables) -> Result<Table, FigureError> {
    let own = [("test", "main"), ("variant", ""), ("stratum", "")];
    let mut free = rows(&tables.claims, &own)?;
    let stages = tables.claims.text("stage")?;
    let place = ["free", "constrained"]
        .into_iter()
        .find(|place| free.iter().any(|row| stages[*row] == *place));
    free.retain(|row| Some(stages[*row].as_str()) == place);
    let verdicts = tables.claims.text("verdict")?;
    let order = ["holds", "holds_if", "cannot_tell", "fails", "premise"];
    let rank = |row: &usize| order.iter().position(|verdict| *verdict == verdicts[*row]);
    free.sort_by_key(rank);
    let mut table = Table::new();
    table.push(
        "claim",
        Column::Text(pick(&tables.claims.text("claim")?, &free)),
    )?;
    let words = free
        .iter()
        .map(|row| verdict_in_words(&verdicts[*row]).to_owned());
    table.push("group", Column::Text(words.collect()))?;
    for name in [
        "as_predicted",
        "undecided",
        "zero",
        "opposite",
        "share_low",
        "share_high",
    ] {
        table.push(
            name,
            Column::Number(pick(&tables.claims.numbers(name)?, &free)),
        )?;
    }
    Ok(table)
}

/// Effects at the defaults in % of the baseline, by test and variant.
fn effects(tables: &Tables, id: &str) -> Result<Table, FigureError> {
    let claims = &tables.claims;
    let own = rows(
        claims,
        &[("claim", id), ("stage", "defaults"), ("stratum", "")],
    )?;
    if own.is_empty() {
        return Err(nothing("contrasts"));
    }
    let (tests, variants) = (claims.text("test")?, claims.text("variant")?);
    let label = |row: &usize| {
        let test = match tests[*row].as_str() {
            "main" => "the claim".to_owned(),
            other => other.replace('_', " "),
        };
        match variants[*row].as_str() {
            "" => test,
            variant => format!("{test}, {}", variant.replace('_', " ")),
        }
    };
    let baseline = claims.numbers("baseline_mean")?;
    let percent = |name: &str| -> Result<Vec<f64>, FigureError> {
        let values = claims.numbers(name)?;
        Ok(own
            .iter()
            .map(|row| 100.0 * values[*row] / baseline[*row].abs())
            .collect())
    };
    let (effect, low, high) = (percent("effect")?, percent("ci_low")?, percent("ci_high")?);
    let same = effect.iter().zip(low.iter().zip(&high));
    let same = same.map(|(e, (l, h))| f64::from(u8::from(*e == 0.0 && *l == 0.0 && *h == 0.0)));
    let mut table = Table::new();
    let all = |text: &str| Column::Text(vec![text.to_owned(); own.len()]);
    table.push("baseline", all("baseline"))?;
    table.push("scenario", all(id))?;
    table.push("observable", Column::Text(own.iter().map(label).collect()))?;
    table.push("identical", Column::Number(same.collect()))?;
    table.push("relative", Column::Number(effect))?;
    table.push("ci_low", Column::Number(low))?;
    table.push("ci_high", Column::Number(high))?;
    table.push("n", Column::Number(pick(&claims.numbers("pairs")?, &own)))?;
    Ok(table)
}

/// Points over the two factors that decide most, those with the sign predicted as cases, with the box in which the
/// claim has another one, if there is one on these factors.
fn place(tables: &Tables, id: &str) -> Result<Table, FigureError> {
    let own = [
        ("claim", id),
        ("test", "main"),
        ("variant", ""),
        ("stratum", ""),
        ("place", "free"),
    ];
    let mut deciders = rows(&tables.deciders, &own)?;
    let prcc = tables.deciders.numbers("prcc")?;
    deciders.sort_by(|a, b| prcc[*b].abs().total_cmp(&prcc[*a].abs()));
    let names = tables.deciders.text("factor")?;
    let boxed = rows(&tables.boxes, &own)?;
    let limits = tables.boxes.text("factor").unwrap_or_default();
    let cases = tables.boxes.text("cases").unwrap_or_default();
    // The box of the first kind of cases, its factors first.
    let first = boxed.first().map(|row| cases[*row].clone());
    let in_box: Vec<usize> = boxed
        .into_iter()
        .filter(|row| Some(&cases[*row]) == first.as_ref())
        .collect();
    let mut factors: Vec<&String> = in_box.iter().map(|row| &limits[*row]).collect();
    for row in &deciders {
        if !factors.contains(&&names[*row]) {
            factors.push(&names[*row]);
        }
    }
    let [x, y] = factors
        .get(..2)
        .and_then(|two| two.try_into().ok())
        .ok_or_else(|| nothing("prim_box"))?;
    let of_effects = rows(&tables.effects, &own)?;
    let predicted = rows(
        &tables.claims,
        &[
            ("claim", id),
            ("test", "main"),
            ("variant", ""),
            ("stratum", ""),
        ],
    )?;
    let sign = match predicted
        .first()
        .map(|row| tables.claims.text("predicted").map(|p| p[*row].clone()))
    {
        Some(sign) => sign?,
        None => return Err(nothing("prim_box")),
    };
    let wanted = if sign == "-" { "minus" } else { "plus" };
    let against = if sign == "-" { "plus" } else { "minus" };
    // A box of failures shows the failures.
    let (case, value) = match first.as_deref() {
        Some(cases) if cases != "as_predicted" && cases != "holds" => {
            (against, format!("{id} reversed"))
        }
        _ => (wanted, format!("{id} as predicted")),
    };
    let points = rows(&tables.points, &[("place", "free")])?;
    let numbers = tables.points.numbers("point")?;
    let place: BTreeMap<u64, usize> = points
        .iter()
        .map(|row| (numbers[*row] as u64, *row))
        .collect();
    let (signs, point) = (
        tables.effects.text("sign")?,
        tables.effects.numbers("point")?,
    );
    let (xs, ys) = (tables.points.numbers(x)?, tables.points.numbers(y)?);
    let found: Vec<(f64, f64, f64)> = of_effects
        .iter()
        .filter_map(|row| {
            let at = *place.get(&(point[*row] as u64))?;
            Some((xs[at], ys[at], f64::from(u8::from(signs[*row] == case))))
        })
        .collect();
    let mut table = Table::new();
    table.push("x", Column::Number(found.iter().map(|p| p.0).collect()))?;
    table.push("y", Column::Number(found.iter().map(|p| p.1).collect()))?;
    table.push("case", Column::Number(found.iter().map(|p| p.2).collect()))?;
    for (axis, factor) in [("x", x), ("y", y)] {
        for end in ["low", "high"] {
            let ends = tables.boxes.numbers(end).unwrap_or_default();
            let row = in_box.iter().find(|row| limits[**row] == *factor);
            let limit = row.map_or(f64::NAN, |row| ends[*row]);
            table.push(
                &format!("{axis}_{end}"),
                Column::Number(vec![limit; found.len()]),
            )?;
        }
    }
    table.say("x", x.clone());
    table.say("y", y.clone());
    table.say("value", value);
    Ok(table)
}

/// Mean difference by dose at the defaults.
fn doses(tables: &Tables, id: &str) -> Result<Table, FigureError> {
    let own = rows(&tables.doses, &[("claim", id), ("test", "main")])?;
    let (dose, difference) = (
        tables.doses.numbers("dose")?,
        tables.doses.numbers("difference")?,
    );
    let mut by_dose: Vec<(f64, Vec<f64>)> = Vec::new();
    for row in own {
        match by_dose.iter_mut().find(|(at, _)| *at == dose[row]) {
            Some((_, values)) => values.push(difference[row]),
            None => by_dose.push((dose[row], vec![difference[row]])),
        }
    }
    if by_dose.is_empty() {
        return Err(nothing("curves"));
    }
    by_dose.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns = vec![Vec::new(); 5];
    for (dose, values) in &by_dose {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let half = t_975(values.len() as u64 - 1) * (variance / n).sqrt();
        for (column, value) in columns
            .iter_mut()
            .zip([*dose, mean, mean - half, mean + half, n])
        {
            column.push(value);
        }
    }
    let mut table = Table::new();
    for (name, column) in ["x", "estimate", "ci_low", "ci_high", "n"]
        .iter()
        .zip(columns)
    {
        table.push(name, Column::Number(column))?;
    }
    table.say("x", "dose");
    table.say("value", format!("effect of {id}"));
    Ok(table)
}

/// Effects over the grid of a frontier.
fn frontier(tables: &Tables, id: &str) -> Result<Table, FigureError> {
    let own = rows(
        &tables.frontiers,
        &[
            ("claim", id),
            ("test", "main"),
            ("variant", ""),
            ("stratum", ""),
        ],
    )?;
    let Some(first) = own.first() else {
        return Err(nothing("phase_diagram"));
    };
    let f = &tables.frontiers;
    let mut table = Table::new();
    for (to, from) in [
        ("x", "x"),
        ("y", "y"),
        ("estimate", "mean"),
        ("ci_low", "ci_low"),
        ("ci_high", "ci_high"),
        ("n", "pairs"),
    ] {
        table.push(to, Column::Number(pick(&f.numbers(from)?, &own)))?;
    }
    table.say("x", f.text("x_parameter")?[*first].clone());
    table.say("y", f.text("y_parameter")?[*first].clone());
    table.say("value", format!("effect of {id}"));
    Ok(table)
}
