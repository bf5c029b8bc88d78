//! What the database alone can do: the statements of a booking and of a month of
//! times, word for word and row for row, without the writer, the rules and the
//! witnesses around them. `make bench` prints it beside the figures as the machine's
//! own limit.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::audit::Action;
use domain::claim::quanta;
use domain::id::{
    AccountId, AppointmentId, HoldId, LocationId, NoticeId, PatientId, PractitionerId, ServiceId,
    SessionId, SubmissionId,
};
use domain::span::Span;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::column::{At, Day, Id, Word};
use crate::hold::HoldChoice;
use crate::notice::NoticeKind;
use crate::{StoreError, appointment, audit, claim, hold, service, session, shift};
use crate::{audit::ActorKind, throttle};

/// The statements of [`Raw::book`] for one visit: those of the hold, then of the booking.
/// Each group besides reads the service's offer once, and of bookings the audit's head.
pub const STATEMENTS: (u64, u64) = (HOLD_STATEMENTS, BOOK_STATEMENTS);
const HOLD_STATEMENTS: u64 = 7;
const BOOK_STATEMENTS: u64 = 6;
/// What is recorded of each.
const ACT: &str = Action::AppointmentBook.as_str();

/// A visit to be held and booked by a signed-in patient.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The id of its hold.
    pub hold: HoldId,
    /// The browser's key.
    pub visitor: [u8; 32],
    /// The network address's key.
    pub address: [u8; 32],
    /// Where holds of the browser are counted.
    pub counter: [u8; 32],
    /// The signed-in browser.
    pub session: SessionId,
    /// Who books.
    pub account: AccountId,
    /// For whom.
    pub patient: PatientId,
    /// Where the mail goes.
    pub email: String,
    /// What.
    pub service: ServiceId,
    /// Its name in links.
    pub slug: String,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub location: LocationId,
    /// Its zone.
    pub zone: String,
    /// Its date there.
    pub date: Date,
    /// When.
    pub span: Span,
    /// The appointment's id.
    pub appointment: AppointmentId,
    /// The press of the button.
    pub submission: SubmissionId,
    /// The mail's id.
    pub notice: NoticeId,
    /// Any 32 bytes that no other visit has, in the place of the audit's hash.
    pub hash: [u8; 32],
}

/// A connection like the writer's, and nothing around it.
#[derive(Debug)]
pub struct Raw {
    conn: SqliteConnection,
}

impl Raw {
    /// Opens the file with the writer's own settings. Nobody may write at the
    /// same moment.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let conn = crate::db::writer_options(file).connect().await?;
        Ok(Self { conn })
    }

    /// Holds and then books each visit, `group` visits to a durable commit; the holds of
    /// a group are one commit, its bookings another. Answers how long it took.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn book(
        &mut self,
        visits: &[Visit],
        group: usize,
        now: Timestamp,
    ) -> Result<Duration, StoreError> {
        let began = Instant::now();
        for group in visits.chunks(group.max(1)) {
            self.run("BEGIN IMMEDIATE").await?;
            self.offer(group).await?;
            for visit in group {
                self.hold_one(visit, now).await?;
            }
            self.run("COMMIT").await?;
            self.run("BEGIN IMMEDIATE").await?;
            self.offer(group).await?;
            let head: Option<(i64, Vec<u8>)> = sqlx::query_as(audit::HEAD)
                .fetch_optional(&mut self.conn)
                .await?;
            let mut head = head.unwrap_or((0, vec![0; 32]));
            for visit in group {
                self.book_one(visit, now, &mut head).await?;
            }
            self.run("COMMIT").await?;
        }
        Ok(began.elapsed())
    }

    /// Holds one visit: one durable commit.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn hold(&mut self, visit: &Visit, now: Timestamp) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE").await?;
        self.hold_one(visit, now).await?;
        self.run("COMMIT").await
    }

    /// Reads what bears on the dates of those who offer a service, and answers how many
    /// rows that were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn diary(
        &mut self,
        service: ServiceId,
        dates: (Date, Date),
        starts: (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let rows = sqlx::query(shift::DIARY)
            .bind(Id(service))
            .bind(None::<Id<PractitionerId>>)
            .bind(Day(dates.0))
            .bind(Day(dates.1))
            .bind(At(starts.0))
            .bind(At(starts.1))
            .bind(At(now))
            .bind([].as_slice())
            .bind(None::<Id<AppointmentId>>)
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows.len())
    }

    /// Puts the log into the file.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.conn.close().await?)
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(&mut self.conn).await?;
        Ok(())
    }

    async fn offer(&mut self, group: &[Visit]) -> Result<(), StoreError> {
        if let Some(visit) = group.first() {
            let _offering = sqlx::query(service::FIND_BY_SLUG)
                .bind(visit.slug.as_str())
                .fetch_all(&mut self.conn)
                .await?;
        }
        Ok(())
    }

    async fn hold_one(&mut self, visit: &Visit, now: Timestamp) -> Result<(), StoreError> {
        let conn = &mut self.conn;
        let later = |seconds| now.checked_add(SignedDuration::from_secs(seconds));
        let expires_at = later(600).unwrap_or(now);
        let quanta = quanta(visit.span).map_err(|_| StoreError::Fault { code: 0 })?;
        let _standing = sqlx::query(hold::STANDING)
            .bind(visit.visitor.as_slice())
            .bind(Id(visit.account))
            .bind(At(now))
            .bind(Id(visit.service))
            .bind(Id(visit.patient))
            .bind(1_i64)
            .fetch_optional(&mut *conn)
            .await?;
        let _counter = sqlx::query(throttle::FIND)
            .bind(visit.counter.as_slice())
            .fetch_optional(&mut *conn)
            .await?;
        sqlx::query(throttle::PUT)
            .bind(visit.counter.as_slice())
            .bind(At(now))
            .bind(1_i64)
            .bind(At(now))
            .execute(&mut *conn)
            .await?;
        around(conn, visit, now).await?;
        sqlx::query(hold::INSERT)
            .bind(Id(visit.hold))
            .bind(visit.visitor.as_slice())
            .bind(visit.address.as_slice())
            .bind(Id(visit.service))
            .bind(Id(visit.practitioner))
            .bind(Word(HoldChoice::Named))
            .bind(At(visit.span.start()))
            .bind(At(visit.span.end()))
            .bind(Some(Id(visit.patient)))
            .bind(At(now))
            .bind(At(expires_at))
            .bind(0_i64)
            .execute(&mut *conn)
            .await?;
        sqlx::query(claim::lane::DELETE_FREED)
            .bind(Id(visit.practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(At(now))
            .execute(&mut *conn)
            .await?;
        sqlx::query(claim::INSERT)
            .bind(Id(visit.practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(Some(Id(visit.hold)))
            .bind(None::<Id<AppointmentId>>)
            .bind(Some(At(expires_at)))
            .execute(&mut *conn)
            .await?;
        Ok(())
    }

    async fn book_one(
        &mut self,
        visit: &Visit,
        now: Timestamp,
        head: &mut (i64, Vec<u8>),
    ) -> Result<(), StoreError> {
        let conn = &mut self.conn;
        let long_ago = Timestamp::UNIX_EPOCH;
        let _acting = sqlx::query(session::FIND_ACTING_FOR)
            .bind(Id(visit.session))
            .bind(At(long_ago))
            .bind(At(long_ago))
            .bind(Id(visit.patient))
            .fetch_all(&mut *conn)
            .await?;
        let _facts = sqlx::query(appointment::FACTS_STATEMENT)
            .bind(Id(visit.patient))
            .bind(Id(visit.account))
            .bind(Id(visit.hold))
            .bind(visit.visitor.as_slice())
            .bind(Some(Id(visit.submission)))
            .bind(At(now))
            .bind(appointment::LONGEST_MS)
            .bind(Option::<Id<domain::id::ServiceId>>::None)
            .bind(1_i64)
            .fetch_all(&mut *conn)
            .await?;
        around(conn, visit, now).await?;
        sqlx::query(appointment::INSERT)
            .bind(Id(visit.appointment))
            .bind(Id(visit.patient))
            .bind(Id(visit.service))
            .bind(Id(visit.practitioner))
            .bind(Id(visit.location))
            .bind(visit.zone.as_str())
            .bind(At(visit.span.start()))
            .bind(At(visit.span.end()))
            .bind(0_u32)
            .bind(0_u32)
            .bind(1_440_u32)
            .bind(1_440_u32)
            .bind(None::<&str>)
            .bind(Some(Id(visit.account)))
            .bind(None::<Id<domain::id::StaffId>>)
            .bind(At(now))
            .bind(Id(visit.submission))
            .bind(0_i64)
            .execute(&mut *conn)
            .await?;
        let _moved = sqlx::query(hold::BECOME)
            .bind(Id(visit.hold))
            .bind(Id(visit.appointment))
            .bind(visit.visitor.as_slice())
            .bind(Id(visit.notice))
            .bind(Word(NoticeKind::Booked))
            .bind(Some(Id(visit.account)))
            .bind(Some(Id(visit.patient)))
            .bind(visit.email.as_str())
            .bind(0_i64)
            .bind(At(now))
            .bind(At(now))
            .fetch_all(&mut *conn)
            .await?;
        record(conn, visit, now, head).await
    }
}

const BOOKED: &str = "SELECT (SELECT COUNT(*) FROM appointment WHERE booked_by_account IS NOT NULL), \
     (SELECT COUNT(*) FROM claim JOIN appointment ON appointment.id = claim.appointment_id \
     WHERE appointment.booked_by_account IS NOT NULL), \
     (SELECT COUNT(*) FROM notice WHERE kind = 'booked'), \
     (SELECT COUNT(*) FROM audit WHERE action = 'appointment.book')";

/// How many appointments accounts have booked, with how many claims, mails and lines of
/// the audit.
///
/// # Errors
/// Those of the database.
pub async fn count_booked(address: &str) -> Result<[usize; 4], StoreError> {
    let store = crate::Store::open(address).await?;
    let mut db = store.read().await?;
    let counts: (i64, i64, i64, i64) = sqlx::query_as(BOOKED).fetch_one(db.conn()).await?;
    drop(db);
    store.close().await?;
    let (appointments, claims, mails, lines) = counts;
    Ok([appointments, claims, mails, lines].map(|count| usize::try_from(count).unwrap_or(0)))
}

/// The hours and visits around a visit, as both of its writes read them.
async fn around(
    conn: &mut SqliteConnection,
    visit: &Visit,
    now: Timestamp,
) -> Result<(), StoreError> {
    let days = |n: i64| SignedDuration::from_hours(24 * n);
    let start = visit.span.start();
    let _rows = sqlx::query(shift::DIARY)
        .bind(Id(visit.service))
        .bind(Some(Id(visit.practitioner)))
        .bind(Day(visit.date.saturating_sub(days(5))))
        .bind(Day(visit.date.saturating_add(days(5))))
        .bind(At(start.checked_sub(days(2)).unwrap_or(start)))
        .bind(At(start.checked_add(days(3)).unwrap_or(start)))
        .bind(At(now))
        .bind(visit.visitor.as_slice())
        .bind(None::<Id<AppointmentId>>)
        .fetch_all(conn)
        .await?;
    Ok(())
}

async fn record(
    conn: &mut SqliteConnection,
    visit: &Visit,
    now: Timestamp,
    (seq, previous): &mut (i64, Vec<u8>),
) -> Result<(), StoreError> {
    *seq += 1;
    let (kind, detail) = (ActorKind::Account, visit.appointment.to_string());
    let (readers, about) = audit::in_diary(kind, ACT, &detail);
    sqlx::query(audit::INSERT_ABOUT_ONE)
        .bind(*seq)
        .bind(At(now))
        .bind(Word(kind))
        .bind(Some(visit.account.uuid()))
        .bind(ACT)
        .bind(detail)
        .bind(std::mem::replace(previous, visit.hash.to_vec()))
        .bind(visit.hash.as_slice())
        .bind(Some(visit.address.as_slice()))
        .bind(visit.patient.uuid())
        .bind(Word(readers))
        .bind(about.map(Id))
        .execute(conn)
        .await?;
    Ok(())
}
