//! The long proof, `make soak`: many rounds, many kills, and each fault that passes again.
//!
//! Everything is real: processes of `kith serve` with `synchronous=FULL`, connections, a
//! mail server on loopback, a small file system that is filled. Only the contested rounds
//! are at the use cases, so that thousands of them take minutes. After each part the
//! promises of the store are checked: no two appointments overlap, what was acknowledged is
//! there, the audit chain holds, a mail belongs to a change, the file is whole.
//!
//! `SOAK_SCALE=0.01` makes everything shorter; words name the parts to run. Any violation
//! ends with an exit code that is not 0, and so does a part that can't run here, unless
//! `SOAK_SKIP="disk idle"` names it: it is never left out unnoticed.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its setting can't be made"
)]

use std::process::ExitCode;
use std::time::Instant;

mod contested;
mod disk;
mod idle;
mod kills;
mod mail;
#[path = "../program/program.rs"]
mod program;

/// The parts in the order in which they run.
const PARTS: [&str; 5] = ["contested", "kills", "disk", "mail", "idle"];

const SKIPPED: &str = "SKIPPED";

/// How much of everything is done.
#[derive(Clone, Copy)]
struct Scale(f64);

impl Scale {
    fn from_env() -> Self {
        let said = std::env::var("SOAK_SCALE").unwrap_or_else(|_| String::from("1"));
        let scale: f64 = said.parse().expect("SOAK_SCALE is a number such as 0.01");
        assert!(
            scale > 0.0 && scale <= 100.0,
            "SOAK_SCALE is between 0 and 100"
        );
        Self(scale)
    }

    /// So much of `whole`, but at least `least`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small positive numbers"
    )]
    fn of(self, whole: u32, least: u32) -> u32 {
        ((f64::from(whole) * self.0).round() as u32).max(least)
    }
}

/// What a part has to say; a violation is a panic.
enum Report {
    Held(String),
    /// Why it can't run here.
    Skipped(String),
}

async fn run(part: &str, scale: Scale) -> Report {
    match part {
        "contested" => contested::run(scale).await,
        "kills" => kills::run(scale).await,
        "disk" => disk::run(scale).await,
        "mail" => mail::run(scale).await,
        _ => idle::run(scale).await,
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    if let Some(unknown) = words.iter().find(|word| !PARTS.contains(&&***word)) {
        eprintln!("there is no part {unknown}; there are {}", PARTS.join(", "));
        return ExitCode::FAILURE;
    }
    let named = std::env::var("SOAK_SKIP").unwrap_or_default();
    let may_miss: Vec<&str> = named.split_whitespace().collect();
    if let Some(unknown) = may_miss.iter().find(|part| !PARTS.contains(part)) {
        eprintln!(
            "SOAK_SKIP: there is no part {unknown}; there are {}",
            PARTS.join(", ")
        );
        return ExitCode::FAILURE;
    }
    let scale = Scale::from_env();
    let mut rows = Vec::new();
    let mut violated = false;
    let mut missed = Vec::new();
    for part in PARTS {
        if !words.is_empty() && !words.iter().any(|word| word == part) {
            continue;
        }
        println!("== {part}");
        let began = Instant::now();
        let (found, held) = match tokio::spawn(run(part, scale)).await {
            Ok(Report::Held(found)) => (found, "held"),
            Ok(Report::Skipped(why)) => (why, SKIPPED),
            // What it was stands above: the panic has said it.
            Err(_) => (String::from("see above"), "VIOLATED"),
        };
        violated |= held == "VIOLATED";
        if held == SKIPPED && !may_miss.contains(&part) {
            missed.push(part);
        }
        let seconds = began.elapsed().as_secs();
        println!("== {part}: {held}, {seconds} s: {found}");
        rows.push(format!("| {part} | {found} | {held} | {seconds} s |"));
    }
    println!("\n| part | what was done | invariants | time |\n| --- | --- | --- | --- |");
    for row in &rows {
        println!("{row}");
    }
    for part in &missed {
        eprintln!("\n!! {part} was NOT proven: it can't run here, see above.");
        eprintln!("!! Mend that, or say with SOAK_SKIP={part} that it may be left out.");
    }
    match violated || !missed.is_empty() {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}
