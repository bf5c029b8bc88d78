use super::*;
use crate::testing::TestClinic;

#[test]
fn only_known_paths_are_gone_on_to() {
    let id = "01957b1e-8a00-7000-8000-000000000000";
    for good in [
        "/",
        "/book",
        "/appointments",
        &format!("/appointments/{id}"),
        &format!("/appointments/{id}/cancel"),
        &format!("/book/done/{id}"),
        &format!("/book/h/{id}/check"),
        &format!("/book/h/{id}/who"),
        &format!("/book/h/{id}/whose"),
    ] {
        assert_eq!(NextPath::parse(good).as_str(), good);
    }
    for bad in [
        "",
        "book",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/book",
        "/book/h/1/check",
        "/book/h//check",
        &format!("/book/h/{id}/../x"),
        &format!("/appointments/{id}?next=//evil.example"),
        &format!("/appointments/{}", id.to_uppercase()),
        "/staff",
        "/book\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ] {
        assert_eq!(NextPath::parse(bad), NextPath::default(), "{bad}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    sign_out(&clinic, &ana.holder).await.unwrap();
    for replayed in 0..2 {
        let found = clinic.account(ana.session.expose()).await;
        assert!(matches!(found, Err(Failure::Unauthenticated)), "{replayed}");
    }
    let twice = sign_out(&clinic, &ana.holder).await;
    assert!(matches!(twice, Err(Failure::Unauthenticated)));
}

#[tokio::test]
async fn signing_out_at_one_browser_leaves_the_other_alone() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    sign_out(&clinic, &ana.holder).await.unwrap();
    assert!(clinic.account(phone.session.expose()).await.is_ok());
}
