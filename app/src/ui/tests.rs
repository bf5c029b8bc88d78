//! What holds for the whole set: contrast of the tokens, icons that exist, and markup that is safe
//! and named.

mod contrast;
mod names;
mod sheets;

#[cfg(feature = "ssr")]
mod markup;
