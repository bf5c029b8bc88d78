//! An invitation with everything that bears on it: read in one state of the database, by
//! the page, by the transaction, and before its mail leaves.

use domain::access::{Ability, Relation};
use domain::id::{AccountId, InvitationId};
use domain::invitation::{InvitationRefusal, LinkMade, SecondCheck, usable};
use domain::refusal::Refusal;
use domain::role::Permission;
use jiff::Timestamp;
use store::access::GrantedBy;
use store::invitation::open::{self as rows, Holder, Invited, Subject};

use super::Key;
use crate::failure::Failure;
use crate::rights::Today;
use crate::token;

/// All that speaks for or against an invitation.
pub(crate) struct Scene {
    pub(crate) invited: Invited,
    /// None only where profiles were merged in a circle.
    pub(crate) subject: Option<Subject>,
    pub(crate) holders: Vec<Holder>,
    pub(crate) today: Today,
}

impl Scene {
    /// Finds it by its link.
    ///
    /// # Errors
    /// `Refused(LinkUnusable)` for a token that is no link's, or another invitation's.
    pub(crate) async fn find<R: store::Reads>(
        db: &mut R,
        key: Key<'_>,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let found = rows::find_invited(db, &token::hash(key.token)).await?;
        let invited = found
            .filter(|invited| invited.id == key.id)
            .ok_or(Failure::Refused(Refusal::LinkUnusable))?;
        Self::of(db, invited, now).await
    }

    /// Finds it for its mail; none if there is no such invitation.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn to_mail<R: store::Reads>(
        db: &mut R,
        id: InvitationId,
        now: Timestamp,
    ) -> Result<Option<Self>, Failure> {
        match rows::find_to_mail(db, id).await? {
            Some(invited) => Self::of(db, invited, now).await.map(Some),
            None => Ok(None),
        }
    }

    async fn of<R: store::Reads>(
        db: &mut R,
        invited: Invited,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let subject = rows::find_subject(db, invited.patient).await?;
        let holders = match &subject {
            Some(subject) => rows::list_holders(db, subject.id).await?,
            None => Vec::new(),
        };
        Ok(Self {
            today: Today::at(db, now).await?,
            invited,
            subject,
            holders,
        })
    }

    /// Whom it is about, and what must be known of them, if it can be accepted at all.
    ///
    /// # Errors
    /// What speaks against it; not who is asking.
    pub(crate) fn usable(
        &self,
        now: Timestamp,
    ) -> Result<(&Subject, SecondCheck), InvitationRefusal> {
        usable(&self.invited.facts, now).map_err(InvitationRefusal::Closed)?;
        let subject = self.subject.as_ref().filter(|subject| subject.here);
        let subject = subject.ok_or(InvitationRefusal::Void)?;
        let guardian = self.invited.terms.relation == Relation::Guardian;
        let given_at = self.invited.sent_at;
        let outgrown = guardian && self.today.outgrown_since(given_at, subject.born_on);
        let stopped = guardian && subject.stopped;
        let over = self.invited.terms.until_on;
        let over = over.is_some_and(|until| until < self.today.date_of(now));
        if outgrown || stopped || over || !self.inviter_may() {
            return Err(InvitationRefusal::Void);
        }
        let check = match (subject.born_on, &self.invited.desk_code) {
            // A guardian, who knows the birth date, said which address is the patient's own.
            (_, Some(code)) if !guardian => SecondCheck::DeskCode(code.clone()),
            (Some(born_on), _) => SecondCheck::BirthDate(born_on),
            (None, Some(code)) => SecondCheck::DeskCode(code.clone()),
            (None, None) => return Err(InvitationRefusal::Void),
        };
        Ok((subject, check))
    }

    /// Whether whoever invited may still do so.
    fn inviter_may(&self) -> bool {
        let inviter = &self.invited.inviter;
        match inviter.by {
            GrantedBy::Staff(_) => {
                inviter.here
                    && inviter
                        .role
                        .is_some_and(|role| role.may(Permission::InviteUsers))
            }
            GrantedBy::Account(account) => {
                let own = self.invited.terms.relation == Relation::Myself;
                inviter.here && (self.manages(account) || own && self.managed_when_sent(account))
            }
        }
    }

    /// Whether nobody may accept but the invited address itself: a log-in of the patient's own
    /// is for whom it was sent to, not for whoever reads their mail.
    pub(crate) fn must_be_invited(&self) -> bool {
        self.invited.terms.relation == Relation::Myself
    }

    /// Whether the account may say who acts for the patient.
    pub(crate) fn manages(&self, account: AccountId) -> bool {
        self.holder(account).is_some_and(|holder| {
            let rights = self.today.rights(&holder.held);
            rights.abilities.has(Ability::ManageAccess)
        })
    }

    /// Whether the account could say who acts for the patient when it sent the invitation. Who
    /// comes of age is invited before, and accepts when their guardian may do nothing any more.
    fn managed_when_sent(&self, account: AccountId) -> bool {
        let sent_on = self.today.on(self.today.date_of(self.invited.sent_at));
        self.holder(account).is_some_and(|holder| {
            let rights = sent_on.rights(&holder.held);
            rights.abilities.has(Ability::ManageAccess)
        })
    }

    /// Whether the account may do anything for the patient now.
    pub(crate) fn acts(&self, account: AccountId) -> bool {
        self.holder(account)
            .is_some_and(|holder| !self.today.rights(&holder.held).abilities.is_empty())
    }

    /// The account's live access to the patient.
    pub(crate) fn holder(&self, account: AccountId) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.account == account)
    }

    /// Whether the link that is held was mailed, and so proves its mailbox.
    pub(crate) fn is_mailed(&self) -> bool {
        self.invited.made == LinkMade::Mailed
    }

    /// The account that the invited address logs in.
    pub(crate) async fn account_of_address<R: store::Reads>(
        &self,
        db: &mut R,
    ) -> Result<Option<AccountId>, Failure> {
        let email = self.invited.email.canonical();
        let found = store::account::find_account_by_email(db, &email).await?;
        Ok(found.map(|account| account.id))
    }
}
