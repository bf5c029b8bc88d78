//! Whom an acceptance concerns is told by mail: the patient, whoever else says who acts for
//! them, and both addresses where it was another account than the invited one.

use domain::access::{Relation, Standing};
use domain::id::{AccountId, InvitationId, NoticeId};
use domain::person::EmailAddress;
use store::invitation::open as rows;
use store::notice::{NewNotice, NoticeKind};

use super::scene::Scene;
use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::mail::in_mail;

/// Writes the mails to the patient, and to those who say who acts for them.
pub(super) async fn tell_concerned(
    work: &mut Work,
    scene: &Scene,
    acceptor: AccountId,
) -> Result<(), Failure> {
    let concerned = scene.holders.iter().filter(|holder| {
        let own = holder.held.terms.relation == Relation::Myself
            && holder.held.standing == Standing::Given;
        holder.here && holder.account != acceptor && (own || scene.manages(holder.account))
    });
    for holder in concerned {
        let to = (Some(holder.account), &holder.email);
        write(work, scene, NoticeKind::AccessGiven, to).await?;
    }
    Ok(())
}

/// Writes the mails to both addresses, where another account accepted than the invited one.
pub(super) async fn tell_addresses(
    work: &mut Work,
    scene: &Scene,
    acceptor: AccountId,
) -> Result<(), Failure> {
    let own = store::account::find_email(&mut **work, acceptor).await?;
    let own = own.ok_or(Failure::fault("an account without an address"))?;
    let kind = NoticeKind::InvitationUsed;
    write(work, scene, kind, (Some(acceptor), &own)).await?;
    write(work, scene, kind, (None, &scene.invited.email)).await
}

async fn write(
    work: &mut Work,
    scene: &Scene,
    kind: NoticeKind,
    (account, to): (Option<AccountId>, &EmailAddress),
) -> Result<(), Failure> {
    let (id, now): (NoticeId, _) = (work.clinic().new_id(), work.now());
    let mail = NewNotice {
        id,
        kind,
        appointment: None,
        code_request: None,
        account,
        patient: scene.subject.as_ref().map(|subject| subject.id),
        invitation: Some(scene.invited.id),
        to: to.clone(),
        version: 0,
        created_at: now,
        due_at: now,
    };
    Ok(store::notice::insert_notice(work, &mail).await?)
}

/// What a mail about an acceptance says.
#[derive(Clone)]
pub(crate) enum AccessMail {
    /// To whom it concerns: who acts from now on, for whom.
    Given {
        /// Whoever accepted.
        who: String,
        /// The patient's first name.
        first_name: String,
        /// Whether it is the patient's own account.
        own: bool,
    },
    /// To the account that accepted what was sent elsewhere.
    UsedByYou {
        /// The invited address, masked.
        sent_to: String,
        /// The patient's first name.
        first_name: String,
    },
    /// To the invited address.
    UsedElsewhere {
        /// The address of the account that accepted, masked.
        by: String,
    },
}

/// What the mail about an acceptance says; none if it isn't so any more.
///
/// # Errors
/// Those of the store.
pub(crate) async fn mail(
    clinic: &Clinic,
    job: &SystemJob,
    (kind, invitation): (NoticeKind, InvitationId),
    to: &EmailAddress,
) -> Result<Option<AccessMail>, Failure> {
    let mut look = clinic.read(job).await?;
    let Some(accepted) = rows::find_accepted(&mut *look, invitation).await? else {
        return Ok(None);
    };
    // Names no patient, and is for the address whose link it was whatever became of it since.
    if kind == NoticeKind::InvitationUsed && to.canonical() == accepted.email.canonical() {
        return Ok(Some(AccessMail::UsedElsewhere {
            by: accepted.account_email.masked(),
        }));
    }
    let subject = rows::find_subject(&mut *look, accepted.patient).await?;
    let Some(subject) = subject.filter(|subject| subject.here) else {
        return Ok(None);
    };
    // Also where the account had its access before it accepted.
    let holders = rows::list_holders(&mut *look, subject.id).await?;
    if holders
        .iter()
        .all(|holder| holder.account != accepted.account)
    {
        return Ok(None);
    }
    let first_name = in_mail(subject.first_name());
    Ok(match kind {
        NoticeKind::AccessGiven => {
            // Whoever may not know of the patient any more is told nothing.
            let concerned = holders
                .iter()
                .any(|holder| holder.here && holder.email.canonical() == to.canonical());
            concerned.then(|| AccessMail::Given {
                who: in_mail(accepted.full_name.as_str()),
                first_name,
                own: accepted.relation == Relation::Myself,
            })
        }
        NoticeKind::InvitationUsed => Some(AccessMail::UsedByYou {
            sent_to: accepted.email.masked(),
            first_name,
        }),
        _ => return Err(Failure::fault("not a mail about an acceptance")),
    })
}
