use domain::id::{AppointmentId, HoldId, NoticeId, PractitionerId};
use domain::person::EmailAddress;
use domain::slots::Busy;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::StoreError;
use crate::hold::become_appointment;
use crate::notice::{NewNotice, NoticeKind};
use crate::testing::TestStore;

const NOW: i64 = 1_773_144_000_000;

pub(crate) fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millisecond(NOW).unwrap() + SignedDuration::from_mins(minutes)
}

pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn ada() -> PractitionerId {
    PractitionerId::from_stored(uuid(2))
}

pub(crate) fn bea() -> PractitionerId {
    PractitionerId::from_stored(uuid(3))
}

pub(crate) fn appointment(n: u128) -> AppointmentId {
    AppointmentId::from_stored(uuid(n))
}

pub(crate) fn hold(n: u128) -> HoldId {
    HoldId::from_stored(uuid(n))
}

/// A clinic with two practitioners, and holds and appointments to claim for. What they
/// say of their own times doesn't matter here.
pub(crate) async fn clinic(holds: u128, appointments: u128) -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for sql in [
        "INSERT INTO location (id, name, street, city, zone) VALUES ($1, 'L', 'S', 'C', 'UTC')",
        "INSERT INTO account (id, email, email_canonical, email_verified_at, full_name, created_at) \
         VALUES ($1, 'p@example.org', 'p@example.org', 0, 'P', 0)",
        "INSERT INTO patient (id, full_name, created_at, updated_at) VALUES ($1, 'P', 0, 0)",
        "INSERT INTO service (id, slug, name, category, description, minutes, \
         buffer_before_minutes, buffer_after_minutes, step_minutes, price_cents, patients, \
         lead_minutes, horizon_days, cancel_notice_minutes, position) \
         VALUES ($1, 's', 'S', 'C', '', 30, 0, 0, 15, 0, 'any', 0, 60, 0, 1)",
    ] {
        sqlx::query(sql)
            .bind(uuid(1))
            .execute(tx.conn())
            .await
            .unwrap();
    }
    for who in [uuid(2), uuid(3)] {
        sqlx::query("INSERT INTO resource (id, kind) VALUES ($1, 'practitioner')")
            .bind(who)
            .execute(tx.conn())
            .await
            .unwrap();
        sqlx::query(
            "INSERT INTO practitioner (id, location_id, full_name, title, hue, position) \
             VALUES ($1, $2, 'P', 'T', 'pine', 1)",
        )
        .bind(who)
        .bind(uuid(1))
        .execute(tx.conn())
        .await
        .unwrap();
    }
    for n in 0..holds {
        sqlx::query(
            "INSERT INTO hold (id, visitor_hash, address_hash, service_id, practitioner_id, \
             choice, starts_at, ends_at, created_at, expires_at) \
             VALUES ($1, $1, x'00', $2, $3, 'named', 0, 1, 0, 1)",
        )
        .bind(uuid(100 + n))
        .bind(uuid(1))
        .bind(uuid(2))
        .execute(tx.conn())
        .await
        .unwrap();
    }
    for n in 0..appointments {
        sqlx::query(
            "INSERT INTO appointment (id, patient_id, service_id, practitioner_id, location_id, \
             zone, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, \
             cancel_notice_minutes, state, booked_by_account, booked_at, submission_id, sequence) \
             VALUES ($1, $2, $2, $3, $2, 'UTC', 0, 1, 0, 0, 0, 'confirmed', $2, 0, $1, 0)",
        )
        .bind(uuid(200 + n))
        .bind(uuid(1))
        .bind(uuid(2))
        .execute(tx.conn())
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    store
}

#[tokio::test]
async fn a_part_of_taken_time_can_not_be_claimed() {
    let store = clinic(2, 1).await;
    let mut tx = store.begin().await.unwrap();
    let first = Claimant::Appointment(appointment(200));
    assert!(
        insert_claims(&mut tx, ada(), &(10..=15), first, at(0))
            .await
            .unwrap()
    );
    for overlapping in [10..=15, 15..=20, 5..=10, 12..=12, 1..=100] {
        let late = Claimant::Hold(hold(100), at(10));
        assert!(
            !insert_claims(&mut tx, ada(), &overlapping, late, at(0))
                .await
                .unwrap()
        );
        delete_claims_of_hold(&mut tx, hold(100)).await.unwrap();
    }
    for touching in [4..=9, 16..=21] {
        let late = Claimant::Hold(hold(101), at(10));
        assert!(
            insert_claims(&mut tx, ada(), &touching, late, at(0))
                .await
                .unwrap()
        );
    }
}

#[tokio::test]
async fn the_schema_itself_refuses_a_second_row_for_a_quantum() {
    let store = clinic(0, 2).await;
    let mut tx = store.begin().await.unwrap();
    let sql =
        "INSERT INTO claim (resource_id, quantum, lane, appointment_id) VALUES ($1, 7, 0, $2)";
    sqlx::query(sql)
        .bind(uuid(2))
        .bind(uuid(200))
        .execute(tx.conn())
        .await
        .unwrap();
    let second = sqlx::query(sql)
        .bind(uuid(2))
        .bind(uuid(201))
        .execute(tx.conn())
        .await;
    assert_eq!(
        StoreError::from(second.unwrap_err()),
        StoreError::Conflict(crate::Constraint::Claim)
    );
}

#[tokio::test]
async fn a_hold_counts_as_free_from_the_instant_it_ends() {
    let store = clinic(2, 0).await;
    let mut tx = store.begin().await.unwrap();
    let first = Claimant::Hold(hold(100), at(10));
    let second = Claimant::Hold(hold(101), at(20));
    let just_before = at(10) - SignedDuration::from_millis(1);
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), first, at(0))
            .await
            .unwrap()
    );
    assert!(
        !insert_claims(&mut tx, ada(), &(1..=6), second, just_before)
            .await
            .unwrap()
    );
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), second, at(10))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_cancelled_visit_keeps_its_time_through_the_grace_and_can_get_it_back() {
    let store = clinic(1, 1).await;
    let mut tx = store.begin().await.unwrap();
    let visit = Claimant::Appointment(appointment(200));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), visit, at(0))
            .await
            .unwrap()
    );
    free_claims(&mut tx, appointment(200), at(3)).await.unwrap();
    let other = Claimant::Hold(hold(100), at(12));
    assert!(
        !insert_claims(&mut tx, ada(), &(6..=8), other, at(2))
            .await
            .unwrap()
    );
    delete_claims_of_hold(&mut tx, hold(100)).await.unwrap();
    assert!(
        keep_claims(&mut tx, appointment(200), &(1..=6), at(2))
            .await
            .unwrap()
    );
    // Not twice: nothing of it is about to be freed any more.
    assert!(
        !keep_claims(&mut tx, appointment(200), &(1..=6), at(2))
            .await
            .unwrap()
    );
    free_claims(&mut tx, appointment(200), at(3)).await.unwrap();
    assert!(
        !keep_claims(&mut tx, appointment(200), &(1..=6), at(3))
            .await
            .unwrap()
    );
    assert!(
        insert_claims(&mut tx, ada(), &(6..=8), other, at(3))
            .await
            .unwrap()
    );
    assert!(
        !keep_claims(&mut tx, appointment(200), &(1..=6), at(2))
            .await
            .unwrap()
    );
}

/// The mail about an appointment that was held before.
pub(super) fn news(n: u128) -> NewNotice {
    NewNotice {
        id: NoticeId::from_stored(uuid(n)),
        kind: NoticeKind::Booked,
        appointment: Some(appointment(n)),
        code_request: None,
        account: None,
        patient: None,
        invitation: None,
        to: EmailAddress::parse("ana@example.com").unwrap(),
        version: 0,
        created_at: at(1),
        due_at: at(2),
    }
}

#[tokio::test]
async fn a_holds_claims_become_the_appointments_once() {
    let store = clinic(2, 1).await;
    let mut tx = store.begin().await.unwrap();
    let held = Claimant::Hold(hold(100), at(10));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), held, at(0))
            .await
            .unwrap()
    );
    let news = news(200);
    let (its, of, visitor) = (appointment(200), hold(100), uuid(100));
    assert!(
        become_appointment(&mut tx, of, visitor.as_bytes(), its, &(1..=6), &news)
            .await
            .unwrap()
    );
    assert!(
        !become_appointment(&mut tx, of, visitor.as_bytes(), its, &(1..=6), &news)
            .await
            .unwrap()
    );
    // For good: no end of a hold frees it any more.
    let late = Claimant::Hold(hold(101), at(2000));
    assert!(
        !insert_claims(&mut tx, ada(), &(1..=1), late, at(1000))
            .await
            .unwrap()
    );
    delete_claims(&mut tx, appointment(200)).await.unwrap();
    assert!(
        insert_claims(&mut tx, ada(), &(1..=1), late, at(1000))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn claims_go_with_their_hold() {
    let store = clinic(2, 0).await;
    let mut tx = store.begin().await.unwrap();
    let held = Claimant::Hold(hold(100), at(10));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), held, at(0))
            .await
            .unwrap()
    );
    crate::hold::delete_hold(&mut tx, hold(100), uuid(100).as_bytes())
        .await
        .unwrap();
    let next = Claimant::Hold(hold(101), at(10));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), next, at(0))
            .await
            .unwrap()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is claimed in whatever order: a claim succeeds exactly if nothing that
    /// lasts overlaps it.
    #[test]
    fn claims_agree_with_a_list_of_spans(
        wishes in prop::collection::vec((0_i64..60, 1_i64..9), 1..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = clinic(0, 20).await;
            let mut tx = store.begin().await.unwrap();
            let mut taken: Vec<(i64, i64)> = Vec::new();
            for (n, (first, count)) in (200_u128..).zip(wishes) {
                let last = first + count - 1;
                let free = taken.iter().all(|(from, to)| last < *from || *to < first);
                let claimant = Claimant::Appointment(appointment(n));
                let got = insert_claims(&mut tx, ada(), &(first..=last), claimant, at(0))
                    .await
                    .unwrap();
                assert_eq!(got, free, "{first}..={last} beside {taken:?}");
                if got {
                    taken.push((first, last));
                } else {
                    delete_claims(&mut tx, appointment(n)).await.unwrap();
                }
            }
        });
    }
}

/// Keeps the buffers' type in sight of these tests: claims don't know of buffers.
#[test]
fn claims_cover_the_visit_itself() {
    let span = domain::span::Span::lasting(at(0), 30).unwrap();
    let busy = Busy {
        span,
        buffer_before_minutes: 15,
        buffer_after_minutes: 15,
    };
    let quanta = domain::claim::quanta(busy.span).unwrap();
    assert_eq!(count(&quanta), 6);
}
