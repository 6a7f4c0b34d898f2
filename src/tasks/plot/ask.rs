//! What a user asks of a figure, besides its kind.

/// Which values a figure shows and what it calls them; all may be left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// Column or factor across.
    pub x: Option<String>,
    /// Column or factor upwards, for figures over two.
    pub y: Option<String>,
    /// Column or factor that tells series apart.
    pub series: Option<String>,
    /// Column or factor that tells panels apart.
    pub panel: Option<String>,
    /// Column of `runs.csv` whose estimates are shown; in a plain CSV the column of estimates.
    pub value: Option<String>,
    /// Statistic of that column; its first one if left out.
    pub statistic: Option<String>,
    /// Value at which a heat map has its contour.
    pub threshold: Option<f64>,
    /// Factor whose effect a phase diagram shows, from its first to its last value.
    pub effect: Option<String>,
    /// Values at which factors are held, as `(factor, value)`.
    pub at: Vec<(String, String)>,
    /// Box of a discovery that is shown; the first if left out.
    pub box_number: Option<u64>,
    /// Traced run that a timeline shows.
    pub run: u64,
    /// Words that replace others: `title`, `x`, `y`, `value`, or any text of the figure.
    pub labels: Vec<(String, String)>,
}
