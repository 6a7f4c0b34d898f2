//! What the reader of an audit should know of its points.

use crate::study::claims::units::Point;

/// How well base rates were matched, and points that could not be run: a sentence each.
pub fn notes(points: &[Point]) -> Vec<String> {
    let common = |point: &Point| point.miss.common;
    let rare = |point: &Point| point.miss.rare;
    let mut notes = Vec::new();
    notes.extend(matched(points, "of one in 200 months or more", common));
    notes.extend(matched(points, "below that", rare));
    let refused = points.iter().filter(|point| !point.refused.is_empty());
    match refused.count() {
        0 => {}
        refused => notes.push(format!(
            "{refused} points could not be run: see points.csv."
        )),
    }
    notes
}

/// How far the rates of a kind are from those wanted; nothing where there are none.
fn matched(points: &[Point], what: &str, miss: impl Fn(&Point) -> f64) -> Option<String> {
    let mut missed: Vec<f64> = points.iter().map(miss).filter(|m| !m.is_nan()).collect();
    missed.sort_by(f64::total_cmp);
    let at = |share: f64| missed.get((share * missed.len() as f64) as usize).copied();
    let percent = |log: f64| 100.0 * (libm::exp(log) - 1.0);
    let (half, most) = (percent(at(0.5)?), percent(at(0.95)?));
    Some(format!(
        "Base rates {what} were matched to within {half:.0} % at half of the points, {most:.0} % at 95 % of them."
    ))
}
