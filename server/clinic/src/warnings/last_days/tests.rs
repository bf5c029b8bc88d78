use std::time::Duration;

use domain::access::{Abilities, Basis, Preset};
use domain::id::AccountId;
use domain::role::Role;
use mail_parser::MessageParser;
use store::warning as told;

use super::super::tell;
use super::*;
use crate::authz::can;
use crate::mail::Mailer;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{Terms, TestClinic};
use crate::worker::run_due;

const DAY_S: i64 = 24 * 3_600;

/// An adult who lets Ben help until 9 May 2026, 60 days after the clock's start.
struct World {
    clinic: TestClinic,
    ana: PatientId,
    ben: AccountId,
    access: AccessId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let ana = clinic.signed_in("ana").await.patient;
        let ben = clinic.signed_in("ben").await.account;
        let access = clinic.give(ben, ana, until("2026-05-09")).await;
        Self {
            clinic,
            ana,
            ben,
            access,
        }
    }

    fn days_later(&self, days: i64) {
        self.clinic.clock.advance_s(days * DAY_S);
    }

    async fn told(&self) -> usize {
        tell(&self.clinic).await.unwrap()
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

fn until(day: &str) -> Terms {
    Terms {
        until_on: Some(day.parse().unwrap()),
        ..Terms::guardian(Preset::Bookings.abilities())
    }
}

#[tokio::test]
async fn both_sides_are_told_three_times_and_not_once_more() {
    let world = World::new().await;
    let mut told = Vec::new();
    for day in 0..70 {
        let mails = world.told().await;
        if mails > 0 {
            told.push((day, mails));
        }
        assert_eq!(world.told().await, 0);
        world.forget_the_day().await;
        assert_eq!(world.told().await, 0, "day {day}");
        world.days_later(1);
    }
    assert_eq!(told, [(30, 2), (53, 2), (60, 2)]);
}

#[tokio::test]
async fn the_mails_say_who_for_whom_and_until_when() {
    let world = World::new().await;
    world.days_later(30);
    world.told().await;
    let sent = world.sent().await;
    let [(ana, to_ana), (ben, to_ben)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!((&**ana, &**ben), ("ana@example.com", "ben@example.com"));
    let last = "The last day on which Ben Example can act for you is Saturday, May 9";
    assert!(to_ana.contains(last), "{to_ana}");
    let last = "Your last day of acting for Ana is Saturday, May 9";
    assert!(to_ben.contains(last), "{to_ben}");
    assert!(!to_ben.contains("Ana Example"), "{to_ben}");
}

#[tokio::test]
async fn a_job_that_stood_still_says_what_is_due_and_nothing_once_it_is_over() {
    let world = World::new().await;
    world.days_later(58);
    assert_eq!(world.told().await, 2);
    // Written, and not sent before the day itself: that one says it now.
    world.days_later(2);
    assert_eq!(world.told().await, 2);
    let sent = world.sent().await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[1].1.contains("is today, Saturday, May 9"), "{sent:?}");
    // Another that stood still for months.
    let world = World::new().await;
    world.days_later(200);
    assert_eq!(world.told().await, 0);
    assert_eq!(world.sent().await, []);
}

#[tokio::test]
async fn the_last_day_is_the_clinics_also_when_its_clocks_change() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await.patient;
    let ben = clinic.signed_in("ben").await;
    // Halifax leaves summer time on 1 November 2026.
    clinic.give(ben.account, ana, until("2026-11-01")).await;
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let go = |text: &str| {
        let seconds = at(text).duration_since(clinic.now()).as_secs();
        clinic.clock.advance_s(seconds);
    };
    // 23:59:59 on October 24, then midnight: a week ahead begins.
    go("2026-10-25T02:59:59Z");
    assert_eq!(tell(&clinic).await.unwrap(), 2, "the month");
    go("2026-10-25T03:00:00Z");
    assert_eq!(tell(&clinic).await.unwrap(), 2, "the week");
    go("2026-11-01T03:00:00Z");
    assert_eq!(tell(&clinic).await.unwrap(), 2, "the day");
    // It has 25 hours.
    go("2026-11-02T03:59:59Z");
    let holder = clinic.signed_in_again(&ben).await.holder;
    assert!(clinic.acting_for::<can::Book>(&holder, ana).await.is_ok());
    go("2026-11-02T04:00:00Z");
    let told = clinic.acting_for::<can::Book>(&holder, ana).await;
    assert!(matches!(told, Err(Failure::NotFound)));
}

#[tokio::test]
async fn those_who_say_who_has_access_are_the_other_side_of_a_childs() {
    let clinic = TestClinic::new().await;
    let child = clinic.patient("Leo Okafor", "2018-06-14").await;
    let amara = clinic.signed_in("amara").await.account;
    let founded = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    clinic.give(amara, child, founded).await;
    for (who, terms) in [
        ("ben", until("2026-04-08")),
        ("cleo", Terms::guardian(Preset::Bookings.abilities())),
    ] {
        let account = clinic.signed_in(who).await.account;
        clinic.give(account, child, terms).await;
    }
    clinic.clock.advance_s(DAY_S);
    assert_eq!(tell(&clinic).await.unwrap(), 0, "given for less than 30");
    clinic.clock.advance_s(22 * DAY_S);
    assert_eq!(tell(&clinic).await.unwrap(), 2, "Ben and Amara, not Cleo");
}

#[tokio::test]
async fn who_may_not_know_hears_nothing() {
    // Stopped, blocked, ended and paused, after the mails were written, and before.
    for late in [true, false] {
        for what in ["stop", "end", "suspend", "block"] {
            let world = World::new().await;
            world.days_later(30);
            if late {
                assert_eq!(world.told().await, 2);
            }
            match what {
                "stop" => world.clinic.stop_others(world.ana).await,
                "end" => {
                    let mut work = world
                        .clinic
                        .begin(&world.clinic.system_job())
                        .await
                        .unwrap();
                    let (now, by) = (work.now(), domain::access::EndedBy::Staff);
                    store::access::end_access(&mut work, world.access, by, now)
                        .await
                        .unwrap();
                    work.commit().await.unwrap();
                }
                "suspend" => world
                    .clinic
                    .store
                    .mark_suspended(world.access)
                    .await
                    .unwrap(),
                _ => {
                    let mut work = world
                        .clinic
                        .begin(&world.clinic.system_job())
                        .await
                        .unwrap();
                    let now = work.now();
                    store::account::disable_account(&mut work, world.ben, now)
                        .await
                        .unwrap();
                    work.commit().await.unwrap();
                }
            }
            if !late {
                assert_eq!(world.told().await, 0, "{what}");
            }
            assert_eq!(world.sent().await, [], "{what}, late: {late}");
        }
    }
}

#[tokio::test]
async fn an_end_that_was_moved_is_told_anew_and_the_old_one_is_not() {
    let world = World::new().await;
    let clinic = &world.clinic;
    world.days_later(53);
    assert_eq!(world.told().await, 2);
    let desk = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
    let desk = desk.unwrap();
    let change = crate::portal_accounts::Change {
        was: until("2026-05-09"),
        terms: until("2026-05-02"),
        confirmed: false,
    };
    crate::portal_accounts::change_rights(clinic, &desk, world.ana, world.access, change)
        .await
        .unwrap();
    // On the same day: it is the last one by now.
    assert_eq!(world.told().await, 2);
    let sent = world.sent().await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].1.contains("today, Saturday, May 2"), "{sent:?}");
}

#[tokio::test]
async fn today_lists_what_ends_soon_until_it_has_ended() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let seen = async || {
        let desk = clinic.staff_with::<can::SeeToday>(Role::Desk).await;
        let desk = desk.unwrap();
        let today = crate::today::view(clinic, &desk, None).await.unwrap();
        today.last_days
    };
    world.days_later(30);
    assert!(seen().await.is_empty(), "nobody was told yet");
    world.told().await;
    let listed = seen().await;
    let [one] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!((one.access, one.patient), (world.access, world.ana));
    assert_eq!(one.holder.as_str(), "Ben Example");
    world.days_later(29);
    assert_eq!(seen().await.len(), 1);
    clinic.stop_others(world.ana).await;
    assert!(seen().await.is_empty());
}
