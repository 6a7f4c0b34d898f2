//! Pasting: slices that are put back.

use super::objective::Count;
use super::region::{Limit, Region};
use super::search::{Frame, cut};
use super::settings::Search;

/// Adds the best slice to a box: on one side of a restricted factor, or one word. `None` if none raises
/// the density. Ties as in peeling, but the lower side before the upper.
pub(super) fn paste(
    frame: &Frame<'_>,
    settings: &Search,
    region: &Region,
    count: Count,
) -> Option<(Region, Count)> {
    let restricted = region.restricted(&frame.whole);
    let mut best: Option<(f64, usize, Region, Count)> = None;
    for dimension in &frame.dimensions {
        if !restricted.contains(dimension) {
            continue;
        }
        for limit in wider(frame, settings.paste, region, *dimension) {
            let wide = region.with(*dimension, limit);
            let inside = |point: &u32| wide.contains(frame.points, *point);
            let members: Vec<u32> = frame.remaining.iter().copied().filter(inside).collect();
            let new = Count::of(&members, frame.cases);
            if new.points <= count.points {
                continue;
            }
            let score = settings.objective.score(count, new);
            let restricts = wide.restricted(&frame.whole).len();
            let better = best.as_ref().is_none_or(|(known, fewest, _, _)| {
                score > *known || (score == *known && restricts < *fewest)
            });
            if better {
                best = Some((score, restricts, wide, new));
            }
        }
    }
    let (score, _, wide, new) = best?;
    let mass = new.points as f64 / frame.total.points as f64;
    let gains = score > 0.0 && new.density() > count.density() && mass >= settings.mass;
    gains.then_some((wide, new))
}

/// The limits that a paste on one factor can give.
fn wider(frame: &Frame<'_>, share: f64, region: &Region, dimension: usize) -> Vec<Limit> {
    match (region.limit(dimension), frame.whole.limit(dimension)) {
        (Some(Limit::Range { low, high }), Some(all)) => {
            let (first, last) = all.ends();
            // What lies beyond a limit, other limits kept.
            let beyond = |low: f64, high: f64| {
                let slice = region.with(dimension, Limit::Range { low, high });
                let inside = |point: &&u32| slice.contains(frame.points, **point);
                let of = |point: &u32| frame.points.value(dimension, *point);
                let mut values: Vec<f64> = frame.remaining.iter().filter(inside).map(of).collect();
                values.sort_by(f64::total_cmp);
                values
            };
            let (below, above) = (beyond(first, *low), beyond(*high, last));
            let down = if below.is_empty() {
                first
            } else {
                cut(below.len(), |k| below[k], 1.0 - share)
            };
            let up = if above.is_empty() {
                last
            } else {
                cut(above.len(), |k| above[k], share)
            };
            vec![
                Limit::Range {
                    low: down,
                    high: *high,
                },
                Limit::Range {
                    low: *low,
                    high: up,
                },
            ]
        }
        (Some(Limit::Words(inside)), Some(Limit::Words(all))) => {
            let outside = (0..inside.len()).filter(|word| all[*word] && !inside[*word]);
            let add = |word: usize| {
                let mut more = inside.clone();
                more[word] = true;
                Limit::Words(more)
            };
            outside.map(add).collect()
        }
        _ => Vec::new(),
    }
}
