//! Whatever else can be answered to an invitation: no; send me a new link; prove my address.

use domain::audit::Action;
use domain::invitation::{InvitationNews, InvitationRefusal};
use domain::limits;
use domain::person::{EmailAddress, parse_note};
use domain::refusal::Refusal;
use store::code::Purpose;
use store::invitation::open as rows;

use super::Key;
use super::accept::{refused, tell_staff};
use super::open::may_ask;
use super::scene::Scene;
use crate::authz::{Clinic, Visitor, Work};
use crate::codes;
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::throttle::{self, Limit};

/// New links asked for with the links of one invitation.
const ASKED: Limit = Limit::per_hour("invitation asked", limits::INVITATION_ASKS_PER_HOUR);

/// Declines the invitation, with a reason or without.
///
/// # Errors
/// `Invalid("reason")`; `Refused(LinkUnusable)`, `Refused(Invitation(_))`.
pub async fn decline(
    clinic: &Clinic,
    browser: &Visitor,
    key: Key<'_>,
    reason: &str,
) -> Result<(), Failure> {
    let reason = parse_note(reason, limits::REASON_CHARS_MAX)
        .map_err(|invalid| Failure::field("reason", invalid))?;
    let mut work = clinic.begin(browser).await?;
    let outcome = decline_within(&mut work, key, reason.as_deref()).await;
    work.settle(outcome).await
}

async fn decline_within(
    work: &mut Work,
    key: Key<'_>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let now = work.now();
    let scene = Scene::find(&mut **work, key, now).await?;
    scene.usable(now).map_err(refused)?;
    let id = scene.invited.id;
    rows::decline_invitation(work, id, reason, now).await?;
    tell_staff(work, &scene, InvitationNews::Declined).await?;
    work.record(
        Action::InvitationDecline.as_str(),
        &id.to_string(),
        &[scene.invited.patient],
    )
    .await
}

/// Asks the clinic for a new link, of an invitation that can't be used any more. Asking
/// again while nobody has looked changes nothing.
///
/// # Errors
/// `Refused(LinkUnusable)`; `Refused(ChangedMeanwhile)` if it can be used, or if somebody
/// decided that it can't; `TooMany`.
pub async fn ask_for_new(clinic: &Clinic, browser: &Visitor, key: Key<'_>) -> Result<(), Failure> {
    let mut work = clinic.begin(browser).await?;
    let outcome = ask_within(&mut work, key).await;
    work.settle(outcome).await
}

async fn ask_within(work: &mut Work, key: Key<'_>) -> Result<(), Failure> {
    let now = work.now();
    let scene = Scene::find(&mut **work, key, now).await?;
    let asks = scene.usable(now).err().is_some_and(may_ask);
    if !asks {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let id = scene.invited.id;
    throttle::take(work, &ASKED, &[id.uuid().as_bytes()])
        .await?
        .or_too_many()?;
    tell_staff(work, &scene, InvitationNews::Asked).await?;
    work.record(
        Action::InvitationAsk.as_str(),
        &id.to_string(),
        &[scene.invited.patient],
    )
    .await
}

/// Mails a code to the invited address, for a link that doesn't prove it.
///
/// # Errors
/// `Refused(LinkUnusable)`, `Refused(Invitation(_))`; `TooMany` as [`codes::ask`].
pub async fn ask_for_code(clinic: &Clinic, browser: &Visitor, key: Key<'_>) -> Result<(), Failure> {
    let mut work = clinic.begin(browser).await?;
    let outcome = async {
        let now = work.now();
        let scene = Scene::find(&mut *work, key, now).await?;
        scene.usable(now).map_err(refused)?;
        if scene.is_mailed() {
            return Err(Failure::Refused(Refusal::ChangedMeanwhile));
        }
        let (email, next) = (scene.invited.email.clone(), NextPath::default());
        codes::ask_for(&mut work, browser, Purpose::Invitation, email, &next).await
    }
    .await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// The invited address, for the log-in on the invitation's page. Only of a mailed link:
/// whoever has another may not know the address.
///
/// # Errors
/// `Refused(LinkUnusable)`, `Refused(Invitation(_))`.
pub async fn log_in_address(
    clinic: &Clinic,
    browser: &Visitor,
    key: Key<'_>,
) -> Result<EmailAddress, Failure> {
    let mut look = clinic.read(browser).await?;
    let now = look.now();
    let scene = Scene::find(&mut *look, key, now).await?;
    scene.usable(now).map_err(refused)?;
    if scene.is_mailed() {
        Ok(scene.invited.email)
    } else {
        Err(refused(InvitationRefusal::OtherAccount))
    }
}
