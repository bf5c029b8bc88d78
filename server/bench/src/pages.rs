//! The booking page, "Choose a time" of 20 practitioners with whoever is first, as fast
//! as many callers can ask for it; and the same bytes as a plain file.

use std::path::Path;
use std::time::Duration;

use http::header::ACCEPT_ENCODING;

use crate::client::Client;
use crate::load;
use crate::program::{Program, copy_site};
use crate::table::{Row, Table, a_second, cpu_shares, ms, part_of, rate};
use crate::world::{APPOINTMENTS, SHOWN, World, check};
use crate::{Outcome, Places};

/// The file that has the page's bytes.
const FILE: &str = "measured.html";
/// Pages that are asked for after a write each.
const WRITES: usize = 300;
/// Who reads and who books at the same time, for how long, and more bookings than they can do.
const READERS: usize = 64;
const BOOKERS: usize = 16;
const MEANWHILE: Duration = Duration::from_secs(10);
const BOOKED_MEANWHILE: usize = 40_000;

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let site = copy_site(places)?;
    let file = world.file(&places.folder)?;
    let month = world.next_month()?;
    let path = format!("/book/{SHOWN}/first?month={}", month.strftime("%Y-%m"));
    let program = Program::serve(places, &site, &file, "/healthz").await?;
    // Nobody has asked for anything yet but for a sign of life.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = program.memory_mb()?;
    let bytes = save_page(&program, &site, &path).await?;

    for (callers, seconds) in [(1, 10), (16, 10), (64, 60)] {
        let time = Duration::from_secs(seconds);
        let before = program.cpu()?;
        let page = load::pages(program.address, callers, time, &path).await?;
        let cpu = program.cpu()?.saturating_sub(before);
        if callers == 64 {
            memory(&program, idle, table)?;
        }
        let plain = Duration::from_secs(5);
        let plain = load::pages(program.address, callers, plain, &format!("/pkg/{FILE}")).await?;
        if callers == 1 {
            after_writes(places, world, &program, &path, &plain, table).await?;
        }
        let reached = rate(page.done, page.took);
        let (aim, met) = match callers {
            64 => (
                "≥ 2,500/s, p99 ≤ 80 ms",
                Some(reached >= 2_500.0 && page.p99 <= Duration::from_millis(80)),
            ),
            _ => ("", None),
        };
        table.push(Row {
            what: format!(
                "Booking pages, {callers} at once, all of the same month and nothing written \
                 meanwhile ({bytes} bytes each, brotli)"
            ),
            measured: format!(
                "{}, p99 {}; {}",
                a_second(page.done, page.took),
                ms(page.p99),
                cpu_shares(cpu, page.cpu, page.took)
            ),
            limit: format!(
                "{}, p99 {}: a file of its size",
                a_second(plain.done, plain.took),
                ms(plain.p99)
            ),
            share: Some(reached / rate(plain.done, plain.took)),
            aim,
            met,
        });
    }
    program.stop().await?;
    while_booking(places, world, &path, table).await
}

/// The page for many readers while others book: what was reckoned for one of them is soon
/// no longer true.
async fn while_booking(
    places: &Places,
    world: &World,
    path: &str,
    table: &mut Table,
) -> Outcome<()> {
    let file = world.file(&places.folder)?;
    let program = Program::serve(places, &places.site, &file, "/healthz").await?;
    let errands = load::errands(world, BOOKED_MEANWHILE)?;
    let before = program.cpu()?;
    let (pages, bookings) = tokio::try_join!(
        load::pages(program.address, READERS, MEANWHILE, path),
        load::bookings(
            program.address,
            BOOKERS,
            MEANWHILE,
            &places.folder,
            &errands
        ),
    )?;
    let cpu = program.cpu()?.saturating_sub(before);
    program.stop().await?;
    if bookings.done == errands.len() {
        return Err("the bookings ended before the readers did".into());
    }
    check(&file, bookings.done).await?;
    table.push(Row {
        what: format!("{READERS} readers of that page while {BOOKERS} callers book"),
        measured: format!(
            "pages {}, p99 {}; bookings {}, p99 {}; {}",
            a_second(pages.done, pages.took),
            ms(pages.p99),
            a_second(bookings.done, bookings.took),
            ms(bookings.p99),
            cpu_shares(cpu, pages.cpu + bookings.cpu, pages.took.max(bookings.took))
        ),
        ..Row::default()
    });
    Ok(())
}

/// The page as whoever asks first after a write gets it.
async fn after_writes(
    places: &Places,
    world: &World,
    program: &Program,
    path: &str,
    plain: &load::Report,
    table: &mut Table,
) -> Outcome<()> {
    let errands = load::errands(world, WRITES)?;
    let page = load::pages_after_writes(program.address, &places.folder, &errands, path).await?;
    table.push(Row {
        what: format!(
            "The whole booking page of that month over HTTP, {APPOINTMENTS} appointments, each \
             time after a write"
        ),
        measured: format!("{}, p99 {}", ms(page.median), ms(page.p99)),
        limit: format!(
            "{}, p99 {}: a file of its size",
            ms(plain.median),
            ms(plain.p99)
        ),
        share: Some(part_of(plain.median, page.median)),
        aim: "p99 ≤ 15 ms",
        met: Some(page.p99 <= Duration::from_millis(15)),
    });
    Ok(())
}

fn memory(program: &Program, idle: f64, table: &mut Table) -> Outcome<()> {
    let busy = program.memory_mb()?;
    table.push(Row {
        what: "Resident memory: idle, and after a minute of pages at 64 at once".into(),
        measured: format!("{idle:.0} MB, {busy:.0} MB"),
        aim: "≤ 40 MB, ≤ 90 MB",
        met: Some(idle <= 40.0 && busy <= 90.0),
        ..Row::default()
    });
    Ok(())
}

/// Puts the page beside the site's files, plain and packed as the server packs it, and
/// answers how large the packed one is.
async fn save_page(program: &Program, site: &Path, path: &str) -> Outcome<usize> {
    let mut client = Client::connect(program.address).await?;
    let file = site.join("pkg").join(FILE);
    std::fs::write(&file, client.get(path, &[]).await?.body)?;
    let packed = client
        .get(path, &[(ACCEPT_ENCODING.as_str(), "br")])
        .await?;
    std::fs::write(file.with_extension("html.br"), &packed.body)?;
    Ok(packed.body.len())
}
