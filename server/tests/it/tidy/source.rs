//! A Rust file taken apart just enough for the rules: code, strings, no comments.

/// One file.
pub(super) struct Source {
    /// From the repository's root.
    pub(super) path: String,
    /// Without comments and without what stands in strings.
    pub(super) code: String,
    /// Without comments.
    pub(super) code_with_strings: String,
    /// What stands in strings, escapes and all.
    pub(super) strings: Vec<String>,
}

impl Source {
    pub(super) fn read(path: String, text: &str) -> Self {
        let mut source = Self {
            path,
            code: String::new(),
            code_with_strings: String::new(),
            strings: Vec::new(),
        };
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let taken = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if let Some(length) = raw_string(rest, &source.code) {
                source.string(&rest[..length]);
                length
            } else if next == '"' {
                let length = string(rest);
                source.string(&rest[..length]);
                length
            } else {
                let length = character(rest).unwrap_or(next.len_utf8());
                source.code.push_str(&rest[..length]);
                source.code_with_strings.push_str(&rest[..length]);
                length
            };
            rest = &rest[taken..];
        }
        source
    }

    /// Whether the code, strings and comments aside, has this word.
    pub(super) fn names(&self, word: &str) -> bool {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.split(|c| !part(c)).any(|found| found == word)
    }

    fn string(&mut self, quoted: &str) {
        self.code.push_str("\"\"");
        self.code_with_strings.push_str(quoted);
        let inner = quoted.trim_start_matches(['r', '#']).trim_end_matches('#');
        // A backslash at a line's end joins the lines.
        let mut text = String::new();
        let mut lines = inner.trim_matches('"').split("\\\n");
        text.push_str(lines.next().unwrap_or_default());
        lines.for_each(|line| text.push_str(line.trim_start()));
        self.strings.push(text);
    }
}

/// The length of a string from its opening quote on.
fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r"…"` or `r#"…"#`, if one begins here and no name ends here.
fn raw_string(rest: &str, before: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !before.ends_with('b') {
        return None;
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    if !after[hashes..].starts_with('"') {
        return None;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let body = 1 + hashes + 1;
    rest[body..].find(&end).map(|at| body + at + end.len())
}

/// The length of `'x'` or `'\n'`; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    if let Some(escaped) = inner.strip_prefix('\\') {
        let first = escaped.chars().next()?.len_utf8();
        return escaped[first..].find('\'').map(|end| 2 + first + end + 1);
    }
    let first = inner.chars().next()?.len_utf8();
    inner[first..].starts_with('\'').then_some(1 + first + 1)
}

#[test]
fn a_file_is_taken_apart() {
    let text = "//! sqlx\nlet a = \"one \\\"two\\\" \\\n    three\"; // four\nlet b = '\"'; let c: &'static str = r#\"five \"six\"\"#; /* seven */ eight();";
    let source = Source::read("a.rs".to_owned(), text);
    assert_eq!(source.strings, ["one \\\"two\\\" three", "five \"six"]);
    assert!(source.names("eight") && !source.names("sqlx") && !source.names("seven"));
    assert!(!source.code.contains("one") && source.code_with_strings.contains("one"));
    assert!(source.code.contains("'\"'"));
}
