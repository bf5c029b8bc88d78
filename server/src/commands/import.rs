//! `kith import patients`: who another program knew, out of its file.
//!
//! Progress and what is to be told of rows go to standard error, the sum to standard output.
//! A row is named by its line, never by what stands in it; what was rejected is in a file of
//! its own beside the one it came from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clinic::Failure;
use clinic::import::row::{FIELD_CHARS_MAX, Why};
use clinic::import::sheet::{Column, Raw, Sheet, SheetError};
use clinic::import::{Import, Mode, Note, Tally};
use clinic::phone::PhoneRegion;

use super::{CommandError, beside};
use crate::config::Config;

/// Rows that are read ahead of their writing.
const AHEAD: usize = 1_024;
/// How often it says how far it is.
const NEWS: Duration = Duration::from_secs(2);

pub(super) async fn patients(
    config: Config,
    path: PathBuf,
    phone_region: String,
    dry_run: bool,
) -> Result<(), CommandError> {
    let region = region(&phone_region)?;
    let mut sheet = open(&path)?;
    for name in sheet.unknown() {
        eprintln!("Warning: column {name:?} is not read");
    }
    let mode = if dry_run { Mode::DryRun } else { Mode::Write };
    let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
    let open = beside(&config).await?;
    let mut import = Import::new(region, mode);
    let mut rejects = Rejects::beside(&path, sheet.header(), mode);
    let outcome = take_all(&open, &mut import, &mut sheet, &mut rejects, bytes).await;
    let written = rejects.close();
    open.close().await?;
    if let Err(error) = outcome {
        return Err(stopped(error, import.tally(), mode));
    }
    written.map_err(|error| not_written(&rejects.path, &error))?;
    ended(import.tally(), mode, &rejects.path)
}

/// The country of phone numbers.
pub(super) fn region(code: &str) -> Result<PhoneRegion, CommandError> {
    PhoneRegion::parse(code).ok_or_else(|| {
        let line = "--phone-region is no country with phone numbers. Example: --phone-region CA";
        CommandError::Said(line.to_owned())
    })
}

/// Opens a file and reads its first line.
pub(super) fn open(path: &Path) -> Result<Sheet<BufReader<File>>, CommandError> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| SheetError::Io(error.kind()));
    file.and_then(|file| Sheet::open(BufReader::new(file)))
        .map_err(|error| CommandError::Said(format!("{shown} {}", unreadable(&error))))
}

/// Why a file can't be taken, after its name.
pub(super) fn unreadable(error: &SheetError) -> String {
    match error {
        SheetError::Empty => "is empty: its first line must name the columns".to_owned(),
        SheetError::Utf16 => "is UTF-16: save it as CSV in UTF-8".to_owned(),
        SheetError::NoNames => {
            "has neither a column given_name nor family_name in its first line".to_owned()
        }
        SheetError::Twice(column) => format!("has the column {} twice", column.as_str()),
        SheetError::Io(kind) => format!("can't be read: {kind}"),
    }
}

/// What ends an import before the end of its file.
enum Stop {
    File(SheetError),
    Rejects(io::Error),
    Failed(Failure),
}

async fn take_all(
    open: &clinic::opening::OpenClinic,
    import: &mut Import,
    sheet: &mut Sheet<BufReader<File>>,
    rejects: &mut Rejects,
    bytes: u64,
) -> Result<(), Stop> {
    let job = open.clinic().system_job();
    let mut told = Instant::now();
    loop {
        let rows = sheet.next_rows(AHEAD).map_err(Stop::File)?;
        if rows.is_empty() {
            return Ok(());
        }
        let originals: BTreeMap<u64, Vec<Vec<u8>>> = rows.iter().map(original).collect();
        let notes = import
            .take(open.clinic(), &job, rows)
            .await
            .map_err(Stop::Failed)?;
        for note in notes {
            eprintln!("{}", line_of(note));
            if note.why.rejects() {
                let row = originals.get(&note.row).map(Vec::as_slice);
                let row = row.unwrap_or_default();
                rejects.add(note, row).map_err(Stop::Rejects)?;
            }
        }
        if told.elapsed() >= NEWS {
            told = Instant::now();
            let percent = sheet.bytes_read().saturating_mul(100) / bytes.max(1);
            eprintln!(
                "{} % of the file: {}",
                percent.min(100),
                sum(import.tally())
            );
        }
    }
}

fn original(raw: &Raw) -> (u64, Vec<Vec<u8>>) {
    (raw.row, raw.original.clone())
}

/// What is to be told of a row, by its line.
pub(super) fn line_of(note: Note) -> String {
    let kind = if note.why.rejects() {
        "Rejected"
    } else {
        "Warning"
    };
    let field = note
        .field
        .map_or_else(String::new, |field| format!(", {}", field.as_str()));
    format!("{kind}: line {}{field}: {}", note.line, reason(note.why))
}

fn reason(why: Why) -> String {
    const KEPT: &str = "kept as given, unverified";
    match why {
        Why::NoName => "no name".to_owned(),
        Why::Width { has, header } => {
            format!("{has} fields, but the first line has {header}; is a quotation mark missing?")
        }
        Why::Huge => format!("longer than {FIELD_CHARS_MAX} characters"),
        Why::SameId { line } => format!("line {line} has the same external_id"),
        Why::NoDate => format!("no date YYYY-MM-DD or YYYYMMDD; {KEPT}"),
        Why::InFuture => format!("a date to come; {KEPT}"),
        Why::TooLongAgo => format!("a date before 1900; {KEPT}"),
        Why::NoSex => format!("not female, male, other, F, M or X; {KEPT}"),
        Why::NoEmail => format!("no e-mail address; {KEPT}"),
        Why::NoPhone => format!("no phone number of the region; {KEPT}"),
        Why::LongName => "the whole name is too long and was cut; its parts are whole".to_owned(),
        Why::Controls => "control characters were left out".to_owned(),
        Why::NotUtf8 => "not UTF-8, read as Windows-1252; look whether it is right".to_owned(),
        Why::ChangedHere => {
            "the profile was changed here since the last import; left as it is".to_owned()
        }
        Why::NotImported => {
            "the profile with this external_id came by no import; left as it is".to_owned()
        }
    }
}

fn sum(tally: Tally) -> String {
    let Tally {
        added,
        changed,
        same,
        left,
        rejected,
        ..
    } = tally;
    format!(
        "{added} added, {changed} changed, {same} here already, {left} left as they were, \
         {rejected} rejected"
    )
}

fn stopped(stop: Stop, tally: Tally, mode: Mode) -> CommandError {
    let why = match stop {
        Stop::File(error) => format!("the file {}", unreadable(&error)),
        Stop::Rejects(error) => format!("the file of rejects can't be written: {}", error.kind()),
        Stop::Failed(failure) => match CommandError::from(failure) {
            CommandError::Said(line) => line,
            other => other.to_string(),
        },
    };
    let line = format!("{why} ({})", sum(tally));
    match mode {
        Mode::Write if tally.added + tally.changed > 0 => CommandError::InPart(format!(
            "{line}; what was taken before stays, and running it again goes on from there"
        )),
        _ => CommandError::Said(line),
    }
}

fn not_written(path: &Path, error: &io::Error) -> CommandError {
    let line = format!("{} can't be written: {}", path.display(), error.kind());
    CommandError::InPart(line)
}

fn ended(tally: Tally, mode: Mode, rejects: &Path) -> Result<(), CommandError> {
    let begins = match mode {
        Mode::Write => "Imported",
        Mode::DryRun => "Nothing was changed. An import would be",
    };
    println!("{begins}: {}.", sum(tally));
    if tally.without_id > 0 {
        eprintln!(
            "Warning: {} rows have no external_id; importing them again adds them again",
            tally.without_id
        );
    }
    if tally.rejected == 0 {
        return Ok(());
    }
    let place = match mode {
        Mode::Write => format!(": see {}", rejects.display()),
        Mode::DryRun => String::new(),
    };
    let line = format!("{} rows were rejected{place}", tally.rejected);
    match tally.added + tally.changed + tally.same + tally.left {
        0 => Err(CommandError::Said(format!("{line}; nothing was done"))),
        _ => Err(CommandError::InPart(line)),
    }
}

/// How the file of rejects begins.
const BEGINS: &[u8; 18] = b"line,field,reason,";

/// The rows that were not taken, each with its line, its field and the reason before it, so
/// that the file can be mended and imported. It is made when there is a first one.
struct Rejects {
    path: PathBuf,
    header: Vec<Vec<u8>>,
    mode: Mode,
    file: Option<csv::Writer<BufWriter<File>>>,
}

impl Rejects {
    fn beside(path: &Path, header: &[Vec<u8>], mode: Mode) -> Self {
        let mut name = OsString::from(path);
        name.push(".rejects.csv");
        Self {
            path: PathBuf::from(name),
            header: header.to_vec(),
            mode,
            file: None,
        }
    }

    fn add(&mut self, note: Note, row: &[Vec<u8>]) -> io::Result<()> {
        if self.mode == Mode::DryRun {
            return Ok(());
        }
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.begin()?,
        };
        let line = note.line.to_string();
        let field = note.field.map_or("", Column::as_str);
        let reason = reason(note.why);
        let about = [line.as_bytes(), field.as_bytes(), reason.as_bytes()];
        file.write_record(about.into_iter().chain(row.iter().map(Vec::as_slice)))?;
        self.file = Some(file);
        Ok(())
    }

    fn begin(&self) -> io::Result<csv::Writer<BufWriter<File>>> {
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        // It holds what stands in the file of patients.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = BufWriter::new(options.open(&self.path)?);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        let about = ["line", "field", "reason"].map(str::as_bytes);
        writer.write_record(
            about
                .into_iter()
                .chain(self.header.iter().map(Vec::as_slice)),
        )?;
        Ok(writer)
    }

    fn close(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(file) => file
                .into_inner()
                .map_err(|error| error.into_error())?
                .flush(),
            None => self.forget(),
        }
    }

    /// Removes what an earlier import has left, which would look like the rejects of this one;
    /// nothing else that is called so.
    fn forget(&self) -> io::Result<()> {
        if self.mode == Mode::DryRun {
            return Ok(());
        }
        let mut begins = [0_u8; BEGINS.len()];
        let read = File::open(&self.path).and_then(|mut file| file.read_exact(&mut begins));
        match read {
            Ok(()) if begins == *BEGINS => std::fs::remove_file(&self.path),
            _ => Ok(()),
        }
    }
}
