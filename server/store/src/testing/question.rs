//! Questions to those who signed up, in a [`TestStore`].

use domain::id::{NoticeId, RegistrationId};

use super::TestStore;
use crate::StoreError;
use crate::column::Id;
use crate::db::on_db;

const MAIL: &str = "SELECT notice_id FROM registration_question \
     WHERE registration_id = $1 AND answered_at IS NULL AND replaced_at IS NULL";

impl TestStore {
    /// The mail that carries the question that is open about a sign-up.
    ///
    /// # Errors
    /// Those of the store; `NotFound` if none is open.
    pub async fn question_mail(&self, of: RegistrationId) -> Result<NoticeId, StoreError> {
        let mut db = self.read().await?;
        let found: Option<Id<NoticeId>> =
            on_db!(&mut db, query_scalar(MAIL).bind(Id(of)).fetch_optional)?;
        found.map(|id| id.0).ok_or(StoreError::NotFound)
    }
}
