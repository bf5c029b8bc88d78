//! From a row of the outbox to a mail, if what it tells is still true.

use domain::id::{AccountId, AppointmentId, CodeRequestId, InvitationId};
use domain::person::EmailAddress;
use jiff::{SignedDuration, Timestamp};
use store::appointment::{AppointmentState, CancelledBy as StoredBy};
use store::notice::{LeasedNotice, MailedVisit, NoticeKind};

use crate::account_password::recover;
use crate::authz::Clinic;
use crate::codes::{self, CodeKind, MintedCode};
use crate::email_change;
use crate::failure::Failure;
use crate::family::notices::{Recipient, chart_recipient, recipient};
use crate::format;
use crate::invitations;
use crate::mail::{
    self, CancelledBy, ClinicCard, CodeMail, CodeWords, FactorMail, Letter, OtherTime,
    PasswordMail, SendError, VisitFacts,
};
use crate::merge;
use crate::portal_accounts;
use crate::registrations::{answering, policy};
use crate::schedule::{self, Own, Schedule};
use crate::times::{self, Choice};
use crate::warnings::{self, DayMail};

/// Nobody waits for a code any more that was asked for so long ago.
const CODE_WAIT_MAX: SignedDuration = SignedDuration::from_hours(3);

/// What there is to send.
pub(super) enum Prepared {
    /// This mail.
    Letter(Box<Letter>),
    /// Nothing: it isn't true any more, or of no use.
    Untrue,
}

impl Prepared {
    /// The same mail to another address than the outbox has.
    fn to(mut self, address: EmailAddress) -> Self {
        if let Self::Letter(letter) = &mut self {
            letter.to = address;
        }
        self
    }
}

/// Reads what the mail is about as it stands now, and writes the mail.
pub(super) async fn prepare(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, SendError> {
    let prepared = match notice.kind {
        NoticeKind::Code => match notice.code_request {
            Some(request) => code(clinic, notice, request).await,
            None => Err(Failure::fault("a code's mail without its request")),
        },
        NoticeKind::EmailChangeAsked | NoticeKind::EmailChanged | NoticeKind::EmailReverted => {
            match notice.account {
                Some(account) => email_change(clinic, notice, account).await,
                None => Err(Failure::fault("an account's mail without it")),
            }
        }
        NoticeKind::Booked | NoticeKind::Confirmed | NoticeKind::Moved | NoticeKind::Cancelled => {
            match notice.appointment {
                Some(appointment) => visit(clinic, notice, appointment).await,
                None => Err(Failure::fault("an appointment's mail without it")),
            }
        }
        NoticeKind::Invitation => match notice.invitation {
            Some(id) => invitation(clinic, notice, id).await,
            None => Err(Failure::fault("an invitation's mail without it")),
        },
        NoticeKind::LogInLink => match notice.code_request {
            Some(request) => log_in_link(clinic, notice, request).await,
            None => Err(Failure::fault("a log-in link's mail without its request")),
        },
        NoticeKind::AccessGiven | NoticeKind::InvitationUsed => match notice.invitation {
            Some(invitation) => access(clinic, notice, invitation).await,
            None => Err(Failure::fault("an invitation's mail without it")),
        },
        NoticeKind::Birthday | NoticeKind::LastDay => warning(clinic, notice).await,
        NoticeKind::AccessAgain => access_again(clinic, notice).await,
        NoticeKind::PortalDetached | NoticeKind::PortalTakenOver | NoticeKind::ProfileJoined => {
            merged(clinic, notice).await
        }
        NoticeKind::RegistrationQuestion => question(clinic, notice).await,
        NoticeKind::Recovery => recovery(clinic, notice).await,
        NoticeKind::PasswordChanged => password(clinic, notice, PasswordMail::Changed).await,
        NoticeKind::PasswordRemoved => password(clinic, notice, PasswordMail::Removed).await,
        NoticeKind::SecondFactorOn => second_factor(clinic, notice, FactorMail::On).await,
        NoticeKind::SecondFactorOff => second_factor(clinic, notice, FactorMail::Off).await,
        NoticeKind::SecondFactorReset => second_factor(clinic, notice, FactorMail::Reset).await,
        NoticeKind::RecoveryCodesNew => second_factor(clinic, notice, FactorMail::Codes).await,
        NoticeKind::RecoveryCodeUsed => second_factor(clinic, notice, FactorMail::Used).await,
    };
    prepared.map_err(|failure| match failure {
        Failure::Unavailable => SendError::for_now("database"),
        other => {
            tracing::error!(notice = %notice.id, failure = ?other, "a mail can't be written");
            SendError::for_now("message")
        }
    })
}

async fn code(
    clinic: &Clinic,
    notice: &LeasedNotice,
    request: CodeRequestId,
) -> Result<Prepared, Failure> {
    let now = clinic.now();
    if now.duration_since(notice.created_at) > CODE_WAIT_MAX {
        return Ok(Prepared::Untrue);
    }
    let card = card(clinic).await?;
    let minted = match codes::mint(clinic, &clinic.system_job(), request).await {
        Ok(minted) => minted,
        Err(Failure::NotFound) => return Ok(Prepared::Untrue),
        Err(failure) => return Err(failure),
    };
    let to = minted.to.clone();
    let (subject, text, html) = mail::code(&code_mail(minted)?, &card).map_err(unwritten)?;
    Ok(letter(notice, card, now, subject, text, html).to(to))
}

async fn log_in_link(
    clinic: &Clinic,
    notice: &LeasedNotice,
    request: CodeRequestId,
) -> Result<Prepared, Failure> {
    let now = clinic.now();
    if now.duration_since(notice.created_at) > CODE_WAIT_MAX {
        return Ok(Prepared::Untrue);
    }
    let card = card(clinic).await?;
    let minted = match codes::mint(clinic, &clinic.system_job(), request).await {
        Ok(minted) => minted,
        Err(Failure::NotFound) => return Ok(Prepared::Untrue),
        Err(failure) => return Err(failure),
    };
    // The account may have another address by now.
    let (CodeKind::LogIn, Some(link)) = (minted.kind, &minted.link) else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) =
        mail::log_in_link(link, minted.minutes, &card).map_err(unwritten)?;
    Ok(letter(notice, card, now, subject, text, html).to(minted.to))
}

async fn recovery(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, Failure> {
    let now = clinic.now();
    if now.duration_since(notice.created_at) > CODE_WAIT_MAX {
        return Ok(Prepared::Untrue);
    }
    let card = card(clinic).await?;
    let minted = recover::mint(clinic, &clinic.system_job(), &notice.to).await?;
    let words = match &minted.link {
        Some(link) => mail::recovery(link, minted.minutes, &card),
        None => mail::code(&CodeMail::NoAccount, &card),
    };
    let (subject, text, html) = words.map_err(unwritten)?;
    Ok(letter(notice, card, now, subject, text, html).to(minted.to))
}

async fn password(
    clinic: &Clinic,
    notice: &LeasedNotice,
    what: PasswordMail,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let (subject, text, html) = mail::password(what, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn merged(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let Some(what) = merge::mail(clinic, &clinic.system_job(), notice).await? else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::merged(what, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn second_factor(
    clinic: &Clinic,
    notice: &LeasedNotice,
    what: FactorMail,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let staff = notice.account.is_none();
    let (subject, text, html) = mail::second_factor(what, staff, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn email_change(
    clinic: &Clinic,
    notice: &LeasedNotice,
    account: AccountId,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let about = (account, &notice.to);
    let mail = email_change::mint(clinic, &clinic.system_job(), notice.kind, about).await?;
    let Some(mail) = mail else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::email_change(&mail, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn invitation(
    clinic: &Clinic,
    notice: &LeasedNotice,
    id: InvitationId,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let about = (id, notice.id);
    let Some(mail) = portal_accounts::mint(clinic, &clinic.system_job(), about).await? else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::invitation(&mail, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn question(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let Some(mail) = answering::mint(clinic, &clinic.system_job(), notice.id).await? else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::question(&mail, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html).to(mail.to))
}

async fn access(
    clinic: &Clinic,
    notice: &LeasedNotice,
    invitation: InvitationId,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let about = (notice.kind, invitation);
    let mail = invitations::mail(clinic, &clinic.system_job(), about, &notice.to).await?;
    let Some(mail) = mail else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::access(&mail, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn warning(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let Some(mail) = warnings::mail(clinic, &clinic.system_job(), notice.id).await? else {
        return Ok(Prepared::Untrue);
    };
    let words = match &mail {
        DayMail::Birthday(mail) => mail::birthday(mail, &card),
        DayMail::LastDay(mail) => mail::last_day(mail, &card),
    };
    let (subject, text, html) = words.map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

async fn access_again(clinic: &Clinic, notice: &LeasedNotice) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let job = clinic.system_job();
    let mail = portal_accounts::again_mail(clinic, &job, notice.id, notice.account).await?;
    let Some(mail) = mail else {
        return Ok(Prepared::Untrue);
    };
    let (subject, text, html) = mail::access_again(&mail, &card).map_err(unwritten)?;
    Ok(letter(notice, card, clinic.now(), subject, text, html))
}

fn code_mail(minted: MintedCode) -> Result<CodeMail, Failure> {
    let words = |minted: MintedCode| match (minted.code, minted.link) {
        (Some(code), Some(link)) => Ok(CodeWords {
            code,
            link,
            minutes: minted.minutes,
        }),
        _ => Err(Failure::fault("a code without code or link")),
    };
    match minted.kind {
        CodeKind::SignUp => Ok(CodeMail::New(words(minted)?)),
        CodeKind::LogIn => Ok(CodeMail::Known(words(minted)?)),
        CodeKind::NewEmail => match minted.code {
            Some(code) => Ok(CodeMail::NewEmail {
                code,
                minutes: minted.minutes,
            }),
            None => Err(Failure::fault("a code's mail without a code")),
        },
        CodeKind::Invitation => match minted.code {
            Some(code) => Ok(CodeMail::Invitation {
                code,
                minutes: minted.minutes,
            }),
            None => Err(Failure::fault("a code's mail without a code")),
        },
        CodeKind::Taken => Ok(CodeMail::Taken),
        CodeKind::Prove => match minted.code {
            Some(code) => Ok(CodeMail::Confirm {
                code,
                minutes: minted.minutes,
            }),
            None => Err(Failure::fault("a code's mail without a code")),
        },
        CodeKind::HasAccount => Ok(CodeMail::HasAccount(words(minted)?)),
        CodeKind::NoAccount => Ok(CodeMail::NoAccount),
    }
}

async fn visit(
    clinic: &Clinic,
    notice: &LeasedNotice,
    id: AppointmentId,
) -> Result<Prepared, Failure> {
    let card = card(clinic).await?;
    let mut look = clinic.read(&clinic.system_job()).await?;
    let now = look.now();
    let found = store::notice::find_mailed_visit(&mut *look, id).await?;
    let Some(found) = found else {
        return Ok(Prepared::Untrue);
    };
    let by_clinic = matches!(found.cancelled_by, Some(StoredBy::Staff | StoredBy::Clinic));
    // Whether whoever it goes to may still hear of it.
    let recipient = match notice.account {
        Some(account) => recipient(&mut look, account, (notice.kind, id), by_clinic).await?,
        None => chart_recipient(&mut look, id, &notice.to).await?,
    };
    drop(look);
    if recipient == Recipient::Nobody {
        return Ok(Prepared::Untrue);
    }
    // Nobody can act on news of a visit that has begun.
    if found.starts_at <= now {
        return Ok(Prepared::Untrue);
    }
    let cancelled = found.state == AppointmentState::Cancelled;
    let by = match found.cancelled_by {
        None => None,
        Some(StoredBy::Patient) => Some(CancelledBy::Patient),
        Some(StoredBy::Guardian) => Some(CancelledBy::Guardian),
        Some(StoredBy::Staff) => Some(CancelledBy::Clinic(Vec::new())),
        Some(StoredBy::Clinic) => Some(CancelledBy::Clinic(other_times(clinic, &found).await?)),
    };
    let facts = facts(id, notice, found, recipient)?;
    let mail = match (notice.kind, by) {
        (NoticeKind::Booked, None) if !cancelled => mail::booked(&facts, &card, now),
        (NoticeKind::Confirmed, None) if !cancelled && !facts.requested => {
            mail::confirmed(&facts, &card, now)
        }
        (NoticeKind::Moved, None) if !cancelled => mail::moved(&facts, &card, now),
        (NoticeKind::Cancelled, Some(by)) if cancelled => mail::cancelled(&facts, by, &card, now),
        _ => return Ok(Prepared::Untrue),
    }
    .map_err(unwritten)?;
    let mut prepared = letter(notice, card, now, mail.subject, mail.text, mail.html);
    if let Prepared::Letter(letter) = &mut prepared {
        letter.invite = Some(mail.invite);
    }
    Ok(prepared)
}

/// Three free times of the same service, soonest first: with the same person if they have
/// any, else with whoever has. None of a service that can't be booked online.
async fn other_times(clinic: &Clinic, found: &MailedVisit) -> Result<Vec<OtherTime>, Failure> {
    let mut look = clinic.read(&clinic.system_job()).await?;
    let now = look.now();
    let schedule = match Schedule::by_id(&mut *look, found.service, now).await {
        Ok(schedule) => schedule,
        Err(Failure::Refused(_)) => return Ok(Vec::new()),
        Err(failure) => return Err(failure),
    };
    let same = Choice::Named(found.practitioner);
    let mut slots = Vec::new();
    for choice in [same, Choice::First] {
        if slots.is_empty() && times::name_of(&schedule, choice).is_ok() {
            slots = times::of_date(&mut look, &schedule, choice, None, Own::NOTHING)
                .await?
                .2;
        }
    }
    let today = schedule.today();
    let other = |slot: &times::SlotView| {
        let moment = format::moment(slot.starts_at, &schedule.zone, today);
        let date = format::local_date(slot.starts_at, &schedule.zone);
        let (origin, slug, who) = (clinic.origin(), &found.service_slug, slot.practitioner);
        OtherTime {
            words: format!("{moment} with {}", slot.practitioner_name.as_str()),
            link: format!("{origin}/book/{slug}/{who}?date={date}#times"),
        }
    };
    Ok(slots.iter().map(other).collect())
}

fn facts(
    id: AppointmentId,
    notice: &LeasedNotice,
    found: MailedVisit,
    recipient: Recipient,
) -> Result<VisitFacts, Failure> {
    let greeting = match found.given_name {
        Some(given) => given.as_str().to_owned(),
        None => found.patient_name.first_word().to_owned(),
    };
    Ok(VisitFacts {
        id,
        to: notice.to.as_str().to_owned(),
        about: (recipient == Recipient::Guardian).then(|| greeting.clone()),
        greeting,
        service: found.service_name,
        practitioner: found.practitioner_name.as_str().to_owned(),
        street: found.street,
        city: found.city,
        zone: schedule::zone(&found.zone)?,
        zone_name: found.zone,
        starts_at: found.starts_at,
        ends_at: found.ends_at,
        cancel_notice_minutes: found.cancel_notice_minutes,
        sequence: found.sequence,
        requested: found.requested,
        portal: found.portal,
    })
}

async fn card(clinic: &Clinic) -> Result<ClinicCard, Failure> {
    let mut look = clinic.read(&clinic.system_job()).await?;
    let row = store::clinic::find_clinic(&mut *look)
        .await?
        .ok_or(Failure::fault("mail of a clinic that isn't set up"))?;
    Ok(ClinicCard {
        name: row.name,
        phone: row.phone,
        email: row.email,
        origin: clinic.origin().to_owned(),
        takes_sign_ups: policy::find(&mut *look).await?.policy.takes_sign_ups(),
    })
}

fn letter(
    notice: &LeasedNotice,
    from: ClinicCard,
    at: Timestamp,
    subject: String,
    text: String,
    html: String,
) -> Prepared {
    Prepared::Letter(Box::new(Letter {
        id: notice.id,
        kind: notice.kind,
        at,
        from,
        to: notice.to.clone(),
        subject,
        text,
        html,
        invite: None,
    }))
}

/// A template that can't be rendered.
fn unwritten(_: SendError) -> Failure {
    Failure::fault("a mail's template can't be rendered")
}
