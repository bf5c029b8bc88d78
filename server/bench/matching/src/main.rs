//! How well matching finds who is the same person: figures in memory, without a database.
//!
//! `kith-matching figures FOLDER` prints the table, with FOLDER as `scripts/febrl.py`
//! writes it; `clinic SEED` one generated clinic by kind of confusion; `speed` how long
//! the steps take; `train SEED` the weights that labelled pairs of generated clinics lead
//! to.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use domain::matching::linkage::{Counts, Evidence, Model, Prepared, evidence, keys, train};

use matching_bench::clinic::{self, HARD, MEASURED, REGISTER, USUAL};
use matching_bench::figures::{Compared, Confusions, Record};
use matching_bench::{Outcome, file};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith-matching: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome<()> {
    match *words {
        ["figures", folder] => figures_of(Path::new(folder)),
        ["clinic", seed] => confusions(seed.parse()?),
        ["speed"] => {
            speed();
            Ok(())
        }
        ["train", seed] => train_on(seed.parse()?),
        _ => Err("usage: kith-matching figures FOLDER | clinic SEED | speed | train SEED".into()),
    }
}

/// Every set, with the weights that Kith comes with and after training without labels.
fn figures_of(folder: &Path) -> Outcome<()> {
    let model = Model::shipped();
    println!(
        "| set | weights | precision | recall | F1 | recall at 99.5 % | pairs found by keys | cut |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for names in [["1", ""], ["2", ""], ["3", ""], ["4a", "4b"]] {
        let mut records = Vec::new();
        for name in names.iter().filter(|name| !name.is_empty()) {
            records.extend(file::read(&folder.join(format!("febrl{name}.csv")))?);
        }
        both(&format!("FEBRL {}", names.concat()), &model, &records);
    }
    for (name, hardness) in [
        ("clinic", USUAL),
        ("hard clinic", HARD),
        ("register", REGISTER),
    ] {
        both(name, &model, &clinic::make(MEASURED, hardness));
    }
    Ok(())
}

fn both(name: &str, model: &Model, records: &[Record]) {
    let mut compared = Compared::of(model, records);
    println!(
        "| {name}, {} | shipped {}",
        records.len(),
        compared.quality()
    );
    let evidence: Vec<Evidence> = compared.pairs.iter().map(|pair| pair.evidence).collect();
    compared.weigh_again(&train::em(model, &evidence, records.len() as u64));
    println!("| | trained {}", compared.quality());
}

/// What is missed of a clinic, and who is taken for whom, at the best cut.
fn confusions(seed: u64) -> Outcome<()> {
    let model = Model::shipped();
    for (name, hardness) in [
        ("clinic", USUAL),
        ("hard clinic", HARD),
        ("register", REGISTER),
    ] {
        let records = clinic::make(seed, hardness);
        let compared = Compared::of(&model, &records);
        let quality = compared.quality();
        println!("| {name} {quality}");
        let Confusions { missed, wrong } = compared.confusions(&records);
        println!("\n| kind | pairs of one person | missed |\n| --- | --- | --- |");
        for (kind, (all, lost)) in missed {
            println!("| {kind} | {all} | {lost} |");
        }
        println!("\n| taken for one person | pairs |\n| --- | --- |");
        for (roles, pairs) in wrong {
            let roles: Vec<&str> = roles.into_iter().collect();
            println!("| {} | {pairs} |", roles.join(" and "));
        }
        println!();
    }
    Ok(())
}

/// Learns from generated clinics in which everybody is known, and prints the weights.
fn train_on(seed: u64) -> Outcome<()> {
    let start = Model::shipped();
    let mut labelled = Vec::new();
    for (more, hardness) in (0..).zip([HARD, USUAL, REGISTER, REGISTER]) {
        let compared = Compared::of(&start, &clinic::make(seed + more, hardness));
        labelled.extend(compared.pairs.iter().map(|pair| (pair.evidence, pair.same)));
    }
    println!(
        "{}",
        serde_json::to_string_pretty(&train::pairs(&start, &labelled))?
    );
    Ok(())
}

/// How long each step takes for a profile, or a pair, on one core.
fn speed() {
    let model = Model::shipped();
    let records = clinic::make(MEASURED, HARD);
    let timed = |what: &str, count: usize, begun: Instant| {
        let each = begun.elapsed().as_secs_f64() / count as f64;
        println!("{what}: {:.2} µs", each * 1e6);
    };
    let begun = Instant::now();
    let people: Vec<Prepared> = records
        .iter()
        .map(|one| Prepared::of(&one.profile))
        .collect();
    timed("preparing a profile", people.len(), begun);
    let begun = Instant::now();
    let all: usize = people.iter().map(|one| keys(one).len()).sum();
    timed("the keys of a profile", people.len(), begun);
    println!("keys of a profile: {:.1}", all as f64 / people.len() as f64);
    let mut counts = Counts::default();
    let begun = Instant::now();
    for person in &people {
        counts.add(person);
    }
    timed("counting a profile", people.len(), begun);
    let compared = Compared::of(&model, &records);
    let begun = Instant::now();
    let mut sum = 0.0;
    for pair in &compared.pairs {
        if let (Some(one), Some(other)) = (
            people.get(pair.one as usize),
            people.get(pair.other as usize),
        ) {
            sum += model.weigh(&evidence(one, other, &counts));
        }
    }
    timed("comparing a pair", compared.pairs.len(), begun);
    println!("mean weight: {:.1}", sum / compared.pairs.len() as f64);
}
