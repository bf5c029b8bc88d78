//! Text in a list for a spreadsheet: one way for every list that is given out.

/// What begins a formula in a spreadsheet, or is skipped before one that follows it.
const BEGINS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// The text of a cell; what a spreadsheet would take for a formula is led by an apostrophe.
/// Numbers are no text: they begin with a sign and stay as they are.
#[must_use]
pub fn text(value: &str) -> String {
    match value.starts_with(BEGINS) {
        true => format!("'{value}"),
        false => value.to_owned(),
    }
}

/// The same in quotes (RFC 4180).
#[must_use]
pub fn quoted(value: &str) -> String {
    format!("\"{}\"", text(value).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1",
        ] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("rec-1-org"), "rec-1-org");
        assert_eq!(quoted("=\"a\""), "\"'=\"\"a\"\"\"");
    }
}
