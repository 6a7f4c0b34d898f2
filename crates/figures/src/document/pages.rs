//! Blocks on pages: where each piece of text and each rule stands, in mm from the upper left corner.

use super::blocks::{Block, Span};
use super::words::{Line, Piece, widths, wrap};

/// A4.
pub(super) const PAGE: (f64, f64) = (210.0, 297.0);
/// On each side.
const MARGIN: f64 = 22.0;
/// Where the number of the page stands.
pub(super) const FOOT: f64 = PAGE.1 - 12.0;
/// What a text is set in, points.
const BODY: f64 = 9.5;
/// Tables and code.
const SMALL: f64 = 8.0;
/// From line to line, in sizes of the text.
const LEADING: f64 = 1.35;
/// Of an item of a list, by its depth, mm.
const INDENT: f64 = 5.0;
/// Between columns of a table, mm.
const GUTTER: f64 = 3.0;
const MM_PER_PT: f64 = 25.4 / 72.0;

/// Text on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Set {
    pub piece: Piece,
    pub pt: f64,
    /// Of the line that the letters stand on.
    pub x: f64,
    pub y: f64,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub text: Vec<Set>,
    /// Horizontal rules: from, to, at a height.
    pub rules: Vec<(f64, f64, f64)>,
    /// Grey fields behind code: from, to, upper and lower edge.
    pub fields: Vec<(f64, f64, f64, f64)>,
    /// Headings on it with their levels, for the outline.
    pub headings: Vec<(u8, String, f64)>,
}

/// Sets blocks on pages, at least one.
pub(super) fn set(blocks: &[Block]) -> Vec<Page> {
    let mut pages = Pages {
        pages: vec![Page::default()],
        y: MARGIN,
    };
    for block in blocks {
        pages.block(block);
    }
    pages.pages
}

struct Pages {
    pages: Vec<Page>,
    /// Where the next line begins.
    y: f64,
}

impl Pages {
    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Makes sure that so much fits on the page.
    fn room(&mut self, height: f64) -> bool {
        let turned = self.y + height > PAGE.1 - MARGIN && self.y > MARGIN;
        if turned {
            self.pages.push(Page::default());
            self.y = MARGIN;
        }
        turned
    }

    fn gap(&mut self, height: f64) {
        if self.y > MARGIN {
            self.y += height;
        }
    }

    /// Sets one line at `x` and goes on below it.
    fn line(&mut self, line: &Line, x: f64, pt: f64) {
        let height = pt * LEADING * MM_PER_PT;
        self.room(height);
        self.at(line, x, pt);
        self.y += height;
    }

    /// Sets one line at `x` without going on.
    fn at(&mut self, line: &Line, x: f64, pt: f64) {
        let y = self.y + pt * MM_PER_PT;
        self.page().text.extend(line.iter().map(|piece| Set {
            piece: piece.clone(),
            pt,
            x: x + piece.x,
            y,
        }));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph { depth, mark, text } => self.paragraph(*depth, mark, text),
            Block::Code(lines) => self.code(lines),
            Block::Table(rows) => self.table(rows),
        }
    }

    fn heading(&mut self, level: u8, text: &[Span]) {
        let pt = match level {
            1 => 16.0,
            2 => 12.5,
            _ => 10.5,
        };
        self.gap(if level <= 2 { 5.0 } else { 3.5 });
        let lines = wrap(text, PAGE.0 - 2.0 * MARGIN, pt, true);
        let height = pt * LEADING * MM_PER_PT;
        // A heading stays with what follows.
        self.room(height * lines.len() as f64 + 3.0 * BODY * LEADING * MM_PER_PT);
        let name: String = text.iter().map(|span| span.text.as_str()).collect();
        let y = self.y;
        self.page().headings.push((level, name, y));
        for line in &lines {
            self.line(line, MARGIN, pt);
        }
        self.y += 1.2;
    }

    fn paragraph(&mut self, depth: usize, mark: &str, text: &[Span]) {
        let indent = INDENT * depth as f64;
        let x = MARGIN + indent;
        let lines = wrap(text, PAGE.0 - 2.0 * MARGIN - indent, BODY, false);
        for (at, line) in lines.iter().enumerate() {
            if at == 0 && !mark.is_empty() {
                self.room(BODY * LEADING * MM_PER_PT);
                let mark = Span {
                    text: mark.to_owned(),
                    ..Span::default()
                };
                for line in wrap(&[mark], INDENT, BODY, false) {
                    self.at(&line, x - 0.8 * INDENT, BODY);
                }
            }
            self.line(line, x, BODY);
        }
        self.y += if depth > 0 { 0.8 } else { 2.0 };
    }

    fn code(&mut self, lines: &[String]) {
        let height = SMALL * LEADING * MM_PER_PT;
        let (left, right) = (MARGIN, PAGE.0 - MARGIN);
        for text in lines {
            let indent = text.len() - text.trim_start().len();
            let span = Span {
                text: text.trim_start().to_owned(),
                code: true,
                ..Span::default()
            };
            let x = left + 2.0 + 0.9 * indent as f64;
            for (at, line) in wrap(&[span], right - x - 4.0, SMALL, false)
                .iter()
                .enumerate()
            {
                self.room(height);
                let y = self.y;
                self.page().fields.push((left, right, y, y + height));
                self.line(line, if at > 0 { x + 4.0 } else { x }, SMALL);
            }
        }
        self.y += 2.5;
    }

    fn table(&mut self, rows: &[Vec<Vec<Span>>]) {
        let columns = columns(rows, PAGE.0 - 2.0 * MARGIN);
        let height = SMALL * LEADING * MM_PER_PT;
        let Some((head, body)) = rows.split_first() else {
            return;
        };
        self.gap(0.8);
        self.room(4.0 * height);
        self.rule();
        self.row(head, &columns, true);
        self.rule();
        for row in body {
            // A row that fits a page is not broken.
            let lines = row_lines(row, &columns, false);
            let tall = height * lines as f64 + 0.8;
            if tall < PAGE.1 - 2.0 * MARGIN && self.room(tall) {
                self.rule();
                self.row(head, &columns, true);
                self.rule();
            }
            self.row(row, &columns, false);
        }
        self.rule();
        self.y += 3.0;
    }

    fn rule(&mut self) {
        let y = self.y;
        self.page().rules.push((MARGIN, PAGE.0 - MARGIN, y));
        self.y += 0.5;
    }

    fn row(&mut self, row: &[Vec<Span>], columns: &[(f64, f64)], head: bool) {
        let cells: Vec<Vec<Line>> = row
            .iter()
            .zip(columns)
            .map(|(cell, (_, width))| wrap(cell, *width, SMALL, head))
            .collect();
        let height = SMALL * LEADING * MM_PER_PT;
        let most = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..most {
            self.room(height);
            for (cell, (x, _)) in cells.iter().zip(columns) {
                if let Some(line) = cell.get(line) {
                    self.at(line, MARGIN + x, SMALL);
                }
            }
            self.y += height;
        }
        self.y += 0.8;
    }
}

fn row_lines(row: &[Vec<Span>], columns: &[(f64, f64)], head: bool) -> usize {
    let cells = row.iter().zip(columns);
    let lines = cells.map(|(cell, (_, width))| wrap(cell, *width, SMALL, head).len());
    lines.max().unwrap_or(0)
}

/// Where the columns of a table begin, and how wide they are: as wide as their cells where all fit; else those that ask for less
/// than an even share keep it, and the others share what is left.
fn columns(rows: &[Vec<Vec<Span>>], width: f64) -> Vec<(f64, f64)> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wanted: Vec<f64> = (0..count)
        .map(|column| {
            let cells = rows.iter().enumerate();
            let cells =
                cells.filter_map(|(at, row)| Some(widths(row.get(column)?, SMALL, at == 0).0));
            cells.fold(0.0, f64::max) + 0.1
        })
        .collect();
    let room = width - GUTTER * count.saturating_sub(1) as f64;
    let mut given: Vec<Option<f64>> = vec![None; count];
    loop {
        let taken: f64 = given.iter().flatten().sum();
        let open = given.iter().filter(|own| own.is_none()).count();
        let share = (room - taken) / open.max(1) as f64;
        let modest = (0..count).find(|&at| given[at].is_none() && wanted[at] <= share);
        match modest {
            Some(at) => given[at] = Some(wanted[at]),
            None => {
                given.iter_mut().for_each(|own| *own = own.or(Some(share)));
                break;
            }
        }
    }
    let mut x = 0.0;
    given
        .into_iter()
        .map(|own| {
            let (at, own) = (x, own.unwrap_or(0.0));
            x += own + GUTTER;
            (at, own)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::read;
    use super::*;

    /// A long text with a table over several pages: everything is within the margins, the head of the table is on each of its
    /// pages, and lines of a column do not run into the next.
    #[test]
    fn everything_stands_within_the_page() {
        let words = "word ".repeat(400);
        let rows: String = (0..120)
            .map(|n| format!("| row{n} | {} |\n", "cell ".repeat(60)))
            .collect();
        let pages = set(&read(&format!(
            "# Title\n\n{words}\n\n| one | two |\n|---|---|\n{rows}\nlast\n"
        )));
        assert!(pages.len() > 4, "{}", pages.len());
        let texts = || pages.iter().flat_map(|page| &page.text);
        for set in texts() {
            assert!(set.x >= MARGIN - 1e-9 && set.x + set.piece.width <= PAGE.0 - MARGIN + 1e-9);
            assert!(set.y >= MARGIN && set.y <= PAGE.1 - MARGIN, "{}", set.y);
        }
        for n in 0..120 {
            assert_eq!(
                texts()
                    .filter(|set| set.piece.text == format!("row{n}"))
                    .count(),
                1
            );
        }
        for page in pages
            .iter()
            .filter(|page| page.text.iter().any(|set| set.piece.text == "cell"))
        {
            let heads = page
                .text
                .iter()
                .filter(|set| set.piece.bold && set.piece.text == "one");
            assert_eq!(heads.count(), 1);
        }
        assert_eq!(texts().filter(|set| set.piece.text == "last").count(), 1);
    }
}
