//! `kith match`: who of the patients are in a file, by which weights, and estimating those.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use clinic::cell;
use clinic::import::{Note, profiles};
use clinic::matching::scan::Everybody;
use clinic::matching::train::{self, PairsError};
use clinic::matching::{Grade, Model, best_matches, model};
use clinic::phone::PhoneRegion;

use super::duplicates::{columns, said};
use super::import::{line_of, open as open_sheet, region, unreadable};
use super::{CommandError, beside};
use crate::config::Config;

/// Rows that are read at a time.
const AHEAD: usize = 256;
/// What the columns are called.
const HEADER: [&str; 7] = [
    "query_external_id",
    "rank",
    "external_id",
    "probability",
    "match_weight",
    "grade",
    "reasons",
];

/// The best matches of each row of a file, as comma-separated values. A row without an id
/// of its own is named by its line.
pub(super) async fn rows(
    config: Config,
    path: Option<PathBuf>,
    top: usize,
    phone_region: String,
) -> Result<(), CommandError> {
    let path = path.ok_or_else(|| CommandError::Said("--csv FILE is missing".to_owned()))?;
    let region: PhoneRegion = region(&phone_region)?;
    let mut sheet = open_sheet(&path)?;
    let open = beside(&config).await?;
    let clinic = open.clinic();
    let job = clinic.system_job();
    let model = model(clinic, &job).await?;
    let mut out = csv::Writer::from_writer(BufWriter::new(io::stdout().lock()));
    let mut written = out.write_record(HEADER).map_err(io::Error::from);
    let mut rejected = 0_u64;
    while written.is_ok() {
        let some = sheet.next_rows(AHEAD).map_err(|error| {
            CommandError::Said(format!("{} {}", path.display(), unreadable(&error)))
        })?;
        if some.is_empty() {
            break;
        }
        let mut notes: Vec<Note> = Vec::new();
        let people = profiles(clinic, &some, region, &mut notes);
        for note in notes {
            rejected += u64::from(note.why.rejects());
            eprintln!("{}", line_of(note));
        }
        for (line, id, profile) in people {
            let id = id.unwrap_or_else(|| format!("line {line}"));
            let found = best_matches(clinic, &job, &model, &profile, top).await?;
            for (rank, one) in (1_u64..).zip(found) {
                let own = || one.stored.id.to_string();
                let other = one.stored.external_id.clone().unwrap_or_else(own);
                let [probability, weight, grade, reasons] = columns(&one.verdict);
                let rank = rank.to_string();
                let [id, other] = [&id, &other].map(|id| cell::text(id));
                let row = [id, rank, other, probability, weight, grade, reasons];
                written = written.and_then(|()| Ok(out.write_record(row)?));
            }
        }
    }
    said(written.and_then(|()| out.flush()))?;
    drop(out);
    open.close().await?;
    match rejected {
        0 => Ok(()),
        rows => Err(CommandError::InPart(format!(
            "{rows} rows were passed over"
        ))),
    }
}

/// Prints the weights that count.
pub(super) async fn weights(config: Config) -> Result<(), CommandError> {
    let open = beside(&config).await?;
    let model = model(open.clinic(), &open.clinic().system_job()).await?;
    open.close().await?;
    print(&model)
}

fn print(model: &Model) -> Result<(), CommandError> {
    let written = || -> io::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        writeln!(out, "Source: {}", model.source)?;
        writeln!(out, "Grades, by the probability that two are one person:")?;
        for grade in Grade::ALL {
            writeln!(out, "  {:<9} from {}", grade.as_str(), grade.cut())?;
        }
        writeln!(
            out,
            "  certain asks besides for three identifiers that agree: the name, the birth date \
             and one more"
        )?;
        writeln!(out, "Weights:")?;
        serde_json::to_writer_pretty(&mut out, model)?;
        writeln!(out)?;
        out.flush()
    };
    said(written())
}

/// Estimates weights from decided pairs, or from all pairs, and keeps them.
pub(super) async fn train(
    config: Config,
    pairs: Option<PathBuf>,
    own: bool,
    dry_run: bool,
) -> Result<(), CommandError> {
    let file = match &pairs {
        Some(path) => {
            let file = File::open(path);
            Some(file.map_err(|error| {
                let why = PairsError::Io(error.kind());
                CommandError::Said(format!("{} {}", path.display(), not_learnt(&why)))
            })?)
        }
        None => None,
    };
    let open = beside(&config).await?;
    let job = open.clinic().system_job();
    let start = Model::shipped();
    let everybody = Everybody::read(open.clinic(), &job).await?;
    eprintln!("Learning from {} profiles.", everybody.count());
    let learnt = match file {
        None if own => {
            let decided = train::own(open.clinic(), &job, everybody).await?;
            let same = decided.iter().filter(|(_, same)| *same).count();
            eprintln!(
                "{same} merges that stand, {} pairs of different people.",
                decided.len() - same
            );
            if decided.is_empty() {
                let line = "nobody has merged two profiles here, or said that two are different";
                return Err(CommandError::Said(line.to_owned()));
            }
            train::pairs(&start, &decided)
        }
        None => train::em(&start, &everybody),
        Some(file) => {
            let decided = train::read_pairs(BufReader::new(file), &everybody);
            let (decided, unknown) = decided.map_err(|why| {
                let path = pairs.unwrap_or_default();
                CommandError::Said(format!("{} {}", path.display(), not_learnt(&why)))
            })?;
            if unknown > 0 {
                eprintln!("{unknown} pairs are passed over: one of the two is nobody here.");
            }
            train::pairs(&start, &decided)
        }
    };
    if !dry_run {
        train::keep(open.clinic(), &job, &learnt).await?;
    }
    open.close().await?;
    print(&learnt)?;
    match dry_run {
        true => eprintln!("Nothing was kept."),
        false => eprintln!("Kept: these weights count from now on."),
    }
    Ok(())
}

fn not_learnt(why: &PairsError) -> String {
    match why {
        PairsError::Io(kind) => format!("can't be read: {kind}"),
        PairsError::NoColumn(name) => format!("has no column {name} in its first line"),
        PairsError::NotYesOrNo(line) => {
            format!("has in line {line} a word for same that is neither yes nor no")
        }
        PairsError::NoRow(line) => {
            format!("has in line {line} more or fewer fields than in the first, or no UTF-8")
        }
        PairsError::Empty => "has no pairs of people who are here".to_owned(),
    }
}
