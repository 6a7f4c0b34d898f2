//! `trilat explore` as a browser sees it, over plain TCP: who is let in, what is served, what a job shows, what is taken
//! away, and that twenty pages at once each get their own.

mod client;
mod jobs;
mod load;
mod page;
mod security;
mod taken;
