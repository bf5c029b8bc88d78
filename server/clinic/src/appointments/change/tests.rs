use std::sync::Arc;

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::super::tests::Setting;
use super::*;
use crate::appointments;
use crate::holds::tests::{halifax, said};
use crate::testing::TestClinic;

impl Setting {
    async fn shift_to(&self, appointment: AppointmentId, wall: &str) -> Result<(), Failure> {
        let sequence = self.show(appointment).await.sequence;
        self.shift_with(appointment, sequence, wall, self.rota.people[0])
            .await
    }

    async fn shift_with(
        &self,
        appointment: AppointmentId,
        sequence: i64,
        wall: &str,
        with: PractitionerId,
    ) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Reschedule>(&self.ana).await;
        let at = halifax(wall);
        move_to(
            &self.clinic,
            (&self.visitor, &acting),
            appointment,
            sequence,
            at,
            with,
        )
        .await
    }

    async fn back(&self, appointment: AppointmentId) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Reschedule>(&self.ana).await;
        undo_move(&self.clinic, &acting, appointment).await
    }

    async fn starts_at(&self, appointment: AppointmentId) -> Timestamp {
        self.show(appointment).await.starts_at
    }
}

const OLD: &str = "2026-03-12T10:00";
const NEW: &str = "2026-03-13T14:00";

#[tokio::test]
async fn a_move_keeps_the_appointment_and_frees_the_old_time_after_the_grace() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(30).await;
    s.shift_to(id, NEW).await.unwrap();
    let shown = s.show(id).await;
    assert_eq!((shown.starts_at, shown.sequence), (halifax(NEW), 1));
    assert_eq!(
        shown.undo_move_until,
        Some(s.clinic.now() + SignedDuration::from_mins(3))
    );
    assert!(!s.is_free(NEW).await);
    s.clinic
        .clock
        .advance(SignedDuration::from_millis(3 * 60_000 - 1));
    assert!(!s.is_free(OLD).await);
    s.clinic.clock.advance(SignedDuration::from_millis(1));
    assert!(s.is_free(OLD).await);
    assert_eq!(s.show(id).await.undo_move_until, None);
}

#[tokio::test]
async fn a_time_beside_the_old_one_is_offered_and_can_be_had() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let acting = s.clinic.own::<can::Reschedule>(&s.ana).await;
    let date = Some(jiff::civil::Date::constant(2026, 3, 12));
    let offer = offer(&s.clinic, (&s.visitor, &acting), id, None, None, date)
        .await
        .unwrap();
    assert_eq!(offer.choice, Choice::Named(s.rota.people[0]));
    for wall in ["2026-03-12T09:45", "2026-03-12T10:15"] {
        let listed = |slot: &SlotView| slot.starts_at == halifax(wall);
        assert!(offer.times.slots.iter().any(listed), "{wall}");
    }
    s.shift_to(id, "2026-03-12T10:15").await.unwrap();
    s.wait(3).await;
    assert!(s.is_free("2026-03-12T09:45").await);
    assert!(!s.is_free("2026-03-12T10:00").await);
}

#[tokio::test]
async fn the_time_that_it_has_is_no_offer_and_anothers_at_that_hour_is() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let ben = s.clinic.practitioner("Ben Example").await;
    s.clinic.offer(s.rota.service, ben).await;
    s.clinic
        .shift(ben, jiff::civil::Weekday::Thursday, "10:00", "11:00")
        .await;
    let acting = s.clinic.own::<can::Reschedule>(&s.ana).await;
    let date = Some(jiff::civil::Date::constant(2026, 3, 12));
    let at_old = |slot: &&SlotView| slot.starts_at == halifax(OLD);
    for choice in [None, Some(Choice::First)] {
        let offered = offer(&s.clinic, (&s.visitor, &acting), id, choice, None, date)
            .await
            .unwrap();
        let around = nearest(
            &s.clinic,
            (&s.visitor, &acting),
            id,
            offered.choice,
            halifax(OLD),
        )
        .await
        .unwrap();
        let times = offered.times;
        let with: Vec<PractitionerId> = [times.slots, times.soonest, around]
            .iter()
            .flat_map(|slots| slots.iter().filter(at_old).map(|slot| slot.practitioner))
            .collect();
        match choice {
            None => assert_eq!(with, []),
            Some(_) => assert!(
                with.len() > 1 && with.iter().all(|who| *who == ben),
                "{with:?}"
            ),
        }
    }
}

#[tokio::test]
async fn taking_a_move_back_leaves_no_mark_and_no_mail() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(30).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.shift_to(id, NEW).await.unwrap();
    s.wait(1).await;
    s.back(id).await.unwrap();
    s.back(id).await.unwrap();
    assert_eq!(s.starts_at(id).await, halifax(OLD));
    assert!(s.is_free(NEW).await, "at once");
    s.wait(10).await;
    assert_eq!(s.mails().await, vec![]);
    assert!(!s.is_free(OLD).await);
    // It counts as none.
    for hour in 9..12 {
        let wall = format!("2026-03-16T{hour:02}:00");
        s.shift_to(id, &wall).await.unwrap();
    }
    assert_eq!(said(&s.shift_to(id, NEW).await), "too_many_moves");
}

#[tokio::test]
async fn one_mail_tells_where_it_is_when_the_grace_is_over() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(2).await;
    s.shift_to(id, NEW).await.unwrap();
    s.wait(2).await;
    assert_eq!(s.mails().await, vec![], "the grace of the move");
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);

    s.shift_to(id, "2026-03-16T10:00").await.unwrap();
    s.wait(1).await;
    s.shift_to(id, "2026-03-16T11:00").await.unwrap();
    s.wait(2).await;
    assert_eq!(s.mails().await, vec![]);
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Moved]);
    s.wait(60).await;
    assert_eq!(s.mails().await, vec![]);
}

#[tokio::test]
async fn taking_the_second_of_two_moves_back_tells_of_the_first() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(30).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.shift_to(id, NEW).await.unwrap();
    s.wait(1).await;
    s.shift_to(id, "2026-03-16T11:00").await.unwrap();
    s.back(id).await.unwrap();
    assert_eq!(s.starts_at(id).await, halifax(NEW));
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![]);
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Moved]);
}

#[tokio::test]
async fn a_move_of_what_was_just_booked_and_its_undo_leave_the_bookings_mail() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(2).await;
    s.shift_to(id, NEW).await.unwrap();
    s.back(id).await.unwrap();
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.wait(10).await;
    assert_eq!(s.mails().await, vec![]);
}

#[tokio::test]
async fn cancelling_after_a_move_takes_its_mail_and_its_undo() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    s.wait(30).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.shift_to(id, NEW).await.unwrap();
    s.cancel(id).await.unwrap();
    assert!(s.is_free(OLD).await);
    assert_eq!(said(&s.back(id).await), "undo_too_late");
    s.undo(id).await.unwrap();
    let shown = s.show(id).await;
    assert_eq!(
        (shown.starts_at, shown.undo_move_until),
        (halifax(NEW), None)
    );
    s.wait(3).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Moved]);
    assert!(!s.is_free(NEW).await);
}

#[tokio::test]
async fn each_refusal_leaves_it_where_it_was() {
    let s = Setting::new().await;
    let id = s.book("2026-03-11T10:00").await;
    s.wait(60).await;
    assert_eq!(
        s.show(id).await.change,
        MoveRule::Allowed {
            until: halifax("2026-03-10T10:00")
        }
    );
    for (wall, code) in [
        ("2026-03-13T08:00", "outside_hours"),
        ("2026-03-13T14:05", "not_on_grid"),
        ("2026-03-09T10:00", "too_soon"),
        ("2026-07-13T10:00", "too_far"),
    ] {
        assert_eq!(said(&s.shift_to(id, wall).await), code, "{wall}");
    }
    let nobody: PractitionerId = s.clinic.new_id();
    assert_eq!(
        said(&s.shift_with(id, 0, NEW, nobody).await),
        "service_not_offered"
    );
    s.clinic.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(said(&s.shift_to(id, NEW).await), "too_late_to_move");
    assert_eq!(s.starts_at(id).await, halifax("2026-03-11T10:00"));
    assert!(!s.is_free("2026-03-11T10:00").await);
}

#[tokio::test]
async fn two_who_change_the_same_appointment_dont_overwrite_each_other() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let with = s.rota.people[0];
    s.shift_with(id, 0, NEW, with).await.unwrap();
    let late = s.shift_with(id, 0, "2026-03-16T10:00", with).await;
    assert_eq!(said(&late), "changed_meanwhile");
    // The same press twice.
    s.shift_with(id, 0, NEW, with).await.unwrap();
    assert_eq!(s.show(id).await.sequence, 1);
    s.cancel(id).await.unwrap();
    let late = s.shift_with(id, 1, "2026-03-16T10:00", with).await;
    assert_eq!(said(&late), "changed_meanwhile");
}

#[tokio::test]
async fn nobody_is_in_two_places_after_a_move_or_its_undo() {
    let s = Setting::new().await;
    let ben = s.clinic.practitioner("Ben Ode").await;
    s.clinic.offer(s.rota.service, ben).await;
    for weekday in crate::testing::rota::WORKDAYS {
        s.clinic.shift(ben, weekday, "09:00", "17:00").await;
    }
    let first = s.book(OLD).await;
    let second = s.book(NEW).await;
    let over = s.shift_with(first, 0, "2026-03-13T14:15", ben).await;
    assert_eq!(said(&over), "patient_busy");
    // The time that it left is the patient's to use with somebody else.
    let there = s.shift_with(first, 0, "2026-03-16T10:00", ben).await;
    there.unwrap();
    let there = s.shift_with(second, 0, "2026-03-12T10:15", ben).await;
    there.unwrap();
    assert_eq!(said(&s.back(first).await), "patient_busy");
    assert_eq!(s.show(first).await.practitioner, ben);
    s.wait(3).await;
    assert!(s.is_free(OLD).await, "the refused undo kept nothing");
}

#[tokio::test]
async fn another_patients_appointment_can_not_be_moved() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let ben = s.clinic.signed_in("ben").await;
    let acting = s.clinic.own::<can::Reschedule>(&ben).await;
    let (with, at) = (s.rota.people[0], halifax(NEW));
    let unknown: AppointmentId = s.clinic.new_id();
    for id in [id, unknown] {
        let moved = move_to(&s.clinic, (&s.visitor, &acting), id, 0, at, with).await;
        assert_eq!(said(&moved), "not found");
        assert_eq!(said(&undo_move(&s.clinic, &acting, id).await), "not found");
        let offered = offer(&s.clinic, (&s.visitor, &acting), id, None, None, None).await;
        assert_eq!(said(&offered), "not found");
        let proposed = propose(&s.clinic, (&s.visitor, &acting), id, at, with).await;
        assert_eq!(said(&proposed), "not found");
        let near = nearest(&s.clinic, (&s.visitor, &acting), id, Choice::First, at).await;
        assert_eq!(said(&near), "not found");
    }
}

/// Many patients want the one time that is left: one gets it, and each of the others
/// keeps the time they had.
#[tokio::test]
async fn one_of_many_gets_the_time_and_the_others_keep_theirs() {
    const CALLERS: usize = 64;
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(1_000);
    let rota = clinic.rota(&["Ada Nowak"; CALLERS]).await;
    let (old, new) = (halifax(OLD), halifax(NEW));
    let mut patients = Vec::new();
    for (n, own) in rota.people.iter().enumerate() {
        let ana = clinic.signed_in(&format!("ana{n}")).await;
        let visitor = clinic.visitor(ana.visitor.expose());
        let (choice, holder) = (Choice::Named(*own), Some(&ana.holder));
        let held = crate::holds::take(&clinic, &visitor, "visit", choice, old, *own, holder).await;
        let acting = clinic.own::<can::Book>(&ana).await;
        let press = clinic.submission();
        let id = crate::booking::book(&clinic, &visitor, &acting, held.unwrap(), press, None).await;
        patients.push((ana, id.unwrap()));
    }
    let clinic = Arc::new(clinic);
    let wanted = rota.people[0];
    let mut race = JoinSet::new();
    // The wanted one's own patient moves within their own diary, all others into it.
    for (ana, id) in patients {
        let clinic = Arc::clone(&clinic);
        race.spawn(async move {
            let acting = clinic.own::<can::Reschedule>(&ana).await;
            let visitor = clinic.visitor(ana.visitor.expose());
            let outcome = move_to(&clinic, (&visitor, &acting), id, 0, new, wanted).await;
            let sees = clinic.own::<can::ViewAppointments>(&ana).await;
            let shown = appointments::show(&clinic, &sees, id).await.unwrap();
            (said(&outcome), shown.starts_at)
        });
    }
    let outcomes = race.join_all().await;
    let count = |code: &str, at| {
        let same = |outcome: &&(String, Timestamp)| outcome.0 == code && outcome.1 == at;
        outcomes.iter().filter(same).count()
    };
    assert_eq!(
        (count("ok", new), count("taken", old)),
        (1, CALLERS - 1),
        "{outcomes:?}"
    );
    let broken = store::testing::broken_promises(&clinic.store.address(), clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}

#[tokio::test]
async fn ones_own_hold_is_in_nobodys_way_but_others() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let own = s.keep(NEW).await;
    let acting = s.clinic.own::<can::Reschedule>(&s.ana).await;
    let who = (&s.visitor, &acting);
    let (at, ada) = (halifax(NEW), s.rota.people[0]);
    let date = Some(jiff::civil::Date::constant(2026, 3, 13));
    let offered = offer(&s.clinic, who, id, None, None, date).await.unwrap();
    assert!(offered.times.slots.iter().any(|slot| slot.starts_at == at));
    let proposed = propose(&s.clinic, who, id, at, ada).await.unwrap();
    assert_eq!(proposed.slot.starts_at, at);
    s.shift_to(id, NEW).await.unwrap();
    assert_eq!(s.starts_at(id).await, at);
    let after = holds::view(&s.clinic, &s.visitor, own).await;
    assert_eq!(said(&after), "not found");

    // What another browser holds stays, the same person's too; as does a stranger's hold.
    let later = "2026-03-13T15:00";
    let phone = s.clinic.visitor("a phone");
    let (choice, holder) = (Choice::Named(ada), Some(&s.ana.holder));
    let elsewhere = holds::take(
        &s.clinic,
        &phone,
        "visit",
        choice,
        halifax(later),
        ada,
        holder,
    )
    .await
    .unwrap();
    assert_eq!(said(&s.shift_to(id, later).await), "taken");
    let kept = holds::view(&s.clinic, &phone, elsewhere).await.unwrap();
    assert!(kept.alive);
    let taken = "2026-03-13T16:00";
    let stranger = s.clinic.visitor("a stranger");
    holds::take(
        &s.clinic,
        &stranger,
        "visit",
        choice,
        halifax(taken),
        ada,
        None,
    )
    .await
    .unwrap();
    assert_eq!(said(&s.shift_to(id, taken).await), "taken");
}

#[tokio::test]
async fn a_refused_move_leaves_ones_hold_as_it_was() {
    let s = Setting::new().await;
    let ben = s.clinic.practitioner("Ben Example").await;
    s.clinic.offer(s.rota.service, ben).await;
    s.clinic
        .shift(ben, jiff::civil::Weekday::Friday, "09:00", "17:00")
        .await;
    let id = s.book(OLD).await;
    s.book(NEW).await;
    // They are elsewhere at that time.
    let (choice, holder) = (Choice::Named(ben), Some(&s.ana.holder));
    let own = holds::take(
        &s.clinic,
        &s.visitor,
        "visit",
        choice,
        halifax(NEW),
        ben,
        holder,
    )
    .await
    .unwrap();
    let moved = s.shift_with(id, 0, NEW, ben).await;
    assert_eq!(said(&moved), "patient_busy");
    let hold = holds::view(&s.clinic, &s.visitor, own).await.unwrap();
    assert!(hold.alive);
}

#[tokio::test]
async fn a_hold_elsewhere_in_the_day_stays_through_a_move() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let own = s.keep("2026-03-13T14:30").await;
    s.shift_to(id, NEW).await.unwrap();
    assert!(holds::view(&s.clinic, &s.visitor, own).await.unwrap().alive);
}

#[tokio::test]
async fn what_moved_meanwhile_is_not_cancelled_by_an_older_page() {
    let s = Setting::new().await;
    let id = s.book(OLD).await;
    let acting = s.clinic.own::<can::Cancel>(&s.ana).await;
    let seen = s.show(id).await.sequence;
    s.shift_to(id, NEW).await.unwrap();
    let late = appointments::cancel(&s.clinic, &acting, id, Some(seen)).await;
    assert_eq!(said(&late), "changed_meanwhile");
    let now = s.show(id).await.sequence;
    appointments::cancel(&s.clinic, &acting, id, Some(now))
        .await
        .unwrap();
    // The second press of the same button finds it done.
    appointments::cancel(&s.clinic, &acting, id, Some(now))
        .await
        .unwrap();
}
