//! A teenager's visit at a confidential service: for those who act for them there is none.

use domain::id::{AppointmentId, PractitionerId};

use crate::appointments::{self, change};
use crate::authz::Visitor;
use crate::holds::tests::halifax;
use crate::times::Choice;
use crate::{again, booking, holds};

use super::*;

pub(super) struct Home {
    pub(super) clinic: TestClinic,
    pub(super) ada: PractitionerId,
    pub(super) teen: Patient,
    pub(super) mother: Patient,
    visitor: Visitor,
}

impl Home {
    /// A patient of 13 with an account of their own, their mother with every right, and two
    /// services: `visit`, and `private`, whose visits are the patient's alone.
    pub(super) async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let rota = clinic.rota(&["Ada Nowak"]).await;
        let private = clinic.service("private", |_| {}).await;
        clinic.offer(private, rota.people[0]).await;
        clinic.store.keep_confidential(private).await.unwrap();
        let mother = clinic.signed_in("mother").await;
        let teen = clinic.patient("Tess Example", "2013-01-05").await;
        let account = clinic.add_account("tess", teen).await;
        let teen = clinic.sign_in(account, teen, "tess's browser").await;
        clinic
            .give(mother.account, teen.patient, guardian(Preset::Full))
            .await;
        Self {
            ada: rota.people[0],
            visitor: clinic.visitor(mother.visitor.expose()),
            clinic,
            teen,
            mother,
        }
    }

    pub(super) async fn book(
        &self,
        who: &Patient,
        slug: &str,
        wall: &str,
    ) -> Result<AppointmentId, Failure> {
        let visitor = self.clinic.visitor(who.visitor.expose());
        let acting = self
            .clinic
            .acting_for::<can::Book>(&who.holder, self.teen.patient)
            .await?;
        let (choice, at) = (Choice::Named(self.ada), halifax(wall));
        let asks = (&visitor, &acting);
        let hold = holds::take_for(&self.clinic, asks, slug, choice, at, self.ada).await?;
        let press = self.clinic.submission();
        booking::book(&self.clinic, &visitor, &acting, hold, press, None).await
    }

    async fn mother<A: can::Ability>(&self) -> ActingFor<A> {
        self.clinic
            .acting_for(&self.mother.holder, self.teen.patient)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn no_list_no_page_no_file_and_no_way_to_touch_it() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let open = home
        .book(&home.teen, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    let kept = home
        .book(&home.teen, "private", "2026-03-13 10:00")
        .await
        .unwrap();

    let own = clinic.own::<can::ViewAppointments>(&home.teen).await;
    assert_eq!(appointments::list(clinic, &own).await.unwrap().len(), 2);
    let sees = home.mother::<can::ViewAppointments>().await;
    let listed = appointments::list(clinic, &sees).await.unwrap();
    let ids: Vec<AppointmentId> = listed.iter().map(|visit| visit.id).collect();
    assert_eq!(ids, [open]);
    let told = appointments::show(clinic, &sees, kept).await;
    assert_eq!(said(&told), "not found");
    let told = appointments::calendar(clinic, &sees, kept).await;
    assert_eq!(said(&told), "not found");

    let cancels = home.mother::<can::Cancel>().await;
    let told = appointments::cancel(clinic, &cancels, kept, None).await;
    assert_eq!(said(&told), "not found");
    let told = appointments::undo_booking(clinic, &cancels, kept).await;
    assert_eq!(said(&told), "not found");
    let moves = home.mother::<can::Reschedule>().await;
    let (who, at) = ((&home.visitor, &moves), halifax("2026-03-13 11:00"));
    let told = change::move_to(clinic, who, kept, 0, at, home.ada).await;
    assert_eq!(said(&told), "not found");

    // The next visit and the last one are the open one, for her.
    let family = view(clinic, &home.mother.holder).await.unwrap();
    let next = family.looked_after[0].next.as_ref().unwrap().starts_at;
    assert_eq!(next, halifax("2026-03-12 10:00"));
    let books = home.mother::<can::Book>().await;
    let again = again::suggest(clinic, (&home.visitor, &books))
        .await
        .unwrap();
    assert_eq!(again.unwrap().service.slug, "visit");
}

/// Another practitioner, who offers `other` at the hours of the home's.
async fn other_practitioner(home: &Home) -> PractitionerId {
    let bea = home.clinic.practitioner("Bea Long").await;
    let service = home.clinic.service("other", |_| {}).await;
    home.clinic.offer(service, bea).await;
    for weekday in crate::testing::rota::WORKDAYS {
        home.clinic.shift(bea, weekday, "09:00", "17:00").await;
    }
    bea
}

/// Abuse 38. Whatever a hidden visit refused, or left out of a list, would tell of it to
/// whoever looks once more as a stranger: so to the mother it is as if there were none.
#[tokio::test]
async fn what_she_may_not_hear_of_is_in_the_way_of_nothing_that_she_does() {
    for hidden in [false, true] {
        let home = Home::new().await;
        let clinic = &home.clinic;
        let bea = other_practitioner(&home).await;
        if hidden {
            for wall in ["2026-03-13 10:00", "2026-03-13 13:00", "2026-03-13 16:00"] {
                home.book(&home.teen, "private", wall).await.unwrap();
            }
        }
        let books = home.mother::<can::Book>().await;
        let (choice, ten) = (Choice::Named(bea), halifax("2026-03-13 10:00"));
        let day = Some(jiff::civil::date(2026, 3, 13));
        let stranger = clinic.visitor("a stranger");
        let mut lists = Vec::new();
        for visitor in [&home.visitor, &stranger] {
            let month = crate::times::month(clinic, visitor, "other", choice, None, day).await;
            lists.push(month.unwrap().slots);
        }
        assert_eq!(lists[0], lists[1], "she sees what everybody sees");
        assert!(lists[0].iter().any(|slot| slot.starts_at == ten));

        let asks = (&home.visitor, &books);
        let hold = holds::take_for(clinic, asks, "other", choice, ten, bea).await;
        let hold = hold.unwrap();
        booking::check(clinic, &home.visitor, &books, hold)
            .await
            .unwrap();
        let press = clinic.submission();
        let booked = booking::book(clinic, &home.visitor, &books, hold, press, None).await;
        let booked = booked.unwrap();
        let one = halifax("2026-03-13 13:00");
        let tap = again::book(clinic, asks, "other", one, bea, clinic.submission()).await;
        assert_eq!(said(&tap), "ok", "hidden: {hidden}");
        let moves = home.mother::<can::Reschedule>().await;
        let (who, four) = ((&home.visitor, &moves), halifax("2026-03-13 16:00"));
        let moved = change::move_to(clinic, who, booked, 0, four, bea).await;
        assert_eq!(said(&moved), "ok", "hidden: {hidden}");
        let back = change::undo_move(clinic, &moves, booked).await;
        assert_eq!(said(&back), "ok", "hidden: {hidden}");
        let cancels = home.mother::<can::Cancel>().await;
        let gone = appointments::cancel(clinic, &cancels, booked, None).await;
        assert_eq!(said(&gone), "ok");
        let back = appointments::undo_cancel(clinic, &cancels, booked).await;
        assert_eq!(said(&back), "ok", "hidden: {hidden}");

        // Whoever sees both can do something about it.
        let desk = clinic.staff_with::<can::Book>(Role::Desk).await.unwrap();
        let shown = crate::desk::show(clinic, &desk, booked).await.unwrap();
        assert_eq!(shown.beside_another, hidden);
        let own = clinic.own::<can::ViewAppointments>(&home.teen).await;
        let listed = appointments::list(clinic, &own).await.unwrap();
        assert_eq!(listed.len(), if hidden { 5 } else { 2 });
    }
}

#[tokio::test]
async fn what_she_sees_is_still_in_the_way() {
    let home = Home::new().await;
    let bea = other_practitioner(&home).await;
    home.book(&home.teen, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    let books = home.mother::<can::Book>().await;
    let tap = again::book(
        &home.clinic,
        (&home.visitor, &books),
        "other",
        halifax("2026-03-13 10:15"),
        bea,
        home.clinic.submission(),
    );
    assert_eq!(said(&tap.await), "patient_busy");
}

#[tokio::test]
async fn nobody_books_for_them_what_they_would_not_see_afterwards() {
    let home = Home::new().await;
    let told = home.book(&home.mother, "private", "2026-03-13 10:00").await;
    assert_eq!(said(&told), "service_not_offered");
    let told = home.book(&home.mother, "visit", "2026-03-13 10:00").await;
    assert!(told.is_ok());
}

#[tokio::test]
async fn the_mother_of_a_child_sees_it() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let kit = added(clinic, &home.mother, "Kit").await;
    let acting = clinic
        .acting_for::<can::Book>(&home.mother.holder, kit)
        .await
        .unwrap();
    let (choice, at) = (Choice::Named(home.ada), halifax("2026-03-13 10:00"));
    let hold = holds::take_for(
        clinic,
        (&home.visitor, &acting),
        "private",
        choice,
        at,
        home.ada,
    )
    .await
    .unwrap();
    let press = clinic.submission();
    booking::book(clinic, &home.visitor, &acting, hold, press, None)
        .await
        .unwrap();
    let sees = clinic
        .acting_for::<can::ViewAppointments>(&home.mother.holder, kit)
        .await
        .unwrap();
    assert_eq!(appointments::list(clinic, &sees).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_cap_of_the_service_itself_tells_nothing() {
    let home = Home::new().await;
    let asks = async |wall: &str| {
        let acting = home.mother::<can::Book>().await;
        let (choice, at) = (Choice::Named(home.ada), halifax(wall));
        let taken = holds::take_for(
            &home.clinic,
            (&home.visitor, &acting),
            "capped",
            choice,
            at,
            home.ada,
        )
        .await?;
        let press = home.clinic.submission();
        booking::book(&home.clinic, &home.visitor, &acting, taken, press, None).await
    };
    let capped = home.clinic.service("capped", |_| {}).await;
    let mut work = home.clinic.begin(&home.clinic.system_job()).await.unwrap();
    store::service::update_upcoming_cap(&mut work, capped, Some(1))
        .await
        .unwrap();
    work.commit().await.unwrap();
    home.clinic.offer(capped, home.ada).await;
    home.clinic.store.keep_confidential(capped).await.unwrap();
    let before = said(&asks("2026-03-12 10:00").await);
    home.book(&home.teen, "capped", "2026-03-13 10:00")
        .await
        .unwrap();
    let after = said(&asks("2026-03-12 10:00").await);
    assert_eq!(before, after, "whether the teenager has a visit there");
}
