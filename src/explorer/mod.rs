//! A page on the user's own machine on which assumptions are moved and the difference is watched: `trilat explore`.
//!
//! It only talks. Requests of a page become requests of [`tasks`](crate::tasks), whose figures and words go back; nothing
//! about the model is worked out here, and the command line may not be imported. It is bound to 127.0.0.1, asks for a secret ([`guard`]), serves no path of the disk
//! and reads scenarios without one ([`settings`]), and bounds what is asked for before anything is allocated ([`limits`]).

pub mod guard;
pub mod limits;
pub mod page;
pub mod refusal;
pub mod settings;

mod calls;
mod controls;
mod explain;
mod jobs;
mod picture;
mod posted;
mod routes;
mod server;
mod snapshot;
mod stream;
mod take;
mod theory;
mod traces;
mod turns;

pub use server::{Explorer, ServeError, Wish};

use serde::Serialize;

use self::settings::Settings;

/// What a page begins with.
#[derive(Clone, Debug, Serialize)]
pub struct Start {
    /// What the command asked for.
    pub settings: Settings,
    /// Version of the program.
    pub version: &'static str,
}
