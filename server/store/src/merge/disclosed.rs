//! What accounts saw, while two profiles were one, of the one that they had no access to.
//!
//! Everything that an account did or looked at is in the audit, and every mail in the outbox.
//! What names a visit tells of the profile that the visit came from; a list tells of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::id::{AccountId, AppointmentId};
use domain::merge::Whose;
use domain::merge::undo::{Row, Rows, Table};
use domain::person::PersonName;
use jiff::Timestamp;

use super::{MergeRow, record};
use crate::column::{At, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// One thing that an account saw.
#[derive(Clone)]
pub struct Disclosed {
    /// When.
    pub at: Timestamp,
    /// Whose account.
    pub account: AccountId,
    /// Its holder's name.
    pub holder: PersonName,
    /// Of which of the two profiles.
    pub of: Whose,
    /// How: the act, as `noun.verb`, or `mail.` and what a mail told.
    pub act: String,
    /// The visit that it tells of, if it names one.
    pub visit: Option<AppointmentId>,
}

/// Without the name.
impl fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disclosed")
            .field("account", &self.account)
            .field("act", &self.act)
            .finish_non_exhaustive()
    }
}

// Index: audit_patient's primary key; primary keys.
const ACTS: &str = "SELECT audit.at, account.id AS account_id, account.full_name, audit.action, \
     about.visit_id FROM audit_patient AS about JOIN audit ON audit.seq = about.seq \
     JOIN account ON account.id = audit.actor_id \
     WHERE about.patient_id = $1 AND audit.actor_kind = 'account' \
     AND audit.at >= $2 AND audit.at <= $3 ORDER BY about.seq";

// Indexes: notice_account, primary keys.
const MAILS: &str = "SELECT notice.done_at, account.id AS account_id, account.full_name, \
     notice.kind, notice.appointment_id FROM access JOIN account ON account.id = access.account_id \
     JOIN notice ON notice.account_id = account.id AND notice.state = 'sent' \
     WHERE access.id = $1 AND notice.appointment_id IS NOT NULL \
     AND notice.done_at >= $2 AND notice.done_at <= $3 ORDER BY notice.done_at, notice.id";

// Indexes: access_patient.
const ACCESSES: &str = "SELECT access.id FROM access WHERE access.patient_id = $1 \
     OR access.patient_id = $2 ORDER BY access.id";

/// Which accounts could see a profile before, and which visits were its own.
struct Known {
    accounts: BTreeSet<String>,
    visits: BTreeSet<String>,
}

impl Known {
    fn of(before: &Rows) -> Self {
        let text = |row: &Row, column: &str| row.get(column).cloned().flatten();
        let table = |table: Table| {
            let rows = before.iter().filter(move |(row, _)| row.table == table);
            rows.map(|(row, found)| (row.id.clone(), found))
        };
        let live =
            |row: &Row| text(row, "ended_at").is_none() && text(row, "suspended_at").is_none();
        Self {
            accounts: table(Table::Access)
                .filter(|(_, row)| live(row))
                .filter_map(|(_, row)| text(row, "account_id"))
                .collect(),
            visits: table(Table::Appointment).map(|(id, _)| id).collect(),
        }
    }

    /// Whether it tells an account something that it could not see before.
    fn tells(&self, account: &str, visit: Option<&str>, others: &Self) -> bool {
        if self.accounts.contains(account) {
            return false;
        }
        match visit {
            Some(visit) => self.visits.contains(visit),
            // A list, or the chart: of whatever there was.
            None => others.accounts.contains(account) || !self.visits.is_empty(),
        }
    }
}

/// What accounts saw from the merge until it was undone, or until `now`, that they had no
/// access to before; by time.
///
/// # Errors
/// Those of the database.
pub async fn list_disclosed(
    db: &mut impl Reads,
    of: &MergeRow,
    now: Timestamp,
) -> Result<Vec<Disclosed>, StoreError> {
    let (survivor, absorbed) = record::find_before(db, of.id).await?;
    let known = [
        (Whose::Survivor, Known::of(&survivor)),
        (Whose::Absorbed, Known::of(&absorbed)),
    ];
    let until = of.undone.as_ref().map_or(now, |(at, _)| *at);
    type Seen = (At, Id<AccountId>, String, String, Option<Id<AppointmentId>>);
    let mut seen: Vec<Seen> = on_db!(
        db,
        query_as(ACTS)
            .bind(Id(of.survivor))
            .bind(At(of.at))
            .bind(At(until))
            .fetch_all
    )?;
    let accesses: Vec<Id<domain::id::AccessId>> = on_db!(
        db,
        query_scalar(ACCESSES)
            .bind(Id(of.survivor))
            .bind(Id(of.absorbed))
            .fetch_all
    )?;
    let mut mails = BTreeMap::new();
    for access in accesses {
        let of_access: Vec<Seen> = on_db!(
            db,
            query_as(MAILS)
                .bind(access)
                .bind(At(of.at))
                .bind(At(until))
                .fetch_all
        )?;
        for (at, account, holder, kind, visit) in of_access {
            // An account may have several accesses.
            let key = (at.0, account, visit, kind.clone());
            mails.insert(key, (at, account, holder, format!("mail.{kind}"), visit));
        }
    }
    seen.extend(mails.into_values());
    seen.sort_by_key(|(at, ..)| at.0);
    let mut disclosed = Vec::new();
    for (at, account, holder, act, visit) in seen {
        let (id, named) = (
            account.0.to_string(),
            visit.map(|visit| visit.0.to_string()),
        );
        let [one, other] = &known;
        for (own, others) in [(one, other), (other, one)] {
            if own.1.tells(&id, named.as_deref(), &others.1) {
                disclosed.push(Disclosed {
                    at: at.0,
                    account: account.0,
                    holder: name("account", "full_name", &holder)?,
                    of: own.0,
                    act: act.clone(),
                    visit: visit.map(|visit| visit.0),
                });
            }
        }
    }
    Ok(disclosed)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ACTS, MAILS, ACCESSES];
