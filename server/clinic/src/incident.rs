//! The number under which the log has what broke, and which the person is shown.

use std::fmt::Write as _;

use crate::authz::Clinic;

impl Clinic {
    /// A fresh number: eight hexadecimal digits, which say nothing about anybody.
    #[must_use]
    pub fn incident(&self) -> String {
        let mut bytes = [0; 4];
        self.rng().fill(&mut bytes);
        bytes.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
