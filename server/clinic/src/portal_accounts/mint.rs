//! Making an invitation's link, in the moment in which its mail leaves. Only its hash stays.

use domain::id::{InvitationId, NoticeId};
use domain::invitation::{LinkMade, SecondCheck};
use domain::person::PersonName;
use domain::role::Role;
use store::access::Terms;
use store::invitation as rows;

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::format;
use crate::invitations::scene::Scene;
use crate::mail::in_mail;
use crate::schedule;
use crate::token::Token;

/// Who invites, as whoever is invited knows them.
pub(crate) enum InvitedBy {
    /// A member of staff.
    Staff(PersonName, Role),
    /// Somebody who acts for the patient, or the patient.
    Account(PersonName),
}

/// What the mail of an invitation says: nothing of the patient but the first name.
pub(crate) struct InvitationMail {
    /// The patient's first name.
    pub(crate) first_name: String,
    /// What the access will be.
    pub(crate) terms: Terms,
    /// Who invites.
    pub(crate) invited_by: InvitedBy,
    /// The absolute address behind the button.
    pub(crate) link: String,
    /// Until when it works, in the clinic's time.
    pub(crate) until: String,
    /// Whether the birth date is asked for, and not a code.
    pub(crate) asks_birth_date: bool,
}

/// What to tell whoever is invited, by this mail of the outbox; none if another mail takes its
/// place, or if whoever opened the link would be told that it can't be used. One link of those
/// that were mailed works: the newest, also where a mail is tried again.
///
/// # Errors
/// Only faults.
pub(crate) async fn mint(
    clinic: &Clinic,
    job: &SystemJob,
    about: (InvitationId, NoticeId),
) -> Result<Option<InvitationMail>, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = mint_within(&mut work, about).await;
    work.settle(outcome).await
}

async fn mint_within(
    work: &mut Work,
    (id, notice): (InvitationId, NoticeId),
) -> Result<Option<InvitationMail>, Failure> {
    let now = work.now();
    if !store::notice::is_waiting(&mut **work, notice).await? {
        return Ok(None);
    }
    let Some(scene) = Scene::to_mail(&mut **work, id, now).await? else {
        return Ok(None);
    };
    let Ok((subject, check)) = scene.usable(now) else {
        return Ok(None);
    };
    let row = store::clinic::find_clinic(&mut **work)
        .await?
        .ok_or(Failure::fault(
            "an invitation of a clinic that isn't set up",
        ))?;
    let zone = schedule::zone(&row.location.zone)?;
    let today = format::local_date(now, &zone);
    rows::end_mailed_links(work, id, now).await?;
    let token = token(work, id, LinkMade::Mailed).await?;
    let (invited, inviter) = (&scene.invited, &scene.invited.inviter);
    Ok(Some(InvitationMail {
        link: address(work.clinic(), token.expose()),
        first_name: in_mail(subject.first_name()),
        terms: invited.terms,
        invited_by: match inviter.role {
            Some(role) => InvitedBy::Staff(inviter.full_name.clone(), role),
            None => InvitedBy::Account(inviter.full_name.clone()),
        },
        until: format::moment(invited.facts.expires_at, &zone, today),
        asks_birth_date: matches!(check, SecondCheck::BirthDate(_)),
    }))
}

/// The secret of a fresh link; whoever has it can answer the invitation.
pub(super) async fn token(
    work: &mut Work,
    id: InvitationId,
    made: LinkMade,
) -> Result<Token, Failure> {
    let (token, now) = (work.clinic().new_token(), work.now());
    rows::insert_link(work, &token.hash(), id, made, now).await?;
    Ok(token)
}

/// The link that carries a secret.
pub(super) fn address(clinic: &Clinic, token: &str) -> String {
    format!("{}/invite/{token}", clinic.origin())
}
