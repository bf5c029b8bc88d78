//! Somebody who signed up, and the rule that they meet.

use domain::id::RegistrationId;
use domain::person::BirthDate;
use domain::role::Role;
use jiff::civil::date;
use store::patient::NewPatient;
use store::registration::NewRegistration;

use super::{Patient, TestClinic, email, name};
use crate::authz::can;
use crate::registrations::policy::{self, RegistrationPolicy, SignUps};

impl TestClinic {
    /// Somebody who signed up and waits for staff, with a profile of which they typed everything.
    ///
    /// # Panics
    /// When it can't be written.
    pub async fn signed_up(&self, short: &str) -> (RegistrationId, Patient) {
        let patient = self.new_id();
        let new = NewPatient {
            born_on: Some(BirthDate::from_stored(date(1990, 4, 12))),
            email: Some(email(&format!("{short}@example.com"))),
            phone: Some(String::from("+19025550177")),
            provisional_at: Some(self.now()),
            ..NewPatient::named(patient, name("Amara Okafor"), self.now())
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::patient::insert_patient(&mut work, &new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        let account = self.add_account(short, patient).await;
        let registration = NewRegistration {
            id: self.new_id(),
            patient,
            account,
            created_at: self.now(),
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::registration::insert_registration(&mut work, &registration)
            .await
            .unwrap();
        work.commit().await.unwrap();
        let browser = format!("{short}'s browser");
        let who = self.sign_in(account, patient, &browser).await;
        (registration.id, who)
    }

    /// Makes this the rule for somebody new.
    ///
    /// # Panics
    /// When it can't be changed.
    pub async fn set_policy(&self, policy: RegistrationPolicy) {
        let who = self.staff_with::<can::Team>(Role::Admin).await.unwrap();
        let was = policy::sign_ups(self, &self.public()).await.unwrap();
        let to = SignUps {
            policy,
            ..was.clone()
        };
        policy::change(self, &who, &was, &to).await.unwrap();
    }
}
