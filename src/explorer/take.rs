//! What is taken away: the scenario, the calls that give the same numbers elsewhere, figures, and a page that needs no
//! server.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use serde::Deserialize;

use super::calls::Calls;
use super::refusal::Refusal;
use super::settings::{Settings, Side};
use super::snapshot::snapshot;
use super::stream::response;
use crate::figures::{Figure, FigureError};
use crate::named::{by_name, named};
use crate::tasks::explore::Picture;
use crate::tasks::explore::figures::{Shows, figure};

named! {
    /// What can be taken.
    pub enum What {
        Scenario = "scenario", "a scenario as a file";
        Command = "command", "what to type into a shell";
        Python = "python", "the same in Python";
        R = "r", "the same in R";
        Figure = "figure", "a figure of a job";
        Snapshot = "snapshot", "a page that needs no server";
    }
}

named! {
    /// How a figure is taken.
    pub enum Format {
        Svg = "svg", "for vector programs and the web";
        Pdf = "pdf", "for print";
        Png = "png", "for screens";
        Csv = "csv", "the plotted data";
        Caption = "caption", "caption, alternative text and command";
    }
}

/// What is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    #[serde(flatten)]
    settings: Settings,
    what: String,
    /// Whose scenario.
    #[serde(default)]
    side: Side,
    /// A figure's name and format.
    #[serde(default)]
    figure: String,
    #[serde(default)]
    format: String,
    /// The job whose picture is taken.
    pub job: Option<String>,
}

/// A file to be saved.
struct Taken {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Wanted {
    /// The file, as a download. `picture` is that of the job that is named.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn take(
        &self,
        picture: impl FnOnce() -> Result<Arc<Picture>, Refusal>,
    ) -> Result<Response, Refusal> {
        let what: What = by_name(&self.what).map_err(|error| Refusal::wrong(error.to_string()))?;
        let plain = "text/plain; charset=utf-8";
        let text = |name: &str, kind, text: String| Taken {
            name: name.to_owned(),
            kind,
            bytes: text.into_bytes(),
        };
        let taken = match what {
            What::Scenario => {
                let sides = self.settings.sides()?;
                let member = sides.get(self.side);
                let own = self.settings.saved(&sides, self.side);
                let kind = "application/toml";
                text(&format!("{}.toml", member.name), kind, own)
            }
            What::Command => text("command.sh", plain, Calls::of(&self.settings)?.shell()),
            What::Python => text("explored.py", plain, Calls::of(&self.settings)?.python()),
            What::R => text("explored.R", plain, Calls::of(&self.settings)?.r()),
            What::Figure => self.figure(&*picture()?)?,
            What::Snapshot => {
                let (calls, picture) = (Calls::of(&self.settings)?, picture()?);
                let page = snapshot(&self.settings, &calls, &picture)?;
                text("explored.html", "text/html; charset=utf-8", page)
            }
        };
        Ok(taken.download())
    }

    fn figure(&self, picture: &Picture) -> Result<Taken, Refusal> {
        let unknown = |error: crate::named::UnknownName| Refusal::wrong(error.to_string());
        let shows: Shows = by_name(&self.figure).map_err(unknown)?;
        let format: Format = by_name(&self.format).map_err(unknown)?;
        let command = Calls::of(&self.settings)?.line().to_string();
        let drawn = figure(picture, shows, &command, None).map_err(refused)?;
        let drawn = drawn.ok_or_else(|| Refusal::missing("there is nothing to draw"))?;
        let (ending, kind, bytes) = file(&drawn, format).map_err(refused)?;
        Ok(Taken {
            name: format!("{shows}.{ending}"),
            kind,
            bytes,
        })
    }
}

/// A figure that cannot be had.
fn refused(error: FigureError) -> Refusal {
    Refusal::wrong(error.to_string())
}

/// Ending, content type and content of a figure's file.
fn file(figure: &Figure, format: Format) -> Result<(&str, &'static str, Vec<u8>), FigureError> {
    Ok(match format {
        Format::Svg => ("svg", "image/svg+xml", figure.svg.clone().into_bytes()),
        Format::Pdf => ("pdf", "application/pdf", figure.pdf()?),
        Format::Png => ("png", "image/png", figure.png()?),
        Format::Csv => (
            "csv",
            "text/csv; charset=utf-8",
            figure.data.to_csv()?.into_bytes(),
        ),
        Format::Caption => (
            "txt",
            "text/plain; charset=utf-8",
            figure.notes().into_bytes(),
        ),
    })
}

impl Taken {
    fn download(self) -> Response {
        let mut response = response(StatusCode::OK, self.kind, Body::from(self.bytes));
        // Names of scenarios are those of folders, and others are said here: a header can hold them.
        let named = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name));
        let named = named.unwrap_or(HeaderValue::from_static("attachment"));
        response.headers_mut().insert(CONTENT_DISPOSITION, named);
        response
    }
}
