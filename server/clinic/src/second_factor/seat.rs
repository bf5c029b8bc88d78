//! Setting a second factor up, new recovery codes and turning it off, for whoever is signed
//! in. Who may is settled by the witness that the caller brings.

use domain::id::SessionId;
use domain::limits;
use domain::refusal::Refusal;
use domain::second_factor::Typed;
use jiff::SignedDuration;
use store::notice::NoticeKind;
use store::second_factor::draft::NewDraft;
use store::second_factor::{self as rows, Owner};

use super::recovery::{self, Codes};
use super::totp::{self, Shown};
use super::tried::{Verdict, parse, tried};
use super::{Event, State, record, remove_within, tell};
use crate::authz::{AccountHolder, Clinic, Member, Visitor, Witness, Work};
use crate::email_change;
use crate::failure::Failure;
use crate::token::hash_parts;

/// Who sits where: a signed-in account or member, at one browser.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) owner: Owner,
    session: SessionId,
}

impl Seat {
    pub(super) fn of_account(who: &AccountHolder) -> Self {
        Self {
            owner: Owner::Account(who.account_id()),
            session: who.session_id(),
        }
    }

    pub(super) fn of_member(who: &Member) -> Self {
        Self {
            owner: Owner::Staff(who.staff_id()),
            session: who.session_id(),
        }
    }

    /// What a draft is kept under, so that only this browser ever sees it.
    fn hash(self) -> [u8; 32] {
        hash_parts(&[b"kith seat", self.session.uuid().as_bytes()])
    }
}

/// Whether they have a second factor, and how many recovery codes.
pub(super) async fn state<W: Witness>(
    clinic: &Clinic,
    who: &W,
    seat: Seat,
) -> Result<Option<State>, Failure> {
    let mut look = clinic.read(who).await?;
    let found = rows::find_factor(&mut *look, seat.owner).await?;
    Ok(found.as_ref().map(State::of))
}

/// Makes a secret to be shown here, in place of one that is. With a factor nothing happens.
pub(super) async fn start<W: Witness>(clinic: &Clinic, who: &W, seat: Seat) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = start_at(&mut work, seat.owner, seat.hash()).await;
    work.settle(outcome).await
}

/// The same within a unit of work, for any place where a secret is shown.
pub(super) async fn start_at(
    work: &mut Work,
    owner: Owner,
    seat_hash: [u8; 32],
) -> Result<(), Failure> {
    if rows::find_factor(&mut **work, owner).await?.is_some() {
        return Ok(());
    }
    let now = work.now();
    let minutes = SignedDuration::from_mins(limits::SECOND_FACTOR_SET_UP_MINUTES);
    let expires_at = now
        .checked_add(minutes)
        .map_err(|_| Failure::fault("the clock is at the end of time"))?;
    let new = NewDraft {
        seat_hash,
        owner,
        secret: totp::new_secret(work.clinic().rng()),
        created_at: now,
        expires_at,
    };
    Ok(rows::draft::put_draft(work, &new).await?)
}

/// The secret that is shown here, if one is.
pub(super) async fn draft<W: Witness>(
    clinic: &Clinic,
    who: &W,
    seat: Seat,
    address: &str,
) -> Result<Option<Shown>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let secret = rows::draft::find_draft(&mut *look, &seat.hash(), seat.owner, now).await?;
    let place = store::clinic::find_clinic(&mut *look).await?;
    let place = place.ok_or(Failure::fault("somebody signed in at no clinic"))?;
    secret
        .map(|secret| totp::show(secret, &place.name, address))
        .transpose()
}

/// Takes the first code of the secret that is shown here: from now on it counts. None when
/// it does already, as after a second press of the button.
pub(super) async fn confirm<W: Witness>(
    clinic: &Clinic,
    who: &W,
    seat: Seat,
    typed: &str,
) -> Result<Option<Codes>, Failure> {
    let typed = parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let codes = confirm_at(&mut work, seat.owner, seat.hash(), &typed).await?;
        if codes.is_some() {
            end_others(&mut work, seat).await?;
        }
        Ok(codes)
    }
    .await;
    let codes = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(codes)
}

/// The same within a unit of work; the caller ends the sessions.
pub(super) async fn confirm_at(
    work: &mut Work,
    owner: Owner,
    seat_hash: [u8; 32],
    typed: &Typed,
) -> Result<Option<Codes>, Failure> {
    let now = work.now();
    if rows::find_factor(&mut **work, owner).await?.is_some() {
        return Ok(None);
    }
    let secret = rows::draft::find_draft(&mut **work, &seat_hash, owner, now).await?;
    let secret = secret.ok_or(Failure::Refused(Refusal::ChangedMeanwhile))?;
    let step = match typed {
        Typed::App(code) => totp::step_of(secret, code, now)?,
        Typed::Recovery(_) => None,
    };
    let step = step.ok_or(Failure::Refused(Refusal::SecondFactorWrong))?;
    rows::draft::delete_drafts(work, owner).await?;
    rows::insert_factor(work, owner, secret, step, now).await?;
    let codes = recovery::renew(work, owner).await?;
    tell(work, owner, NoticeKind::SecondFactorOn).await?;
    record(work, owner, Event::SetUp).await?;
    Ok(Some(codes))
}

/// Makes new recovery codes for whoever shows the factor itself; the earlier ones are dead.
pub(super) async fn new_codes<W: Witness>(
    clinic: &Clinic,
    who: &W,
    seat: Seat,
    browser: &Visitor,
    typed: &str,
) -> Result<Codes, Failure> {
    let typed = parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        if tried(&mut work, seat.owner, browser, &typed).await? == Verdict::Wrong {
            return Ok(None);
        }
        let codes = recovery::renew(&mut work, seat.owner).await?;
        end_others(&mut work, seat).await?;
        tell(&mut work, seat.owner, NoticeKind::RecoveryCodesNew).await?;
        record(&mut work, seat.owner, Event::Codes).await?;
        Ok(Some(codes))
    }
    .await;
    let codes = work.settle(outcome).await?;
    clinic.wake_mail();
    codes.ok_or(Failure::Refused(Refusal::SecondFactorWrong))
}

/// Turns the factor off for whoever shows it; not where the role needs it.
pub(super) async fn turn_off<W: Witness>(
    clinic: &Clinic,
    who: &W,
    seat: Seat,
    browser: &Visitor,
    typed: &str,
) -> Result<(), Failure> {
    let typed = parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        if let Owner::Staff(staff) = seat.owner
            && rows::policy::needs(&mut *work, staff).await?
        {
            return Err(Failure::Refused(Refusal::SecondFactorNeeded));
        }
        let verdict = tried(&mut work, seat.owner, browser, &typed).await?;
        if verdict == Verdict::Right {
            remove_within(&mut work, seat.owner).await?;
            end_others(&mut work, seat).await?;
            tell(&mut work, seat.owner, NoticeKind::SecondFactorOff).await?;
            record(&mut work, seat.owner, Event::Removed).await?;
        }
        Ok(verdict)
    }
    .await;
    let verdict = work.settle(outcome).await?;
    clinic.wake_mail();
    verdict.or_refused()
}

/// Signs everybody else out, and ends a change of the address that waits: whoever got in
/// before may have asked for it.
async fn end_others(work: &mut Work, seat: Seat) -> Result<(), Failure> {
    let now = work.now();
    match seat.owner {
        Owner::Account(account) => {
            store::session::end_other_sessions(work, account, seat.session, now).await?;
            email_change::stop_within(work, account).await
        }
        Owner::Staff(staff) => {
            Ok(store::staff::end_other_sessions(work, staff, seat.session, now).await?)
        }
    }
}
