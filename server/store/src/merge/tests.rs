use std::collections::BTreeSet;

use sqlx::Row as _;

use super::rows::WHOLE;
use crate::testing::TestStore;

/// Every column that names a patient, be it by a reference or by what it is called, and what a
/// merge does with it: as the table at the top of the module says. Whoever adds one says it here,
/// and there.
const DECIDED: [(&str, &str, &str); 21] = [
    ("access", "patient_id", "moves"),
    ("appointment", "patient_id", "moves"),
    (
        "audit_patient",
        "patient_id",
        "stays, and is read through the survivor",
    ),
    ("hold", "patient_id", "moves"),
    ("invitation", "patient_id", "moves"),
    (
        "invite_batch_patient",
        "patient_id",
        "stays: what became of whom",
    ),
    ("match_crowd", "patient_id", "made anew"),
    ("merge_record", "absorbed_id", "tells of the merge"),
    ("merge_record", "survivor_id", "tells of the merge"),
    ("not_the_same", "left_id", "tells of the two"),
    ("not_the_same", "right_id", "tells of the two"),
    ("notice", "patient_id", "moves"),
    ("patient", "merged_into", "is the merge"),
    (
        "patient_import",
        "patient_id",
        "stays: what an import made of whom",
    ),
    ("patient_listed", "patient_id", "made anew"),
    ("patient_match", "patient_id", "made anew"),
    ("patient_term", "patient_id", "made anew"),
    ("registration", "patient_id", "stays, as merged"),
    (
        "safeguarding_stop",
        "patient_id",
        "moves, or the survivor's stands",
    ),
    ("session", "acting_for", "moves"),
    ("warning", "patient_id", "moves, or was told already"),
];

async fn texts(store: &TestStore, sql: String) -> Vec<Vec<String>> {
    let mut db = store.read().await.unwrap();
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql));
    let rows = rows.fetch_all(db.conn()).await.unwrap();
    rows.iter()
        .map(|row| (0..row.len()).map(|at| row.get(at)).collect())
        .collect()
}

#[tokio::test]
async fn a_merge_says_of_every_column_that_names_a_patient_what_becomes_of_it() {
    let store = TestStore::new().await.unwrap();
    let found = texts(
        &store,
        String::from(
            "SELECT tables.name, keys.\"from\" FROM sqlite_schema AS tables \
             JOIN pragma_foreign_key_list(tables.name) AS keys \
             WHERE tables.type = 'table' AND keys.\"table\" = 'patient' \
             UNION SELECT tables.name, columns.name FROM sqlite_schema AS tables \
             JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' \
             AND (columns.name = 'patient_id' OR columns.name LIKE '%\\_patient_id' ESCAPE '\\')",
        ),
    )
    .await;
    let found: BTreeSet<_> = found
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let decided: BTreeSet<_> = DECIDED
        .iter()
        .map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned()))
        .collect();
    assert_eq!(found, decided);
}

/// What is kept of both profiles is whole, and what was changed since is seen in any column.
#[tokio::test]
async fn every_column_of_what_moves_is_read() {
    let store = TestStore::new().await.unwrap();
    for (_, table, sql) in WHOLE {
        let sql_columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = texts(&store, sql_columns).await;
        let columns: BTreeSet<String> = columns.into_iter().map(|row| row[0].clone()).collect();
        let (_, rest) = sql.split_once("SELECT ").unwrap();
        let (listed, _) = rest.split_once(" FROM ").unwrap();
        let read: BTreeSet<String> = listed
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        assert_eq!(read, columns, "{table}");
    }
}

/// Registrations keep their ids, and go on waiting, when the table learns of merges.
#[tokio::test]
async fn registrations_of_before_are_as_they_were() {
    const BEFORE: &str = "INSERT INTO patient (id, full_name, created_at, updated_at) \
         VALUES (x'00000000000000000000000000000001', 'A', 1, 1), (x'00000000000000000000000000000002', 'B', 1, 1); \
         INSERT INTO account (id, email, email_canonical, email_verified_at, full_name, created_at) \
         VALUES (x'00000000000000000000000000000003', 'a@example.com', 'a@example.com', 1, 'A', 1); \
         INSERT INTO staff (id, full_name, email, email_canonical, role, created_at) \
         VALUES (x'00000000000000000000000000000004', 'S', 's@example.com', 's@example.com', 'desk', 1); \
         INSERT INTO registration (id, patient_id, account_id, state, created_at, resolved_at, \
         resolved_by) VALUES (x'00000000000000000000000000000005', x'00000000000000000000000000000001', x'00000000000000000000000000000003', 'waiting', 1, NULL, NULL), \
         (x'00000000000000000000000000000006', x'00000000000000000000000000000002', x'00000000000000000000000000000003', 'added', 1, 2, x'00000000000000000000000000000004')";
    const ROWS: &str = "SELECT hex(id) || hex(patient_id) || hex(account_id) || state || created_at \
         || COALESCE(resolved_at, '') || COALESCE(hex(resolved_by), '') FROM registration ORDER BY 1";
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("old.db").display());
    let store = crate::Store::open(&address).await.unwrap();
    store.migrate_to(26).await.unwrap();
    store.batch(BEFORE).await.unwrap();
    let rows = async || -> Vec<String> {
        let mut db = store.read().await.unwrap();
        let rows = sqlx::query_scalar(ROWS).fetch_all(db.conn()).await;
        rows.unwrap()
    };
    let before = rows().await;
    store.migrate().await.unwrap();
    assert_eq!(rows().await, before);
    assert_eq!(before.len(), 2);
    store.close().await.unwrap();
}
