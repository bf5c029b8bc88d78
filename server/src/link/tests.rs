use super::*;

fn header(response: &Response, name: HeaderName) -> String {
    response.headers()[name].to_str().unwrap().to_owned()
}

#[test]
fn the_token_moves_from_the_address_to_its_cookie() {
    let response = put_away("__Host-log-in-link", "abc_-9", "/log-in/link");
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&response, LOCATION), "/log-in/link");
    assert_eq!(
        header(&response, SET_COOKIE),
        "__Host-log-in-link=abc_-9; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1800"
    );
}

#[test]
fn what_can_be_no_token_clears_the_cookie() {
    for token in ["", "a;b", "a b", "a\r\nSet-Cookie: x=y", &"a".repeat(100)] {
        let response = put_away("__Host-log-in-link", token, "/log-in/link");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = header(&response, SET_COOKIE);
        assert!(cookie.starts_with("__Host-log-in-link=; "), "{cookie}");
        assert!(cookie.ends_with("Max-Age=0"), "{cookie}");
    }
}
