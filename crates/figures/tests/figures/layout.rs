//! Nothing overlaps, nothing leaves the page, greys differ, curves are smooth.

use std::sync::Arc;

use resvg::usvg::{Group, Node, Options, Rect, Tree, fontdb};
use trilat_figures::{Drawing, Preset, Theme, bands_over_time, time_to_first_event};

use crate::synthetic::{beliefs, source, survival};
use crate::{gallery, narrow};

pub(crate) fn parse(svg: &str) -> Tree {
    let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts");
    let mut database = fontdb::Database::new();
    database.load_fonts_dir(fonts);
    let options = Options {
        fontdb: Arc::new(database),
        ..Options::default()
    };
    Tree::from_str(svg, &options).unwrap()
}

/// Text with the box that its letters fill; line spacing above and below is taken off.
pub(crate) fn texts(group: &Group, out: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => texts(inner, out),
            Node::Text(text) => {
                let words: String = text.chunks().iter().map(|c| c.text()).collect();
                let b = text.abs_bounding_box();
                let (dx, dy) = if b.height() > b.width() && words.len() > 3 {
                    (0.15 * b.width(), 0.0)
                } else {
                    (0.0, 0.15 * b.height())
                };
                let tight =
                    Rect::from_ltrb(b.left() + dx, b.top() + dy, b.right() - dx, b.bottom() - dy);
                out.push((words, tight.unwrap()));
            }
            _ => {}
        }
    }
}

#[test]
fn no_label_meets_another_or_leaves_the_page() {
    for preset in Preset::ALL {
        for (name, figure) in gallery(&Theme::new(preset)) {
            let tree = parse(&figure.svg);
            let mut labels = Vec::new();
            texts(tree.root(), &mut labels);
            assert!(labels.len() > 5, "{name}");
            for (i, (words, a)) in labels.iter().enumerate() {
                let inside = a.left() >= 0.0
                    && a.top() >= 0.0
                    && a.right() <= tree.size().width()
                    && a.bottom() <= tree.size().height();
                assert!(
                    inside,
                    "{} {name}: `{words}` leaves the page",
                    preset.name()
                );
                for (other, b) in &labels[i + 1..] {
                    let apart = a.right() <= b.left()
                        || b.right() <= a.left()
                        || a.bottom() <= b.top()
                        || b.bottom() <= a.top();
                    assert!(apart, "{} {name}: `{words}` meets `{other}`", preset.name());
                }
            }
        }
    }
}

#[test]
fn text_is_between_7_and_9_points_in_print() {
    for preset in [Preset::Apsr1Col, Preset::Mm114, Preset::Mm178] {
        for (name, figure) in gallery(&Theme::new(preset)) {
            for part in figure.svg.split("font-size=\"").skip(1) {
                let units: f64 = part.split('"').next().unwrap().parse().unwrap();
                let pt = units / 100.0 / 25.4 * 72.0;
                assert!((6.99..=9.0).contains(&pt), "{name}: {pt} pt");
            }
        }
    }
}

/// Lightness L* of the pixels at the left ends of the legend's lines.
fn legend_lightness(svg: &str, series: usize) -> Vec<f64> {
    let dpi = 300;
    let bytes = Drawing::read(svg).unwrap().png(dpi).unwrap();
    let mut reader = png::Decoder::new(bytes.as_slice()).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let at = |x_mm: f64, y_mm: f64| {
        let pixel = |mm: f64| (mm / 25.4 * f64::from(dpi)).round() as usize;
        let start = (pixel(y_mm) * info.width as usize + pixel(x_mm)) * 3;
        let p = &pixels[start..start + 3];
        trilat_figures::Rgb(p[0], p[1], p[2]).lightness()
    };
    svg.lines()
        .filter(|l| l.starts_with("<polyline"))
        .take(series)
        .map(|l| {
            let points = l.split("points=\"").nth(1).unwrap();
            let first = points.split(' ').next().unwrap();
            let (x, y) = first.split_once(',').unwrap();
            at(
                x.parse::<f64>().unwrap() / 100.0 + 0.3,
                y.parse::<f64>().unwrap() / 100.0,
            )
        })
        .collect()
}

#[test]
fn adjacent_series_differ_once_printed_in_grey() {
    for grey in [false, true] {
        let theme = narrow().grey(grey);
        let three = bands_over_time(&beliefs(), &theme, &source()).unwrap();
        let five = time_to_first_event(&survival(), &theme, &source()).unwrap();
        for (svg, n) in [(&three.svg, 3), (&five.svg, 5)] {
            let lightness = legend_lightness(svg, n);
            assert_eq!(lightness.len(), n);
            for pair in lightness.windows(2) {
                assert!((pair[0] - pair[1]).abs() > 8.0, "{lightness:?}");
            }
            // And all differ from the paper.
            assert!(lightness.iter().all(|l| *l < 80.0), "{lightness:?}");
        }
    }
}

#[test]
fn grey_theme_uses_no_colour() {
    for (name, figure) in gallery(&narrow().grey(true)) {
        for part in figure.svg.split("=\"#").skip(1) {
            let hex = &part[..6];
            assert!(
                hex[0..2] == hex[2..4] && hex[2..4] == hex[4..6],
                "{name}: #{hex}"
            );
        }
    }
}

#[test]
fn curves_are_smooth_at_final_size() {
    let figure = bands_over_time(&beliefs(), &narrow(), &source()).unwrap();
    let curves: Vec<Vec<f64>> = figure
        .svg
        .lines()
        .filter_map(|l| l.strip_prefix("<polyline")?.split("points=\"").nth(1))
        .map(|points| {
            points
                .split(' ')
                .filter_map(|p| p.split_once(',')?.1.parse().ok())
                .collect()
        })
        .filter(|ys: &Vec<f64>| ys.len() == 144)
        .collect();
    assert_eq!(curves.len(), 9);
    let medians = figure.data.numbers("q50").unwrap();
    for (ys, q) in curves.iter().zip(medians.chunks(144)) {
        // The curve is the data, up to scale and place, to within 1/100 mm: nothing is snapped to pixels.
        let ends = |v: &[f64]| {
            let low = v.iter().copied().fold(f64::INFINITY, f64::min);
            let high = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (low, high)
        };
        let ((y_low, y_high), (q_low, q_high)) = (ends(ys), ends(q));
        for (y, q) in ys.iter().zip(q) {
            let wanted = y_high - (q - q_low) / (q_high - q_low) * (y_high - y_low);
            assert!((y - wanted).abs() <= 1.5, "{y} in place of {wanted}");
        }
        let on_pixels = ys.iter().filter(|y| (*y / 26.458_333).fract().abs() < 0.01);
        assert!(on_pixels.count() < 20, "points lie on whole CSS pixels");
    }
}
