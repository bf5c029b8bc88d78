//! Who may be the same person: how fast that is answered among many, and how well.
//!
//! | module | what it measures |
//! |---|---|
//! | here | databases of generated clinics, filled by `kith import patients` |
//! | [`look_up`] | the best five of one person, beside the same reads with nothing computed |
//! | [`quality`] | how often the answer is right, where that is known |

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::matching::linkage::Profile;
use jiff::civil::date;
use matching_bench::clinic::{self, USUAL};
use matching_bench::figures::Record;
use matching_bench::file;

use crate::table::{Row, Table, ms};
use crate::world::{address, remove};
use crate::{Outcome, Places};

mod look_up;
mod quality;

/// People whose best five are asked for.
const ASKED: usize = 2_000;
/// Persons of one generated clinic; larger ones are several.
const PERSONS: usize = 50_000;
/// Profiles of one name and birth date.
const JOHN_SMITHS: usize = 10_000;
/// A clinic of a million is measured if its import takes no longer, or if it is asked for.
const IMPORT_MAX: Duration = Duration::from_secs(300);
/// Asks for it.
const MILLION: &str = "KITH_BENCH_MILLION";

pub(crate) async fn measure(places: &Places, table: &mut Table) -> Outcome<()> {
    quality::measure(places, table).await?;
    let imported = of_size(places, table, 100_000, "p99 ≤ 5 ms", 5.0).await?;
    if std::env::var_os(MILLION).is_some() || imported * 10 < IMPORT_MAX {
        of_size(places, table, 1_000_000, "p99 ≤ 20 ms", 20.0).await?;
    }
    Ok(())
}

/// Measures among so many profiles; answers how long importing them took.
async fn of_size(
    places: &Places,
    table: &mut Table,
    size: usize,
    aim: &'static str,
    aim_ms: f64,
) -> Outcome<Duration> {
    let base = Base::new(places, &format!("matching-{size}"))?;
    let (imported, asked) = people(size);
    let took = base.import(&imported)?;
    drop(imported);
    let profiles = crate::table::commas(size as f64);
    table.push(Row {
        what: format!("`kith import patients` of {profiles} profiles"),
        measured: format!("{:.0} s", took.as_secs_f64()),
        ..Row::default()
    });
    let times = look_up::measure(&base, &asked).await?;
    let p99 = times.ours.percentile(99);
    table.push(Row {
        what: format!(
            "Best five of one person among {profiles}, {} asked; the first is right for {:.1} %, one of five for {:.1} %",
            asked.len(),
            times.first * 100.0,
            times.five * 100.0
        ),
        measured: format!("{}, p99 {}", ms(times.ours.median()), ms(p99)),
        limit: format!(
            "{}, p99 {}: the same rows read, nothing computed",
            ms(times.alone.median()),
            ms(times.alone.percentile(99))
        ),
        share: Some(crate::table::part_of(times.alone.percentile(99), p99)),
        aim,
        met: Some(p99.as_secs_f64() * 1e3 <= aim_ms),
    });
    let scan = base.scan()?;
    table.push(Row {
        what: format!("`kith duplicates` of all {profiles}: {} pairs", scan.pairs),
        measured: format!(
            "{:.0} s, at most {:.0} MB",
            scan.took.as_secs_f64(),
            scan.mb
        ),
        aim: if size == 100_000 {
            "≤ 60 s, ≤ 1,074 MB"
        } else {
            ""
        },
        met: (size == 100_000).then_some(scan.took.as_secs_f64() <= 60.0 && scan.mb <= 1_074.0),
        ..Row::default()
    });
    if size == 100_000 {
        base.import(&john_smiths())?;
        let one = vec![john_smith(0); 50];
        let times = look_up::measure(&base, &one).await?;
        let most = times.ours.percentile(100);
        table.push(Row {
            what: format!(
                "The same of John Smith, 1980-01-01, of whom {} more came in",
                crate::table::commas(JOHN_SMITHS as f64)
            ),
            measured: format!("{}, at most {}", ms(times.ours.median()), ms(most)),
            limit: format!("{}: the same rows read", ms(times.alone.median())),
            share: Some(crate::table::part_of(
                times.alone.median(),
                times.ours.median(),
            )),
            aim: "≤ 200 ms",
            met: Some(most <= Duration::from_millis(200)),
        });
    }
    base.remove()?;
    Ok(took)
}

/// As many profiles, and others of some of the same people, who are asked for.
fn people(size: usize) -> (Vec<Record>, Vec<Record>) {
    let (mut imported, mut asked) = (Vec::with_capacity(size), Vec::new());
    let mut seed = clinic::MEASURED;
    while imported.len() < size {
        let mut hardness = USUAL;
        hardness.persons = PERSONS;
        let mut met = std::collections::HashSet::new();
        // Of the same people in the next clinic there are none.
        let first = seed * 10_000_000;
        for mut record in clinic::make(seed, hardness) {
            record.person += first;
            let again = !met.insert(record.person);
            if again && asked.len() < ASKED {
                asked.push(record);
            } else if imported.len() < size {
                imported.push(record);
            }
        }
        seed += 1;
    }
    (imported, asked)
}

fn john_smith(person: u64) -> Record {
    let text = |text: &str| Some(text.to_owned());
    Record {
        profile: Profile {
            given: text("John"),
            family: text("Smith"),
            born: Some(date(1980, 1, 1)),
            ..Profile::default()
        },
        person,
        kinds: Vec::new(),
    }
}

fn john_smiths() -> Vec<Record> {
    (1..).map(john_smith).take(JOHN_SMITHS).collect()
}

/// A database of its own.
pub(crate) struct Base {
    kith: PathBuf,
    folder: PathBuf,
    pub(crate) file: PathBuf,
}

/// How looking through everybody went.
struct Scan {
    took: Duration,
    mb: f64,
    pairs: usize,
}

impl Base {
    fn new(places: &Places, name: &str) -> Outcome<Self> {
        let base = Self {
            kith: places.kith.clone(),
            folder: places.folder.clone(),
            file: places.folder.join(format!("{name}.db")),
        };
        remove(&base.file)?;
        base.run(&["migrate"], None)?;
        Ok(base)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.kith);
        command
            .args(words)
            .env_clear()
            .env("DATABASE_URL", address(&self.file))
            .env("KITH_DATA_DIR", &self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn run(&self, words: &[&str], file: Option<&Path>) -> Outcome<()> {
        let mut command = self.command(words);
        let ended = command.args(file).status()?;
        match ended.code() {
            // Rows without any name are rejected, as they are at a clinic.
            Some(0 | 2) => Ok(()),
            _ => Err(format!("kith {} ended with {ended}", words.join(" ")).into()),
        }
    }

    /// Imports profiles by the program, and says how long that took.
    fn import(&self, records: &[Record]) -> Outcome<Duration> {
        let path = self.folder.join("matching.csv");
        file::write(&path, records)?;
        let took = self.import_file(&path)?;
        std::fs::remove_file(&path)?;
        let rejects = self.folder.join("matching.csv.rejects.csv");
        if rejects.exists() {
            std::fs::remove_file(rejects)?;
        }
        Ok(took)
    }

    fn import_file(&self, path: &Path) -> Outcome<Duration> {
        let began = Instant::now();
        self.run(&["import", "patients"], Some(path))?;
        Ok(began.elapsed())
    }

    /// Looks for all duplicates by the program.
    fn scan(&self) -> Outcome<Scan> {
        let list = self.folder.join("duplicates.csv");
        let began = Instant::now();
        let mut child = self
            .command(&["duplicates", "--format", "csv"])
            .stdout(std::fs::File::create(&list)?)
            .spawn()?;
        let mut kib = 0_f64;
        let ended = loop {
            // The most so far; gone when it has ended.
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
            let status = status.unwrap_or_default();
            let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let most = most.and_then(|rest| rest.trim().strip_suffix(" kB"));
            if let Some(most) = most {
                kib = most.parse::<f64>()?.max(kib);
            }
            if let Some(ended) = child.try_wait()? {
                break ended;
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let took = began.elapsed();
        if !ended.success() {
            return Err(format!("kith duplicates ended with {ended}").into());
        }
        let pairs = std::fs::read_to_string(&list)?
            .lines()
            .count()
            .saturating_sub(1);
        std::fs::remove_file(&list)?;
        Ok(Scan {
            took,
            mb: kib * 1_024.0 / 1e6,
            pairs,
        })
    }

    fn remove(self) -> Outcome<()> {
        remove(&self.file)
    }
}
