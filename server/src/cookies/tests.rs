use super::*;

fn headers(values: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(COOKIE, value.parse().unwrap());
    }
    headers
}

#[test]
fn a_cookie_is_found_among_others() {
    let headers = headers(&["a=1; __Host-visitor=abc-_9; b=2", "__Host-staff=zzz"]);
    assert_eq!(token(&headers, "__Host-visitor").as_deref(), Some("abc-_9"));
    assert_eq!(token(&headers, "__Host-staff").as_deref(), Some("zzz"));
    assert_eq!(token(&headers, "__Host-session"), None);
    assert_eq!(token(&headers, "Host-visitor"), None);
}

#[test]
fn what_is_no_token_counts_as_none() {
    for value in ["", "a b", "a\"b", "ü", "a,b", "a%20b", &"a".repeat(65)] {
        let header = HeaderValue::from_bytes(format!("__Host-visitor={value}").as_bytes()).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, header);
        assert_eq!(token(&headers, "__Host-visitor"), None, "{value}");
    }
}

#[test]
fn every_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
    let cookie = set("__Host-x", "abc", Some(900));
    assert_eq!(
        cookie,
        "__Host-x=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=900"
    );
}

#[test]
fn a_cookie_that_the_answer_sets_itself_is_noticed() {
    let mut headers = HeaderMap::new();
    append(&mut headers, &set("__Host-visitor-2", "abc", None));
    assert!(!sets(&headers, "__Host-visitor"));
    append(&mut headers, &set("__Host-visitor", "abc", None));
    assert!(sets(&headers, "__Host-visitor"));
}
