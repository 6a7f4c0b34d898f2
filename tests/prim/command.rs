//! `trilat discover` as a user types it.
