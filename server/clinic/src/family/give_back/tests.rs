use domain::access::{Abilities, Ability};
use domain::id::AccountId;
use domain::role::Role;
use jiff::civil::date;

use super::*;
use crate::family::page;
use crate::holds::tests::said;
use crate::portal_accounts as accounts;
use crate::testing::{Patient, TestClinic};

const DAY_S: i64 = 24 * 3_600;

/// Tess, who turns 18 on 12 March 2026, two days after the clock's start, and whom Amara looks
/// after.
struct World {
    clinic: TestClinic,
    tess: Patient,
    amara: Patient,
    access: AccessId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let amara = clinic.signed_in("amara").await;
        let patient = clinic.patient("Tess Okafor", "2008-03-12").await;
        let account = clinic.add_account("tess", patient).await;
        let tess = clinic.sign_in(account, patient, "tess's browser").await;
        let terms = Terms {
            kinship: Some(Kinship::Mother),
            basis: Some(Basis::ParentalResponsibility),
            ..Terms::guardian(Abilities::ALL)
        };
        let access = clinic.give(amara.account, patient, terms).await;
        Self {
            clinic,
            tess,
            amara,
            access,
        }
    }

    async fn later(&mut self, days: i64) {
        self.clinic.clock.advance_s(days * DAY_S);
        self.tess = self.clinic.signed_in_again(&self.tess).await;
        self.amara = self.clinic.signed_in_again(&self.amara).await;
    }

    async fn seen(&self) -> page::FamilyView {
        page::view(&self.clinic, &self.tess.holder).await.unwrap()
    }

    async fn give_back(&self, rights: Preset) -> Result<(), Failure> {
        let own = self
            .clinic
            .own_patient::<can::ManageAccess>(&self.tess.holder)
            .await?;
        let holder = self.clinic.account(self.tess.session.expose()).await?;
        let recent = self.clinic.recent(holder).await?;
        let what = (rights, Length::TwoWeeks);
        give_back(&self.clinic, &recent, &own, self.access, what).await
    }

    async fn books(&self, who: &Patient) -> bool {
        let asked = self
            .clinic
            .acting_for::<can::Book>(&who.holder, self.tess.patient);
        asked.await.is_ok()
    }
}

#[tokio::test]
async fn who_comes_of_age_sees_who_had_access_and_gives_it_back_in_one_step() {
    let mut world = World::new().await;
    // The day before nobody is a former one.
    world.later(1).await;
    let seen = world.seen().await;
    assert_eq!((seen.for_me.len(), seen.former.len()), (1, 0));
    let early = world.give_back(Preset::Bookings).await;
    assert!(matches!(early, Err(Failure::NotFound)));

    world.later(1).await;
    assert!(!world.books(&world.amara).await);
    let seen = world.seen().await;
    assert!(seen.for_me.is_empty());
    let [former] = seen.former.as_slice() else {
        panic!("{:?}", seen.former);
    };
    assert_eq!(former.holder.as_str(), "Amara Example");
    assert_eq!(former.kinship, Some(Kinship::Mother));
    assert_eq!(former.ended_on, Some(date(2026, 3, 12)));
    assert!(former.may_give_back);

    let own = world.clinic.own::<can::ManageAccess>(&world.tess).await;
    let giving = offer(&world.clinic, &own, world.access).await.unwrap();
    assert!(
        !giving.offered.contains(&Preset::Full),
        "not that very right"
    );
    let too_much = world.give_back(Preset::Full).await;
    assert!(matches!(too_much, Err(Failure::Invalid(_))));
    world.give_back(Preset::Bookings).await.unwrap();
    world.give_back(Preset::Bookings).await.unwrap();

    assert!(world.books(&world.amara).await);
    let seen = world.seen().await;
    let [card] = seen.for_me.as_slice() else {
        panic!("{:?}", seen.for_me);
    };
    assert_eq!(card.until, Some(date(2026, 3, 26)));
    assert!(!card.rights.abilities.has(Ability::ManageAccess));
    // What was stays among those who had access, until the birthday.
    let [former] = seen.former.as_slice() else {
        panic!("{:?}", seen.former);
    };
    assert_eq!(former.ended_on, Some(date(2026, 3, 12)));
    assert!(!former.may_give_back);
    let acts = world.clinic.store.audited().await.unwrap();
    let acts = acts.iter().filter(|act| act.action == "access.give_back");
    assert_eq!(acts.count(), 1);
}

#[tokio::test]
async fn whose_access_age_has_ended_sees_nothing_of_it() {
    let mut world = World::new().await;
    crate::family::switch_to(&world.clinic, &world.amara.holder, world.tess.patient)
        .await
        .unwrap();
    world.later(3).await;
    let seen = page::view(&world.clinic, &world.amara.holder)
        .await
        .unwrap();
    assert!(seen.looked_after.is_empty());
    let told = page::show(&world.clinic, &world.amara.holder, world.tess.patient).await;
    assert!(matches!(told, Err(Failure::NotFound)));
    // Nor do they give it back to themself.
    let holder = world.clinic.account(world.amara.session.expose()).await;
    let recent = world.clinic.recent(holder.unwrap()).await.unwrap();
    let own = world.clinic.own::<can::ManageAccess>(&world.amara).await;
    let what = (Preset::Bookings, Length::Open);
    let told = give_back(&world.clinic, &recent, &own, world.access, what).await;
    assert_eq!(said(&told), "not found");
}

#[tokio::test]
async fn a_safeguarding_stop_is_not_undone_by_giving_back() {
    let mut world = World::new().await;
    world.later(2).await;
    world.clinic.stop_others(world.tess.patient).await;
    let told = world.give_back(Preset::Bookings).await;
    assert_eq!(said(&told), "ask_the_clinic");
    let seen = world.seen().await;
    assert!(seen.former.iter().all(|one| !one.may_give_back));
    assert!(!world.books(&world.amara).await);
}

#[tokio::test]
async fn the_step_up_grows_old() {
    let mut world = World::new().await;
    world.later(2).await;
    let own = world.clinic.own::<can::ManageAccess>(&world.tess).await;
    let holder = world.clinic.account(world.tess.session.expose()).await;
    let recent = world.clinic.recent(holder.unwrap()).await.unwrap();
    world.clinic.clock.advance_s(16 * 60);
    let what = (Preset::Bookings, Length::Open);
    let told = give_back(&world.clinic, &recent, &own, world.access, what).await;
    assert!(matches!(told, Err(Failure::Reauthenticate)), "{told:?}");
}

#[tokio::test]
async fn a_claimed_account_of_their_own_has_the_whole_history() {
    let clinic = TestClinic::new().await;
    let patient = clinic.patient("Tess Okafor", "2008-03-12").await;
    let amara = clinic.signed_in("amara").await;
    let founded = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    clinic.give(amara.account, patient, founded).await;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let to = crate::testing::email;
    // Not to the address with which Amara logs in: before the birthday, nor after it.
    let own = || accounts::Offer::Terms(Terms::OWN);
    let told = accounts::add(&clinic, &desk, patient, &to("amara@example.com"), own()).await;
    assert_eq!(said(&told), "guardians_address");
    clinic.clock.advance_s(3 * DAY_S);
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let told = accounts::add(&clinic, &desk, patient, &to("amara@example.com"), own()).await;
    assert_eq!(said(&told), "guardians_address");
    accounts::add(&clinic, &desk, patient, &to("tess@example.com"), own())
        .await
        .unwrap();
}

/// Amara, while she still may, with somebody of this birth date; what is said of inviting them
/// to an account of their own.
async fn invited_own(born_on: &str, address: &str) -> String {
    let clinic = TestClinic::new().await;
    let amara = clinic.signed_in("amara").await;
    let policy = domain::age_policy::AgePolicy::parse("18.end march_1").unwrap();
    let admin = clinic.staff_with(Role::Admin).await.unwrap();
    let was = domain::age_policy::AgePolicy::parse("12.bookings_only 16.ask 18.end march_1");
    crate::ages::change(&clinic, &admin, &was.unwrap(), &policy)
        .await
        .unwrap();
    let patient = clinic.patient("Tess Okafor", born_on).await;
    let founded = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    clinic.give(amara.account, patient, founded).await;
    let holder = clinic.account(amara.session.expose()).await.unwrap();
    let recent = clinic.recent(holder).await.unwrap();
    let acting = clinic.acting_for::<can::ManageAccess>(&amara.holder, patient);
    let acting = match acting.await {
        Ok(acting) => acting,
        Err(failure) => return said::<AccountId>(&Err(failure)),
    };
    let address = crate::testing::email(address);
    let told = crate::family::lend::invite_own(&clinic, &recent, &acting, &address).await;
    said(&told)
}

#[tokio::test]
async fn a_guardian_invites_who_is_old_enough_while_they_still_may() {
    assert_eq!(invited_own("2008-03-12", "tess@example.com").await, "ok");
    assert_eq!(invited_own("2010-03-10", "tess@example.com").await, "ok");
    let young = invited_own("2010-03-11", "tess@example.com").await;
    assert_eq!(young, "ask_the_clinic");
    let mine = invited_own("2008-03-12", "amara@example.com").await;
    assert_eq!(mine, "guardians_address");
}
