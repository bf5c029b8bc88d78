//! `kill -9` at any moment while people book: what was acknowledged is there, nothing is
//! there twice, and the next start works at once.
//!
//! The real program, on loopback and in a folder of its own; only processes that were
//! started here are ended. Twenty rounds of at most a second and a half of load each.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::journey::{book_form_of, hold_in, request_in, values};
use crate::harness::mail;

const ROUNDS: u64 = 20;
const PEOPLE: usize = 12;
const SEED: u64 = 0x6b69_7468;
/// A start with its recovery, in a debug build on a busy machine.
const START_MAX: Duration = Duration::from_secs(5);
/// How long a round lasts at most, by the speed of the machine.
const LOAD_MIN: Duration = Duration::from_millis(40);
const LOAD_MAX: Duration = Duration::from_millis(1_500);
const SERVICE: &str = "neck-and-shoulders";

/// A demo clinic in a folder of its own.
pub(crate) struct Demo {
    folder: TempDir,
    address: SocketAddr,
}

impl Demo {
    pub(crate) fn new() -> Self {
        let probe = TcpListener::bind("127.0.0.1:0").unwrap();
        let demo = Self {
            address: probe.local_addr().unwrap(),
            folder: TempDir::new().unwrap(),
        };
        drop(probe);
        let filled = demo.command(&["demo"]).output().unwrap();
        assert!(
            filled.status.success(),
            "{}",
            String::from_utf8_lossy(&filled.stderr)
        );
        demo
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LEPTOS_SITE_ADDR", self.address.to_string())
            .env("KITH_ORIGIN", format!("http://{}", self.address))
            .env("KITH_LOG", "debug")
            .stdin(Stdio::null());
        command
    }

    /// Starts `serve` and waits for its first answer. Its log goes into a file.
    pub(crate) async fn serve(&self) -> Server {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let began = Instant::now();
        let child = self
            .command(&["serve"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Server(child);
        while self
            .client()
            .get("/healthz")
            .await
            .is_none_or(|answer| answer.status != 200)
        {
            assert!(
                began.elapsed() < START_MAX,
                "not up after {START_MAX:?}: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server
    }

    pub(crate) fn client(&self) -> Client {
        Client {
            address: self.address,
            cookies: BTreeMap::new(),
        }
    }

    /// Everything that was logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The newest mail to somebody, as soon as it is there.
    pub(crate) async fn mail_to(&self, address: &str) -> mail::Mail {
        let began = Instant::now();
        loop {
            let files = std::fs::read_dir(self.folder.path().join("data/mail"));
            let mut files: Vec<PathBuf> = files.map_or_else(
                |_| Vec::new(),
                |files| files.map(|file| file.unwrap().path()).collect(),
            );
            files.retain(|file| file.extension().is_some_and(|end| end == "eml"));
            files.sort();
            let mut mails = files
                .iter()
                .rev()
                .map(|file| mail::read(&std::fs::read(file).unwrap()));
            if let Some(found) = mails.find(|mail| mail.to == address) {
                return found;
            }
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "no mail came: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What a look at a copy of the database finds wrong. The original is left to the
    /// program, which is to recover by itself.
    async fn broken_promises(&self) -> Vec<String> {
        let copy = TempDir::new().unwrap();
        for file in ["kith.db", "kith.db-wal"] {
            let from = self.folder.path().join("data").join(file);
            if from.exists() {
                std::fs::copy(from, copy.path().join(file)).unwrap();
            }
        }
        clinic::testing::broken_promises(&copy.path().join("kith.db")).await
    }
}

/// A serving process; it never outlives the test.
pub(crate) struct Server(Child);

impl Server {
    /// SIGKILL.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser over a real connection. No answer is `None`.
#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// Where a taken form leads.
    pub(crate) fn next(&self) -> Option<String> {
        let json: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        Some(json.get("next")?.as_str()?.to_owned())
    }
}

impl Client {
    pub(crate) async fn get(&mut self, path: &str) -> Option<Reply> {
        self.send("GET", path, "text/html", "").await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<Reply> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send("POST", path, "application/json", &body).await
    }

    /// One request on a connection of its own (HTTP/1.0: the end of the answer is the end
    /// of the connection).
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        accept: &str,
        body: &str,
    ) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        let host = self.address;
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nOrigin: http://{host}\r\nAccept: {accept}\r\n\
             Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut raw = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut raw));
        read.await.ok()?.ok()?;
        let raw = String::from_utf8(raw).ok()?;
        let (head, body) = raw.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        for line in head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else {
                continue;
            };
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Some(Reply {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    /// What stands in its cookies.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = &String> {
        self.cookies.values()
    }

    /// Times of a date, with whoever is free first.
    pub(crate) async fn times_on(&mut self, date: &str) -> Vec<String> {
        let page = self
            .get(&format!("/book/{SERVICE}/first?date={date}"))
            .await
            .unwrap();
        assert_eq!(page.status, 200, "{}", page.body);
        let form = page
            .body
            .rsplit("action=\"/api/booking/hold\"")
            .next()
            .unwrap_or_default();
        values(form, "slot")
    }

    /// Holds a time and books it; the id if that was acknowledged.
    pub(crate) async fn book(&mut self, slot: &str) -> Option<String> {
        let fields = [("service", SERVICE), ("who", "first"), ("slot", slot)];
        let held = self.post("/api/booking/hold", &fields).await?;
        if held.status != 200 {
            assert!(
                held.status == 409 || held.status == 422,
                "{}: {}",
                held.status,
                held.body
            );
            return None;
        }
        let page = self.get(&held.next()?).await?;
        // A page that is cut off has no whole form.
        if page.status != 200 || !page.body.contains("name=\"note\"") {
            return None;
        }
        let form = book_form_of(&page.body);
        let booked = self.post("/api/booking/book", &form.fields("")).await?;
        if booked.status != 200 {
            assert!(
                booked.status == 409 || booked.status == 422,
                "{}: {}",
                booked.status,
                booked.body
            );
            return None;
        }
        Some(booked.next()?.strip_prefix("/book/done/")?.to_owned())
    }

    /// Signs somebody up, over a time that they hold.
    pub(crate) async fn sign_up(&mut self, demo: &Demo, slot: &str, name: &str, email: &str) {
        self.get("/help").await.unwrap();
        let fields = [("service", SERVICE), ("who", "first"), ("slot", slot)];
        let held = self.post("/api/booking/hold", &fields).await.unwrap();
        let next = held
            .next()
            .unwrap_or_else(|| panic!("not held: {}", held.body));
        let hold = hold_in(&next);
        let details = [
            ("hold", &*hold),
            ("full_name", name),
            ("email", email),
            ("bday_day", "14"),
            ("bday_month", "8"),
            ("bday_year", "1979"),
            ("mobile", "902 555 0177"),
        ];
        let asked = self.post("/api/booking/details", &details).await.unwrap();
        let next = asked
            .next()
            .unwrap_or_else(|| panic!("no code: {}", asked.body));
        let code = demo.mail_to(email).await.code();
        let fields = [("request", &*request_in(&next)), ("code", &code)];
        let entered = self.post("/api/log-in/code", &fields).await.unwrap();
        assert_eq!(
            entered.next(),
            Some(format!("/book/h/{hold}/check")),
            "{}",
            entered.body
        );
    }

    pub(crate) async fn widen_limits(&mut self) {
        let body = r#"{"per_address_times":1000}"#;
        let widened = self
            .send("POST", "/dev/limits", "application/json", body)
            .await
            .unwrap();
        assert_eq!(widened.status, 200, "{}", widened.body);
    }
}

/// Numbers that look random and are the same each time (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % bound
    }
}

/// Dates with times, from the calendar, the next day and the day after left out.
pub(crate) async fn dates(client: &mut Client) -> Vec<String> {
    let mut dates = Vec::new();
    let first = client.get(&format!("/book/{SERVICE}/first")).await.unwrap();
    let mut months = values(&first.body, "month");
    months.sort();
    let mut pages = vec![first.body];
    if let Some(next) = months.last() {
        let next = client
            .get(&format!("/book/{SERVICE}/first?month={next}"))
            .await
            .unwrap();
        pages.push(next.body);
    }
    for page in pages {
        // Days without times carry no number of them.
        for day in page
            .split("<button")
            .filter(|tag| tag.contains("name=\"date\""))
        {
            let free = !day.contains("disabled") && !day.contains(", 0 times");
            dates.extend(
                values(&format!("<button{day}"), "date")
                    .into_iter()
                    .filter(|_| free),
            );
        }
    }
    dates.sort();
    dates.dedup();
    dates.drain(..2.min(dates.len()));
    dates
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_at_random_moments_loses_no_acknowledged_booking_and_doubles_none() {
    let demo = Demo::new();
    let mut dice = Dice(SEED);
    let mut server = demo.serve().await;
    let mut visitor = demo.client();
    visitor.widen_limits().await;
    let dates = dates(&mut visitor).await;
    assert!(dates.len() >= 5, "{dates:?}");
    // Times that don't touch each other, so that everybody can hold one.
    let mut slots = Vec::new();
    for date in &dates {
        slots.extend(visitor.times_on(date).await.into_iter().take(1));
    }
    assert!(slots.len() >= PEOPLE, "{slots:?}");
    let signed_up = slots.iter().take(PEOPLE).enumerate().map(|(n, slot)| {
        let (demo, slot) = (&demo, slot.clone());
        async move {
            let mut client = demo.client();
            client
                .sign_up(
                    demo,
                    &slot,
                    &format!("Killian {n}"),
                    &format!("killian{n}@example.com"),
                )
                .await;
            client
        }
    });
    let mut people = join_all(signed_up).await;

    // Kills fall into the time that the load takes on this machine.
    let first = visitor.times_on(&dates[0]).await;
    let began = Instant::now();
    let booked = people[0].book(first.last().unwrap()).await;
    let window = (began.elapsed() * 6).clamp(LOAD_MIN, LOAD_MAX);
    let window_ms = usize::try_from(window.as_millis()).unwrap();
    let mut acknowledged = vec![(0, booked.unwrap())];
    let mut cut_short = 0;
    for round in 0..ROUNDS {
        let date = &dates[dice.below(dates.len())];
        let slots = visitor.times_on(date).await;
        let load = people.iter().map(|client| {
            let mut client = client.clone();
            let slot = slots
                .get(dice.below(slots.len().max(1)))
                .cloned()
                .unwrap_or_default();
            tokio::spawn(async move {
                let booked = if slot.is_empty() {
                    None
                } else {
                    client.book(&slot).await
                };
                (client, booked)
            })
        });
        let load: Vec<_> = load.collect();
        tokio::time::sleep(Duration::from_millis(
            u64::try_from(dice.below(window_ms)).unwrap(),
        ))
        .await;
        let busy = load.iter().any(|task| !task.is_finished());
        cut_short += usize::from(busy);
        server.kill();
        let ended = join_all(load).await;
        let mut booked = Vec::new();
        for (who, ended) in ended.into_iter().enumerate() {
            let (client, appointment) = ended.unwrap();
            people[who] = client;
            booked.extend(appointment.map(|id| (who, id)));
        }
        assert_eq!(demo.broken_promises().await, [""; 0], "round {round}");
        server = demo.serve().await;
        is_there(&mut people, &booked, round).await;
        acknowledged.extend(booked);
    }
    is_there(&mut people, &acknowledged, ROUNDS).await;
    drop(server);

    assert!(cut_short >= 4, "only {cut_short} kills hit somebody");
    assert!(
        acknowledged.len() >= 5,
        "only {} bookings",
        acknowledged.len()
    );
    let mut ids: Vec<&String> = acknowledged.iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(
        ids.len(),
        acknowledged.len(),
        "an appointment was acknowledged to two"
    );
    let checked = demo.command(&["audit", "verify"]).output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
}

/// Each appointment is there for the one to whom it was acknowledged.
async fn is_there(people: &mut [Client], booked: &[(usize, String)], round: u64) {
    for (who, id) in booked {
        let page = people[*who]
            .get(&format!("/appointments/{id}"))
            .await
            .unwrap();
        assert_eq!(
            page.status, 200,
            "round {round}: {id} is lost\n{}",
            page.head
        );
    }
}
