//! `trilat plot DIR|CSV`

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Exit;
use crate::cli::Streams;
use crate::fault::HasFault;
use crate::figures::Format;
use crate::tasks::plot::ask::Ask;
use crate::tasks::plot::error::PlotError;
use crate::tasks::plot::folder::drawables;
use crate::tasks::plot::folder::several_runs;
use crate::tasks::plot::kinds::kind;
use crate::tasks::plot::kinds::list;
use crate::tasks::plot::{Look, draw_all};

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
    /// List the kinds of figures and the columns that each needs
    #[arg(long)]
    list: bool,
    /// Width and text size: apsr-1col (85 mm), apsr-1.5col (114 mm), apsr-2col (178 mm) or slide; each
    /// kind's own if left out
    #[arg(long)]
    preset: Option<String>,
    /// File formats: svg, pdf, png, tiff
    #[arg(long, value_delimiter = ',', default_value = "svg,pdf,png")]
    format: Vec<String>,
    /// Dots per inch of PNG: 600 in print and 150 on slides if left out. TIFF has 600 at least
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(36..=2400))]
    dpi: Option<u32>,
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
    /// Column of runs.csv that is shown; of a CSV file the column of estimates
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
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
    /// Traced run that a timeline shows
    #[arg(long, value_name = "K", default_value_t = 0)]
    run: u64,
    /// Output folder; outputs/plot_NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
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
        write!(streams.out, "{}", list())?;
        return Ok(Exit::Ok);
    }
    match draw_and_write(args) {
        Ok(paths) => {
            for path in paths {
                writeln!(streams.out, "{}", path.display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

fn draw_and_write(args: &PlotArgs) -> Result<Vec<PathBuf>, PlotError> {
    let mut formats: Vec<Format> = Vec::new();
    for name in &args.format {
        let format = name.trim().parse()?;
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    let look = Look {
        preset: args.preset.as_deref().map(str::parse).transpose()?,
        grey: args.grey,
    };
    let wanted = args.figure.as_deref().map(kind).transpose()?;
    let ask = ask(args);
    let command = command(args);
    let drawables = match args.paths.as_slice() {
        [path] => drawables(path, wanted, &ask, &command)?,
        paths => {
            if wanted.is_some_and(|kind| kind.name != "time_to_first_event") {
                return Err(PlotError::Usage(
                    "only time_to_first_event takes several folders".to_owned(),
                ));
            }
            vec![several_runs(paths, &ask, &command)?]
        }
    };
    let mut figures = draw_all(drawables, &look, &ask, wanted.is_some())?;
    if let Some(dpi) = args.dpi {
        figures.iter_mut().for_each(|figure| figure.png_dpi = dpi);
    }
    let out = args.out.clone().unwrap_or_else(|| {
        let path = args
            .paths
            .first()
            .map_or(Path::new("figure"), PathBuf::as_path);
        let full = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let name = full.file_stem().unwrap_or_default().to_string_lossy();
        PathBuf::from("outputs").join(format!("plot_{name}"))
    });
    if !args.force {
        let mut extensions: Vec<&str> = formats.iter().map(|f| f.extension()).collect();
        extensions.extend(["csv", "txt"]);
        for figure in &figures {
            for extension in &extensions {
                let path = out.join(format!("{}.{extension}", figure.name));
                if path.exists() {
                    return Err(PlotError::Exists { path });
                }
            }
        }
    }
    let mut written = Vec::new();
    for figure in &figures {
        written.extend(figure.write(&out, &formats)?);
    }
    Ok(written)
}

fn ask(args: &PlotArgs) -> Ask {
    let mut labels = args.labels.clone();
    for (key, words) in [
        ("title", &args.title),
        ("x", &args.x_label),
        ("y", &args.y_label),
        ("value", &args.value_label),
    ] {
        labels.extend(words.as_ref().map(|words| (key.to_owned(), words.clone())));
    }
    Ask {
        x: args.x.clone(),
        y: args.y.clone(),
        series: args.series.clone(),
        panel: args.panel.clone(),
        value: args.value.clone(),
        statistic: args.statistic.clone(),
        threshold: args.threshold,
        effect: args.effect.clone(),
        at: args.at.clone(),
        box_number: args.box_number,
        run: args.run,
        labels,
    }
}

/// The command that draws the same figures again.
fn command(args: &PlotArgs) -> String {
    let quoted = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/=,".contains(c);
        if !text.is_empty() && text.chars().all(plain) {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "'\\''"))
        }
    };
    let mut words = vec!["trilat plot".to_owned()];
    words.extend(
        args.paths
            .iter()
            .map(|path| quoted(&path.display().to_string())),
    );
    let threshold = args.threshold.map(|t| t.to_string());
    for (option, value) in [
        ("--figure", &args.figure),
        ("--preset", &args.preset),
        ("--title", &args.title),
        ("--x-label", &args.x_label),
        ("--y-label", &args.y_label),
        ("--value-label", &args.value_label),
        ("--x", &args.x),
        ("--y", &args.y),
        ("--series", &args.series),
        ("--panel", &args.panel),
        ("--value", &args.value),
        ("--statistic", &args.statistic),
        ("--threshold", &threshold),
        ("--effect", &args.effect),
    ] {
        words.extend(value.as_ref().map(|v| format!("{option} {}", quoted(v))));
    }
    for (option, pairs) in [("--at", &args.at), ("--labels", &args.labels)] {
        let given = pairs
            .iter()
            .map(|(k, v)| format!("{option} {}", quoted(&format!("{k}={v}"))));
        words.extend(given);
    }
    words.extend(args.box_number.map(|number| format!("--box {number}")));
    if args.run > 0 {
        words.push(format!("--run {}", args.run));
    }
    words.extend(args.dpi.map(|dpi| format!("--dpi {dpi}")));
    words.extend(args.grey.then(|| "--grey".to_owned()));
    words.join(" ")
}
