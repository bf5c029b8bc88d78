//! Invitations in a [`TestStore`], as staff or a guardian leave them.

use domain::id::{InvitationId, NoticeId, PatientId};
use jiff::Timestamp;

use super::TestStore;
use crate::StoreError;
use crate::access::{GrantedBy, Terms};
use crate::column::{At, Day, Id, Word};
use crate::db::on_db;
use domain::invitation::LinkMade;
use domain::person::EmailAddress;

/// An invitation to be written, with one link.
#[derive(Clone, Debug)]
pub struct TestInvitation {
    /// Its id.
    pub id: InvitationId,
    /// For whom.
    pub patient: PatientId,
    /// The invited address.
    pub email: EmailAddress,
    /// What it gives.
    pub terms: Terms,
    /// Whoever invites.
    pub by: GrantedBy,
    /// Now.
    pub at: Timestamp,
    /// From then on it can't be used.
    pub expires_at: Timestamp,
    /// What staff tell, where no birth date is known.
    pub desk_code: Option<String>,
    /// The hash of the link's token.
    pub token_hash: [u8; 32],
    /// How the link is given away.
    pub made: LinkMade,
}

const INSERT: &str = "INSERT INTO invitation (id, patient_id, email, email_canonical, relation, \
     kinship, abilities, basis, access_until_on, invited_by_account, invited_by_staff, state, \
     created_at, sent_at, sends, expires_at, desk_code, wrong_tries) VALUES ($1, $2, $3, $4, $5, \
     $6, $7, $8, $9, $10, $11, 'pending', $12, $12, 1, $13, $14, 0)";
const LINK: &str = "INSERT INTO invitation_link (token_hash, invitation_id, made, created_at) \
     VALUES ($1, $2, $3, $4)";
const END_LINKS: &str = "UPDATE invitation_link SET ended_at = $2 WHERE invitation_id = $1";
const STATE: &str = "UPDATE invitation SET state = $2, closed_at = $3 WHERE id = $1";
const MAILS: &str = "SELECT id FROM notice WHERE invitation_id = $1 AND kind = 'invitation' \
     ORDER BY rowid";
const ONLY_INVITED: &str = "UPDATE clinic SET other_account_at = NULL";
const GONE: &str = "UPDATE patient SET archived_at = $2 WHERE id = $1";
const DIED: &str = "UPDATE patient SET deceased_on = '2026-03-01' WHERE id = $1";

impl TestStore {
    /// The mails that carry an invitation's links, the oldest first, whatever became of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn invitation_mails(
        &self,
        invitation: InvitationId,
    ) -> Result<Vec<NoticeId>, StoreError> {
        let mut db = self.store.read().await?;
        let rows: Vec<Id<NoticeId>> =
            on_db!(db, query_scalar(MAILS).bind(Id(invitation)).fetch_all)?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn insert_invitation(&self, new: &TestInvitation) -> Result<(), StoreError> {
        let (account, staff) = GrantedBy::columns(Some(new.by));
        let mut tx = self.begin().await?;
        on_db!(
            tx,
            query(INSERT)
                .bind(Id(new.id))
                .bind(Id(new.patient))
                .bind(new.email.as_str())
                .bind(new.email.canonical())
                .bind(Word(new.terms.relation))
                .bind(new.terms.kinship.map(Word))
                .bind(new.terms.abilities.to_words())
                .bind(new.terms.basis.map(Word))
                .bind(new.terms.until_on.map(Day))
                .bind(account)
                .bind(staff)
                .bind(At(new.at))
                .bind(At(new.expires_at))
                .bind(new.desk_code.as_deref())
                .execute
        )?;
        on_db!(
            tx,
            query(LINK)
                .bind(new.token_hash.as_slice())
                .bind(Id(new.id))
                .bind(Word(new.made))
                .bind(At(new.at))
                .execute
        )?;
        tx.commit().await
    }

    /// Another link takes the place of those before it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn send_invitation_again(
        &self,
        invitation: InvitationId,
        token_hash: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_db!(
            tx,
            query(END_LINKS).bind(Id(invitation)).bind(At(at)).execute
        )?;
        on_db!(
            tx,
            query(LINK)
                .bind(token_hash.as_slice())
                .bind(Id(invitation))
                .bind("mailed")
                .bind(At(at))
                .execute
        )?;
        tx.commit().await
    }

    /// Closes it as `deleted` or `superseded`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn close_invitation(
        &self,
        invitation: InvitationId,
        state: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_db!(
            tx,
            query(STATE)
                .bind(Id(invitation))
                .bind(state)
                .bind(At(at))
                .execute
        )?;
        tx.commit().await
    }

    /// From now on nobody but the invited address accepts.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn only_invited_may_accept(&self) -> Result<(), StoreError> {
        self.batch(ONLY_INVITED).await
    }

    /// The patient has left.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn archive(&self, patient: PatientId, at: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_db!(tx, query(GONE).bind(Id(patient)).bind(At(at)).execute)?;
        crate::patient::index::renew(&mut tx, patient).await?;
        tx.commit().await
    }

    /// The patient has died.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_deceased(&self, patient: PatientId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        on_db!(tx, query(DIED).bind(Id(patient)).execute)?;
        crate::patient::index::renew(&mut tx, patient).await?;
        tx.commit().await
    }
}
