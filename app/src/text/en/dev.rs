//! Words of demo mode.

/// Heading.
pub const MAIL: &str = "Mail from the demo clinic";
/// Without mail.
pub const NO_MAIL: &str = "No mail yet. Book something, and look again.";
/// Heading.
pub const STYLEGUIDE: &str = "Style guide";
