//! From plotters' raw SVG to the printed one.

use std::fmt::Write as _;

use super::units::{DASH_UNIT, UNITS, unit};

/// Pattern of a dash class in canvas units for a line of `width` units.
fn dash_pattern(class: u32, width: u32) -> Option<String> {
    let in_widths: &[u32] = match class {
        1 => &[8, 4],
        2 => &[7, 3, 2, 3],
        3 => &[2, 2],
        4 => &[4, 3],
        _ => return None,
    };
    let lengths: Vec<String> = in_widths.iter().map(|n| (n * width).to_string()).collect();
    Some(lengths.join(" "))
}

/// Turns plotters' raw SVG into the printed one: physical size, title and description, dash patterns,
/// texts without stray white space.
pub(super) fn tidy(raw: &str, width: f64, height: f64, title: &str, description: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 512);
    let _ = write!(
        out,
        "<svg width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {} {}\" role=\"img\" \
         stroke-linejoin=\"round\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <title>{}</title>\n<desc>{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n",
        f64::from(unit(width)) / UNITS,
        f64::from(unit(height)) / UNITS,
        unit(width),
        unit(height),
        escape(title),
        escape(description)
    );
    for line in raw.lines().skip(1) {
        if line == "</text>" {
            // The text stands on its own line; join it with its end tag.
            out.truncate(out.trim_end().len());
        }
        out.push_str(&plain_opacity(&dashed(&whole_font_size(line))));
        if !line.starts_with("<text ") {
            out.push('\n');
        }
    }
    out
}

/// Replaces a stroke width that carries a line type.
fn dashed(line: &str) -> String {
    const KEY: &str = "stroke-width=\"";
    let parts = line.split_once(KEY).and_then(|(before, rest)| {
        let (number, after) = rest.split_once('"')?;
        Some((before, number.parse::<u32>().ok()?, after))
    });
    match parts {
        Some((before, coded, after)) => {
            let (class, width) = (coded / DASH_UNIT, coded % DASH_UNIT);
            match dash_pattern(class, width) {
                Some(pattern) => {
                    format!("{before}{KEY}{width}\" stroke-dasharray=\"{pattern}\"{after}")
                }
                None => line.to_string(),
            }
        }
        None => line.to_string(),
    }
}

/// Leaves out full opacity, and lets a faint area be a faint fill: as a group of its own it would cost a
/// transparency group in PDF.
fn plain_opacity(line: &str) -> String {
    if line.starts_with("<polygon ") {
        line.replacen(" opacity=\"1\"", "", 1)
            .replacen(" opacity=", " fill-opacity=", 1)
    } else if line.starts_with('<') {
        line.replacen(" opacity=\"1\"", "", 1)
    } else {
        line.to_string()
    }
}

/// Undoes the rounding error that plotters' text ratio leaves in a size of whole units.
fn whole_font_size(line: &str) -> String {
    const KEY: &str = "font-size=\"";
    let parts = line.split_once(KEY).and_then(|(before, rest)| {
        let (number, after) = rest.split_once('"')?;
        Some((before, number.parse::<f64>().ok()?.round(), after))
    });
    match parts {
        Some((before, size, after)) => format!("{before}{KEY}{size}\"{after}"),
        None => line.to_string(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
