//! From the start of the program to its first answer.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::program::Program;
use crate::table::{Table, Times, ms};
use crate::world::{SHOWN, World};
use crate::{Outcome, Places};

const STARTS: usize = 9;

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let file = world.file(&places.folder)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let path = format!("/book/{SHOWN}/first");
        let program = Program::serve(places, &places.site, &file, &path).await?;
        ours.push(program.first_answer);
        program.stop().await?;
        let began = Instant::now();
        Command::new(&places.kith)
            .arg("--version")
            .stdout(Stdio::null())
            .status()?;
        bare.push(began.elapsed());
    }
    let (ours, bare) = (Times::new(ours), Times::new(bare));
    table.row(
        "Start to the first booking page",
        "≤ 120 ms",
        format!(
            "{}, slowest {}",
            ms(ours.median()),
            ms(ours.percentile(100))
        ),
        format!("{}: the same program saying its version", ms(bare.median())),
    );
    Ok(())
}
