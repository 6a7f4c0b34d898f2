//! Who is let in: whoever has the address that the command printed, from a page of this server.
//!
//! The address has a token, which is exchanged for a cookie that scripts cannot read and that no page of another site
//! sends. Host and Origin are checked, so that a name of the web which leads to 127.0.0.1 opens nothing, and every answer
//! says what its page may load.

use std::sync::{Mutex, PoisonError};

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

/// What pages may load: what this server serves, and pictures that they make themselves.
pub const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'";
/// The content type of pages.
pub const HTML: &str = "text/html; charset=utf-8";
/// A page that goes on to the page.
const GO_ON: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>trilat</title>\
<meta http-equiv=\"refresh\" content=\"0; url=/\"><p><a href=\"/\">Go on to the page</a></p></html>";
/// What else every answer says.
const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The secrets of a server, and its place.
#[derive(Debug)]
pub struct Guard {
    port: u16,
    token: String,
    /// Good for one visit: other users of the machine can read the command that opens a browser.
    ticket: Mutex<Option<String>>,
    cookie: String,
}

impl Guard {
    /// New secrets for a server on this port.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self {
            port,
            token: secret()?,
            ticket: Mutex::new(Some(secret()?)),
            cookie: secret()?,
        })
    }

    /// The address that lets in whoever has it, as it is printed.
    pub fn address(&self) -> String {
        self.with(&self.token)
    }

    /// The address that a browser is opened with, which lets in once.
    pub fn ticket(&self) -> Option<String> {
        let ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        ticket.as_ref().map(|ticket| self.with(ticket))
    }

    fn with(&self, token: &str) -> String {
        format!("http://127.0.0.1:{}/?token={token}", self.port)
    }

    /// Holds a request against all rules but the cookie.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn check_origin(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let host = text(&HOST).unwrap_or_default();
        if headers.get_all(HOST).iter().count() != 1 || !hosts.iter().any(|own| own == host) {
            return Err(Refusal::forbidden("this host is not served here"));
        }
        if text(&ORIGIN).is_some_and(|origin| origin != format!("http://{host}")) {
            return Err(Refusal::forbidden("requests of other origins are refused"));
        }
        let from = text(&HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
        // A link to the page on another site is a navigation, which brings no cookie.
        let visit = text(&HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        if !["none", "same-origin"].contains(&from) && !visit {
            return Err(Refusal::forbidden("requests of other sites are refused"));
        }
        Ok(())
    }

    /// The answer to a visit with a token: the cookie, and the way to the page without it. None for a request of
    /// another kind.
    pub fn exchange(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        let query = uri.query().filter(|_| uri.path() == "/")?;
        let given = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="))?;
        if method != Method::GET || !self.takes(given) {
            let words = "this address is not, or no longer, good";
            let hint = "use the address that the command printed";
            return Some(Refusal::forbidden(words).hint(hint).into_response());
        }
        let (name, secret) = (self.name(), &self.cookie);
        let cookie = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict");
        // What another site's link leads to brings no such cookie, not even behind a redirection; a page that goes on by
        // itself does. A notebook's link is of this kind.
        let from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if from == Some(b"cross-site") {
            let headers = [(SET_COOKIE, cookie), (CONTENT_TYPE, HTML.to_owned())];
            return Some((StatusCode::OK, headers, GO_ON).into_response());
        }
        let headers = [(SET_COOKIE, cookie), (LOCATION, "/".to_owned())];
        Some((StatusCode::SEE_OTHER, headers).into_response())
    }

    fn takes(&self, given: &str) -> bool {
        if same(given, &self.token) {
            return true;
        }
        let mut ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner);
        let good = ticket.as_ref().is_some_and(|ticket| same(given, ticket));
        if good {
            *ticket = None;
        }
        good
    }

    /// Looks for the cookie.
    ///
    /// # Errors
    /// A [`Refusal`] without it.
    pub fn check_cookie(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let lines = headers.get_all(COOKIE).iter();
        let pairs = lines.filter_map(|line| line.to_str().ok());
        let mut pairs = pairs.flat_map(|line| line.split(';'));
        let name = self.name();
        let known = pairs.any(|pair| match pair.trim().split_once('=') {
            Some((own, value)) => own == name && same(value, &self.cookie),
            None => false,
        });
        match known {
            true => Ok(()),
            false => Err(
                Refusal::forbidden("this page asks for the address with its token")
                    .hint("open the address that the command printed"),
            ),
        }
    }

    /// Cookies are those of a host, whatever the port: each server has a name of its own.
    fn name(&self) -> String {
        format!("trilat-{}", self.port)
    }
}

/// Says with an answer what its page may do.
pub fn seal(response: &mut Response) {
    for (name, value) in HEADERS {
        let own = response.headers_mut();
        own.insert(name, HeaderValue::from_static(value));
    }
}

/// 128 random bits.
fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    let differ = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differ == 0
}
