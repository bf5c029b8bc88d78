use http::header::COOKIE;

use super::*;

fn keep(path: &str, cookie: &'static str) -> Keep {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, HeaderValue::from_static(cookie));
    Keep::of(path, &headers)
}

#[test]
fn public_pages_may_be_kept_by_those_who_are_not_signed_in() {
    for path in [
        "/",
        "/book",
        "/book/physio",
        "/book/physio/first",
        "/help",
        "/privacy",
    ] {
        assert_eq!(keep(path, "__Host-visitor=abc"), Keep::Public, "{path}");
        assert_eq!(keep(path, "__Host-session=abc"), Keep::Nothing, "{path}");
        assert_eq!(keep(path, "__Host-staff=abc"), Keep::Nothing, "{path}");
    }
}

#[test]
fn what_concerns_one_person_is_never_kept() {
    for path in [
        "/book/h/0190/check",
        "/book/done/0190",
        "/book/h",
        "/appointments",
        "/home",
        "/log-in",
        "/staff",
        "/staff/log-in",
        "/api/booking/hold",
        "/dev/mail",
        "/nowhere",
        "//",
        "/helpful",
    ] {
        assert_eq!(keep(path, "__Host-visitor=abc"), Keep::Nothing, "{path}");
    }
}
