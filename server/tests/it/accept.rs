//! Every form endpoint answers as it was asked: JSON gets a status with a code, a
//! browser's form gets a redirect, and nothing else ever comes.

use app::api::ENDPOINTS;
use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION};

use crate::harness::TestSite;

const FORM: &str = "application/x-www-form-urlencoded";
/// What an endpoint may say to a program.
const STATUSES: [u16; 9] = [200, 400, 401, 403, 404, 409, 422, 429, 503];

#[tokio::test]
async fn every_endpoint_answers_by_accept() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut stranger = site.browser();
    stranger.get("/book").await;
    let mut patient = site.signed_in("ana").await;
    for endpoint in ENDPOINTS {
        let whole: Vec<String> = endpoint
            .fields
            .iter()
            .map(|field| format!("{field}=x"))
            .collect();
        // As it should be, without a field, and with one that isn't there.
        let bodies = [
            whole.join("&"),
            String::from("a=b"),
            String::from("%ff=%ff"),
        ];
        for body in bodies {
            for browser in [&mut stranger, &mut patient] {
                let what = format!("{} {body}", endpoint.path);
                let json = browser
                    .post_raw(endpoint.path, "application/json", FORM, body.clone().into())
                    .await;
                assert!(
                    STATUSES.contains(&json.status.as_u16()),
                    "{what}: {}",
                    json.status
                );
                assert!(
                    json.header(CONTENT_TYPE)
                        .is_some_and(|kind| kind.starts_with("application/json")),
                    "{what}"
                );
                assert_eq!(json.header(LOCATION), None, "{what}");
                assert!(!json.body.is_empty(), "{what}: no code");
                let html = browser
                    .post_raw(endpoint.path, "text/html", FORM, body.clone().into())
                    .await;
                assert_eq!(html.status, StatusCode::SEE_OTHER, "{what}");
                assert!(html.see_other().starts_with('/'), "{what}");
                assert!(html.body.is_empty(), "{what}");
            }
        }
    }
}
