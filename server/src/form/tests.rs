use super::*;

#[test]
fn only_urlencoded_bodies_are_forms() {
    for (kind, expected) in [
        ("application/x-www-form-urlencoded", true),
        ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", true),
        (
            "application/x-www-form-urlencoded; charset=iso-8859-1",
            false,
        ),
        ("application/json", false),
        ("text/plain", false),
        ("multipart/form-data; boundary=x", false),
        ("", false),
    ] {
        let mut headers = HeaderMap::new();
        assert!(!is_form(&headers));
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        assert_eq!(is_form(&headers), expected, "{kind}");
        headers.append(CONTENT_TYPE, FORM);
        assert!(!is_form(&headers), "two kinds");
    }
}

#[test]
fn every_secret_of_every_endpoint_is_dropped() {
    for endpoint in api::ENDPOINTS {
        let typed = endpoint
            .fields
            .iter()
            .map(|name| ((*name).to_owned(), "typed".to_owned()));
        let kept = without_secrets(endpoint, typed.collect());
        for name in ["password", "code", "token"] {
            assert!(
                kept.iter().all(|(kept, _)| kept != name),
                "{}: {name}",
                endpoint.path
            );
        }
        assert_eq!(
            kept.len(),
            endpoint.fields.len() - endpoint.secret.len(),
            "{}",
            endpoint.path
        );
    }
}

#[tokio::test]
async fn the_inner_request_says_the_same_in_one_way() {
    let request = http::Request::builder()
        .header(REFERER, "http://127.0.0.1:3000/book")
        .header(ACCEPT, "text/html")
        .body(())
        .unwrap();
    let fields = vec![("note".to_owned(), "a&b=c +ü\r\n".to_owned())];
    let inner = inner(request.into_parts().0, &fields);
    assert_eq!(inner.headers()[ACCEPT], "application/json");
    assert!(inner.headers().get(REFERER).is_none());
    let length = inner.headers()[CONTENT_LENGTH].clone();
    let body = inner.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(&body[..], b"note=a%26b%3Dc+%2B%C3%BC%0D%0A");
    assert_eq!(length, body.len().to_string());
}
