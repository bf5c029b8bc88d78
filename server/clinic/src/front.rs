//! What the whole world may see of the clinic: where it is, and what can be booked.
//!
//! Not here: who is free when ([`crate::times`]).

use domain::booking::Eligibility;
use domain::id::ServiceId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::service::Service;

use crate::authz::{Clinic, Public};
use crate::failure::Failure;
use crate::schedule;

/// The clinic, as its pages introduce it.
#[derive(Clone, Debug)]
pub struct ClinicProfile {
    /// Its name.
    pub name: String,
    /// Its phone number, as a person reads it.
    pub phone: String,
    /// Its e-mail address.
    pub email: String,
    /// Street and number.
    pub street: String,
    /// City, with what the post wants beside it.
    pub city: String,
    /// The zone in which it works.
    pub zone: TimeZone,
    /// The zone's IANA name.
    pub zone_name: String,
    /// Whether `kith demo` made it.
    pub demo: bool,
    /// Today's date there.
    pub today: Date,
    /// The present instant.
    pub now: Timestamp,
}

/// A service, as the list of services shows it.
#[derive(Clone, Debug)]
pub struct ServiceCard {
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
    /// The price in cents; 0 is free.
    pub price_cents: i64,
    /// Whom it is for.
    pub patients: Eligibility,
    /// How long before a visit it can still be cancelled online, in minutes.
    pub cancel_notice_minutes: u32,
}

impl From<&Service> for ServiceCard {
    fn from(service: &Service) -> Self {
        Self {
            id: service.id,
            slug: service.slug.clone(),
            name: service.name.clone(),
            category: service.category.clone(),
            description: service.description.clone(),
            minutes: service.minutes,
            price_cents: service.price_cents,
            patients: service.patients,
            cancel_notice_minutes: service.cancel_notice_minutes,
        }
    }
}

/// The clinic's profile.
///
/// # Errors
/// [`Failure::NotFound`] for a database that has no clinic yet.
pub async fn profile(clinic: &Clinic, who: &Public) -> Result<ClinicProfile, Failure> {
    let moment = clinic.moment();
    let now = moment.now;
    let read = async {
        let mut look = clinic.read(who).await?;
        let row = store::clinic::find_clinic(&mut *look).await?;
        row.ok_or(Failure::NotFound)
    };
    let row = clinic.shown().clinic.answer((), moment, read).await?;
    let row = (*row).clone();
    let zone = schedule::zone(&row.location.zone)?;
    Ok(ClinicProfile {
        name: row.name,
        phone: row.phone,
        email: row.email,
        street: row.location.street,
        city: row.location.city,
        zone_name: row.location.zone,
        demo: row.demo_at.is_some(),
        today: zone.to_datetime(now).date(),
        zone,
        now,
    })
}

/// The services that can be booked online, in the clinic's order.
///
/// # Errors
/// Only faults.
pub async fn services(clinic: &Clinic, who: &Public) -> Result<Vec<ServiceCard>, Failure> {
    let mut look = clinic.read(who).await?;
    let services = store::service::list_online(&mut *look).await?;
    Ok(services.iter().map(ServiceCard::from).collect())
}

#[cfg(test)]
mod tests;
