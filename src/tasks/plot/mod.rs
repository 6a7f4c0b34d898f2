//! `plot`: figures drawn again from files alone.
//!
//! Each kind says of itself what it shows and which columns it reads ([`crate::figures::Kind`]); each folder
//! says which kinds it gives and which choices they offer there ([`kinds::all_origins`]).

mod arms;
mod bands;
mod choices;
pub(in crate::tasks) mod compare;
mod csv_file;
mod discover;
pub mod error;
pub(in crate::tasks) mod events_over_time;
pub mod files;
mod folder;
mod folder_tables;
pub mod kinds;
mod origin;
mod read;
pub mod run_data;
mod run_folder;
mod sensitivity;
mod study;
mod study_figures;
mod study_tables;
mod study_words;

use std::path::{Path, PathBuf};

pub use self::choices::{Choice, Choices};
pub use self::error::PlotError;
use self::files::{FORMATS, left_out, not_built};
use self::folder::drawables;
use self::kinds::{all_origins, kind};
use self::origin::{Drawable, Wish};
pub use self::origin::{Origin, Place};
use super::{Command, Out, Saved, all_cores};
use crate::figures::{Figure, FigureError, Format, Preset, Theme, add_font, files_of};
use crate::store::atomic::write_file;
use crate::store::guard::Guard;
use crate::store::lock::Lock;
use crate::store::manifest::{FileEntry, Status};
use crate::watch::{Event, Watch};

/// How figures look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Width and text size; each kind's own if left out.
    pub preset: Option<Preset>,
    /// Whether they are drawn in shades of grey.
    pub grey: bool,
    /// Whether the line below, which says where the numbers come from, is left to the caption.
    pub no_footer: bool,
    /// Dots per inch of PNG; those of the preset if left out.
    pub dpi: Option<u32>,
}

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// A folder or a CSV file; several folders of runs for survival curves by scenario.
    pub paths: Vec<PathBuf>,
    /// The kind; all that fit if left out.
    pub figure: Option<String>,
    /// What it shows, and what it calls that.
    pub choices: Choices,
    /// How it looks.
    pub look: Look,
    /// The formats in which it is written.
    pub formats: Vec<Format>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
    /// A font file for letters that the bundled font lacks.
    pub font: Option<PathBuf>,
}

impl Ask {
    /// All figures that a folder or file gives, as SVG, PDF and PNG.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            paths: vec![path.into()],
            figure: None,
            choices: Choices::default(),
            look: Look::default(),
            formats: FORMATS.to_vec(),
            unverified: false,
            font: None,
        }
    }

    /// The command that draws the same figures again.
    pub fn command(&self) -> Command {
        let (c, look) = (&self.choices, &self.look);
        let formats: Vec<&str> = self.formats.iter().map(|f| f.extension()).collect();
        let paths = self.paths.iter();
        let command = paths.fold(Command::trilat("plot"), |command, path| command.path(path));
        let pairs = |pairs: &[(String, String)]| -> Vec<String> {
            pairs
                .iter()
                .map(|(key, text)| format!("{key}={text}"))
                .collect()
        };
        command
            .options("figure", self.figure.as_ref())
            .options("preset", look.preset.map(|preset| preset.name()))
            .options("title", c.title.as_ref())
            .options("x-label", c.x_label.as_ref())
            .options("y-label", c.y_label.as_ref())
            .options("value-label", c.value_label.as_ref())
            .options("x", c.x.as_ref())
            .options("y", c.y.as_ref())
            .options("series", c.series.as_ref())
            .options("panel", c.panel.as_ref())
            .options("value", c.value.as_ref())
            .options("arms", (!c.arms.is_empty()).then(|| c.arms.join(",")))
            .options("statistic", c.statistic.as_ref())
            .options("threshold", c.threshold)
            .options("effect", c.effect.as_ref())
            .options("at", pairs(&c.at))
            .options("labels", pairs(&c.labels))
            .options("box", c.box_number)
            .options("run", c.run)
            .options(
                "format",
                (self.formats != FORMATS).then(|| formats.join(",")),
            )
            .options("dpi", look.dpi)
            .flag("grey", look.grey)
            .flag("no-footer", look.no_footer)
            .flag("unverified", self.unverified)
            .option_path("font", self.font.as_deref())
    }
}

/// Draws figures and keeps them in memory, with names that differ.
///
/// # Errors
/// [`PlotError`].
pub fn plot(ask: &Ask, watch: &mut dyn Watch) -> Result<Vec<Figure>, PlotError> {
    plot_guarded(ask, &Guard::new(ask.unverified), watch)
}

/// As [`plot`], where another task has begun to compare files.
pub(super) fn plot_guarded(
    ask: &Ask,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<Vec<Figure>, PlotError> {
    draw(ask, &ask.command(), guard, watch)
}

/// Draws figures and writes each in the formats asked for, with the plotted data and a text beside it. There is
/// no manifest: the folder may be any; it is locked while files are written.
///
/// # Errors
/// [`PlotError`]; nothing is written then, unless writing itself fails.
pub fn plot_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Vec<Figure>>, PlotError> {
    let guard = Guard::new(ask.unverified);
    let figures = draw(ask, &out.command, &guard, watch)?;
    let mut names = figures.iter().flat_map(|f| f.file_names(&ask.formats));
    let taken = names.find(|name| out.folder.join(name).exists());
    if let Some(name) = taken.filter(|_| !out.force) {
        let path = out.folder.join(name);
        return Err(PlotError::Exists { path });
    }
    let _lock = Lock::take(&out.folder)?;
    let mut files = Vec::new();
    let drawn = files_of(&figures, &ask.formats, all_cores())?;
    for (name, bytes) in drawn.into_iter().flatten() {
        let written = write_file(&out.folder.join(&name), &bytes)?;
        files.push(FileEntry::new(&name, None, written));
    }
    Ok(Saved {
        what: figures,
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: (guard.sentence().into_iter())
            .chain(not_built().filter(|_| ask.formats == FORMATS))
            .collect(),
    })
}

/// The folder of the figures of a folder or file if none is named.
pub fn default_folder(ask: &Ask) -> PathBuf {
    let path = ask.paths.first().map_or(Path::new("figure"), |path| path);
    let full = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let name = full.file_stem().unwrap_or_default().to_string_lossy();
    Path::new("outputs").join(format!("plot_{name}"))
}

fn draw(
    ask: &Ask,
    command: &Command,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<Vec<Figure>, PlotError> {
    let wish = Wish {
        kind: ask.figure.as_deref().map(kind).transpose()?,
        choices: &ask.choices,
        command: &command.to_string(),
        guard,
    };
    if let Some(font) = &ask.font {
        add_font(font)?;
    }
    let mut drawables = drawables(&ask.paths, &wish)?;
    if drawables.is_empty() {
        let path = ask.paths.first().cloned().unwrap_or_default();
        return Err(PlotError::Nothing { path });
    }
    check_choices(&drawables, &ask.choices)?;
    say_words(&mut drawables, &ask.choices)?;
    let total = drawables.len() as u64;
    watch.tell(Event::Begin {
        what: "",
        unit: "figures",
        total,
        before: 0,
    });
    let drawn = draw_all(&drawables, &ask.look, wish.kind.is_some(), watch);
    watch.tell(Event::End);
    let mut figures = drawn?;
    if let Some(sentence) = guard.sentence() {
        let each = figures.iter_mut();
        each.for_each(|figure| figure.caption = format!("{} {sentence}", figure.caption));
    }
    Ok(figures)
}

/// Draws tables; with `insist` a table with nothing to draw, or with a label that no font can write, is an error, otherwise
/// it is passed over, the latter with a warning, unless there is no other.
fn draw_all(
    drawables: &[Drawable],
    look: &Look,
    insist: bool,
    watch: &mut dyn Watch,
) -> Result<Vec<Figure>, PlotError> {
    let stop = watch.stop();
    let mut figures: Vec<Figure> = Vec::new();
    let mut nothing = None;
    for (done, drawable) in drawables.iter().enumerate() {
        if stop.is_up() {
            return Err(PlotError::Interrupted);
        }
        let kind = drawable.origin.kind;
        let theme = Theme::new(look.preset.unwrap_or(kind.preset))
            .grey(look.grey)
            .source_line(!look.no_footer);
        match (kind.draw)(&drawable.table, &theme, &drawable.source) {
            Ok(mut figure) => {
                figure.png_dpi = look.dpi.unwrap_or(figure.png_dpi);
                figures.push(figure);
            }
            Err(error @ FigureError::NothingToDraw { .. }) if !insist => {
                nothing = nothing.or(Some(error));
            }
            Err(error @ FigureError::NoGlyph { .. }) if !insist => {
                watch.tell(Event::Warning(&left_out(&error)));
                nothing = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
        watch.tell(Event::At(done as u64 + 1));
    }
    match nothing {
        Some(error) if figures.is_empty() => Err(error.into()),
        _ => Ok(figures),
    }
}

/// Every choice that was made must be one of a figure.
fn check_choices(drawables: &[Drawable], choices: &Choices) -> Result<(), PlotError> {
    let taken = |choice: &Choice| drawables.iter().any(|d| d.origin.takes.contains(choice));
    let mut made = Choice::ALL.into_iter().filter(|c| c.is_made(choices));
    let Some(choice) = made.find(|choice| !taken(choice)) else {
        return Ok(());
    };
    let name = |origin: &Origin| format!("{} ({})", origin.kind.name, origin.place.word());
    let takers = all_origins().filter(|origin| origin.takes.contains(&choice));
    Err(PlotError::NotTaken {
        option: choice.option(),
        figures: drawables.iter().map(|d| name(&d.origin)).collect(),
        takers: takers.map(|origin| name(&origin)).collect(),
    })
}

/// Gives the tables the words that are asked for. Every label must be in a figure.
fn say_words(drawables: &mut [Drawable], choices: &Choices) -> Result<(), PlotError> {
    for drawable in drawables.iter_mut() {
        for (key, words) in choices.words() {
            drawable.table.say(key, words);
        }
    }
    for (key, words) in &choices.labels {
        let mut found = false;
        for drawable in drawables.iter_mut() {
            found |= drawable.table.rename(key, words);
        }
        if !found {
            let names = drawables.iter().map(|d| d.origin.kind.name.to_owned());
            return Err(PlotError::NoLabel {
                key: key.clone(),
                figures: names.collect(),
            });
        }
    }
    Ok(())
}
