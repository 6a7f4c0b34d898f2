//! Which rows of a figure's data lie where: what a page needs to say the numbers under a pointer.

/// A panel with an axis from left to right, in mm from the upper left corner of the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Left edge, mm.
    pub left: f64,
    /// Upper edge, mm.
    pub top: f64,
    /// Right edge, mm.
    pub right: f64,
    /// Lower edge, mm.
    pub bottom: f64,
    /// Which columns of [`super::Figure::data`] say what is read there.
    pub columns: Reading,
    /// The values on the axis that have data, from left to right.
    pub places: Vec<Place>,
}

/// The columns that are read where a pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the axis shows, such as `month`.
    pub at: &'static str,
    /// What tells the rows of a place apart.
    pub series: &'static str,
    /// The number that is drawn as a line.
    pub value: &'static str,
    /// Ends of the band around it.
    pub band: (&'static str, &'static str),
}

/// A value on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where it is, mm from the left of the figure.
    pub x: f64,
    /// Rows of the data that hold there, counted from 0.
    pub rows: Vec<usize>,
}

/// Places from rows with where each is, in any order.
pub(super) fn places(rows: impl IntoIterator<Item = (f64, usize)>) -> Vec<Place> {
    let mut rows: Vec<(f64, usize)> = rows.into_iter().collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut places: Vec<Place> = Vec::new();
    for (x, row) in rows {
        match places.last_mut().filter(|last| last.x == x) {
            Some(last) => last.rows.push(row),
            None => places.push(Place { x, rows: vec![row] }),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_place_stand_together_from_left_to_right() {
        let found = places([(2.0, 3), (1.0, 1), (2.0, 0)]);
        let rows: Vec<(f64, Vec<usize>)> = found.into_iter().map(|p| (p.x, p.rows)).collect();
        assert_eq!(rows, [(1.0, vec![1]), (2.0, vec![0, 3])]);
    }
}
