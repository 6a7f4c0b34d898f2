//! The server: bound to 127.0.0.1, and stopped by a flag.

use std::future::IntoFuture;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use thiserror::Error;

use super::Start;
use super::guard::Guard;
use super::jobs::Jobs;
use super::routes::{App, router};
use super::settings::Settings;
use crate::fault::{Fault, HasFault};
use crate::watch::Stop;

/// Time between two looks at the flag.
const LOOK: Duration = Duration::from_millis(100);
/// How long answers that are being worked on may take to end.
const LAST: Duration = Duration::from_secs(2);
/// Threads for what takes longer than a moment.
const APART: usize = 4;

/// Why there is no server.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The port cannot be had.
    #[error("port {port} of 127.0.0.1 cannot be had: {source}; leave it out for one that is free")]
    Port {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The operating system refuses something else.
    #[error("the server cannot run: {0}")]
    System(#[from] io::Error),
    /// There are no random bytes for its secrets.
    #[error("the operating system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl HasFault for ServeError {
    fn fault(&self) -> Fault {
        match self {
            Self::Port { .. } => Fault::Usage,
            Self::System(_) | Self::Random(_) => Fault::Failed,
        }
    }
}

/// What is to be served.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What a page begins with.
    pub settings: Settings,
    /// The port; any that is free if 0.
    pub port: u16,
    /// Threads of a job, at least 1. Results do not depend on it.
    pub threads: usize,
}

/// A server that is bound and not yet serving.
pub struct Explorer {
    listener: TcpListener,
    app: Arc<App>,
}

impl Explorer {
    /// Takes the port.
    ///
    /// # Errors
    /// [`ServeError`].
    pub fn bind(wish: Wish) -> Result<Self, ServeError> {
        let port = wish.port;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = listener.map_err(|source| ServeError::Port { port, source })?;
        listener.set_nonblocking(true)?;
        let guard = Guard::new(listener.local_addr()?.port())?;
        let start = Start {
            settings: wish.settings,
            version: env!("CARGO_PKG_VERSION"),
        };
        Ok(Self {
            listener,
            app: App::new(guard, Jobs::new(wish.threads.max(1)), start),
        })
    }

    /// The address that lets in whoever has it.
    pub fn address(&self) -> String {
        self.app.guard.address()
    }

    /// The address that lets in once, for the command that opens a browser.
    pub fn ticket(&self) -> Option<String> {
        self.app.guard.ticket()
    }

    /// Serves until `stop` is raised, and then stops all jobs and closes all streams.
    ///
    /// # Errors
    /// [`ServeError::System`].
    pub fn serve(self, stop: &Stop) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(APART)
            .build()?;
        let Self { listener, app } = self;
        let jobs = Arc::clone(&app.jobs);
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // What is small is sent at once. Where that cannot be had it is only later.
            let listener = listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            let serving = axum::serve(listener, router(app));
            let mut serving = std::pin::pin!(serving.into_future());
            loop {
                let waited = tokio::time::timeout(LOOK, &mut serving).await;
                if let Ok(ended) = waited {
                    return ended;
                }
                jobs.sweep();
                if stop.is_up() {
                    return Ok(());
                }
            }
        });
        jobs.stop();
        runtime.shutdown_timeout(LAST);
        Ok(served?)
    }
}
