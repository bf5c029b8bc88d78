use domain::role::Role;

use super::*;
use crate::testing::{Audited, TestClinic};

const ID: &str = "01890000-0000-7000-8000-000000000000";

async fn refusals(clinic: &TestClinic) -> Vec<Audited> {
    let mut events = clinic.store.audited().await.unwrap();
    events.retain(|event| event.action == Action::AccessRefused.as_str());
    events
}

#[test]
fn nothing_but_ids_is_kept_of_what_was_asked() {
    let other = "01890000-0000-7000-8000-000000000001";
    let asked = Asked::among(["staff", "", ID, "Ana Example", other, "1 OR 1=1"]);
    assert_eq!(asked.0, format!("{ID} {other}"));
    for none in [
        "",
        "x",
        &ID.replace('-', ""),
        &ID[1..],
        &format!("{{{ID}}}"),
    ] {
        assert!(Asked::among([none]).is_empty(), "{none}");
    }
    assert_eq!(
        Asked::among([ID; 100]).0.len(),
        IDS_MAX * (ID.len() + 1) - 1
    );
}

#[tokio::test]
async fn each_refusal_says_who_from_where_and_what() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let desk = clinic.signed_in_member(Role::Desk).await;
    let here = clinic.visitor("x").address_key().0.to_vec();
    account_refused(&clinic, &ana.holder, &Asked::among([ID]))
        .await
        .unwrap();
    member_refused(&clinic, &desk, &Asked::default())
        .await
        .unwrap();
    let refusals = refusals(&clinic).await;
    let said: Vec<_> = refusals
        .iter()
        .map(|event| (&*event.actor_kind, event.actor_id, &*event.detail))
        .collect();
    assert_eq!(
        said,
        [
            ("account", Some(ana.account.uuid()), ID),
            ("staff", Some(desk.staff_id().uuid()), "")
        ]
    );
    for event in refusals {
        assert_eq!(event.address_hash.as_deref(), Some(&*here));
        assert_eq!(event.at, clinic.now().as_millisecond());
    }
}

#[tokio::test]
async fn whoever_goes_on_trying_leaves_a_bounded_trail_and_hides_nobody_else() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let bo = clinic.signed_in("bo").await;
    let asked = Asked::among([ID]);
    let tries = (0..60).map(|_| account_refused(&clinic, &ana.holder, &asked));
    for outcome in futures::future::join_all(tries).await {
        outcome.unwrap();
    }
    let bound = usize::try_from(limits::REFUSALS_RECORDED_PER_HOUR).unwrap();
    let first = refusals(&clinic).await;
    assert_eq!(first.len(), bound + 1);
    let more: Vec<_> = first
        .iter()
        .filter(|event| event.detail == "more")
        .collect();
    assert_eq!(more, [first.last().unwrap()]);

    account_refused(&clinic, &bo.holder, &asked).await.unwrap();
    assert_eq!(refusals(&clinic).await.len(), bound + 2);

    let (token, minutes) = (ana.session.expose(), 20);
    for _ in 0..4 {
        clinic.clock.advance_s(minutes * 60);
        let _ = clinic.account(token).await.unwrap();
    }
    account_refused(&clinic, &ana.holder, &asked).await.unwrap();
    let later = refusals(&clinic).await;
    assert_eq!(later.len(), bound + 3, "told again after an hour");
    assert_eq!(later.last().unwrap().detail, ID);
}
