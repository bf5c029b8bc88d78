//! What stands above the table: which program, which machine, and whether anything else
//! kept it busy.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clinic::clock::{Clock as _, SystemClock};
use jiff::tz::TimeZone;

use crate::table::{Times, ms};
use crate::{Outcome, Places};

/// The load average above which a warning stands beside the figures.
const IDLE_MAX: f64 = 0.5;
const APPENDS: usize = 300;
const APPENDED: [u8; 4_096] = [0x5a; 4_096];

/// The caption in Markdown.
pub(crate) fn caption(places: &Places) -> Outcome<String> {
    let load = load()?;
    let commit = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .output()?;
    if !commit.status.success() {
        return Err("git doesn't say which commit this is".into());
    }
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let mut caption = format!(
        "Commit {}, {today}, on {} cores of {}; load average at the start {load:.2}. To append \
         4 KiB to a file there and fsync it takes {} (median of {APPENDS}).\n",
        String::from_utf8_lossy(&commit.stdout).trim(),
        std::thread::available_parallelism()?,
        cpu()?,
        ms(append(&places.folder)?)
    );
    if load > IDLE_MAX {
        caption.push_str(
            "\n**The machine was busy with something else when this began: the figures are worse \
             than it can do.**\n",
        );
    }
    Ok(caption)
}

/// How many programs wanted a core in the last minute: as whoever builds this beforehand
/// has noted it in `LOAD_BEFORE`, else now.
fn load() -> Outcome<f64> {
    let noted = match std::env::var("LOAD_BEFORE") {
        Ok(noted) => noted,
        Err(_) => std::fs::read_to_string("/proc/loadavg")?,
    };
    let minute = noted.split_whitespace().next().ok_or("no load average")?;
    Ok(minute.parse()?)
}

/// What the processor calls itself.
fn cpu() -> Outcome<String> {
    let all = std::fs::read_to_string("/proc/cpuinfo")?;
    let name = all.lines().find_map(|line| line.strip_prefix("model name"));
    let name = name.and_then(|rest| rest.split_once(':'));
    Ok(name
        .map_or("an unnamed kind", |(_, name)| name.trim())
        .to_owned())
}

/// What the disk alone takes for one durable write.
fn append(folder: &Path) -> Outcome<Duration> {
    let path = folder.join("appended");
    let mut file = std::fs::File::create(&path)?;
    let mut took = Vec::new();
    for _ in 0..APPENDS {
        let began = Instant::now();
        file.write_all(&APPENDED)?;
        file.sync_all()?;
        took.push(began.elapsed());
    }
    std::fs::remove_file(&path)?;
    Ok(Times::new(took).median())
}
