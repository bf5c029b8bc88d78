//! The clinic that is measured: 20 practitioners, 10,000 patients, 100,000 appointments,
//! of which the next 60 days have their share; and distinct times beyond those, which
//! nobody has booked yet.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clinic::clock::{Clock as _, SystemClock};
use clinic::password::{Cost, Passwords};
use clinic::rng::SystemRng;
use clinic::{Clinic, Parts};
use domain::device::Device;
use domain::id::{AccountId, PatientId, ServiceId, SessionId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::Arc;
use store::Store;
use store::session::NewSession;
use store::testing::raw::Visit;

use crate::{Outcome, Places};

mod plan;

pub(crate) use plan::id as new_id;
use plan::{Plan, hash};

pub(crate) const APPOINTMENTS: usize = 100_000;
const PRACTITIONERS: usize = 20;
const PATIENTS: usize = 10_000;
const ZONE: &str = "America/Halifax";
const VISIT_MINUTES: u32 = 30;
/// The service whose month is asked for.
pub(crate) const SHOWN: &str = "visit";

/// Somebody who books.
#[derive(Clone)]
pub(crate) struct Booker {
    pub(crate) patient: PatientId,
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    /// What stands in their cookies.
    pub(crate) session_token: String,
    pub(crate) visitor_token: String,
    email: String,
}

impl Booker {
    /// What their browser says in `Cookie`.
    pub(crate) fn cookies(&self) -> String {
        format!(
            "__Host-session={}; __Host-visitor={}",
            self.session_token, self.visitor_token
        )
    }
}

pub(crate) struct World {
    template: PathBuf,
    pub(crate) shown: ServiceId,
    pub(crate) bookers: Vec<Booker>,
    /// Patients without an account who have visits ahead.
    pub(crate) with_visits: Vec<PatientId>,
    /// Times nobody has, each of another practitioner, hour or date.
    pub(crate) visits: Vec<Visit>,
    today: Date,
}

/// A clinic of this process on a copy of the database.
pub(crate) struct Copy {
    pub(crate) file: PathBuf,
    pub(crate) store: Store,
    pub(crate) clinic: Clinic,
}

impl World {
    /// Writes the database once; each figure then works on a copy.
    pub(crate) async fn make(places: &Places) -> Outcome<Self> {
        let began = Instant::now();
        let template = places.folder.join("world.db");
        remove(&template)?;
        let now = SystemClock.now();
        let zone = TimeZone::get(ZONE)?;
        let today = zone.to_datetime(now).date();
        let plan = Plan::new(now, today, zone);
        let store = Store::open(&address(&template)).await?;
        store.migrate().await?;
        let bookers = plan.bookers();
        let mut tx = store.begin().await?;
        store::demo::insert_clinic(&mut tx, &plan.clinic(&bookers)?, now).await?;
        for booker in &bookers {
            let session = NewSession {
                id: booker.session,
                token_hash: hash(&booker.session_token),
                account: booker.account,
                visitor_hash: hash(&booker.visitor_token),
                known_hash: hash(&format!("known {}", booker.visitor_token)),
                device: Device::default(),
                at: now,
            };
            store::session::insert_session(&mut tx, &session).await?;
        }
        tx.commit().await?;
        store.close().await?;
        let visits = plan.visits(&bookers)?;
        println!(
            "A clinic with {PRACTITIONERS} practitioners, {PATIENTS} patients and {APPOINTMENTS} \
             appointments: made in {:.1} s; {} times free for booking.",
            began.elapsed().as_secs_f64(),
            visits.len()
        );
        Ok(Self {
            template,
            shown: plan.shown,
            bookers,
            with_visits: plan.with_visits(),
            visits,
            today,
        })
    }

    /// A copy of the database that nobody has opened.
    pub(crate) fn file(&self, folder: &Path) -> Outcome<PathBuf> {
        let file = folder.join("kith.db");
        remove(&file)?;
        std::fs::copy(&self.template, &file)?;
        // Or the first commits would wait for the copy to reach the disk.
        std::fs::File::open(&file)?.sync_all()?;
        Ok(file)
    }

    /// A copy of the database with a clinic of this process on it.
    pub(crate) async fn copy(&self, folder: &Path) -> Outcome<Copy> {
        let file = self.file(folder)?;
        let store = Store::open(&address(&file)).await?;
        let clinic = Clinic::new(Parts {
            store: store.clone(),
            clock: Arc::new(SystemClock),
            rng: Arc::new(SystemRng),
            passwords: Passwords::new(Cost::default(), 1).map_err(|fault| fault.chain())?,
            origin: String::from("http://127.0.0.1:3000"),
        });
        Ok(Copy {
            file,
            store,
            clinic,
        })
    }

    /// The first of the month after this one, all of which lies ahead.
    pub(crate) fn next_month(&self) -> Outcome<Date> {
        Ok(self.today.last_of_month().tomorrow()?)
    }

    /// Who books this visit.
    pub(crate) fn booker(&self, visit: usize) -> Outcome<&Booker> {
        let at = visit % self.bookers.len().max(1);
        Ok(self.bookers.get(at).ok_or("nobody books")?)
    }
}

impl Copy {
    /// Closes the database and insists that every promise is kept and every one of the
    /// booked visits is there, with its claims, its mail and its line in the audit.
    pub(crate) async fn check(self, booked: usize) -> Outcome<()> {
        self.store.close().await?;
        check(&self.file, booked).await
    }
}

/// See [`Copy::check`]. Nobody may have the file open.
pub(crate) async fn check(file: &Path, booked: usize) -> Outcome<()> {
    insist_on(file, booked).await?;
    let broken = store::testing::broken_promises(&address(file), SystemClock.now()).await?;
    if !broken.is_empty() {
        return Err(format!("promises are broken: {broken:?}").into());
    }
    Ok(())
}

/// Insists on exactly so many booked visits with their claims, mails and lines of the audit.
pub(crate) async fn insist_on(file: &Path, booked: usize) -> Outcome<()> {
    let found = store::testing::raw::count_booked(&address(file)).await?;
    let quanta = booked * usize::try_from(VISIT_MINUTES / 5)?;
    match found == [booked, quanta, booked, booked] {
        true => Ok(()),
        false => Err(format!("{booked} visits were booked, but there are {found:?}").into()),
    }
}

pub(crate) fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Removes a database with what SQLite keeps beside it.
pub(crate) fn remove(file: &Path) -> Outcome<()> {
    for beside in ["", "-wal", "-shm", ".lock", ".whole"] {
        let path = PathBuf::from(format!("{}{beside}", file.display()));
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
