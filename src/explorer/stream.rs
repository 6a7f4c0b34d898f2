//! What is sent: JSON, and events while a job runs.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use futures_core::Stream;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;

use crate::watch::Stop;

/// An answer of this content type.
pub fn response(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// An answer in JSON.
pub fn json_response(status: StatusCode, body: &Value) -> Response {
    response(status, "application/json", body.to_string())
}

/// An event of a job's stream. JSON has no line breaks of its own, so it is one line.
pub fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// The events of a job, which is stopped when nobody reads them any longer.
pub struct Events {
    /// The events.
    pub receiver: Receiver<String>,
    /// The job's flag.
    pub stop: Stop,
}

impl Stream for Events {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.receiver.poll_recv(context);
        next.map(|event| event.map(|text| Ok(Bytes::from(text))))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.stop.raise();
    }
}
