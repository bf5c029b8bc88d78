//! Sessions live as long as they may, and a witness that no longer holds opens nothing.

use domain::access::EndedBy;
use domain::role::Role;

use super::*;
use crate::testing::{Patient, TestClinic, email, name};

mod guardians;
mod model;
mod secrets;

const MINUTE_S: i64 = 60;

fn is_out<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Unauthenticated))
}

#[tokio::test]
async fn an_idle_session_ends_to_the_second() {
    let clinic = TestClinic::new().await;
    // Whoever is asked for a second too early goes on; the other one is out.
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    clinic.clock.advance_s(30 * MINUTE_S - 1);
    assert!(clinic.account(ana.session.expose()).await.is_ok());
    clinic.clock.advance_s(1);
    assert!(is_out(clinic.account(ben.session.expose()).await));

    let early = clinic.staff_token(Role::Desk).await;
    let late = clinic.staff_token(Role::Desk).await;
    clinic.clock.advance_s(15 * MINUTE_S - 1);
    assert!(clinic.member(early.expose()).await.is_ok());
    clinic.clock.advance_s(1);
    assert!(is_out(clinic.member(late.expose()).await));
}

#[tokio::test]
async fn what_the_person_does_puts_the_end_off_until_the_absolute_one() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let staff = clinic.staff_token(Role::Desk).await;
    for _ in 0..(12 * 6 - 1) {
        clinic.clock.advance_s(10 * MINUTE_S);
        assert!(clinic.account(ana.session.expose()).await.is_ok());
        assert!(clinic.member(staff.expose()).await.is_ok());
    }
    clinic.clock.advance_s(10 * MINUTE_S - 1);
    assert!(clinic.account(ana.session.expose()).await.is_ok());
    assert!(clinic.member(staff.expose()).await.is_ok());
    clinic.clock.advance_s(1);
    assert!(is_out(clinic.account(ana.session.expose()).await));
    assert!(is_out(clinic.member(staff.expose()).await));
}

#[tokio::test]
async fn requests_in_quick_succession_write_once_a_minute() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let writes = clinic.store.stats().commits;
    for _ in 0..59 {
        clinic.clock.advance_s(1);
        assert!(clinic.account(ana.session.expose()).await.is_ok());
    }
    assert_eq!(clinic.store.stats().commits, writes);
    clinic.clock.advance_s(1);
    assert!(clinic.account(ana.session.expose()).await.is_ok());
    assert_eq!(clinic.store.stats().commits, writes + 1);
}

#[test]
fn a_full_disk_signs_nobody_out() {
    use store::StoreError;
    for passing in [Ok(()), Err(StoreError::Unavailable), Err(StoreError::Busy)] {
        assert!(session::unless_full(passing).is_ok());
    }
    let fault = session::unless_full(Err(StoreError::Fault { code: 1 }));
    assert!(matches!(fault, Err(Failure::Fault(_))));
}

#[tokio::test]
async fn a_disabled_account_is_out_at_its_next_request() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let acting = clinic.own::<can::Book>(&ana).await;
    disable(&clinic, &ana).await;
    assert!(is_out(clinic.account(ana.session.expose()).await));
    assert!(is_out(clinic.begin(&ana.holder).await));
    assert!(is_out(clinic.read(&ana.holder).await));
    assert!(is_out(clinic.begin(&acting).await));
    assert!(is_out(
        clinic
            .acting_for::<can::Book>(&ana.holder, ana.patient)
            .await
    ));
}

async fn disable(clinic: &TestClinic, who: &Patient) {
    let now = clinic.now();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::account::disable_account(&mut work, who.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
}

#[tokio::test]
async fn an_access_that_ended_meanwhile_opens_nothing() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let acting = clinic.own::<can::Book>(&ana).await;
    clinic.begin(&acting).await.unwrap().commit().await.unwrap();
    let now = clinic.now();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::access::end_access_between(&mut work, (ana.account, ana.patient), EndedBy::Staff, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert!(matches!(
        clinic.begin(&acting).await,
        Err(Failure::NotFound)
    ));
    assert!(matches!(clinic.read(&acting).await, Err(Failure::NotFound)));
    assert!(
        clinic.begin(&ana.holder).await.is_ok(),
        "the session itself is untouched"
    );
}

#[tokio::test]
async fn a_session_that_grew_idle_while_the_writer_was_waited_for_opens_nothing() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let slow = clinic.begin(&clinic.system_job()).await.unwrap();
    let waiting = clinic.begin(&ana.holder);
    let later = async {
        tokio::task::yield_now().await;
        clinic.clock.advance_s(30 * MINUTE_S);
        slow.commit().await.unwrap();
    };
    let (opened, ()) = tokio::join!(waiting, later);
    assert!(is_out(opened));
}

#[tokio::test]
async fn somebody_elses_patient_and_a_missing_one_are_the_same() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let bo = clinic.signed_in("bo").await;
    for patient in [bo.patient, clinic.new_id()] {
        let acting = clinic
            .acting_for::<can::ViewAppointments>(&ana.holder, patient)
            .await;
        assert!(matches!(acting, Err(Failure::NotFound)));
    }
    let acting = clinic
        .acting_on::<can::Cancel>(&ana.holder, clinic.new_id())
        .await;
    assert!(matches!(acting, Err(Failure::NotFound)));
    let own = clinic
        .acting_for::<can::Cancel>(&ana.holder, ana.patient)
        .await
        .unwrap();
    assert_eq!(
        (own.patient(), own.account_id()),
        (ana.patient, ana.account)
    );
}

#[tokio::test]
async fn a_lower_role_counts_at_once() {
    let clinic = TestClinic::new().await;
    let token = clinic.staff_token(Role::Admin).await;
    let admin = clinic.staff::<can::Team>(token.expose()).await.unwrap();
    let id = admin.staff_id();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::staff::update_role(&mut work, id, Role::Desk)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert!(matches!(
        clinic.begin(&admin).await,
        Err(Failure::Forbidden)
    ));
    assert!(matches!(
        clinic.staff::<can::Team>(token.expose()).await,
        Err(Failure::Forbidden)
    ));
    assert!(clinic.begin(admin.member()).await.is_ok(), "still a member");
    let now = clinic.now();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::staff::disable_staff(&mut work, id, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert!(is_out(clinic.begin(admin.member()).await));
    assert!(is_out(clinic.member(token.expose()).await));
}

#[tokio::test]
async fn roles_open_what_the_table_says() {
    let clinic = TestClinic::new().await;
    for role in Role::ALL {
        assert!(clinic.staff_with::<can::SeeToday>(role).await.is_ok());
        assert!(
            clinic
                .staff_with::<can::ResolveRegistrations>(role)
                .await
                .is_ok()
        );
        let team = clinic.staff_with::<can::Team>(role).await;
        assert_eq!(team.is_ok(), role == Role::Admin);
        assert!(team.is_ok() || matches!(team, Err(Failure::Forbidden)));
    }
}

#[tokio::test]
async fn tokens_of_one_door_open_no_other() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let staff = clinic.staff_token(Role::Admin).await;
    assert!(is_out(clinic.member(ana.session.expose()).await));
    assert!(is_out(clinic.account(staff.expose()).await));
    assert!(is_out(clinic.account(ana.visitor.expose()).await));
    for junk in ["", " ", "x", &"A".repeat(100_000)] {
        assert!(is_out(clinic.account(junk).await));
        assert!(is_out(clinic.member(junk).await));
    }
}

#[tokio::test]
async fn a_refusal_undoes_the_work_and_keeps_what_follows() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let rows = audit_rows(&clinic).await;
    let mut work = clinic.begin(&ana.holder).await.unwrap();
    work.record("test.undone", "", &[]).await.unwrap();
    work.undo().await.unwrap();
    work.record("test.kept", "", &[ana.patient]).await.unwrap();
    let refused = work.refuse::<()>(domain::refusal::Refusal::HoldGone).await;
    assert!(matches!(refused, Err(Failure::Refused(_))));
    assert_eq!(audit_rows(&clinic).await, rows + 1);

    let mut work = clinic.begin(&ana.holder).await.unwrap();
    work.record("test.undone", "", &[]).await.unwrap();
    let refused = work.refuse::<()>(domain::refusal::Refusal::HoldGone).await;
    assert!(matches!(refused, Err(Failure::Refused(_))));
    assert_eq!(audit_rows(&clinic).await, rows + 1);
}

#[tokio::test]
async fn every_event_says_who_did_it_and_from_where() {
    async fn recorded(clinic: &TestClinic, who: &impl Witness) -> store::testing::Audited {
        let mut work = clinic.begin(who).await.unwrap();
        work.record("test.done", "", &[]).await.unwrap();
        work.commit().await.unwrap();
        clinic.store.audited().await.unwrap().pop().unwrap()
    }
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let desk = clinic.staff_with::<can::Book>(Role::Desk).await.unwrap();
    let here = Some(clinic.visitor("anyone").address_key().0.to_vec());
    let own = clinic.own::<can::Book>(&ana).await;
    let (account, staff) = (Some(ana.account.uuid()), Some(desk.staff_id().uuid()));
    for (event, kind, actor, from) in [
        (
            recorded(&clinic, &clinic.visitor("x")).await,
            "visitor",
            None,
            &here,
        ),
        (
            recorded(&clinic, &ana.holder).await,
            "account",
            account,
            &here,
        ),
        (recorded(&clinic, &own).await, "account", account, &here),
        (
            recorded(&clinic, desk.member()).await,
            "staff",
            staff,
            &here,
        ),
        (recorded(&clinic, &desk).await, "staff", staff, &here),
        (
            recorded(&clinic, &clinic.system_job()).await,
            "system",
            None,
            &None,
        ),
    ] {
        assert_eq!((&*event.actor_kind, event.actor_id), (kind, actor));
        assert_eq!(&event.address_hash, from, "{kind}");
        assert_eq!(event.at, clinic.now().as_millisecond());
    }
    let elsewhere = "198.51.100.9".parse().unwrap();
    let roaming = clinic
        .clinic
        .account(ana.session.expose(), elsewhere)
        .await
        .unwrap();
    let event = recorded(&clinic, &roaming).await;
    assert!(event.address_hash.is_some() && event.address_hash != here);
}

async fn audit_rows(clinic: &TestClinic) -> u64 {
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    let verified = store::audit::verify(&mut *look).await.unwrap();
    assert_eq!(verified.first_bad, None);
    verified.rows
}

#[tokio::test]
async fn ids_sort_by_age_and_never_repeat() {
    let clinic = TestClinic::new().await;
    let before: domain::id::PatientId = clinic.new_id();
    let same_instant: domain::id::PatientId = clinic.new_id();
    assert_ne!(before, same_instant);
    clinic.clock.advance_s(1);
    let after: domain::id::PatientId = clinic.new_id();
    assert!(after > before && after > same_instant);
    assert_eq!(after.uuid().get_version_num(), 7);
}
