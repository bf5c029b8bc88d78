//! How many a visitor, an address and a patient may hold.

use super::*;

#[tokio::test]
async fn one_visitor_may_take_twenty_holds_an_hour() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let who = clinic.visitor("v");
    let mut at = halifax("2026-03-12T09:00");
    for _ in 0..20 {
        take_with(&clinic, &who, rota.people[0], at).await.unwrap();
        at += SignedDuration::from_mins(15);
    }
    match take_with(&clinic, &who, rota.people[0], at).await {
        Err(Failure::TooMany { retry_after_s }) => assert_eq!(retry_after_s, 60 * 60),
        other => panic!("{other:?}"),
    }
    at += SignedDuration::from_mins(15);
    take_with(&clinic, &clinic.visitor("w"), rota.people[0], at)
        .await
        .unwrap();
    clinic.clock.advance_s(60 * 60);
    at += SignedDuration::from_mins(15);
    take_with(&clinic, &who, rota.people[0], at).await.unwrap();
}

#[tokio::test]
async fn one_address_may_have_five_live_holds_of_nobody_known() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let mut at = halifax("2026-03-12T09:00");
    for n in 0..5 {
        let who = clinic.visitor(&format!("v{n}"));
        take_with(&clinic, &who, ada, at).await.unwrap();
        at += SignedDuration::from_mins(30);
        clinic.clock.advance_s(1);
    }
    let sixth = clinic.visitor("v5");
    match take_with(&clinic, &sixth, ada, at).await {
        Err(Failure::TooMany { retry_after_s }) => assert_eq!(retry_after_s, 10 * 60 - 5),
        other => panic!("{other:?}"),
    }
    // Another choice of somebody who has one already is no new one.
    take_with(&clinic, &clinic.visitor("v0"), ada, at)
        .await
        .unwrap();
    at += SignedDuration::from_mins(30);
    // Neither are those of other addresses, or of people who are signed in.
    let elsewhere = clinic.visitor_from("w", "198.51.100.7");
    take_with(&clinic, &elsewhere, ada, at).await.unwrap();
    at += SignedDuration::from_mins(30);
    let ana = clinic.signed_in("ana").await;
    let known = clinic.visitor(ana.visitor.expose());
    let choice = Choice::Named(ada);
    take(&clinic, &known, "visit", choice, at, ada, Some(&ana.holder))
        .await
        .unwrap();
    at += SignedDuration::from_mins(30);
    clinic.clock.advance_s(10 * 60);
    take_with(&clinic, &sixth, ada, at).await.unwrap();
}

#[tokio::test]
async fn one_patient_may_have_five_live_holds_whatever_the_browsers() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let ana = clinic.signed_in("ana").await;
    let mut at = halifax("2026-03-12T09:00");
    let choice = Choice::Named(ada);
    for n in 0..5 {
        let who = clinic.visitor(&format!("v{n}"));
        take(&clinic, &who, "visit", choice, at, ada, Some(&ana.holder))
            .await
            .unwrap();
        at += SignedDuration::from_mins(30);
    }
    let sixth = clinic.visitor("v5");
    let outcome = take(&clinic, &sixth, "visit", choice, at, ada, Some(&ana.holder)).await;
    assert_eq!(said(&outcome), "too many");
    // Nor by holding first and saying who it is for afterwards.
    let hold = take_with(&clinic, &sixth, ada, at).await.unwrap();
    assert_eq!(
        said(&set_subject(&clinic, (&sixth, &clinic.own(&ana).await), hold).await),
        "too many"
    );
    clinic.clock.advance_s(9 * 60);
    extend(&clinic, &sixth, hold).await.unwrap();
    clinic.clock.advance_s(60);
    set_subject(&clinic, (&sixth, &clinic.own(&ana).await), hold)
        .await
        .unwrap();
}
