//! What is too large to be read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use domain::limits::FORM_BYTES_MAX;
use http::{Request, StatusCode};

use super::*;

/// How many bytes a piece of a [`counted`] body has.
const PIECE: usize = 8 * 1024;

/// A body of a mebibyte, in pieces, and how many bytes of it were asked for.
fn counted() -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let pieces = (0..1024 * 1024 / PIECE).map(move |_| {
        count.fetch_add(PIECE, Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![b'a'; PIECE])
    });
    (Body::from_stream(futures::stream::iter(pieces)), taken)
}

type Headers = &'static [(&'static str, &'static str)];

/// How a mebibyte is sent, what it is answered, and how much of it is read for that.
const HUGE: [(Headers, StatusCode, usize); 4] = [
    (
        &[("content-type", FORM)],
        StatusCode::PAYLOAD_TOO_LARGE,
        FORM_BYTES_MAX + PIECE,
    ),
    (
        &[("content-type", FORM), ("content-length", "1048576")],
        StatusCode::PAYLOAD_TOO_LARGE,
        0,
    ),
    (
        &[("content-type", "application/json")],
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        0,
    ),
    (
        &[("content-type", FORM), ("sec-fetch-site", "cross-site")],
        StatusCode::FORBIDDEN,
        0,
    ),
];

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn what_is_huge_is_refused_without_reading_it() {
    let mut world = World::new().await;
    let before = world.site.clinic.store.content().await.unwrap();
    let many: Vec<(String, String)> = (0..10_000)
        .map(|n| (format!("f{n}"), String::new()))
        .collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let same: Vec<(&str, &str)> = vec![("next", ""); 10_000];
    for endpoint in ENDPOINTS {
        for (headers, status, most) in HUGE {
            let (body, taken) = counted();
            let mut request = Request::post(endpoint.path).header("origin", ORIGIN_HERE);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = world.browser.send(request.body(body).unwrap()).await;
            let what = format!("{} {headers:?}", endpoint.path);
            assert_eq!(answer.status, status, "{what}");
            let taken = taken.load(Ordering::Relaxed);
            assert!(taken <= most, "{taken} bytes were read of {what}");
        }
        for fields in [&many, &same] {
            let answer = world.browser.post_json(endpoint.path, fields).await;
            assert!(
                matches!(
                    answer.status,
                    StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE
                ),
                "{}: {}",
                endpoint.path,
                answer.status
            );
        }
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let json = world
            .browser
            .post_raw(
                endpoint.path,
                "application/json",
                "application/json",
                deep.into_bytes(),
            )
            .await;
        assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let query = vec!["a=1"; 10_000].join("&");
    for path in [
        "/book/visit/first",
        "/log-in",
        "/nowhere",
        "/appointments",
        "/staff",
    ] {
        let answer = world.browser.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.status, StatusCode::URI_TOO_LONG, "{path}");
    }
    assert!(
        before == world.site.clinic.store.content().await.unwrap(),
        "something was looked for or done"
    );
    // A password of 200 characters at most reaches the hash.
    let long = "p".repeat(60_000);
    let fields = [("email", "x@example.com"), ("password", &*long)];
    let answer = world.browser.post_json("/api/staff/log-in", &fields).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let short = "b&".repeat(3_000);
    let page = world
        .browser
        .get(&format!("/book/visit/first?{short}"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
}
