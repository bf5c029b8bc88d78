//! What accounts and addresses saw, while two profiles were one, of the one that they had no
//! access to.
//!
//! Everything that an account did or looked at is in the audit, and every mail in the outbox.
//! What is read is what was written of the profile that went on, and of whatever that became
//! part of, for as long as it was. What names a visit tells of the profile that the visit came
//! from; a list tells of both. Who could see what before is decided by the rules of access, with
//! the rows as the merge found them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use domain::access::{Ability, Confidential, Rights};
use domain::id::{AccountId, AppointmentId, MergeId, PatientId};
use domain::merge::Whose;
use domain::merge::undo::{Rows, Table};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;

use super::rows::Allows;
use super::{MergeRow, record, rows};
use crate::column::{At, Id, corrupt, email, name};
use crate::db::on_db;
use crate::family::{Involved, find_involved};
use crate::{Reads, StoreError};

/// Who saw something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeenBy {
    /// An account, with its holder's name.
    Account(AccountId, PersonName),
    /// Whoever reads the mail of an address that stood in a chart.
    Address(EmailAddress),
}

/// One thing that was seen.
#[derive(Clone)]
pub struct Disclosed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: SeenBy,
    /// Of which of the two profiles.
    pub of: Whose,
    /// How: the act, as `noun.verb`, or `mail.` and what a mail told.
    pub act: String,
    /// The visit that it tells of, if it names one.
    pub visit: Option<AppointmentId>,
}

/// Without who.
impl fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disclosed")
            .field("act", &self.act)
            .field("of", &self.of)
            .finish_non_exhaustive()
    }
}

// Index: audit_patient's primary key; primary keys.
const ACTS: &str = "SELECT audit.at, account.id AS account_id, account.full_name, audit.action, \
     about.visit_id FROM audit_patient AS about JOIN audit ON audit.seq = about.seq \
     JOIN account ON account.id = audit.actor_id \
     WHERE about.patient_id = $1 AND audit.actor_kind = 'account' \
     AND audit.at >= $2 AND audit.at <= $3 ORDER BY about.seq";

// Indexes: notice_account, primary key. What tells that two became one tells of neither.
const MAILS: &str = "SELECT notice.done_at, account.id AS account_id, account.full_name, \
     notice.kind, notice.appointment_id, notice.patient_id FROM notice \
     JOIN account ON account.id = notice.account_id \
     WHERE notice.account_id = $1 AND notice.state = 'sent' AND notice.patient_id IS NOT NULL \
     AND notice.kind NOT IN ('portal_detached', 'portal_taken_over', 'profile_joined') \
     AND notice.done_at >= $2 AND notice.done_at <= $3 ORDER BY notice.done_at, notice.id";

// Index: notice_appointment.
const TO_CHARTS: &str = "SELECT done_at, to_address, kind FROM notice \
     WHERE appointment_id = $1 AND account_id IS NULL AND state = 'sent' \
     AND done_at >= $2 AND done_at <= $3 ORDER BY done_at, id";

// Indexes: access_patient.
const ACCOUNTS: &str = "SELECT DISTINCT access.account_id FROM access WHERE access.patient_id = $1";
// Index: appointment_patient.
const VISITS: &str = "SELECT id FROM appointment WHERE patient_id = $1";
// Index: primary key.
const ADDRESS: &str = "SELECT email FROM account WHERE id = $1";

// Index: merge_record_absorbed.
const ONWARDS: &str = "SELECT id, number, survivor_id, made_at, undone_at FROM merge_record \
     WHERE absorbed_id = $1 AND number > $2 AND made_at <= $3 ORDER BY number";

/// A profile of which something was written about the two, and from when until when.
struct Window {
    patient: PatientId,
    from: Timestamp,
    until: Timestamp,
}

/// What was seen, before it is said of whom.
struct Seen {
    at: Timestamp,
    by: SeenBy,
    act: String,
    visit: Option<AppointmentId>,
}

/// Who could see a profile before, and what its own was.
struct Known {
    accounts: BTreeMap<AccountId, Rights>,
    addresses: BTreeSet<String>,
    visits: BTreeSet<AppointmentId>,
}

fn visits(of: &Rows) -> Result<BTreeSet<AppointmentId>, StoreError> {
    let rows = of.keys().filter(|row| row.table == Table::Appointment);
    let ids = rows.map(|row| row.id.parse());
    ids.collect::<Result<_, _>>()
        .map_err(|_| corrupt("merge_record", "before"))
}

impl Known {
    async fn of(
        db: &mut impl Reads,
        before: &Rows,
        allows: Allows<'_>,
    ) -> Result<Self, StoreError> {
        let mut born_on = None;
        let mut addresses = BTreeSet::new();
        for (_, chart) in before.iter().filter(|(row, _)| row.table == Table::Patient) {
            born_on = rows::born_on(chart)?;
            let address = chart.get("email").cloned().flatten();
            addresses.extend(address.map(|address| address.to_ascii_lowercase()));
        }
        let mut accounts = BTreeMap::new();
        for (_, row) in before.iter().filter(|(row, _)| row.table == Table::Access) {
            let wrong = || corrupt("merge_record", "before");
            let account = row.get("account_id").cloned().flatten();
            let account: AccountId = account
                .and_then(|account| account.parse().ok())
                .ok_or_else(wrong)?;
            if row.get("ended_at") != Some(&None) {
                continue;
            }
            let rights = allows(&rows::held(row, born_on)?);
            if rights.abilities.is_empty() {
                continue;
            }
            accounts.insert(account, rights);
            let address: Option<String> =
                on_db!(db, query_scalar(ADDRESS).bind(Id(account)).fetch_optional)?;
            addresses.extend(address.map(|address| address.to_ascii_lowercase()));
        }
        Ok(Self {
            accounts,
            addresses,
            visits: visits(before)?,
        })
    }

    /// Whether whoever saw it could see such a thing of this profile before.
    fn knows(&self, seen: &Seen, confidential: bool) -> bool {
        match &seen.by {
            SeenBy::Account(account, _) => self.accounts.get(account).is_some_and(|rights| {
                let told =
                    seen.act.starts_with("mail.") && rights.abilities.has(Ability::ReceiveNotices);
                (told || rights.abilities.has(Ability::ViewAppointments))
                    && (!confidential || rights.confidential == Confidential::Shown)
            }),
            SeenBy::Address(address) => {
                let address = address.as_str().to_ascii_lowercase();
                self.addresses.contains(&address)
            }
        }
    }

    /// Whether they had anything to do with it.
    fn has(&self, by: &SeenBy) -> bool {
        match by {
            SeenBy::Account(account, _) => self.accounts.contains_key(account),
            SeenBy::Address(_) => false,
        }
    }
}

/// All that a list of disclosures asks of a merge.
struct Looked {
    survivor: (PatientId, Known),
    absorbed: (PatientId, Known),
    undone: bool,
    windows: Vec<Window>,
    /// Visits of what the two became part of later.
    foreign: BTreeSet<AppointmentId>,
}

impl Looked {
    fn sides(&self) -> [(Whose, &Known, &Known); 2] {
        let (one, other) = (&self.survivor.1, &self.absorbed.1);
        [(Whose::Survivor, one, other), (Whose::Absorbed, other, one)]
    }

    /// Of which of the two a visit is: of both where nothing tells.
    fn whose(&self, visit: AppointmentId, now: Option<&Involved>) -> Vec<Whose> {
        for (whose, own, _) in self.sides() {
            if own.visits.contains(&visit) {
                return vec![whose];
            }
        }
        if self.foreign.contains(&visit) {
            return Vec::new();
        }
        // Booked while they were one.
        let patient = now.map(|now| now.patient).filter(|_| self.undone);
        if patient == Some(self.survivor.0) {
            return vec![Whose::Survivor];
        }
        if patient == Some(self.absorbed.0) {
            return vec![Whose::Absorbed];
        }
        let booker = now.and_then(|now| now.booker);
        let had = |known: &Known| booker.is_some_and(|booker| known.accounts.contains_key(&booker));
        match (had(&self.survivor.1), had(&self.absorbed.1)) {
            (true, false) => vec![Whose::Survivor],
            (false, true) => vec![Whose::Absorbed],
            _ => vec![Whose::Survivor, Whose::Absorbed],
        }
    }

    /// Of which of the two this told somebody what they could not see before.
    async fn tells(&self, db: &mut impl Reads, seen: &Seen) -> Result<Vec<Whose>, StoreError> {
        let Some(visit) = seen.visit else {
            // A list, or the chart: of whatever there was.
            let told = self.sides().into_iter().filter(|(_, own, other)| {
                !own.knows(seen, false) && (other.has(&seen.by) || !own.visits.is_empty())
            });
            return Ok(told.map(|(whose, ..)| whose).collect());
        };
        let now = find_involved(db, visit).await?;
        let confidential = now.as_ref().is_some_and(|now| now.confidential);
        let of = self.whose(visit, now.as_ref());
        let told = self
            .sides()
            .into_iter()
            .filter(|(whose, own, _)| of.contains(whose) && !own.knows(seen, confidential));
        Ok(told.map(|(whose, ..)| whose).collect())
    }
}

/// What the two became part of while they were one, and which visits were its own.
async fn windows(
    db: &mut impl Reads,
    of: &MergeRow,
    until: Timestamp,
) -> Result<(Vec<Window>, BTreeSet<AppointmentId>), StoreError> {
    type Row = (Id<MergeId>, i64, Id<PatientId>, At, Option<At>);
    let first = Window {
        patient: of.survivor,
        from: of.at,
        until,
    };
    let mut open = VecDeque::from([(first, of.number)]);
    let (mut windows, mut foreign) = (Vec::new(), BTreeSet::new());
    while let Some((window, number)) = open.pop_front() {
        let onwards: Vec<Row> = on_db!(
            db,
            query_as(ONWARDS)
                .bind(Id(window.patient))
                .bind(number)
                .bind(At(window.until))
                .fetch_all
        )?;
        for (id, number, into, made_at, undone_at) in onwards {
            let (theirs, _) = record::find_before(db, id.0).await?;
            foreign.extend(visits(&theirs)?);
            let end = undone_at.map_or(window.until, |at| at.0.min(window.until));
            let onward = Window {
                patient: into.0,
                from: made_at.0,
                until: end,
            };
            open.push_back((onward, number));
        }
        windows.push(window);
    }
    Ok((windows, foreign))
}

/// What accounts did and looked at.
async fn acts(db: &mut impl Reads, window: &Window) -> Result<Vec<Seen>, StoreError> {
    type Row = (At, Id<AccountId>, String, String, Option<Id<AppointmentId>>);
    let found: Vec<Row> = on_db!(
        db,
        query_as(ACTS)
            .bind(Id(window.patient))
            .bind(At(window.from))
            .bind(At(window.until))
            .fetch_all
    )?;
    let each = found.into_iter().map(|(at, account, holder, act, visit)| {
        Ok(Seen {
            at: at.0,
            by: SeenBy::Account(account.0, name("account", "full_name", &holder)?),
            act,
            visit: visit.map(|visit| visit.0),
        })
    });
    each.collect()
}

/// The mails that an account got about these profiles.
async fn mails(
    db: &mut impl Reads,
    account: AccountId,
    (from, until): (Timestamp, Timestamp),
    about: &BTreeSet<PatientId>,
) -> Result<Vec<Seen>, StoreError> {
    type Row = (
        At,
        Id<AccountId>,
        String,
        String,
        Option<Id<AppointmentId>>,
        Id<PatientId>,
    );
    let found: Vec<Row> = on_db!(
        db,
        query_as(MAILS)
            .bind(Id(account))
            .bind(At(from))
            .bind(At(until))
            .fetch_all
    )?;
    let found = found.into_iter().filter(|row| about.contains(&row.5.0));
    let each = found.map(|(at, account, holder, kind, visit, _)| {
        Ok(Seen {
            at: at.0,
            by: SeenBy::Account(account.0, name("account", "full_name", &holder)?),
            act: format!("mail.{kind}"),
            visit: visit.map(|visit| visit.0),
        })
    });
    each.collect()
}

/// The mails about a visit to addresses that stood in a chart.
async fn to_charts(
    db: &mut impl Reads,
    visit: AppointmentId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Seen>, StoreError> {
    let found: Vec<(At, String, String)> = on_db!(
        db,
        query_as(TO_CHARTS)
            .bind(Id(visit))
            .bind(At(from))
            .bind(At(until))
            .fetch_all
    )?;
    let each = found.into_iter().map(|(at, to, kind)| {
        Ok(Seen {
            at: at.0,
            by: SeenBy::Address(email("notice", "to_address", &to)?),
            act: format!("mail.{kind}"),
            visit: Some(visit),
        })
    });
    each.collect()
}

/// What accounts and addresses saw from the merge until it was undone, or until `now`, that
/// they had no access to before; by time. `allows` says what an access allowed on the day of
/// the merge.
///
/// # Errors
/// Those of the database.
pub async fn list_disclosed(
    db: &mut impl Reads,
    of: &MergeRow,
    now: Timestamp,
    allows: Allows<'_>,
) -> Result<Vec<Disclosed>, StoreError> {
    let (survivor, absorbed) = record::find_before(db, of.id).await?;
    let until = of.undone.as_ref().map_or(now, |(at, _)| *at);
    let (windows, foreign) = windows(db, of, until).await?;
    let looked = Looked {
        survivor: (of.survivor, Known::of(db, &survivor, allows).await?),
        absorbed: (of.absorbed, Known::of(db, &absorbed, allows).await?),
        undone: of.undone.is_some(),
        windows,
        foreign,
    };
    let mut all = everything(db, &looked, (of.at, until)).await?;
    all.sort_by_key(|seen| seen.at);
    let mut disclosed = Vec::new();
    for seen in all {
        for whose in looked.tells(db, &seen).await? {
            disclosed.push(Disclosed {
                at: seen.at,
                by: seen.by.clone(),
                of: whose,
                act: seen.act.clone(),
                visit: seen.visit,
            });
        }
    }
    Ok(disclosed)
}

/// Everything that anybody saw of what the two were part of.
async fn everything(
    db: &mut impl Reads,
    looked: &Looked,
    when: (Timestamp, Timestamp),
) -> Result<Vec<Seen>, StoreError> {
    let mut all = Vec::new();
    let mut about = BTreeSet::from([looked.survivor.0, looked.absorbed.0]);
    for window in &looked.windows {
        all.extend(acts(db, window).await?);
        about.insert(window.patient);
    }
    let mut accounts: BTreeSet<AccountId> = BTreeSet::new();
    let mut theirs = BTreeSet::new();
    for (_, own, _) in looked.sides() {
        accounts.extend(own.accounts.keys());
        theirs.extend(&own.visits);
    }
    for patient in &about {
        let found: Vec<Id<AccountId>> =
            on_db!(db, query_scalar(ACCOUNTS).bind(Id(*patient)).fetch_all)?;
        accounts.extend(found.into_iter().map(|id| id.0));
        let found: Vec<Id<AppointmentId>> =
            on_db!(db, query_scalar(VISITS).bind(Id(*patient)).fetch_all)?;
        theirs.extend(found.into_iter().map(|id| id.0));
    }
    for account in accounts {
        all.extend(mails(db, account, when, &about).await?);
    }
    for visit in theirs.difference(&looked.foreign) {
        all.extend(to_charts(db, *visit, when).await?);
    }
    Ok(all)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[ACTS, MAILS, TO_CHARTS, ACCOUNTS, VISITS, ADDRESS, ONWARDS];
