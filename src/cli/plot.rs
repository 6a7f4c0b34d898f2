//! `trilat plot DIR|CSV`

use std::io;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::Args;

use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Unverified};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::figures::{Format, KINDS, Kind, Preset};
use crate::tasks::Out;
use crate::tasks::plot::files::FORMATS;
use crate::tasks::plot::kinds::origins_of;
use crate::tasks::plot::{Ask, Choices, Look, default_folder, plot_into};

/// The formats that every command writes, as they are asked for here: in a build without some, those that it has.
static FORMATS_BY_COMMAS: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.extension()).collect();
    names.join(",")
});

/// Arguments of `trilat plot`.
#[derive(Debug, Args)]
pub struct PlotArgs {
    /// Output folder of run, compare, sweep, sensitivity or discover, or a CSV file; several runs for survival
    /// curves by scenario
    #[arg(required_unless_present = "list", value_name = "DIR|CSV")]
    paths: Vec<PathBuf>,
    /// Kind of figure; all that fit if left out
    #[arg(long, value_name = "KIND")]
    figure: Option<String>,
    /// List the kinds of figures, the columns that each needs and the options that it takes
    #[arg(long)]
    list: bool,
    /// Width and text size: apsr-1col (85 mm), apsr-1.5col (114 mm), apsr-2col (178 mm) or slide; each
    /// kind's own if left out
    #[arg(long)]
    preset: Option<Preset>,
    /// File formats: svg, pdf, png, tiff
    #[arg(long, value_delimiter = ',', default_value = FORMATS_BY_COMMAS.as_str(), value_parser = format)]
    format: Vec<Format>,
    /// Dots per inch of PNG: 600 in print and 150 on slides if left out. TIFF has 600 at least
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(36..=2400))]
    dpi: Option<u32>,
    /// Leave out the line below the figure that says where its numbers come from; the caption has it
    #[arg(long)]
    no_footer: bool,
    /// Draw in shades of grey
    #[arg(long)]
    grey: bool,
    /// Title above the figure
    #[arg(long)]
    title: Option<String>,
    /// Words of the horizontal axis
    #[arg(long, value_name = "TEXT")]
    x_label: Option<String>,
    /// Words of the vertical axis
    #[arg(long, value_name = "TEXT")]
    y_label: Option<String>,
    /// Words of the estimate, which colours show in a heat map
    #[arg(long, value_name = "TEXT")]
    value_label: Option<String>,
    /// Write TEXT in place of KEY wherever a label says KEY, such as will.threat='Weight of threat'
    #[arg(long = "labels", value_name = "KEY=TEXT", value_parser = pair)]
    labels: Vec<(String, String)>,
    /// Factor or column across
    #[arg(long, value_name = "NAME")]
    x: Option<String>,
    /// Factor or column upwards, of a heat map or phase diagram
    #[arg(long, value_name = "NAME")]
    y: Option<String>,
    /// Factor or column that tells series apart
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// Factor or column that tells panels apart
    #[arg(long, value_name = "NAME")]
    panel: Option<String>,
    /// Column of runs.csv that is shown, or observables of months.csv, apart by commas; of a CSV file the column of
    /// estimates
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Scenarios or arms that are shown, apart by commas; all if left out
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    arms: Vec<String>,
    /// Statistic of that column, such as mean or rate_per_year
    #[arg(long, value_name = "NAME")]
    statistic: Option<String>,
    /// Value at which a heat map has its contour
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    threshold: Option<f64>,
    /// Factor whose effect a phase diagram shows, from its first to its last value
    #[arg(long, value_name = "FACTOR")]
    effect: Option<String>,
    /// Hold a factor of a study at a value; at the scenario's own if left out
    #[arg(long, value_name = "FACTOR=VALUE", value_parser = pair)]
    at: Vec<(String, String)>,
    /// Box of a discovery, by its number; the first if left out
    #[arg(long = "box", value_name = "K")]
    box_number: Option<u64>,
    /// Traced run that a timeline shows; run 0 if left out
    #[arg(long, value_name = "K")]
    run: Option<u64>,
    /// Output folder; outputs/plot_NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    own: OwnFont,
}

fn format(text: &str) -> Result<Format, String> {
    text.trim().parse().map_err(|error| format!("{error}"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=TEXT".to_owned()),
    }
}

/// Draws figures from files.
///
/// # Errors
/// When writing to the streams fails.
pub fn plot(args: &PlotArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if args.list {
        streams.print(&list())?;
        return Ok(Exit::Ok);
    }
    let ask = ask(args);
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&ask));
    let out = Out {
        force: args.force,
        ..Out::new(folder, ask.command())
    };
    match plot_into(&ask, &out, &mut Terminal::new(streams, true)) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            for file in &saved.files {
                streams.print_line(saved.folder.join(&file.path).display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

fn ask(args: &PlotArgs) -> Ask {
    let mut formats = args.format.clone();
    let mut seen = Vec::new();
    formats.retain(|format| {
        let new = !seen.contains(format);
        seen.push(*format);
        new
    });
    Ask {
        paths: args.paths.clone(),
        figure: args.figure.clone(),
        choices: Choices {
            x: args.x.clone(),
            y: args.y.clone(),
            series: args.series.clone(),
            panel: args.panel.clone(),
            value: args.value.clone(),
            arms: args.arms.clone(),
            statistic: args.statistic.clone(),
            threshold: args.threshold,
            effect: args.effect.clone(),
            at: args.at.clone(),
            box_number: args.box_number,
            run: args.run,
            title: args.title.clone(),
            x_label: args.x_label.clone(),
            y_label: args.y_label.clone(),
            value_label: args.value_label.clone(),
            labels: args.labels.clone(),
        },
        look: Look {
            preset: args.preset,
            grey: args.grey,
            no_footer: args.no_footer,
            dpi: args.dpi,
        },
        formats,
        unverified: args.trust.unverified,
        font: args.own.font.clone(),
    }
}

/// What `--list` prints.
fn list() -> String {
    let kinds: String = KINDS.map(described).concat();
    format!(
        "{kinds}\nEvery kind takes --preset, --format, --dpi, --grey, --no-footer, --title and --labels.\n"
    )
}

/// A kind by name, with what [`details`] says.
fn described(kind: &Kind) -> String {
    format!("{}\n{}", kind.name, details(kind))
}

/// A kind: what it shows, its columns, and the options that it takes by where it is drawn from.
pub fn details(kind: &Kind) -> String {
    let origins = origins_of(kind);
    let from: Vec<&str> = origins.iter().map(|origin| origin.from.as_str()).collect();
    let mut lines = vec![
        format!("  {}", kind.about),
        format!("  from     {}", from.join(", ")),
        format!("  columns  {}", kind.columns.join(", ")),
    ];
    if !kind.optional.is_empty() {
        lines.push(format!("  if there {}", kind.optional.join(", ")));
    }
    for origin in origins.iter().filter(|origin| !origin.takes.is_empty()) {
        let options: Vec<&str> = origin.takes.iter().map(|choice| choice.option()).collect();
        lines.push(format!(
            "  options  of {}: {}",
            origin.place.word(),
            options.join(" ")
        ));
    }
    lines.join("\n") + "\n"
}
