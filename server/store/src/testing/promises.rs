//! What must hold after any fault, and who looks whether it does.

use jiff::Timestamp;

use crate::{Store, StoreError};

/// What must hold after any fault, each as a count of rows that break it.
const PROMISES: [(&str, &str); 13] = [
    (
        // No visit is longer than 12 hours; without that bound this would compare all.
        "two live appointments of one practitioner overlap, and none was put over the other",
        "SELECT COUNT(*) FROM appointment a JOIN appointment b \
         ON b.practitioner_id = a.practitioner_id AND b.id > a.id \
         AND b.starts_at < a.ends_at AND a.starts_at < b.ends_at \
         AND b.starts_at > a.starts_at - 43200000 \
         WHERE a.state <> 'cancelled' AND b.state <> 'cancelled' \
         AND a.overbooked = 0 AND b.overbooked = 0",
    ),
    (
        "an appointment ahead doesn't claim its whole time",
        "SELECT COUNT(*) FROM appointment a WHERE a.state = 'confirmed' AND a.starts_at > $1 \
         AND (SELECT COUNT(*) FROM claim c WHERE c.appointment_id = a.id AND c.free_at IS NULL) \
         <> (a.ends_at + 299999) / 300000 - a.starts_at / 300000",
    ),
    (
        "a booking was recorded without an appointment and its mail",
        "SELECT COUNT(*) FROM audit u WHERE u.action = 'appointment.book' \
         AND replace(u.detail, '-', '') NOT IN (SELECT lower(hex(a.id)) FROM appointment a \
         JOIN notice n ON n.appointment_id = a.id WHERE n.kind = 'booked')",
    ),
    (
        // What is dropped was never sent.
        "a mail tells of a booking, a confirming, a move or a cancelling that was never recorded",
        "SELECT COUNT(*) FROM notice n WHERE n.kind IN ('booked', 'confirmed', 'moved', 'cancelled') \
         AND n.state <> 'dropped' AND (n.kind, lower(hex(n.appointment_id))) NOT IN \
         (SELECT CASE u.action WHEN 'appointment.move' THEN 'moved' \
         WHEN 'appointment.cancel' THEN 'cancelled' \
         WHEN 'appointment.confirm' THEN 'confirmed' ELSE 'booked' END, replace(u.detail, '-', '') \
         FROM audit u WHERE u.action IN ('appointment.book', 'appointment.book_for', \
         'appointment.move', 'appointment.cancel', 'appointment.confirm')) \
         AND NOT (n.kind = 'cancelled' AND EXISTS (SELECT 1 FROM audit u \
         WHERE u.action = 'registration.blocked' AND replace(u.detail, '-', '') \
         LIKE '% cancelled=' || lower(hex(n.appointment_id)) || '%'))",
    ),
    (
        "somebody who waits for nobody has a request",
        "SELECT COUNT(*) FROM appointment a JOIN patient p ON p.id = a.patient_id \
         WHERE a.requested = 1 AND a.state = 'confirmed' AND p.provisional_at IS NULL",
    ),
    (
        "an account booked for somebody for whom it might not",
        "SELECT COUNT(*) FROM appointment a WHERE a.booked_by_account IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM access x WHERE x.account_id = a.booked_by_account \
         AND x.patient_id IN (WITH RECURSIVE once (at) AS (SELECT a.patient_id UNION \
         SELECT CASE WHEN m.survivor_id = once.at THEN m.absorbed_id ELSE m.survivor_id END \
         FROM once JOIN merge_record m ON once.at IN (m.survivor_id, m.absorbed_id)) \
         SELECT once.at FROM once) AND x.created_at <= a.booked_at \
         AND (x.ended_at IS NULL OR x.ended_at >= a.booked_at))",
    ),
    (
        "a cancelled appointment keeps its time for good",
        "SELECT COUNT(*) FROM claim c JOIN appointment a ON a.id = c.appointment_id \
         WHERE a.state = 'cancelled' AND c.free_at IS NULL",
    ),
    (
        "a profile was merged into itself by way of others",
        "WITH RECURSIVE way (began, at) AS (SELECT id, merged_into FROM patient \
         WHERE merged_into IS NOT NULL UNION SELECT way.began, p.merged_into FROM way \
         JOIN patient p ON p.id = way.at WHERE p.merged_into IS NOT NULL) \
         SELECT COUNT(*) FROM way WHERE began = at",
    ),
    (
        "a merge stands by half, or was undone by half",
        "SELECT COUNT(*) FROM merge_record m JOIN patient p ON p.id = m.absorbed_id \
         WHERE (m.undone_at IS NULL AND (p.merged_into IS NOT m.survivor_id \
         OR EXISTS (SELECT 1 FROM access x WHERE x.patient_id = p.id) \
         OR EXISTS (SELECT 1 FROM appointment a WHERE a.patient_id = p.id))) \
         OR (m.undone_at IS NOT NULL AND p.merged_into IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM merge_record n WHERE n.absorbed_id = p.id AND n.undone_at IS NULL))",
    ),
    (
        "a merge or its undoing was done without being recorded, or the other way round",
        "SELECT (SELECT COUNT(*) FROM merge_record m WHERE (m.undone_at IS NOT NULL) + 1 <> \
         (SELECT COUNT(*) FROM audit u WHERE u.action IN ('merge.done', 'merge.undone') \
         AND replace(u.detail, '-', '') = lower(hex(m.id)))) \
         + (SELECT COUNT(*) FROM audit u WHERE u.action IN ('merge.done', 'merge.undone') \
         AND replace(u.detail, '-', '') NOT IN (SELECT lower(hex(m.id)) FROM merge_record m))",
    ),
    (
        "an account has no profile of its own",
        "SELECT COUNT(*) FROM account a WHERE NOT EXISTS \
         (SELECT 1 FROM access x WHERE x.account_id = a.id)",
    ),
    (
        "a row points at one that isn't there",
        "SELECT COUNT(*) FROM pragma_foreign_key_check",
    ),
    (
        "the file is damaged",
        "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
];

/// Opens a database that nobody serves and names what in it breaks a promise at `now`;
/// empty if all is well.
///
/// # Errors
/// If it can't be opened or read.
pub async fn broken_promises(address: &str, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let store = Store::open(address).await?;
    let broken = broken_in(&store, now).await?;
    store.close().await?;
    Ok(broken)
}

pub(super) async fn broken_in(store: &Store, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut broken = Vec::new();
    let mut db = store.read().await?;
    for (promise, count) in PROMISES {
        let query = sqlx::query_scalar::<_, i64>(count);
        let query = if count.contains("$1") {
            query.bind(now.as_millisecond())
        } else {
            query
        };
        let rows = query.fetch_one(db.conn()).await?;
        if rows != 0 {
            broken.push(format!("{promise}: {rows}"));
        }
    }
    if let Some(row) = crate::audit::verify(&mut db).await?.first_bad {
        broken.push(format!("the audit was changed at {row}"));
    }
    Ok(broken)
}

#[cfg(test)]
mod tests;
