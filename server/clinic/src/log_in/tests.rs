use super::*;
use crate::testing::TestClinic;

#[test]
fn only_known_paths_are_gone_on_to() {
    let id = "01957b1e-8a00-7000-8000-000000000000";
    let form = "a-_".repeat(14) + "z";
    for good in [
        "/",
        "/book",
        "/home",
        "/appointments",
        &format!("/appointments/{id}"),
        &format!("/appointments/{id}/cancel"),
        &format!("/appointments/{id}/change"),
        &format!("/book/done/{id}"),
        &format!("/book/h/{id}/check"),
        &format!("/book/h/{id}/who"),
        &format!("/book/h/{id}/account"),
        "/me/security",
        &format!("/me/email?again={form}"),
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
        &format!("/book/h/{id}/code"),
        &format!("/book/h/{id}/details"),
        &format!("/book/h/{id}/whose"),
        &format!("/appointments/{id}?next=//evil.example"),
        &format!("/appointments/{}", id.to_uppercase()),
        "/staff",
        "/me/prove",
        "/me/email?again=a&next=//evil.example",
        &format!("/appointments?again={form}"),
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
async fn a_browser_keeps_what_it_is_known_by() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1").with_known(Some(ana.known.expose()));
    let mut work = clinic.begin(&browser).await.unwrap();
    let again = start_session(&mut work, ana.account, Some(ana.patient), &browser)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert_eq!(again.known.expose(), ana.known.expose());
    let other = clinic.sign_in(ana.account, ana.patient, "phone").await;
    assert_ne!(other.known.expose(), ana.known.expose());
    // It is neither a session nor a visitor.
    let session = clinic.account(ana.known.expose()).await;
    assert!(matches!(session, Err(Failure::Unauthenticated)));
    assert_ne!(ana.known.expose(), ana.visitor.expose());
}

#[tokio::test]
async fn signing_out_at_one_browser_leaves_the_other_alone() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    sign_out(&clinic, &ana.holder).await.unwrap();
    assert!(clinic.account(phone.session.expose()).await.is_ok());
}
