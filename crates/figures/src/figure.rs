//! A finished figure and its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::canvas::Canvas;
use super::error::FigureError;
use super::export::{Drawing, Format, write_whole};
use super::panel::Panel;
use super::scale::thousands;
use super::table::Table;
use super::theme::Theme;

/// Extension of the plotted data.
const DATA: &str = "csv";
/// Extension of the caption and the rest.
const NOTES: &str = "txt";

/// Where a figure's numbers come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed of the runs.
    pub seed: u64,
    /// Number of runs.
    pub runs: u64,
    /// Version of the program.
    pub version: String,
    /// The exact command that makes this figure again.
    pub command: String,
}

impl Source {
    /// The source of a figure from a CSV file of which nothing else is known.
    pub fn of_file(path: &str, command: &str) -> Self {
        Self {
            scenario: path.to_string(),
            seed: 0,
            runs: 0,
            version: env!("CARGO_PKG_VERSION").to_string(),
            command: command.to_string(),
        }
    }

    /// The line printed below a figure. Without runs the source is a file, and the line says so.
    pub fn line(&self) -> String {
        if self.runs == 0 {
            return format!("Data: {}; trilat {}.", self.scenario, self.version);
        }
        format!(
            "Scenario {}, seed {}, n = {}, trilat {}.",
            self.scenario,
            self.seed,
            self.runs_in_words(),
            self.version
        )
    }

    /// The line printed below a figure of a single run.
    pub(super) fn line_of_one_run(&self) -> String {
        if self.runs == 0 {
            return self.line();
        }
        format!(
            "Scenario {}, seed {}, n = 1 run of {}, trilat {}.",
            self.scenario,
            self.seed,
            thousands(self.runs as f64),
            self.version
        )
    }

    /// "1 run", "2,000 runs".
    pub(super) fn runs_in_words(&self) -> String {
        let plural = if self.runs == 1 { "" } else { "s" };
        format!("{} run{plural}", thousands(self.runs as f64))
    }
}

/// A figure: the drawing and everything a paper needs beside it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// File stem, such as `probes_by_rung`; may be changed before [`Figure::write`].
    pub name: String,
    /// The drawing, at final size, text as text.
    pub svg: String,
    /// The data that it shows.
    pub data: Table,
    /// Caption for the paper: what is shown, units, intervals, number of runs.
    pub caption: String,
    /// A description for those who cannot see the figure.
    pub alt_text: String,
    /// The command that makes it again.
    pub command: String,
    /// Resolution of its PNG in dots per inch.
    pub png_dpi: u32,
    /// Where its data lie, for kinds with an axis from left to right that is read by a pointer.
    pub panels: Vec<Panel>,
}

/// What a kind of figure hands over besides the drawing.
pub(super) struct Parts {
    pub name: &'static str,
    pub title: String,
    pub data: Table,
    pub caption: String,
    pub alt_text: String,
    pub height_mm: f64,
}

impl Figure {
    pub(super) fn new(
        mut canvas: Canvas,
        parts: Parts,
        theme: &Theme,
        source: &Source,
    ) -> Result<Self, FigureError> {
        let panels = canvas.take_panels();
        let svg = canvas.finish(
            parts.name,
            theme.width_mm(),
            parts.height_mm,
            &parts.title,
            &parts.alt_text,
        )?;
        Ok(Self {
            name: parts.name.to_string(),
            svg,
            data: parts.data,
            caption: parts.caption,
            alt_text: parts.alt_text,
            command: source.command.clone(),
            png_dpi: theme.png_dpi(),
            panels,
        })
    }

    /// The figure as PDF.
    ///
    /// # Errors
    /// As [`Drawing::pdf`].
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        self.content(Format::Pdf, &OnceLock::new())
    }

    /// The figure as PNG at [`Figure::png_dpi`].
    ///
    /// # Errors
    /// As [`Drawing::png`].
    pub fn png(&self) -> Result<Vec<u8>, FigureError> {
        self.content(Format::Png, &OnceLock::new())
    }

    /// The figure as TIFF at [`Figure::png_dpi`], but never below the 600 dots per inch that journals ask for.
    ///
    /// # Errors
    /// As [`Drawing::tiff`].
    pub fn tiff(&self) -> Result<Vec<u8>, FigureError> {
        self.content(Format::Tiff, &OnceLock::new())
    }

    /// What the text file beside a figure says under a title: `Caption`, `Alt text` or `Command`; nothing if it has none.
    ///
    /// ```
    /// let notes = "Caption\nWhat.\n\nAlt text\nA.\n\nCommand\ntrilat plot out\n";
    /// assert_eq!(trilat_figures::Figure::note(notes, "Command"), Some("trilat plot out"));
    /// ```
    pub fn note<'a>(notes: &'a str, title: &str) -> Option<&'a str> {
        notes.lines().skip_while(|line| *line != title).nth(1)
    }

    /// The text file beside the figure.
    pub fn notes(&self) -> String {
        format!(
            "Caption\n{}\n\nAlt text\n{}\n\nCommand\n{}\n",
            self.caption, self.alt_text, self.command
        )
    }

    /// Writes `NAME.{svg,pdf,png,tiff}` as asked, `NAME.csv` (the plotted data) and `NAME.txt` (caption, alt
    /// text, command) into `dir`, which is made if need be. Each file appears whole or not at all;
    /// files of that name are replaced. Returns the paths in the order written.
    ///
    /// # Errors
    /// [`FigureError::BadName`] if the name is no plain file stem; [`FigureError::Io`];
    /// [`FigureError::Render`].
    pub fn write(&self, dir: &Path, formats: &[Format]) -> Result<Vec<PathBuf>, FigureError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(FigureError::BadName {
                name: self.name.clone(),
            });
        }
        fs::create_dir_all(dir).map_err(|source| FigureError::Io {
            path: dir.to_path_buf(),
            source,
        })?;
        let mut written = Vec::new();
        for (name, bytes) in self.files(formats)? {
            written.push(write_whole(&dir.join(name), &bytes)?);
        }
        Ok(written)
    }

    /// The names of the files that [`Figure::write`] makes, in that order.
    pub fn file_names(&self, formats: &[Format]) -> Vec<String> {
        let drawn = formats.iter().map(|format| format.extension());
        drawn
            .chain([DATA, NOTES])
            .map(|extension| format!("{}.{extension}", self.name))
            .collect()
    }

    /// Those files, by name.
    ///
    /// # Errors
    /// [`FigureError::Render`].
    pub fn files(&self, formats: &[Format]) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
        let read = OnceLock::new();
        let drawn = formats.iter().map(|format| self.content(*format, &read));
        self.beside(formats, drawn.collect::<Result<Vec<_>, _>>()?)
    }

    /// The drawing in a format; `read` keeps what all but SVG are made from.
    pub(super) fn content(
        &self,
        format: Format,
        read: &OnceLock<Drawing>,
    ) -> Result<Vec<u8>, FigureError> {
        if !format.is_built() {
            return Err(FigureError::NotBuilt(format.extension()));
        }
        let drawing = || match read.get() {
            Some(drawing) => Ok(drawing),
            None => Drawing::read(&self.svg).map(|new| read.get_or_init(|| new)),
        };
        match format {
            Format::Svg => Ok(self.svg.clone().into_bytes()),
            Format::Pdf => drawing()?.pdf(),
            Format::Png => drawing()?.png(self.png_dpi),
            Format::Tiff => drawing()?.tiff(self.png_dpi.max(600)),
        }
    }

    /// The files, by name, of a drawing in these formats, with the plotted data and the notes.
    pub(super) fn beside(
        &self,
        formats: &[Format],
        mut drawn: Vec<Vec<u8>>,
    ) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
        drawn.push(self.data.to_csv()?.into_bytes());
        drawn.push(self.notes().into_bytes());
        Ok(self.file_names(formats).into_iter().zip(drawn).collect())
    }
}
