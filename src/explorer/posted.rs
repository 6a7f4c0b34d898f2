//! What a page posts: JSON of a bounded size.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::limits::BODY;
use super::refusal::Refusal;

/// The body of a request, read.
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // A form or plain text could be sent by any page of the web without a question being asked first.
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            let words = "the body must be application/json";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, words));
        }
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| {
            let words = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    format!("the request is larger than {} MiB", BODY >> 20)
                }
                _ => rejection.body_text(),
            };
            Refusal::new(rejection.status(), words)
        })?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| {
            let words = format!("the request cannot be read: {error}");
            Refusal::new(StatusCode::BAD_REQUEST, words)
        })
    }
}
