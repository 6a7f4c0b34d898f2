//! What a user chooses of a figure, besides its kind and its look.

/// Which values a figure shows and what it calls them; all may be left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// Column or factor across.
    pub x: Option<String>,
    /// Column or factor upwards, for figures over two.
    pub y: Option<String>,
    /// Column or factor that tells series apart.
    pub series: Option<String>,
    /// Column or factor that tells panels apart.
    pub panel: Option<String>,
    /// Column of `runs.csv` whose estimates are shown, or observables of `months.csv` apart by commas; in a plain CSV
    /// the column of estimates.
    pub value: Option<String>,
    /// Scenarios or arms that are shown; all if empty.
    pub arms: Vec<String>,
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
    /// Traced run that a timeline shows; the first if left out.
    pub run: Option<u64>,
    /// Title above the figure.
    pub title: Option<String>,
    /// Words of the horizontal axis.
    pub x_label: Option<String>,
    /// Words of the vertical axis.
    pub y_label: Option<String>,
    /// Words of the estimate.
    pub value_label: Option<String>,
    /// Labels and what they are replaced by.
    pub labels: Vec<(String, String)>,
}

impl Choices {
    /// The traced run that a timeline shows.
    pub fn traced_run(&self) -> u64 {
        self.run.unwrap_or(0)
    }

    /// Words for what a figure's table calls `title`, `x`, `y` and `value`, where they are given.
    pub(super) fn words(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("title", &self.title),
            ("x", &self.x_label),
            ("y", &self.y_label),
            ("value", &self.value_label),
        ]
        .into_iter()
        .filter_map(|(key, words)| Some((key, words.as_deref()?)))
    }
}

/// A choice that only some kinds of figures offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// [`Choices::x`].
    X,
    /// [`Choices::y`].
    Y,
    /// [`Choices::series`].
    Series,
    /// [`Choices::panel`].
    Panel,
    /// [`Choices::value`].
    Value,
    /// [`Choices::arms`].
    Arms,
    /// [`Choices::statistic`].
    Statistic,
    /// [`Choices::threshold`].
    Threshold,
    /// [`Choices::effect`].
    Effect,
    /// [`Choices::at`].
    At,
    /// [`Choices::box_number`].
    Box,
    /// [`Choices::run`].
    Run,
    /// [`Choices::x_label`].
    XLabel,
    /// [`Choices::y_label`].
    YLabel,
    /// [`Choices::value_label`].
    ValueLabel,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::X,
        Self::Y,
        Self::Series,
        Self::Panel,
        Self::Value,
        Self::Arms,
        Self::Statistic,
        Self::Threshold,
        Self::Effect,
        Self::At,
        Self::Box,
        Self::Run,
        Self::XLabel,
        Self::YLabel,
        Self::ValueLabel,
    ];

    /// Its option, as users write it.
    pub fn option(self) -> &'static str {
        match self {
            Self::X => "--x",
            Self::Y => "--y",
            Self::Series => "--series",
            Self::Panel => "--panel",
            Self::Value => "--value",
            Self::Arms => "--arms",
            Self::Statistic => "--statistic",
            Self::Threshold => "--threshold",
            Self::Effect => "--effect",
            Self::At => "--at",
            Self::Box => "--box",
            Self::Run => "--run",
            Self::XLabel => "--x-label",
            Self::YLabel => "--y-label",
            Self::ValueLabel => "--value-label",
        }
    }

    /// The choice of the words that a figure calls `x`, `y` or `value`.
    pub(super) fn of_words(key: &str) -> Option<Self> {
        match key {
            "x" => Some(Self::XLabel),
            "y" => Some(Self::YLabel),
            "value" => Some(Self::ValueLabel),
            _ => None,
        }
    }

    /// The column or factor that it names, if it was made and names one.
    pub(super) fn name_in(self, choices: &Choices) -> Option<&str> {
        let name = match self {
            Self::X => &choices.x,
            Self::Y => &choices.y,
            Self::Series => &choices.series,
            Self::Panel => &choices.panel,
            Self::Value => &choices.value,
            _ => &None,
        };
        name.as_deref()
    }

    /// Whether it was made.
    pub fn is_made(self, choices: &Choices) -> bool {
        match self {
            Self::X | Self::Y | Self::Series | Self::Panel | Self::Value => {
                self.name_in(choices).is_some()
            }
            Self::Arms => !choices.arms.is_empty(),
            Self::Statistic => choices.statistic.is_some(),
            Self::Threshold => choices.threshold.is_some(),
            Self::Effect => choices.effect.is_some(),
            Self::At => !choices.at.is_empty(),
            Self::Box => choices.box_number.is_some(),
            Self::Run => choices.run.is_some(),
            Self::XLabel => choices.x_label.is_some(),
            Self::YLabel => choices.y_label.is_some(),
            Self::ValueLabel => choices.value_label.is_some(),
        }
    }
}
