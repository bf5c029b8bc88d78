use std::time::Duration;

use domain::access::{Abilities, Preset};
use domain::age_policy::AgePolicy;
use domain::id::AccountId;
use domain::role::Role;
use mail_parser::MessageParser;

use store::warning as told;

use super::super::tell;
use super::*;
use crate::ages;
use crate::authz::can;
use crate::mail::Mailer;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{Terms, TestClinic};
use crate::worker::run_due;

const DAY_S: i64 = 24 * 3_600;

/// A child who turns 12 on 9 May 2026, 60 days after the clock's start, with somebody who looks
/// after them and a log-in of their own.
struct World {
    clinic: TestClinic,
    child: PatientId,
    guardian: AccountId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let child = clinic.patient("Leo Okafor", "2014-05-09").await;
        clinic.add_account("leo", child).await;
        let guardian = clinic.signed_in("amara").await.account;
        let all = Terms::guardian(Abilities::ALL);
        clinic.give(guardian, child, all).await;
        Self {
            clinic,
            child,
            guardian,
        }
    }

    fn days_later(&self, days: i64) {
        self.clinic.clock.advance_s(days * DAY_S);
    }

    /// Lets the job begin anew, as if it had stopped before it was done.
    async fn forget_the_day(&self) {
        let job = self.clinic.system_job();
        let mut work = self.clinic.begin(&job).await.unwrap();
        told::update_told_on(&mut work, None).await.unwrap();
        work.commit().await.unwrap();
    }

    /// To whom mail goes that is due, with its words.
    async fn sent(&self) -> Vec<(String, String)> {
        let peer = SmtpPeer::start(Part::Accept).await;
        let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(800)).unwrap();
        while run_due(&self.clinic, &mailer).await > 0 {}
        let read = |raw: &str| {
            let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
            let subject = mail.subject().unwrap().to_owned();
            format!("{subject}\n{}", mail.body_text(0).unwrap())
        };
        let mut sent: Vec<_> = peer
            .taken()
            .iter()
            .map(|taken| (taken.to.clone(), read(&taken.raw)))
            .collect();
        sent.sort();
        sent
    }
}

#[tokio::test]
async fn both_sides_are_told_four_times_and_not_once_more() {
    let world = World::new().await;
    let mut told = Vec::new();
    for day in 0..80 {
        let mails = tell(&world.clinic).await.unwrap();
        if mails > 0 {
            told.push((day, mails));
        }
        assert_eq!(tell(&world.clinic).await.unwrap(), 0);
        world.forget_the_day().await;
        assert_eq!(tell(&world.clinic).await.unwrap(), 0, "day {day}");
        world.days_later(1);
    }
    assert_eq!(told, [(0, 2), (30, 2), (53, 2), (60, 2)]);
}

#[tokio::test]
async fn the_mails_say_a_first_name_and_a_day_and_nothing_else_of_the_patient() {
    let world = World::new().await;
    tell(&world.clinic).await.unwrap();
    let sent = world.sent().await;
    let [(amara, to_amara), (leo, to_leo)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!((&**amara, &**leo), ("amara@example.com", "leo@example.com"));
    assert!(to_amara.contains("What you can do for Leo changes on Saturday, May 9"));
    assert!(to_leo.contains("What others can do for you changes on Saturday, May 9"));
    for words in [to_amara, to_leo] {
        for unsaid in ["Okafor", "2014", " 12"] {
            assert!(!words.contains(unsaid), "{unsaid}: {words}");
        }
    }
}

#[tokio::test]
async fn a_job_that_stood_still_says_one_thing_and_not_three() {
    let world = World::new().await;
    tell(&world.clinic).await.unwrap();
    // What was written then never left: nothing ran until three days before.
    world.days_later(57);
    assert_eq!(tell(&world.clinic).await.unwrap(), 2);
    let sent = world.sent().await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    // Nor on the day itself, but some days later.
    world.days_later(6);
    assert_eq!(tell(&world.clinic).await.unwrap(), 2);
    let sent = world.sent().await;
    assert!(sent[0].1.contains("changed on Saturday, May 9"), "{sent:?}");
    world.days_later(30);
    assert_eq!(tell(&world.clinic).await.unwrap(), 0);
}

#[tokio::test]
async fn who_has_no_access_by_then_hears_nothing() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let short = clinic.signed_in("ben").await;
    let until = Terms {
        until_on: Some("2026-04-30".parse().unwrap()),
        ..Terms::guardian(Abilities::ALL)
    };
    clinic.give(short.account, world.child, until).await;
    // Whose birthday brings nothing, and somebody whom nobody looks after.
    let grown = clinic.patient("Sam Example", "1970-05-09").await;
    let all = Terms::guardian(Abilities::ALL);
    clinic.give(short.account, grown, all).await;
    clinic.patient("Una Example", "2014-05-09").await;
    assert_eq!(tell(clinic).await.unwrap(), 2, "Leo and Amara");
    // The mail waits, and then a stop shuts everybody out: nothing changes for Leo, either.
    clinic.stop_others(world.child).await;
    assert_eq!(world.sent().await, []);
    world.days_later(40);
    assert_eq!(tell(clinic).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_given_after_the_birthday_is_not_changed_by_it() {
    let world = World::new().await;
    world.days_later(61);
    let ben = world.clinic.signed_in("ben").await;
    let books = Terms::guardian(Preset::Bookings.abilities());
    world.clinic.give(ben.account, world.child, books).await;
    tell(&world.clinic).await.unwrap();
    let sent = world.sent().await;
    let to: Vec<&str> = sent.iter().map(|(to, _)| &**to).collect();
    assert_eq!(to, ["amara@example.com", "leo@example.com"]);
}

#[tokio::test]
async fn another_table_tells_of_other_birthdays_on_the_same_day() {
    let world = World::new().await;
    let small = world.clinic.patient("Ada Example", "2015-04-01").await;
    let all = Terms::guardian(Abilities::ALL);
    world.clinic.give(world.guardian, small, all).await;
    assert_eq!(tell(&world.clinic).await.unwrap(), 2, "of Leo");
    let who = world.clinic.staff_with::<can::AgeRules>(Role::Admin).await;
    let who = who.unwrap();
    let was = AgePolicy::parse("12.bookings_only 16.ask 18.end march_1").unwrap();
    let to = AgePolicy::parse("11.review 18.end march_1").unwrap();
    ages::change(&world.clinic, &who, &was, &to).await.unwrap();
    assert_eq!(tell(&world.clinic).await.unwrap(), 1, "of Ada");
    let sent = world.sent().await;
    // What was written of Leo is not so any more.
    let [(amara, words)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(amara, "amara@example.com");
    assert!(words.contains("waits until we have looked"), "{words}");
    ages::change(&world.clinic, &who, &to, &was).await.unwrap();
    assert_eq!(tell(&world.clinic).await.unwrap(), 0, "they were told");
}

#[tokio::test]
async fn no_such_mail_leaves_at_night() {
    let world = World::new().await;
    // Half past midnight in Halifax, 59 days before.
    world.clinic.clock.advance_s(15 * 3_600 + 1_800);
    assert_eq!(tell(&world.clinic).await.unwrap(), 2);
    assert_eq!(world.sent().await, []);
    world.clinic.clock.advance_s(8 * 3_600);
    assert_eq!(world.sent().await.len(), 2);
}

#[tokio::test]
async fn today_lists_the_next_ones_until_nobody_looks_after_them() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let desk = clinic.staff_with::<can::SeeToday>(Role::Desk).await;
    let desk = desk.unwrap();
    let seen = async || {
        crate::today::view(clinic, &desk, None)
            .await
            .unwrap()
            .birthdays
    };
    assert!(seen().await.is_empty());
    tell(clinic).await.unwrap();
    let birthdays = seen().await;
    let [one] = birthdays.as_slice() else {
        panic!("{birthdays:?}");
    };
    assert_eq!((one.patient, one.coming.step.from_age), (world.child, 12));
    clinic.stop_others(world.child).await;
    assert!(seen().await.is_empty());
}
