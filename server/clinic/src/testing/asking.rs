//! Questions to those who signed up, with a link that is in nobody's mail.

use domain::id::{QuestionId, RegistrationId};
use domain::role::Role;

use super::TestClinic;
use crate::registrations::{answering, ask};

/// A question, and what stands in its link.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    /// Its public id.
    pub id: QuestionId,
    /// What its link carries.
    pub token: String,
}

impl TestClinic {
    /// The desk asks somebody who waits whether they have been here before.
    pub async fn question(&self, registration: RegistrationId) -> OpenQuestion {
        let desk = self.staff_with(Role::Desk).await.unwrap();
        ask(self, &desk, registration).await.unwrap();
        let notice = self.store.question_mail(registration).await.unwrap();
        let mail = answering::mint(self, &self.system_job(), notice).await;
        let link = mail.unwrap().unwrap().link;
        let token = link.rsplit('/').next().unwrap_or_default().to_owned();
        let id = answering::find_id(self, &token).await.unwrap().unwrap();
        OpenQuestion { id, token }
    }
}
