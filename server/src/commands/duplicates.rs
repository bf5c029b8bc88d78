//! `kith duplicates`: pairs of profiles that may be one person. On standard output stands
//! the list alone, on standard error how it goes.

use std::io::{self, BufWriter, Write};

use app::text::en::matching as text;
use clinic::cell;
use clinic::matching::Verdict;
use clinic::matching::scan::Everybody;

use super::{CommandError, beside};
use crate::cli::Format;
use crate::config::Config;

/// What the columns are called.
const HEADER: [&str; 6] = [
    "left_external_id",
    "right_external_id",
    "probability",
    "match_weight",
    "grade",
    "reasons",
];

pub(super) async fn run(
    config: Config,
    min_probability: f64,
    format: Format,
) -> Result<(), CommandError> {
    if !(0.0..=1.0).contains(&min_probability) {
        let line = "--min-probability must be from 0 to 1. Example: --min-probability 0.5";
        return Err(CommandError::Said(line.to_owned()));
    }
    let open = beside(&config).await?;
    let job = open.clinic().system_job();
    let model = clinic::matching::model(open.clinic(), &job).await?;
    let everybody = Everybody::read(open.clinic(), &job).await?;
    open.close().await?;
    eprintln!("{} profiles are compared.", everybody.count());
    let (pairs, different) = everybody.likeliest(&model, min_probability);
    let judged = pairs
        .iter()
        .filter_map(|(_, pair)| everybody.judged(&model, *pair));
    let out = BufWriter::new(io::stdout().lock());
    let written = match format {
        Format::Csv => as_csv(out, judged),
        Format::Table => as_table(out, judged),
    };
    said(written)?;
    eprintln!("{} pairs.", pairs.len());
    if different > 0 {
        eprintln!("{different} more are known to be different people and left out.");
    }
    Ok(())
}

/// A reader that has gone away (`| head`) is not our failure.
pub(super) fn said(written: io::Result<()>) -> Result<(), CommandError> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let line = format!("the list can't be written: {}", error.kind());
            Err(CommandError::Said(line))
        }
        _ => Ok(()),
    }
}

fn as_csv(
    out: impl Write,
    pairs: impl Iterator<Item = (String, String, Verdict)>,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADER)?;
    for (left, right, verdict) in pairs {
        let [probability, weight, grade, reasons] = columns(&verdict);
        let [left, right] = [left, right].map(|id| cell::text(&id));
        out.write_record([left, right, probability, weight, grade, reasons])?;
    }
    out.flush()
}

/// Probability, weight, grade and reasons. Numbers are written so that reading them gives
/// the same number.
pub(super) fn columns(verdict: &Verdict) -> [String; 4] {
    [
        verdict.probability.to_string(),
        verdict.match_weight.to_string(),
        verdict.grade.as_str().to_owned(),
        text::reasons(&verdict.reasons),
    ]
}

fn as_table(
    mut out: impl Write,
    pairs: impl Iterator<Item = (String, String, Verdict)>,
) -> io::Result<()> {
    writeln!(
        out,
        "{:>7}  {:>8}  {:<9}  profiles and reasons",
        "prob.", "weight", "grade"
    )?;
    for (left, right, verdict) in pairs {
        writeln!(
            out,
            "{:>7.4}  {:>8.2}  {:<9}  {left} and {right}: {}",
            verdict.probability,
            verdict.match_weight,
            verdict.grade.as_str(),
            text::reasons(&verdict.reasons)
        )?;
    }
    out.flush()
}
