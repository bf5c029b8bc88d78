//! What the booking page costs a browser: `end2end/bench/page.mjs` with Chromium.

use std::process::Command;

use serde::Deserialize;

use crate::program::{Program, copy_site};
use crate::table::{Row, Table};
use crate::world::{SHOWN, World};
use crate::{Outcome, Places};

/// A page without style, type or script, for what the network and the browser take alone.
const BARE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
     <meta name=\"viewport\" content=\"width=device-width\"><title>Choose a time</title>\
     <h1>Choose a time</h1></html>\n";

/// A row as the script prints it.
#[derive(Deserialize)]
struct Printed {
    what: String,
    measured: String,
    #[serde(default)]
    limit: String,
    share: Option<f64>,
    aim: String,
    met: Option<bool>,
}

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let file = world.file(&places.folder)?;
    let site = copy_site(places)?;
    std::fs::write(site.join("pkg/bare.html"), BARE)?;
    let program = Program::serve(places, &site, &file, "/healthz").await?;
    let mut command = Command::new("node");
    command
        .arg("end2end/bench/page.mjs")
        .arg(format!("http://{}", program.address))
        .arg(format!("/book/{SHOWN}/first"))
        .arg("/pkg/bare.html")
        .arg(std::env::var_os("CHROMIUM").ok_or("CHROMIUM is not set")?)
        .stderr(std::process::Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    program.stop().await?;
    if !output.status.success() {
        return Err("the browser's part failed".into());
    }
    let rows: Vec<Printed> = serde_json::from_slice(&output.stdout)?;
    for row in rows {
        table.push(Row {
            what: row.what,
            measured: row.measured,
            limit: row.limit,
            share: row.share,
            aim: row.aim.leak(),
            met: row.met,
        });
    }
    Ok(())
}
