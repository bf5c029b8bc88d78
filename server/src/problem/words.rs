//! The page of an answer that no page gives. It stands alone: whatever broke, it works.

use app::text::en::{errors, problems};

/// A whole page. `incident` is a number of ours, eight hexadecimal digits.
pub(super) fn page(code: &str, incident: Option<&str>) -> String {
    let (title, sentence) = problems::of(code);
    let start = problems::TO_THE_START;
    let reference = incident.map(errors::reference);
    let reference = reference
        .map(|text| format!("<p>{text}</p>"))
        .unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-CA\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/pkg/kith.css\"></head>\
         <body><main class=\"page\"><h1>{title}</h1><p>{sentence}</p>{reference}\
         <p><a href=\"/\">{start}</a></p></main></body></html>\n"
    )
}
