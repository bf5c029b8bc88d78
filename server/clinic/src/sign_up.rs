//! Signing up: what somebody types waits until their address is proven, and only then
//! becomes an account with a provisional profile.

use std::fmt;

use domain::audit::Action;
use domain::id::{AccessId, AccountId, PatientId, RegistrationId};
use domain::limits;
use domain::person::{BirthDate, EmailAddress, Invalid, PersonName};
use domain::refusal::Refusal;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::access::NewAccess;
use store::account::{AccountRow, NewAccount};
use store::patient::NewPatient;
use store::sign_up::SignUp;

use crate::authz::{Actor, Clinic, Visitor, Work};
use crate::codes::{CodeAsked, ask_within};
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath, SignedIn, start_session};
use crate::password::{Owner as PasswordOwner, check_new};
use crate::registrations::policy::may_sign_up;
use crate::second_factor::{Owner, half};
use crate::throttle::{self, Limit};

/// Passwords hashed for sign-ups from one network.
const HASHED: Limit = Limit::per_hour(
    "sign-up password from network",
    limits::SIGN_UP_PASSWORDS_PER_NETWORK_PER_HOUR,
);

/// What somebody types to sign up.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// Their full name.
    pub full_name: PersonName,
    /// Their address, still to be proven.
    pub email: EmailAddress,
    /// Their birth date.
    pub born_on: BirthDate,
    /// Their mobile number: as typed on the way in, E.164 on the way out.
    pub phone: Option<String>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details([redacted])")
    }
}

/// Keeps the details for this browser and sends a code to the address.
///
/// # Errors
/// `Invalid("mobile")`; `Refused(InviteOnly)` where nobody new signs up; `Refused(TooYoung)`, and then nothing is kept; `TooMany` as
/// [`crate::codes::ask`].
pub async fn start(
    clinic: &Clinic,
    who: &Visitor,
    details: Details,
    next: NextPath,
) -> Result<CodeAsked, Failure> {
    start_with(clinic, who, details, "", next).await
}

/// As [`start`], with a password that the account gets when this sign-up makes it. An
/// account that is there already keeps its own, or none. Empty means no password.
///
/// # Errors
/// As [`start`]; `Invalid("password")` with `TooShort`, `TooLong` or `TooEasy`.
pub async fn start_with(
    clinic: &Clinic,
    who: &Visitor,
    details: Details,
    password: &str,
    next: NextPath,
) -> Result<CodeAsked, Failure> {
    let phone = crate::phone::parse(details.phone.as_deref().unwrap_or_default())
        .map_err(|invalid| Failure::field("mobile", invalid))?;
    let details = Details { phone, ..details };
    let password_hash = match password {
        "" => None,
        password => Some(hash(clinic, who, &details, password).await?),
    };
    let mut work = clinic.begin(who).await?;
    let outcome = start_within(&mut work, who, details, password_hash, &next).await;
    let asked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(asked)
}

/// Whether somebody with this name and address, as far as they are known, may have this
/// password; empty means no password, and is fine. Cheap, unlike the hash.
///
/// # Errors
/// Only faults.
pub async fn check_password(
    clinic: &Clinic,
    (full_name, email): (Option<&PersonName>, Option<&EmailAddress>),
    password: &str,
) -> Result<Result<(), Invalid>, Failure> {
    if password.is_empty() {
        return Ok(Ok(()));
    }
    let mut look = clinic.read(&clinic.public()).await?;
    let place = store::clinic::find_clinic(&mut *look).await?;
    let owner = PasswordOwner {
        full_name: full_name.map(PersonName::as_str).unwrap_or_default(),
        email: email.map(EmailAddress::as_str).unwrap_or_default(),
        clinic_name: place.as_ref().map(|clinic| clinic.name.as_str()),
    };
    Ok(check_new(password, &owner))
}

/// Counted, and durable, before the hash: it costs the same whether or not the address is
/// known, but many at once would cost too much.
async fn hash(
    clinic: &Clinic,
    who: &Visitor,
    details: &Details,
    password: &str,
) -> Result<String, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        may_sign_up(&mut *work).await?;
        let place = store::clinic::find_clinic(&mut *work).await?;
        let owner = PasswordOwner {
            full_name: details.full_name.as_str(),
            email: details.email.as_str(),
            clinic_name: place.as_ref().map(|clinic| clinic.name.as_str()),
        };
        check_new(password, &owner).map_err(|invalid| Failure::field("password", invalid))?;
        let network = HASHED.times(clinic.address_limit_times());
        throttle::take(&mut work, &network, &[&who.address_key().0])
            .await?
            .or_too_many()
    }
    .await;
    work.settle(outcome).await?;
    clinic.passwords().hash(password, clinic.rng()).await
}

async fn start_within(
    work: &mut Work,
    who: &Visitor,
    details: Details,
    password_hash: Option<String>,
    next: &NextPath,
) -> Result<CodeAsked, Failure> {
    let now = work.now();
    may_sign_up(&mut **work).await?;
    let place = store::clinic::find_clinic(&mut **work).await?;
    let zone = place
        .and_then(|clinic| TimeZone::get(&clinic.location.zone).ok())
        .unwrap_or(TimeZone::UTC);
    if details.born_on.age_years(zone.to_datetime(now).date()) < limits::SELF_BOOKING_AGE_YEARS {
        return Err(Failure::Refused(Refusal::TooYoung));
    }
    let sign_up = SignUp {
        id: work.clinic().new_id(),
        visitor_hash: who.key().0,
        full_name: details.full_name,
        email: details.email.clone(),
        born_on: details.born_on,
        phone: details.phone,
        password_hash,
        created_at: now,
        expires_at: expires_at(now)?,
    };
    store::sign_up::put_sign_up(work, &sign_up).await?;
    ask_within(work, who, details.email, next).await
}

/// What this browser typed before, to fill the page again.
///
/// # Errors
/// Those of the store.
pub async fn draft(clinic: &Clinic, who: &Visitor) -> Result<Option<Details>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = store::sign_up::find_sign_up(&mut *look, &who.key().0, now).await?;
    Ok(found.map(|sign_up| Details {
        full_name: sign_up.full_name,
        email: sign_up.email,
        born_on: sign_up.born_on,
        phone: sign_up.phone,
    }))
}

/// Somebody has shown that they read the mail of an address, or know the password of its
/// account.
pub(crate) struct Proof<'a> {
    /// The address, in its canonical form.
    pub(crate) email: &'a str,
    /// The browser to sign in. Of what was typed only what was typed there counts: who
    /// proves it must not get an account with what somebody else typed for them.
    pub(crate) browser: &'a Visitor,
    /// Whether they have shown the second factor, too.
    pub(crate) second: Second,
}

/// How far a log-in is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Second {
    /// Not yet: it is asked for where the account has one.
    Open,
    /// It was right.
    Shown,
}

/// Signs in whoever has proven the address: to its account, or to the one that a
/// waiting sign-up with this address becomes now, if somebody new may still sign up. None if
/// it has neither. An account with
/// a second factor is signed in to only once that is shown: until then nothing else
/// happens.
pub(crate) async fn sign_in(
    work: &mut Work,
    proof: &Proof<'_>,
    next: NextPath,
) -> Result<Option<LogIn>, Failure> {
    let now = work.now();
    let account = store::account::find_account_by_email(&mut **work, proof.email).await?;
    let sign_up = store::sign_up::find_sign_up(&mut **work, &proof.browser.key().0, now)
        .await?
        .filter(|sign_up| sign_up.email.canonical() == proof.email);
    if let Some(blocked) = account
        .as_ref()
        .filter(|account| account.disabled_at.is_some())
    {
        work.undo().await?;
        work.acts_as(Actor::Account(blocked.id));
        work.record(
            Action::SessionRefused.as_str(),
            &blocked.id.to_string(),
            &[],
        )
        .await?;
        return Err(Failure::Refused(Refusal::Blocked));
    }
    if let Some(account) = &account
        && proof.second == Second::Open
    {
        let owner = Owner::Account(account.id);
        if store::second_factor::find_factor(&mut **work, owner)
            .await?
            .is_some()
        {
            work.acts_as(Actor::Account(account.id));
            let token = half::begin(work, owner, proof.browser, &next).await?;
            return Ok(Some(LogIn::Half(token)));
        }
    }
    if let Some(sign_up) = &sign_up {
        store::sign_up::delete_sign_up(work, sign_up.id).await?;
    }
    let (id, own, new_account, differs) = match (account, sign_up) {
        (Some(account), sign_up) => {
            let differs = sign_up.is_some_and(|sign_up| differs(&account, &sign_up));
            (account.id, account.own.map(|own| own.id), false, differs)
        }
        (None, Some(sign_up)) => {
            may_sign_up(&mut **work).await?;
            let (account, patient) = create(work, &sign_up).await?;
            (account, Some(patient), true, false)
        }
        (None, None) => return Ok(None),
    };
    work.acts_as(Actor::Account(id));
    let started = start_session(work, id, own, proof.browser).await?;
    Ok(Some(LogIn::Done(SignedIn {
        session: started.session,
        visitor: started.visitor,
        known: started.known,
        next,
        account: id,
        new_account,
        differs,
        after_other: started.after_other,
    })))
}

/// Whether what was typed speaks of somebody else than the profile. Case is no
/// difference; a profile without a birth date has none to differ from.
fn differs(account: &AccountRow, typed: &SignUp) -> bool {
    let Some(own) = &account.own else { return true };
    let same_name =
        own.full_name.as_str().to_lowercase() == typed.full_name.as_str().to_lowercase();
    let same_day = own.born_on.is_none_or(|born_on| born_on == typed.born_on);
    !(same_name && same_day)
}

/// Makes the account, its provisional profile, the self access between them, and the
/// item in the queue of registrations.
async fn create(work: &mut Work, sign_up: &SignUp) -> Result<(AccountId, PatientId), Failure> {
    let now = work.now();
    let clinic = work.clinic();
    let account: AccountId = clinic.new_id();
    let patient: PatientId = clinic.new_id();
    let access: AccessId = clinic.new_id();
    let registration: RegistrationId = clinic.new_id();
    let new = NewAccount {
        id: account,
        email: sign_up.email.clone(),
        full_name: sign_up.full_name.clone(),
        at: now,
    };
    store::account::insert_account(work, &new).await?;
    if let Some(hash) = &sign_up.password_hash {
        store::account_password::put_hash(work, account, hash, now).await?;
    }
    let profile = NewPatient {
        born_on: Some(sign_up.born_on),
        email: Some(sign_up.email.clone()),
        phone: sign_up.phone.clone(),
        provisional_at: Some(now),
        ..NewPatient::named(patient, sign_up.full_name.clone(), now)
    };
    store::patient::insert_patient(work, &profile).await?;
    let own = NewAccess::own(access, account, patient, now);
    store::access::insert_access(work, &own).await?;
    let item = store::registration::NewRegistration {
        id: registration,
        patient,
        account,
        created_at: now,
    };
    store::registration::insert_registration(work, &item).await?;
    work.acts_as(Actor::Account(account));
    work.record(
        Action::AccountCreate.as_str(),
        &account.to_string(),
        &[patient],
    )
    .await?;
    Ok((account, patient))
}

fn expires_at(now: Timestamp) -> Result<Timestamp, Failure> {
    now.checked_add(SignedDuration::from_hours(limits::SIGN_UP_HOURS))
        .map_err(|_| Failure::fault("the clock is at the end of time"))
}

#[cfg(test)]
mod tests;
