//! Families: whose page it is, adding a child, and giving an access up.

use domain::access::{Abilities, Basis, Kinship, Preset};
use domain::id::AccountId;
use domain::role::Role;
use jiff::civil::date;

use super::page::{Ended, end, show, view};
use super::*;
use crate::holds::tests::said;
use crate::portal_accounts;
use crate::registrations;
use crate::testing::{Patient, Terms, TestClinic, email, name};

mod desk;
mod diary;
mod hidden;
mod let_go;
mod notices;
mod tabs;

fn guardian(preset: Preset) -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(preset.abilities())
    }
}

fn child(full_name: &str, born_on: Date) -> NewDependent {
    NewDependent {
        full_name: name(full_name),
        born_on: BirthDate::from_stored(born_on),
        kinship: Kinship::Mother,
    }
}

async fn added(clinic: &TestClinic, who: &Patient, first: &str) -> PatientId {
    let kit = child(&format!("{first} Example"), date(2018, 5, 1));
    add(clinic, &who.holder, kit).await.unwrap()
}

#[tokio::test]
async fn whoever_adds_a_child_may_do_everything_for_them_and_can_be_them() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let kit = added(&clinic, &ana, "Kit").await;

    let people = people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(people.me().unwrap().patient, ana.patient);
    assert_eq!(people.now().unwrap().patient, ana.patient);
    let other = people.others().next().unwrap();
    assert_eq!(
        (other.patient, other.rights.abilities),
        (kit, Abilities::ALL)
    );
    assert_eq!(other.age_years(people.today), Some(7));

    switch_to(&clinic, &ana.holder, kit).await.unwrap();
    let acting = super::people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(acting.acting().unwrap().patient, kit);
    switch_to_self(&clinic, &ana.holder).await.unwrap();
    let again = super::people(&clinic, &ana.holder).await.unwrap();
    assert!(again.acting().is_none());
}

#[tokio::test]
async fn nobody_becomes_somebody_whom_they_may_not_see_or_book_for() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let kit = added(&clinic, &ben, "Kit").await;
    let told = switch_to(&clinic, &ana.holder, kit).await;
    assert_eq!(said(&told), "not found");
    clinic
        .give(ana.account, kit, guardian(Preset::Notices))
        .await;
    let told = switch_to(&clinic, &ana.holder, kit).await;
    assert_eq!(said(&told), "not found", "only told, never asked");
}

#[tokio::test]
async fn who_may_no_more_falls_back_to_themself() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let access = clinic
        .give(ana.account, ben.patient, guardian(Preset::Full))
        .await;
    switch_to(&clinic, &ana.holder, ben.patient).await.unwrap();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let by = domain::access::EndedBy::Staff;
    store::access::end_access(&mut work, access, by, now)
        .await
        .unwrap();
    work.commit().await.unwrap();

    let people = people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(people.chosen, Chosen::Gone);
    assert_eq!(people.now().unwrap().patient, ana.patient);
    switch_to_self(&clinic, &ana.holder).await.unwrap();
    let people = super::people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(people.chosen, Chosen::Myself);
}

#[tokio::test]
async fn adding_somebody_by_name_and_birth_date_opens_nothing_that_is_there() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let known = clinic.patient("Kit Example", "2018-05-01").await;
    let kit = added(&clinic, &ana, "Kit").await;
    assert_ne!(kit, known);
    let told = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, known)
        .await;
    assert!(matches!(told, Err(Failure::NotFound)));
    let told = show(&clinic, &ana.holder, known).await;
    assert!(matches!(told, Err(Failure::NotFound)));
}

#[tokio::test]
async fn an_own_access_that_waits_for_staff_says_nothing_and_ends_nothing() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let helps = clinic
        .give(ben.account, ana.patient, guardian(Preset::Full))
        .await;
    assert_eq!(view(&clinic, &ana.holder).await.unwrap().for_me.len(), 1);
    let staff = clinic.staff_with(Role::Desk).await.unwrap();
    let accounts = portal_accounts::list(&clinic, &staff, ana.patient).await;
    let crate::patients::Shown::Here(accounts) = accounts.unwrap() else {
        panic!("merged")
    };
    let own = accounts
        .live
        .iter()
        .find(|one| one.listed.account == ana.account);
    let own = own.unwrap().listed.held.id;
    clinic.store.mark_suspended(own).await.unwrap();

    let page = view(&clinic, &ana.holder).await.unwrap();
    assert!(page.own.is_none() && page.for_me.is_empty());
    let told = end(&clinic, &ana.holder, helps, false).await;
    assert!(matches!(told, Err(Failure::NotFound)), "{told:?}");
    assert!(show(&clinic, &ben.holder, ana.patient).await.is_ok());
}

#[tokio::test]
async fn nobody_acts_for_the_dead() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let leo = clinic.patient("Leo Example", "2018-05-01").await;
    clinic.give(ana.account, leo, guardian(Preset::Full)).await;
    let acting = clinic.acting_for::<can::Book>(&ana.holder, leo).await;
    let acting = acting.unwrap();
    clinic.store.mark_deceased(leo).await.unwrap();
    assert!(matches!(
        clinic.begin(&acting).await,
        Err(Failure::NotFound)
    ));
    let asked = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, leo)
        .await;
    assert!(matches!(asked, Err(Failure::NotFound)));
}

#[tokio::test]
async fn the_same_child_twice_is_one() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let first = added(&clinic, &ana, "Kit").await;
    assert_eq!(added(&clinic, &ana, "KIT").await, first);
    assert_ne!(added(&clinic, &ana, "Max").await, first);
}

#[tokio::test]
async fn somebody_of_age_is_the_clinics_to_add() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    // The clinic's date is 10 March 2026.
    for (born_on, told) in [
        (date(2008, 3, 11), "ok"),
        (date(2008, 3, 10), "of_age"),
        (date(1958, 3, 10), "of_age"),
    ] {
        let new = child(&format!("Una {}", born_on.day()), born_on);
        assert_eq!(
            said(&add(&clinic, &ana.holder, new).await),
            told,
            "{born_on}"
        );
    }
}

#[tokio::test]
async fn one_account_adds_as_many_as_it_may_and_no_more() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let most = usize::try_from(domain::limits::ADDED_PER_ACCOUNT_PER_DAY).unwrap();
    for n in 0..most {
        added(&clinic, &ana, &format!("Kit{}", "x".repeat(n))).await;
    }
    let more = child("One More", date(2018, 5, 1));
    let told = add(&clinic, &ana.holder, more).await;
    assert!(matches!(told, Err(Failure::TooMany { .. })));
}

#[tokio::test]
async fn the_last_guardian_of_a_child_says_that_they_mean_it() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let kit = added(&clinic, &ana, "Kit").await;
    switch_to(&clinic, &ana.holder, kit).await.unwrap();
    let page = show(&clinic, &ana.holder, kit).await.unwrap();
    assert!(page.last_guardian);
    let told = end(&clinic, &ana.holder, page.mine.id, false).await;
    assert_eq!(said(&told), "last_guardian");

    clinic
        .give(ben.account, kit, guardian(Preset::Bookings))
        .await;
    assert!(!show(&clinic, &ana.holder, kit).await.unwrap().last_guardian);
    let done = end(&clinic, &ana.holder, page.mine.id, false)
        .await
        .unwrap();
    assert_eq!(done, Ended::Left);
    let told = show(&clinic, &ana.holder, kit).await;
    assert!(matches!(told, Err(Failure::NotFound)));
    let people = people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(people.chosen, Chosen::Myself, "no browser looks after them");
}

#[tokio::test]
async fn the_patient_ends_any_access_to_themself_and_nobody_else_does() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let (ben, cleo) = (
        clinic.signed_in("ben").await,
        clinic.signed_in("cleo").await,
    );
    let access = clinic
        .give(ben.account, ana.patient, guardian(Preset::Full))
        .await;
    clinic
        .give(cleo.account, ana.patient, guardian(Preset::Full))
        .await;
    let seen = view(&clinic, &ana.holder).await.unwrap();
    assert_eq!(seen.for_me.len(), 2);
    assert!(seen.for_me.iter().all(|card| card.may_end));

    let told = end(&clinic, &cleo.holder, access, true).await;
    assert_eq!(said(&told), "not found", "what they did not give");
    let done = end(&clinic, &ana.holder, access, false).await.unwrap();
    assert_eq!(done, Ended::OnMe);
    let told = clinic
        .acting_for::<can::Book>(&ben.holder, ana.patient)
        .await;
    assert!(matches!(told, Err(Failure::NotFound)));
}

#[tokio::test]
async fn what_one_gave_one_takes_back_while_one_manages_anything() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let ben = clinic.signed_in("ben").await;
    let kit = added(&clinic, &ana, "Kit").await;
    let access = given_by(&clinic, ana.account, ben.account, kit).await;
    let page = show(&clinic, &ana.holder, kit).await.unwrap();
    assert!(page.others.iter().all(|other| other.may_end));
    assert!(!show(&clinic, &ben.holder, kit).await.unwrap().others[0].may_end);
    let done = end(&clinic, &ana.holder, access, false).await.unwrap();
    assert_eq!(done, Ended::On(kit));
}

async fn given_by(
    clinic: &TestClinic,
    giver: AccountId,
    to: AccountId,
    patient: PatientId,
) -> domain::id::AccessId {
    let id = clinic.new_id();
    let new = store::access::NewAccess {
        terms: guardian(Preset::Bookings),
        granted_by: Some(store::access::GrantedBy::Account(giver)),
        ..store::access::NewAccess::own(id, to, patient, clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::access::insert_access(&mut work, &new).await.unwrap();
    work.commit().await.unwrap();
    id
}

#[tokio::test]
async fn turning_a_child_down_leaves_the_account_and_its_own_visits() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let kit = added(&clinic, &ana, "Kit").await;
    let desk = clinic
        .staff_with::<can::ResolveRegistrations>(Role::Desk)
        .await
        .unwrap();
    let mut work = clinic.begin(&desk).await.unwrap();
    let waiting = registrations::list_waiting(&mut *work, clinic.now())
        .await
        .unwrap();
    work.commit().await.unwrap();
    let item = waiting.iter().find(|item| item.patient == kit).unwrap();
    assert_eq!(item.added_by.as_ref().unwrap().as_str(), "Ana Example");
    let asked = registrations::to_block(&clinic, &desk, item.id)
        .await
        .unwrap();
    assert!(asked.unwrap().of_other);

    registrations::block(&clinic, &desk, item.id).await.unwrap();
    let account = clinic.account(ana.session.expose()).await.unwrap();
    assert!(clinic.own_patient::<can::Book>(&account).await.is_ok());
    let told = clinic.acting_for::<can::Book>(&account, kit).await;
    assert!(matches!(told, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_child_who_is_kept_is_a_patient_of_the_clinic() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let kit = added(&clinic, &ana, "Kit").await;
    let desk = clinic
        .staff_with::<can::ResolveRegistrations>(Role::Desk)
        .await
        .unwrap();
    let mut work = clinic.begin(&desk).await.unwrap();
    let waiting = registrations::list_waiting(&mut *work, clinic.now())
        .await
        .unwrap();
    work.commit().await.unwrap();
    let item = waiting.iter().find(|item| item.patient == kit).unwrap();
    registrations::add_as_new(&clinic, &desk, item.id, &Default::default())
        .await
        .unwrap();
    assert!(
        clinic
            .acting_for::<can::Book>(&ana.holder, kit)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn whose_access_is_over_reads_nothing_more_and_helpers_read_no_terms() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let leo = clinic.patient("Leo Example", "2018-05-01").await;
    clinic.give(ana.account, leo, guardian(Preset::Full)).await;
    clinic
        .give(ben.account, leo, guardian(Preset::Notices))
        .await;
    let shown = show(&clinic, &ben.holder, leo).await.unwrap();
    assert!(shown.mine.terms_shown && !shown.others[0].terms_shown);
    let shown = show(&clinic, &ana.holder, leo).await.unwrap();
    assert!(shown.others[0].terms_shown, "who says who has access");

    // Eighteen on March 12.
    let tess = clinic.patient("Tess Example", "2008-03-12").await;
    clinic.give(ana.account, tess, guardian(Preset::Full)).await;
    let of = |seen: &page::FamilyView| -> Vec<PatientId> {
        seen.looked_after.iter().map(|card| card.patient).collect()
    };
    let seen = view(&clinic, &ana.holder).await.unwrap();
    assert_eq!(of(&seen).len(), 2);
    clinic.clock.advance_s(3 * 24 * 3_600);
    let ana = clinic.signed_in_again(&ana).await;
    let seen = view(&clinic, &ana.holder).await.unwrap();
    assert_eq!(of(&seen), [leo], "Tess is of age");
}
