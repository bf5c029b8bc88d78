use std::sync::Arc;

use domain::access::{EndedBy, Kinship};
use domain::id::SubmissionId;
use domain::person::BirthDate;
use jiff::civil::date;
use tokio::task::JoinSet;

use super::*;
use crate::appointments;
use crate::holds::tests::{halifax, said};
use crate::holds::together::{Wish, rows, take};
use crate::holds::{self, extend, release, view};
use crate::testing::rota::Rota;
use crate::testing::{Patient, TestClinic, name};

mod holding;

/// A clinic of these people, and a mother of two.
struct Home {
    clinic: TestClinic,
    rota: Rota,
    ana: Patient,
    visitor: Visitor,
    leo: PatientId,
    maya: PatientId,
}

const LEO_FIRST: [&str; 2] = ["2026-03-12 10:00", "2026-03-12 10:30"];

impl Home {
    async fn new(names: &[&str]) -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let rota = clinic.rota(names).await;
        let ana = clinic.signed_in("ana").await;
        let leo = add(&clinic, &ana, "Leo Example").await;
        let maya = add(&clinic, &ana, "Maya Example").await;
        Self {
            visitor: clinic.visitor(ana.visitor.expose()),
            clinic,
            rota,
            ana,
            leo,
            maya,
        }
    }

    async fn who(&self, patients: &[PatientId]) -> Result<Together, Failure> {
        let holder = self.clinic.account(self.ana.session.expose()).await?;
        self.clinic.together(holder, patients).await
    }

    async fn both(&self) -> Together {
        self.who(&[self.leo, self.maya]).await.unwrap()
    }

    fn wish(&self, wall: &str, with: usize) -> Wish {
        Wish {
            slug: String::from("visit"),
            starts_at: halifax(wall),
            practitioner: self.rota.people[with],
        }
    }

    async fn take(&self, walls: [&str; 2]) -> Result<HoldId, Failure> {
        let wishes = walls.map(|wall| self.wish(wall, 0));
        take(&self.clinic, (&self.visitor, &self.both().await), &wishes).await
    }

    async fn book(&self, hold: HoldId, press: SubmissionId) -> Result<Vec<AppointmentId>, Failure> {
        let who = self.both().await;
        book(&self.clinic, (&self.visitor, &who), hold, (press, &[])).await
    }

    async fn search(&self, pattern: Pattern) -> Search {
        let (who, slugs) = (
            self.both().await,
            [String::from("visit"), String::from("visit")],
        );
        let from = Some(date(2026, 3, 12));
        search(&self.clinic, (&self.visitor, &who), &slugs, pattern, from)
            .await
            .unwrap()
    }

    /// The starts of the plans, for Leo and for Maya.
    async fn starts(&self, pattern: Pattern) -> Vec<[Timestamp; 2]> {
        let Search::Found(found) = self.search(pattern).await else {
            panic!("one of them can't have it")
        };
        let starts = |plan: &Vec<SlotView>| [plan[0].starts_at, plan[1].starts_at];
        found.plans.iter().map(starts).collect()
    }

    async fn ahead(&self, patient: PatientId) -> Vec<Timestamp> {
        let sees = self
            .clinic
            .acting_for::<can::ViewAppointments>(&self.ana.holder, patient);
        let listed = appointments::list(&self.clinic, &sees.await.unwrap())
            .await
            .unwrap();
        listed.iter().map(|visit| visit.starts_at).collect()
    }

    /// A stranger takes a time with the first practitioner.
    async fn lose(&self, wall: &str) {
        let (stranger, ada) = (self.clinic.visitor("a stranger"), self.rota.people[0]);
        let choice = Choice::Named(ada);
        holds::take(
            &self.clinic,
            &stranger,
            "visit",
            choice,
            halifax(wall),
            ada,
            None,
        )
        .await
        .unwrap();
    }

    async fn assert_promises(&self) {
        let address = self.clinic.store.address();
        let broken = store::testing::broken_promises(&address, self.clinic.now()).await;
        assert_eq!(broken.unwrap(), [""; 0]);
    }
}

async fn add(clinic: &TestClinic, who: &Patient, full_name: &str) -> PatientId {
    let child = crate::family::NewDependent {
        full_name: name(full_name),
        born_on: BirthDate::from_stored(date(2018, 5, 1)),
        kinship: Kinship::Mother,
    };
    crate::family::add(clinic, &who.holder, child)
        .await
        .unwrap()
}

#[tokio::test]
async fn two_children_are_booked_one_after_the_other_in_one_go() {
    let home = Home::new(&["Ada Nowak"]).await;
    let found = home.starts(Pattern::InTurn).await;
    assert_eq!(
        found[0],
        ["2026-03-12 09:00", "2026-03-12 09:30"].map(halifax)
    );
    assert_eq!(found.len(), limits::TOGETHER_SHOWN);
    assert!(
        home.starts(Pattern::AtOnce).await.is_empty(),
        "one practitioner"
    );

    let hold = home.take(LEO_FIRST).await.unwrap();
    let who = home.both().await;
    let held = rows(&home.clinic, &home.visitor, hold).await.unwrap();
    let holds: Vec<HoldId> = held.iter().map(|(id, _)| *id).collect();
    let shown = check_all(&home.clinic, (&home.visitor, &who), &holds)
        .await
        .unwrap();
    let names: Vec<&str> = shown
        .iter()
        .map(|one| one.patient_name.first_word())
        .collect();
    assert_eq!(names, ["Leo", "Maya"]);
    // What is held is in nobody's way but others'.
    assert!(
        home.starts(Pattern::InTurn)
            .await
            .contains(&LEO_FIRST.map(halifax))
    );

    let press = home.clinic.submission();
    let booked = home.book(hold, press).await.unwrap();
    assert_eq!(booked.len(), 2);
    assert_eq!(
        home.book(hold, press).await.unwrap(),
        booked,
        "the second press"
    );
    assert_eq!(home.ahead(home.leo).await, [halifax(LEO_FIRST[0])]);
    assert_eq!(home.ahead(home.maya).await, [halifax(LEO_FIRST[1])]);
    let gone = view(&home.clinic, &home.visitor, hold).await;
    assert_eq!(said(&gone), "not found");

    // Each is its own: one is taken back, and the other stays.
    let cancels = home
        .clinic
        .acting_for::<can::Cancel>(&home.ana.holder, home.leo);
    let cancels = cancels.await.unwrap();
    appointments::undo_booking(&home.clinic, &cancels, booked[0])
        .await
        .unwrap();
    assert_eq!(home.ahead(home.maya).await, [halifax(LEO_FIRST[1])]);
    home.assert_promises().await;
}

#[tokio::test]
async fn at_the_same_time_it_takes_two_practitioners() {
    let home = Home::new(&["Ada Nowak", "Ben Ode"]).await;
    let nine = halifax("2026-03-12 09:00");
    assert_eq!(home.starts(Pattern::AtOnce).await[0], [nine, nine]);
    let who = home.both().await;
    let wall = "2026-03-12 10:00";
    for (second, told) in [(0, "not_on_grid"), (1, "ok")] {
        let wishes = [home.wish(wall, 0), home.wish(wall, second)];
        let held = take(&home.clinic, (&home.visitor, &who), &wishes).await;
        assert_eq!(said(&held), told);
        if let Ok(hold) = held {
            let press = home.clinic.submission();
            assert_eq!(home.book(hold, press).await.unwrap().len(), 2);
        }
    }
    home.assert_promises().await;
}

#[tokio::test]
async fn where_one_time_is_gone_none_is_held_and_none_booked() {
    let home = Home::new(&["Ada Nowak"]).await;
    let earlier = home
        .take(["2026-03-12 14:00", "2026-03-12 14:30"])
        .await
        .unwrap();
    home.lose("2026-03-12 10:30").await;
    assert_eq!(said(&home.take(LEO_FIRST).await), "taken");
    assert!(
        view(&home.clinic, &home.visitor, earlier)
            .await
            .unwrap()
            .alive
    );
    assert!(
        !home
            .starts(Pattern::InTurn)
            .await
            .contains(&LEO_FIRST.map(halifax))
    );

    // The hold runs out, and somebody is faster with the second time.
    home.clinic.clock.advance_s(limits::HOLD_MINUTES * 60);
    home.lose("2026-03-12 14:30").await;
    let told = home.book(earlier, home.clinic.submission()).await;
    assert_eq!(said(&told), "taken");
    assert!(home.ahead(home.leo).await.is_empty());
    assert!(home.ahead(home.maya).await.is_empty());
    home.assert_promises().await;
}

#[tokio::test]
async fn each_of_them_is_asked_for_again_inside() {
    let home = Home::new(&["Ada Nowak"]).await;
    let hold = home.take(LEO_FIRST).await.unwrap();
    let who = home.both().await;
    let mut work = home.clinic.begin(&home.clinic.system_job()).await.unwrap();
    let (between, now) = ((home.ana.account, home.maya), work.now());
    store::access::end_access_between(&mut work, between, EndedBy::Staff, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let press = home.clinic.submission();
    let told = book(&home.clinic, (&home.visitor, &who), hold, (press, &[])).await;
    assert_eq!(said(&told), "not found");
    assert!(home.ahead(home.leo).await.is_empty(), "nor the other's");
    let told = home.who(&[home.leo, home.maya]).await;
    assert!(matches!(told, Err(Failure::NotFound)));
}

#[tokio::test]
async fn only_for_people_of_ones_own_and_each_once() {
    let home = Home::new(&["Ada Nowak"]).await;
    let ben = home.clinic.signed_in("ben").await;
    let (leo, maya, me) = (home.leo, home.maya, home.ana.patient);
    for wrong in [
        vec![],
        vec![leo],
        vec![leo, leo],
        vec![leo, ben.patient],
        vec![leo, maya, me, ben.patient, leo],
    ] {
        assert!(
            matches!(home.who(&wrong).await, Err(Failure::NotFound)),
            "{wrong:?}"
        );
    }
    assert!(home.who(&[me, leo, maya]).await.is_ok(), "oneself counts");
}

#[tokio::test]
async fn a_time_beside_a_visit_that_one_of_them_has_is_not_offered() {
    let home = Home::new(&["Ada Nowak", "Ben Ode"]).await;
    let acting = home
        .clinic
        .acting_for::<can::Book>(&home.ana.holder, home.maya);
    let (acting, nine) = (acting.await.unwrap(), halifax("2026-03-12 09:00"));
    let who = (&home.visitor, &acting);
    let press = home.clinic.submission();
    crate::again::book(&home.clinic, who, "visit", nine, home.rota.people[1], press)
        .await
        .unwrap();
    let offered = home.starts(Pattern::InTurn).await;
    assert!(
        offered
            .iter()
            .all(|[_, maya]| *maya >= nine + SignedDuration::from_mins(30))
    );
    assert_eq!(
        offered[0],
        ["2026-03-12 09:00", "2026-03-12 09:30"].map(halifax)
    );
    let told = home.take(["2026-03-12 09:30", "2026-03-12 09:00"]).await;
    assert_eq!(said(&told), "patient_busy");
}

#[tokio::test]
async fn whoever_may_not_have_it_is_named() {
    let clinic = Home::new(&["Ada Nowak"]).await;
    let first = clinic
        .clinic
        .service("known", |service| {
            service.patients = domain::booking::Eligibility::ExistingPatientsOnly;
        })
        .await;
    clinic.clinic.offer(first, clinic.rota.people[0]).await;
    let who = clinic.both().await;
    let slugs = [String::from("visit"), String::from("known")];
    let asks = (&clinic.visitor, &who);
    let found = search(&clinic.clinic, asks, &slugs, Pattern::InTurn, None).await;
    let Search::Cannot(patient, why) = found.unwrap() else {
        panic!("a new patient")
    };
    assert_eq!(
        (patient, why),
        (clinic.maya, BookRefusal::ExistingPatientsOnly)
    );
}

#[tokio::test]
async fn right_after_a_visit_the_other_can_come() {
    let home = Home::new(&["Ada Nowak"]).await;
    let sees = home
        .clinic
        .acting_for::<can::Book>(&home.ana.holder, home.leo)
        .await
        .unwrap();
    let (ten, ada) = (halifax("2026-03-12 10:00"), home.rota.people[0]);
    let press = home.clinic.submission();
    let who = (&home.visitor, &sees);
    let booked = crate::again::book(&home.clinic, who, "visit", ten, ada, press)
        .await
        .unwrap();
    let looks = home
        .clinic
        .acting_for::<can::ViewAppointments>(&home.ana.holder, home.leo);
    let shown = appointments::show(&home.clinic, &looks.await.unwrap(), booked)
        .await
        .unwrap();
    let maya = home
        .clinic
        .acting_for::<can::Book>(&home.ana.holder, home.maya)
        .await
        .unwrap();
    let offered = right_after(&home.clinic, (&home.visitor, &maya), &shown)
        .await
        .unwrap();
    let offered = offered.unwrap();
    assert_eq!(offered.starts_at, halifax("2026-03-12 10:30"));
    assert_eq!(
        (offered.slug.as_str(), offered.practitioner),
        ("visit", ada)
    );
    // Not with somebody else's time between.
    home.lose("2026-03-12 10:30").await;
    let offered = right_after(&home.clinic, (&home.visitor, &maya), &shown)
        .await
        .unwrap();
    assert!(offered.is_none());
}

#[tokio::test]
async fn searches_are_bounded_for_each_account_and_not_for_others() {
    let home = Home::new(&["Ada Nowak"]).await;
    let slugs = [String::from("visit"), String::from("visit")];
    let who = home.both().await;
    let once = async || {
        let from = Some(date(2026, 3, 12));
        let asked = (&home.visitor, &who);
        search(&home.clinic, asked, &slugs, Pattern::InTurn, from).await
    };
    for nth in 0..limits::TOGETHER_SEARCHES_PER_HOUR {
        assert!(once().await.is_ok(), "search {nth}");
    }
    assert!(matches!(once().await, Err(Failure::TooMany { .. })));

    let ben = home.clinic.signed_in("ben").await;
    let kit = add(&home.clinic, &ben, "Kit Example").await;
    let both = [ben.patient, kit];
    let visitor = home.clinic.visitor(ben.visitor.expose());
    let who = home.clinic.together(ben.holder, &both).await.unwrap();
    let found = search(
        &home.clinic,
        (&visitor, &who),
        &slugs,
        Pattern::InTurn,
        None,
    )
    .await;
    assert!(found.is_ok(), "another account has its own");
}
