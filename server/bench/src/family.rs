//! "Family" and "Home" of accounts that look after 1, 10 and 200 patients: what they cost
//! may grow with the list that is shown, and no faster.

use std::time::Duration;

use clinic::clock::{Clock as _, SystemClock};
use domain::access::Preset;
use domain::id::AccessId;
use store::Store;
use store::access::{NewAccess, Terms};

use crate::load::{self, Report};
use crate::program::Program;
use crate::table::{Row, Table, ms};
use crate::world::{Booker, World, address, new_id};
use crate::{Outcome, Places};

/// How many each of the accounts looks after.
const FAMILIES: [usize; 3] = [1, 10, 200];
/// For how long each page is asked for, by one caller.
const TIME: Duration = Duration::from_secs(5);

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let file = world.file(&places.folder)?;
    let store = Store::open(&address(&file)).await?;
    let heads = FAMILIES.iter().zip(&world.bookers);
    for (size, booker) in heads.clone() {
        look_after(&store, booker, *size, world).await?;
    }
    store.close().await?;
    let program = Program::serve(places, &places.site, &file, "/healthz").await?;
    for page in ["/family", "/home"] {
        let mut reports = Vec::new();
        for (size, booker) in heads.clone() {
            reports.push((*size, ask(&program, booker, page).await?));
        }
        table.push(row(page, &reports));
    }
    program.stop().await
}

/// Lets an account act for so many others, each with visits ahead, as staff would.
async fn look_after(store: &Store, booker: &Booker, size: usize, world: &World) -> Outcome<()> {
    let now = SystemClock.now();
    let mut tx = store.begin().await?;
    for patient in world.with_visits.iter().take(size) {
        let access = AccessId::from_stored(new_id(now));
        let new = NewAccess {
            terms: Terms::guardian(Preset::Full.abilities()),
            ..NewAccess::own(access, booker.account, *patient, now)
        };
        store::access::insert_access(&mut tx, &new).await?;
    }
    Ok(tx.commit().await?)
}

async fn ask(program: &Program, booker: &Booker, page: &str) -> Outcome<Report> {
    load::pages_of(program.address, TIME, page, &booker.cookies()).await
}

fn row(page: &str, reports: &[(usize, Report)]) -> Row {
    let measured = reports.iter().map(|(size, report)| {
        format!(
            "{size}: {}, p99 {}, {} bytes",
            ms(report.median),
            ms(report.p99),
            report.bytes
        )
    });
    let grows_slower = reports.windows(2).all(|pair| match pair {
        [(few, small), (many, large)] => {
            let list = f64::from(u32::try_from(many / few).unwrap_or(u32::MAX));
            large.median.as_secs_f64() <= small.median.as_secs_f64() * list
        }
        _ => true,
    });
    Row {
        what: format!("`{page}` of an account that looks after so many, each look recorded"),
        measured: measured.collect::<Vec<_>>().join("; "),
        aim: "grows no faster than the list",
        met: Some(grows_slower),
        ..Row::default()
    }
}
