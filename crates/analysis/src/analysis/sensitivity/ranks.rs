//! Ranks with ties, of weighted values.

/// The order of a column's values, once and for all its resamples.
#[derive(Clone, Debug, Default)]
pub struct Order(Vec<u32>);

impl Order {
    /// Sorts a column; equal values in the order of the points.
    pub fn of(values: &[f64]) -> Self {
        let mut order: Vec<u32> = (0..values.len() as u32).collect();
        let at = |place: &u32| values.get(*place as usize).copied().unwrap_or(f64::NAN);
        order.sort_by(|a, b| at(a).total_cmp(&at(b)));
        Self(order)
    }

    /// Places of equal values together, from the smallest value to the largest.
    pub fn tied<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = &'a [u32]> {
        let at = |place: &u32| values.get(*place as usize);
        self.0.chunk_by(move |a, b| at(a) == at(b))
    }

    /// The mean ranks, from 1, of values of which each occurs as often as its weight says. Equal values share
    /// the mean of their ranks.
    ///
    /// ```
    /// use trilat_analysis::analysis::sensitivity::ranks::Order;
    ///
    /// let values = [3.0, 1.0, 3.0, 2.0];
    /// let mut ranks = Vec::new();
    /// Order::of(&values).ranks(&values, &[1.0; 4], &mut ranks);
    /// assert_eq!(ranks, [3.5, 1.0, 3.5, 2.0]);
    /// ```
    pub fn ranks(&self, values: &[f64], weights: &[f64], ranks: &mut Vec<f64>) {
        ranks.clear();
        ranks.resize(values.len(), 0.0);
        let mut before = 0.0;
        for tied in self.tied(values) {
            let weight = |place: &u32| weights.get(*place as usize).copied().unwrap_or(0.0);
            let total: f64 = tied.iter().map(weight).sum();
            for place in tied {
                if let Some(rank) = ranks.get_mut(*place as usize) {
                    *rank = before + 0.5 * (total + 1.0);
                }
            }
            before += total;
        }
    }
}
