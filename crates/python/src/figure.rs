//! Figures as Jupyter shows them, drawn from the files of a folder.

use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::fault::Fault;
use trilat::figures::{Figure as Drawing, Format, Preset};
use trilat::store::atomic::write_file;
use trilat::tasks::plot::{Ask, Choices, Look, PlotError, plot as draw};

use crate::failure::Failure;
use crate::watch::work;

/// A figure.
#[pyclass(frozen, module = "trilat._trilat")]
pub struct Figure {
    ask: Ask,
    at: usize,
    drawing: Drawing,
    /// Whoever keeps the folder that it is drawn from.
    #[expect(
        dead_code,
        reason = "held, so that the folder stays as long as the figure"
    )]
    owner: Option<Py<PyAny>>,
}

/// Draws the figures of a kind, or all that fit, from a folder or a CSV file.
#[pyfunction]
#[pyo3(signature = (
    paths, kind, *, x, y, series, panel, value, arms, statistic, threshold, effect, at, box_number, run, title, x_label,
    y_label, value_label, labels, preset, grey, footer, dpi, font, unverified, owner
))]
pub fn plot(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    kind: Option<String>,
    x: Option<String>,
    y: Option<String>,
    series: Option<String>,
    panel: Option<String>,
    value: Option<String>,
    arms: Vec<String>,
    statistic: Option<String>,
    threshold: Option<f64>,
    effect: Option<String>,
    at: Vec<(String, String)>,
    box_number: Option<u64>,
    run: Option<u64>,
    title: Option<String>,
    x_label: Option<String>,
    y_label: Option<String>,
    value_label: Option<String>,
    labels: Vec<(String, String)>,
    preset: Option<String>,
    grey: bool,
    footer: bool,
    dpi: Option<u32>,
    font: Option<PathBuf>,
    unverified: bool,
    owner: Option<Py<PyAny>>,
) -> PyResult<(Vec<Figure>, Vec<String>)> {
    let choices = Choices {
        x,
        y,
        series,
        panel,
        value,
        arms,
        statistic,
        threshold,
        effect,
        at,
        box_number,
        run,
        title,
        x_label,
        y_label,
        value_label,
        labels,
    };
    let ((ask, drawn), told) = work(py, None, |watch| {
        let ask = Ask {
            paths,
            figure: kind,
            choices,
            look: look(preset.as_deref(), grey, footer, dpi)?,
            unverified,
            font,
            ..Ask::new("")
        };
        let drawn = draw(&ask, watch)?;
        Ok((ask, drawn))
    })?;
    if let Some(error) = told.raised {
        return Err(error);
    }
    let figure = |(at, drawing)| Figure {
        ask: ask.clone(),
        at,
        drawing,
        owner: owner.as_ref().map(|owner| owner.clone_ref(py)),
    };
    let figures = drawn.into_iter().enumerate().map(figure).collect();
    Ok((figures, told.warnings))
}

fn look(preset: Option<&str>, grey: bool, footer: bool, dpi: Option<u32>) -> Result<Look, Failure> {
    let preset = preset.map(str::parse::<Preset>).transpose();
    if dpi.is_some_and(|dpi| !(36..=2400).contains(&dpi)) {
        return Err(Failure::usage("dpi must be 36 to 2400"));
    }
    Ok(Look {
        preset: preset.map_err(Failure::usage)?,
        grey,
        no_footer: !footer,
        dpi,
    })
}

#[pymethods]
impl Figure {
    /// Its kind, or a name unlike those of other figures of the folder.
    #[getter]
    fn name(&self) -> &str {
        &self.drawing.name
    }

    /// The drawing.
    #[getter]
    fn svg(&self) -> &str {
        &self.drawing.svg
    }

    /// Caption for a paper: what is shown, units, intervals, number of runs.
    #[getter]
    fn caption(&self) -> &str {
        &self.drawing.caption
    }

    /// A description for those who cannot see it.
    #[getter]
    fn alt_text(&self) -> &str {
        &self.drawing.alt_text
    }

    /// The command that draws it again.
    #[getter]
    fn command(&self) -> &str {
        &self.drawing.command
    }

    fn _repr_svg_(&self) -> &str {
        &self.drawing.svg
    }

    fn __repr__(&self) -> String {
        format!(
            "<trilat.Figure {}: {}>",
            self.drawing.name, self.drawing.alt_text
        )
    }

    /// Writes it as SVG, PDF, PNG or TIFF, as the ending of the path says, drawn anew if it is to look otherwise.
    #[pyo3(signature = (path, *, preset=None, grey=None, dpi=None))]
    fn save(
        &self,
        py: Python<'_>,
        path: PathBuf,
        preset: Option<&str>,
        grey: Option<bool>,
        dpi: Option<u32>,
    ) -> PyResult<()> {
        let (done, _) = work(py, None, |watch| {
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            let format: Format = ending.to_lowercase().parse().map_err(Failure::usage)?;
            let mut ask = self.ask.clone();
            let asked = look(preset, false, true, dpi)?;
            ask.look.preset = asked.preset.or(ask.look.preset);
            ask.look.dpi = asked.dpi.or(ask.look.dpi);
            ask.look.grey = grey.unwrap_or(ask.look.grey);
            let drawing = match ask == self.ask {
                true => self.drawing.clone(),
                false => draw(&ask, watch)?.into_iter().nth(self.at).ok_or_else(|| {
                    Failure::new(Fault::Failed, "the folder no longer gives this figure")
                })?,
            };
            let files = drawing.files(&[format]).map_err(PlotError::from)?;
            let file = files
                .iter()
                .find(|(name, _)| name.ends_with(format.extension()));
            let Some((_, bytes)) = file else {
                return Err(Failure::new(Fault::Failed, "the figure has no such file"));
            };
            write_file(&path, bytes)?;
            Ok(())
        })?;
        Ok(done)
    }
}
