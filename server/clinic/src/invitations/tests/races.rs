//! Two at the same moment: one access, and the other is told.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_the_same_moment_one_accepts() {
    for round in 0..4 {
        let world = World::new().await;
        let invite = world.invited().await;
        let mut people = Vec::new();
        for n in 0..6 {
            people.push(world.clinic.signed_in(&format!("racer{n}")).await);
        }
        let tasks = people.iter().map(|who| {
            let clinic = world.clinic.clinic.clone();
            let browser = world.clinic.visitor(who.visitor.expose());
            let (session, invite) = (who.session.expose().to_owned(), invite.clone());
            let address = crate::testing::ADDRESS.parse().unwrap();
            tokio::spawn(async move {
                let holder = clinic.account(&session, address).await.unwrap();
                let who = (&browser, Some(&holder));
                accept(&clinic, who, key(&invite), answers(Way::Other)).await
            })
        });
        let tasks: Vec<_> = tasks.collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                outcome => assert_eq!(
                    refusal(outcome),
                    InvitationRefusal::Closed(Unusable::Accepted)
                ),
            }
        }
        assert_eq!((won, world.holders().await.len()), (1, 1), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_tabs_without_an_account_one_makes_it() {
    let world = World::new().await;
    let invite = world.invited().await;
    let (one, two) = tokio::join!(
        world.accept(None, &invite, as_new()),
        world.accept(None, &invite, as_new())
    );
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    won.unwrap();
    assert_eq!(refusal(lost), InvitationRefusal::Closed(Unusable::Accepted));
    assert_eq!(world.holders().await.len(), 1);
}
