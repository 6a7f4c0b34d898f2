//! Contours of a grid of values: marching squares, with segments joined to lines.

use std::collections::BTreeMap;

/// A side of a square between four grid points: from `(i, j)` to the right, or upwards.
type Side = (bool, usize, usize);

/// Lines along which a grid has the value `level`, in the units of `x` and `y`, by linear interpolation
/// between grid points. `value(i, j)` is the value at `(x[i], y[j])`; squares with a missing corner have
/// no line.
pub(super) fn contours(
    x: &[f64],
    y: &[f64],
    value: impl Fn(usize, usize) -> f64,
    level: f64,
) -> Vec<Vec<(f64, f64)>> {
    let mut links: BTreeMap<Side, Vec<Side>> = BTreeMap::new();
    for j in 1..y.len() {
        for i in 1..x.len() {
            for (a, b) in segments(i - 1, j - 1, &value, level) {
                links.entry(a).or_default().push(b);
                links.entry(b).or_default().push(a);
            }
        }
    }
    let point = |side: &Side| {
        let (across, i, j) = *side;
        let (k, l) = if across { (i + 1, j) } else { (i, j + 1) };
        let (a, b) = (value(i, j), value(k, l));
        let share = if a == b { 0.5 } else { (level - a) / (b - a) };
        let at = |v: &[f64], p: usize, q: usize| match (v.get(p), v.get(q)) {
            (Some(from), Some(to)) => from + share * (to - from),
            _ => f64::NAN,
        };
        (at(x, i, k), at(y, j, l))
    };
    let mut lines = Vec::new();
    // Open lines first, from their ends; what is left are rings.
    for open in [true, false] {
        while let Some(start) = links
            .iter()
            .find(|(_, next)| {
                if open {
                    next.len() == 1
                } else {
                    !next.is_empty()
                }
            })
            .map(|(side, _)| *side)
        {
            let mut line = vec![point(&start)];
            let mut here = start;
            while let Some(next) = links.get_mut(&here).and_then(Vec::pop) {
                if let Some(back) = links.get_mut(&next)
                    && let Some(at) = back.iter().position(|side| *side == here)
                {
                    back.remove(at);
                }
                line.push(point(&next));
                here = next;
            }
            links.retain(|_, next| !next.is_empty());
            lines.push(line);
        }
    }
    lines
}

/// The segments in the square whose lower left corner is `(i, j)`.
fn segments(
    i: usize,
    j: usize,
    value: &impl Fn(usize, usize) -> f64,
    level: f64,
) -> Vec<(Side, Side)> {
    let corners = [
        value(i, j),
        value(i + 1, j),
        value(i + 1, j + 1),
        value(i, j + 1),
    ];
    if corners.iter().any(|v| !v.is_finite()) {
        return Vec::new();
    }
    // Bottom, right, top, left.
    let sides: [Side; 4] = [
        (true, i, j),
        (false, i + 1, j),
        (true, i, j + 1),
        (false, i, j),
    ];
    let above = corners.map(|v| v >= level);
    let crossed: Vec<usize> = (0..4)
        .filter(|k| above[*k] != above[(*k + 1) % 4])
        .collect();
    match crossed.as_slice() {
        [a, b] => vec![(sides[*a], sides[*b])],
        [_, _, _, _] => {
            // A saddle: the mean says which corners belong together.
            let centre = corners.iter().sum::<f64>() / 4.0 >= level;
            if centre == above[0] {
                vec![(sides[0], sides[1]), (sides[2], sides[3])]
            } else {
                vec![(sides[3], sides[0]), (sides[1], sides[2])]
            }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_has_a_straight_contour() {
        let grid = [0.0, 1.0, 2.0, 3.0];
        let lines = contours(&grid, &grid, |i, j| grid[i] + grid[j], 2.5);
        assert_eq!(lines.len(), 1);
        for (x, y) in &lines[0] {
            assert!((x + y - 2.5).abs() < 1e-12, "{x} {y}");
        }
        // It crosses the whole grid: from one edge to the other.
        assert_eq!(lines[0].len(), 6);
    }

    #[test]
    fn a_hill_has_a_closed_contour() {
        let grid: Vec<f64> = (0..21).map(|k| f64::from(k) / 10.0 - 1.0).collect();
        let lines = contours(
            &grid,
            &grid,
            |i, j| -(grid[i] * grid[i] + grid[j] * grid[j]),
            -0.25,
        );
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        for (x, y) in &lines[0] {
            let radius = (x * x + y * y).sqrt();
            assert!((radius - 0.5).abs() < 0.006, "{radius}");
        }
    }

    #[test]
    fn holes_and_levels_never_reached_have_none() {
        let grid = [0.0, 1.0];
        assert!(contours(&grid, &grid, |_, _| 1.0, 2.0).is_empty());
        let hole = |i: usize, j: usize| if i == 1 && j == 1 { f64::NAN } else { i as f64 };
        assert!(contours(&grid, &grid, hole, 0.5).is_empty());
    }

    #[test]
    fn a_saddle_has_two_lines() {
        let grid = [0.0, 1.0];
        let value = |i: usize, j: usize| f64::from(u8::from(i == j));
        assert_eq!(contours(&grid, &grid, value, 0.6).len(), 2);
    }
}
