use jiff::SignedDuration;
use uuid::Uuid;

use super::*;
use crate::testing::TestStore;

const START_MS: i64 = 1_773_144_000_000;

fn at_s(seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(START_MS + seconds * 1_000).unwrap()
}

fn notice(n: u128, due_s: i64) -> NewNotice {
    NewNotice {
        id: NoticeId::from_stored(Uuid::from_u128(n)),
        kind: NoticeKind::Code,
        appointment: None,
        code_request: None,
        account: None,
        patient: None,
        invitation: None,
        to: EmailAddress::parse("ana@example.com").unwrap(),
        version: 0,
        created_at: at_s(0),
        due_at: at_s(due_s),
    }
}

async fn outbox(dues: &[i64]) -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for (n, due) in (1..).zip(dues) {
        insert_notice(&mut tx, &notice(n, *due)).await.unwrap();
    }
    tx.commit().await.unwrap();
    store
}

async fn lease(store: &TestStore, now_s: i64, limit: i64) -> Vec<LeasedNotice> {
    let mut tx = store.begin().await.unwrap();
    let until = at_s(now_s)
        .checked_add(SignedDuration::from_secs(60))
        .unwrap();
    let taken = lease_due(&mut tx, at_s(now_s), until, limit).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

async fn finish(store: &TestStore, taken: &LeasedNotice, outcome: Outcome<'_>, now_s: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let counted = finish_leased(&mut tx, taken, outcome, at_s(now_s))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    counted
}

async fn next_due(store: &TestStore) -> Option<Timestamp> {
    find_next_due(&mut store.read().await.unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn only_what_is_due_is_taken_the_longest_due_first() {
    let store = outbox(&[30, 10, 20, 500]).await;
    let taken = lease(&store, 40, 2).await;
    let dues: Vec<_> = taken
        .iter()
        .map(|notice| notice.id.uuid().as_u128())
        .collect();
    assert_eq!(dues, [2, 3]);
    assert_eq!(
        lease(&store, 40, 9).await.len(),
        1,
        "what is taken isn't taken again"
    );
    assert!(lease(&store, 40, 9).await.is_empty());
}

#[tokio::test]
async fn a_lease_that_ended_is_taken_anew_and_the_slow_one_does_not_count() {
    let store = outbox(&[0]).await;
    let slow = lease(&store, 0, 1).await.remove(0);
    assert!(lease(&store, 59, 1).await.is_empty());
    let second = lease(&store, 60, 1).await.remove(0);
    assert!(!finish(&store, &slow, Outcome::Failed { error: "smtp_550" }, 61).await);
    assert!(finish(&store, &second, Outcome::Sent, 62).await);
    assert!(
        !finish(&store, &second, Outcome::Sent, 63).await,
        "an outcome counts once"
    );
    assert_eq!(next_due(&store).await, None);
}

#[tokio::test]
async fn a_later_try_waits_and_counts() {
    let store = outbox(&[0]).await;
    let first = lease(&store, 0, 1).await.remove(0);
    let later = Outcome::Later {
        due_at: at_s(30),
        error: "timeout",
    };
    assert!(finish(&store, &first, later, 1).await);
    assert_eq!(next_due(&store).await, Some(at_s(30)));
    assert!(lease(&store, 29, 1).await.is_empty());
    assert_eq!(lease(&store, 30, 1).await.remove(0).tries, 1);
    assert_eq!(
        next_due(&store).await,
        Some(at_s(90)),
        "the end of the lease"
    );
}

#[tokio::test]
async fn a_failed_mail_is_shown_and_mended_once() {
    let store = outbox(&[0, 0]).await;
    for taken in lease(&store, 0, 2).await {
        finish(&store, &taken, Outcome::Failed { error: "smtp_550" }, 5).await;
    }
    let failed = list_failed(&mut store.read().await.unwrap(), 10)
        .await
        .unwrap();
    assert_eq!(failed.len(), 2);
    assert_eq!(
        (failed[0].error.as_str(), failed[0].at),
        ("smtp_550", at_s(5))
    );
    let mut tx = store.begin().await.unwrap();
    let (one, two) = (failed[0].id, failed[1].id);
    assert!(
        update_failed(&mut tx, one, Mending::SendAgain, at_s(9))
            .await
            .unwrap()
    );
    assert!(
        !update_failed(&mut tx, one, Mending::Dismiss, at_s(9))
            .await
            .unwrap()
    );
    assert!(
        update_failed(&mut tx, two, Mending::Dismiss, at_s(9))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert!(
        list_failed(&mut store.read().await.unwrap(), 10)
            .await
            .unwrap()
            .is_empty()
    );
    let again = lease(&store, 9, 9).await;
    assert_eq!((again.len(), again[0].id, again[0].tries), (1, one, 0));
}
