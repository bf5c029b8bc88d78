use sqlx::{Executor as _, Row as _, SqlSafeStr as _};

use super::{BOOKING, MODULES};
use crate::testing::TestStore;

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    MODULES
        .iter()
        .flat_map(|(module, list)| list.iter().map(move |sql| (*module, *sql)))
}

#[tokio::test]
async fn each_statement_fits_the_schema() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for (module, sql) in all() {
        let prepared = (&mut *tx.conn()).prepare(sql.into_sql_str()).await;
        assert!(prepared.is_ok(), "{module}: {sql}\n{:?}", prepared.err());
    }
}

#[test]
fn each_statement_is_portable() {
    let foreign = [
        "INSERT OR",
        "datetime(",
        "strftime(",
        "json_",
        "rowid",
        "AUTOINCREMENT",
        " LIKE ",
        "SELECT *",
        " GLOB ",
        "IFNULL(",
        "?1",
        "@",
    ];
    for (module, sql) in all() {
        for word in foreign {
            assert!(!sql.contains(word), "{module} has {word:?}: {sql}");
        }
    }
}

/// How SQLite would run a statement, one line for each step.
async fn plan(sql: &str) -> Vec<String> {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let explain: &'static str = format!("EXPLAIN QUERY PLAN {sql}").leak();
    let rows = sqlx::query(explain).fetch_all(tx.conn()).await.unwrap();
    rows.iter()
        .map(|row| row.get::<String, _>("detail"))
        .collect()
}

/// Steps that walk through a whole table.
fn scans(plan: &[String]) -> Vec<&str> {
    plan.iter()
        .map(String::as_str)
        .filter(|step| step.starts_with("SCAN "))
        .collect()
}

#[tokio::test]
async fn a_month_of_times_is_read_through_indexes() {
    let plan = plan(crate::shift::DIARY_STATEMENT).await;
    assert_eq!(scans(&plan), Vec::<&str>::new(), "{plan:#?}");
    for index in [
        "appointment_practitioner (practitioner_id=? AND starts_at>? AND starts_at<?)",
        "hold_practitioner (practitioner_id=? AND starts_at>? AND starts_at<?)",
        "shift_practitioner (practitioner_id=?)",
        "closure_ends (ends>?)",
        "claim_appointment (appointment_id=?)",
    ] {
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{index} not in {plan:#?}"
        );
    }
}

#[tokio::test]
async fn what_a_booking_asks_is_read_through_indexes() {
    let plan = plan(crate::appointment::FACTS_STATEMENT).await;
    assert_eq!(scans(&plan), Vec::<&str>::new(), "{plan:#?}");
    for index in [
        "appointment_patient (patient_id=? AND starts_at>? AND starts_at<?)",
        "appointment_patient (patient_id=? AND starts_at>?)",
    ] {
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{index} not in {plan:#?}"
        );
    }
}

#[tokio::test]
async fn only_tables_of_a_handful_of_rows_are_walked_through() {
    // Set-up of the clinic, lists of services, and the recursion that counts quanta.
    let small = [
        "clinic", "location", "service", "taken", "CONSTANT", "patient",
    ];
    for (module, sql) in all().filter(|(module, _)| BOOKING.contains(module)) {
        for step in scans(&plan(sql).await) {
            let table = step.split(' ').nth(1).unwrap_or_default();
            assert!(
                small.contains(&table),
                "{module} walks through {step}: {sql}"
            );
        }
    }
}
