//! Pages as a PDF with the glyphs that they use.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{
    ActionType, AnnotationType, CidFontType, FontFlags, SystemInfo, UnicodeCmap,
};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::{GlyphRemapper, subset};
use ttf_parser::{Face, GlyphId};

use super::super::error::FigureError;
use super::super::font::{BOLD, REGULAR, width_mm};
use super::pages::{FOOT, PAGE, Page, Set};
use super::words::{Piece, size};

const PT_PER_MM: f64 = 72.0 / 25.4;
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// Of the number of a page.
const NUMBER: f64 = 8.0;
const COMPRESSION: u8 = 6;

/// Writes pages; none of the bytes depends on when or where.
pub(super) fn pdf(title: &str, pages: &[Page]) -> Result<Vec<u8>, FigureError> {
    let pages = numbered(pages);
    let mut fonts = [
        Font::new("LiberationSans", REGULAR)?,
        Font::new("LiberationSans-Bold", BOLD)?,
    ];
    for set in pages.iter().flat_map(|page| &page.text) {
        fonts[usize::from(set.piece.bold)].use_glyphs(&set.piece.text)?;
    }
    let mut pdf = Pdf::new();
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    let font_refs = [next.bump(), next.bump()];
    let page_refs: Vec<Ref> = pages.iter().map(|_| next.bump()).collect();
    let outline = outline(&mut pdf, &mut next, &pages, &page_refs);
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr("en"));
    if let Some(outline) = outline {
        root.outlines(outline);
    }
    root.finish();
    pdf.document_info(info)
        .title(TextStr(title))
        .producer(TextStr("trilat"));
    pdf.pages(tree)
        .kids(page_refs.iter().copied())
        .count(page_refs.len() as i32);
    for (page, own) in pages.iter().zip(&page_refs) {
        let content = next.bump();
        let links = links(&mut pdf, &mut next, page);
        let mut dictionary = pdf.page(*own);
        dictionary
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, pt(PAGE.0), pt(PAGE.1)))
            .contents(content)
            .annotations(links);
        let mut resources = dictionary.resources();
        let mut named = resources.fonts();
        named
            .pair(Name(b"F0"), font_refs[0])
            .pair(Name(b"F1"), font_refs[1]);
        named.finish();
        resources.finish();
        dictionary.finish();
        let stream = compress_to_vec_zlib(&drawn(page, &fonts), COMPRESSION);
        pdf.stream(content, &stream).filter(Filter::FlateDecode);
    }
    for (font, own) in fonts.iter().zip(font_refs) {
        font.write(&mut pdf, &mut next, own)?;
    }
    Ok(pdf.finish())
}

/// The pages with their numbers.
fn numbered(pages: &[Page]) -> Vec<Page> {
    let count = pages.len();
    let number = |(at, page): (usize, &Page)| {
        let text = format!("{} / {count}", at + 1);
        let width = width_mm(&text, size(NUMBER, false));
        let mut page = page.clone();
        page.text.push(Set {
            x: 0.5 * (PAGE.0 - width),
            y: FOOT,
            pt: NUMBER,
            piece: Piece {
                text,
                bold: false,
                code: false,
                link: None,
                x: 0.0,
                width,
            },
        });
        page
    };
    pages.iter().enumerate().map(number).collect()
}

fn pt(mm: f64) -> f32 {
    (mm * PT_PER_MM) as f32
}

/// Height above the lower edge.
fn up(mm: f64) -> f32 {
    pt(PAGE.1 - mm)
}

/// What is on a page.
fn drawn(page: &Page, fonts: &[Font; 2]) -> Vec<u8> {
    let mut content = Content::new();
    content.set_fill_gray(0.95);
    for (left, right, top, bottom) in &page.fields {
        content.rect(pt(*left), up(*bottom), pt(right - left), pt(bottom - top));
    }
    if !page.fields.is_empty() {
        content.fill_nonzero();
    }
    content.set_stroke_gray(0.55).set_line_width(0.5);
    for (left, right, y) in &page.rules {
        content
            .move_to(pt(*left), up(*y))
            .line_to(pt(*right), up(*y))
            .stroke();
    }
    for set in &page.text {
        let piece = &set.piece;
        match (&piece.link, piece.code) {
            (Some(_), _) => content.set_fill_rgb(0.0, 0.27, 0.55),
            (None, true) => content.set_fill_rgb(0.25, 0.25, 0.25),
            (None, false) => content.set_fill_gray(0.0),
        };
        let font = usize::from(piece.bold);
        let name = [Name(b"F0"), Name(b"F1")][font];
        content
            .begin_text()
            .set_font(name, set.pt as f32)
            .next_line(pt(set.x), up(set.y))
            .show(Str(&fonts[font].encoded(&piece.text)))
            .end_text();
    }
    content.finish()
}

/// The links of a page that lead out of the document.
fn links(pdf: &mut Pdf, next: &mut Ref, page: &Page) -> Vec<Ref> {
    let mut refs = Vec::new();
    for set in &page.text {
        let Some(link) = set.piece.link.as_ref().filter(|link| link.contains("://")) else {
            continue;
        };
        let own = next.bump();
        let height = set.pt / PT_PER_MM;
        let mut annotation = pdf.annotation(own);
        annotation.subtype(AnnotationType::Link).rect(Rect::new(
            pt(set.x),
            up(set.y + 0.25 * height),
            pt(set.x + set.piece.width),
            up(set.y - 0.8 * height),
        ));
        annotation.border(0.0, 0.0, 0.0, None);
        annotation
            .action()
            .action_type(ActionType::Uri)
            .uri(Str(link.as_bytes()));
        annotation.finish();
        refs.push(own);
    }
    refs
}

/// The headings of the second level as bookmarks.
fn outline(pdf: &mut Pdf, next: &mut Ref, pages: &[Page], refs: &[Ref]) -> Option<Ref> {
    let marks: Vec<(&str, f64, Ref)> = pages
        .iter()
        .zip(refs)
        .flat_map(|(page, own)| page.headings.iter().map(move |heading| (heading, *own)))
        .filter(|((level, _, _), _)| *level == 2)
        .map(|((_, name, y), own)| (name.as_str(), *y, own))
        .collect();
    if marks.is_empty() {
        return None;
    }
    let root = next.bump();
    let items: Vec<Ref> = marks.iter().map(|_| next.bump()).collect();
    pdf.outline(root)
        .first(items[0])
        .last(items[items.len() - 1])
        .count(items.len() as i32);
    for (at, (name, y, page)) in marks.iter().enumerate() {
        let mut item = pdf.outline_item(items[at]);
        item.title(TextStr(name)).parent(root);
        if at > 0 {
            item.prev(items[at - 1]);
        }
        if let Some(following) = items.get(at + 1) {
            item.next(*following);
        }
        item.dest().page(*page).xyz(0.0, up(*y), None);
        item.finish();
    }
    Some(root)
}

/// A font with the glyphs that are used.
struct Font {
    name: &'static str,
    bytes: &'static [u8],
    face: Face<'static>,
    remapper: GlyphRemapper,
    letters: BTreeMap<u16, char>,
}

impl Font {
    fn new(name: &'static str, bytes: &'static [u8]) -> Result<Self, FigureError> {
        Ok(Self {
            name,
            bytes,
            face: Face::parse(bytes, 0).map_err(|error| failed(error.to_string()))?,
            remapper: GlyphRemapper::new(),
            letters: BTreeMap::new(),
        })
    }

    fn use_glyphs(&mut self, text: &str) -> Result<(), FigureError> {
        for letter in text.chars() {
            let glyph = self
                .face
                .glyph_index(letter)
                .ok_or_else(|| FigureError::NoGlyph {
                    figure: "PDF".to_owned(),
                    label: text.to_owned(),
                    character: letter,
                })?;
            self.remapper.remap(glyph.0);
            self.letters.insert(glyph.0, letter);
        }
        Ok(())
    }

    /// A text as numbers of glyphs of the embedded font.
    fn encoded(&self, text: &str) -> Vec<u8> {
        let glyph = |letter| self.remapper.get(self.face.glyph_index(letter)?.0);
        let glyphs = text.chars().map(|letter| glyph(letter).unwrap_or(0));
        glyphs.flat_map(u16::to_be_bytes).collect()
    }

    fn write(&self, pdf: &mut Pdf, next: &mut Ref, own: Ref) -> Result<(), FigureError> {
        let (cid, descriptor, unicode, data) = (next.bump(), next.bump(), next.bump(), next.bump());
        // Six letters say that it is a part of the font (ISO 32000-1, 9.6.4).
        let name = format!("TRILAT+{}", self.name);
        let name = Name(name.as_bytes());
        pdf.type0_font(own)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        let em = f32::from(self.face.units_per_em());
        let convert = |units: i16| f32::from(units) / em * 1000.0;
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(SYSTEM)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let widths = self.remapper.remapped_gids().map(|glyph| {
            let units = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
            f32::from(units) / em * 1000.0
        });
        font.widths().consecutive(0, widths);
        font.finish();
        let bbox = self.face.global_bounding_box();
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(
                convert(bbox.x_min),
                convert(bbox.y_min),
                convert(bbox.x_max),
                convert(bbox.y_max),
            ))
            .italic_angle(0.0)
            .ascent(convert(self.face.ascender()))
            .descent(convert(self.face.descender()))
            .cap_height(self.face.capital_height().map_or(716.0, convert))
            .stem_v(if self.name.ends_with("Bold") {
                138.0
            } else {
                88.0
            })
            .font_file2(data);
        let mut map = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        for (glyph, letter) in &self.letters {
            if let Some(new) = self.remapper.get(*glyph) {
                map.pair(new, *letter);
            }
        }
        pdf.cmap(unicode, &map.finish());
        let part =
            subset(self.bytes, 0, &self.remapper).map_err(|error| failed(format!("{error:?}")))?;
        let part = compress_to_vec_zlib(&part, COMPRESSION);
        pdf.stream(data, &part).filter(Filter::FlateDecode);
        Ok(())
    }
}

fn failed(message: String) -> FigureError {
    FigureError::Render {
        stage: "PDF",
        message,
    }
}
