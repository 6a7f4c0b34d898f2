//! What is served, and the functions that answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::calls::Calls;
use super::controls::controls;
use super::guard::{Guard, HTML, seal};
use super::jobs::Jobs;
use super::limits::{BODY, REQUESTS};
use super::page;
use super::posted::Posted;
use super::refusal::Refusal;
use super::settings::Settings;
use super::stream::{json_response, response};
use super::take;
use super::{Start, explain, theory, traces};
use crate::figures::{Preset, bundled_font};

/// What all answers need.
pub struct App {
    /// Who is let in.
    pub guard: Guard,
    /// What runs.
    pub jobs: Arc<Jobs>,
    /// What a page begins with.
    pub start: Start,
    /// Places for requests.
    pub places: Semaphore,
}

impl App {
    /// A server's state.
    pub fn new(guard: Guard, jobs: Jobs, start: Start) -> Arc<Self> {
        Arc::new(Self {
            guard,
            jobs: Arc::new(jobs),
            start,
            places: Semaphore::new(REQUESTS),
        })
    }
}

type Shared = State<Arc<App>>;
type Answer = Result<Response, Refusal>;

/// Everything that is served.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/theory", get(theory_page))
        .route("/assets/{name}", get(asset))
        .route("/api/scenario", post(scenario))
        .route("/api/job", post(begin))
        .route("/api/job/{number}", delete(cancel))
        .route("/api/job/{number}/stream", get(stream))
        .route("/api/trace", post(trace))
        .route("/api/explain", post(explain_key))
        .route("/api/take", post(take_away))
        .route("/api/theory", get(forms).post(evaluate))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&app), guarded))
        .with_state(app)
}

/// Lets in who may come in, and seals whatever goes out.
async fn guarded(State(app): Shared, request: Request, next: Next) -> Response {
    let mut answer = match admitted(&app, &request) {
        Ok(None) => match app.places.try_acquire() {
            Ok(_place) => next.run(request).await,
            Err(_) => {
                let words = "too many requests are being answered";
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, words).into_response()
            }
        },
        Ok(Some(exchanged)) => exchanged,
        Err(refusal) => refusal.into_response(),
    };
    seal(&mut answer);
    answer
}

/// Whether a request is let in; the answer to one that brings a token.
fn admitted(app: &App, request: &Request) -> Result<Option<Response>, Refusal> {
    let guard = &app.guard;
    guard.check_origin(request.headers())?;
    if let Some(exchanged) = guard.exchange(request.method(), request.uri(), request.headers()) {
        return Ok(Some(exchanged));
    }
    guard.check_cookie(request.headers())?;
    Ok(None)
}

/// Does what takes longer than a moment on a thread of its own; a panic is an answer, not the end of the server.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Refusal::failed(error)))
}

async fn nothing() -> Refusal {
    Refusal::missing("there is nothing here")
}

async fn index(State(app): Shared) -> Response {
    html(page::page(&app.start).into_string())
}

async fn theory_page(State(app): Shared) -> Response {
    html(page::theory(&app.start).into_string())
}

fn html(text: String) -> Response {
    response(StatusCode::OK, HTML, text)
}

async fn asset(Path(name): Path<String>) -> Answer {
    if name == "font.ttf" {
        return Ok(response(
            StatusCode::OK,
            "font/ttf",
            Body::from(bundled_font()),
        ));
    }
    let mut assets = page::ASSETS.iter();
    let found = assets.find(|(own, ..)| *own == name);
    let (_, kind, bytes) = found.ok_or_else(|| Refusal::missing("there is no such file"))?;
    Ok(response(StatusCode::OK, kind, Body::from(*bytes)))
}

async fn scenario(Posted(settings): Posted<Settings>) -> Answer {
    let found = apart(move || controls(&settings)).await?;
    Ok(json_response(StatusCode::OK, &found))
}

/// What begins a job.
#[derive(Deserialize)]
struct Begin {
    #[serde(flatten)]
    settings: Settings,
    page: String,
    /// Whether the page is so narrow that figures have one column.
    #[serde(default)]
    narrow: bool,
}

async fn begin(State(app): Shared, Posted(begin): Posted<Begin>) -> Answer {
    let number = apart(move || {
        let preset = begin.narrow.then_some(Preset::Apsr1Col);
        let Begin { settings, page, .. } = begin;
        let sides = settings.sides()?;
        let command = Calls::of_sides(&settings, &sides).line();
        app.jobs.begin(page, settings, sides, command, preset)
    });
    let number = number.await?;
    Ok(json_response(
        StatusCode::OK,
        &json!({ "job": number.to_string() }),
    ))
}

async fn stream(State(app): Shared, Path(number): Path<String>) -> Answer {
    let events = app.jobs.events(numbered(&number)?)?;
    Ok(response(
        StatusCode::OK,
        "text/event-stream",
        Body::from_stream(events),
    ))
}

async fn cancel(State(app): Shared, Path(number): Path<String>) -> Answer {
    app.jobs.cancel(numbered(&number)?)?;
    let cancelled: Value = json!({ "job": number });
    Ok(json_response(StatusCode::OK, &cancelled))
}

async fn trace(State(app): Shared, Posted(wanted): Posted<traces::Wanted>) -> Answer {
    let threads = app.jobs.threads();
    let found = apart(move || traces::traced(&wanted, threads)).await?;
    Ok(json_response(StatusCode::OK, &found))
}

async fn explain_key(Posted(wanted): Posted<explain::Wanted>) -> Answer {
    let found = explain::explained(&wanted)?;
    Ok(json_response(StatusCode::OK, &found))
}

async fn take_away(State(app): Shared, Posted(wanted): Posted<take::Wanted>) -> Answer {
    apart(move || {
        wanted.take(|| {
            let job = wanted.job.as_deref();
            let missing = || Refusal::wrong("no job is named of which this is to be taken");
            app.jobs.picture(numbered(job.ok_or_else(missing)?)?)
        })
    })
    .await
}

async fn forms() -> Response {
    json_response(StatusCode::OK, &theory::forms())
}

async fn evaluate(Posted(wanted): Posted<theory::Wanted>) -> Answer {
    let found = apart(move || theory::evaluated(&wanted)).await?;
    Ok(json_response(StatusCode::OK, &found))
}

/// The number of a job.
fn numbered(text: &str) -> Result<u64, Refusal> {
    text.parse()
        .map_err(|_| Refusal::missing("there is no such job"))
}
