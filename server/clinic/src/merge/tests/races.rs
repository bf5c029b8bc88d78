//! Several who deal with one sign-up at the same moment: one of them does.

use super::*;
use crate::registrations;

/// What is done about the sign-up beside merging it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Beside {
    Add,
    Block,
}

/// Which of the two begins; or both do.
#[derive(Clone, Copy, Debug)]
enum First {
    Merge,
    Other,
    Both,
}

async fn race(beside: Beside, first: First) -> bool {
    let world = World::new().await;
    let who = &world.sign_up;
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let form = world.checked().await;
    let staff = async || {
        let token = world.clinic.staff_token(Role::Desk).await;
        let member: Merger = world.clinic.staff(token.expose()).await.unwrap();
        (world.clinic.clinic.clone(), member)
    };
    let (merging, other) = (staff().await, staff().await);
    let registration = world.registration;
    let deed = async move || match beside {
        Beside::Add => {
            let shown = registrations::Shown::default();
            registrations::add_as_new(&other.0, &other.1, registration, &shown).await
        }
        Beside::Block => registrations::block(&other.0, &other.1, registration).await,
    };
    let merge = async move || merge(&merging.0, &merging.1, &form).await;
    let (merged, other) = match first {
        First::Merge => {
            let merged = merge().await;
            (merged, deed().await)
        }
        First::Other => {
            let other = deed().await;
            (merge().await, other)
        }
        First::Both => {
            let merged = tokio::spawn(async move { merge().await });
            let other = tokio::spawn(async move { deed().await });
            (merged.await.unwrap(), other.await.unwrap())
        }
    };
    world.keeps_its_promises().await;
    let content = world.content().await;
    let state = |word: &str| content["registration"][0].contains(&format!("'{word}'"));
    let stands = world.clinic.stands_for(who.patient).await.unwrap();
    let sees = world
        .clinic
        .acting_on::<can::ViewAppointments>(&who.holder, visit)
        .await;
    match (merged, other) {
        (Ok(_), other) => {
            assert_eq!(refusal(other), Refusal::AlreadyResolved, "{beside:?}");
            assert!(state("merged"), "{beside:?}, {first:?}");
            assert_eq!(stands, Some(world.survivor));
            assert_eq!(sees.unwrap().0.patient(), world.survivor);
            true
        }
        (merged, Ok(())) => {
            assert_eq!(refusal(merged), Refusal::ChangedMeanwhile, "{beside:?}");
            let resolved = match beside {
                Beside::Add => "added",
                Beside::Block => "blocked",
            };
            assert!(state(resolved), "{beside:?}, {first:?}");
            assert_eq!(stands, None);
            assert!(content["merge_record"].is_empty());
            assert_eq!(sees.is_ok(), beside == Beside::Add, "{first:?}");
            false
        }
        both => panic!("{beside:?}, {first:?}: {both:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_merge_and_an_add_or_a_block_at_the_same_moment_one_counts() {
    for beside in [Beside::Add, Beside::Block] {
        assert!(race(beside, First::Merge).await);
        assert!(!race(beside, First::Other).await);
        for _ in 0..4 {
            race(beside, First::Both).await;
        }
    }
}
