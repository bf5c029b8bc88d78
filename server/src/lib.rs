//! The rails of Kith's server: configuration, layers, routes, start and stop.
//!
//! What a page shows is in `app`, what may be done is in `clinic`; here a request is
//! received, checked and handed on, and its answer gets its headers.
//!
//! | module | what is in it |
//! |---|---|
//! | [`cli`], [`config`] | commands, flags and environment; refuses what it doesn't know |
//! | [`commands`] | what each command does |
//! | [`router`], [`rails`] | all routes and layers, used by `serve` and by every HTTP test |
//! | [`form`] | form posts: read strictly, kept when they fail, answered by redirect or JSON |
//! | [`origin`], [`host`], [`gate`] | who may post, under which name, and who may look |
//! | [`cookies`], [`client_address`] | what the pages know of a request |
//! | [`headers`], [`guard`], [`trace`] | security headers; limits, time, panics; the log |
//! | [`assets`], [`download`], [`link`], [`health`], [`dev`] | plain handlers |
//! | [`problem`] | answers that no page gives |
//! | [`serving`], [`shutdown`], [`telemetry`] | the process |
#![recursion_limit = "256"]

pub mod assets;
pub mod cli;
pub mod client_address;
pub mod commands;
pub mod config;
pub mod cookies;
pub mod dev;
pub mod download;
pub mod files;
pub mod form;
pub mod gate;
pub mod guard;
pub mod headers;
pub mod health;
pub mod host;
pub mod link;
pub mod origin;
pub mod problem;
pub mod rails;
pub mod refusal;
pub mod router;
pub mod serving;
pub mod shutdown;
pub mod telemetry;
pub mod trace;
