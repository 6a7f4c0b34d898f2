//! SVG, PDF and PNG files.

use std::path::Path;
use std::process::Command;

use trilat_figures::{Figure, FigureError, Format, Preset, Table, Theme, files_of, probes_by_rung};

use crate::synthetic::{PROBES_HEADER, source, table};
use crate::{gallery, narrow};

fn small_figure() -> Figure {
    let rows = "PRK,Korean Peninsula,2,2 grey zone,2.4,2.3,2.5,2000\n\
                PRK,Korean Peninsula,3,3 missile test,0.6,0.55,0.66,2000\n\
                PRK,Korean Peninsula,5,5 major attack,0,0,0.02,2000\n";
    let table = table(&(PROBES_HEADER.to_string() + rows));
    probes_by_rung(&table, &narrow(), &source()).unwrap()
}

fn poppler(tool: &str, arguments: &[&str], pdf: &Path) -> String {
    let output = Command::new(tool)
        .args(arguments)
        .arg(pdf)
        .args((tool == "pdftotext").then_some("-"))
        .output()
        .unwrap_or_else(|e| panic!("{tool} of poppler-utils must be installed: {e}"));
    assert!(output.status.success(), "{tool} failed");
    String::from_utf8(output.stdout).unwrap()
}

/// The texts of an SVG, entities resolved.
fn labels(svg: &str) -> Vec<String> {
    svg.lines()
        .filter_map(|line| line.strip_prefix("<text ")?.split_once('>'))
        .filter_map(|(_, rest)| rest.strip_suffix("</text>"))
        .map(|text| {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
        })
        .collect()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn small_svg_equals_its_golden_copy() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/probes_by_rung_small.svg");
    let svg = small_figure().svg;
    if std::env::var_os("TRILAT_BLESS").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert!(
        svg == golden,
        "the SVG changed; look at it, then run with TRILAT_BLESS=1"
    );
}

#[test]
#[ignore = "needs pdffonts and pdftotext; tests/all.sh runs it"]
fn pdf_holds_every_label_as_text_in_an_embedded_font() {
    let dir = tempfile::tempdir().unwrap();
    for (name, figure) in gallery(&narrow()) {
        let pdf = dir.path().join("figure.pdf");
        std::fs::write(&pdf, figure.pdf().unwrap()).unwrap();
        let fonts = poppler("pdffonts", &[], &pdf);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty(), "{name}: no font");
        for row in rows {
            assert!(row.contains("LiberationSans"), "{name}: {row}");
            // Columns from the right: object (two numbers), uni, sub, emb.
            let flags: Vec<&str> = row.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(flags, ["yes", "yes", "yes"], "{name}: {row}");
        }
        let text = squeeze(&poppler("pdftotext", &["-raw"], &pdf));
        let labels = labels(&figure.svg);
        assert!(labels.len() > 5, "{name}");
        for label in labels {
            assert!(
                text.contains(&squeeze(&label)),
                "{name}: `{label}` is not in the PDF"
            );
        }
    }
}

#[test]
#[ignore = "needs pdfinfo; tests/all.sh runs it"]
fn pdf_page_has_the_width_of_the_preset() {
    let dir = tempfile::tempdir().unwrap();
    for preset in Preset::ALL {
        let theme = Theme::new(preset);
        let figure = probes_by_rung(&crate::synthetic::probes(), &theme, &source()).unwrap();
        let pdf = dir.path().join("figure.pdf");
        std::fs::write(&pdf, figure.pdf().unwrap()).unwrap();
        let info = poppler("pdfinfo", &[], &pdf);
        let size = info.lines().find(|l| l.starts_with("Page size:")).unwrap();
        let width: f64 = size.split_whitespace().nth(2).unwrap().parse().unwrap();
        let wanted = theme.width_mm() / 25.4 * 72.0;
        assert!(
            (width - wanted).abs() < 0.1,
            "{}: {width} pt, not {wanted}",
            preset.name()
        );
    }
}

#[test]
fn several_figures_on_several_threads_give_the_files_of_each() {
    let mut figures: Vec<Figure> = gallery(&narrow())
        .into_iter()
        .map(|(_, f)| f)
        .take(4)
        .collect();
    for figure in &mut figures {
        figure.png_dpi = 100;
    }
    let formats = [Format::Png, Format::Svg, Format::Pdf];
    let each: Vec<_> = figures.iter().map(|f| f.files(&formats).unwrap()).collect();
    for threads in [0, 1, 3, 50] {
        assert!(
            files_of(&figures, &formats, threads).unwrap() == each,
            "{threads}"
        );
    }
    // Of several that fail, the first is named, whichever thread was at it.
    figures[1].svg = "no drawing".to_owned();
    figures[3].svg.clear();
    let error = files_of(&figures, &[Format::Pdf], 4).unwrap_err();
    let alone = figures[1].pdf().unwrap_err();
    assert_eq!(error.to_string(), alone.to_string());
}

#[test]
fn same_table_gives_same_bytes_without_dates() {
    let (mut a, mut b) = (small_figure(), small_figure());
    assert_eq!(a.svg, b.svg);
    (a.png_dpi, b.png_dpi) = (150, 150);
    assert!(a.png().unwrap() == b.png().unwrap());
    let pdf = a.pdf().unwrap();
    // Often, because the order of hash maps differs from one conversion to the next.
    for _ in 0..20 {
        assert!(pdf == b.pdf().unwrap(), "two conversions differ");
    }
    let raw = String::from_utf8_lossy(&pdf);
    assert!(!raw.contains("CreationDate") && !raw.contains("ModDate"));
}

#[test]
fn png_is_opaque_and_carries_its_physical_size() {
    let figure = small_figure();
    let bytes = figure.png().unwrap();
    let reader = png::Decoder::new(bytes.as_slice()).read_info().unwrap();
    let info = reader.info();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    // 85 mm at 600 dots per inch.
    assert_eq!(info.width, 2008);
    assert_eq!(info.pixel_dims.unwrap().xppu, 23_622);
}

#[test]
fn tiff_is_compressed_rgb_with_its_resolution_and_the_pixels_of_the_png() {
    use tiff::decoder::{Decoder, DecodingResult};
    use tiff::tags::Tag;
    let figure = small_figure();
    let bytes = figure.tiff().unwrap();
    assert!(bytes == figure.tiff().unwrap());
    let mut decoder = Decoder::new(std::io::Cursor::new(&bytes)).unwrap();
    assert_eq!(decoder.colortype().unwrap(), tiff::ColorType::RGB(8));
    assert_eq!(decoder.get_tag_u32(Tag::Compression).unwrap(), 8);
    assert_eq!(decoder.get_tag_u32(Tag::ResolutionUnit).unwrap(), 2);
    let dpi = decoder.get_tag(Tag::XResolution).unwrap();
    assert_eq!(format!("{dpi:?}"), "Rational(600, 1)");
    let DecodingResult::U8(pixels) = decoder.read_image().unwrap() else {
        panic!("not eight bits");
    };
    let png = figure.png().unwrap();
    let mut reader = png::Decoder::new(png.as_slice()).read_info().unwrap();
    let mut same = vec![0; reader.output_buffer_size()];
    reader.next_frame(&mut same).unwrap();
    assert!(pixels == same);
    // A slide's PNG is coarse; its TIFF is not.
    let slide = probes_by_rung(
        &crate::synthetic::probes(),
        &Theme::new(Preset::Slide),
        &source(),
    );
    let bytes = slide.unwrap().tiff().unwrap();
    let mut decoder = Decoder::new(std::io::Cursor::new(&bytes)).unwrap();
    assert_eq!(decoder.dimensions().unwrap().0, 6000);
}

#[test]
fn svg_keeps_text_and_states_its_physical_size() {
    let svg = small_figure().svg;
    assert!(svg.starts_with("<svg width=\"85mm\""));
    assert!(svg.contains("font-family=\"Liberation Sans, Arial, Helvetica, sans-serif\""));
    assert!(svg.contains("<title>") && svg.contains("<desc>"));
    let labels = labels(&svg);
    assert!(labels.iter().any(|l| l == "PRK / Korean Peninsula"));
    assert!(labels.iter().any(|l| l.contains("n = 2,000 runs")));
    assert!(labels.iter().any(|l| l.contains("per year")));
}

#[test]
fn a_figure_is_written_with_its_data_and_notes() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("new/figures");
    let figure = small_figure();
    let files = figure.write(&out, &Format::ALL).unwrap();
    let names: Vec<String> = files
        .iter()
        .map(|f| f.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let wanted = ["svg", "pdf", "png", "tiff", "csv", "txt"].map(|e| format!("probes_by_rung.{e}"));
    assert_eq!(names, wanted);
    // No partial file stays behind.
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 6);
    let data = Table::read_csv(&out.join("probes_by_rung.csv")).unwrap();
    assert_eq!(data.numbers("estimate").unwrap(), [2.4, 0.6, 0.0]);
    // The written data make the same figure.
    let again = probes_by_rung(&data, &narrow(), &source()).unwrap();
    assert_eq!(again.svg, figure.svg);
    let notes = std::fs::read_to_string(out.join("probes_by_rung.txt")).unwrap();
    assert!(notes.contains("95% confidence interval"));
    assert!(notes.contains("0.600 (0.550 to 0.660)"));
    assert!(notes.ends_with("Command\ntrilat plot outputs/northeast_asia --figure all\n"));
}

#[test]
fn a_name_cannot_leave_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    for bad in ["../up", "a/b", "", "a b", ".hidden"] {
        let figure = Figure {
            name: bad.to_string(),
            ..small_figure()
        };
        let error = figure.write(dir.path(), &[Format::Svg]).unwrap_err();
        assert!(matches!(error, FigureError::BadName { .. }), "{bad}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn an_unwritable_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("taken");
    std::fs::write(&file, "x").unwrap();
    let error = small_figure()
        .write(&file.join("figures"), &[Format::Svg])
        .unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
}
