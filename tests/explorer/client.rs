//! A server of its own for each test, and as much of HTTP as the tests need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};
use trilat::explorer::settings::Settings;
use trilat::explorer::{Explorer, ServeError, Wish};
use trilat::watch::Stop;

/// A server on a thread, stopped when it is dropped.
pub struct Server {
    pub port: u16,
    pub token: String,
    pub ticket: String,
    pub stop: Stop,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut own = self.headers.iter();
        own.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Server {
    /// A server that begins with a carried scenario.
    pub fn of(scenario: &str) -> Self {
        let settings = Settings::of(Path::new(scenario), Vec::new(), None, None).unwrap();
        let explorer = Explorer::bind(Wish {
            settings,
            port: 0,
            threads: 2,
        });
        let explorer = explorer.unwrap();
        let split = |address: String| {
            let rest = address.strip_prefix("http://127.0.0.1:").unwrap();
            let (port, token) = rest.split_once("/?token=").unwrap();
            (port.parse().unwrap(), token.to_owned())
        };
        let (port, token) = split(explorer.address());
        let (_, ticket) = split(explorer.ticket().unwrap());
        let stop = Stop::new();
        let flag = stop.clone();
        Self {
            port,
            token,
            ticket,
            stop,
            thread: Some(thread::spawn(move || explorer.serve(&flag))),
        }
    }

    /// The value of the cookie header that lets in.
    pub fn cookie(&self) -> String {
        let reply = self.raw("GET", &format!("/?token={}", self.token), &[], b"");
        assert_eq!(reply.status, 303, "{}", reply.text());
        let cookie = reply.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Somebody who has been let in.
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor {
            server: self,
            cookie: self.cookie(),
        }
    }

    /// A request with these headers and the right host, unless they have one.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        read(BufReader::new(self.send(method, path, headers, body)))
    }

    /// Sends a request; the answer is to be read.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let wait = Some(Duration::from_secs(240));
        stream.set_read_timeout(wait).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses a large body may close before it has all of it.
        let _ = stream.write_all(body);
        stream
    }

    /// Stops it, and how it ended.
    pub fn end(&mut self) -> Result<(), ServeError> {
        self.stop.raise();
        self.thread
            .take()
            .map_or(Ok(()), |thread| thread.join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = self.end();
        if !thread::panicking() {
            ended.unwrap();
        }
    }
}

/// Somebody who has been let in.
pub struct Visitor<'a> {
    server: &'a Server,
    pub cookie: String,
}

impl Visitor<'_> {
    pub fn get(&self, path: &str) -> Reply {
        self.server
            .raw("GET", path, &[("Cookie", &self.cookie)], b"")
    }

    pub fn delete(&self, path: &str) -> Reply {
        self.server
            .raw("DELETE", path, &[("Cookie", &self.cookie)], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_bytes(path, body.to_string().as_bytes())
    }

    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Reply {
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Content-Type", "application/json"),
        ];
        self.server.raw("POST", path, &headers, body)
    }

    /// Begins a job of a page; its number.
    pub fn begin(&self, page: &str, settings: &Value) -> String {
        let mut body = settings.clone();
        body["page"] = json!(page);
        let reply = self.post("/api/job", &body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["job"].as_str().unwrap().to_owned()
    }

    /// Opens the stream of a job.
    pub fn stream(&self, job: &str) -> Events {
        let path = format!("/api/job/{job}/stream");
        let headers = [("Cookie", self.cookie.as_str())];
        let mut reader = BufReader::new(self.server.send("GET", &path, &headers, b""));
        let (status, _) = head(&mut reader);
        assert_eq!(status, 200);
        Events {
            body: BufReader::new(Chunks {
                inner: reader,
                left: 0,
            }),
        }
    }

    /// All events of a job.
    pub fn events(&self, job: &str) -> Vec<(String, Value)> {
        self.stream(job).collect()
    }
}

/// Events as they come.
pub struct Events {
    body: BufReader<Chunks>,
}

impl Iterator for Events {
    type Item = (String, Value);

    fn next(&mut self) -> Option<Self::Item> {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            // A stream that is cut off has ended.
            if self.body.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            if let Some(own) = line.strip_prefix("event: ") {
                name = own.trim().to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).unwrap()));
            }
        }
    }
}

/// A body in chunks.
struct Chunks {
    inner: BufReader<TcpStream>,
    left: usize,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            let mut line = String::new();
            self.inner.read_line(&mut line)?;
            if line.trim().is_empty() {
                line.clear();
                self.inner.read_line(&mut line)?;
            }
            self.left = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            if self.left == 0 {
                return Ok(0);
            }
        }
        let most = self.left.min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

fn head(reader: &mut impl BufRead) -> (u16, Vec<(String, String)>) {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap_or("0").parse().unwrap_or(0);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            return (status, headers);
        }
        let (name, value) = line.trim().split_once(':').unwrap();
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// Whether a number of an answer is another: the reader of the tests may miss its last bit, which browsers do not.
pub fn same(read: f64, other: f64) -> bool {
    let alike = (read - other).abs() <= 4.0 * f64::EPSILON * other.abs();
    alike || read.is_nan() && other.is_nan()
}

/// Reads an answer whose length is known.
fn read(mut reader: impl BufRead) -> Reply {
    let (status, headers) = head(&mut reader);
    let mut body = Vec::new();
    // What a server that closes early has not sent is not there.
    let _ = reader.read_to_end(&mut body);
    Reply {
        status,
        headers,
        body,
    }
}
