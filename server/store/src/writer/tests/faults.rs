//! Full disks, failing commits, broken connections, foreign locks, closing.

use super::*;

/// As many pages as there are now, and a few.
const NEARLY_FULL: &str = "PRAGMA max_page_count = 60";
const ROOM_AGAIN: &str = "PRAGMA max_page_count = 1000000";

#[tokio::test]
async fn a_full_disk_fails_the_whole_group_and_the_next_one_works() {
    let store = store().await;
    store
        .batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .unwrap();
    write(&store, 100).await.unwrap();
    store.batch(NEARLY_FULL).await.unwrap();
    let mut first = store.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let full = tokio::spawn({
        let store = Store::clone(&store);
        async move {
            let mut tx = store.begin().await.unwrap();
            insert(&mut tx, 2).await.unwrap();
            let error = on_db!(tx, query(INSERT_BULK).bind(4_000_000_i64).execute).unwrap_err();
            assert_eq!(error, StoreError::Unavailable);
            // A use case that goes on all the same gets nothing through.
            let after = insert(&mut tx, 3).await;
            assert_eq!(after, Err(StoreError::Unavailable));
            assert_eq!(tx.undo().await, Err(StoreError::Unavailable));
            tx.commit().await
        }
    });
    let behind = tokio::spawn({
        let store = Store::clone(&store);
        async move {
            until_waiting(&store, 1).await;
            write(&store, 4).await
        }
    });
    until_waiting(&store, 2).await;
    assert_eq!(first.commit().await, Err(StoreError::Unavailable));
    assert_eq!(full.await.unwrap(), Err(StoreError::Unavailable));
    behind.await.unwrap().unwrap();
    assert_eq!(
        entries(&store).await,
        [4, 100],
        "nothing of the group, all of the next"
    );
    assert_eq!(store.stats().failed_groups, 1);
    store.batch(ROOM_AGAIN).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    on_db!(tx, query(INSERT_BULK).bind(4_000_000_i64).execute).unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all() {
    let store = store().await;
    write(&store, 100).await.unwrap();
    let mut first = store.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let store = Store::clone(&store);
        async move {
            let mut tx = store.begin().await?;
            insert(&mut tx, 2).await?;
            // What SQLite does by itself when the disk fails under it.
            on_db!(tx, query("ROLLBACK").execute)?;
            tx.commit().await
        }
    });
    until_waiting(&store, 1).await;
    assert_eq!(first.commit().await, Err(StoreError::Unavailable));
    assert_eq!(second.await.unwrap(), Err(StoreError::Unavailable));
    assert_eq!(entries(&store).await, [100]);
    write(&store, 3).await.unwrap();
    assert_eq!(entries(&store).await, [3, 100]);
}

#[tokio::test]
async fn a_broken_connection_is_opened_anew() {
    let store = store().await;
    write(&store, 1).await.unwrap();
    {
        let mut slot = store.writer().slot.lock().await;
        slot.break_connection();
    }
    write(&store, 2).await.unwrap();
    assert_eq!(entries(&store).await, [1, 2]);
    let mut tx = store.begin().await.unwrap();
    let synchronous: i64 = on_db!(tx, query_scalar("PRAGMA synchronous").fetch_one).unwrap();
    assert_eq!(synchronous, 2);
    // The gate hangs in the new connection, too.
    on_db!(tx, query("ROLLBACK").execute).unwrap();
    assert_eq!(insert(&mut tx, 3).await, Err(StoreError::Unavailable));
}

#[tokio::test]
async fn another_process_that_keeps_the_lock_makes_it_busy_and_loses_nothing() {
    let store = store().await;
    store.batch("PRAGMA busy_timeout = 50").await.unwrap();
    let other = Store::open(&store.address()).await.unwrap();
    let held = other.begin().await.unwrap();
    assert_eq!(write(&store, 1).await, Err(StoreError::Busy));
    assert_eq!(entries(&store).await, [0_i64; 0], "reads go on");
    held.commit().await.unwrap();
    write(&store, 2).await.unwrap();
    assert_eq!(entries(&store).await, [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_under_load_keeps_what_was_answered() {
    let test = store().await;
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let store = Store::clone(&test);
            tokio::spawn(async move { (n, write(&store, n).await) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(8)).await;
    test.close().await.unwrap();
    let mut answered = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            (n, Ok(())) => answered.push(n),
            (_, Err(error)) => assert_eq!(error, StoreError::Unavailable),
        }
    }
    let again = Store::open(&test.address()).await.unwrap();
    assert_eq!(entries(&again).await, answered);
}
