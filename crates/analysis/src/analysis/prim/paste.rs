//! Pasting: slices that are put back.

use super::cut::cut;
use super::frame::Frame;
use super::objective::Count;
use super::region::{Limit, Region};
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
    let around = Around::new(frame, region, &restricted);
    let mut best: Option<(f64, usize, Region, Count)> = None;
    for dimension in &frame.dimensions {
        let Some(place) = restricted.iter().position(|known| known == dimension) else {
            continue;
        };
        let beyond = &around.beyond[place];
        for limit in around.wider(frame, settings.paste, region, *dimension, beyond) {
            let added = |point: &u32| limit.contains(frame.points.value(*dimension, *point));
            let added: Vec<u32> = beyond.iter().copied().filter(added).collect();
            if added.is_empty() {
                continue;
            }
            let more = Count::of(&added, frame.cases);
            let new = Count {
                points: count.points + more.points,
                cases: count.cases + more.cases,
            };
            let score = settings.objective.score(count, new);
            let stays = frame.whole.limit(*dimension) != Some(&limit);
            let restricts = restricted.len() - usize::from(!stays);
            let better = best.as_ref().is_none_or(|(known, fewest, _, _)| {
                score > *known || (score == *known && restricts < *fewest)
            });
            if better {
                best = Some((score, restricts, region.with(*dimension, limit), new));
            }
        }
    }
    let (score, _, wide, new) = best?;
    let mass = new.points as f64 / frame.total.points as f64;
    let gains = score > 0.0 && new.density() > count.density() && mass >= settings.mass;
    gains.then_some((wide, new))
}

/// The points that wider limits on one factor can reach.
struct Around {
    inside: Vec<u32>,
    /// For every restricted factor, the points that its limits alone keep out.
    beyond: Vec<Vec<u32>>,
}

impl Around {
    fn new(frame: &Frame<'_>, region: &Region, restricted: &[usize]) -> Self {
        let mut around = Self {
            inside: Vec::new(),
            beyond: vec![Vec::new(); restricted.len()],
        };
        for point in &frame.remaining {
            let out = |(_, dimension): &(usize, &usize)| {
                let value = frame.points.value(**dimension, *point);
                let limit = region.limit(**dimension);
                limit.is_some_and(|limit| !limit.contains(value))
            };
            let mut kept_out = restricted.iter().enumerate().filter(out);
            match (kept_out.next(), kept_out.next()) {
                (None, _) => around.inside.push(*point),
                (Some((place, _)), None) => around.beyond[place].push(*point),
                _ => {}
            }
        }
        around
    }

    /// The limits that a paste on one factor can give.
    fn wider(
        &self,
        frame: &Frame<'_>,
        share: f64,
        region: &Region,
        dimension: usize,
        beyond: &[u32],
    ) -> Vec<Limit> {
        match (region.limit(dimension), frame.whole.limit(dimension)) {
            (Some(Limit::Range { low, high }), Some(all)) => {
                let (first, last) = all.ends();
                let of = |point: &u32| frame.points.value(dimension, *point);
                // The limit itself belongs to the slice beyond it.
                let slice = |within: &dyn Fn(f64) -> bool| {
                    let near = beyond.iter().chain(&self.inside).map(of);
                    let mut values: Vec<f64> = near.filter(|x| within(*x)).collect();
                    values.sort_by(f64::total_cmp);
                    values
                };
                let (below, above) = (slice(&|x| x <= *low), slice(&|x| x >= *high));
                let (mut down, mut up) = (first, last);
                if !below.is_empty() {
                    down = cut(below.len(), |k| below[k], 1.0 - share);
                }
                if !above.is_empty() {
                    up = cut(above.len(), |k| above[k], share);
                }
                let range = |low, high| Limit::Range { low, high };
                vec![range(down, *high), range(*low, up)]
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
}
