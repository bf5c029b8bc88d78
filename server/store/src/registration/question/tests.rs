//! What the schema keeps of questions, whoever writes them.

use crate::testing::TestStore;

const BEFORE: &str = "INSERT INTO patient (id, full_name, created_at, updated_at) \
     VALUES (x'01', 'A', 1, 1); \
     INSERT INTO account (id, email, email_canonical, email_verified_at, full_name, created_at) \
     VALUES (x'03', 'a@example.com', 'a@example.com', 1, 'A', 1); \
     INSERT INTO staff (id, full_name, email, email_canonical, role, created_at) \
     VALUES (x'04', 'S', 's@example.com', 's@example.com', 'desk', 1); \
     INSERT INTO registration (id, patient_id, account_id, state, created_at) \
     VALUES (x'05', x'01', x'03', 'waiting', 1); \
     INSERT INTO notice (id, kind, to_address, version, state, created_at, due_at, tries) \
     VALUES (x'06', 'registration_question', 'a@example.com', 0, 'waiting', 1, 1, 0), \
     (x'07', 'registration_question', 'a@example.com', 0, 'waiting', 1, 1, 0)";

/// A question with these values in the place of the usual ones.
fn asked(id: u8, more: &[(&str, &str)]) -> String {
    let (key, mail) = (format!("x'1{id}'"), format!("x'0{}'", 5 + id));
    let usual = [
        ("id", key.as_str()),
        ("registration_id", "x'05'"),
        ("asked_at", "10"),
        ("asked_by", "x'04'"),
        ("notice_id", mail.as_str()),
        ("expires_at", "20"),
    ];
    let usual = usual
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let all: Vec<(&str, &str)> = usual.chain(more).copied().collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = all.iter().map(|(_, value)| *value).collect();
    format!(
        "INSERT INTO registration_question ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

async fn takes(store: &TestStore, sql: String) -> bool {
    store.batch(sqlx::AssertSqlSafe(sql)).await.is_ok()
}

#[tokio::test]
async fn what_no_question_can_be_is_refused_by_the_schema() {
    let store = TestStore::new().await.unwrap();
    store.batch(BEFORE).await.unwrap();
    let hash = "x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'";
    for wrong in [
        // An answer without its time, a time without an answer, and a third answer.
        &[("answer", "'no'")][..],
        &[("answered_at", "11")],
        &[("answer", "'perhaps'"), ("answered_at", "11")],
        // Who says no, or nothing yet, was known by nothing else.
        &[
            ("answer", "'no'"),
            ("answered_at", "11"),
            ("other_name", "'B'"),
        ],
        &[("other_phone", "'+19025550148'")],
        &[
            ("answer", "'yes'"),
            ("answered_at", "11"),
            ("other_name", "''"),
        ],
        // What gave way was never answered, and has no link.
        &[
            ("answer", "'no'"),
            ("answered_at", "11"),
            ("replaced_at", "12"),
        ],
        &[("token_hash", hash), ("replaced_at", "12")],
        &[("token_hash", "x'00'")],
        &[("expires_at", "10")],
        // Of nobody's sign-up, by nobody, and with no mail.
        &[("registration_id", "x'99'")],
        &[("asked_by", "x'99'")],
        &[("notice_id", "x'99'")],
    ] {
        assert!(!takes(&store, asked(1, wrong)).await, "{wrong:?}");
    }
    let whole = [
        ("answer", "'yes'"),
        ("answered_at", "11"),
        ("other_name", "'B'"),
        ("token_hash", hash),
    ];
    assert!(takes(&store, asked(1, &whole)).await);
    assert!(takes(&store, asked(2, &[])).await, "asked again");
}

#[tokio::test]
async fn one_question_of_a_sign_up_is_open_at_a_time() {
    let store = TestStore::new().await.unwrap();
    store.batch(BEFORE).await.unwrap();
    assert!(takes(&store, asked(1, &[])).await);
    assert!(!takes(&store, asked(2, &[])).await);
    let replaced = "UPDATE registration_question SET replaced_at = 12";
    store.batch(replaced).await.unwrap();
    assert!(takes(&store, asked(2, &[])).await);
}
