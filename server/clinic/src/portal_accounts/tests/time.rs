//! What time ends, given again; and what it doesn't end.

use domain::access::{Basis, EndedBy};
use jiff::civil::{Date, date};
use store::access::Held;

use super::*;
use crate::testing::Patient;

const DAY_S: i64 = 24 * 3_600;

struct World {
    clinic: TestClinic,
    child: PatientId,
    ben: Patient,
    access: domain::id::AccessId,
    given: Terms,
}

/// Ben acts for a child born then, with what was given until this day.
async fn world(born_on: &str, until_on: Option<Date>) -> World {
    let clinic = TestClinic::new().await;
    let child = clinic.patient("Leo Okafor", born_on).await;
    let ben = clinic.signed_in("ben").await;
    let terms = Terms {
        kinship: Some(Kinship::Father),
        until_on,
        ..Terms::guardian(Preset::Bookings.abilities())
    };
    let access = clinic.give(ben.account, child, terms).await;
    World {
        clinic,
        child,
        ben,
        access,
        given: terms,
    }
}

impl World {
    async fn desk(&self) -> Staff<can::InviteUsers> {
        self.clinic.staff_with(Role::Desk).await.unwrap()
    }

    async fn listed(&self) -> Accounts {
        let shown = list(&self.clinic, &self.desk().await, self.child).await;
        let crate::patients::Shown::Here(page) = shown.unwrap() else {
            panic!("merged");
        };
        *page
    }

    async fn again(&self, until_on: Option<Date>) -> Result<(), Failure> {
        let desk = self.desk().await;
        let page = self.listed().await;
        let mut live = page.live.iter().map(|one| &one.listed.held);
        let shown = live.find(|held| held.id == self.access);
        let was = shown.map_or(self.given, |held| held.terms);
        let again = Again { was, until_on };
        give_again(&self.clinic, &desk, self.child, self.access, again).await
    }

    async fn goes_on(&self, basis: Basis, note: &str) -> Result<(), Failure> {
        let document = Document {
            basis,
            note: note.to_owned(),
        };
        let desk = self.desk().await;
        continue_guardianship(&self.clinic, &desk, self.child, self.access, &document).await
    }

    async fn books(&self) -> bool {
        let ben = self.clinic.signed_in_again(&self.ben).await;
        let asked = self.clinic.acting_for::<can::Book>(&ben.holder, self.child);
        asked.await.is_ok()
    }

    async fn acts(&self, action: &str) -> usize {
        let all = self.clinic.store.audited_of(self.child).await.unwrap();
        all.iter().filter(|act| act.action == action).count()
    }

    async fn mails(&self) -> Vec<(String, String)> {
        let peer = SmtpPeer::start(Part::Accept).await;
        let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(800)).unwrap();
        while run_due(&self.clinic, &mailer).await > 0 {}
        let subject = |raw: &str| {
            let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
            mail.subject().unwrap().to_owned()
        };
        let taken = peer.taken();
        let mut mails: Vec<_> = taken
            .iter()
            .map(|taken| (taken.to.clone(), subject(&taken.raw)))
            .collect();
        mails.sort();
        mails
    }
}

#[tokio::test]
async fn what_its_last_day_has_ended_is_given_again_in_one_step() {
    let world = world("2018-06-14", Some(date(2026, 3, 20))).await;
    world.clinic.add_account("leo", world.child).await;
    world.clinic.clock.advance_s(10 * DAY_S);
    assert!(world.books().await, "its last day");
    let early = world.again(None).await;
    assert!(matches!(
        early,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    world.clinic.clock.advance_s(DAY_S);
    assert!(!world.books().await);
    let page = world.listed().await;
    let over = page
        .live
        .iter()
        .find(|one| one.listed.held.id == world.access);
    let over = over.unwrap();
    assert_eq!((over.state, over.may_be_given_again), (State::Over, true));

    let past = world.again(Some(date(2026, 3, 20))).await;
    assert!(matches!(past, Err(Failure::Invalid(_))));
    let until = Some(date(2026, 4, 30));
    world.again(until).await.unwrap();
    world.again(until).await.unwrap();
    assert!(world.books().await);
    let page = world.listed().await;
    let guardians: Vec<&Held> = page
        .live
        .iter()
        .map(|one| &one.listed.held)
        .filter(|held| held.terms.relation == Relation::Guardian)
        .collect();
    let [held] = guardians.as_slice() else {
        panic!("{guardians:?}");
    };
    assert_eq!(held.terms.until_on, until);
    assert_eq!(held.terms.kinship, Some(Kinship::Father));
    // What was ended when its last day was over, and stands among what was.
    let [ended] = page.ended.as_slice() else {
        panic!("{:?}", page.ended);
    };
    let (at, by) = ended.ended.unwrap();
    assert_eq!(by, EndedBy::EndDate);
    assert_eq!(at.to_string(), "2026-03-21T03:00:00Z");
    assert_eq!(world.acts("access.again").await, 1);
    let mails = world.mails().await;
    let expected = [
        ("ben@example.com", "You have access at the clinic again"),
        (
            "leo@example.com",
            "Somebody can act for you at the clinic again",
        ),
    ];
    assert_eq!(mails, expected.map(|(to, of)| (to.into(), of.into())));
}

#[tokio::test]
async fn giving_again_widens_nothing_that_age_a_stop_or_a_block_shuts() {
    // Eighteen on March 25: by then its last day is not all that ended it.
    let of_age = world("2008-03-25", Some(date(2026, 3, 20))).await;
    of_age.clinic.clock.advance_s(20 * DAY_S);
    let page = of_age.listed().await;
    assert!(!page.live[0].may_be_given_again);
    let told = of_age.again(None).await;
    assert!(matches!(told, Err(Failure::Refused(_))), "{told:?}");
    assert!(!of_age.books().await);

    let stopped = world("2018-06-14", Some(date(2026, 3, 11))).await;
    stopped.clinic.clock.advance_s(5 * DAY_S);
    stopped.clinic.stop_others(stopped.child).await;
    let told = stopped.again(None).await;
    assert!(matches!(told, Err(Failure::Refused(_))), "{told:?}");

    let removed = world("2018-06-14", Some(date(2026, 3, 11))).await;
    removed.clinic.clock.advance_s(5 * DAY_S);
    let desk = removed.desk().await;
    remove(&removed.clinic, &desk, removed.child, removed.access)
        .await
        .unwrap();
    let told = removed.again(None).await;
    assert!(matches!(told, Err(Failure::NotFound)));
    assert_eq!(removed.mails().await, []);
}

#[tokio::test]
async fn legal_guardianship_goes_on_past_every_age_and_nobody_is_warned() {
    // Eighteen on May 9, sixty days after the clock's start.
    let world = world("2008-05-09", None).await;
    for (basis, note) in [
        (Basis::ParentalResponsibility, "order of March"),
        (Basis::CourtAppointment, "  "),
        (Basis::CourtAppointment, "\u{202e}"),
    ] {
        let told = world.goes_on(basis, note).await;
        assert!(
            matches!(told, Err(Failure::Invalid(_))),
            "{basis:?} {note:?}"
        );
    }
    let court = Basis::CourtAppointment;
    world
        .goes_on(court, "Order of March 2, 2026")
        .await
        .unwrap();
    world
        .goes_on(court, "Order of March 2, 2026")
        .await
        .unwrap();
    assert_eq!(world.acts("access.guardianship").await, 1);
    let desk = world.desk().await;
    let known = guardianship(&world.clinic, &desk, world.access).await;
    let known = known.unwrap().unwrap();
    assert_eq!(known.note.as_deref(), Some("Order of March 2, 2026"));
    assert!(known.by.is_some());
    assert_eq!(crate::warnings::tell(&world.clinic).await.unwrap(), 0);
    world.clinic.clock.advance_s(400 * DAY_S);
    assert!(world.books().await);

    let desk = world.desk().await;
    for _ in 0..2 {
        end_guardianship(&world.clinic, &desk, world.child, world.access)
            .await
            .unwrap();
    }
    assert!(!world.books().await, "of age");
    assert_eq!(world.acts("access.guardianship").await, 2);
    // Staff who see the document late bring it back.
    world
        .goes_on(court, "Order of March 2, 2026")
        .await
        .unwrap();
    assert!(world.books().await);
}

#[tokio::test]
async fn guardianship_goes_on_where_the_access_was_given_again() {
    let world = world("2008-05-09", Some(date(2026, 5, 1))).await;
    let order = "Order of March 2, 2026";
    world.goes_on(Basis::CourtAppointment, order).await.unwrap();
    world.clinic.clock.advance_s(70 * DAY_S);
    assert!(!world.books().await, "its last day has passed");
    world.again(None).await.unwrap();
    assert!(world.books().await, "past 18");
    let page = world.listed().await;
    let desk = world.desk().await;
    let new = page.live[0].listed.held.id;
    let known = guardianship(&world.clinic, &desk, new).await.unwrap();
    assert_eq!(known.unwrap().note.as_deref(), Some(order));
    // Given since the patient came of age, it stood on the order alone.
    end_guardianship(&world.clinic, &desk, world.child, new)
        .await
        .unwrap();
    assert!(!world.books().await);
    assert!(world.listed().await.live.is_empty());
}

#[tokio::test]
async fn a_patients_own_account_has_no_guardianship_and_no_end() {
    let world = world("2018-06-14", None).await;
    world.clinic.add_account("leo", world.child).await;
    let page = world.listed().await;
    let own = page.live.iter().map(|one| &one.listed.held);
    let mut own = own.filter(|held| held.terms.relation == Relation::Myself);
    let id = own.next().unwrap().id;
    let document = Document {
        basis: Basis::CourtAppointment,
        note: String::from("an order"),
    };
    let desk = world.desk().await;
    let told = continue_guardianship(&world.clinic, &desk, world.child, id, &document).await;
    assert!(matches!(told, Err(Failure::NotFound)));
    let again = Again {
        was: Terms::OWN,
        until_on: None,
    };
    let told = give_again(&world.clinic, &desk, world.child, id, again).await;
    assert!(matches!(told, Err(Failure::Refused(_))));
}
