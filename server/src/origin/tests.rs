use super::*;

fn check(method: &Method, headers: &[(&'static str, &str)], expected: bool) {
    let origin = Origin::parse("https://book.example.org").unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    assert_eq!(
        is_ours(method, &map, &origin),
        expected,
        "{method} {headers:?}"
    );
}

#[test]
fn looking_is_free() {
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        check(
            &method,
            &[
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "cross-site"),
            ],
            true,
        );
    }
}

#[test]
fn changing_needs_a_word_from_the_browser() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let check = |headers: &[(&'static str, &str)], expected| check(&method, headers, expected);
        check(&[], false);
        check(&[("origin", "https://book.example.org")], true);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(
            &[
                ("origin", "https://book.example.org"),
                ("sec-fetch-site", "same-origin"),
            ],
            true,
        );
        for foreign in [
            "null",
            "",
            "https://evil.example",
            "http://book.example.org",
            "https://book.example.org:8443",
            "https://book.example.org.evil.example",
            "https://book.example.org/",
        ] {
            check(&[("origin", foreign)], false);
            check(
                &[("origin", foreign), ("sec-fetch-site", "same-origin")],
                false,
            );
        }
        for site in ["cross-site", "same-site", "none", ""] {
            check(&[("sec-fetch-site", site)], false);
            check(
                &[
                    ("origin", "https://book.example.org"),
                    ("sec-fetch-site", site),
                ],
                false,
            );
        }
        check(
            &[
                ("origin", "https://book.example.org"),
                ("origin", "https://evil.example"),
            ],
            false,
        );
    }
}
