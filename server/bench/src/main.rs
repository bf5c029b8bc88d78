//! The figures that README.md prints: `make bench`.
//!
//! Each is measured beside this machine's own limit in the same run: the same SQL
//! without our code, the same bytes as a plain file, an empty program's start. The
//! database is a real file with `synchronous=FULL`, the server a real `kith serve`, and
//! whoever asks it over HTTP is a process of its own, on the same cores.
//!
//! | module | what is in it |
//! |---|---|
//! | [`world`] | a clinic with 100,000 appointments, and times that nobody has booked |
//! | [`slots`], [`bookings`], [`pages`], [`family`], [`start`], [`matching`], [`browser`] | the figures |
//! | [`machine`] | the caption: which program on which machine |
//! | [`program`] | `kith serve` as a child: its time, memory and CPU |
//! | [`load`], [`client`] | many callers, from a process of their own |
//! | [`table`] | rows, percentiles, Markdown |

use std::path::PathBuf;
use std::process::ExitCode;

mod bookings;
mod browser;
mod client;
mod family;
mod load;
mod machine;
mod matching;
mod pages;
mod program;
mod slots;
mod start;
mod table;
mod world;

use table::Table;
use world::World;

/// Whatever goes wrong ends the part: a figure of something broken is none.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The parts in the order in which they run.
const PARTS: [&str; 7] = [
    "slots", "bookings", "pages", "family", "start", "matching", "browser",
];

/// Where everything is.
pub(crate) struct Places {
    /// The `kith` to be measured.
    pub(crate) kith: PathBuf,
    /// The built site.
    pub(crate) site: PathBuf,
    /// A folder on the disk that is measured; what is in it may be removed.
    pub(crate) folder: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["load", rest @ ..] => load::run(rest).await,
        ["run", kith, site, folder, parts @ ..] => {
            let places = Places {
                kith: PathBuf::from(kith),
                site: PathBuf::from(site),
                folder: PathBuf::from(folder),
            };
            run(&places, parts).await
        }
        _ => Err(format!(
            "usage: kith-bench run KITH SITE FOLDER [{}]...",
            PARTS.join("|")
        )
        .into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(places: &Places, parts: &[&str]) -> Outcome<()> {
    if let Some(unknown) = parts.iter().find(|part| !PARTS.contains(part)) {
        return Err(format!("there is no part {unknown}; there are {}", PARTS.join(", ")).into());
    }
    std::fs::create_dir_all(&places.folder)?;
    let caption = machine::caption(places)?;
    print!("{caption}");
    std::fs::write(places.folder.join("caption.md"), caption)?;
    let world = World::make(places).await?;
    let mut failed = Vec::new();
    for part in PARTS {
        if !parts.is_empty() && !parts.contains(&part) {
            continue;
        }
        // The figures of the others are worth no less.
        if let Err(error) = measure(part, places, &world).await {
            eprintln!("kith-bench: {part}: {error}");
            failed.push(part);
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("no figures of {}; see above", failed.join(", ")).into()),
    }
}

/// Measures one part, and writes its rows only when it has all of them.
async fn measure(part: &str, places: &Places, world: &World) -> Outcome<()> {
    let mut table = Table::default();
    match part {
        "slots" => slots::measure(places, world, &mut table).await?,
        "bookings" => bookings::measure(places, world, &mut table).await?,
        "pages" => pages::measure(places, world, &mut table).await?,
        "family" => family::measure(places, world, &mut table).await?,
        "start" => start::measure(places, world, &mut table).await?,
        "matching" => matching::measure(places, &mut table).await?,
        _ => browser::measure(places, world, &mut table).await?,
    }
    print!("{table}");
    std::fs::write(places.folder.join(format!("{part}.md")), table.to_string())?;
    Ok(())
}
