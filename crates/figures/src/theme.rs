//! One look for every figure: column widths, text sizes, colours, line types, markers.

use std::str::FromStr;

use super::error::FigureError;

/// A width and text size that a journal or a lecture asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// One column of the *American Political Science Review*: 85 mm, 8/7 pt.
    Apsr1Col,
    /// A page and a half column: 114 mm, 8/7 pt.
    Mm114,
    /// Two columns: 178 mm, 8/7 pt.
    Mm178,
    /// A 16:9 slide's content width: 254 mm, 16/14 pt.
    Slide,
}

impl Preset {
    /// All presets, narrowest first.
    pub const ALL: [Preset; 4] = [
        Preset::Apsr1Col,
        Preset::Mm114,
        Preset::Mm178,
        Preset::Slide,
    ];

    /// The name that users write.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Apsr1Col => "apsr-1col",
            Preset::Mm114 => "apsr-1.5col",
            Preset::Mm178 => "apsr-2col",
            Preset::Slide => "slide",
        }
    }
}

impl FromStr for Preset {
    type Err = FigureError;

    /// Reads a preset's name; `85mm`, `114mm`, `178mm` and `2col` are accepted too.
    fn from_str(name: &str) -> Result<Self, FigureError> {
        let canonical = match name {
            "85mm" => "apsr-1col",
            "114mm" => "apsr-1.5col",
            "2col" | "178mm" => "apsr-2col",
            other => other,
        };
        Preset::ALL
            .into_iter()
            .find(|preset| preset.name() == canonical)
            .ok_or_else(|| FigureError::UnknownPreset {
                name: name.to_string(),
                allowed: Preset::ALL.iter().map(|p| p.name().to_string()).collect(),
            })
    }
}

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(
    /// Red, 0–255.
    pub u8,
    /// Green, 0–255.
    pub u8,
    /// Blue, 0–255.
    pub u8,
);

impl Rgb {
    /// Black.
    pub const BLACK: Rgb = Rgb(0, 0, 0);
    /// White.
    pub const WHITE: Rgb = Rgb(255, 255, 255);

    /// CIE 1976 lightness L*, 0 (black) to 100 (white): what is left in a greyscale print.
    pub fn lightness(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                libm::pow((c + 0.055) / 1.055, 2.4)
            }
        };
        let y = 0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2);
        if y <= 216.0 / 24_389.0 {
            y * 24_389.0 / 27.0
        } else {
            116.0 * libm::cbrt(y) - 16.0
        }
    }
}

/// Line type. The patterns live in the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dash {
    Solid,
    Long,
    LongDot,
    Dot,
    /// Reserved for means, so that it never stands for a series.
    Short,
}

/// Marker shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
    TriangleDown,
    Hexagon,
    Pentagon,
}

/// How one series looks: colour, line type and marker all differ, so that any one of them can be lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SeriesStyle {
    pub colour: Rgb,
    pub dash: Dash,
    pub shape: Shape,
}

impl SeriesStyle {
    /// A solid line in one colour.
    pub(super) fn plain(colour: Rgb) -> Self {
        Self {
            colour,
            dash: Dash::Solid,
            shape: Shape::Circle,
        }
    }
}

/// The look of a figure. Lengths in mm, text in pt.
///
/// ```
/// use trilat_figures::{Preset, Theme};
/// let theme = Theme::new(Preset::Apsr1Col).grey(true);
/// assert_eq!(theme.width_mm(), 85.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    preset: Preset,
    grey: bool,
    source_line: bool,
}

/// Millimetres in a point.
pub(super) const MM_PER_PT: f64 = 25.4 / 72.0;

/// Okabe & Ito's palette (2008, "Color universal design"), without its yellow, which is too light for
/// lines on white; ordered so that neighbours differ in lightness.
const OKABE_ITO: [Rgb; 7] = [
    Rgb(0, 114, 178),
    Rgb(230, 159, 0),
    Rgb(0, 0, 0),
    Rgb(0, 158, 115),
    Rgb(86, 180, 233),
    Rgb(204, 121, 167),
    Rgb(213, 94, 0),
];

/// Viridis (van der Walt & Smith 2015) at 0, 1/8 … 6/8: its yellow end is too light for lines on white.
const VIRIDIS: [Rgb; 7] = [
    Rgb(68, 1, 84),
    Rgb(71, 44, 122),
    Rgb(59, 81, 139),
    Rgb(44, 113, 142),
    Rgb(33, 144, 141),
    Rgb(39, 173, 129),
    Rgb(92, 200, 99),
];

/// All of viridis at 0, 1/8 … 1, for areas.
const VIRIDIS_AREAS: [Rgb; 9] = [
    VIRIDIS[0],
    VIRIDIS[1],
    VIRIDIS[2],
    VIRIDIS[3],
    VIRIDIS[4],
    VIRIDIS[5],
    VIRIDIS[6],
    Rgb(170, 220, 50),
    Rgb(253, 231, 37),
];

const DASHES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::LongDot, Dash::Dot];
const SHAPES: [Shape; 7] = [
    Shape::Circle,
    Shape::Square,
    Shape::Triangle,
    Shape::Diamond,
    Shape::TriangleDown,
    Shape::Hexagon,
    Shape::Pentagon,
];

impl Theme {
    /// The theme of a preset, in colour.
    pub fn new(preset: Preset) -> Self {
        Self {
            preset,
            grey: false,
            source_line: true,
        }
    }

    /// Draws in shades of grey if `grey`.
    #[must_use]
    pub fn grey(self, grey: bool) -> Self {
        Self { grey, ..self }
    }

    /// Draws the line below the figure that says where its numbers come from, unless it is not wanted: captions say the
    /// same.
    #[must_use]
    pub fn source_line(self, source_line: bool) -> Self {
        Self {
            source_line,
            ..self
        }
    }

    /// Whether figures say below where their numbers come from.
    pub(super) fn has_source_line(&self) -> bool {
        self.source_line
    }

    /// The preset.
    pub fn preset(&self) -> Preset {
        self.preset
    }

    /// Final width in mm.
    pub fn width_mm(&self) -> f64 {
        match self.preset {
            Preset::Apsr1Col => 85.0,
            Preset::Mm114 => 114.0,
            Preset::Mm178 => 178.0,
            Preset::Slide => 254.0,
        }
    }

    /// Resolution of PNG output in dots per inch: 600 for print, 150 for slides.
    pub fn png_dpi(&self) -> u32 {
        match self.preset {
            Preset::Slide => 150,
            _ => 600,
        }
    }

    /// Size of panel and axis titles in pt.
    pub fn text_pt(&self) -> f64 {
        8.0 * self.scale()
    }

    /// Size of tick labels, legends and notes in pt.
    pub fn small_pt(&self) -> f64 {
        7.0 * self.scale()
    }

    /// Factor on text, line widths and gaps relative to print.
    pub(super) fn scale(&self) -> f64 {
        match self.preset {
            Preset::Slide => 2.0,
            _ => 1.0,
        }
    }

    /// Height in mm of a line of small text.
    pub(super) fn line_mm(&self) -> f64 {
        self.small_pt() * MM_PER_PT * 1.25
    }

    /// `mm` on a slide as on paper: lengths that must follow the text.
    pub(super) fn mm(&self, mm: f64) -> f64 {
        mm * self.scale()
    }

    /// Whether figures are drawn in shades of grey.
    pub(super) fn is_grey(&self) -> bool {
        self.grey
    }

    /// Colour of axes and text that frames the data.
    pub(super) fn ink(&self) -> Rgb {
        Rgb(51, 51, 51)
    }

    /// Colour of grid lines.
    pub(super) fn grid(&self) -> Rgb {
        Rgb(224, 224, 224)
    }

    /// Styles of `n` unordered series.
    pub(super) fn categories(&self, n: usize) -> Vec<SeriesStyle> {
        let colour = |i: usize| {
            if self.grey {
                grey_step(alternate(i, n), n)
            } else {
                OKABE_ITO[i % OKABE_ITO.len()]
            }
        };
        (0..n).map(|i| series_style(i, colour(i))).collect()
    }

    /// Styles of `n` series with an order, such as rungs.
    pub(super) fn ordered(&self, n: usize) -> Vec<SeriesStyle> {
        (0..n)
            .map(|i| series_style(i, self.ordered_colour(i, n)))
            .collect()
    }

    /// Colour of an area at `share`, 0 to 1, of a continuous scale: viridis, dark first.
    pub(super) fn shade(&self, share: f64) -> Rgb {
        let share = share.clamp(0.0, 1.0);
        if self.grey {
            return mix(Rgb(30, 30, 30), Rgb(240, 240, 240), share);
        }
        let at = share * (VIRIDIS_AREAS.len() - 1) as f64;
        let low = (at.floor() as usize).min(VIRIDIS_AREAS.len() - 2);
        mix(VIRIDIS_AREAS[low], VIRIDIS_AREAS[low + 1], at - low as f64)
    }

    /// Colour of place `i` of `n` on an ordered scale, dark first.
    pub(super) fn ordered_colour(&self, i: usize, n: usize) -> Rgb {
        if self.grey {
            return grey_step(i, n);
        }
        let last = (VIRIDIS.len() - 1) as f64;
        let at = if n < 2 {
            0.0
        } else {
            last * i as f64 / (n - 1) as f64
        };
        let low = (at.floor() as usize).min(VIRIDIS.len() - 2);
        mix(VIRIDIS[low], VIRIDIS[low + 1], at - low as f64)
    }
}

fn series_style(i: usize, colour: Rgb) -> SeriesStyle {
    SeriesStyle {
        colour,
        dash: DASHES[i % DASHES.len()],
        shape: SHAPES[i % SHAPES.len()],
    }
}

/// Place `i` of `n` steps from black to a grey that still reads on white and on a pale band.
fn grey_step(i: usize, n: usize) -> Rgb {
    let lightest = f64::min(65.0 * n.saturating_sub(1) as f64, 150.0);
    let at = if n < 2 {
        0.0
    } else {
        i as f64 / (n - 1) as f64
    };
    let level = (at * lightest).round() as u8;
    Rgb(level, level, level)
}

/// Interleaves dark and light halves, so that neighbours in a legend stay apart in grey.
fn alternate(i: usize, n: usize) -> usize {
    if i.is_multiple_of(2) {
        i / 2
    } else {
        n.div_ceil(2) + i / 2
    }
}

/// Linear blend of two colours, `share` of the second.
pub(super) fn mix(a: Rgb, b: Rgb, share: f64) -> Rgb {
    let blend = |x: u8, y: u8| (f64::from(x) + share * (f64::from(y) - f64::from(x))).round() as u8;
    Rgb(blend(a.0, b.0), blend(a.1, b.1), blend(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closest_neighbours(styles: &[SeriesStyle]) -> f64 {
        styles
            .windows(2)
            .map(|pair| (pair[0].colour.lightness() - pair[1].colour.lightness()).abs())
            .fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn lightness_of_known_colours() {
        assert!((Rgb::WHITE.lightness() - 100.0).abs() < 1e-9);
        assert!(Rgb::BLACK.lightness().abs() < 1e-9);
        // Mid grey 119 is L* = 50.03.
        assert!((Rgb(119, 119, 119).lightness() - 50.03).abs() < 0.01);
    }

    #[test]
    fn neighbours_stay_apart_in_greyscale() {
        let theme = Theme::new(Preset::Apsr1Col);
        assert!(closest_neighbours(&theme.categories(7)) > 6.0);
        assert!(closest_neighbours(&theme.ordered(6)) > 8.0);
        assert!(closest_neighbours(&theme.grey(true).categories(6)) > 8.0);
        assert!(closest_neighbours(&theme.grey(true).ordered(6)) > 8.0);
    }

    #[test]
    fn line_type_and_marker_change_from_series_to_series() {
        let styles = Theme::new(Preset::Mm178).categories(7);
        for pair in styles.windows(2) {
            assert_ne!(pair[0].dash, pair[1].dash);
            assert_ne!(pair[0].shape, pair[1].shape);
        }
    }

    #[test]
    fn every_colour_reads_on_white() {
        for n in 1..8 {
            for grey in [false, true] {
                let theme = Theme::new(Preset::Slide).grey(grey);
                for style in theme.categories(n).iter().chain(&theme.ordered(n)) {
                    assert!(style.colour.lightness() < 76.0, "{:?}", style.colour);
                }
            }
        }
    }

    #[test]
    fn presets_are_read_by_name_and_alias() {
        assert_eq!("85mm".parse::<Preset>().unwrap(), Preset::Apsr1Col);
        assert_eq!("2col".parse::<Preset>().unwrap(), Preset::Mm178);
        let error = "a4".parse::<Preset>().unwrap_err().to_string();
        assert!(
            error.contains("`a4`") && error.contains("`apsr-2col`"),
            "{error}"
        );
    }
}
