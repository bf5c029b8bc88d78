//! The second factor of members of staff, and the roles that need it.
//!
//! A member without the one that their role needs is signed in nowhere, whenever the role
//! began to need it or became theirs: the look-up of their session says so. Right after
//! the password they are shown a secret, and nothing else is open before it is set up.

use domain::audit::Action;
use domain::id::StaffId;
use domain::person::{EmailAddress, PersonName};
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::Timestamp;
use store::notice::NoticeKind;
use store::second_factor::half as half_rows;
use store::second_factor::policy::{self as rows, MemberFactor};
use store::second_factor::{self, Owner};

use super::half::{self, Door, HalfView};
use super::seat::{self, Seat};
use super::tried::{Verdict, parse, tried};
use super::{Codes, Event, Shown, State, record, remove_within, tell};
use crate::authz::{Clinic, Member, Staff, SystemJob, Visitor, Work, can};
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::staff_log_in::{self, StaffLogIn, StaffSignedIn};

/// A member of staff whose log-in is whole.
#[derive(Debug)]
pub struct StaffEntered {
    /// The browser that is signed in.
    pub signed_in: StaffSignedIn,
    /// Recovery codes, when the factor was set up by this.
    pub codes: Option<Codes>,
}

/// After the right password: signs in, or asks for the second factor, or shows the secret
/// of the one that has to be set up first.
pub(crate) async fn after_password(
    work: &mut Work,
    browser: &Visitor,
    staff: StaffId,
) -> Result<StaffLogIn, Failure> {
    let owner = Owner::Staff(staff);
    let has = second_factor::find_factor(&mut **work, owner)
        .await?
        .is_some();
    if !has && !rows::needs(&mut **work, staff).await? {
        let signed_in = staff_log_in::start_session(work, browser, staff).await?;
        return Ok(StaffLogIn::Done(signed_in));
    }
    let token = half::begin(work, owner, browser, &NextPath::default()).await?;
    if !has {
        seat::start_at(work, owner, token.hash()).await?;
    }
    Ok(StaffLogIn::Half(token))
}

/// What the page between password and Today shows.
///
/// # Errors
/// Those of the store.
pub async fn view(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
) -> Result<HalfView, Failure> {
    half::view_at(clinic, browser, half_token, Door::Staff).await
}

/// Takes the second factor, or the first code of the one that is being set up, and signs
/// this browser in.
///
/// # Errors
/// As [`super::enter`].
pub async fn enter(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
    typed: &str,
) -> Result<StaffEntered, Failure> {
    let typed = parse(typed)?;
    let mut work = clinic.begin(browser).await?;
    let outcome = async {
        let half = half::open(&mut work, browser, half_token, Door::Staff).await?;
        let Owner::Staff(staff) = half.owner else {
            return Err(Failure::fault("an account at the door of staff"));
        };
        let has = second_factor::find_factor(&mut *work, half.owner).await?;
        let codes = if has.is_some() {
            if tried(&mut work, half.owner, browser, &typed).await? == Verdict::Wrong {
                half_rows::count_try(&mut work, &half.token_hash).await?;
                return Ok(None);
            }
            None
        } else {
            // The secret is on their own screen: a wrong code of it is no guess.
            let codes = seat::confirm_at(&mut work, half.owner, half.token_hash, &typed).await?;
            let now = work.now();
            store::staff::end_sessions_of_staff(&mut work, staff, now).await?;
            codes
        };
        half_rows::delete_halves_at(&mut work, &browser.key().0, half.owner).await?;
        let signed_in = staff_log_in::start_session(&mut work, browser, staff).await?;
        Ok(Some(StaffEntered { signed_in, codes }))
    }
    .await;
    let entered = work.settle(outcome).await?;
    clinic.wake_mail();
    entered.ok_or(Failure::Refused(Refusal::SecondFactorWrong))
}

/// How a member logs in, for their own page.
#[derive(Clone, Debug)]
pub struct Own {
    /// Their second factor, if they have one.
    pub state: Option<State>,
    /// Whether their role needs one.
    pub needed: bool,
    /// Registrations that wait, for the navigation.
    pub waiting_count: u32,
}

/// How the member logs in.
///
/// # Errors
/// `Unauthenticated` when they were signed out meanwhile.
pub async fn own(clinic: &Clinic, who: &Member) -> Result<Own, Failure> {
    let mut look = clinic.read(who).await?;
    let owner = Owner::Staff(who.staff_id());
    let found = second_factor::find_factor(&mut *look, owner).await?;
    Ok(Own {
        state: found.as_ref().map(State::of),
        needed: rows::needs(&mut *look, who.staff_id()).await?,
        waiting_count: store::registration::count_waiting(&mut *look).await?,
    })
}

/// Makes a secret, to be shown in this browser, for whoever knows the member's password: a
/// desk is shared.
///
/// # Errors
/// `Refused(PasswordWrong)`; `TooMany` when tries come too fast.
pub async fn start(
    clinic: &Clinic,
    who: &Member,
    browser: &Visitor,
    password: &str,
) -> Result<(), Failure> {
    staff_log_in::check_password(clinic, who, browser, password).await?;
    seat::start(clinic, who, Seat::of_member(who)).await
}

/// The secret that is shown in this browser, if one is.
///
/// # Errors
/// `Unauthenticated` when they were signed out meanwhile.
pub async fn draft(clinic: &Clinic, who: &Member) -> Result<Option<Shown>, Failure> {
    let email = {
        let mut look = clinic.read(who).await?;
        store::staff::find_email(&mut *look, who.staff_id()).await?
    };
    let email = email.ok_or(Failure::fault("a member without an address"))?;
    seat::draft(clinic, who, Seat::of_member(who), email.as_str()).await
}

/// Takes the first code of the app. None when it counts already.
///
/// # Errors
/// As [`super::confirm`].
pub async fn confirm(clinic: &Clinic, who: &Member, typed: &str) -> Result<Option<Codes>, Failure> {
    seat::confirm(clinic, who, Seat::of_member(who), typed).await
}

/// Makes new recovery codes; the earlier ones are dead.
///
/// # Errors
/// As [`super::new_codes`].
pub async fn new_codes(
    clinic: &Clinic,
    who: &Member,
    browser: &Visitor,
    typed: &str,
) -> Result<Codes, Failure> {
    seat::new_codes(clinic, who, Seat::of_member(who), browser, typed).await
}

/// Turns it off.
///
/// # Errors
/// As [`super::turn_off`]; `Refused(SecondFactorNeeded)` when the role needs it.
pub async fn turn_off(
    clinic: &Clinic,
    who: &Member,
    browser: &Visitor,
    typed: &str,
) -> Result<(), Failure> {
    seat::turn_off(clinic, who, Seat::of_member(who), browser, typed).await
}

/// The roles that need a second factor, and who has one.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The roles that need it.
    pub roles: Vec<Role>,
    /// Everybody who works here.
    pub members: Vec<TeamMember>,
    /// Registrations that wait, for the navigation.
    pub waiting_count: u32,
}

/// A member of the team.
#[derive(Clone, Debug)]
pub struct TeamMember {
    /// Who it is.
    pub id: StaffId,
    /// Their name.
    pub full_name: PersonName,
    /// Their role.
    pub role: Role,
    /// Since when they have a second factor.
    pub since: Option<Timestamp>,
}

impl From<MemberFactor> for TeamMember {
    fn from(row: MemberFactor) -> Self {
        Self {
            id: row.staff,
            full_name: row.full_name,
            role: row.role,
            since: row.set_up_at,
        }
    }
}

/// What is asked of whom, and who has it.
///
/// # Errors
/// `Forbidden` when the role lost the permission meanwhile.
pub async fn policy(clinic: &Clinic, who: &Staff<can::Team>) -> Result<Policy, Failure> {
    let mut look = clinic.read(who).await?;
    let members = rows::list_members(&mut *look).await?;
    Ok(Policy {
        roles: rows::list_roles(&mut *look).await?,
        members: members.into_iter().map(TeamMember::from).collect(),
        waiting_count: store::registration::count_waiting(&mut *look).await?,
    })
}

/// From now on exactly these roles need a second factor. Their members who have none are
/// signed out by that, and set it up when they log in again.
///
/// # Errors
/// As [`policy`].
pub async fn set_policy(
    clinic: &Clinic,
    who: &Staff<can::Team>,
    roles: &[Role],
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let (now, before) = (work.now(), rows::list_roles(&mut *work).await?);
        for role in Role::ALL {
            match (roles.contains(&role), before.contains(&role)) {
                (true, false) => rows::add_role(&mut work, role, who.staff_id(), now).await?,
                (false, true) => rows::remove_role(&mut work, role).await?,
                _ => continue,
            }
            let on = if roles.contains(&role) { "on" } else { "off" };
            let detail = format!("{} {on}", role.as_str());
            work.record(Action::StaffSecondFactorPolicy.as_str(), &detail, &[])
                .await?;
        }
        Ok(())
    }
    .await;
    work.settle(outcome).await
}

/// Turns another member's second factor off, who has lost phone and codes: they are signed
/// out, told, and log in by their password to set up a new one.
///
/// # Errors
/// `NotFound` for nobody, for whoever has none, and for oneself: that is
/// [`turn_off`], which asks for the factor.
pub async fn reset(
    clinic: &Clinic,
    who: &Staff<can::Team>,
    member: StaffId,
) -> Result<(), Failure> {
    if member == who.staff_id() {
        return Err(Failure::NotFound);
    }
    let mut work = clinic.begin(who).await?;
    let outcome = reset_within(&mut work, Owner::Staff(member)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// The same from the command line, by the address that somebody logs in with: also for the
/// only admin, and for patients.
///
/// # Errors
/// `NotFound` for nobody, and for whoever has none.
pub async fn reset_by_address(
    clinic: &Clinic,
    job: &SystemJob,
    whose: Whose,
    email: &EmailAddress,
) -> Result<(), Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = async {
        let email = email.canonical();
        let owner = match whose {
            Whose::Member => store::staff::find_credentials(&mut *work, &email)
                .await?
                .map(|found| Owner::Staff(found.id)),
            Whose::Account => store::account::find_account_by_email(&mut *work, &email)
                .await?
                .map(|found| Owner::Account(found.id)),
        };
        reset_within(&mut work, owner.ok_or(Failure::NotFound)?).await
    }
    .await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// Whose address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A member of staff's.
    Member,
    /// A portal account's.
    Account,
}

async fn reset_within(work: &mut Work, owner: Owner) -> Result<(), Failure> {
    if !remove_within(work, owner).await? {
        return Err(Failure::NotFound);
    }
    let now = work.now();
    match owner {
        Owner::Account(id) => store::session::end_sessions_of_account(work, id, now).await?,
        Owner::Staff(id) => store::staff::end_sessions_of_staff(work, id, now).await?,
    }
    tell(work, owner, NoticeKind::SecondFactorReset).await?;
    record(work, owner, Event::Reset).await
}
