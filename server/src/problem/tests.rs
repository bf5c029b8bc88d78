use http_body_util::BodyExt as _;

use super::*;

async fn body(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn browser() -> HeaderMap {
    let accepted = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accepted))])
}

#[tokio::test]
async fn programs_get_the_code_as_json() {
    let response = Problem::TOO_LARGE.answer(&HeaderMap::new());
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(body(response).await, "\"too_large\"");
    let response = Problem::fault(&HeaderMap::new(), "0badcafe");
    assert_eq!(body(response).await, r#"{"fault":{"incident":"0badcafe"}}"#);
}

#[tokio::test]
async fn people_get_a_page_that_needs_nothing_else() {
    for problem in [
        Problem::FOREIGN_ORIGIN,
        Problem::NO_HOST,
        Problem::WRONG_HOST,
        Problem::NOT_FOUND,
        Problem::TOO_LARGE,
        Problem::URI_TOO_LONG,
        Problem::NOT_A_FORM,
        Problem::UNAVAILABLE,
    ] {
        let response = problem.answer(&browser());
        assert_eq!(response.status(), problem.status);
        let html = body(response).await;
        assert!(
            html.contains("<h1>") && html.contains("href=\"/\""),
            "{html}"
        );
        assert!(
            !html.contains(problem.code) && !html.contains("<script"),
            "{html}"
        );
    }
    let response = Problem::fault(&browser(), "0badcafe");
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(body(response).await.contains("0badcafe"));
}

#[test]
fn a_busy_database_says_when_to_come_back() {
    let response = Problem::UNAVAILABLE.answer(&HeaderMap::new());
    assert_eq!(response.headers()[RETRY_AFTER], "10");
}
