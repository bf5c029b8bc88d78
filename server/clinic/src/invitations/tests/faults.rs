//! A fault at any write of an acceptance: all of it is there afterwards, or nothing.

use super::*;
use crate::faults::all_or_nothing;
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
        let (_, changed) = all_or_nothing(&world.clinic, how, new).await;
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
        let (_, changed) = all_or_nothing(&world.clinic, how, other).await;
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
