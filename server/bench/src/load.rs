//! Many callers at once, in a process of their own: each asks, waits for the answer, and
//! asks again.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, LOCATION, SET_COOKIE};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::client::Client;
use crate::program::cpu_of;
use crate::table::Times;
use crate::world::World;

/// What a load reports, as one line of JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) done: usize,
    pub(crate) took: Duration,
    pub(crate) median: Duration,
    pub(crate) p99: Duration,
    /// What the callers themselves took of the cores.
    pub(crate) cpu: Duration,
    /// The size of the last answer, packed; of pages only.
    pub(crate) bytes: usize,
}

/// One booking, for the process that books.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Errand {
    pub(crate) cookies: String,
    pub(crate) hold: String,
    /// What follows `hold=…` in the second form.
    pub(crate) book: String,
}

/// So many bookings of different people, as their browsers send them.
pub(crate) fn errands(world: &World, count: usize) -> Outcome<Vec<Errand>> {
    let mut errands = Vec::with_capacity(count);
    for (at, visit) in world.visits.iter().take(count).enumerate() {
        let booker = world.booker(at)?;
        errands.push(Errand {
            cookies: booker.cookies(),
            hold: format!(
                "service={}&who={}&slot={}.{}",
                visit.slug,
                visit.practitioner,
                visit.span.start().as_millisecond(),
                visit.practitioner
            ),
            book: format!(
                "submission={}&patient={}&note=",
                visit.submission, visit.patient
            ),
        });
    }
    Ok(errands)
}

/// Starts a load of pages and waits for it.
pub(crate) async fn pages(
    server: SocketAddr,
    callers: usize,
    time: Duration,
    path: &str,
) -> Outcome<Report> {
    let seconds = time.as_secs_f64().to_string();
    spawn(&[
        "pages",
        &server.to_string(),
        &callers.to_string(),
        &seconds,
        path,
    ])
    .await
}

/// Starts one caller who asks for a page as somebody signed in, and waits for it.
pub(crate) async fn pages_of(
    server: SocketAddr,
    time: Duration,
    path: &str,
    cookies: &str,
) -> Outcome<Report> {
    let seconds = time.as_secs_f64().to_string();
    spawn(&["pages-of", &server.to_string(), &seconds, path, cookies]).await
}

/// Starts a load of pages, each asked for after somebody has held a time, and waits for it.
pub(crate) async fn pages_after_writes(
    server: SocketAddr,
    folder: &Path,
    errands: &[Errand],
    path: &str,
) -> Outcome<Report> {
    let file = folder.join("errands.json");
    std::fs::write(&file, serde_json::to_vec(errands)?)?;
    let file = file.to_string_lossy().into_owned();
    spawn(&["pages-after-writes", &server.to_string(), &file, path]).await
}

/// Starts a load of bookings and waits until all are done, or for so long.
pub(crate) async fn bookings(
    server: SocketAddr,
    callers: usize,
    time: Duration,
    folder: &Path,
    errands: &[Errand],
) -> Outcome<Report> {
    let file = folder.join("errands.json");
    std::fs::write(&file, serde_json::to_vec(errands)?)?;
    let file = file.to_string_lossy().into_owned();
    let seconds = time.as_secs_f64().to_string();
    spawn(&[
        "bookings",
        &server.to_string(),
        &callers.to_string(),
        &seconds,
        &file,
    ])
    .await
}

async fn spawn(words: &[&str]) -> Outcome<Report> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("load").args(words).stderr(Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    if !output.status.success() {
        return Err(format!("the load of {} failed", words.first().unwrap_or(&"")).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The load's own process.
pub(crate) async fn run(words: &[&str]) -> Outcome<()> {
    let report = match words {
        ["pages", server, callers, seconds, path] => {
            let time = Duration::from_secs_f64(seconds.parse()?);
            let clients = visitors(server.parse()?, callers.parse()?, path).await?;
            ask(clients, time, path).await?
        }
        ["pages-of", server, seconds, path, cookies] => {
            let time = Duration::from_secs_f64(seconds.parse()?);
            let mut client = Client::connect(server.parse()?).await?;
            (*cookies).clone_into(&mut client.cookies);
            ask(vec![client], time, path).await?
        }
        ["pages-after-writes", server, file, path] => {
            let errands: Vec<Errand> = serde_json::from_slice(&std::fs::read(file)?)?;
            ask_after_writes(server.parse()?, &errands, path).await?
        }
        ["bookings", server, callers, seconds, file] => {
            let time = Duration::from_secs_f64(seconds.parse()?);
            let errands = serde_json::from_slice(&std::fs::read(file)?)?;
            book(server.parse()?, callers.parse()?, time, errands).await?
        }
        _ => return Err("no such load".into()),
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// Callers who have been here before.
async fn visitors(server: SocketAddr, callers: usize, path: &str) -> Outcome<Vec<Client>> {
    let mut clients = Vec::new();
    for _ in 0..callers {
        let mut client = Client::connect(server).await?;
        // The visitor's cookie, as a browser keeps it.
        let first = client.get(path, &[]).await?;
        let cookie = first.headers.get(SET_COOKIE);
        let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        client.cookies = cookie.unwrap_or_default().to_owned();
        clients.push(client);
    }
    Ok(clients)
}

async fn ask(clients: Vec<Client>, time: Duration, path: &str) -> Outcome<Report> {
    let (began, bytes) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let path: Arc<str> = Arc::from(path);
    let calls = clients.into_iter().map(|mut client| {
        let (path, bytes) = (Arc::clone(&path), Arc::clone(&bytes));
        tokio::spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < time {
                let asked = Instant::now();
                let answer = client
                    .get(&path, &[(ACCEPT_ENCODING.as_str(), "br")])
                    .await?;
                took.push(asked.elapsed());
                bytes.store(answer.body.len(), Ordering::Relaxed);
                let packed = answer.headers.get(CONTENT_ENCODING);
                if answer.status != 200 || packed.is_none_or(|kind| kind != "br") {
                    return Err(format!("{path} was answered with {}", answer.status).into());
                }
            }
            Outcome::Ok(took)
        })
    });
    let report = report(began, calls.collect()).await?;
    let bytes = bytes.load(Ordering::Relaxed);
    Ok(Report { bytes, ..report })
}

/// Asks for a page again and again, each time after a write: what was reckoned before it
/// can't be shown any more.
async fn ask_after_writes(server: SocketAddr, errands: &[Errand], path: &str) -> Outcome<Report> {
    let (mut holder, mut reader) = (
        Client::connect(server).await?,
        Client::connect(server).await?,
    );
    let began = Instant::now();
    let mut took = Vec::new();
    for errand in errands {
        hold_one(&mut holder, errand).await?;
        let asked = Instant::now();
        let answer = reader
            .get(path, &[(ACCEPT_ENCODING.as_str(), "br")])
            .await?;
        took.push(asked.elapsed());
        if answer.status != 200 {
            return Err(format!("{path} was answered with {}", answer.status).into());
        }
    }
    report_of(began, took)
}

async fn book(
    server: SocketAddr,
    callers: usize,
    time: Duration,
    errands: Vec<Errand>,
) -> Outcome<Report> {
    let mut clients = Vec::new();
    for _ in 0..callers {
        clients.push(Client::connect(server).await?);
    }
    let (errands, next) = (Arc::new(errands), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let calls = clients.into_iter().map(|mut client| {
        let (errands, next) = (Arc::clone(&errands), Arc::clone(&next));
        tokio::spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < time
                && let Some(errand) = errands.get(next.fetch_add(1, Ordering::Relaxed))
            {
                let asked = Instant::now();
                book_one(&mut client, errand).await?;
                took.push(asked.elapsed());
            }
            Outcome::Ok(took)
        })
    });
    report(began, calls.collect()).await
}

/// Presses the time, then "Book appointment", as the page's forms do.
async fn book_one(client: &mut Client, errand: &Errand) -> Outcome<()> {
    let hold = hold_one(client, errand).await?;
    let form = format!("hold={hold}&{}", errand.book);
    let booked = client.post("/api/booking/book", form).await?;
    let location = booked.headers.get(LOCATION);
    let path = location.and_then(|path| path.to_str().ok()).unwrap_or("");
    match booked.status == 303 && path.starts_with("/book/done/") {
        true => Ok(()),
        false => Err(format!("a booking was answered with {} {path}", booked.status).into()),
    }
}

/// Presses the time; the hold's id.
async fn hold_one(client: &mut Client, errand: &Errand) -> Outcome<String> {
    client.cookies.clone_from(&errand.cookies);
    let held = client
        .post("/api/booking/hold", errand.hold.clone())
        .await?;
    let location = held.headers.get(LOCATION);
    let path = location.and_then(|path| path.to_str().ok()).unwrap_or("");
    let hold = path
        .strip_prefix("/book/h/")
        .and_then(|rest| rest.strip_suffix("/check"))
        .ok_or_else(|| format!("a hold was answered with {} {path}", held.status))?;
    Ok(hold.to_owned())
}

type Call = tokio::task::JoinHandle<Outcome<Vec<Duration>>>;

async fn report(began: Instant, calls: Vec<Call>) -> Outcome<Report> {
    let mut took = Vec::new();
    for call in calls {
        took.extend(call.await??);
    }
    report_of(began, took)
}

fn report_of(began: Instant, took: Vec<Duration>) -> Outcome<Report> {
    let (done, all) = (took.len(), began.elapsed());
    let times = Times::new(took);
    Ok(Report {
        done,
        took: all,
        median: times.median(),
        p99: times.percentile(99),
        cpu: cpu_of("self")?,
        bytes: 0,
    })
}
