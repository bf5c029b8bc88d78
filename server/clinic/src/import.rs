//! Patients out of a file: `kith import patients`.
//!
//! | module | what it settles |
//! |---|---|
//! | [`sheet`] | a file of comma-separated values as rows |
//! | [`row`] | what a row says, and what of it can't be read |
//!
//! Who has an id of another program is added once: the same row again changes nothing, and
//! a row that has changed since changes the profile, unless somebody at the clinic (or the
//! patient) has changed it meanwhile. Then it stays as it is and is named. What a row
//! doesn't have, no profile loses. Rows without such an id are added each time.
//!
//! It runs beside a serving program: it holds the writer for some tens of milliseconds, then
//! lets others write. Killed at any moment, it leaves whole batches, and goes on where it
//! was when it is run again.

pub mod row;
pub mod sheet;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::audit::Action;
use domain::id::PatientId;
use domain::matching::linkage::Profile;
use jiff::Timestamp;
use jiff::civil::Date;
use store::patient::import as rows;
use store::patient::index::KnownWords;
use store::patient::{NewPatient, insert_patients};

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::phone::PhoneRegion;

use row::{Read, Why};
use sheet::{Column, Raw};

/// How long one batch goes on; its last chunk and the commit come on top of it.
const BATCH: Duration = Duration::from_millis(30);
/// Rows that go in with one round of statements: some milliseconds.
const CHUNK: usize = 32;
/// Between two batches others have their turn.
const REST: Duration = Duration::from_millis(10);
/// How often it waits for a writer that is busy, a second each time.
const TRIES: u32 = 20;

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Yes.
    Write,
    /// No: only what would become of each row.
    DryRun,
}

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that are patients now.
    pub added: u64,
    /// Patients whose row had changed.
    pub changed: u64,
    /// Rows that were here already as they are.
    pub same: u64,
    /// Rows that had changed, of profiles that somebody else had changed, too: left alone.
    pub left: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Rows without an id of another program.
    pub without_id: u64,
}

/// What is to be told of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The line at which it begins; the first is 1.
    pub line: u64,
    /// Which row of the file it is: [`Raw::row`].
    pub row: u64,
    /// Where in it.
    pub field: Option<Column>,
    /// What.
    pub why: Why,
}

/// An import while it goes on.
#[derive(Debug)]
pub struct Import {
    mode: Mode,
    region: PhoneRegion,
    words: KnownWords,
    /// At which line each id of another program was met.
    met: HashMap<String, u64>,
    tally: Tally,
}

impl Import {
    /// An import of which nothing is done yet. Phone numbers without a country code are
    /// `region`'s.
    #[must_use]
    pub fn new(region: PhoneRegion, mode: Mode) -> Self {
        Self {
            mode,
            region,
            words: KnownWords::default(),
            met: HashMap::new(),
            tally: Tally::default(),
        }
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes rows, in their order, and answers what is to be told of them. Those whose note
    /// [rejects](Why::rejects) are not taken.
    ///
    /// # Errors
    /// `Unavailable` if the database can't be written for long, and faults; what was taken
    /// in earlier batches stays.
    pub async fn take(
        &mut self,
        clinic: &Clinic,
        job: &SystemJob,
        raw: Vec<Raw>,
    ) -> Result<Vec<Note>, Failure> {
        let mut notes = Vec::new();
        let today = latest_date(clinic.now());
        let reads = raw
            .iter()
            .filter_map(|raw| self.read(raw, today, &mut notes));
        let reads: Vec<Read> = reads.collect::<Vec<_>>();
        match self.mode {
            Mode::Write => self.write(clinic, job, &reads, &mut notes).await?,
            Mode::DryRun => {
                let mut look = clinic.read(job).await?;
                for some in reads.chunks(CHUNK) {
                    let known = rows::known(&mut *look, &ids(some)).await?;
                    let sorted = Sorted::of(some, known, &mut notes);
                    self.tally.add(&sorted, sorted.changed.len());
                }
            }
        }
        notes.sort_by_key(|note| note.row);
        Ok(notes)
    }

    fn read(&mut self, raw: &Raw, today: Date, notes: &mut Vec<Note>) -> Option<Read> {
        let before = notes.len();
        let read = row::read(raw, self.region, today, notes).filter(|read| {
            let Some(id) = &read.external_id else {
                self.tally.without_id += 1;
                return true;
            };
            match self.met.get(id) {
                Some(first) => {
                    let why = Why::SameId { line: *first };
                    let field = Some(Column::ExternalId);
                    notes.push(Note {
                        line: raw.line,
                        row: raw.row,
                        field,
                        why,
                    });
                    false
                }
                None => {
                    self.met.insert(id.clone(), raw.line);
                    true
                }
            }
        });
        if read.is_none() {
            self.tally.rejected += 1;
            // What is not taken is not warned about.
            let tail = notes.split_off(before);
            notes.extend(tail.into_iter().filter(|note| note.why.rejects()));
        }
        read
    }

    async fn write(
        &mut self,
        clinic: &Clinic,
        job: &SystemJob,
        reads: &[Read],
        notes: &mut Vec<Note>,
    ) -> Result<(), Failure> {
        let mut rest = reads;
        while !rest.is_empty() {
            let mut work = begin(clinic, job).await?;
            let began = Instant::now();
            let mut done = Done::default();
            while !rest.is_empty() && began.elapsed() < BATCH {
                let (some, more) = rest.split_at(CHUNK.min(rest.len()));
                self.chunk(&mut work, some, &mut done, notes).await?;
                rest = more;
            }
            if !done.added.is_empty() {
                let action = Action::PatientsImported.as_str();
                work.record(action, "", &done.added).await?;
            }
            if !done.changed.is_empty() {
                let action = Action::PatientsImportedAgain.as_str();
                work.record(action, "", &done.changed).await?;
            }
            work.commit().await?;
            self.tally = done.tally.plus(self.tally);
            tokio::time::sleep(REST).await;
        }
        Ok(())
    }

    async fn chunk(
        &mut self,
        work: &mut Work,
        some: &[Read],
        done: &mut Done,
        notes: &mut Vec<Note>,
    ) -> Result<(), Failure> {
        let now = work.now();
        let known = rows::known(&mut **work, &ids(some)).await?;
        let sorted = Sorted::of(some, known, notes);
        let clinic = work.clinic().clone();
        let new: Vec<NewPatient> = sorted
            .new
            .iter()
            .map(|read| read.patient(clinic.new_id(), now))
            .collect();
        insert_patients(work, &new, &mut self.words).await?;
        let mut made = Vec::new();
        for (read, new) in sorted.new.iter().zip(&new) {
            done.added.push(new.id);
            if read.external_id.is_some() {
                // As the column keeps it.
                made.push((new.id, read.hash, now));
            }
        }
        let mut changed = 0;
        for (read, known) in &sorted.changed {
            let to = read.patient_again(known, now);
            match rows::update(work, known.updated_at, &to).await? {
                Some(left) => {
                    made.push((known.patient, read.hash, left));
                    done.changed.push(known.patient);
                    changed += 1;
                }
                None => {
                    done.tally.left += 1;
                    notes.push(read.told(Why::ChangedHere));
                }
            }
        }
        rows::remember(work, &made).await?;
        done.tally.add(&sorted, changed);
        Ok(())
    }
}

/// What rows say of people whom nobody adds: the line, the id of another program, and what is
/// compared.
#[must_use]
pub fn profiles(
    clinic: &Clinic,
    raw: &[Raw],
    region: PhoneRegion,
    notes: &mut Vec<Note>,
) -> Vec<(u64, Option<String>, Profile)> {
    let now = clinic.now();
    let today = latest_date(now);
    let mut people = Vec::new();
    for raw in raw {
        if let Some(read) = row::read(raw, region, today, notes) {
            // The id is nobody's: only what is compared is taken of it.
            let profile = read.patient(clinic.new_id(), now).profile();
            people.push((read.line, read.external_id, profile));
        }
    }
    people
}

/// What one batch has done.
#[derive(Default)]
struct Done {
    added: Vec<PatientId>,
    changed: Vec<PatientId>,
    tally: Tally,
}

impl Tally {
    fn add(&mut self, sorted: &Sorted<'_>, changed: usize) {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        self.added += count(sorted.new.len());
        self.changed += count(changed);
        self.same += sorted.same;
        self.left += sorted.left;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            same: self.same + other.same,
            left: self.left + other.left,
            rejected: self.rejected + other.rejected,
            without_id: self.without_id + other.without_id,
        }
    }
}

/// What is to be done with some rows.
struct Sorted<'a> {
    new: Vec<&'a Read>,
    changed: Vec<(&'a Read, rows::Known)>,
    same: u64,
    left: u64,
}

impl<'a> Sorted<'a> {
    fn of(
        some: &'a [Read],
        mut known: HashMap<String, rows::Known>,
        notes: &mut Vec<Note>,
    ) -> Self {
        let mut sorted = Self {
            new: Vec::new(),
            changed: Vec::new(),
            same: 0,
            left: 0,
        };
        for read in some {
            let id = read.external_id.as_ref();
            let Some(known) = id.and_then(|id| known.remove(id)) else {
                sorted.new.push(read);
                continue;
            };
            match known.left {
                Some((hash, _)) if hash == read.hash => sorted.same += 1,
                Some((_, left)) if left == known.updated_at && known.merged_into.is_none() => {
                    sorted.changed.push((read, known));
                }
                Some(_) => {
                    sorted.left += 1;
                    notes.push(read.told(Why::ChangedHere));
                }
                None => {
                    sorted.left += 1;
                    notes.push(read.told(Why::NotImported));
                }
            }
        }
        sorted
    }
}

fn ids(some: &[Read]) -> Vec<&str> {
    let ids = some.iter().filter_map(|read| read.external_id.as_deref());
    ids.collect()
}

/// The date where it is latest: without a clinic there is no zone.
fn latest_date(now: Timestamp) -> Date {
    let fourteen = jiff::tz::Offset::constant(14);
    fourteen.to_datetime(now).date()
}

/// The server may be writing for long; waiting a while longer harms nobody.
async fn begin(clinic: &Clinic, job: &SystemJob) -> Result<Work, Failure> {
    let mut tries = 0;
    loop {
        match clinic.begin(job).await {
            Err(Failure::Unavailable) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests;
