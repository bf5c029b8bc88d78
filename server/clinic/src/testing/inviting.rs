//! Invitations as staff or a guardian leave them, with a link that is in nobody's mail.

use domain::access::Preset;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{LinkMade, expires_at};
use domain::limits;
use domain::role::Role;
use jiff::Timestamp;
use store::access::{GrantedBy, Terms};
use store::testing::TestInvitation;

use super::{TestClinic, email};
use crate::token::Token;

/// An invitation, and what stands in its link.
#[derive(Clone)]
pub struct Invite {
    /// Its public id.
    pub id: InvitationId,
    /// What its link carries.
    pub token: Token,
}

/// How somebody is invited.
#[derive(Clone)]
pub struct Inviting {
    /// For whom.
    pub patient: PatientId,
    /// The invited address.
    pub to: String,
    /// What it gives.
    pub terms: Terms,
    /// Whoever invites.
    pub by: GrantedBy,
    /// How the link is given away.
    pub made: LinkMade,
    /// What staff tell.
    pub desk_code: Option<String>,
}

impl TestClinic {
    /// The desk asks `to` to look after the patient, with everything.
    pub async fn inviting(&self, patient: PatientId, to: &str) -> Inviting {
        let desk = self.signed_in_member(Role::Desk).await;
        Inviting {
            patient,
            to: to.to_owned(),
            terms: Terms::guardian(Preset::Full.abilities()),
            by: GrantedBy::Staff(desk.staff_id()),
            made: LinkMade::Mailed,
            desk_code: None,
        }
    }

    /// Writes it.
    pub async fn invite(&self, inviting: &Inviting) -> Invite {
        let (id, token, at): (InvitationId, _, _) = (self.new_id(), self.new_token(), self.now());
        let expires_at = expires_at(at, limits::INVITATION_DAYS).unwrap();
        let new = TestInvitation {
            id,
            patient: inviting.patient,
            email: email(&inviting.to),
            terms: inviting.terms,
            by: inviting.by,
            at,
            expires_at,
            desk_code: inviting.desk_code.clone(),
            token_hash: token.hash(),
            made: inviting.made,
        };
        self.store.insert_invitation(&new).await.unwrap();
        Invite { id, token }
    }

    /// Sends it again: the link of before is dead.
    pub async fn invite_again(&self, invite: &Invite) -> Invite {
        let token = self.new_token();
        let hash = token.hash();
        self.store
            .send_invitation_again(invite.id, &hash, self.now())
            .await
            .unwrap();
        Invite {
            id: invite.id,
            token,
        }
    }

    /// A safeguarding stop, set by the desk.
    pub async fn stop_others(&self, patient: PatientId) {
        let desk = self.signed_in_member(Role::Desk).await;
        let mut work = self.begin(&self.system_job()).await.unwrap();
        let (id, now): (_, Timestamp) = (self.new_id(), work.now());
        store::safeguarding::insert_stop(&mut work, id, patient, desk.staff_id(), None, now)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }
}
