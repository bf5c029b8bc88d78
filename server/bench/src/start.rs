//! From the start of the program to its first answer: a booking page.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::Program;
use crate::table::{Table, Times, ms};
use crate::world::{APPOINTMENTS, SHOWN, World, address, remove};
use crate::{Outcome, Places};

const STARTS: usize = 9;

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
    let bare = ms(Times::new(bare).median());
    let bare = format!("{bare}: the same program saying its version");

    let demo = places.folder.join("demo.db");
    fill_demo(places, &demo)?;
    let times = starts(places, &demo, "/book/sports-massage/first").await?;
    remove(&demo)?;
    table.row(
        "Start to the first booking page, demo clinic",
        "≤ 120 ms",
        told(&times),
        bare,
    );

    let file = world.file(&places.folder)?;
    let began = Instant::now();
    let bytes = std::fs::read(&file)?.len();
    let read = ms(began.elapsed());
    let times = starts(places, &file, &format!("/book/{SHOWN}/first")).await?;
    table.row(
        format!("The same with {APPOINTMENTS} appointments"),
        "",
        told(&times),
        format!("{read}: reading the file's {} MB once", bytes / 1_000_000),
    );
    Ok(())
}

fn told(times: &Times) -> String {
    let slowest = ms(times.percentile(100));
    format!("{}, slowest {slowest}", ms(times.median()))
}

async fn starts(places: &Places, file: &Path, path: &str) -> Outcome<Times> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let program = Program::serve(places, &places.site, file, path).await?;
        times.push(program.first_answer);
        program.stop().await?;
    }
    Ok(Times::new(times))
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
