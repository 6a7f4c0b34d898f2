//! A drawing surface in millimetres on top of plotters' SVG backend.
//!
//! Plotters knows whole pixels only. Drawing on a canvas of 1/100 mm and setting the printed size with
//! `width`, `height` and `viewBox` keeps curves smooth. Plotters has no dash pattern either: the line
//! type rides in the thousands of the stroke width and is turned into `stroke-dasharray` at the end.

mod svg;
mod units;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    FontDesc, FontFamily, FontStyle, FontTransform, RGBAColor, ShapeStyle, TextStyle,
};

use self::units::{DASH_UNIT, unit};
use super::error::FigureError;
use super::font::{self, TextSize};
use super::frame::Frame;
pub(super) use super::frame::Point;
use super::panel::{Panel, Place, Reading};
use super::theme::{Dash, MM_PER_PT, Rgb, Shape};

/// Plotters divides text sizes by this before it writes them.
const PLOTTERS_TEXT_RATIO: f64 = 1.24;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    pub colour: Rgb,
    /// Width in mm.
    pub width: f64,
    pub dash: Dash,
}

impl Stroke {
    pub(super) fn solid(colour: Rgb, width: f64) -> Self {
        Self {
            colour,
            width,
            dash: Dash::Solid,
        }
    }
}

/// Where a text sits relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone)]
enum Mark {
    Line(Vec<Point>, Stroke),
    Area(Vec<Point>, Rgb, f64),
    Disc(Point, f64, Rgb),
    Ring(Point, f64, Stroke),
    Text(Label),
}

#[derive(Debug, Clone)]
struct Label {
    text: String,
    at: Point,
    size: TextSize,
    align: Align,
    colour: Rgb,
    upright: bool,
}

/// Collects marks in drawing order and writes them out once the height is known.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    marks: Vec<Mark>,
    panels: Vec<Panel>,
    /// The font's first gap, reported at the end so that drawing code stays plain.
    no_glyph: Option<(String, char)>,
}

impl Canvas {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Says which rows of the figure's data lie where in a frame.
    pub(super) fn panel(&mut self, frame: &Frame, columns: Reading, places: Vec<Place>) {
        self.panels.push(Panel {
            left: frame.left,
            top: frame.top,
            right: frame.right,
            bottom: frame.bottom,
            columns,
            places,
        });
    }

    /// What [`Self::panel`] was told.
    pub(super) fn take_panels(&mut self) -> Vec<Panel> {
        std::mem::take(&mut self.panels)
    }

    /// A line through the points; nothing for fewer than two.
    pub(super) fn line(&mut self, points: Vec<Point>, stroke: Stroke) {
        if points.len() > 1 && points.iter().all(finite) {
            self.marks.push(Mark::Line(points, stroke));
        }
    }

    /// A filled polygon.
    pub(super) fn area(&mut self, points: Vec<Point>, colour: Rgb, opacity: f64) {
        if points.len() > 2 && points.iter().all(finite) {
            self.marks.push(Mark::Area(points, colour, opacity));
        }
    }

    /// A filled rectangle from its upper left to its lower right corner.
    pub(super) fn rect(&mut self, a: Point, b: Point, colour: Rgb, opacity: f64) {
        self.area(vec![a, (b.0, a.1), b, (a.0, b.1)], colour, opacity);
    }

    /// A marker whose area is about that of a disc of radius `r`, filled, or white inside if `hollow`.
    pub(super) fn marker(&mut self, shape: Shape, at: Point, r: f64, colour: Rgb, hollow: bool) {
        if !finite(&at) {
            return;
        }
        let outline = Stroke::solid(colour, (0.28 * r).clamp(0.12, 0.4));
        if shape == Shape::Circle {
            let inside = if hollow { Rgb::WHITE } else { colour };
            self.marks.push(Mark::Disc(at, r, inside));
            if hollow {
                self.marks.push(Mark::Ring(at, r, outline));
            }
            return;
        }
        let mut corners: Vec<Point> = unit_polygon(shape)
            .iter()
            .map(|(x, y)| (at.0 + r * x, at.1 + r * y))
            .collect();
        if hollow {
            self.area(corners.clone(), Rgb::WHITE, 1.0);
            corners.extend_from_within(..2);
            self.line(corners, outline);
        } else {
            self.area(corners, colour, 1.0);
        }
    }

    /// Horizontal text whose middle line passes through `at`.
    pub(super) fn text(
        &mut self,
        text: &str,
        at: Point,
        size: TextSize,
        align: Align,
        colour: Rgb,
    ) {
        self.label(text, at, size, align, colour, false);
    }

    /// Text that reads upwards, centred on `at`.
    pub(super) fn upright_text(&mut self, text: &str, at: Point, size: TextSize, colour: Rgb) {
        self.label(text, at, size, Align::Middle, colour, true);
    }

    fn label(
        &mut self,
        text: &str,
        at: Point,
        size: TextSize,
        align: Align,
        colour: Rgb,
        upright: bool,
    ) {
        if text.trim().is_empty() || !finite(&at) {
            return;
        }
        if let (None, Some(character)) = (&self.no_glyph, font::missing_glyph(text, size)) {
            self.no_glyph = Some((text.to_string(), character));
        }
        self.marks.push(Mark::Text(Label {
            text: text.to_string(),
            at,
            size,
            align,
            colour,
            upright,
        }));
    }

    /// The finished SVG of `width` × `height` mm, with `title` and `description` for screen readers.
    pub(super) fn finish(
        self,
        figure: &str,
        width: f64,
        height: f64,
        title: &str,
        description: &str,
    ) -> Result<String, FigureError> {
        if let Some((label, character)) = self.no_glyph {
            return Err(FigureError::NoGlyph {
                figure: figure.to_string(),
                label,
                character,
            });
        }
        let mut raw = String::new();
        {
            let size = (unit(width).max(1) as u32, unit(height).max(1) as u32);
            let area = SVGBackend::with_string(&mut raw, size).into_drawing_area();
            for mark in &self.marks {
                draw(&area, mark).map_err(|message| FigureError::Render {
                    stage: "SVG",
                    message,
                })?;
            }
            area.present().map_err(|e| FigureError::Render {
                stage: "SVG",
                message: e.to_string(),
            })?;
        }
        Ok(svg::tidy(&raw, width, height, title, description))
    }
}

fn finite(point: &Point) -> bool {
    point.0.is_finite() && point.1.is_finite()
}

fn units(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|(x, y)| (unit(*x), unit(*y))).collect()
}

fn rgba(colour: Rgb, opacity: f64) -> RGBAColor {
    RGBAColor(
        colour.0,
        colour.1,
        colour.2,
        (opacity * 1000.0).round() / 1000.0,
    )
}

fn stroke_style(stroke: &Stroke) -> ShapeStyle {
    let width = unit(stroke.width).clamp(1, DASH_UNIT as i32 - 1) as u32;
    ShapeStyle {
        color: rgba(stroke.colour, 1.0),
        filled: false,
        stroke_width: width + DASH_UNIT * dash_class(stroke.dash),
    }
}

fn fill_style(colour: Rgb, opacity: f64) -> ShapeStyle {
    ShapeStyle {
        color: rgba(colour, opacity),
        filled: true,
        stroke_width: 0,
    }
}

fn dash_class(dash: Dash) -> u32 {
    match dash {
        Dash::Solid => 0,
        Dash::Long => 1,
        Dash::LongDot => 2,
        Dash::Dot => 3,
        Dash::Short => 4,
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw(area: &Area<'_>, mark: &Mark) -> Result<(), String> {
    match mark {
        Mark::Line(points, stroke) => {
            area.draw(&PathElement::new(units(points), stroke_style(stroke)))
        }
        Mark::Area(points, colour, opacity) => {
            area.draw(&Polygon::new(units(points), fill_style(*colour, *opacity)))
        }
        Mark::Disc(at, r, colour) => area.draw(&Circle::new(
            (unit(at.0), unit(at.1)),
            unit(*r),
            fill_style(*colour, 1.0),
        )),
        Mark::Ring(at, r, stroke) => area.draw(&Circle::new(
            (unit(at.0), unit(at.1)),
            unit(*r),
            stroke_style(stroke),
        )),
        Mark::Text(label) => draw_text(area, label),
    }
    .map_err(|e| e.to_string())
}

fn draw_text<'a>(
    area: &Area<'a>,
    label: &Label,
) -> Result<(), plotters::drawing::DrawingAreaErrorKind<std::io::Error>> {
    let em = label.size.pt * MM_PER_PT;
    let style = if label.size.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let turn = if label.upright {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let font = FontDesc::new(
        FontFamily::Name(font::svg_family()),
        f64::from(unit(em)) * PLOTTERS_TEXT_RATIO,
        style,
    )
    .transform(turn);
    let h_pos = match label.align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    let colour = rgba(label.colour, 1.0);
    let style = TextStyle::from(font)
        .color(&colour)
        .pos(Pos::new(h_pos, VPos::Center));
    // VPos::Center puts the baseline a quarter of an em below the point, which is right for lower-case
    // letters; capitals and digits ask for a little more.
    let nudge = 0.08 * em;
    let (dx, dy) = if label.upright {
        (nudge, 0.0)
    } else {
        (0.0, nudge)
    };
    area.draw_text(
        &label.text,
        &style,
        (unit(label.at.0 + dx), unit(label.at.1 + dy)),
    )
}

/// Corners of a marker of unit "radius".
fn unit_polygon(shape: Shape) -> Vec<Point> {
    match shape {
        Shape::Circle | Shape::Hexagon => vec![
            (1.1, 0.0),
            (0.55, 0.95),
            (-0.55, 0.95),
            (-1.1, 0.0),
            (-0.55, -0.95),
            (0.55, -0.95),
        ],
        Shape::Square => vec![(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        Shape::Triangle => vec![(0.0, -1.3), (1.15, 0.75), (-1.15, 0.75)],
        Shape::TriangleDown => vec![(0.0, 1.3), (1.15, -0.75), (-1.15, -0.75)],
        Shape::Diamond => vec![(0.0, -1.35), (1.1, 0.0), (0.0, 1.35), (-1.1, 0.0)],
        Shape::Pentagon => vec![
            (0.0, -1.15),
            (1.09, -0.36),
            (0.68, 0.93),
            (-0.68, 0.93),
            (-1.09, -0.36),
        ],
    }
}
