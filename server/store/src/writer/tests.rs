use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::db::on_db;
use crate::testing::TestStore;
use crate::{Constraint, Store};

mod faults;

const TABLES: &str = "
    CREATE TABLE entry (n INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE twin (n INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE bulk (data BLOB NOT NULL) STRICT;
    CREATE TABLE counter (tries INTEGER NOT NULL) STRICT;
    INSERT INTO counter (tries) VALUES (0);";
const INSERT: &str = "INSERT INTO entry (n) VALUES ($1)";
const INSERT_TWIN: &str = "INSERT INTO twin (n) VALUES ($1)";
const INSERT_BULK: &str = "INSERT INTO bulk (data) VALUES (zeroblob($1))";
const COUNT_TRY: &str = "UPDATE counter SET tries = tries + 1";

async fn store() -> TestStore {
    let test = TestStore::new().await.unwrap();
    test.batch(TABLES).await.unwrap();
    test
}

async fn store_with(limits: Limits) -> (TestStore, Store) {
    let test = store().await;
    let store = Store::open_with(&test.address(), limits).await.unwrap();
    (test, store)
}

async fn insert(tx: &mut Tx, n: i64) -> Result<(), StoreError> {
    on_db!(tx, query(INSERT).bind(n).execute).map(drop)
}

async fn write(store: &Store, n: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    insert(&mut tx, n).await?;
    tx.commit().await
}

/// What a connection of its own sees, as another process would.
async fn entries(store: &Store) -> Vec<i64> {
    let mut db = store.read().await.unwrap();
    on_db!(db, query_scalar("SELECT n FROM entry ORDER BY n").fetch_all).unwrap()
}

async fn twins(store: &Store) -> Vec<i64> {
    let mut db = store.read().await.unwrap();
    on_db!(db, query_scalar("SELECT n FROM twin ORDER BY n").fetch_all).unwrap()
}

async fn tries(store: &Store) -> i64 {
    let mut db = store.read().await.unwrap();
    on_db!(db, query_scalar("SELECT tries FROM counter").fetch_one).unwrap()
}

/// Until so many stand in the queue.
async fn until_waiting(store: &Store, count: usize) {
    while store.writer().waiting.load(Ordering::Acquire) != count {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_share_commits_and_none_is_lost() {
    let store = store().await;
    let before = store.stats();
    let tasks: Vec<_> = (0..64)
        .map(|caller| {
            let store = Store::clone(&store);
            tokio::spawn(async move {
                for n in 0..5 {
                    let n = caller * 5 + n;
                    write(&store, n).await.unwrap();
                    assert!(
                        entries(&store).await.contains(&n),
                        "answered, so another can see it"
                    );
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(entries(&store).await, (0..320).collect::<Vec<_>>());
    let after = store.stats();
    assert_eq!(after.writes - before.writes, 320);
    assert_eq!(after.statements - before.statements, 320);
    assert!(after.commits - before.commits < 160, "{after:?}");
    assert!(after.largest_group > 8, "{after:?}");
}

#[tokio::test]
async fn nobody_is_answered_before_the_group_is_committed() {
    let store = store().await;
    let mut first = store.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let store = Store::clone(&store);
        async move { store.begin().await.unwrap() }
    });
    until_waiting(&store, 1).await;
    let first = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!first.is_finished(), "the group is still open");
    assert_eq!(
        entries(&store).await,
        [0_i64; 0],
        "and nobody sees anything of it"
    );
    insert(&mut second, 2).await.unwrap();
    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(entries(&store).await, [1, 2]);
    assert_eq!(store.stats().commits, 1);
}

/// Three writes of one group: the first and `good` commit, `bad` does as told.
async fn group_with<F>(store: &TestStore, bad_first: bool, bad: fn(Tx) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut first = store.begin().await.unwrap();
    insert(&mut first, 1).await.unwrap();
    let good = {
        let store = Store::clone(store);
        async move { write(&store, 3).await }
    };
    let bad = {
        let store = Store::clone(store);
        async move {
            let tx = store.begin().await.unwrap();
            bad(tx).await;
        }
    };
    let (good, bad) = if bad_first {
        let bad = tokio::spawn(bad);
        until_waiting(store, 1).await;
        (tokio::spawn(good), bad)
    } else {
        let good = tokio::spawn(good);
        until_waiting(store, 1).await;
        (good, tokio::spawn(bad))
    };
    until_waiting(store, 2).await;
    first.commit().await.unwrap();
    good.await.unwrap().unwrap();
    bad.await.unwrap();
    assert_eq!(entries(store).await, [1, 3]);
    let stats = store.stats();
    assert_eq!(
        (stats.commits, stats.writes, stats.failed_groups),
        (1, 2, 0)
    );
}

#[tokio::test]
async fn a_refused_row_fails_its_own_write_only() {
    for bad_first in [true, false] {
        group_with(&store().await, bad_first, |mut tx: Tx| async move {
            insert(&mut tx, 2).await.unwrap();
            let refused = insert(&mut tx, 1).await.unwrap_err();
            assert!(
                matches!(refused, StoreError::Conflict(Constraint::Other(_))),
                "{refused:?}"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn a_dropped_write_leaves_nothing_and_takes_nothing_along() {
    for bad_first in [true, false] {
        group_with(&store().await, bad_first, |mut tx: Tx| async move {
            insert(&mut tx, 2).await.unwrap();
            drop(tx);
        })
        .await;
    }
}

#[tokio::test]
async fn a_write_cancelled_within_a_statement_leaves_nothing() {
    const LONG: &str = "INSERT INTO entry (n)
        WITH RECURSIVE step (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM step WHERE n < 300000)
        SELECT n FROM step";
    for bad_first in [true, false] {
        group_with(&store().await, bad_first, |mut tx: Tx| async move {
            let cut = tokio::time::timeout(Duration::from_millis(5), async {
                on_db!(tx, query(LONG).execute)
            });
            assert!(cut.await.is_err(), "the statement was still at work");
        })
        .await;
    }
}

#[tokio::test]
async fn a_lone_dropped_write_lets_go_of_the_database() {
    let store = store().await;
    let other = Store::open(&store.address()).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    drop(tx);
    write(&other, 2).await.unwrap();
    assert_eq!(entries(&store).await, [2]);
    write(&store, 3).await.unwrap();
    assert_eq!(entries(&other).await, [2, 3]);
}

#[tokio::test]
async fn a_refusal_keeps_its_counters_but_not_its_work() {
    let store = store().await;
    let mut tx = store.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    tx.undo().await.unwrap();
    on_db!(tx, query(COUNT_TRY).execute).unwrap();
    tx.commit().await.unwrap();
    assert_eq!(entries(&store).await, [0_i64; 0]);
    assert_eq!(tries(&store).await, 1);
    assert_eq!(store.stats().undone, 1);
}

/// Polls a future once, as if its caller went away right after.
fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
    future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
}

#[tokio::test]
async fn a_caller_who_goes_away_while_joining_a_group_takes_nothing_along() {
    // Before, between and after SQLite's working off the two statements of joining.
    for pause in [
        Duration::ZERO,
        Duration::from_micros(30),
        Duration::from_millis(20),
    ] {
        let store = store().await;
        let mut first = store.begin().await.unwrap();
        insert(&mut first, 1).await.unwrap();
        // On this runtime of one thread, the closer can't come in between.
        let mut first = Box::pin(first.commit());
        assert!(poll_once(first.as_mut()).is_pending());
        for _ in 0..2 {
            let mut gone = Box::pin(store.begin());
            // Mostly on its way into the group; where SQLite was faster than this thread,
            // it has joined, and is a write that is dropped.
            let _on_its_way = poll_once(gone.as_mut());
            std::thread::sleep(pause);
            drop(gone);
        }
        write(&store, 2).await.unwrap();
        first.await.unwrap();
        assert_eq!(entries(&store).await, [1, 2]);
        assert_eq!(store.stats().failed_groups, 0);
    }
}

/// Writes one number into two tables; is dropped, or refused, for some numbers.
async fn write_twins(store: Store, n: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    insert(&mut tx, n).await?;
    on_db!(tx, query(INSERT_TWIN).bind(n).execute)?;
    match n % 7 {
        1 => {
            drop(tx);
            Ok(())
        }
        2 => {
            tx.undo().await?;
            tx.commit().await
        }
        _ => tx.commit().await,
    }
}

/// Whether callers go away at any moment, refuse, fail or commit: what was answered
/// is there, what was refused or dropped is not, and no write is there by half.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_who_go_away_at_any_moment_harm_nobody() {
    let store = store().await;
    let mut answered = BTreeSet::new();
    let mut cut = BTreeSet::new();
    for wave in 0..20_i64 {
        let tasks: Vec<_> = (wave * 30..(wave + 1) * 30)
            .map(|n| (n, tokio::spawn(write_twins(Store::clone(&store), n))))
            .collect();
        // Each wave is cut a little later than the one before, so that every step of a
        // write is hit once in a while; the first before it has well begun.
        let until = std::time::Instant::now() + Duration::from_micros(150) * wave as u32;
        while std::time::Instant::now() < until {
            tokio::task::yield_now().await;
        }
        tasks
            .iter()
            .filter(|(n, _)| n % 3 == 0)
            .for_each(|(_, task)| task.abort());
        for (n, task) in tasks {
            match task.await {
                Ok(outcome) => {
                    outcome.unwrap();
                    if !matches!(n % 7, 1 | 2) {
                        answered.insert(n);
                    }
                }
                Err(_aborted) => {
                    cut.insert(n);
                }
            }
        }
    }
    // Behind all that is still under way.
    write(&store, 1_000_000).await.unwrap();
    let mut found = entries(&store).await;
    assert_eq!(found.pop(), Some(1_000_000));
    assert_eq!(twins(&store).await, found, "no write is there by half");
    let found = BTreeSet::from_iter(found);
    assert!(
        found.is_superset(&answered),
        "{:?}",
        answered.difference(&found)
    );
    let more: BTreeSet<_> = found.difference(&answered).copied().collect();
    assert!(cut.is_superset(&more), "only who went away doesn't know");
    assert!(more.iter().all(|n| !matches!(n % 7, 1 | 2)));
    assert!(!cut.is_empty());
    assert_eq!(store.stats().failed_groups, 0);
}

#[tokio::test]
async fn the_queue_is_bounded_in_length_and_in_time() {
    let limits = Limits {
        waiting_max: 2,
        wait_max: Duration::from_millis(200),
        ..Limits::default()
    };
    let (_test, store) = store_with(limits).await;
    let held = store.begin().await.unwrap();
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.begin().await.map(drop) })
        })
        .collect();
    until_waiting(&store, 2).await;
    assert_eq!(
        store.begin().await.map(drop),
        Err(StoreError::Busy),
        "no room in the queue"
    );
    for waited in waiting {
        assert_eq!(
            waited.await.unwrap(),
            Err(StoreError::Busy),
            "waited for too long"
        );
    }
    drop(held);
    write(&store, 1).await.unwrap();
}

#[tokio::test]
async fn first_come_first_served() {
    let store = store().await;
    let held = store.begin().await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..8_i64 {
        let store_of_task = Store::clone(&store);
        tasks.push(tokio::spawn(async move {
            let mut tx = store_of_task.begin().await?;
            on_db!(
                tx,
                query("INSERT INTO bulk (data) VALUES (CAST($1 AS BLOB))")
                    .bind(n)
                    .execute
            )?;
            tx.commit().await
        }));
        until_waiting(&store, usize::try_from(n).unwrap() + 1).await;
    }
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut db = store.read().await.unwrap();
    let order: Vec<i64> = on_db!(
        db,
        query_scalar("SELECT CAST(data AS INTEGER) FROM bulk ORDER BY rowid").fetch_all
    )
    .unwrap();
    assert_eq!(order, (0..8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_group_is_bounded() {
    let (_test, store) = store_with(Limits {
        group_max: 4,
        ..Limits::default()
    })
    .await;
    let held = store.begin().await.unwrap();
    let tasks: Vec<_> = (0..18)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { write(&store, n).await })
        })
        .collect();
    until_waiting(&store, 18).await;
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store.stats().largest_group, 4);
    assert_eq!(entries(&store).await.len(), 18);
}
