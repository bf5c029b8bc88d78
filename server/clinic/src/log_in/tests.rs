use domain::id::PractitionerId;
use jiff::SignedDuration;

use super::*;
use crate::authz::can;
use crate::holds::tests::{halifax, said};
use crate::holds::{set_subject, take, view};
use crate::testing::{Patient, TestClinic};
use crate::times::Choice;

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

#[tokio::test]
async fn logging_in_makes_no_more_holds_for_a_patient_or_from_a_network() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let choice = Choice::Named(ada);
    let ana = clinic.signed_in("ana").await;
    let mut at = halifax("2026-03-12T09:00");
    let mut last = None;
    for n in 0..10 {
        let browser = format!("v{n}");
        let held = take(
            &clinic,
            &clinic.visitor(&browser),
            "visit",
            choice,
            at,
            ada,
            None,
        )
        .await;
        let signed_in = clinic.sign_in(ana.account, ana.patient, &browser).await;
        last = Some((signed_in, held.unwrap()));
        at += SignedDuration::from_mins(30);
    }
    let outcome = take(
        &clinic,
        &clinic.visitor("v10"),
        "visit",
        choice,
        at,
        ada,
        None,
    )
    .await;
    assert_eq!(said(&outcome), "too many");
    let (of_ana, of_nobody) = {
        let (visitor, mut look) = (clinic.visitor("x"), clinic.read(&ana.holder).await.unwrap());
        let (key, now) = (visitor.key().0, look.now());
        let of_ana = store::hold::count_of_patient(&mut *look, ana.patient, &key, now).await;
        let address = visitor.address_key().0;
        let of_nobody = store::hold::count_anonymous(&mut *look, &address, &key, now).await;
        (of_ana.unwrap().0, of_nobody.unwrap().0)
    };
    assert_eq!((of_ana, of_nobody), (5, 5));

    // The time stays with its browser, and can still be booked for Ana.
    let (signed_in, hold) = last.unwrap();
    let browser = clinic.visitor(signed_in.visitor.expose());
    let seen = view(&clinic, &browser, hold).await.unwrap();
    assert!(seen.alive && seen.patient.is_none());
    let acting = clinic.own::<can::Book>(&signed_in).await;
    let checked = crate::booking::check(&clinic, &browser, &acting, hold).await;
    assert_eq!(said(&checked), "ok");
}

/// A time that somebody who is signed in holds.
async fn held(clinic: &TestClinic, ada: PractitionerId, who: &Patient, wall: &str) -> HoldId {
    let browser = clinic.visitor(who.visitor.expose());
    let (choice, at, holder) = (Choice::Named(ada), halifax(wall), Some(&who.holder));
    take(clinic, &browser, "visit", choice, at, ada, holder)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_hold_follows_whoever_logs_in_again_and_nobody_else() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let (ada, wall) = (rota.people[0], "2026-03-12T09:00");
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let hold = held(&clinic, ada, &ana, wall).await;
    let browser = ana.visitor.expose();
    let ana = clinic.sign_in(ana.account, ana.patient, browser).await;
    let browser = clinic.visitor(ana.visitor.expose());
    let seen = view(&clinic, &browser, hold).await.unwrap();
    assert_eq!((seen.alive, seen.patient), (true, Some(ana.patient)));

    // Over her live session: the time is nobody's any more, at once.
    let browser = ana.visitor.expose();
    let ben = clinic.sign_in(ben.account, ben.patient, browser).await;
    for visitor in [&ana.visitor, &ben.visitor] {
        let browser = clinic.visitor(visitor.expose());
        assert_eq!(said(&view(&clinic, &browser, hold).await), "not found");
    }
    held(&clinic, ada, &ben, wall).await;
}

#[tokio::test]
async fn what_is_chosen_after_a_session_has_ended_belongs_to_who_logs_in() {
    for for_ana in [false, true] {
        let clinic = TestClinic::new().await;
        let rota = clinic.rota(&["Ada Nowak"]).await;
        let (ada, at) = (rota.people[0], halifax("2026-03-12T09:00"));
        let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
        let idle = SignedDuration::from_mins(domain::limits::SESSION_IDLE_MINUTES);
        clinic.clock.advance(idle);
        let browser = clinic.visitor(ana.visitor.expose());
        let holder = for_ana.then_some(&ana.holder);
        let choice = Choice::Named(ada);
        let hold = take(&clinic, &browser, "visit", choice, at, ada, holder).await;
        let browser = ana.visitor.expose();
        let ben = clinic.sign_in(ben.account, ben.patient, browser).await;
        let browser = clinic.visitor(ben.visitor.expose());
        match view(&clinic, &browser, hold.unwrap()).await {
            Ok(seen) => assert_eq!((for_ana, seen.patient), (false, Some(ben.patient))),
            Err(_) => assert!(for_ana, "one that was made for her stays behind"),
        }
    }
}

#[tokio::test]
async fn a_held_time_is_for_whomever_its_visitor_says() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let (ada, at) = (rota.people[0], halifax("2026-03-12T09:00"));
    // The key of a browser where nobody was signed in, and a hold for Ana all the same.
    let browser = clinic.visitor("shared");
    let holder = Some(&ana.holder);
    let choice = Choice::Named(ada);
    let hold = take(&clinic, &browser, "visit", choice, at, ada, holder).await;
    let hold = hold.unwrap();
    let now_ben = clinic.sign_in(ben.account, ben.patient, "shared").await;
    let browser = clinic.visitor(now_ben.visitor.expose());
    let seen = view(&clinic, &browser, hold).await.unwrap();
    assert_eq!(seen.patient, Some(ana.patient));
    let acting = clinic.own::<can::Book>(&now_ben).await;
    let checked = crate::booking::check(&clinic, &browser, &acting, hold).await;
    assert!(matches!(checked, Err(Failure::NotFound)));
    // Ben may say that it is for him.
    set_subject(&clinic, (&browser, &clinic.own(&now_ben).await), hold)
        .await
        .unwrap();
    let checked = crate::booking::check(&clinic, &browser, &acting, hold).await;
    assert_eq!(said(&checked), "ok");
}
