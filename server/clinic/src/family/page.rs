//! "Family": whom somebody looks after, and who can act for them.

use domain::access::{Ability, Basis, EndedBy, Kinship, Relation, Rights, Standing};
use domain::age_policy::Coming;
use domain::audit::Action;
use domain::id::{AccessId, PatientId};
use domain::person::{BirthDate, PersonName};
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::access::Held;
use store::appointment::Sight;
use store::family::Granted;

use super::give_back::{self, Former};
use super::lend::{self, Waiting};
use crate::authz::{AccountHolder, Clinic, Work};
use crate::failure::Failure;
use crate::rights::Today;
use crate::schedule;

/// The next visit of somebody.
#[derive(Clone, Debug)]
pub struct NextVisit {
    /// The start.
    pub starts_at: Timestamp,
    /// The location's zone.
    pub zone: TimeZone,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
}

/// An access as one of its people sees it: names and roles, never how anybody is reached.
#[derive(Clone, Debug)]
pub struct AccessCard {
    /// Which.
    pub id: AccessId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// When they were born.
    pub born_on: Option<BirthDate>,
    /// Whose it is.
    pub holder: PersonName,
    /// Whether that is the patient themself.
    pub relation: Relation,
    /// What the holder is to them.
    pub kinship: Option<Kinship>,
    /// What it allows today.
    pub rights: Rights,
    /// Since which date.
    pub since: Date,
    /// The last date, if there is one.
    pub until: Option<Date>,
    /// Who gave it: a name, and whether that was staff; none for who added them.
    pub given_by: Option<(PersonName, bool)>,
    /// The next birthday that changes it.
    pub coming: Option<Coming>,
    /// Whether legal guardianship goes on whatever the age: on what ground, since which date
    /// staff know of it, and who of them saw it.
    pub goes_on: Option<GoesOn>,
    /// The next visit that its holder sees.
    pub next: Option<NextVisit>,
    /// Whether whoever looks may end it.
    pub may_end: bool,
    /// Whether it is their own to leave.
    pub mine: bool,
    /// Whether more of it is shown than whose it is and what they are: to its holder, to whom
    /// it is about, and to those who say who has access.
    pub terms_shown: bool,
}

/// Legal guardianship that goes on whatever the patient's age.
#[derive(Clone, Debug)]
pub struct GoesOn {
    /// On what ground.
    pub basis: Option<Basis>,
    /// Since which date staff know of it.
    pub since: Date,
    /// Who of them saw the document.
    pub seen_by: Option<PersonName>,
}

/// The whole page.
#[derive(Clone, Debug)]
pub struct FamilyView {
    /// Whom the account looks after.
    pub looked_after: Vec<AccessCard>,
    /// The account's own patient, if it has one.
    pub own: Option<PatientId>,
    /// Who can act for them.
    pub for_me: Vec<AccessCard>,
    /// Who could, the latest first.
    pub former: Vec<Former>,
    /// Whom the account has invited to.
    pub invited: Vec<Waiting>,
    /// The clinic's date.
    pub today: Date,
}

/// One whom the account looks after.
#[derive(Clone, Debug)]
pub struct DependentView {
    /// The account's own access.
    pub mine: AccessCard,
    /// The others who can act for them, the patient among them.
    pub others: Vec<AccessCard>,
    /// Whom the account has invited to act for them.
    pub invited: Vec<Waiting>,
    /// Whether the account may invite them to one of their own, which they don't have.
    pub may_invite_own: bool,
    /// Whether nobody who can manage anything would be left if the holder went, and the
    /// patient isn't of age.
    pub last_guardian: bool,
    /// The clinic's date.
    pub today: Date,
}

fn card(granted: Granted, today: &Today, mine: bool) -> AccessCard {
    let rights = today.rights(&granted.held);
    let given_by_staff = granted.given_by_staff;
    AccessCard {
        id: granted.held.id,
        patient: granted.held.patient,
        patient_name: granted.full_name,
        born_on: granted.held.born_on,
        holder: granted.holder,
        relation: granted.held.terms.relation,
        kinship: granted.held.terms.kinship,
        since: today.date_of(granted.created_at),
        until: granted.held.terms.until_on,
        given_by: granted.given_by.map(|name| (name, given_by_staff)),
        coming: today.coming(&granted.held),
        goes_on: granted.goes_on.map(|(at, seen_by)| GoesOn {
            basis: granted.held.terms.basis,
            since: today.date_of(at),
            seen_by,
        }),
        rights,
        next: None,
        may_end: mine,
        mine,
        terms_shown: mine,
    }
}

/// Whom the account looks after, and who can act for its holder. Recorded as a look at all of
/// them.
///
/// # Errors
/// `Unauthenticated`.
pub async fn view(clinic: &Clinic, who: &AccountHolder) -> Result<FamilyView, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = view_in(&mut work, who).await;
    work.settle(outcome).await
}

async fn view_in(work: &mut Work, who: &AccountHolder) -> Result<FamilyView, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let mut looked_after = Vec::new();
    for granted in store::family::list_granted_by(&mut **work, who.account_id()).await? {
        let waits = granted.held.standing == Standing::Suspended;
        let mut card = card(granted, &today, true);
        // Of whom somebody may know nothing any more, their page says nothing.
        if card.rights.abilities.is_empty() && !waits {
            continue;
        }
        if card.rights.abilities.has(Ability::ViewAppointments) {
            let sight = Sight {
                patient: card.patient,
                confidential: card.rights.confidential,
            };
            let next = store::family::find_next(&mut **work, sight, now).await?;
            card.next = match next {
                Some((starts_at, zone, requested)) => Some(NextVisit {
                    starts_at,
                    zone: schedule::zone(&zone)?,
                    requested,
                }),
                None => None,
            };
        }
        looked_after.push(card);
    }
    let own = store::family::list_looked_after(&mut **work, who.account_id()).await?;
    let own = own.iter().find(|person| is_own(&person.held, &today));
    let own = own.map(|own| own.held.patient);
    let (mut for_me, mut invited, mut former) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(own) = own {
        former = give_back::list(work, &today, own).await?;
        invited = lend::waiting(work, who, own).await?;
        for granted in store::family::list_granted_on(&mut **work, own).await? {
            let over = former.iter().any(|one| one.id == granted.held.id);
            if granted.held.terms.relation == Relation::Guardian && !over {
                let mut card = card(granted, &today, false);
                (card.may_end, card.terms_shown) = (true, true);
                for_me.push(card);
            }
        }
    }
    let mut seen: Vec<PatientId> = looked_after.iter().map(|card| card.patient).collect();
    seen.extend(own.filter(|_| !for_me.is_empty() || !former.is_empty()));
    if !seen.is_empty() {
        work.record(Action::FamilySeen.as_str(), "", &seen).await?;
    }
    Ok(FamilyView {
        looked_after,
        own,
        for_me,
        former,
        invited,
        today: today.date(),
    })
}

/// One whom the account looks after, and who else does. A profile that became part of another
/// one, as an old link names it, is that one by now.
///
/// # Errors
/// [`Failure::NotFound`] for anybody else.
pub async fn show(
    clinic: &Clinic,
    who: &AccountHolder,
    patient: PatientId,
) -> Result<DependentView, Failure> {
    let one = |patient| show_one(clinic, who, patient);
    clinic.or_survivor(patient, one).await
}

async fn show_one(
    clinic: &Clinic,
    who: &AccountHolder,
    patient: PatientId,
) -> Result<DependentView, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = show_in(&mut work, who, patient).await;
    work.settle(outcome).await
}

async fn show_in(
    work: &mut Work,
    who: &AccountHolder,
    patient: PatientId,
) -> Result<DependentView, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let all = store::family::list_granted_on(&mut **work, patient).await?;
    let mut mine = None;
    let mut others = Vec::new();
    let mut managers: usize = 0;
    for granted in all {
        let own = granted.account == who.account_id();
        let mut card = card(granted.clone(), &today, own);
        card.may_end = own || granted.giver == Some(who.account_id());
        if own {
            mine = Some(card);
        } else {
            managers += usize::from(!card.rights.abilities.is_empty());
            others.push(card);
        }
    }
    let mine = mine
        .filter(|mine| mine.relation == Relation::Guardian && !mine.rights.abilities.is_empty())
        .ok_or(Failure::NotFound)?;
    let manages = mine.rights.abilities.has(Ability::ManageAccess);
    for card in &mut others {
        card.terms_shown = manages || card.may_end;
    }
    let minor = mine
        .born_on
        .is_some_and(|born_on| !today.is_of_age(born_on));
    work.record(Action::FamilySeen.as_str(), "", &[patient])
        .await?;
    let invited = lend::waiting(work, who, patient).await?;
    let has_own = others
        .iter()
        .any(|other| other.relation == Relation::Myself);
    let old = |born_on| lend::may_have_own(born_on, today.date());
    Ok(DependentView {
        may_invite_own: manages && !has_own && mine.born_on.is_some_and(old),
        invited,
        last_guardian: minor && managers == 0,
        mine,
        others,
        today: today.date(),
    })
}

/// Ends an access: one's own, one that the account gave, or, as the patient, any. It is over
/// with the next request.
///
/// # Errors
/// [`Failure::NotFound`] for any other; `Refused(LastGuardian)` where leaving would leave a minor
/// to nobody and that wasn't said to be meant.
pub async fn end(
    clinic: &Clinic,
    who: &AccountHolder,
    access: AccessId,
    meant: bool,
) -> Result<Ended, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = end_in(&mut work, who, access, meant).await;
    work.settle(outcome).await
}

/// Whether it is the patient's own access, and works: one that waits for staff to look at it
/// says nothing of who else has one, and ends none.
fn is_own(held: &Held, today: &Today) -> bool {
    held.terms.relation == Relation::Myself && !today.rights(held).abilities.is_empty()
}

/// What was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The account's own access.
    Left,
    /// Somebody else's, to the account's own patient.
    OnMe,
    /// Somebody else's, to this patient.
    On(PatientId),
}

async fn end_in(
    work: &mut Work,
    who: &AccountHolder,
    access: AccessId,
    meant: bool,
) -> Result<Ended, Failure> {
    let now = work.now();
    let Some(patient) = store::access::find_patient_of(&mut **work, access).await? else {
        return Err(Failure::NotFound);
    };
    let today = Today::at(&mut **work, now).await?;
    let all = store::family::list_granted_on(&mut **work, patient).await?;
    let found = all.iter().find(|granted| granted.held.id == access);
    let found = found
        .filter(|found| found.held.terms.relation == Relation::Guardian)
        .ok_or(Failure::NotFound)?;
    let mine = all
        .iter()
        .find(|granted| granted.account == who.account_id());
    let (by, ended) = if found.account == who.account_id() {
        let minor = found
            .held
            .born_on
            .is_some_and(|born_on| !today.is_of_age(born_on));
        let alone = all
            .iter()
            .filter(|other| other.held.id != access)
            .all(|other| today.rights(&other.held).abilities.is_empty());
        if minor && alone && !meant {
            return Err(Failure::Refused(Refusal::LastGuardian));
        }
        (EndedBy::Holder, Ended::Left)
    } else {
        match mine {
            Some(mine) if is_own(&mine.held, &today) => (EndedBy::Patient, Ended::OnMe),
            // What one gave, one may take back, while one may still manage anything.
            Some(mine)
                if found.giver == Some(who.account_id())
                    && today
                        .rights(&mine.held)
                        .abilities
                        .has(Ability::ManageAccess) =>
            {
                (EndedBy::Guardian, Ended::On(patient))
            }
            Some(_) | None => return Err(Failure::NotFound),
        }
    };
    if !store::access::end_access(work, access, by, now).await? {
        return Err(Failure::NotFound);
    }
    store::family::forget_choice(work, found.account, patient).await?;
    super::let_go(work, found.account, patient).await?;
    work.record(Action::AccessEnd.as_str(), by.as_str(), &[patient])
        .await?;
    Ok(ended)
}
