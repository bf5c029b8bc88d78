//! Log-ins between the two factors.

use domain::limits;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use store::Reads;
use store::second_factor::half::{self as rows, HalfLogIn};
use store::second_factor::{self, Owner};

use super::totp::{self, Shown};
use super::tried::{Verdict, parse, tried};
use super::{Event, record};
use crate::authz::{Actor, Clinic, Visitor, Work};
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath, SignedIn};
use crate::sign_up::{self, Proof, Second};
use crate::token::{self, Token};

/// Which of the two doors: a half log-in at one is none at the other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    Portal,
    Staff,
}

/// What the page between the two factors shows.
#[derive(Clone, Debug)]
pub enum HalfView {
    /// The second factor is asked for.
    Asked,
    /// The role needs one, and there is none yet: it is set up first.
    SetUp(Box<Shown>),
    /// Too late, tried too often, or never begun here.
    Over {
        /// Where a new log-in goes on.
        next: NextPath,
    },
}

/// Notes that somebody has shown the first factor here, in place of an earlier log-in that
/// is half done in this browser; the token is for its cookie.
pub(crate) async fn begin(
    work: &mut Work,
    owner: Owner,
    browser: &Visitor,
    next: &NextPath,
) -> Result<Token, Failure> {
    let (token, now, visitor_hash) = (work.clinic().new_token(), work.now(), browser.key().0);
    let minutes = SignedDuration::from_mins(limits::HALF_LOG_IN_MINUTES);
    let expires_at = now
        .checked_add(minutes)
        .map_err(|_| Failure::fault("the clock is at the end of time"))?;
    rows::delete_halves_at(work, &visitor_hash, owner).await?;
    let half = HalfLogIn {
        token_hash: token.hash(),
        visitor_hash,
        owner,
        next_path: next.as_str().to_owned(),
        tries: 0,
        created_at: now,
        expires_at,
    };
    rows::insert_half(work, &half).await?;
    record(work, owner, Event::Half).await?;
    Ok(token)
}

/// What the page of an account's second factor shows.
///
/// # Errors
/// Those of the store.
pub async fn view(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
) -> Result<HalfView, Failure> {
    view_at(clinic, browser, half_token, Door::Portal).await
}

pub(super) async fn view_at(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
    door: Door,
) -> Result<HalfView, Failure> {
    let mut look = clinic.read(browser).await?;
    let now = look.now();
    let found = find(&mut *look, browser, half_token, door).await?;
    let next = found.as_ref().map(|half| NextPath::parse(&half.next_path));
    let Some(half) = found.filter(|half| is_open(half, now)) else {
        return Ok(HalfView::Over {
            next: next.unwrap_or_default(),
        });
    };
    let Owner::Staff(staff) = half.owner else {
        return Ok(HalfView::Asked);
    };
    let draft = second_factor::draft::find_draft(&mut *look, &half.token_hash, half.owner, now);
    let Some(secret) = draft.await? else {
        return Ok(HalfView::Asked);
    };
    let place = store::clinic::find_clinic(&mut *look).await?;
    let place = place.ok_or(Failure::fault("staff of no clinic"))?;
    let email = store::staff::find_email(&mut *look, staff).await?;
    let email = email.ok_or(Failure::fault("a half log-in of nobody"))?;
    let shown = totp::show(secret, &place.name, email.as_str())?;
    Ok(HalfView::SetUp(Box::new(shown)))
}

async fn find(
    db: &mut impl Reads,
    browser: &Visitor,
    half_token: &str,
    door: Door,
) -> Result<Option<HalfLogIn>, Failure> {
    let hash = token::hash(half_token);
    let found = rows::find_half(db, &hash, &browser.key().0).await?;
    Ok(found.filter(|half| {
        door == match half.owner {
            Owner::Account(_) => Door::Portal,
            Owner::Staff(_) => Door::Staff,
        }
    }))
}

fn is_open(half: &HalfLogIn, now: Timestamp) -> bool {
    now < half.expires_at && half.tries < limits::HALF_LOG_IN_TRIES
}

/// The half log-in of this browser, if it isn't over; from here on the audit names whose
/// it is.
pub(super) async fn open(
    work: &mut Work,
    browser: &Visitor,
    half_token: &str,
    door: Door,
) -> Result<HalfLogIn, Failure> {
    let now = work.now();
    let found = find(&mut **work, browser, half_token, door).await?;
    let half = found
        .filter(|half| is_open(half, now))
        .ok_or(Failure::Refused(Refusal::LogInOver))?;
    work.acts_as(match half.owner {
        Owner::Account(id) => Actor::Account(id),
        Owner::Staff(id) => Actor::Staff(id),
    });
    Ok(half)
}

pub(super) async fn enter(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
    typed: &str,
) -> Result<SignedIn, Failure> {
    let typed = parse(typed)?;
    let mut work = clinic.begin(browser).await?;
    let outcome = async {
        let half = open(&mut work, browser, half_token, Door::Portal).await?;
        if tried(&mut work, half.owner, browser, &typed).await? == Verdict::Wrong {
            rows::count_try(&mut work, &half.token_hash).await?;
            return Ok(None);
        }
        Ok(Some(finish(&mut work, browser, &half).await?))
    }
    .await;
    let signed_in = work.settle(outcome).await?;
    clinic.wake_mail();
    signed_in.ok_or(Failure::Refused(Refusal::SecondFactorWrong))
}

async fn finish(work: &mut Work, browser: &Visitor, half: &HalfLogIn) -> Result<SignedIn, Failure> {
    rows::delete_halves_at(work, &browser.key().0, half.owner).await?;
    let Owner::Account(account) = half.owner else {
        return Err(Failure::fault("staff at the door of the portal"));
    };
    let email = store::account::find_email(&mut **work, account).await?;
    let email = email.ok_or(Failure::fault("a half log-in of nobody"))?;
    let proof = Proof {
        email: &email.canonical(),
        browser,
        second: Second::Shown,
    };
    match sign_up::sign_in(work, &proof, NextPath::parse(&half.next_path)).await? {
        Some(LogIn::Done(signed_in)) => Ok(signed_in),
        Some(LogIn::Half(_)) | None => Err(Failure::fault("a log-in that is half done for good")),
    }
}
