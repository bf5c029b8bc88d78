//! The style sheets keep their promises: all imported, only logical directions, icons that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::ui::{Hue, IconName};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

pub(super) fn sheets() -> Vec<(String, String)> {
    let style = root().join("style");
    let mut found = Vec::new();
    for folder in [style.clone(), style.join("components")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "css") {
                let name = path
                    .strip_prefix(&style)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 30, "the sheets were not found");
    found
}

#[test]
fn every_sheet_is_imported_once() {
    let sheets = sheets();
    let main = &sheets
        .iter()
        .find(|(name, _)| name == "main.css")
        .unwrap()
        .1;
    for (name, _) in sheets.iter().filter(|(name, _)| name != "main.css") {
        let line = format!("@import \"./{name}\";");
        assert_eq!(main.matches(&line).count(), 1, "{name}");
    }
}

#[test]
fn sheets_know_no_sides() {
    for (name, sheet) in sheets() {
        for word in sheet.split(|letter: char| !letter.is_ascii_alphabetic()) {
            assert!(
                !matches!(word, "left" | "right"),
                "{name} names a side: {word}"
            );
        }
    }
}

#[test]
fn every_token_that_is_used_is_set() {
    let all: String = sheets().into_iter().map(|(_, sheet)| sheet).collect();
    let set: BTreeSet<&str> = all
        .split("--")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
            rest[end..].starts_with(':').then(|| &rest[..end])
        })
        .collect();
    for rest in all.split("var(--").skip(1) {
        let end = rest.find([')', ',']).unwrap();
        assert!(
            set.contains(&rest[..end]),
            "--{} is used and never set",
            &rest[..end]
        );
    }
}

#[test]
fn every_icon_is_in_the_sprite_and_the_other_way_round() {
    let sprite = fs::read_to_string(root().join("public/icons.svg")).unwrap();
    let drawn: BTreeSet<&str> = sprite
        .split("<symbol id=\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('"').unwrap()])
        .collect();
    let named: BTreeSet<&str> = IconName::ALL.into_iter().map(IconName::id).collect();
    assert_eq!(drawn, named);
}

#[test]
fn every_hue_has_its_class() {
    let sheets = sheets();
    let avatar = &sheets
        .iter()
        .find(|(name, _)| name == "components/avatar.css")
        .unwrap()
        .1;
    for hue in Hue::ALL {
        assert!(
            avatar.contains(&format!(".{} {{", hue.class())),
            "{}",
            hue.class()
        );
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn only_one_component_writes_a_textarea_one_a_title_and_none_a_style() {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 30, "the sources were not found");
    let of_tests = |path: &Path| {
        path.iter()
            .any(|part| part == "tests" || part == "tests.rs")
    };
    for path in found.iter().filter(|path| !of_tests(path)) {
        let source = fs::read_to_string(path).unwrap();
        let code = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let own = path.ends_with("safe_textarea.rs");
            assert!(
                own || !line.contains("<textarea"),
                "{}: {line}",
                path.display()
            );
            let own = path.ends_with("safe_title.rs");
            assert!(
                own || !line.contains("<Title"),
                "{}: {line}",
                path.display()
            );
            assert!(!line.contains(" style="), "{}: {line}", path.display());
            assert!(!line.contains("inner_html"), "{}: {line}", path.display());
        }
    }
}
