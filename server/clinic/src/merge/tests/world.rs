//! The clinic that merges are tried in, and who is there.

use domain::id::{HoldId, RegistrationId};
use domain::person::BirthDate;
use jiff::civil::date;
use store::access::Terms;
use store::patient::NewPatient;

use super::*;
use crate::authz::AccountHolder;
use crate::testing::rota::Rota;
use crate::testing::{email, name};

/// A clinic with three who treat, a profile from long ago, and somebody who has just signed up.
pub(super) struct World {
    pub(super) clinic: TestClinic,
    pub(super) rota: Rota,
    pub(super) desk: Merger,
    pub(super) admin: Merger,
    pub(super) survivor: PatientId,
    pub(super) sign_up: Patient,
    pub(super) registration: RegistrationId,
}

impl World {
    pub(super) async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let rota = clinic.rota(&["Ada Nowak", "Priya Raman", "Li Wei"]).await;
        let desk = clinic.staff_with(Role::Desk).await.unwrap();
        let admin = clinic.staff_with(Role::Admin).await.unwrap();
        let survivor = chart(&clinic, "Amara N. Okafor", Some("amara.okafor@oldmail.ca")).await;
        let (registration, sign_up) = clinic.signed_up("amara").await;
        Self {
            clinic,
            rota,
            desk,
            admin,
            survivor,
            sign_up,
            registration,
        }
    }

    pub(super) async fn form(&self, survivor: PatientId, absorbed: PatientId) -> Form {
        let preview = preview(&self.clinic, &self.desk, survivor, absorbed).await;
        Form::untouched(survivor, absorbed, &preview.unwrap().version)
    }

    /// The form of the two, with the tick that they are who they say.
    pub(super) async fn checked(&self) -> Form {
        Form {
            identity_checked: true,
            ..self.form(self.survivor, self.sign_up.patient).await
        }
    }

    pub(super) async fn merged(&self) -> domain::id::MergeId {
        let form = self.checked().await;
        merge(&self.clinic, &self.desk, &form).await.unwrap()
    }

    pub(super) async fn split(&self, id: domain::id::MergeId) {
        let form = self.split_form(id).await;
        undo(&self.clinic, &self.desk, &form, None).await.unwrap();
    }

    pub(super) async fn split_form(&self, id: domain::id::MergeId) -> UndoForm {
        let shown = undo_preview(&self.clinic, &self.desk, id).await.unwrap();
        UndoForm {
            id,
            version: shown.version,
            stay: BTreeSet::new(),
            give: BTreeSet::new(),
        }
    }

    /// Books for themself, or for whom they look after.
    pub(super) async fn book(
        &self,
        who: &Patient,
        whom: PatientId,
        at: &str,
        with: usize,
    ) -> AppointmentId {
        let visitor = self.clinic.visitor(who.visitor.expose());
        let acting = self.clinic.acting_for::<can::Book>(&who.holder, whom).await;
        let acting = acting.unwrap();
        let hold = self.hold(who, at, with).await;
        let press: SubmissionId = self.clinic.new_id();
        booking::book(&self.clinic, &visitor, &acting, hold, press, None)
            .await
            .unwrap()
    }

    /// Holds a time in their browser, for whom they look after there.
    pub(super) async fn hold(&self, who: &Patient, at: &str, with: usize) -> HoldId {
        let (clinic, with) = (&self.clinic, self.rota.people[with]);
        let visitor = clinic.visitor(who.visitor.expose());
        let (choice, holder) = (Choice::Named(with), Some(&who.holder));
        let at = at.parse().unwrap();
        let hold = holds::take(clinic, &visitor, "visit", choice, at, with, holder).await;
        hold.unwrap()
    }

    /// A visit of the profile from long ago and one of the sign-up at the same time.
    pub(super) async fn overlap(&self, old: &Patient) -> (AppointmentId, AppointmentId) {
        let theirs = self.book(old, self.survivor, "2026-03-12T13:00:00Z", 0);
        let theirs = theirs.await;
        let (who, at) = (&self.sign_up, "2026-03-12T13:15:00Z");
        (theirs, self.book(who, who.patient, at, 1).await)
    }

    /// Whether an account sees when this patient has visits.
    pub(super) async fn sees(&self, who: &AccountHolder, patient: PatientId) -> bool {
        let acting = self
            .clinic
            .acting_for::<can::ViewAppointments>(who, patient);
        acting.await.is_ok()
    }

    /// Somebody whose own the profile from long ago is.
    pub(super) async fn old(&self) -> Patient {
        let account = self.clinic.add_account("old", self.survivor).await;
        let browser = "old browser";
        self.clinic.sign_in(account, self.survivor, browser).await
    }

    /// The profile of a patient, as the desk sees it.
    pub(super) async fn page(&self, patient: PatientId) -> patients::Visits {
        let staff = self.clinic.staff_with::<can::SeePatients>(Role::Desk).await;
        let page = patients::profile(&self.clinic, &staff.unwrap(), patient).await;
        match page.unwrap() {
            patients::Shown::Here(page) => *page,
            patients::Shown::MergedInto(into) => panic!("it is part of {into}"),
        }
    }

    pub(super) async fn content(&self) -> BTreeMap<String, Vec<String>> {
        self.clinic.store.content().await.unwrap()
    }

    pub(super) async fn keeps_its_promises(&self) {
        let now = self.clinic.now();
        let broken = self.clinic.store.broken_promises(now).await.unwrap();
        assert_eq!(broken, [""; 0]);
    }
}

pub(super) async fn chart(
    clinic: &TestClinic,
    full_name: &str,
    address: Option<&str>,
) -> PatientId {
    let id = clinic.new_id();
    let new = NewPatient {
        born_on: Some(BirthDate::from_stored(date(1990, 4, 12))),
        email: address.map(email),
        ..NewPatient::named(id, name(full_name), clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::patient::insert_patient(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    id
}

/// An account that acts for somebody and is nobody's own.
pub(super) async fn guardian(
    clinic: &TestClinic,
    short: &str,
    of: PatientId,
    may: Abilities,
) -> (Patient, AccessId) {
    let who = clinic.signed_in(short).await;
    let access = clinic.give(who.account, of, Terms::guardian(may)).await;
    (who, access)
}

pub(super) fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub(super) fn fields<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Vec<String> {
    match outcome {
        Err(Failure::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}
