//! Practitioners, services and hours for a [`TestClinic`], made one by one.

use domain::booking::Eligibility;
use domain::id::{PractitionerId, ServiceId};
use domain::shift::{Closure, ShiftRule};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use store::practitioner::NewPractitioner;
use store::service::Service;

use super::{TestClinic, name};

/// Monday to Friday.
pub const WORKDAYS: [Weekday; 5] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
];

/// One service, `visit`, and those who offer it.
#[derive(Debug)]
pub struct Rota {
    /// The service: 30 minutes, times every 15, an hour's lead, 60 days ahead, a day's
    /// notice to cancel and to move, no buffers, for anyone.
    pub service: ServiceId,
    /// Who offers it, each Monday to Friday from 9:00 to 17:00, in the clinic's order.
    pub people: Vec<PractitionerId>,
}

impl TestClinic {
    /// The service `visit` with as many people as names are given.
    pub async fn rota(&self, names: &[&str]) -> Rota {
        self.rota_with(names, |_| {}).await
    }

    /// Like [`Self::rota`], with the service changed first.
    pub async fn rota_with(&self, names: &[&str], change: impl FnOnce(&mut Service)) -> Rota {
        let service = self.service("visit", change).await;
        let mut people = Vec::new();
        for who in names {
            let id = self.practitioner(who).await;
            self.offer(service, id).await;
            for weekday in WORKDAYS {
                self.shift(id, weekday, "09:00", "17:00").await;
            }
            people.push(id);
        }
        Rota { service, people }
    }

    /// A practitioner; those made later stand later in lists.
    pub async fn practitioner(&self, full_name: &str) -> PractitionerId {
        let id = self.new_id();
        let mut work = self.begin(&self.system_job()).await.unwrap();
        let house = store::clinic::find_clinic(&mut *work)
            .await
            .unwrap()
            .unwrap();
        let earlier = store::today::list_practitioners(&mut *work)
            .await
            .unwrap()
            .len();
        let new = NewPractitioner {
            id,
            staff: None,
            location: house.location.id,
            full_name: name(full_name),
            title: String::from("Physiotherapist"),
            hue: String::from("pine"),
            position: i64::try_from(earlier).unwrap(),
        };
        store::practitioner::insert_practitioner(&mut work, &new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        id
    }

    /// A service as in [`Rota`], with its name in links, changed as the test needs.
    pub async fn service(&self, slug: &str, change: impl FnOnce(&mut Service)) -> ServiceId {
        let mut new = Service {
            id: self.new_id(),
            slug: slug.to_owned(),
            name: String::from("Physiotherapy visit"),
            category: String::from("Physiotherapy"),
            description: String::from("For aches and strains."),
            minutes: 30,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            step_minutes: 15,
            price_cents: 9_500,
            patients: Eligibility::Anyone,
            lead_minutes: 60,
            horizon_days: 60,
            cancel_notice_minutes: 24 * 60,
            move_notice_minutes: 24 * 60,
            position: 1,
            online_at: Some(Timestamp::UNIX_EPOCH),
            archived_at: None,
        };
        change(&mut new);
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::service::insert_service(&mut work, &new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        new.id
    }

    /// Lets somebody offer a service.
    pub async fn offer(&self, service: ServiceId, practitioner: PractitionerId) {
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::practitioner::insert_offering(&mut work, service, practitioner)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// Weekly hours, from 2026 on.
    pub async fn shift(&self, who: PractitionerId, weekday: Weekday, starts: &str, ends: &str) {
        let rule = ShiftRule {
            practitioner: who,
            weekday,
            starts: starts.parse::<Time>().unwrap(),
            ends: ends.parse::<Time>().unwrap(),
            valid_from: Date::constant(2026, 1, 1),
            valid_until: None,
        };
        let id = self.new_id();
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::shift::insert_shift(&mut work, id, &rule)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// Time off of one, or of everybody, in wall time.
    pub async fn closure(&self, who: Option<PractitionerId>, starts: &str, ends: &str) {
        let closure = Closure {
            practitioner: who,
            starts: starts.parse::<DateTime>().unwrap(),
            ends: ends.parse::<DateTime>().unwrap(),
        };
        let id = self.new_id();
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::shift::insert_closure(&mut work, id, &closure, "time off")
            .await
            .unwrap();
        work.commit().await.unwrap();
    }
}
