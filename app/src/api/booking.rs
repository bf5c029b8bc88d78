//! Server functions of the booking path, from a chosen time to a booked appointment.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its server function"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{details, id, slot as slot_of};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{Failure, can, family, holds, sign_up, times::Choice};
#[cfg(feature = "ssr")]
use domain::refusal::Refusal;

/// Keeps the chosen time for this visitor. Where it is chosen beside another one that they
/// hold, a note that was begun for that one is there for this one.
#[server(prefix = "/api", endpoint = "booking/hold")]
pub async fn hold(
    service: String,
    who: String,
    slot: String,
    patient: String,
    hold: String,
    note: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let account = ctx::account_if_any().await?;
    // Elsewhere there is no note on the page, and one that waits goes on waiting.
    if !hold.is_empty() {
        form::keep_note(&visitor, &patient, &note)?;
    }
    let choice = Choice::parse(&who).ok_or(Failure::NotFound)?;
    let (starts_at, practitioner) = slot_of(&slot).ok_or(Failure::NotFound)?;
    if let Some(acting) = form::made_for(&clinic, account.as_ref(), &patient).await? {
        let who = (&visitor, &acting);
        let hold = holds::take_for(&clinic, who, &service, choice, starts_at, practitioner).await?;
        return Ok(Next::to(routes::check(hold)));
    }
    let hold = holds::take(
        &clinic,
        &visitor,
        &service,
        choice,
        starts_at,
        practitioner,
        account.as_ref(),
    );
    let hold = hold.await?;
    let known = account.is_some();
    Ok(Next::to(if known {
        routes::check(hold)
    } else {
        routes::who(hold)
    }))
}

/// Says whom the held time is for.
#[server(prefix = "/api", endpoint = "booking/who")]
pub async fn who(hold: String, subject: String) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    // Theirs or not comes before what they chose, and giving a time back needs none.
    holds::view(&clinic, &visitor, hold).await?;
    match form::subject(&subject)? {
        form::Subject::Me => form::go_on_for_me(&clinic, &visitor, hold).await,
        form::Subject::SomeoneElse => form::go_on_for_other(&clinic, &visitor, hold).await,
        form::Subject::Patient(patient) => {
            let account = ctx::account().await?;
            let acting = clinic.acting_for(&account, patient).await?;
            holds::retake(&clinic, &visitor, hold).await?;
            holds::set_subject(&clinic, (&visitor, &acting), hold).await?;
            Ok(Next::to(routes::check(hold)))
        }
    }
}

/// Says for which of two people the held time is, after a switch in another tab.
#[server(prefix = "/api", endpoint = "booking/whose")]
pub async fn whose(hold: String, patient: String) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    let account = ctx::account().await?;
    let acting = clinic.acting_for(&account, id(&patient)?).await?;
    holds::set_subject(&clinic, (&visitor, &acting), hold).await?;
    Ok(Next::to(routes::check(hold)))
}

/// Takes the details of a new person and mails them a code.
#[server(prefix = "/api", endpoint = "booking/details")]
pub async fn details(
    hold: String,
    full_name: String,
    email: String,
    bday_day: String,
    bday_month: String,
    bday_year: String,
    mobile: String,
    subject: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    let bday = [bday_day, bday_month, bday_year];
    if let Err(gone) = holds::retake(&clinic, &visitor, hold).await {
        // Whoever has to take another time finds them again there.
        form::keep_details(&visitor, &full_name, &email, &bday, &mobile)?;
        return Err(gone.into());
    }
    ctx::site()?.kept.forget_details(visitor.key().0);
    let typed = details::check(&clinic, &full_name, &email, &bday, &mobile).await?;
    let details = typed.whole()?;
    match sign_up::start(&clinic, &visitor, details, form::after_code(hold, &subject)).await {
        Ok(asked) => Ok(Next::to(routes::code(hold, asked.request))),
        // Whose birth date that was, is asked: nobody gets an access by a mistake.
        Err(Failure::Refused(Refusal::TooYoung)) => Ok(Next::to(routes::who_young(hold))),
        Err(failure) => Err(failure.into()),
    }
}

/// Keeps the held time five minutes longer, once, and goes on with the page that it was
/// asked on: `next`, if that is a page of the hold. What was typed there goes along.
#[server(prefix = "/api", endpoint = "booking/extend")]
pub async fn extend(
    hold: String,
    next: String,
    patient: String,
    note: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    form::keep_note(&visitor, &patient, &note)?;
    let signed_in = ctx::account_if_any().await?.is_some();
    holds::extend(&clinic, &visitor, hold).await?;
    Ok(Next::to(match form::page_of_hold(hold, &next) {
        Some(page) => page,
        None if signed_in => routes::check(hold),
        None => routes::account(hold),
    }))
}

/// Gives the held time back. A note that was begun for it is there for the next one.
#[server(prefix = "/api", endpoint = "booking/release")]
pub async fn release(hold: String, patient: String, note: String) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    form::keep_note(&visitor, &patient, &note)?;
    let view = holds::view(&clinic, &visitor, hold).await?;
    holds::release(&clinic, &visitor, hold).await?;
    Ok(Next::to(routes::times(&view.service.slug, view.choice)))
}

/// Keeps a note that was begun and goes back to an earlier page of the held time: `next`, if it
/// is one of those.
#[server(prefix = "/api", endpoint = "booking/keep")]
pub async fn keep(
    hold: String,
    next: String,
    patient: String,
    note: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor, hold) = (ctx::clinic()?, ctx::visitor()?, id(&hold)?);
    form::keep_note(&visitor, &patient, &note)?;
    let view = holds::view(&clinic, &visitor, hold).await?;
    let mut pages = routes::before(&view.service.slug, view.choice)
        .into_iter()
        .chain([routes::who(hold)]);
    let page = pages.find(|page| *page == next);
    Ok(Next::to(page.unwrap_or_else(|| routes::check(hold))))
}

/// Books the held time.
#[server(prefix = "/api", endpoint = "booking/book")]
pub async fn book(
    hold: String,
    submission: String,
    patient: String,
    note: String,
    booked_as: String,
    agreed: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    // Before all that may be refused: who logs in anew, or takes another time, finds it.
    form::keep_note(&visitor, &patient, &note)?;
    let account = ctx::account().await?;
    let acting = clinic
        .acting_for::<can::Book>(&account, id(&patient)?)
        .await?;
    let note = form::note(&note)?;
    let pressed = form::pressed(&submission, &booked_as)?;
    let agreed = form::agreed(&agreed)?;
    family::agree(&clinic, &account, acting.patient(), agreed).await?;
    if agreed == Some(acting.patient()) {
        // Asked and answered: the time is for whom they say.
        holds::set_subject(&clinic, (&visitor, &acting), id(&hold)?).await?;
    }
    let booked = clinic::booking::book(&clinic, &visitor, &acting, id(&hold)?, pressed, note);
    let booked = booked.await?;
    ctx::site()?.kept.forget_note(visitor.key().0);
    Ok(Next::to(routes::done(booked)))
}

/// Books one of the times of "Book again", without a hold.
#[server(prefix = "/api", endpoint = "booking/again")]
pub async fn again(
    patient: String,
    service: String,
    submission: String,
    slot: String,
    booked_as: String,
    agreed: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
    let acting = clinic
        .acting_for::<can::Book>(&account, id(&patient)?)
        .await?;
    family::agree(&clinic, &account, acting.patient(), form::agreed(&agreed)?).await?;
    let (at, with) = slot_of(&slot).ok_or(Failure::NotFound)?;
    let (who, press) = ((&visitor, &acting), form::pressed(&submission, &booked_as)?);
    let booked = clinic::again::book(&clinic, who, &service, at, with, press);
    Ok(Next::to(routes::done(booked.await?)))
}

/// From typed fields to values.
#[cfg(feature = "ssr")]
mod form {
    use clinic::booking::Pressed;
    use clinic::{AccountHolder, ActingFor, Clinic, Failure, NextPath, Visitor, can, holds};
    use domain::id::{HoldId, PatientId};
    use domain::limits;
    use domain::person::{Invalid, parse_note};
    use domain::refusal::FieldErrors;
    use domain::registration::booked_as::BookedAs;

    use crate::error::{ApiError, Next};
    use crate::{ctx, routes};

    pub(super) enum Subject {
        Me,
        SomeoneElse,
        Patient(PatientId),
    }

    pub(super) fn subject(text: &str) -> Result<Subject, ApiError> {
        match text {
            "me" => Ok(Subject::Me),
            "other" => Ok(Subject::SomeoneElse),
            "" => Err(Failure::Invalid(FieldErrors::one("subject", Invalid::Missing)).into()),
            id => id.parse().map(Subject::Patient).map_err(|_| {
                Failure::Invalid(FieldErrors::one("subject", Invalid::NotAChoice)).into()
            }),
        }
    }

    pub(super) fn note(text: &str) -> Result<Option<String>, ApiError> {
        let note = parse_note(text, limits::NOTE_CHARS_MAX);
        note.map_err(|why| Failure::Invalid(FieldErrors::one("note", why)).into())
    }

    /// The press, with what the page said that would come of it.
    pub(super) fn pressed(submission: &str, booked_as: &str) -> Result<Pressed, ApiError> {
        Ok(Pressed {
            submission: crate::api::id(submission)?,
            shown: BookedAs::parse(booked_as).ok_or(Failure::NotFound)?,
        })
    }

    /// The patient whom a page was made for; none where it didn't say.
    ///
    /// # Errors
    /// `NotFound` for anybody whom the account may not book for.
    pub(super) async fn made_for(
        clinic: &Clinic,
        account: Option<&AccountHolder>,
        patient: &str,
    ) -> Result<Option<ActingFor<can::Book>>, ApiError> {
        match account {
            Some(account) if !patient.is_empty() => {
                let patient = crate::api::id(patient)?;
                Ok(Some(clinic.acting_for(account, patient).await?))
            }
            Some(account) => match clinic.acting_for_chosen(account).await {
                Err(Failure::NotFound) => Ok(None),
                acting => Ok(Some(acting?)),
            },
            None => Ok(None),
        }
    }

    /// Keeps a note that isn't booked yet, for whom it is written.
    pub(super) fn keep_note(visitor: &Visitor, patient: &str, note: &str) -> Result<(), ApiError> {
        let kept = ctx::site()?.kept;
        if patient.parse::<PatientId>().is_ok() {
            kept.keep_note(visitor.key().0, patient, note);
        }
        Ok(())
    }

    /// Keeps what somebody new has typed about themself, as the form's fields.
    pub(super) fn keep_details(
        visitor: &Visitor,
        full_name: &str,
        email: &str,
        [day, month, year]: &[String; 3],
        mobile: &str,
    ) -> Result<(), ApiError> {
        let typed = [
            ("full_name", full_name),
            ("email", email),
            ("bday_day", day),
            ("bday_month", month),
            ("bday_year", year),
            ("mobile", mobile),
        ];
        ctx::site()?.kept.keep_details(visitor.key().0, &typed);
        Ok(())
    }

    /// The page, if it is one of this hold.
    pub(super) fn page_of_hold(hold: HoldId, page: &str) -> Option<String> {
        if let Some(request) = routes::request_of_code(hold, page) {
            return Some(routes::code(hold, request));
        }
        let pages = [
            routes::who(hold),
            routes::account(hold),
            routes::account_for_other(hold),
            routes::check(hold),
            routes::together_check(hold),
        ];
        pages.into_iter().find(|known| known == page)
    }

    pub(super) fn after_code(hold: HoldId, subject: &str) -> NextPath {
        NextPath::parse(&match subject {
            "other" => routes::add_for(hold),
            _ => routes::check(hold),
        })
    }

    /// Who they are comes first, then whom they look after; the time stays theirs meanwhile.
    pub(super) async fn go_on_for_other(
        clinic: &Clinic,
        visitor: &Visitor,
        hold: HoldId,
    ) -> Result<Next, ApiError> {
        holds::retake(clinic, visitor, hold).await?;
        Ok(Next::to(match ctx::account_if_any().await? {
            Some(_) => routes::add_for(hold),
            None => routes::account_for_other(hold),
        }))
    }

    /// The patient that somebody says a form is for; empty for none.
    pub(super) fn agreed(text: &str) -> Result<Option<PatientId>, ApiError> {
        match text {
            "" => Ok(None),
            id => Ok(Some(crate::api::id(id)?)),
        }
    }

    pub(super) async fn go_on_for_me(
        clinic: &Clinic,
        visitor: &Visitor,
        hold: HoldId,
    ) -> Result<Next, ApiError> {
        holds::retake(clinic, visitor, hold).await?;
        match ctx::account_if_any().await? {
            Some(account) => {
                let own = clinic.own_patient(&account).await?;
                holds::set_subject(clinic, (visitor, &own), hold).await?;
                Ok(Next::to(routes::check(hold)))
            }
            None => Ok(Next::to(routes::account(hold))),
        }
    }
}
