//! The sample sheet itself: all parts are on it, and none breaks a rule of the page.

use std::collections::HashSet;

use leptos::prelude::*;

use super::Styleguide;

fn page() -> String {
    view! { <Styleguide/> }.into_view().to_html()
}

#[test]
fn the_sheet_carries_no_inline_style() {
    let page = page();
    assert!(
        !page.contains(" style="),
        "an inline style would be refused by the policy"
    );
    assert!(!page.contains("<script"));
}

#[test]
fn the_sheet_shows_the_parts() {
    let page = page();
    for class in [
        "button-primary",
        "field-error",
        "date-grid",
        "slot-list",
        "queue-row",
        "merge-table",
        "toast",
        "table-frame",
        "account-table",
        "age-rows",
        "tabs",
        "pagination",
        "warning-tick",
        "fieldset",
        "disclosure",
        "session-list",
        "diary-day",
        "qr-code",
        "code-list",
        "key-text",
        "agenda-over",
        "back-link",
    ] {
        assert!(page.contains(class), "{class} is not shown");
    }
}

#[test]
fn ids_of_the_sheet_are_unique() {
    let page = page();
    let mut seen = HashSet::new();
    for rest in page.split(" id=\"").skip(1) {
        let id = &rest[..rest.find('"').unwrap()];
        assert!(seen.insert(id), "{id} stands twice");
    }
}
