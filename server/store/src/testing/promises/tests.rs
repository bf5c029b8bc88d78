use domain::id::PatientId;
use uuid::Uuid;

use super::*;
use crate::audit::{ActorKind, AuditEntry, append};
use crate::claim::tests::{appointment, clinic, uuid};
use crate::testing::TestStore;

const NOW: Timestamp = Timestamp::constant(0, 10_000_000);
/// Broken files are no rows that could be planted, and the schema refuses the other.
const NOT_PLANTED: [&str; 2] = [
    "a row points at one that isn't there",
    "the file is damaged",
];

const OTHER_VISIT: &str = "INSERT INTO appointment (id, patient_id, service_id, practitioner_id, \
     location_id, zone, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, \
     cancel_notice_minutes, state, booked_by_account, booked_at, submission_id, sequence) \
     SELECT randomblob(16), patient_id, service_id, practitioner_id, location_id, zone, \
     starts_at, ends_at, 0, 0, 0, 'confirmed', booked_by_account, 0, randomblob(16), 0 \
     FROM appointment";
const CYCLE: &str = "INSERT INTO patient (id, full_name, created_at, updated_at, merged_into) \
     SELECT x'0b', 'B', 0, 0, id FROM patient; \
     INSERT INTO patient (id, full_name, created_at, updated_at, merged_into) \
     VALUES (x'0c', 'C', 0, 0, x'0b'); \
     UPDATE patient SET merged_into = x'0c' WHERE merged_into IS NULL";
const HALF_MERGED: &str = "INSERT INTO staff (id, full_name, email, email_canonical, \
     role, created_at) VALUES (x'51', 'S', 's@example.org', 's@example.org', 'admin', 0); \
     INSERT INTO patient (id, full_name, created_at, updated_at) VALUES (x'0b', 'B', 0, 0); \
     INSERT INTO merge_record (id, number, survivor_id, absorbed_id, made_at, made_by, version, \
     survivor_before, absorbed_before, choices) SELECT x'61', 1, id, x'0b', 0, x'51', '', '', '', '' \
     FROM patient WHERE id <> x'0b'";
const LEAKED: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = 5, \
     cancelled_by = 'staff'; \
     INSERT INTO claim (resource_id, quantum, lane, appointment_id) \
     SELECT practitioner_id, 0, 0, id FROM appointment";

/// Each way to break a promise, and how the promise begins.
const PLANTED: [(&str, &str); 15] = [
    (
        OTHER_VISIT,
        "two live appointments of one practitioner overlap",
    ),
    (
        "UPDATE appointment SET starts_at = 300000, ends_at = 600000",
        "an appointment ahead doesn't claim its whole time",
    ),
    (
        "INSERT INTO audit (seq, at, actor_kind, action, detail, previous_hash, hash) \
         VALUES (1, 0, 'account', 'appointment.book', 'ab', x'00', x'00')",
        "a booking was recorded without an appointment and its mail",
    ),
    (
        "UPDATE notice SET kind = 'booked', state = 'waiting'",
        "a mail tells of a booking",
    ),
    (
        "UPDATE notice SET kind = 'moved', state = 'sent'",
        "a mail tells of a booking",
    ),
    (
        "UPDATE notice SET kind = 'confirmed', state = 'sent'",
        "a mail tells of a booking",
    ),
    (
        "UPDATE appointment SET requested = 1",
        "somebody who waits for nobody has a request",
    ),
    (
        "UPDATE notice SET kind = 'cancelled', state = 'failed'",
        "a mail tells of a booking",
    ),
    (
        "UPDATE access SET created_at = 1, confirmed_at = 1",
        "an account booked for somebody for whom it might not",
    ),
    (
        "UPDATE appointment SET booked_at = 5; UPDATE access SET ended_at = 3, ended_by = 'staff'",
        "an account booked for somebody for whom it might not",
    ),
    (LEAKED, "a cancelled appointment keeps its time for good"),
    (CYCLE, "a profile was merged into itself by way of others"),
    (HALF_MERGED, "a merge stands by half"),
    (HALF_MERGED, "a merge or its undoing was done without"),
    ("DELETE FROM access", "an account has no profile of its own"),
];

/// One visit that an account has booked for its own patient, and a mail that was dropped.
async fn kept() -> TestStore {
    let store = clinic(0, 1).await;
    run(
        &store,
        "INSERT INTO access (id, account_id, patient_id, relation, abilities, created_at, \
         confirmed_at) SELECT x'0a', account.id, patient.id, 'self', '', 0, 0 FROM account, patient; \
         INSERT INTO notice (id, kind, appointment_id, to_address, version, state, created_at, \
         due_at, tries) SELECT x'0d', 'booked', id, 'p@example.org', 0, 'dropped', 0, 0, 0 \
         FROM appointment",
    )
    .await;
    assert_eq!(store.broken_promises(NOW).await.unwrap(), [""; 0]);
    store
}

async fn run(store: &TestStore, sql: &'static str) {
    let mut tx = store.begin().await.unwrap();
    sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn each_broken_promise_is_found() {
    for (sql, promise) in PLANTED {
        let store = kept().await;
        run(&store, sql).await;
        let broken = store.broken_promises(NOW).await.unwrap();
        assert!(
            broken.iter().any(|found| found.starts_with(promise)),
            "{sql}: {broken:?}"
        );
    }
    for (promise, _) in PROMISES {
        assert!(
            NOT_PLANTED.contains(&promise)
                || PLANTED
                    .iter()
                    .any(|(_, begins)| promise.starts_with(begins)),
            "nobody has broken it: {promise}"
        );
    }
}

#[tokio::test]
async fn a_mail_of_what_was_recorded_breaks_none() {
    let its = appointment(200).to_string();
    let of_its = format!("{} cancelled={its}", Uuid::nil());
    for (action, kind, detail) in [
        ("appointment.book", "booked", &its),
        ("appointment.book_for", "booked", &its),
        ("appointment.move", "moved", &its),
        ("appointment.cancel", "cancelled", &its),
        ("registration.blocked", "cancelled", &of_its),
    ] {
        let store = kept().await;
        let mut tx = store.begin().await.unwrap();
        let entry = AuditEntry {
            at: NOW,
            actor_kind: ActorKind::Account,
            actor_id: None,
            address: None,
            action,
            detail,
            patients: &[PatientId::from_stored(uuid(1))],
        };
        append(&mut tx, entry).await.unwrap();
        sqlx::query("UPDATE notice SET kind = $1, state = 'sent'")
            .bind(kind)
            .execute(tx.conn())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let broken = store.broken_promises(NOW).await.unwrap();
        assert_eq!(broken, [""; 0], "{action}");
    }
}
