//! What staff say about somebody's access, read from a form.

use clinic::Failure;
use clinic::portal_accounts::{Document, Offer, Terms as Read};
use domain::access::{Abilities, Ability, Basis, Kinship, Preset, Relation};
use domain::limits;
use domain::person::{EmailAddress, Invalid, parse_reason};
use domain::refusal::FieldErrors;
use jiff::civil::Date;

use crate::error::ApiError;

/// The choice of single abilities, in place of a set that has a name.
pub(crate) const ONE_BY_ONE: &str = "some";

/// The choice of letting the address say whose log-in it is; so does no choice.
pub(crate) const BY_ADDRESS: &str = "by_address";

/// The fields, as typed.
pub(super) struct Terms {
    pub(super) kinship: String,
    pub(super) rights: String,
    /// What is ticked, in the order of [`Ability::ALL`].
    pub(super) ticked: [String; 7],
    pub(super) basis: String,
    pub(super) until: String,
}

pub(super) fn email(typed: &str) -> Result<EmailAddress, ApiError> {
    EmailAddress::parse(typed).map_err(|invalid| failed(FieldErrors::one("email", invalid)))
}

/// Whom to invite, as what.
pub(super) fn offer(
    typed: &str,
    relation: &str,
    terms: &Terms,
) -> Result<(EmailAddress, Offer), ApiError> {
    let mut errors = FieldErrors::default();
    let email = errors.take("email", EmailAddress::parse(typed));
    let offer = match (relation, Relation::parse(relation)) {
        ("" | BY_ADDRESS, _) if terms.is_untouched() => Some(Offer::ByAddress),
        // Whoever says what somebody may do has said that it isn't the patient.
        ("" | BY_ADDRESS, _) | (_, Some(Relation::Guardian)) => {
            read(terms, &mut errors).map(Offer::Terms)
        }
        (_, Some(Relation::Myself)) => Some(Offer::Terms(Read::OWN)),
        (_, None) => errors.take("relation", Err(Invalid::NotAChoice)),
    };
    match (email, offer) {
        (Some(email), Some(offer)) if errors.is_empty() => Ok((email, offer)),
        _ => Err(failed(errors)),
    }
}

/// What a guardian may do.
pub(super) fn guardian(terms: &Terms) -> Result<Read, ApiError> {
    let mut errors = FieldErrors::default();
    match read(terms, &mut errors) {
        Some(read) if errors.is_empty() => Ok(read),
        _ => Err(failed(errors)),
    }
}

/// What the page was made of, for the form to bring back: everything that it shows, so that
/// what somebody else has set since is never written over unseen.
#[must_use]
pub fn was_text(terms: &Read) -> String {
    let kinship = terms.kinship.map(Kinship::as_str).unwrap_or_default();
    let basis = terms.basis.map(Basis::as_str).unwrap_or_default();
    let until = terms.until_on.map(|on| on.to_string()).unwrap_or_default();
    format!("{}|{kinship}|{basis}|{until}", terms.abilities.to_words())
}

/// Reads it.
pub(super) fn was(text: &str) -> Result<Read, ApiError> {
    let parsed = || {
        let [words, kinship, basis, until] = text.split('|').collect::<Vec<_>>().try_into().ok()?;
        Some(Read {
            kinship: word(kinship, Kinship::parse).ok()?,
            basis: word(basis, Basis::parse).ok()?,
            until_on: date(until).ok()?,
            ..Read::guardian(Abilities::parse(words).ok()?)
        })
    };
    parsed().ok_or_else(|| Failure::NotFound.into())
}

impl Terms {
    /// Whether everything stands as the page came.
    fn is_untouched(&self) -> bool {
        let books = self.rights.is_empty() || self.rights == "bookings";
        books
            && [&self.kinship, &self.basis, &self.until].map(|text| text.trim().is_empty())
                == [true; 3]
    }
}

fn read(terms: &Terms, errors: &mut FieldErrors) -> Option<Read> {
    let kinship = errors.take("kinship", word(&terms.kinship, Kinship::parse));
    let abilities = errors.take("rights", abilities(terms));
    let basis = errors.take("basis", word(&terms.basis, Basis::parse));
    let until_on = errors.take("until", date(&terms.until));
    Some(Read {
        kinship: kinship?,
        basis: basis?,
        until_on: until_on?,
        ..Read::guardian(abilities?)
    })
}

fn word<T>(typed: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Invalid> {
    if typed.is_empty() {
        return Ok(None);
    }
    parse(typed).map(Some).ok_or(Invalid::NotAChoice)
}

fn abilities(terms: &Terms) -> Result<Abilities, Invalid> {
    if terms.rights == ONE_BY_ONE {
        let all = Ability::ALL.into_iter().zip(&terms.ticked);
        let ticked = all.filter(|(_, tick)| !tick.is_empty());
        return Ok(ticked.fold(Abilities::NONE, |set, (ability, _)| set.with(ability)));
    }
    match preset(&terms.rights) {
        Some(preset) => Ok(preset.abilities()),
        None if terms.rights.is_empty() => Ok(Preset::Bookings.abilities()),
        None => Err(Invalid::NotAChoice),
    }
}

/// The form of a set that has a name.
pub(crate) const fn value(preset: Preset) -> &'static str {
    match preset {
        Preset::Full => "full",
        Preset::Bookings => "bookings",
        Preset::View => "view",
        Preset::Notices => "notices",
    }
}

/// Reads it.
pub(crate) fn preset(typed: &str) -> Option<Preset> {
    Preset::ALL
        .into_iter()
        .find(|preset| value(*preset) == typed)
}

fn date(typed: &str) -> Result<Option<Date>, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // Longer than any date: nothing to read.
    if typed.len() > 10 {
        return Err(Invalid::Malformed);
    }
    typed.parse().map(Some).map_err(|_| Invalid::Malformed)
}

/// A last day by itself.
pub(super) fn until(typed: &str) -> Result<Option<Date>, ApiError> {
    date(typed).map_err(|invalid| failed(FieldErrors::one("until", invalid)))
}

/// By which document staff know that legal guardianship goes on.
pub(super) fn document(ground: &str, note: String) -> Result<Document, ApiError> {
    let mut errors = FieldErrors::default();
    let basis = Basis::parse(ground).filter(|basis| Basis::PAST_CHILDHOOD.contains(basis));
    let basis = errors.take("ground", basis.ok_or(Invalid::NotAChoice));
    let said = parse_reason(&note, limits::GUARDIANSHIP_NOTE_CHARS_MAX);
    let note = errors.take("document", said);
    match (basis, note) {
        (Some(basis), Some(note)) => Ok(Document { basis, note }),
        _ => Err(failed(errors)),
    }
}

fn failed(errors: FieldErrors) -> ApiError {
    Failure::Invalid(errors).into()
}
