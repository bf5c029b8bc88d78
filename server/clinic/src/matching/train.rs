//! Weights from this clinic's own data. What is stored is data with its source, never a
//! figure turned by hand.

use std::collections::HashMap;
use std::io;

use domain::audit::Action;
use domain::matching::linkage::{self, Evidence, Model, Prepared};
use store::matching as rows;
use store::matching::decided;

use super::scan::Everybody;
use crate::authz::{Clinic, SystemJob};
use crate::failure::Failure;

/// Pairs that are learnt from at once, some 250 bytes each.
const PAIRS_MAX: usize = 1_000_000;
/// Merges that are read with one statement.
const PAGE: i64 = 500;

/// Estimates the weights from all pairs that share a key, of which nobody knows whether
/// they are one person (expectation and maximisation). Of very many, those of every n-th
/// profile are taken.
#[must_use]
pub fn em(start: &Model, everybody: &Everybody) -> Model {
    let mut pairs = 0_usize;
    everybody.each_pair(|_, _| pairs += 1);
    let every = u32::try_from(pairs.div_ceil(PAIRS_MAX).max(1)).unwrap_or(u32::MAX);
    let mut taken: Vec<Evidence> = Vec::new();
    everybody.each_pair(|(one, _), evidence| {
        if one % every == 0 {
            taken.push(*evidence);
        }
    });
    let people = u64::try_from(everybody.count()).unwrap_or(u64::MAX);
    linkage::train::em(start, &taken, people.div_ceil(u64::from(every)))
}

/// Why a file of decided pairs can't be learnt from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairsError {
    /// It can't be read.
    Io(io::ErrorKind),
    /// A column is missing.
    NoColumn(&'static str),
    /// A row whose word for `same` is neither yes nor no, at this line.
    NotYesOrNo(u64),
    /// A row that is no row of this file, at this line.
    NoRow(u64),
    /// It holds no pairs.
    Empty,
}

/// Reads pairs that somebody decided: `left_external_id,right_external_id,same`, where
/// `same` is `1`, `true` or `yes`, or `0`, `false` or `no`; and how many were passed over
/// because somebody in them is not here, or part of another profile by now. Nothing is learnt
/// from a file with a line that can't be read.
///
/// # Errors
/// Why it can't be learnt from.
pub fn read_pairs(
    file: impl io::Read,
    everybody: &Everybody,
) -> Result<(Vec<(Evidence, bool)>, usize), PairsError> {
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(|error| io_error(&error))?.clone();
    let column = |name: &'static str| {
        let mut names = header.iter();
        names
            .position(|one| one.trim().eq_ignore_ascii_case(name))
            .ok_or(PairsError::NoColumn(name))
    };
    let (left, right) = (column("left_external_id")?, column("right_external_id")?);
    let same = column("same")?;
    let named: HashMap<String, u32> = everybody.named();
    let (mut pairs, mut unknown) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| io_error(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let same = match field(same).to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" => true,
            "0" | "false" | "no" => false,
            _ => return Err(PairsError::NotYesOrNo(line)),
        };
        let pair = named.get(field(left)).zip(named.get(field(right)));
        match pair.and_then(|(one, other)| everybody.evidence((*one, *other))) {
            Some(evidence) => pairs.push((evidence, same)),
            None => unknown += 1,
        }
    }
    if pairs.is_empty() {
        return Err(PairsError::Empty);
    }
    Ok((pairs, unknown))
}

fn io_error(error: &csv::Error) -> PairsError {
    match error.kind() {
        csv::ErrorKind::Io(error) => PairsError::Io(error.kind()),
        _ => PairsError::NoRow(error.position().map_or(1, csv::Position::line)),
    }
}

/// What staff of this clinic have decided: pairs of a merge that stands, as they were before
/// it, and pairs that they said are different people. Those who were merged are counted as if
/// they still stood by themselves: so it was when that was decided.
///
/// # Errors
/// Only faults.
pub async fn own(
    clinic: &Clinic,
    job: &SystemJob,
    mut everybody: Everybody,
) -> Result<Vec<(Evidence, bool)>, Failure> {
    let mut look = clinic.read(job).await?;
    let mut merged = Vec::new();
    let mut after = 0;
    loop {
        let page = decided::list_merged(&mut *look, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for pair in &page {
            let [survivor, absorbed] = pair.before.each_ref().map(Prepared::of);
            everybody.count_in(&absorbed);
            merged.push((survivor, absorbed));
        }
    }
    drop(look);
    let counts = everybody.counts();
    let same = merged
        .iter()
        .map(|(one, other)| (linkage::evidence(one, other, counts), true));
    let different = everybody.different().iter();
    // In one order, so that the same decisions lead to the same weights.
    let mut different: Vec<_> = different.copied().collect();
    different.sort_unstable();
    let different = different
        .into_iter()
        .filter_map(|pair| Some((everybody.evidence(pair)?, false)));
    Ok(same.chain(different).collect())
}

/// Estimates the weights from pairs that somebody decided.
#[must_use]
pub fn pairs(start: &Model, decided: &[(Evidence, bool)]) -> Model {
    linkage::train::pairs(start, decided)
}

/// Keeps weights: they count from now on.
///
/// # Errors
/// Only faults.
pub async fn keep(clinic: &Clinic, job: &SystemJob, model: &Model) -> Result<(), Failure> {
    let weights = super::weights::written(model)?;
    let mut work = clinic.begin(job).await?;
    let now = work.now();
    rows::insert_model(&mut work, &model.source, &weights, now).await?;
    work.record(Action::MatchingTrained.as_str(), "", &[])
        .await?;
    work.commit().await
}
