//! What can be booked, and who offers it.

use std::sync::Arc;

use domain::booking::Eligibility;
use domain::id::{LocationId, PractitionerId, ServiceId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::clinic::Location;
use crate::column::{At, Id, StoredWord, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Which.
    pub id: ServiceId,
    /// Its name in links.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The heading under which it stands.
    pub category: String,
    /// One line about it.
    pub description: String,
    /// The length of a visit.
    pub minutes: u32,
    /// The rest that a visit needs after an earlier neighbour.
    pub buffer_before_minutes: u32,
    /// The rest that a visit needs before a later neighbour.
    pub buffer_after_minutes: u32,
    /// How far apart its start times are.
    pub step_minutes: u32,
    /// Its price in cents.
    pub price_cents: i64,
    /// Whom it is for.
    pub patients: Eligibility,
    /// How long before its start a visit must be booked.
    pub lead_minutes: u32,
    /// How many days ahead can be booked.
    pub horizon_days: u32,
    /// How long before its start a visit can still be cancelled online.
    pub cancel_notice_minutes: u32,
    /// How long before its start a visit can still be moved online.
    pub move_notice_minutes: u32,
    /// Its place in lists.
    pub position: i64,
    /// Since when patients can book it themselves.
    pub online_at: Option<Timestamp>,
    /// Since when it isn't offered any more.
    pub archived_at: Option<Timestamp>,
}

/// Somebody who offers a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offerer {
    /// Who.
    pub id: PractitionerId,
    /// Their name.
    pub full_name: PersonName,
    /// Their profession.
    pub title: String,
    /// The colour by which calendars tell them apart.
    pub hue: String,
    /// Where they work.
    pub location: Location,
}

/// A service with everybody who offers it, in the clinic's order; at least one.
#[derive(Clone, Debug)]
pub struct Offering {
    /// The service.
    pub service: Service,
    /// Who offers it.
    pub people: Vec<Offerer>,
}

impl StoredWord for Eligibility {
    fn word(self) -> &'static str {
        match self {
            Self::Anyone => "any",
            Self::NewPatientsOnly => "new",
            Self::ExistingPatientsOnly => "existing",
        }
    }

    fn from_word(text: &str) -> Option<Self> {
        [
            Self::Anyone,
            Self::NewPatientsOnly,
            Self::ExistingPatientsOnly,
        ]
        .into_iter()
        .find(|whom| whom.word() == text)
    }
}

#[derive(FromRow)]
struct ServiceRow {
    id: Id<ServiceId>,
    slug: String,
    name: String,
    category: String,
    description: String,
    minutes: u32,
    buffer_before_minutes: u32,
    buffer_after_minutes: u32,
    step_minutes: u32,
    price_cents: i64,
    patients: Word<Eligibility>,
    lead_minutes: u32,
    horizon_days: u32,
    cancel_notice_minutes: u32,
    move_notice_minutes: u32,
    position: i64,
    online_at: Option<At>,
    archived_at: Option<At>,
}

impl From<ServiceRow> for Service {
    fn from(row: ServiceRow) -> Self {
        Self {
            id: row.id.0,
            slug: row.slug,
            name: row.name,
            category: row.category,
            description: row.description,
            minutes: row.minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            step_minutes: row.step_minutes,
            price_cents: row.price_cents,
            patients: row.patients.0,
            lead_minutes: row.lead_minutes,
            horizon_days: row.horizon_days,
            cancel_notice_minutes: row.cancel_notice_minutes,
            move_notice_minutes: row.move_notice_minutes,
            position: row.position,
            online_at: row.online_at.map(|at| at.0),
            archived_at: row.archived_at.map(|at| at.0),
        }
    }
}

#[derive(FromRow)]
struct OffererRow {
    practitioner_id: Id<PractitionerId>,
    full_name: String,
    title: String,
    hue: String,
    location_id: Id<LocationId>,
    street: String,
    city: String,
    zone: String,
    #[sqlx(flatten)]
    service: ServiceRow,
}

impl OffererRow {
    fn split(self) -> Result<(ServiceRow, Offerer), StoreError> {
        let full_name = name("practitioner", "full_name", &self.full_name)?;
        let offerer = Offerer {
            id: self.practitioner_id.0,
            full_name,
            title: self.title,
            hue: self.hue,
            location: Location {
                id: self.location_id.0,
                street: self.street,
                city: self.city,
                zone: self.zone,
            },
        };
        Ok((self.service, offerer))
    }
}

macro_rules! service_columns {
    () => {
        "service.id, service.slug, service.name, service.category, service.description, \
         service.minutes, service.buffer_before_minutes, service.buffer_after_minutes, \
         service.step_minutes, service.price_cents, service.patients, service.lead_minutes, \
         service.horizon_days, service.cancel_notice_minutes, \
         service.move_notice_minutes, service.position, \
         service.online_at, service.archived_at"
    };
}

macro_rules! select_offering {
    ($condition:literal) => {
        concat!(
            "SELECT practitioner.id AS practitioner_id, practitioner.full_name, \
             practitioner.title, practitioner.hue, location.id AS location_id, location.street, \
             location.city, location.zone, ",
            service_columns!(),
            " FROM service \
             JOIN service_practitioner ON service_practitioner.service_id = service.id \
             JOIN practitioner ON practitioner.id = service_practitioner.practitioner_id \
             JOIN location ON location.id = practitioner.location_id WHERE ",
            $condition,
            " AND practitioner.archived_at IS NULL ORDER BY practitioner.position, practitioner.id"
        )
    };
}

// Index: none, a clinic has some dozens of services.
const LIST_ONLINE: &str = concat!(
    "SELECT ",
    service_columns!(),
    " FROM service WHERE service.online_at IS NOT NULL AND service.archived_at IS NULL \
     AND EXISTS (SELECT 1 FROM service_practitioner \
     JOIN practitioner ON practitioner.id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = service.id AND practitioner.archived_at IS NULL) \
     ORDER BY service.position, service.id"
);

/// The services that patients can book and somebody offers, in the clinic's order.
///
/// # Errors
/// Those of the database.
pub async fn list_online(reads: &mut impl Reads) -> Result<Vec<Service>, StoreError> {
    let rows: Vec<ServiceRow> = on_db!(reads, query_as(LIST_ONLINE).fetch_all)?;
    Ok(rows.into_iter().map(Service::from).collect())
}

// Index: none, a clinic has some dozens of services.
const LIST_OFFERED: &str = concat!(
    "SELECT ",
    service_columns!(),
    " FROM service WHERE service.archived_at IS NULL \
     AND EXISTS (SELECT 1 FROM service_practitioner \
     JOIN practitioner ON practitioner.id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = service.id AND practitioner.archived_at IS NULL) \
     ORDER BY service.position, service.id"
);

/// The services that somebody offers, online or not, in the clinic's order.
///
/// # Errors
/// Those of the database.
pub async fn list_offered(reads: &mut impl Reads) -> Result<Vec<Service>, StoreError> {
    let rows: Vec<ServiceRow> = on_db!(reads, query_as(LIST_OFFERED).fetch_all)?;
    Ok(rows.into_iter().map(Service::from).collect())
}

// Index: service.slug (unique), primary key of service_practitioner.
pub(crate) const FIND_BY_SLUG: &str = select_offering!("service.slug = $1");
// Index: primary keys of service and service_practitioner.
const FIND_BY_ID: &str = select_offering!("service.id = $1");

/// The service with this name in links and who offers it, also if it is withdrawn or
/// not bookable online; none if there is no such service or nobody offers it.
///
/// # Errors
/// Those of the database.
pub async fn find_offering_by_slug(
    reads: &mut impl Reads,
    slug: &str,
) -> Result<Option<Arc<Offering>>, StoreError> {
    if let Some(known) = known(reads, |service| service.slug == slug) {
        return Ok(Some(known));
    }
    let rows = on_db!(reads, query_as(FIND_BY_SLUG).bind(slug).fetch_all)?;
    remember(reads, offering(rows)?)
}

/// Like [`find_offering_by_slug`], by id.
///
/// # Errors
/// Those of the database.
pub async fn find_offering(
    reads: &mut impl Reads,
    service: ServiceId,
) -> Result<Option<Arc<Offering>>, StoreError> {
    if let Some(known) = known(reads, |found| found.id == service) {
        return Ok(Some(known));
    }
    let rows = on_db!(reads, query_as(FIND_BY_ID).bind(Id(service)).fetch_all)?;
    remember(reads, offering(rows)?)
}

/// An offering that this group of writes has read already.
fn known(reads: &mut impl Reads, is_it: impl Fn(&Service) -> bool) -> Option<Arc<Offering>> {
    let mut offers = reads.offers()?.iter();
    offers.find(|offering| is_it(&offering.service)).cloned()
}

fn remember(
    reads: &mut impl Reads,
    found: Option<Offering>,
) -> Result<Option<Arc<Offering>>, StoreError> {
    let found = found.map(Arc::new);
    if let (Some(offering), Some(offers)) = (&found, reads.offers()) {
        offers.push(Arc::clone(offering));
    }
    Ok(found)
}

fn offering(rows: Vec<OffererRow>) -> Result<Option<Offering>, StoreError> {
    let mut found: Option<Offering> = None;
    for row in rows {
        let (service, offerer) = row.split()?;
        match &mut found {
            Some(offering) => offering.people.push(offerer),
            None => {
                found = Some(Offering {
                    service: service.into(),
                    people: vec![offerer],
                })
            }
        }
    }
    Ok(found)
}

const INSERT: &str = "INSERT INTO service (id, slug, name, category, description, minutes, \
     buffer_before_minutes, buffer_after_minutes, step_minutes, price_cents, patients, \
     lead_minutes, horizon_days, cancel_notice_minutes, move_notice_minutes, position, \
     online_at, archived_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// Adds a service.
///
/// # Errors
/// `Conflict` if its name in links is taken.
pub async fn insert_service(tx: &mut Tx, new: &Service) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(&new.slug)
            .bind(&new.name)
            .bind(&new.category)
            .bind(&new.description)
            .bind(new.minutes)
            .bind(new.buffer_before_minutes)
            .bind(new.buffer_after_minutes)
            .bind(new.step_minutes)
            .bind(new.price_cents)
            .bind(Word(new.patients))
            .bind(new.lead_minutes)
            .bind(new.horizon_days)
            .bind(new.cancel_notice_minutes)
            .bind(new.move_notice_minutes)
            .bind(new.position)
            .bind(new.online_at.map(At))
            .bind(new.archived_at.map(At))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
#[cfg(any(test, feature = "testing"))]
const UPDATE_ARCHIVED: &str = "UPDATE service SET archived_at = $2 WHERE id = $1";

/// Withdraws a service, or offers it again; what is booked stays.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn update_archived(
    tx: &mut Tx,
    service: ServiceId,
    archived_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE_ARCHIVED)
            .bind(Id(service))
            .bind(archived_at.map(At))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
#[cfg(any(test, feature = "testing"))]
const UPDATE_CAP: &str = "UPDATE service SET upcoming_cap = $2 WHERE id = $1";

/// Says how many appointments ahead one patient may have at a service; none: as many as
/// at all. What is booked stays.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn update_upcoming_cap(
    tx: &mut Tx,
    service: ServiceId,
    cap: Option<u32>,
) -> Result<(), StoreError> {
    on_db!(tx, query(UPDATE_CAP).bind(Id(service)).bind(cap).execute)?;
    Ok(())
}

// Index: primary key.
const IS_CONFIDENTIAL: &str =
    "SELECT COUNT(*) FROM service WHERE id = $1 AND confidential_at IS NOT NULL";

/// Whether visits at the service are confidential.
///
/// # Errors
/// Those of the database.
pub async fn is_confidential(
    reads: &mut impl Reads,
    service: ServiceId,
) -> Result<bool, StoreError> {
    let kept: i64 = on_db!(
        reads,
        query_scalar(IS_CONFIDENTIAL).bind(Id(service)).fetch_one
    )?;
    Ok(kept > 0)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST_ONLINE,
    LIST_OFFERED,
    FIND_BY_SLUG,
    FIND_BY_ID,
    IS_CONFIDENTIAL,
    INSERT,
    UPDATE_ARCHIVED,
    UPDATE_CAP,
];

#[cfg(test)]
mod tests;
