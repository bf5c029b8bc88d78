//! What the booking page costs a browser: `end2end/bench/page.mjs` with Chromium.

use std::process::Command;

use crate::program::Program;
use crate::table::Table;
use crate::world::{SHOWN, World};
use crate::{Outcome, Places};

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let file = world.file(&places.folder)?;
    let program = Program::serve(places, &places.site, &file, "/healthz").await?;
    let mut command = Command::new("node");
    command
        .arg("end2end/bench/page.mjs")
        .arg(format!("http://{}", program.address))
        .arg(format!("/book/{SHOWN}/first"))
        .arg(std::env::var_os("CHROMIUM").ok_or("CHROMIUM is not set")?)
        .stderr(std::process::Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    program.stop().await?;
    if !output.status.success() {
        return Err("the browser's part failed".into());
    }
    let rows: Vec<[String; 4]> = serde_json::from_slice(&output.stdout)?;
    for [what, aim, measured, limit] in rows {
        table.row(what, aim, measured, limit);
    }
    Ok(())
}
