//! Figures of studies, printed and copied without colour: what stands for different things differs in
//! lightness.

use resvg::usvg::Rect;
use trilat_figures::{
    Drawing, Figure, Rgb, Theme, curves, heat_map, network, peeling, phase_diagram, prim_box,
    sobol_bars, tornado,
};

use crate::layout::{parse, texts};
use crate::narrow;
use crate::synthetic as s;

const DPI: u32 = 300;
/// Least difference in L* of two signs that stand for different things, as of series in `layout`.
const APART: f64 = 8.0;
/// Space between a key and its words, in mm.
const GAP: f64 = 1.0;

/// A figure as printed, in lightness.
struct Print {
    width: usize,
    lightness: Vec<f64>,
    labels: Vec<(String, Rect)>,
}

impl Print {
    fn of(figure: &Figure) -> Self {
        let bytes = Drawing::read(&figure.svg).unwrap().png(DPI).unwrap();
        let mut reader = png::Decoder::new(bytes.as_slice()).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let lightness = |p: &[u8]| Rgb(p[0], p[1], p[2]).lightness();
        let tree = parse(&figure.svg);
        let mut labels = Vec::new();
        texts(tree.root(), &mut labels);
        Self {
            width: info.width as usize,
            lightness: pixels.chunks_exact(3).map(lightness).collect(),
            labels,
        }
    }

    /// Lightness of the pixels within `half` mm of a point, across and upwards.
    fn around(&self, (x, y): (f64, f64), half: (f64, f64)) -> Vec<f64> {
        let pixel = |mm: f64| (mm / 25.4 * f64::from(DPI)).round() as usize;
        let rows = pixel(y - half.1)..=pixel(y + half.1);
        rows.flat_map(|row| {
            let from = row * self.width;
            let ends = (from + pixel(x - half.0), from + pixel(x + half.0));
            self.lightness[ends.0..=ends.1].to_vec()
        })
        .collect()
    }

    /// The middle of the key, of this width, in front of the words of a legend.
    fn key(&self, words: &str, width: f64) -> (f64, f64) {
        let found = self.labels.iter().find(|(label, _)| label == words);
        let (_, area) = found.unwrap_or_else(|| panic!("{words}: {:?}", self.labels));
        // SVG has 96 units an inch.
        let mm = |units: f32| f64::from(units) / 96.0 * 25.4;
        let middle = (mm(area.top()) + mm(area.bottom())) / 2.0;
        (mm(area.left()) - GAP - width / 2.0, middle)
    }

    /// Mean lightness of a filled or hollow key.
    fn area(&self, words: &str, width: f64) -> f64 {
        let inside = self.around(self.key(words, width), (0.5, 0.5));
        inside.iter().sum::<f64>() / inside.len() as f64
    }

    /// The darkest of a line's key.
    fn line(&self, words: &str) -> f64 {
        let width = 6.5;
        let found = self.around(self.key(words, width), (width / 2.0 - 0.5, 0.3));
        found.into_iter().fold(f64::INFINITY, f64::min)
    }
}

/// Band, marker alone.
const BAND: f64 = 4.5;
const MARKER: f64 = 2.4;

fn themes() -> [Theme; 2] {
    [narrow(), narrow().grey(true)]
}

fn neighbours_differ(name: &str, lightness: &[f64]) {
    for pair in lightness.windows(2) {
        assert!((pair[0] - pair[1]).abs() > APART, "{name}: {lightness:?}");
    }
}

fn all_differ(name: &str, lightness: &[f64]) {
    let mut sorted = lightness.to_vec();
    sorted.sort_by(f64::total_cmp);
    neighbours_differ(name, &sorted);
}

#[test]
fn signs_bars_and_markers_of_studies_differ_in_grey() {
    let source = s::source();
    for theme in themes() {
        let print = Print::of(&phase_diagram(&s::phase(), &theme, &source).unwrap());
        let signs = [
            "+ increases",
            "− decreases",
            "? undecided",
            "0 no difference in any pair",
        ];
        all_differ("phase diagram", &signs.map(|sign| print.area(sign, BAND)));

        let print = Print::of(&sobol_bars(&s::sobol_table(), &theme, &source).unwrap());
        let bars = ["S1, first order", "ST, total"].map(|bar| print.area(bar, BAND));
        all_differ("sobol bars", &[bars[0], bars[1], 100.0]);

        let print = Print::of(&prim_box(&s::prim_points(), &theme, &source).unwrap());
        let points = ["war in more than 5 % of runs", "other point"];
        all_differ("box", &points.map(|point| print.area(point, MARKER)));

        let print = Print::of(&tornado(&s::tornado_table(), &theme, &source).unwrap());
        let ends = ["at the first value", "at the last value"];
        all_differ("tornado", &ends.map(|end| print.area(end, MARKER)));

        let print = Print::of(&peeling(&s::peeling_table(), &theme, &source).unwrap());
        let steps = print.line("steps of peeling and pasting");
        all_differ("peeling", &[steps, print.area("chosen", MARKER), 100.0]);
    }
}

#[test]
fn neighbouring_curves_differ_in_grey() {
    for theme in themes() {
        let figure = curves(&s::curves_table(6, 1), &theme, &s::source()).unwrap();
        let print = Print::of(&figure);
        let names = figure.data.text("series").unwrap();
        let mut names: Vec<&String> = names.iter().collect();
        names.dedup();
        assert_eq!(names.len(), 6);
        // In the legend, where the first has the factor before it and the longest is cut.
        let label = |name: &&String| {
            let is = |label: &&String| {
                let words = label.rsplit(": ").next().unwrap_or(label);
                let start = words.strip_suffix('…');
                words == name.as_str() || start.is_some_and(|start| name.starts_with(start))
            };
            let found = print.labels.iter().map(|(label, _)| label).find(is);
            found.unwrap_or_else(|| panic!("{name}")).clone()
        };
        let lightness: Vec<f64> = names.iter().map(|name| print.line(&label(name))).collect();
        neighbours_differ("curves", &lightness);
        assert!(lightness.iter().all(|l| *l < 85.0), "{lightness:?}");
    }
}

/// Of the colour bar, which has the colours of the cells: lighter means more, step by step.
#[test]
fn levels_of_a_heat_map_rise_in_grey() {
    const LEVELS: usize = 6;
    for theme in themes() {
        let figure = heat_map(&s::grid(40, 40, false), &theme, &s::source()).unwrap();
        let print = Print::of(&figure);
        let (x, top, bottom) = bar(&figure.svg);
        let level = |k: usize| {
            let share = (k as f64 + 0.5) / LEVELS as f64;
            let at = (x, bottom - share * (bottom - top));
            let found = print.around(at, (0.3, 0.1));
            found.iter().sum::<f64>() / found.len() as f64
        };
        let lightness: Vec<f64> = (0..LEVELS).map(level).collect();
        for pair in lightness.windows(2) {
            assert!(pair[1] - pair[0] > APART, "{lightness:?}");
        }
    }
}

/// Middle, top and bottom of the colour bar in mm: of the areas that begin at one corner the largest.
fn bar(svg: &str) -> (f64, f64, f64) {
    let corners = |line: &str| -> Option<Vec<(f64, f64)>> {
        let points = line.split("points=\"").nth(1)?.split('"').next()?;
        let point = |text: &str| {
            let (x, y) = text.split_once(',')?;
            Some((
                x.parse::<f64>().ok()? / 100.0,
                y.parse::<f64>().ok()? / 100.0,
            ))
        };
        points.split_whitespace().map(point).collect()
    };
    let areas: Vec<Vec<(f64, f64)>> = svg
        .lines()
        .filter(|line| line.starts_with("<polygon "))
        .filter_map(corners)
        .collect();
    let alike = |one: &[(f64, f64)]| areas.iter().filter(|other| other[..2] == one[..2]).count();
    let height = |one: &[(f64, f64)]| one[2].1 - one[1].1;
    let full = areas
        .iter()
        .max_by(|a, b| {
            alike(a)
                .cmp(&alike(b))
                .then(height(a).total_cmp(&height(b)))
        })
        .unwrap();
    assert!(alike(full) > 20, "{full:?}");
    ((full[0].0 + full[1].0) / 2.0, full[1].1, full[2].1)
}

/// States are read against the edges between them, and both against the paper.
#[test]
fn states_and_edges_of_a_network_differ_in_grey() {
    for theme in themes() {
        let figure = network(&s::network_table(3), &theme, &s::source()).unwrap();
        let print = Print::of(&figure);
        let (_, area) = print
            .labels
            .iter()
            .find(|(label, _)| label == "USA")
            .unwrap();
        let mm = |units: f32| f64::from(units) / 96.0 * 25.4;
        // Beneath the name, inside the disc of 6 mm.
        let at = (
            mm(area.left() + area.right()) / 2.0,
            mm(area.bottom()) + 1.5,
        );
        let disc = print.around(at, (0.3, 0.3));
        let disc = disc.iter().sum::<f64>() / disc.len() as f64;
        let edge = Rgb(150, 150, 150).lightness();
        all_differ("network", &[disc, edge, 100.0]);
    }
}
