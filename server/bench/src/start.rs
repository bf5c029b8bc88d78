//! From the start of the program to its first answer: a booking page.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::Program;
use crate::table::{Row, Table, Times, ms, part_of};
use crate::world::{APPOINTMENTS, SHOWN, World, address, remove};
use crate::{Outcome, Places};

const STARTS: usize = 9;
const AIM: Duration = Duration::from_millis(120);

/// How the program ended before the start that is measured.
#[derive(Clone, Copy)]
enum After {
    Stop,
    Kill,
}

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let bare = || -> Outcome<Duration> {
        let began = Instant::now();
        Command::new(&places.kith)
            .arg("--version")
            .stdout(Stdio::null())
            .status()?;
        Ok(began.elapsed())
    };
    let bare = (0..STARTS)
        .map(|_| bare())
        .collect::<Outcome<Vec<Duration>>>()?;
    let bare = Times::new(bare).median();
    let version = format!("{}: the same program saying its version", ms(bare));

    let demo = places.folder.join("demo.db");
    fill_demo(places, &demo)?;
    let times = starts(places, &demo, "/book/sports-massage/first", After::Stop).await?;
    remove(&demo)?;
    table.push(Row {
        what: "Start to the first booking page, demo clinic".into(),
        limit: version.clone(),
        share: Some(part_of(bare, times.median())),
        ..row(&times)
    });

    let file = world.file(&places.folder)?;
    let path = format!("/book/{SHOWN}/first");
    let times = starts(places, &file, &path, After::Stop).await?;
    table.push(Row {
        what: format!("The same with {APPOINTMENTS} appointments"),
        limit: version,
        share: Some(part_of(bare, times.median())),
        ..row(&times)
    });

    let began = Instant::now();
    let bytes = std::fs::read(&file)?.len();
    let read = began.elapsed();
    let times = starts(places, &file, &path, After::Kill).await?;
    table.push(Row {
        what: "The same after `kill -9`, which makes it read every page of the file".into(),
        measured: told(&times),
        limit: format!("{}: reading the file's {} MB", ms(read), bytes / 1_000_000),
        share: Some(part_of(read, times.median())),
        ..Row::default()
    });
    Ok(())
}

fn row(times: &Times) -> Row {
    Row {
        measured: told(times),
        aim: "≤ 120 ms",
        met: Some(times.median() <= AIM),
        ..Row::default()
    }
}

fn told(times: &Times) -> String {
    let slowest = ms(times.percentile(100));
    format!("{}, slowest {slowest}", ms(times.median()))
}

/// Starts the program over and over; the first one only ends as those after it do.
async fn starts(places: &Places, file: &Path, path: &str, after: After) -> Outcome<Times> {
    let mut times = Vec::new();
    for _ in 0..=STARTS {
        let program = Program::serve(places, &places.site, file, path).await?;
        times.push(program.first_answer);
        match after {
            After::Stop => program.stop().await?,
            After::Kill => drop(program),
        }
    }
    Ok(Times::new(times.split_off(1)))
}

fn fill_demo(places: &Places, file: &Path) -> Outcome<()> {
    remove(file)?;
    let filled = Command::new(&places.kith)
        .arg("demo")
        .env_clear()
        .env("DATABASE_URL", address(file))
        .env("KITH_DATA_DIR", &places.folder)
        .stdout(Stdio::null())
        .status()?;
    match filled.success() {
        true => Ok(()),
        false => Err("the demo clinic can't be filled".into()),
    }
}
