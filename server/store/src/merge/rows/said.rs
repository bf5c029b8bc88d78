//! What the rows of a profile say, as the rules know it.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use domain::access::{Abilities, Basis, Kinship, Relation, Standing, WithAge};
use domain::appointment::AppointmentState;
use domain::id::{AccountId, PatientId};
use domain::merge::access::{HeldAccess, Pending};
use domain::merge::undo::{Row, Rows, Table};
use domain::merge::{Field, Parts, Side, Stop, Visit};
use domain::person::BirthDate;
use domain::span::Span;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Allows;
use crate::StoreError;
use crate::access::{Held, Terms};
use crate::column::corrupt;

pub(super) fn of_table(rows: &Rows, table: Table) -> impl Iterator<Item = &Row> {
    let of = rows.iter().filter(move |(row, _)| row.table == table);
    of.map(|(_, found)| found)
}

pub(super) fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).cloned().flatten()
}

pub(super) fn parsed<T: FromStr>(
    row: &Row,
    table: &'static str,
    column: &str,
) -> Result<Option<T>, StoreError> {
    let found = text(row, column).map(|text| text.parse().map_err(|_| corrupt(table, column)));
    found.transpose()
}

pub(super) fn required<T: FromStr>(
    row: &Row,
    table: &'static str,
    column: &str,
) -> Result<T, StoreError> {
    parsed(row, table, column)?.ok_or_else(|| corrupt(table, column))
}

pub(super) fn instant(
    row: &Row,
    table: &'static str,
    column: &str,
) -> Result<Timestamp, StoreError> {
    let stored: i64 = required(row, table, column)?;
    Timestamp::from_millisecond(stored).map_err(|_| corrupt(table, column))
}

pub(super) fn side(
    patient: PatientId,
    rows: &Rows,
    holders: &BTreeMap<String, (String, Timestamp)>,
    allows: Allows<'_>,
) -> Result<Option<Side>, StoreError> {
    let Some(chart) = of_table(rows, Table::Patient).next() else {
        return Ok(None);
    };
    let fields = Field::ALL.into_iter().map(|field| {
        let columns = field.columns().iter().map(|column| text(chart, column));
        (field, Parts::of(field, columns))
    });
    let born_on = born_on(chart)?;
    let (mut accesses, mut former) = (Vec::new(), Vec::new());
    // What an invitation gave, while it lets somebody in.
    let mut accepted = BTreeSet::new();
    for row in of_table(rows, Table::Access) {
        if text(row, "ended_at").is_some() {
            former.push(required(row, "access", "account_id")?);
            continue;
        }
        if text(row, "suspended_at").is_none() {
            accepted.extend(text(row, "invitation_id"));
        }
        accesses.push(access(row, born_on, holders, allows)?);
    }
    let (mut invitations, mut proven) = (Vec::new(), Vec::new());
    for row in of_table(rows, Table::Invitation) {
        let relation = relation(row, "invitation")?;
        match text(row, "state").as_deref() {
            Some("pending") => invitations.push(Pending {
                id: required(row, "invitation", "id")?,
                email: text(row, "email_canonical").unwrap_or_default(),
                relation,
                by: parsed(row, "invitation", "invited_by_account")?,
            }),
            Some("accepted")
                if relation == Relation::Myself
                    && text(row, "id").is_some_and(|id| accepted.contains(&id)) =>
            {
                proven.extend(parsed::<AccountId>(row, "invitation", "accepted_by")?);
            }
            _ => {}
        }
    }
    let visits = of_table(rows, Table::Appointment).map(visit);
    let stops = of_table(rows, Table::Stop).map(|row| {
        Ok(Stop {
            id: required(row, "safeguarding_stop", "id")?,
            stands: text(row, "lifted_at").is_none(),
        })
    });
    Ok(Some(Side {
        patient,
        fields: fields.collect(),
        sign_up: text(chart, "provisional_at").is_some(),
        put_away: text(chart, "archived_at").is_some(),
        deceased_on: parsed(chart, "patient", "deceased_on")?,
        merged_into: parsed(chart, "patient", "merged_into")?,
        changed_at: instant(chart, "patient", "updated_at")?,
        email_elsewhere: false,
        accesses,
        former,
        proven,
        invitations,
        visits: visits.collect::<Result<_, StoreError>>()?,
        stops: stops.collect::<Result<_, StoreError>>()?,
    }))
}

fn relation(row: &Row, table: &'static str) -> Result<Relation, StoreError> {
    let word = text(row, "relation");
    word.and_then(|word| Relation::parse(&word))
        .ok_or_else(|| corrupt(table, "relation"))
}

/// When the patient of a chart was born, if that is known.
pub(in crate::merge) fn born_on(chart: &Row) -> Result<Option<BirthDate>, StoreError> {
    let stored: Option<Date> = parsed(chart, "patient", "born_on")?;
    Ok(stored.map(BirthDate::from_stored))
}

/// An access as the rules about it see it.
pub(in crate::merge) fn held(row: &Row, born_on: Option<BirthDate>) -> Result<Held, StoreError> {
    let word = |column: &str| text(row, column);
    let wrong = |column: &'static str| corrupt("access", column);
    let kinship = word("kinship")
        .map(|word| Kinship::parse(&word).ok_or_else(|| wrong("kinship")))
        .transpose()?;
    let basis = word("basis")
        .map(|word| Basis::parse(&word).ok_or_else(|| wrong("basis")))
        .transpose()?;
    Ok(Held {
        id: required(row, "access", "id")?,
        patient: required(row, "access", "patient_id")?,
        terms: Terms {
            relation: relation(row, "access")?,
            kinship,
            abilities: Abilities::parse(&word("abilities").unwrap_or_default())
                .map_err(|_| wrong("abilities"))?,
            basis,
            until_on: parsed(row, "access", "until_on")?,
        },
        confirmed_at: instant(row, "access", "confirmed_at")?,
        with_age: match word("continues_at") {
            Some(_) => WithAge::Continues,
            None => WithAge::Changes,
        },
        standing: match word("suspended_at") {
            Some(_) => Standing::Suspended,
            None => Standing::Given,
        },
        born_on,
    })
}

fn access(
    row: &Row,
    born_on: Option<BirthDate>,
    holders: &BTreeMap<String, (String, Timestamp)>,
    allows: Allows<'_>,
) -> Result<HeldAccess, StoreError> {
    let held = held(row, born_on)?;
    let (email, verified_at) = holders
        .get(&held.id.to_string())
        .cloned()
        .ok_or_else(|| corrupt("access", "account_id"))?;
    Ok(HeldAccess {
        id: held.id,
        account: required(row, "access", "account_id")?,
        email,
        verified_at,
        relation: held.terms.relation,
        abilities: match held.terms.relation {
            Relation::Myself => Abilities::ALL,
            Relation::Guardian => held.terms.abilities,
        },
        standing: held.standing,
        rights: allows(&held),
        until_on: held.terms.until_on,
        with_age: held.with_age,
    })
}

fn visit(row: &Row) -> Result<Visit, StoreError> {
    let word = text(row, "state").unwrap_or_default();
    let state = AppointmentState::parse(&word).ok_or_else(|| corrupt("appointment", "state"))?;
    let from = instant(row, "appointment", "starts_at")?;
    let to = instant(row, "appointment", "ends_at")?;
    Ok(Visit {
        id: required(row, "appointment", "id")?,
        span: Span::new(from, to).map_err(|_| corrupt("appointment", "ends_at"))?,
        requested: state == AppointmentState::Confirmed
            && text(row, "requested").as_deref() == Some("1"),
        state,
    })
}
