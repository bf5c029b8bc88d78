//! What a page's forms say, read from its HTML.

/// The form on "Check and book".
#[derive(Clone)]
pub(crate) struct BookForm {
    pub(crate) hold: String,
    pub(crate) submission: String,
    pub(crate) patient: String,
    /// What the page says that comes of the press.
    pub(crate) booked_as: String,
}

impl BookForm {
    pub(crate) fn fields<'a>(&'a self, note: &'a str) -> [(&'a str, &'a str); 5] {
        [
            ("hold", self.hold.as_str()),
            ("submission", self.submission.as_str()),
            ("patient", self.patient.as_str()),
            ("booked_as", self.booked_as.as_str()),
            ("note", note),
        ]
    }
}

/// The values of all controls called `name` on a page, each once, in the page's order.
pub(crate) fn values(page: &str, name: &str) -> Vec<String> {
    let named = format!(" name=\"{name}\"");
    let mut found = Vec::new();
    for tag in page
        .split('<')
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
    {
        let value = tag
            .split(" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        match value {
            Some(value) if tag.contains(&named) && !found.iter().any(|known| known == value) => {
                found.push(value.to_owned());
            }
            _ => {}
        }
    }
    found
}

/// The id in `/book/h/{hold}/…`.
#[track_caller]
pub(crate) fn hold_in(path: &str) -> String {
    let hold = path
        .strip_prefix("/book/h/")
        .and_then(|rest| rest.split('/').next());
    hold.unwrap_or_else(|| panic!("no hold in {path}"))
        .to_owned()
}

/// The id in `…?request={request}`.
#[track_caller]
pub(crate) fn request_in(path: &str) -> String {
    let request = path.split("request=").nth(1);
    request
        .unwrap_or_else(|| panic!("no request in {path}"))
        .to_owned()
}

/// The form in the HTML of a "Check and book" page.
#[track_caller]
pub(crate) fn book_form_of(page: &str) -> BookForm {
    let one = |name: &str| {
        let found = values(page, name);
        assert!(!found.is_empty(), "no {name} on {page}");
        found[0].clone()
    };
    BookForm {
        hold: one("hold"),
        submission: one("submission"),
        patient: one("patient"),
        booked_as: one("booked_as"),
    }
}
