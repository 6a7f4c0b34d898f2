//! Tables for a paper: LaTeX with booktabs, and HTML that a word processor takes over.

use std::fmt::Write as _;

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A heading above the rows that follow.
    Group(String),
    /// One cell per column.
    Cells(Vec<String>),
}

/// A table as a paper prints it. The first column is text, the others are numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperTable {
    /// File stem and LaTeX label, such as `summary`.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// Column heads.
    pub header: Vec<String>,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// What a reader must know: intervals, number of runs, seed, version.
    pub notes: String,
}

impl PaperTable {
    /// Whether it has a row with numbers.
    pub fn is_empty(&self) -> bool {
        !self.rows.iter().any(|row| matches!(row, Row::Cells(_)))
    }

    /// A `table` environment; needs `\usepackage{booktabs}`. Greek letters and signs become commands, so that
    /// it compiles with pdfTeX as with LuaTeX.
    pub fn to_latex(&self) -> String {
        let columns = self.header.len();
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        line("% Needs \\usepackage{booktabs}.");
        line("\\begin{table}[htbp]");
        line("  \\centering\\small");
        line(&format!("  \\caption{{{}}}", latex(&self.caption)));
        line(&format!("  \\label{{tab:{}}}", self.name));
        let align = format!("l{}", "r".repeat(columns.saturating_sub(1)));
        line(&format!("  \\begin{{tabular}}{{{align}}}"));
        line("    \\toprule");
        line(&format!("    {} \\\\", latex_cells(&self.header)));
        line("    \\midrule");
        for row in &self.rows {
            match row {
                Row::Group(name) => line(&format!(
                    "    \\multicolumn{{{columns}}}{{l}}{{\\emph{{{}}}}} \\\\",
                    latex(name)
                )),
                Row::Cells(cells) => line(&format!("    {} \\\\", latex_cells(cells))),
            }
        }
        line("    \\bottomrule");
        line("  \\end{tabular}");
        line("  \\par\\medskip");
        line(&format!(
            "  \\parbox{{\\linewidth}}{{\\footnotesize {}}}",
            latex(&self.notes)
        ));
        line("\\end{table}");
        out
    }

    /// A page with the table alone. Lines and spacing are written into the cells, since word processors
    /// drop style sheets.
    pub fn to_html(&self) -> String {
        let title = html(&self.caption);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
             <body style=\"font-family:'Times New Roman',Times,serif\">\n{}</body>\n</html>\n",
            self.to_html_fragment()
        )
    }

    fn to_html_fragment(&self) -> String {
        const CELL: &str = "padding:2pt 6pt";
        let mut out = String::new();
        let _ = writeln!(out, "<p><b>{}</b></p>", html(&self.caption));
        out.push_str("<table style=\"border-collapse:collapse;font-size:10pt\">\n");
        let last = self.rows.len().saturating_sub(1);
        let mut cells = |tag: &str, texts: &[String], border: &str| {
            out.push_str("<tr>");
            for (column, text) in texts.iter().enumerate() {
                let align = if column == 0 { "left" } else { "right" };
                let _ = write!(
                    out,
                    "<{tag} style=\"{CELL};text-align:{align};font-weight:normal{border}\">{}</{tag}>",
                    html(text)
                );
            }
            out.push_str("</tr>\n");
        };
        let head = ";border-top:1.5pt solid black;border-bottom:.75pt solid black";
        cells("th", &self.header, head);
        for (at, row) in self.rows.iter().enumerate() {
            let border = if at == last {
                ";border-bottom:1.5pt solid black"
            } else {
                ""
            };
            match row {
                Row::Cells(texts) => cells("td", texts, border),
                Row::Group(name) => {
                    let mut texts = vec![String::new(); self.header.len()];
                    if let Some(first) = texts.first_mut() {
                        first.clone_from(name);
                    }
                    cells("td", &texts, &format!("{border};font-style:italic"));
                }
            }
        }
        out.push_str("</table>\n");
        let _ = writeln!(out, "<p style=\"font-size:9pt\">{}</p>", html(&self.notes));
        out
    }
}

fn latex_cells(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| latex(cell)).collect();
    cells.join(" & ")
}

/// Text as LaTeX prints it.
///
/// ```
/// use trilat::report::paper_table::latex;
/// assert_eq!(latex("a_b & 5 % of μ*, −1"), r"a\_b \& 5 \% of $\mu$*, $-$1");
/// ```
pub fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let command = match c {
            '&' => r"\&",
            '%' => r"\%",
            '$' => r"\$",
            '#' => r"\#",
            '_' => r"\_",
            '{' => r"\{",
            '}' => r"\}",
            '~' => r"\textasciitilde{}",
            '^' => r"\textasciicircum{}",
            '\\' => r"\textbackslash{}",
            '<' => "$<$",
            '>' => "$>$",
            '[' => "{[}",
            ']' => "{]}",
            '–' => "--",
            '−' => "$-$",
            '±' => r"$\pm$",
            '×' => r"$\times$",
            '∞' => r"$\infty$",
            '≥' => r"$\geq$",
            '≤' => r"$\leq$",
            '→' => r"$\rightarrow$",
            '²' => r"$^2$",
            'α' => r"$\alpha$",
            'β' => r"$\beta$",
            'λ' => r"$\lambda$",
            'μ' => r"$\mu$",
            'σ' => r"$\sigma$",
            'ρ' => r"$\rho$",
            '\u{202f}' | '\u{2009}' => r"\,",
            '\u{a0}' => "~",
            c => {
                out.push(c);
                continue;
            }
        };
        out.push_str(command);
    }
    out
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> PaperTable {
        PaperTable {
            name: "summary".to_owned(),
            caption: "Probes & crises".to_owned(),
            header: vec!["Observable".to_owned(), "Estimate".to_owned()],
            rows: vec![
                Row::Group("By rung".to_owned()),
                Row::Cells(vec!["3 <test>".to_owned(), "−0.5".to_owned()]),
            ],
            notes: "n = 2\u{202f}000.".to_owned(),
        }
    }

    #[test]
    fn latex_is_escaped_and_ruled() {
        let text = table().to_latex();
        for part in [
            r"\caption{Probes \& crises}",
            r"\begin{tabular}{lr}",
            r"\multicolumn{2}{l}{\emph{By rung}} \\",
            r"3 $<$test$>$ & $-$0.5 \\",
            r"n = 2\,000.",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        for rule in [r"\toprule", r"\midrule", r"\bottomrule"] {
            assert_eq!(text.matches(rule).count(), 1);
        }
    }

    #[test]
    fn a_last_cell_carries_the_closing_rule_and_nothing_is_markup() {
        let page = table().to_html();
        assert!(page.contains("3 &lt;test&gt;"));
        assert_eq!(page.matches("border-bottom:1.5pt").count(), 2);
    }
}
