use super::*;

#[test]
fn only_paths_of_ours_are_local() {
    for path in [
        "/",
        "/appointments/0190",
        "/book/h/1/code?request=2",
        "/a#b",
    ] {
        assert!(is_local(path), "{path}");
    }
    for path in [
        "",
        "book",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a b",
        "/a\r\nb",
        "/ü",
    ] {
        assert!(!is_local(path), "{path}");
    }
}

#[test]
fn a_page_is_shown_again_under_one_id_only() {
    for (page, expected) in [
        ("/book", "/book?again=x"),
        ("/book?again=old", "/book?again=x"),
        ("/log-in/code?request=1", "/log-in/code?request=1&again=x"),
        (
            "/log-in/code?again=old&request=1",
            "/log-in/code?request=1&again=x",
        ),
        ("/book?", "/book?again=x"),
    ] {
        assert_eq!(again(&without_again(page), "x"), expected, "{page}");
    }
}

#[test]
fn programs_get_the_code_its_status_and_when_to_try_again() {
    let response = failed(&ApiError::TooMany { retry_after_s: 90 });
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[RETRY_AFTER], "90");
    assert_eq!(
        failed(&ApiError::Malformed).status(),
        StatusCode::BAD_REQUEST
    );
    assert_eq!(failed(&ApiError::Unavailable).headers()[RETRY_AFTER], "10");
}
