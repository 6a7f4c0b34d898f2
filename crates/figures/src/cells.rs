//! Grids of cells over two factors: where they stand and how they are drawn.

use super::axis::{Axis, Look, Plot, plot};
use super::canvas::{Canvas, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate};
use super::kind::Kind;
use super::scale::Span;
use super::table::Table;
use super::theme::{Rgb, Theme};

/// Estimates over two factors.
pub(super) struct Grid {
    pub x: Axis,
    pub y: Axis,
    /// `(x place, y place, estimate)`.
    cells: Vec<(f64, f64, Estimate)>,
}

impl Grid {
    pub(super) fn read(table: &Table, kind: &Kind) -> Result<Self, FigureError> {
        kind.require(table)?;
        table.unique(kind.name, &["x", "y"])?;
        let (mut x, x_places) = Axis::of(table, "x")?;
        let (mut y, y_places) = Axis::of(table, "y")?;
        let places = x_places.into_iter().zip(y_places);
        let cells: Vec<(f64, f64, Estimate)> = places
            .zip(estimates::read(table)?)
            .map(|((x, y), estimate)| (x, y, estimate))
            .filter(|(x, y, _)| x.is_finite() && y.is_finite())
            .collect();
        if !cells.iter().any(|(_, _, e)| e.is_known()) {
            return Err(FigureError::NothingToDraw {
                figure: kind.name.to_string(),
                reason: "no row has values of `x` and `y` and an estimate",
            });
        }
        for axis in [&mut x, &mut y] {
            let edges = edges(&axis.levels);
            if let (Some(first), Some(last)) = (edges.first(), edges.last()) {
                axis.range = (*first, *last);
            }
        }
        Ok(Self { x, y, cells })
    }

    /// The estimate at a column and a row, counted from the lowest; `None` where there is no row.
    pub(super) fn at(&self, i: usize, j: usize) -> Option<&Estimate> {
        let (x, y) = (self.x.levels.get(i)?, self.y.levels.get(j)?);
        let cell = self.cells.iter().find(|(a, b, _)| a == x && b == y);
        cell.map(|(_, _, estimate)| estimate)
    }

    pub(super) fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        self.cells
            .iter()
            .map(|(_, _, e)| e)
            .filter(|e| e.is_known())
    }

    /// Draws the axes of a grid of this height, with `right` mm free beside it.
    pub(super) fn plot(
        &self,
        c: &mut Canvas,
        theme: &Theme,
        titles: (&str, &str),
        right: f64,
        top: f64,
    ) -> Plot {
        let narrow = theme.width_mm() / theme.scale() < 100.0;
        let look = Look {
            x: &self.x,
            y: &self.y,
            titles,
            height: theme.mm(if narrow { 52.0 } else { 70.0 }),
            right,
            pad: (0.0, 0.0),
            grid: false,
        };
        plot(c, theme, &look, top)
    }

    /// Draws every cell: `paint` says its colour, `None` for a cell without an estimate.
    pub(super) fn paint(
        &self,
        c: &mut Canvas,
        theme: &Theme,
        (x, y): (&Span, &Span),
        paint: impl Fn(&Estimate) -> Rgb,
    ) {
        let (across, upwards) = (edges(&self.x.levels), edges(&self.y.levels));
        for (j, row) in upwards.windows(2).enumerate() {
            for (i, column) in across.windows(2).enumerate() {
                let ([left, right], [low, high]) = (column, row) else {
                    continue;
                };
                // A hair's breadth under the next cell, so that no seam shows between two.
                let hair = theme.mm(0.05);
                let (a, b) = (
                    (
                        x.at(*left),
                        y.at(*high) - hair * f64::from(u8::from(j + 2 < upwards.len())),
                    ),
                    (
                        x.at(*right) + hair * f64::from(u8::from(i + 2 < across.len())),
                        y.at(*low),
                    ),
                );
                match self.at(i, j).filter(|e| e.is_known()) {
                    Some(estimate) => c.rect(a, b, paint(estimate), 1.0),
                    None => empty_cell(c, theme, a, b),
                }
            }
        }
    }

    /// Hatches the cells for which `hatched` holds.
    pub(super) fn hatch(
        &self,
        c: &mut Canvas,
        theme: &Theme,
        (x, y): (&Span, &Span),
        hatched: impl Fn(&Estimate) -> bool,
    ) {
        let (across, upwards) = (edges(&self.x.levels), edges(&self.y.levels));
        for (j, row) in upwards.windows(2).enumerate() {
            for (i, column) in across.windows(2).enumerate() {
                let ([left, right], [low, high]) = (column, row) else {
                    continue;
                };
                if self.at(i, j).is_some_and(&hatched) {
                    hatch(
                        c,
                        theme,
                        (x.at(*left), y.at(*high)),
                        (x.at(*right), y.at(*low)),
                    );
                }
            }
        }
    }

    /// Thin white lines between cells.
    pub(super) fn lines(&self, c: &mut Canvas, theme: &Theme, (x, y): (&Span, &Span)) {
        let (across, upwards) = (edges(&self.x.levels), edges(&self.y.levels));
        let stroke = Stroke::solid(Rgb::WHITE, theme.mm(0.15));
        for at in &across {
            c.line(vec![(x.at(*at), y.at_lo), (x.at(*at), y.at_hi)], stroke);
        }
        for at in &upwards {
            c.line(vec![(x.at_lo, y.at(*at)), (x.at_hi, y.at(*at))], stroke);
        }
    }

    /// Shorter side of the smallest cell in mm.
    pub(super) fn smallest_cell(&self, (x, y): (&Span, &Span)) -> f64 {
        let side = |levels: &[f64], span: &Span| {
            let edges = edges(levels);
            let sides = edges.windows(2).map(|pair| match pair {
                [a, b] => (span.at(*b) - span.at(*a)).abs(),
                _ => f64::INFINITY,
            });
            sides.fold(f64::INFINITY, f64::min)
        };
        f64::min(side(&self.x.levels, x), side(&self.y.levels, y))
    }

    /// Whether some cell has no estimate.
    pub(super) fn has_gaps(&self) -> bool {
        let all = self.x.levels.len() * self.y.levels.len();
        self.estimates().count() < all
    }

    /// Cells with an estimate.
    pub(super) fn count(&self) -> usize {
        self.estimates().count()
    }

    /// Middles of cells in places, with their estimates.
    pub(super) fn middles(&self) -> impl Iterator<Item = (f64, f64, &Estimate)> {
        self.cells
            .iter()
            .filter(|(_, _, e)| e.is_known())
            .map(|(x, y, e)| (*x, *y, e))
    }
}

/// Hatches a rectangle, given its upper left and lower right corners.
pub(super) fn hatch(c: &mut Canvas, theme: &Theme, a: (f64, f64), b: (f64, f64)) {
    let stroke = Stroke::solid(Rgb(110, 110, 110), theme.mm(0.15));
    for line in diagonals(a, b, theme.mm(1.1)) {
        c.line(line.to_vec(), stroke);
    }
}

/// Diagonals of a rectangle that keep this far apart, upwards to the right.
fn diagonals(a: (f64, f64), b: (f64, f64), apart: f64) -> Vec<[(f64, f64); 2]> {
    let (width, height) = (b.0 - a.0, b.1 - a.1);
    let count = ((width + height) / apart).floor() as usize;
    let line = |k: usize| {
        // Where x - left plus y - top is so far.
        let far = k as f64 * apart;
        let along = |far: f64| (f64::min(far, width), f64::max(far - width, 0.0));
        let down = |far: f64| (f64::max(far - height, 0.0), f64::min(far, height));
        let ((x1, y1), (x2, y2)) = (along(far), down(far));
        [(a.0 + x1, a.1 + y1), (a.0 + x2, a.1 + y2)]
    };
    (1..=count).map(line).collect()
}

/// A cell without an estimate: white, crossed out.
pub(super) fn empty_cell(c: &mut Canvas, theme: &Theme, a: (f64, f64), b: (f64, f64)) {
    c.rect(a, b, Rgb::WHITE, 1.0);
    let stroke = Stroke::solid(Rgb(150, 150, 150), theme.mm(0.12));
    c.line(vec![a, b], stroke);
    c.line(vec![(a.0, b.1), (b.0, a.1)], stroke);
    c.line(vec![a, (b.0, a.1), b, (a.0, b.1), a], stroke);
}

/// Borders of the cells around levels: half-way between them.
fn edges(levels: &[f64]) -> Vec<f64> {
    let between = |pair: &[f64]| pair.iter().sum::<f64>() / 2.0;
    let inner: Vec<f64> = levels.windows(2).map(between).collect();
    let (Some(first), Some(last)) = (levels.first(), levels.last()) else {
        return Vec::new();
    };
    let (low, high) = match (inner.first(), inner.last()) {
        (Some(low), Some(high)) => (2.0 * first - low, 2.0 * last - high),
        _ => (first - 0.5, last + 0.5),
    };
    std::iter::once(low)
        .chain(inner)
        .chain(std::iter::once(high))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_lie_half_way_between_levels() {
        assert_eq!(edges(&[0.0, 1.0, 3.0]), [-0.5, 0.5, 2.0, 4.0]);
        assert_eq!(edges(&[2.0]), [1.5, 2.5]);
        assert!(edges(&[]).is_empty());
    }
}
