//! Where over two parameters a sign turns.

use super::effect::PointEffect;
use super::shares::Interval;

/// A place at which an effect changes its sign along one parameter, the other held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The parameter that is held.
    pub x: f64,
    /// Where along the other the effect crosses zero.
    pub y: f64,
    /// From where to where it cannot be told from zero: both ends of the 95 % intervals cross zero within. An end
    /// is that of the grid where they do not.
    pub interval: Interval,
    /// Whether the effect goes from below to above zero with growing y.
    pub upwards: bool,
}

/// The crossings of zero of a grid of effects, `effects[i][j]` at `x[i]` and `y[j]`, y increasing. Between
/// neighbouring cells effects and ends of intervals run straight. Cells without an estimate break the line.
///
/// ```
/// use trilat_analysis::analysis::claims::PointEffect;
/// use trilat_analysis::analysis::claims::frontier::frontier;
///
/// let at = |mean| PointEffect { mean, se: 0.01, n: 100 };
/// let found = frontier(&[0.5], &[0.0, 1.0, 2.0], &[vec![at(-1.0), at(-0.5), at(0.5)]]);
/// assert_eq!(found.len(), 1);
/// assert!((found[0].y - 1.5).abs() < 1e-12 && found[0].upwards);
/// ```
pub fn frontier(x: &[f64], y: &[f64], effects: &[Vec<PointEffect>]) -> Vec<Crossing> {
    let mut found = Vec::new();
    for (x, column) in x.iter().zip(effects) {
        let cells: Vec<(f64, &PointEffect)> = y.iter().copied().zip(column).collect();
        for (k, pair) in cells.windows(2).enumerate() {
            let [(y0, a), (y1, b)] = pair else { continue };
            let turns = (a.mean < 0.0 && b.mean >= 0.0) || (a.mean >= 0.0 && b.mean < 0.0);
            if !turns || (a.mean == 0.0 && b.mean == 0.0) {
                continue;
            }
            let upwards = b.mean > a.mean;
            found.push(Crossing {
                x: *x,
                y: between((*y0, a.mean), (*y1, b.mean)),
                interval: Interval {
                    low: certain(cells[..=k].iter().rev(), !upwards),
                    high: certain(cells[k + 1..].iter(), upwards),
                },
                upwards,
            });
        }
    }
    found
}

/// Where a straight line through two places is zero.
fn between((y0, a): (f64, f64), (y1, b): (f64, f64)) -> f64 {
    y0 + (y1 - y0) * a / (a - b)
}

/// Walking away from a crossing, the place from which on the sign is certain.
fn certain<'a>(cells: impl Iterator<Item = &'a (f64, &'a PointEffect)>, above: bool) -> f64 {
    // The end of the interval that must leave zero behind.
    let near = |effect: &PointEffect| {
        let (low, high) = effect.interval();
        if above { low } else { -high }
    };
    let mut before: Option<(f64, f64)> = None;
    let mut last = f64::NAN;
    for (y, effect) in cells {
        let end = near(effect);
        if end.is_nan() {
            break;
        }
        if end > 0.0 {
            return match before {
                Some(before) => between(before, (*y, end)),
                None => *y,
            };
        }
        before = Some((*y, end));
        last = *y;
    }
    last
}
