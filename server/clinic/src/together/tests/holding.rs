//! What is held for several people, and who gets it.

use super::*;

#[tokio::test]
async fn what_is_held_for_some_is_booked_for_just_them() {
    let home = Home::new(&["Ada Nowak"]).await;
    let me = home.ana.patient;
    let three = home.who(&[home.leo, home.maya, me]).await.unwrap();
    let walls = ["2026-03-12 10:00", "2026-03-12 10:30", "2026-03-12 11:00"];
    let wishes = walls.map(|wall| home.wish(wall, 0));
    let hold = take(&home.clinic, (&home.visitor, &three), &wishes)
        .await
        .unwrap();
    let press = home.clinic.submission();
    for others in [[home.leo, home.maya], [home.maya, home.leo], [me, home.leo]] {
        let who = home.who(&others).await.unwrap();
        let told = book(&home.clinic, (&home.visitor, &who), hold, (press, &[])).await;
        assert_eq!(said(&told), "not found", "{others:?}");
    }
    let booked = book(&home.clinic, (&home.visitor, &three), hold, (press, &[])).await;
    assert_eq!(booked.unwrap().len(), 3);
    // Another browser's press finds neither the hold nor a result.
    let stranger = home.clinic.visitor("a stranger");
    let other = home.clinic.submission();
    let told = book(&home.clinic, (&stranger, &three), hold, (other, &[])).await;
    assert_eq!(said(&told), "not found");
}

#[tokio::test]
async fn what_is_held_together_is_kept_longer_and_given_back_together() {
    let home = Home::new(&["Ada Nowak"]).await;
    let hold = home.take(LEO_FIRST).await.unwrap();
    extend(&home.clinic, &home.visitor, hold).await.unwrap();
    assert_eq!(
        said(&extend(&home.clinic, &home.visitor, hold).await),
        "hold_extended"
    );
    home.clinic.clock.advance_s(limits::HOLD_MINUTES * 60);
    let held = rows(&home.clinic, &home.visitor, hold).await.unwrap();
    assert_eq!(held.len(), 2);
    for (row, _) in &held {
        assert!(view(&home.clinic, &home.visitor, *row).await.unwrap().alive);
    }
    release(&home.clinic, &home.visitor, hold).await.unwrap();
    for wall in LEO_FIRST {
        home.lose(wall).await;
    }
    // One time in place of several: nothing else stays held.
    home.take(["2026-03-12 14:00", "2026-03-12 14:30"])
        .await
        .unwrap();
    let (ada, holder) = (home.rota.people[0], Some(&home.ana.holder));
    let (choice, at) = (Choice::Named(ada), halifax("2026-03-12 16:00"));
    holds::take(
        &home.clinic,
        &home.visitor,
        "visit",
        choice,
        at,
        ada,
        holder,
    )
    .await
    .unwrap();
    home.lose("2026-03-12 14:30").await;
}

/// Callers want pairs that overlap each other's: each gets both of theirs or neither.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_overlapping_pairs_nobody_gets_half() {
    const CALLERS: usize = 8;
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(1_000);
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let clinic = Arc::new(clinic);
    let mut homes = Vec::new();
    for n in 0..CALLERS {
        let who = clinic.signed_in(&format!("mother{n}")).await;
        let leo = add(&clinic, &who, "Leo Example").await;
        let maya = add(&clinic, &who, "Maya Example").await;
        homes.push((Arc::new(who), [leo, maya]));
    }
    for day in [11, 12, 13] {
        let start = Arc::new(tokio::sync::Barrier::new(CALLERS));
        let mut callers = JoinSet::new();
        for (n, (who, pair)) in homes.iter().enumerate() {
            let (clinic, start) = (Arc::clone(&clinic), Arc::clone(&start));
            let (who, pair) = (Arc::clone(who), *pair);
            // From 10:00, 10:15, 10:30 and 10:45, each pair an hour long.
            let first = halifax(&format!("2026-03-{day} 10:00"))
                + SignedDuration::from_mins(15 * i64::try_from(n % 4).unwrap());
            callers.spawn(async move {
                let visitor = clinic.visitor(who.visitor.expose());
                let holder = clinic.account(who.session.expose()).await.unwrap();
                let together = clinic.together(holder, &pair).await.unwrap();
                let wishes = [0, 30].map(|minutes| Wish {
                    slug: String::from("visit"),
                    starts_at: first + SignedDuration::from_mins(minutes),
                    practitioner: ada,
                });
                start.wait().await;
                let asks = (&visitor, &together);
                let hold = take(&clinic, asks, &wishes).await?;
                book(&clinic, asks, hold, (clinic.submission(), &[])).await
            });
        }
        let mut winners = 0;
        while let Some(told) = callers.join_next().await {
            let told = told.unwrap();
            winners += usize::from(told.is_ok());
            assert!(
                ["ok", "taken"].contains(&said(&told).as_str()),
                "{}",
                said(&told)
            );
        }
        assert_eq!(winners, 1);
    }
    let mut all = 0;
    for (who, pair) in &homes {
        let mut counts = Vec::new();
        for patient in pair {
            let sees = clinic.acting_for::<can::ViewAppointments>(&who.holder, *patient);
            let listed = appointments::list(&clinic, &sees.await.unwrap()).await;
            counts.push(listed.unwrap().len());
        }
        assert_eq!(counts[0], counts[1], "half a pair");
        all += counts[0];
    }
    assert!(all >= 3, "somebody won each day");
    let broken = store::testing::broken_promises(&clinic.store.address(), clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}
