//! *Ask the patient*: staff ask by mail whether somebody who signed up has been here before,
//! see that they asked, and what was answered; the answer counts as evidence.
//!
//! Whom the mail leads where, and what it asks, is in [`super::answering`].

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::Action;
use domain::id::{NoticeId, PatientId, RegistrationId};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use domain::registration::question::{Answer, expires_at};
use jiff::Timestamp;
use store::merge::different;
use store::notice::{self, NewNotice, NoticeKind};
use store::registration::question::{self as rows, NewQuestion};

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::matching::{self, Match, Model, Sought};
use crate::throttle::{self, Limit};

const OF_REGISTRATION: Limit = Limit::per_day(
    "question of registration",
    limits::QUESTIONS_PER_REGISTRATION_PER_DAY,
);
const OF_ACCOUNT: Limit =
    Limit::per_day("question to account", limits::QUESTIONS_PER_ACCOUNT_PER_DAY);

/// What those were asked who wait, by their registration.
pub type AskedOf = BTreeMap<RegistrationId, Asked>;

/// That somebody was asked, and what they answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When they were asked last.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: PersonName,
    /// The last answer, and when it came; also one that came before they were asked again.
    pub answer: Option<(Answer, Timestamp)>,
}

/// Asks the account behind a registration, by mail, whether they have been here before.
/// Asking again sends another link, and the one of before is dead.
///
/// # Errors
/// `Refused(AlreadyResolved)` if the registration doesn't wait any more; `TooMany`;
/// [`Failure::NotFound`].
pub async fn ask(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = ask_in(clinic, &mut work, who, id).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn ask_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
) -> Result<(), Failure> {
    let now = work.now();
    let found = store::registration::find_registration(&mut **work, id).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let waits = store::registration::find_waiting(&mut **work, id).await?;
    if waits.is_none() {
        return Err(Failure::Refused(Refusal::AlreadyResolved));
    }
    for (limit, subject) in [
        (&OF_REGISTRATION, id.uuid()),
        (&OF_ACCOUNT, found.account.uuid()),
    ] {
        throttle::take(work, limit, &[subject.as_bytes()])
            .await?
            .or_too_many()?;
    }
    if let Some(earlier) = rows::replace_open(work, id, now).await? {
        notice::drop_one(work, earlier, now).await?;
    }
    let mail: NoticeId = clinic.new_id();
    let news = NewNotice {
        id: mail,
        kind: NoticeKind::RegistrationQuestion,
        appointment: None,
        code_request: None,
        account: Some(found.account),
        patient: Some(found.patient),
        invitation: None,
        to: found.email,
        version: 0,
        created_at: now,
        due_at: now,
    };
    notice::insert_notice(work, &news).await?;
    let question = NewQuestion {
        id: clinic.new_id(),
        registration: id,
        asked_by: who.staff_id(),
        notice: mail,
        asked_at: now,
        expires_at: expires_at(now).ok_or(Failure::fault("a question at the end of time"))?,
    };
    rows::insert_question(work, &question).await?;
    work.record(
        Action::RegistrationAsked.as_str(),
        &id.to_string(),
        &[found.patient],
    )
    .await
}

/// What those were asked who wait.
pub(crate) async fn asked_of_waiting(db: &mut impl store::Reads) -> Result<AskedOf, Failure> {
    let mut of = AskedOf::new();
    for row in rows::list_asked(db, limits::QUESTIONS_READ).await? {
        // The latest come first.
        let asked = of.entry(row.registration).or_insert(Asked {
            asked_at: row.asked_at,
            asked_by: row.asked_by,
            answer: None,
        });
        if asked.answer.is_none() {
            asked.answer = row.answer;
        }
    }
    Ok(of)
}

/// The likeliest profile of a patient that wasn't put away: by what they signed up with, or by
/// what they answered in its place, whichever speaks more for one. None if nobody is likely.
pub(super) async fn best_match(
    db: &mut impl store::Reads,
    model: &Model,
    patient: PatientId,
    answer: Option<&Answer>,
) -> Result<Option<Match>, Failure> {
    let most = limits::MATCHES_COMPARED;
    let found = matching::of_patient_within(db, model, patient, most).await?;
    let given = found.and_then(best_kept);
    let Some(earlier) = answer.and_then(Answer::earlier) else {
        return Ok(given);
    };
    let stored = store::matching::profiles(db, [patient]).await?;
    let then = stored
        .first()
        .and_then(|own| earlier.in_place(&own.profile));
    let Some(then) = then else {
        return Ok(given);
    };
    let known = limits::DIFFERENT_KNOWN;
    let others = different::list_different(db, patient, known).await?;
    let mut except: BTreeSet<PatientId> = others.iter().map(|other| other.patient).collect();
    except.insert(patient);
    let sought = Sought {
        profile: &then,
        // What they answered is in no count yet.
        own: None,
        except: &except,
    };
    let answered = best_kept(matching::possible_within(db, model, sought, most).await?);
    Ok(match (given, answered) {
        (given, None) => given,
        (Some(given), Some(answered))
            if given.verdict.match_weight >= answered.verdict.match_weight =>
        {
            Some(given)
        }
        (_, Some(answered)) => Some(Match {
            by_answer: true,
            ..answered
        }),
    })
}

/// The likeliest one that wasn't put away.
fn best_kept(found: Vec<Match>) -> Option<Match> {
    found.into_iter().find(|one| !one.stored.archived)
}

#[cfg(test)]
pub(crate) mod tests;
