use super::*;
use crate::testing::TestStore;

/// 700 quanta of a cancelled visit whose grace ended at 5, one that ends at 5,000 and
/// one that is taken for good.
const CLAIMED: &str = "PRAGMA foreign_keys = OFF; \
     INSERT INTO claim (resource_id, quantum, lane, appointment_id, free_at) \
     WITH RECURSIVE taken (quantum) AS (SELECT 1 UNION ALL \
     SELECT quantum + 1 FROM taken WHERE quantum < 700) \
     SELECT x'01', quantum, 0, x'02', 5 FROM taken; \
     INSERT INTO claim (resource_id, quantum, lane, appointment_id, free_at) \
     VALUES (x'01', 701, 0, x'02', 5000), (x'01', 702, 0, x'02', NULL); \
     PRAGMA foreign_keys = ON";

#[tokio::test]
async fn no_sweep_takes_more_than_500_claims_and_none_takes_what_is_not_free() {
    let store = TestStore::new().await.unwrap();
    store.batch(CLAIMED).await.unwrap();
    let before = Timestamp::from_millisecond(1_000).unwrap();
    for expected in [500, 200, 0] {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(delete_expired(&mut tx, before).await, Ok(expected));
        tx.commit().await.unwrap();
    }
    let mut db = store.read().await.unwrap();
    let left: Vec<i64> = on_db!(
        db,
        query_scalar("SELECT quantum FROM claim ORDER BY quantum").fetch_all
    )
    .unwrap();
    assert_eq!(left, [701, 702]);
}

/// Two links that ran out, one used and one not, and one that still works.
const LINKED: &str = "PRAGMA foreign_keys = OFF; \
     INSERT INTO recovery_link (token_hash, account_id, email_canonical, created_at, \
         expires_at, ended_at) \
     VALUES (x'01', x'0A', 'a@example.com', 1, 5, 3), (x'02', x'0B', 'b@example.com', 1, 5, NULL), \
         (x'03', x'0C', 'c@example.com', 1, 5000, NULL); \
     PRAGMA foreign_keys = ON";

#[tokio::test]
async fn links_that_ran_out_go() {
    let store = TestStore::new().await.unwrap();
    store.batch(LINKED).await.unwrap();
    let before = Timestamp::from_millisecond(1_000).unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(delete_expired(&mut tx, before).await, Ok(2));
    tx.commit().await.unwrap();
}
