use sqlx::FromRow;

use super::*;
use crate::column::{At, Clock, Day, Id, Wall, Word, stored_words};
use crate::testing::TestStore;

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

#[test]
fn addresses() {
    let path = |text: &str| Ok(DatabaseFile::Path(PathBuf::from(text)));
    assert_eq!(
        DatabaseFile::parse("sqlite:data/kith.db"),
        path("data/kith.db")
    );
    assert_eq!(
        DatabaseFile::parse("sqlite://data/kith.db"),
        path("data/kith.db")
    );
    assert_eq!(
        DatabaseFile::parse("sqlite:///srv/kith.db"),
        path("/srv/kith.db")
    );
    assert_eq!(DatabaseFile::parse("sqlite:a%20b.db"), path("a b.db"));
    assert_eq!(
        DatabaseFile::parse("sqlite::memory:"),
        Ok(DatabaseFile::Memory)
    );
    for bad in [
        "kith.db",
        "postgres://x/y",
        "sqlite:",
        "sqlite://",
        "sqlite:kith.db?mode=ro",
    ] {
        assert!(
            matches!(DatabaseFile::parse(bad), Err(StoreError::Address { .. })),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn sqlite_is_one_without_the_log_reset_bug() {
    let store = TestStore::new().await.unwrap();
    let version = store.sqlite_version().await.unwrap();
    let parts: Vec<u32> = version
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

#[tokio::test]
async fn the_pragmas_are_really_set() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let mode: String = on_db!(tx, query_scalar("PRAGMA journal_mode").fetch_one).unwrap();
    assert_eq!(mode, "wal");
    let synchronous: i64 = on_db!(tx, query_scalar("PRAGMA synchronous").fetch_one).unwrap();
    assert_eq!(synchronous, 2, "FULL");
    let keys: i64 = on_db!(tx, query_scalar("PRAGMA foreign_keys").fetch_one).unwrap();
    assert_eq!(keys, 1);
    let wait: i64 = on_db!(tx, query_scalar("PRAGMA busy_timeout").fetch_one).unwrap();
    assert_eq!(wait, 5000);
    let deferred: i64 = on_db!(tx, query_scalar("PRAGMA defer_foreign_keys").fetch_one).unwrap();
    assert_eq!(deferred, 0);
    drop(tx);
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut db = store.read().await.unwrap();
        let only: i64 = on_db!(db, query_scalar("PRAGMA query_only").fetch_one).unwrap();
        assert_eq!(only, 1);
        let mode: String = on_db!(db, query_scalar("PRAGMA journal_mode").fetch_one).unwrap();
        assert_eq!(mode, "wal");
        let refused = on_db!(
            db,
            query("INSERT INTO clinic (id, name, phone, email) VALUES (1, '', '', '')").execute
        );
        assert!(refused.is_err());
        readers.push(db);
    }
}

#[tokio::test]
async fn opening_makes_the_folder_and_closing_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/b/kith.db");
    let store = Store::open(&address(&file)).await.unwrap();
    assert_eq!(
        store.check_schema().await,
        Err(StoreError::Outdated {
            pending: check::MIGRATIONS.iter().count()
        })
    );
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    store.check_schema().await.unwrap();
    store.close().await.unwrap();
    let mut names: Vec<_> = std::fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    let log_in_file = ["kith.db", "kith.db.whole"];
    assert_eq!(names, log_in_file, "and the note of a clean stop");
    assert_eq!(store.begin().await.unwrap_err(), StoreError::Unavailable);
    assert_eq!(store.read().await.unwrap_err(), StoreError::Unavailable);
    Store::open(&address(&file))
        .await
        .unwrap()
        .check_schema()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let test = TestStore::new().await.unwrap();
    test.batch(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of tomorrow', TRUE, x'00', 0)",
    )
    .await
    .unwrap();
    let refused = |outcome| matches!(outcome, Err(StoreError::Newer { found: 9999, .. }));
    assert!(refused(test.check_schema().await));
    assert!(refused(test.migrate().await));
    assert!(refused(Store::open(&test.address()).await.map(drop)));
}

#[tokio::test]
async fn a_migration_that_was_altered_is_refused() {
    let test = TestStore::new().await.unwrap();
    test.batch("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1")
        .await
        .unwrap();
    let altered = Err(StoreError::Altered { version: 1 });
    assert_eq!(test.check_schema().await, altered);
    assert_eq!(test.migrate().await, altered);
    // The refusal leaves the writer as it was.
    test.begin().await.unwrap().commit().await.unwrap();
}

/// A closed, migrated file.
async fn closed_file() -> (TestStore, PathBuf) {
    let test = TestStore::new().await.unwrap();
    test.close().await.unwrap();
    let file = test.file().to_owned();
    (test, file)
}

#[tokio::test]
async fn a_place_that_cant_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    assert!(matches!(
        Store::open(&address(&file.join("kith.db"))).await,
        Err(StoreError::Io { .. })
    ));
    assert!(matches!(
        Store::open("sqlite::memory:").await,
        Err(StoreError::Address { .. })
    ));
}

#[tokio::test]
async fn a_reader_sees_one_state_while_writes_go_on() {
    let store = TestStore::new().await.unwrap();
    store
        .batch("CREATE TABLE tally (n INTEGER NOT NULL) STRICT")
        .await
        .unwrap();
    const COUNT: &str = "SELECT COUNT(*) FROM tally";
    let mut old = store.read().await.unwrap();
    let before: i64 = on_db!(old, query_scalar(COUNT).fetch_one).unwrap();
    for n in 0..5_i64 {
        let mut tx = store.begin().await.unwrap();
        on_db!(
            tx,
            query("INSERT INTO tally (n) VALUES ($1)").bind(n).execute
        )
        .unwrap();
        tx.commit().await.unwrap();
        let after: i64 = on_db!(old, query_scalar(COUNT).fetch_one).unwrap();
        assert_eq!(after, before);
        let mut new = store.read().await.unwrap();
        let now: i64 = on_db!(new, query_scalar(COUNT).fetch_one).unwrap();
        assert_eq!(now, n + 1, "an acknowledged write is seen by the next read");
    }
}

#[tokio::test]
async fn reads_go_on_while_another_process_keeps_the_write_lock() {
    let store = TestStore::new().await.unwrap();
    let other = Store::open(&store.address()).await.unwrap();
    let held = other.begin().await.unwrap();
    let waiting = tokio::spawn({
        let store = Store::clone(&store);
        async move { store.begin().await.unwrap().commit().await }
    });
    store.check_schema().await.unwrap();
    assert!(!waiting.is_finished());
    drop(held);
    waiting.await.unwrap().unwrap();
}

async fn count_patients(db: &mut impl Reads) -> Result<i64, StoreError> {
    on_db!(db, query_scalar("SELECT COUNT(*) FROM patient").fetch_one)
}

#[tokio::test]
async fn one_query_serves_reads_and_writes() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    on_db!(
        tx,
        query(
            "INSERT INTO patient (id, full_name, created_at, updated_at) VALUES ($1, 'Ana', 0, 0)"
        )
        .bind(Id(domain::id::PatientId::from_stored(
            uuid::Uuid::from_u128(7)
        )))
        .execute
    )
    .unwrap();
    assert_eq!(count_patients(&mut tx).await, Ok(1));
    assert_eq!(
        count_patients(&mut store.read().await.unwrap()).await,
        Ok(0)
    );
    tx.commit().await.unwrap();
    assert_eq!(
        count_patients(&mut store.read().await.unwrap()).await,
        Ok(1)
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Light {
    On,
    Off,
}

impl Light {
    fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::On, Self::Off]
            .into_iter()
            .find(|light| light.as_str() == text)
    }
}

stored_words!(Light);

#[derive(Debug, PartialEq, FromRow)]
struct Row {
    id: Id<domain::id::HoldId>,
    at: At,
    day: Day,
    clock: Clock,
    wall: Wall,
    light: Word<Light>,
    none: Option<At>,
}

#[tokio::test]
async fn values_go_through_real_columns() {
    const READ: &str = "SELECT id, at, day, clock, wall, light, none FROM shelf";
    let store = TestStore::new().await.unwrap();
    store
        .batch(
            "CREATE TABLE shelf (id BLOB PRIMARY KEY, at INTEGER NOT NULL, day TEXT NOT NULL,
             clock TEXT NOT NULL, wall TEXT NOT NULL, light TEXT NOT NULL, none INTEGER) STRICT",
        )
        .await
        .unwrap();
    let row = Row {
        id: Id(domain::id::HoldId::from_stored(uuid::Uuid::from_u128(
            1 << 100,
        ))),
        at: At("2026-03-08T06:30:00.001Z".parse().unwrap()),
        day: Day(jiff::civil::date(2024, 2, 29)),
        clock: Clock(jiff::civil::time(0, 5, 0, 0)),
        wall: Wall(jiff::civil::datetime(2026, 3, 8, 2, 30, 0, 0)),
        light: Word(Light::Off),
        none: None,
    };
    let mut tx = store.begin().await.unwrap();
    on_db!(
        tx,
        query("INSERT INTO shelf (id, at, day, clock, wall, light, none) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(row.id)
            .bind(row.at)
            .bind(row.day)
            .bind(row.clock)
            .bind(row.wall)
            .bind(row.light)
            .bind(row.none)
            .execute
    )
    .unwrap();
    let read: Row = on_db!(tx, query_as(READ).fetch_one).unwrap();
    assert_eq!(read, row);
    let bytes: i64 = on_db!(tx, query_scalar("SELECT length(id) FROM shelf").fetch_one).unwrap();
    assert_eq!(bytes, 16);
    on_db!(tx, query("UPDATE shelf SET light = 'dim'").execute).unwrap();
    let spoilt: Result<Row, _> = on_db!(tx, query_as(READ).fetch_one);
    assert_eq!(
        spoilt,
        Err(StoreError::Corrupt {
            table: "db",
            column: "light".to_owned()
        })
    );
}

#[tokio::test]
async fn the_schemas_rules_come_back_by_name() {
    use crate::Constraint;
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    const ACCOUNT: &str =
        "INSERT INTO account (id, email, email_canonical, email_verified_at, full_name, created_at)
         VALUES ($1, 'Ana@example.com', 'ana@example.com', 0, 'Ana', 0)";
    const CLAIM: &str =
        "INSERT INTO claim (resource_id, quantum, lane, appointment_id) VALUES ($1, 1, 0, $1)";
    on_db!(tx, query(ACCOUNT).bind(&b"1"[..]).execute).unwrap();
    assert_eq!(
        on_db!(tx, query(ACCOUNT).bind(&b"2"[..]).execute).unwrap_err(),
        StoreError::Conflict(Constraint::AccountEmail)
    );
    assert_eq!(
        on_db!(tx, query(CLAIM).bind(&b"1"[..]).execute).unwrap_err(),
        StoreError::Conflict(Constraint::ForeignKey)
    );
    const PATIENT: &str =
        "INSERT INTO patient (id, full_name, created_at, updated_at) VALUES ($1, 'Ana', 0, 0)";
    on_db!(tx, query(PATIENT).bind(&b"1"[..]).execute).unwrap();
    on_db!(tx, query(PATIENT).bind(&b"2"[..]).execute).unwrap();
    let twice = on_db!(
        tx,
        query(
            "INSERT INTO access (id, account_id, patient_id, relation, abilities, created_at,
             confirmed_at) SELECT p.id, a.id, p.id, 'self', '', 0, 0 FROM account a, patient p"
        )
        .execute
    );
    assert_eq!(
        twice.unwrap_err(),
        StoreError::Conflict(Constraint::OpenSelfAccess)
    );
    let checked = on_db!(tx, query("UPDATE patient SET merged_into = id").execute);
    assert_eq!(
        checked.unwrap_err(),
        StoreError::Conflict(Constraint::Check)
    );
    // A refused row ends neither the write nor its group.
    tx.commit().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_database() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("data");
    let file = folder.join("kith.db");
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&folder.join("kith.db-wal")), 0o600);
}

mod damage;
