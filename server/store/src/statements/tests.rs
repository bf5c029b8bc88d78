use std::collections::HashSet;

use sqlx::{Executor as _, Row as _, SqlSafeStr as _};

use super::MODULES;
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
    let mut steps = Vec::new();
    // Of a text of several statements each has a plan of its own.
    for statement in sql.split("; ") {
        let explain: &'static str = format!("EXPLAIN QUERY PLAN {statement}").leak();
        let rows = sqlx::query(explain).fetch_all(tx.conn()).await.unwrap();
        steps.extend(rows.iter().map(|row| row.get::<String, _>("detail")));
    }
    steps
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
        "COVERING INDEX appointment_diary (practitioner_id=? AND starts_at>? AND starts_at<?)",
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
        "appointment_account (booked_by_account=? AND starts_at>?)",
    ] {
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{index} not in {plan:#?}"
        );
    }
}

#[tokio::test]
async fn what_runs_often_or_inside_the_writer_uses_the_index_made_for_it() {
    for (module, words, index) in [
        (
            "staff::session",
            "SELECT COUNT(*) FROM staff_session",
            "staff_session_staff (staff_id=? AND known_hash=?)",
        ),
        (
            "registration",
            "booked_by_account = $1",
            "appointment_account (booked_by_account=? AND starts_at>?)",
        ),
        (
            "registration",
            "starts_at > $2 AND patient_id = $1",
            "appointment_patient (patient_id=? AND starts_at>?)",
        ),
        (
            "appointment::requests",
            "patient_id = $1",
            "appointment_patient (patient_id=?)",
        ),
        (
            "sweep",
            "DELETE FROM code_request",
            "code_request_created (created_at<?)",
        ),
        (
            "sweep",
            "DELETE FROM code_request",
            "notice_code_request (code_request_id=?)",
        ),
        ("sweep", "DELETE FROM claim", "claim_graced (free_at"),
        (
            "audit::refused",
            "SELECT COUNT(*)",
            "audit_refused (actor_id=? AND at>? AND at<?)",
        ),
        ("sweep", "DELETE FROM hold", "hold_expires (expires_at<?)"),
        (
            "appointment::desk",
            "GROUP BY service_id",
            "COVERING INDEX appointment_starts (starts_at>? AND starts_at<?)",
        ),
    ] {
        let found = all().find(|(of, sql)| *of == module && sql.contains(words));
        let plan = plan(found.unwrap().1).await;
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{index} not in {plan:#?}"
        );
    }
}

/// What was done to one appointment is asked while the writer waits: of the appointment, and
/// not of all that was ever done about its patient.
#[tokio::test]
async fn what_was_done_to_an_appointment_is_found_by_it_and_not_by_its_patient() {
    let about = all().filter(|(of, sql)| of.starts_with("appointment") && sql.contains("audit"));
    let mut seen = 0;
    for (_, sql) in about {
        let plan = plan(sql).await;
        let has = |index: &str| plan.iter().any(|step| step.contains(index));
        assert!(has("USING INDEX audit_detail (detail=?)"), "{plan:#?}");
        assert!(has("(patient_id=? AND seq"), "{plan:#?}");
        assert!(!has("(patient_id=?)") && !has("TEMP B-TREE"), "{plan:#?}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// A diary's page costs what it shows: its lines are read in their order, and of each person
/// the one line that says that there is one.
#[tokio::test]
async fn a_diary_is_read_without_what_is_not_shown_in_it() {
    let primary = "sqlite_autoindex_audit_patient_1 (patient_id=? AND seq<?)";
    let by = "audit_patient_actor (patient_id=? AND actor_id=? AND seq<?)";
    let family = "audit_patient_family (patient_id=? AND seq<?)";
    let family_by = "audit_patient_family_actor (patient_id=? AND actor_id=? AND seq<?)";
    let indexes = [primary, by, family, family_by, by, family_by];
    let statements = all().filter(|(of, _)| *of == "patient::diary");
    let statements: Vec<_> = statements.map(|(_, sql)| sql).collect();
    assert_eq!(statements.len(), indexes.len());
    for (sql, index) in statements.into_iter().zip(indexes) {
        let plan = plan(sql).await;
        let uses = plan.iter().any(|step| step.contains(index));
        assert!(uses, "{index} not in {plan:#?}");
        let lines = !sql.contains("UNION ALL");
        let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(!(lines && sorts), "{plan:#?}");
    }
}

/// Whoever a search meets is read one by one: in `patient_term` by the range of the term
/// that leads, cut by a LIMIT, and by the patient's own entries for the others.
#[tokio::test]
async fn a_search_reads_a_bounded_range_and_then_only_whom_it_met() {
    let plan = plan(crate::patient::search::FIND_STATEMENT).await;
    let found = ["SCAN entry", "SCAN near", "SCAN hit"];
    assert_eq!(scans(&plan), found, "{plan:#?}");
    let met = |index: &str| plan.iter().filter(|step| step.contains(index)).count();
    assert_eq!(
        met("patient_term_find (kind=? AND term>? AND term<?)"),
        1,
        "{plan:#?}"
    );
    assert_eq!(
        met("sqlite_autoindex_patient_term_1 (patient_id=? AND kind=? AND term>? AND term<?)"),
        5,
        "{plan:#?}"
    );
    assert_eq!(met("appointment_patient (patient_id=? AND starts_at"), 2);
}

/// Modules that add patients or change what they are found by, and tell
/// `patient::index` of it in the same function.
const TELL_THE_INDEX: [&str; 5] = [
    "patient",
    "patient::contact",
    "patient::import",
    "patient::merged",
    "patient::profile",
];

/// What a patient is found by is kept with every change, so that it can't be forgotten:
/// nobody else adds patients or changes what they are found by.
#[test]
fn only_who_tells_the_index_changes_what_patients_are_found_by() {
    let found_by = [
        "full_name =",
        "given_name =",
        "family_name =",
        "born_on =",
        "email =",
        "phone =",
        "as_given =",
        "sex =",
        "street =",
        "suburb =",
        "postcode =",
        "state =",
        "record_number =",
        "record_number_confirmed_at =",
        "merged_into =",
    ];
    for (module, sql) in all().filter(|(module, _)| !TELL_THE_INDEX.contains(module)) {
        assert!(!sql.contains("INSERT INTO patient ("), "{module}: {sql}");
        if let Some((_, change)) = sql.split_once("UPDATE patient SET") {
            for column in found_by {
                assert!(!change.contains(column), "{module}: {sql}");
            }
        }
    }
}

/// Tables that tell what the clinic is, what it decided and who works there: tens of rows, for
/// ever.
const SMALL: [&str; 9] = [
    "age_step",
    "clinic",
    "location",
    "practitioner",
    "second_factor_role",
    "service",
    "service_practitioner",
    "shift",
    "staff",
];

/// Not tables: the recursions that count quanta, rows that stand in the statement, and what
/// an inner SELECT with a LIMIT has found.
const NO_TABLES: [&str; 8] = [
    "taken", "numbers", "CONSTANT", "some", "entry", "near", "hit", "way",
];

/// Rows that stand in the statement: `SCAN 16-ROW VALUES CLAUSE`, `SCAN 8 CONSTANT ROWS`.
const MANY_ROWS: [&str; 2] = ["-ROW VALUES CLAUSE", " CONSTANT ROWS"];

/// A walk through a table that grows, or through an index of it.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Walk {
    module: &'static str,
    /// How the step begins.
    step: &'static str,
    /// What stands in the statement.
    sql: &'static str,
    why: &'static str,
}

const WALKS: [Walk; 12] = [
    Walk {
        module: "age_policy",
        step: "SCAN access USING INDEX access_unused",
        sql: "LIMIT $1",
        why: "the index holds live accesses alone; read when an admin tries another table",
    },
    Walk {
        module: "audit",
        step: "SCAN audit",
        sql: "ORDER BY seq DESC LIMIT 1",
        why: "the primary key backwards, of which the first entry is read",
    },
    Walk {
        module: "demo",
        step: "SCAN patient USING COVERING INDEX",
        sql: "EXISTS (SELECT 1 FROM patient)",
        why: "ends at the first entry",
    },
    Walk {
        module: "duplicate",
        step: "SCAN patient_match",
        sql: "WHERE TRUE",
        why: "everybody is to be compared anew when other weights count, which is asked for by hand",
    },
    Walk {
        module: "invitation::bulk",
        step: "SCAN invite_batch USING INDEX invite_batch_open",
        sql: "LIMIT 1",
        why: "the index holds only the batches that are not through",
    },
    Walk {
        module: "invitation::news",
        step: "SCAN news USING INDEX invitation_news_waiting",
        sql: "LIMIT $1",
        why: "the index holds only what nobody has put aside",
    },
    Walk {
        module: "matching",
        step: "SCAN match_model",
        sql: "ORDER BY made_at DESC LIMIT 1",
        why: "the primary key backwards, of which the first entry is read",
    },
    Walk {
        module: "merge::record",
        step: "SCAN merge_record USING COVERING INDEX",
        sql: "ORDER BY number DESC LIMIT 1",
        why: "the index backwards, of which the first entry is read",
    },
    Walk {
        module: "notice",
        step: "SCAN notice USING INDEX notice_failed",
        sql: "LIMIT $1",
        why: "the index holds only what failed and nobody has dealt with",
    },
    Walk {
        module: "registration",
        step: "SCAN registration USING INDEX registration_waiting",
        sql: "LIMIT $2",
        why: "the index holds only who waits",
    },
    Walk {
        module: "registration",
        step: "SCAN registration USING COVERING INDEX registration_waiting",
        sql: "SELECT COUNT(*)",
        why: "the index holds only who waits",
    },
    Walk {
        module: "registration::question",
        step: "SCAN registration USING INDEX registration_waiting",
        sql: "LIMIT $1",
        why: "the index holds only who waits",
    },
];

#[tokio::test]
async fn whatever_can_grow_is_read_through_indexes() {
    let mut met = HashSet::new();
    let mut wrong = Vec::new();
    // Many patients at once: of each table that points at patients it has a step that asks
    // who points at nobody, which is passed over as long as nobody does (OP_FkIfZero).
    let many_patients = |sql: &str| sql.starts_with("INSERT INTO patient (");
    for (module, sql) in all().filter(|(_, sql)| !many_patients(sql)) {
        for step in scans(&plan(sql).await) {
            let table = step.split(' ').nth(1).unwrap_or_default();
            let no_table =
                NO_TABLES.contains(&table) || MANY_ROWS.iter().any(|rows| step.ends_with(rows));
            if SMALL.contains(&table) || no_table {
                continue;
            }
            let known = WALKS.iter().find(|walk| {
                walk.module == module && step.starts_with(walk.step) && sql.contains(walk.sql)
            });
            match known {
                Some(walk) => drop(met.insert(walk)),
                None => wrong.push(format!("{module}: {step}: {sql}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for walk in &WALKS {
        assert!(met.contains(walk), "no longer so: {walk:?}");
    }
}
