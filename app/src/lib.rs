//! Kith's pages, components and server functions.
//!
//! Pages are server HTML with plain links and forms: they are rendered on the server
//! alone and never hydrated. What runs in the browser is in [`island`], and adds speed,
//! never ability.
//!
//! | module | what is in it |
//! |---|---|
//! | [`error`] | what a server function answers: where to go next, or a code |
//! | [`api`] | the table of all form endpoints, and the server functions by noun |
//! | [`island`] | the pieces that hydrate |
//! | [`ui`] | the design system, one component a file |
//! | `text` | every sentence a person reads |
//! | `format` | dates, times and money, made once for page, mail and announcement |
//! | `ctx` | from a request's cookies to a witness; the only place that reads context |
//! | `display` | how pages look in one browser |
//! | `kept` | what was typed into a form that could not be taken |
//! | `routes`, `shell`, `layout` | addresses, the document, the frame around every page |
//! | `page` | a room for each noun |
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` are two programs: build the server and the frontend apart");

pub mod api;
pub mod error;
pub mod island;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod ctx;
#[cfg(feature = "ssr")]
pub mod display;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod kept;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod text;

#[cfg(feature = "ssr")]
pub use shell::{App, shell};
