use super::*;
use crate::testing::TestClinic;

fn is_out<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Unauthenticated))
}

#[tokio::test]
async fn this_browser_comes_first_then_the_last_used() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    clinic.clock.advance_s(60);
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    clinic.clock.advance_s(60);
    let tablet = clinic.sign_in(ana.account, ana.patient, "tablet").await;
    clinic.signed_in("ben").await;
    let list = browsers(&clinic, &ana.holder).await.unwrap();
    let ids: Vec<_> = list.iter().map(|browser| browser.id).collect();
    let expected = [&ana, &tablet, &phone].map(|patient| patient.holder.session_id());
    assert_eq!(ids, expected);
    let here: Vec<_> = list.iter().map(|browser| browser.here).collect();
    assert_eq!(here, [true, false, false]);
    // One that is idle by now isn't logged in any more.
    for _ in 0..2 {
        clinic.clock.advance_s(20 * 60);
        assert!(clinic.account(ana.session.expose()).await.is_ok());
    }
    assert_eq!(browsers(&clinic, &ana.holder).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_browser_is_told_by_two_words() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let header = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let browser = clinic.visitor("laptop").with_user_agent(Some(header));
    let mut work = clinic.begin(&browser).await.unwrap();
    crate::log_in::start_session(&mut work, ana.account, Some(ana.patient), &browser)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let list = browsers(&clinic, &ana.holder).await.unwrap();
    assert_eq!(list[1].device, Device::of_user_agent(header));
    assert_eq!(list[1].device.as_stored(), "firefox/linux");
    assert_eq!(list[0].device, Device::default());
}

#[tokio::test]
async fn one_browser_is_logged_out_at_its_next_request() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    let id = phone.holder.session_id();
    // Another account's browser isn't there.
    let refused = log_out_of(&clinic, &ben.holder, id).await;
    assert!(matches!(refused, Err(Failure::NotFound)));
    log_out_of(&clinic, &ana.holder, id).await.unwrap();
    assert!(is_out(clinic.account(phone.session.expose()).await));
    assert!(is_out(clinic.begin(&phone.holder).await));
    let twice = log_out_of(&clinic, &ana.holder, id).await;
    assert!(matches!(twice, Err(Failure::NotFound)));
    assert!(clinic.account(ana.session.expose()).await.is_ok());
}

#[tokio::test]
async fn everywhere_else_is_everywhere_but_here() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    log_out_others(&clinic, &ana.holder).await.unwrap();
    assert!(is_out(clinic.account(phone.session.expose()).await));
    for stays in [&ana, &ben] {
        assert!(clinic.account(stays.session.expose()).await.is_ok());
    }
}
