use crate::error::StoreError;
use crate::testing::TestStore;
use crate::{Constraint, Store};

/// An appointment of people who don't exist, in that state and booked on that side.
fn insert(state: &str, side: &str, requested: i64) -> String {
    let cancelled = match state {
        "cancelled" => "1, 'patient'",
        _ => "NULL, NULL",
    };
    format!(
        "INSERT INTO appointment (id, patient_id, service_id, practitioner_id, location_id, zone, \
         starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, cancel_notice_minutes, \
         state, {side}, booked_at, submission_id, cancelled_at, cancelled_by, sequence, requested) \
         VALUES (x'01', x'01', x'01', x'01', x'01', 'UTC', 1, 2, 0, 0, 0, '{state}', x'01', 1, \
         x'01', {cancelled}, 0, {requested})"
    )
}

/// Which rule refuses it: nobody is there whom it could name, so one does.
async fn refused_by(store: &TestStore, sql: String) -> Constraint {
    match store.batch(sqlx::AssertSqlSafe(sql)).await {
        Err(StoreError::Conflict(rule)) => rule,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn only_what_an_account_booked_and_nobody_has_come_for_is_a_request() {
    let store = TestStore::new().await.unwrap();
    let (account, staff) = ("booked_by_account", "booked_by_staff");
    for (state, side, requested, rule) in [
        ("confirmed", account, 1, Constraint::ForeignKey),
        ("cancelled", account, 1, Constraint::ForeignKey),
        ("arrived", account, 0, Constraint::ForeignKey),
        ("confirmed", staff, 0, Constraint::ForeignKey),
        ("confirmed", staff, 1, Constraint::Check),
        ("arrived", account, 1, Constraint::Check),
        ("completed", account, 1, Constraint::Check),
        ("no_show", account, 1, Constraint::Check),
        ("confirmed", account, 2, Constraint::Check),
    ] {
        let found = refused_by(&store, insert(state, side, requested)).await;
        assert_eq!(found, rule, "{state} {side} {requested}");
    }
}

/// The column of the rule is made anew: what stood in it stays.
#[tokio::test]
async fn the_rule_for_somebody_new_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("old.db").display());
    let store = Store::open(&address).await.unwrap();
    store.migrate_to(35).await.unwrap();
    let clinic = "INSERT INTO clinic (id, name, phone, email, registration_policy) \
                  VALUES (1, 'A', '1', 'a@example.com', 'invite_only')";
    store.batch(clinic).await.unwrap();
    store.migrate().await.unwrap();
    let mut db = store.read().await.unwrap();
    let rule = crate::registration::policy::find_sign_ups(&mut db).await;
    assert_eq!(rule.unwrap().unwrap().policy.as_str(), "invite_only");
    drop(db);
    let request = "UPDATE clinic SET registration_policy = 'request'";
    store.batch(request).await.unwrap();
    let other = store
        .batch("UPDATE clinic SET registration_policy = 'closed'")
        .await;
    assert!(matches!(
        other,
        Err(StoreError::Conflict(Constraint::Check))
    ));
    store.close().await.unwrap();
}
