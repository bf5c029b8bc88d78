use std::collections::BTreeSet;

use domain::appointment::Step;
use domain::id::{HoldId, PractitionerId, RegistrationId};
use domain::registration::booked_as::BookedAs;
use domain::registration::policy::RegistrationPolicy;
use domain::role::Role;
use store::notice::{Outcome, finish_leased, lease_due};

use super::*;
use crate::booking::Pressed;
use crate::desk::{self, DeskVisit};
use crate::faults::all_or_nothing;
use crate::holds::tests::halifax;
use crate::registrations::Shown;
use crate::testing::{Failing, Patient, TestClinic};
use crate::times::Choice;
use crate::{again, appointments, booking, holds, merge, registrations};

const AT_TEN: &str = "2026-03-12T10:00";

/// A clinic that confirms first, and somebody who has just signed up.
struct World {
    clinic: TestClinic,
    ada: PractitionerId,
    staff: Staff<can::Book>,
    desk: Staff<can::ResolveRegistrations>,
    registration: RegistrationId,
    who: Patient,
}

async fn world() -> World {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(1_000);
    let rota = clinic.rota(&["Ada Nowak"]).await;
    clinic.set_policy(RegistrationPolicy::Request).await;
    let (registration, who) = clinic.signed_up("amara").await;
    World {
        ada: rota.people[0],
        staff: clinic.staff_with(Role::Desk).await.unwrap(),
        desk: clinic.staff_with(Role::Desk).await.unwrap(),
        registration,
        who,
        clinic,
    }
}

impl World {
    async fn hold(&self, who: &Patient, at: &str) -> Result<HoldId, Failure> {
        let visitor = self.clinic.visitor(who.visitor.expose());
        let (choice, holder) = (Choice::Named(self.ada), Some(&who.holder));
        let at = halifax(at);
        holds::take(
            &self.clinic,
            &visitor,
            "visit",
            choice,
            at,
            self.ada,
            holder,
        )
        .await
    }

    /// Presses the button of a page that said this.
    async fn press(
        &self,
        who: &Patient,
        hold: HoldId,
        shown: BookedAs,
    ) -> Result<AppointmentId, Failure> {
        let visitor = self.clinic.visitor(who.visitor.expose());
        let acting = self.clinic.own::<can::Book>(who).await;
        let pressed = Pressed {
            submission: self.clinic.submission(),
            shown,
        };
        booking::book(&self.clinic, &visitor, &acting, hold, pressed, None).await
    }

    /// Books what the page says.
    async fn book(&self, who: &Patient, at: &str) -> AppointmentId {
        let hold = self.hold(who, at).await.unwrap();
        let visitor = self.clinic.visitor(who.visitor.expose());
        let acting = self.clinic.own::<can::Book>(who).await;
        let page = booking::check(&self.clinic, &visitor, &acting, hold).await;
        let shown = page.unwrap().booked_as;
        self.press(who, hold, shown).await.unwrap()
    }

    async fn shown(&self, id: AppointmentId) -> DeskVisit {
        desk::show(&self.clinic, &self.staff, id).await.unwrap()
    }

    async fn is_request(&self, id: AppointmentId) -> bool {
        self.shown(id).await.requested
    }

    async fn confirm(&self, id: AppointmentId) -> Result<(), Failure> {
        let sequence = self.shown(id).await.sequence;
        confirm(&self.clinic, &self.staff, (id, sequence)).await
    }

    async fn add(&self) -> Result<(), Failure> {
        self.add_of(self.registration).await
    }

    /// Adds them from a page that is opened now.
    async fn add_of(&self, registration: RegistrationId) -> Result<(), Failure> {
        let page = self.page(registration).await;
        registrations::add_as_new(&self.clinic, &self.desk, registration, &page).await
    }

    async fn page(&self, registration: RegistrationId) -> Shown {
        let mut look = self.clinic.read(&self.clinic.system_job()).await.unwrap();
        let found = store::registration::find_registration(&mut *look, registration).await;
        let patient = found.unwrap().unwrap().patient;
        let requests = store::appointment::requests_of_patient(&mut *look, patient).await;
        Shown {
            requests: requests.unwrap(),
            ..Shown::default()
        }
    }

    /// To whom mails wait, of that kind and of no other.
    async fn told(&self, kind: NoticeKind) -> Vec<String> {
        let mut work = self.clinic.begin(&self.clinic.system_job()).await.unwrap();
        let until = work.now() + jiff::SignedDuration::from_secs(60);
        let waiting = lease_due(&mut work, jiff::Timestamp::MAX, until, 100).await;
        let waiting = waiting.unwrap();
        assert!(waiting.iter().all(|one| one.kind == kind), "{waiting:?}");
        waiting
            .iter()
            .map(|one| one.to.as_str().to_owned())
            .collect()
    }

    /// Lets everything that waits have been sent.
    async fn send_all(&self) {
        self.clinic.clock.advance_s(600);
        let mut work = self.clinic.begin(&self.clinic.system_job()).await.unwrap();
        let now = work.now();
        let until = now + jiff::SignedDuration::from_secs(60);
        let waiting = lease_due(&mut work, jiff::Timestamp::MAX, until, 100).await;
        for notice in waiting.unwrap() {
            finish_leased(&mut work, &notice, Outcome::Sent, now)
                .await
                .unwrap();
        }
        work.commit().await.unwrap();
    }

    async fn keeps_its_promises(&self) {
        let broken = self.clinic.store.broken_promises(self.clinic.now()).await;
        assert_eq!(broken.unwrap(), [""; 0]);
    }
}

fn is_resolved(outcome: &Result<(), Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::AlreadyResolved)))
}

fn has_changed<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::ChangedMeanwhile)))
}

#[tokio::test]
async fn what_a_sign_up_books_is_a_request_that_has_its_time_for_itself() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    let known = clinic.signed_in("ben").await;
    let taken = world.hold(&known, AT_TEN).await;
    assert!(matches!(
        taken,
        Err(Failure::Refused(Refusal::Book(
            domain::booking::BookRefusal::Taken
        )))
    ));
    let who = clinic.own::<can::ViewAppointments>(&world.who).await;
    let seen = appointments::show(clinic, &who, id).await.unwrap();
    assert!(seen.requested && seen.upcoming);
    let file = appointments::calendar(clinic, &who, id).await.unwrap();
    assert!(file.contains("STATUS:TENTATIVE"), "{file}");
    let queue = registrations::queue(clinic, &world.desk).await.unwrap();
    assert!(queue.waiting[0].next_requested);
    // Whom the clinic knows, and for whom staff book, stands at once.
    let other = world.book(&known, "2026-03-12T11:00").await;
    assert!(!world.is_request(other).await);
    let wish = desk::Wish {
        patient: world.who.patient,
        service: "visit",
        starts_at: halifax("2026-03-12T13:00"),
        practitioner: world.ada,
        submission: clinic.submission(),
        note: "",
        tell: true,
        purpose: desk::Purpose::Free { anyway: false },
        shown: "",
        reason: "",
    };
    let by_desk = desk::book(clinic, &world.staff, wish).await.unwrap();
    assert!(!world.is_request(by_desk).await);
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn nobody_gets_less_than_the_page_said() {
    let world = world().await;
    let (clinic, who) = (&world.clinic, &world.who);
    let hold = world.hold(who, AT_TEN).await.unwrap();
    let before = clinic.store.content().await.unwrap();
    // The page was shown while anybody booked at once.
    let late = world.press(who, hold, BookedAs::Booking).await;
    assert!(has_changed(&late));
    let acting = clinic.own::<can::Book>(who).await;
    let visitor = clinic.visitor(who.visitor.expose());
    let (at, press) = (halifax("2026-03-12T11:00"), clinic.submission());
    let tap = again::book(clinic, (&visitor, &acting), "visit", at, world.ada, press).await;
    assert!(has_changed(&tap));
    let after = clinic.store.content().await.unwrap();
    for table in ["appointment", "claim", "hold", "notice"] {
        assert_eq!(before[table], after[table], "{table}");
    }
    // And the other way round it stands at once.
    clinic.set_policy(RegistrationPolicy::Open).await;
    let id = world.press(who, hold, BookedAs::Request).await.unwrap();
    assert!(!world.is_request(id).await);
}

#[tokio::test]
async fn one_is_confirmed_by_itself_and_whoever_asked_hears_of_it() {
    let world = world().await;
    let id = world.book(&world.who, "2026-03-10T13:00").await;
    world.send_all().await;
    let before = world.shown(id).await;
    assert_eq!(before.steps, Vec::<Step>::new());
    world.confirm(id).await.unwrap();
    let after = world.shown(id).await;
    assert_eq!(
        (after.requested, after.sequence),
        (false, before.sequence + 1)
    );
    assert_eq!(after.history[0].action, "appointment.confirm");
    assert_eq!(
        world.told(NoticeKind::Confirmed).await,
        ["amara@example.com"]
    );
    // It is a visit as any other one from then on.
    assert_eq!(after.steps, [Step::Arrive]);
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn whoever_has_heard_nothing_yet_gets_one_mail() {
    let world = world().await;
    let id = world.book(&world.who, AT_TEN).await;
    world.confirm(id).await.unwrap();
    assert_eq!(world.told(NoticeKind::Booked).await, ["amara@example.com"]);
}

#[tokio::test]
async fn nobody_has_arrived_for_a_request() {
    let world = world().await;
    let id = world.book(&world.who, "2026-03-10T13:00").await;
    let sequence = world.shown(id).await.sequence;
    for step in [Step::Arrive, Step::Miss] {
        let said = desk::say(&world.clinic, &world.staff, id, sequence, step).await;
        assert!(has_changed(&said), "{step:?}");
    }
}

/// Abuse 23.
#[tokio::test]
async fn of_two_who_confirm_at_once_one_does() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    world.send_all().await;
    let seen = (id, world.shown(id).await.sequence);
    let other = clinic.staff_with::<can::Book>(Role::Practitioner).await;
    let other = other.unwrap();
    let (one, two) = tokio::join!(
        confirm(clinic, &world.staff, seen),
        confirm(clinic, &other, seen)
    );
    assert!(one.is_ok() != two.is_ok());
    assert!(is_resolved(&one) || is_resolved(&two));
    assert_eq!(world.told(NoticeKind::Confirmed).await.len(), 1);
    let confirmed = clinic.store.audited_of(world.who.patient).await.unwrap();
    let confirmed = confirmed
        .iter()
        .filter(|event| event.action == "appointment.confirm");
    assert_eq!(confirmed.count(), 1);
}

#[tokio::test]
async fn what_has_moved_meanwhile_is_looked_at_again_and_stays_a_request() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    let seen = (id, world.shown(id).await.sequence);
    let acting = clinic.own::<can::Reschedule>(&world.who).await;
    let visitor = clinic.visitor(world.who.visitor.expose());
    let (by, to) = ((&visitor, &acting), halifax("2026-03-12T15:00"));
    appointments::change::move_to(clinic, by, id, seen.1, to, world.ada)
        .await
        .unwrap();
    assert!(world.is_request(id).await);
    assert!(has_changed(&confirm(clinic, &world.staff, seen).await));
    world.confirm(id).await.unwrap();
    // What it left is anybody's at once, and the move isn't taken back any more: whoever tries
    // is told so, also while nobody else has that time.
    let undone = appointments::change::undo_move(clinic, &acting, id).await;
    assert!(
        matches!(undone, Err(Failure::Refused(Refusal::UndoTooLate))),
        "{undone:?}"
    );
    let known = clinic.signed_in("ben").await;
    world.hold(&known, AT_TEN).await.unwrap();
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn a_cancelled_request_is_not_confirmed_and_comes_back_as_what_it_may_be() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    let acting = clinic.own::<can::Cancel>(&world.who).await;
    let seen = (id, world.shown(id).await.sequence);
    appointments::cancel(clinic, &acting, id, None)
        .await
        .unwrap();
    assert!(is_resolved(&confirm(clinic, &world.staff, seen).await));
    appointments::undo_cancel(clinic, &acting, id)
        .await
        .unwrap();
    assert!(world.is_request(id).await);
    appointments::cancel(clinic, &acting, id, None)
        .await
        .unwrap();
    world.add().await.unwrap();
    appointments::undo_cancel(clinic, &acting, id)
        .await
        .unwrap();
    assert!(!world.is_request(id).await, "they wait for nobody any more");
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn adding_them_confirms_all_they_asked_for() {
    let world = world().await;
    let one = world.book(&world.who, AT_TEN).await;
    let two = world.book(&world.who, "2026-03-13T10:00").await;
    world.send_all().await;
    world.add().await.unwrap();
    for id in [one, two] {
        assert!(!world.is_request(id).await);
    }
    let told = world.told(NoticeKind::Confirmed).await;
    assert_eq!(told, ["amara@example.com", "amara@example.com"]);
    assert!(is_resolved(&world.add().await));
    let three = world.book(&world.who, "2026-03-13T12:00").await;
    assert!(!world.is_request(three).await, "they wait for nobody");
}

#[tokio::test]
async fn blocking_them_cancels_it() {
    let world = world().await;
    let id = world.book(&world.who, AT_TEN).await;
    world.send_all().await;
    registrations::block(&world.clinic, &world.desk, world.registration)
        .await
        .unwrap();
    let shown = world.shown(id).await;
    assert_eq!(shown.state, AppointmentState::Cancelled);
    assert!(!shown.requested);
    assert_eq!(
        world.told(NoticeKind::Cancelled).await,
        ["amara@example.com"]
    );
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn a_merge_confirms_and_its_undo_takes_nobodys_time_away() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    world.send_all().await;
    let survivor = clinic.patient("Amara N. Okafor", "1990-04-12").await;
    let absorbed = world.who.patient;
    let page = merge::preview(clinic, &world.desk, survivor, absorbed).await;
    let form = merge::Form {
        identity_checked: true,
        ..merge::Form::untouched(survivor, absorbed, &page.unwrap().version)
    };
    let merged = merge::merge(clinic, &world.desk, &form).await.unwrap();
    let shown = world.shown(id).await;
    assert_eq!((shown.requested, shown.patient), (false, survivor));
    assert_eq!(
        world.told(NoticeKind::Confirmed).await,
        ["amara@example.com"]
    );
    let page = merge::undo_preview(clinic, &world.desk, merged)
        .await
        .unwrap();
    // Nothing was changed since: it goes back by itself.
    assert_eq!((page.changed.len(), page.since.len()), (0, 0));
    let undo = merge::UndoForm {
        id: merged,
        version: page.version,
        stay: BTreeSet::new(),
        give: BTreeSet::new(),
    };
    merge::undo(clinic, &world.desk, &undo, None).await.unwrap();
    let shown = world.shown(id).await;
    assert_eq!((shown.requested, shown.patient), (false, absorbed));
    assert_eq!(shown.state, AppointmentState::Confirmed);
    // They wait again, and so does what they ask for from now on.
    let later = world.book(&world.who, "2026-03-13T10:00").await;
    assert!(world.is_request(later).await);
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn what_is_asked_for_after_the_page_was_opened_is_not_confirmed_by_it() {
    let world = world().await;
    let one = world.book(&world.who, AT_TEN).await;
    let page = world.page(world.registration).await;
    assert_eq!(page.requests.count, 1);
    world.clinic.clock.advance_s(1);
    let other = world.book(&world.who, "2026-03-13T10:00").await;
    let add = async |page: &Shown| {
        registrations::add_as_new(&world.clinic, &world.desk, world.registration, page).await
    };
    let refused = |outcome| matches!(outcome, Err(Failure::Refused(Refusal::ChangedMeanwhile)));
    assert!(refused(add(&page).await), "one more");
    // As many, but another one.
    let page = world.page(world.registration).await;
    let acting = world.clinic.own::<can::Cancel>(&world.who).await;
    appointments::cancel(&world.clinic, &acting, other, None)
        .await
        .unwrap();
    world.clinic.clock.advance_s(1);
    let third = world.book(&world.who, "2026-03-13T11:00").await;
    assert!(refused(add(&page).await), "another one");
    assert!(refused(add(&Shown::default()).await), "none");
    for id in [one, third] {
        assert!(world.is_request(id).await);
    }
    let page = world.page(world.registration).await;
    assert_eq!(page.requests.count, 2);
    add(&page).await.unwrap();
    for id in [one, third] {
        assert!(!world.is_request(id).await);
    }
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn two_sign_ups_that_become_one_still_wait_as_one() {
    let world = world().await;
    let clinic = &world.clinic;
    let id = world.book(&world.who, AT_TEN).await;
    let (first, other) = clinic.signed_up("bea").await;
    let (survivor, absorbed) = (other.patient, world.who.patient);
    let page = merge::preview(clinic, &world.desk, survivor, absorbed).await;
    let form = merge::Form {
        identity_checked: true,
        stays_self: Some(world.who.account),
        ..merge::Form::untouched(survivor, absorbed, &page.unwrap().version)
    };
    merge::merge(clinic, &world.desk, &form).await.unwrap();
    assert!(world.is_request(id).await);
    world.add_of(first).await.unwrap();
    assert!(!world.is_request(id).await);
}

#[tokio::test]
async fn a_fault_at_any_write_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let world = world().await;
        let clinic = &world.clinic;
        let one = world.book(&world.who, AT_TEN).await;
        world.book(&world.who, "2026-03-13T10:00").await;
        world.send_all().await;
        let seen = (one, world.shown(one).await.sequence);
        clinic.store.lay_failpoints().await.unwrap();
        let confirms = async || confirm(clinic, &world.staff, seen).await;
        let ((), changed) = all_or_nothing(clinic, how, confirms).await;
        assert_eq!(changed, ["appointment", "audit", "audit_patient", "notice"]);
        let adds = async || world.add().await;
        let ((), changed) = all_or_nothing(clinic, how, adds).await;
        for table in ["appointment", "audit", "notice", "patient", "registration"] {
            assert!(
                changed.iter().any(|one| one == table),
                "{table}: {changed:?}"
            );
        }
    }
}
