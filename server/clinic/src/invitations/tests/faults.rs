//! A fault at any write of an acceptance: all of it is there afterwards, or nothing.

use super::*;
use crate::testing::Failing;

#[tokio::test]
async fn a_fault_at_any_write_of_accepting_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let world = World::new().await;
        let amara = world.clinic.signed_in("amara").await;
        let invite = world.invited().await;
        let second = world.clinic.inviting(world.leo, "amy@example.com").await;
        let second = world.clinic.invite(&second).await;
        let store = &world.clinic.store;
        store.lay_failpoints().await.unwrap();

        let new = async || world.accept(None, &invite, as_new()).await;
        let changed = all_or_nothing(&world, how, new).await;
        let whole = [
            "access",
            "account",
            "audit",
            "audit_patient",
            "invitation",
            "invitation_news",
            "session",
        ];
        assert_eq!(changed, whole);

        let other = async || {
            world
                .accept(Some(&amara), &second, answers(Way::Other))
                .await
        };
        let changed = all_or_nothing(&world, how, other).await;
        let whole = [
            "access",
            "audit",
            "audit_patient",
            "invitation",
            "invitation_news",
            "notice",
            "session",
        ];
        assert_eq!(changed, whole, "a mail if, and only if, it was accepted");
    }
}

/// Does it with each of its changes failing, until it gets through; the tables that it then
/// changed.
async fn all_or_nothing<T>(
    world: &World,
    how: Failing,
    deed: impl AsyncFn() -> Result<T, Failure>,
) -> Vec<String> {
    let store = &world.clinic.store;
    let before = store.content().await.unwrap();
    for nth in 1..300 {
        store.fail_at(nth, how).await.unwrap();
        let outcome = deed().await;
        let after = store.content().await.unwrap();
        match outcome {
            Ok(_) => {
                assert!(nth > 10, "only {nth} failures hit it");
                store.fail_at(0, how).await.unwrap();
                let now = world.clinic.now();
                assert_eq!(store.broken_promises(now).await.unwrap(), [""; 0]);
                let changed = before
                    .keys()
                    .filter(|table| before[*table] != after[*table]);
                return changed.cloned().collect();
            }
            Err(Failure::Fault(_) | Failure::Unavailable) => {
                for (table, rows) in &before {
                    assert_eq!(rows, &after[table], "{table} after failure {nth}, {how:?}");
                }
            }
            Err(refused) => panic!("not a fault at failure {nth}: {refused}"),
        }
    }
    panic!("still failing");
}
