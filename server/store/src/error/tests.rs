use super::*;

/// SQLITE_CONSTRAINT_UNIQUE
const UNIQUE: i32 = 2067;
/// SQLITE_CONSTRAINT_PRIMARYKEY
const PRIMARY_KEY: i32 = 1555;

#[test]
fn sqlites_words_become_the_rules_name() {
    let of = |code, message| match from_sqlite(code, message) {
        StoreError::Conflict(rule) => rule,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        of(
            PRIMARY_KEY,
            "UNIQUE constraint failed: claim.resource_id, claim.quantum, claim.lane"
        ),
        Constraint::Claim
    );
    assert_eq!(
        of(UNIQUE, "UNIQUE constraint failed: account.email_canonical"),
        Constraint::AccountEmail
    );
    assert_eq!(
        of(UNIQUE, "UNIQUE constraint failed: index 'patient_folded'"),
        Constraint::Other("index 'patient_folded'".to_owned())
    );
    assert_eq!(
        of(787, "FOREIGN KEY constraint failed"),
        Constraint::ForeignKey
    );
    assert_eq!(
        of(275, "CHECK constraint failed: ends_at > starts_at"),
        Constraint::Check
    );
}

#[test]
fn full_and_failing_disks_and_refused_commits_are_unavailable() {
    // FULL, IOERR_FSYNC, READONLY_DBMOVED, CONSTRAINT_COMMITHOOK
    for code in [13, 1034, 1032, 531] {
        assert_eq!(
            from_sqlite(code, "whatever"),
            StoreError::Unavailable,
            "{code}"
        );
    }
    // BUSY_SNAPSHOT
    assert_eq!(from_sqlite(517, "database is locked"), StoreError::Busy);
}

#[test]
fn no_error_shows_sql_or_a_message_of_sqlite() {
    let fault = from_sqlite(1, "near \"SELEKT\": syntax error");
    assert_eq!(fault, StoreError::Fault { code: 1 });
    assert!(!format!("{fault} {fault:?}").contains("SELEKT"));
}

#[test]
fn where_it_was_read_is_named_once() {
    let unreadable = StoreError::Corrupt {
        table: "",
        column: "at".to_owned(),
    };
    let named = unreadable.read_in("store::audit::rows");
    assert_eq!(named.to_string(), "unreadable value in audit.at");
    assert_eq!(named.clone().read_in("store::other"), named);
    assert_eq!(
        StoreError::Busy.read_in("store::audit::rows"),
        StoreError::Busy
    );
}
