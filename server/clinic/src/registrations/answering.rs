//! *Ask the patient*, in the hands of whoever is asked: the mail with its link, what its page
//! shows, and the answer. The link proves the account's mailbox, and opens nothing else: no
//! profile of the clinic's is looked at here.
//!
//! Opening changes nothing.

use domain::audit::Action;
use domain::id::{NoticeId, QuestionId};
use domain::person::{EmailAddress, Invalid, PersonName};
use domain::refusal::{FieldErrors, Refusal};
use domain::registration::question::{Answer, Closed, Earlier};
use store::registration::question::{self as rows, Question};

use crate::authz::{Actor, Clinic, SystemJob, Visitor, Work};
use crate::failure::Failure;
use crate::mail::in_mail;
use crate::{format, phone, schedule, token};

/// Which question is meant, and what shows that one may answer it. The id stands in addresses
/// and forms; the token never does.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The question's public id.
    pub id: QuestionId,
    /// What the link carried.
    pub token: &'a str,
}

/// What the link leads to.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    /// It can be answered; with the first name of whom it is about, where the holder of the
    /// account signed somebody else up.
    Open(Option<String>),
    /// It was answered, and nobody has decided yet.
    Answered,
    /// It can't be answered any more, or never could.
    Over,
}

/// Without the name.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open(_) => "Open",
            Self::Answered => "Answered",
            Self::Over => "Over",
        })
    }
}

/// The answer as it was typed.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// `yes` or `no`.
    pub been_here: &'a str,
    /// The name then.
    pub other_name: &'a str,
    /// The address then.
    pub other_email: &'a str,
    /// The phone number then.
    pub other_phone: &'a str,
}

impl Typed<'_> {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with which field.
    pub fn read(self) -> Result<Answer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let full_name = errors.take(
            "other_name",
            unless_empty(self.other_name, PersonName::parse),
        );
        let email = errors.take(
            "other_email",
            unless_empty(self.other_email, EmailAddress::parse),
        );
        let phone = errors.take("other_phone", phone::parse(self.other_phone));
        let earlier = Earlier {
            full_name: full_name.flatten(),
            email: email.flatten(),
            phone: phone.flatten(),
        };
        let mut all = FieldErrors::default();
        let answer = all.take("been_here", Answer::read(self.been_here, earlier));
        for (field, invalid) in errors.iter() {
            all.take::<()>(field, Err(invalid));
        }
        match answer {
            Some(answer) if all.is_empty() => Ok(answer),
            _ => Err(all),
        }
    }
}

fn unless_empty<T>(
    typed: &str,
    parse: fn(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, Invalid> {
    match typed.trim() {
        "" => Ok(None),
        typed => parse(typed).map(Some),
    }
}

/// The public id of the question with this link; none if there is no such link.
///
/// # Errors
/// Those of the store.
pub async fn find_id(clinic: &Clinic, link_token: &str) -> Result<Option<QuestionId>, Failure> {
    let mut look = clinic.read(&clinic.public()).await?;
    let found = rows::find_question(&mut *look, &token::hash(link_token)).await?;
    Ok(found.map(|question| question.id))
}

/// An id that is no question's, for the page of a link that is none of ours.
#[must_use]
pub fn no_id(clinic: &Clinic) -> QuestionId {
    clinic.new_id()
}

/// What whoever has the link sees. Without a token, or with one that isn't this question's,
/// that is the same as of one that is over.
///
/// # Errors
/// Only faults.
pub async fn open(clinic: &Clinic, who: &Visitor, key: Key<'_>) -> Result<Opened, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let Some(question) = find(&mut *look, key).await? else {
        return Ok(Opened::Over);
    };
    Ok(match question.facts.open(now) {
        Ok(()) => Opened::Open(about(&question)),
        Err(Closed::Answered) => Opened::Answered,
        Err(Closed::Over) => Opened::Over,
    })
}

/// Answers, once.
///
/// # Errors
/// `Refused(LinkUnusable)` when it can't be answered any more, or the link is none of ours.
pub async fn answer(
    clinic: &Clinic,
    who: &Visitor,
    key: Key<'_>,
    answer: &Answer,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = answer_in(&mut work, key, answer).await;
    work.settle(outcome).await
}

async fn answer_in(work: &mut Work, key: Key<'_>, answer: &Answer) -> Result<(), Failure> {
    let now = work.now();
    let unusable = || Failure::Refused(Refusal::LinkUnusable);
    let question = find(&mut **work, key).await?.ok_or_else(unusable)?;
    question.facts.open(now).map_err(|_| unusable())?;
    work.acts_as(Actor::Account(question.account));
    if !rows::insert_answer(work, question.id, answer, now).await? {
        return Err(unusable());
    }
    work.record(
        Action::RegistrationAnswered.as_str(),
        &question.registration.to_string(),
        &[question.patient],
    )
    .await
}

async fn find<R: store::Reads>(db: &mut R, key: Key<'_>) -> Result<Option<Question>, Failure> {
    let found = rows::find_question(db, &token::hash(key.token)).await?;
    Ok(found.filter(|question| question.id == key.id))
}

/// The first name of whom it is about, where that isn't whoever is asked.
fn about(question: &Question) -> Option<String> {
    let first = || question.full_name.first_word().to_owned();
    question.of_other.then(first)
}

/// What the mail says.
pub(crate) struct QuestionMail {
    /// The first name of whom it is about, where that isn't whoever is asked.
    pub(crate) about: Option<String>,
    /// The absolute address behind the button.
    pub(crate) link: String,
    /// Until when it works, in the clinic's time.
    pub(crate) until: String,
    /// The address of the account now.
    pub(crate) to: EmailAddress,
}

/// What to ask by this mail of the outbox, with a fresh link; none if nobody waits for the
/// answer any more. One link works: the newest, also where a mail is tried again.
///
/// # Errors
/// Only faults.
pub(crate) async fn mint(
    clinic: &Clinic,
    job: &SystemJob,
    notice: NoticeId,
) -> Result<Option<QuestionMail>, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = mint_in(&mut work, notice).await;
    work.settle(outcome).await
}

async fn mint_in(work: &mut Work, notice: NoticeId) -> Result<Option<QuestionMail>, Failure> {
    let now = work.now();
    let found = rows::find_to_mail(&mut **work, notice).await?;
    let Some(question) = found.filter(|question| question.facts.open(now).is_ok()) else {
        return Ok(None);
    };
    let row = store::clinic::find_clinic(&mut **work)
        .await?
        .ok_or(Failure::fault("a question of a clinic that isn't set up"))?;
    let zone = schedule::zone(&row.location.zone)?;
    let today = format::local_date(now, &zone);
    let token = work.clinic().new_token();
    rows::update_link(work, question.id, &token.hash()).await?;
    let origin = work.clinic().origin();
    Ok(Some(QuestionMail {
        about: about(&question).map(|name| in_mail(&name)),
        link: format!("{origin}/been-here/{}", token.expose()),
        until: format::moment(question.facts.expires_at, &zone, today),
        to: question.email,
    }))
}

#[cfg(test)]
pub(crate) mod tests;
