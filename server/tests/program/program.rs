//! The real program on loopback, in a folder of its own, and browsers that ask it over real
//! connections. Only processes that were started here are ended.
//!
//! Part of two test programs: `it`, which runs with every change, and `soak`, which runs for
//! minutes.
#![allow(dead_code, reason = "each of the two uses a part of it")]

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clinic::testing::smtp::SmtpPeer;
use tempfile::TempDir;

pub(crate) mod client;
pub(crate) mod kills;
pub(crate) mod mail;
pub(crate) mod merges;
pub(crate) mod page;

pub(crate) use client::Client;
use page::{book_form_of, hold_in, request_in, values};

/// A start with its recovery, in a debug build on a busy machine.
const START_MAX: Duration = Duration::from_secs(5);
/// What everybody books.
pub(crate) const SERVICE: &str = "neck-and-shoulders";

/// A demo clinic in a folder of its own.
pub(crate) struct Demo {
    folder: PathBuf,
    /// What goes with it: the folder, unless that is somebody else's, and the log's.
    _folders: Vec<TempDir>,
    log: PathBuf,
    address: SocketAddr,
    smtp: Option<SmtpPeer>,
}

impl Demo {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut demo = Self::filled(folder.path(), None);
        demo._folders.push(folder);
        demo
    }

    /// In this folder; what it logs is written elsewhere.
    pub(crate) fn on(folder: &Path) -> Self {
        Self::filled(folder, None)
    }

    /// Whose mail goes to this server.
    pub(crate) fn with_mail(smtp: SmtpPeer) -> Self {
        let folder = TempDir::new().unwrap();
        let mut demo = Self::filled(folder.path(), Some(smtp));
        demo._folders.push(folder);
        demo
    }

    fn filled(folder: &Path, smtp: Option<SmtpPeer>) -> Self {
        let probe = TcpListener::bind("127.0.0.1:0").unwrap();
        let log = TempDir::new().unwrap();
        let demo = Self {
            address: probe.local_addr().unwrap(),
            folder: folder.to_owned(),
            log: log.path().join("log"),
            _folders: vec![log],
            smtp,
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

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command
            .args(words)
            .current_dir(&self.folder)
            .env_clear()
            .env("LEPTOS_SITE_ADDR", self.address.to_string())
            .env("KITH_ORIGIN", format!("http://{}", self.address))
            .env("KITH_LOG", "debug")
            .stdin(Stdio::null());
        if let Some(smtp) = &self.smtp {
            command.env("KITH_SMTP_URL", smtp.url());
        }
        command
    }

    /// Starts `serve` and waits for its first answer. Its log goes into a file.
    pub(crate) async fn serve(&self) -> Server {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&self.log)
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
        Client::of(self.address)
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that was logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The newest mail to somebody, as soon as it is there.
    pub(crate) async fn mail_to(&self, address: &str) -> mail::Mail {
        let began = Instant::now();
        loop {
            if let Some(found) = self.mails_to(address).pop() {
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

    /// All mail to somebody so far, the newest last.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<mail::Mail> {
        let mails = match &self.smtp {
            Some(smtp) => {
                let taken = smtp.taken().into_iter();
                let taken = taken.filter(|taken| taken.to == address);
                taken.map(|taken| taken.raw.into_bytes()).collect()
            }
            None => self.mail_files(),
        };
        let mails = mails.iter().map(|raw| mail::read(raw));
        mails.filter(|mail| mail.to == address).collect()
    }

    fn mail_files(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.folder.join("data/mail"));
        let mut files: Vec<PathBuf> = files.map_or_else(
            |_| Vec::new(),
            |files| files.map(|file| file.unwrap().path()).collect(),
        );
        files.retain(|file| file.extension().is_some_and(|end| end == "eml"));
        files.sort();
        files
            .iter()
            .map(|file| std::fs::read(file).unwrap())
            .collect()
    }

    /// The server that takes its mail.
    pub(crate) fn smtp(&self) -> &SmtpPeer {
        self.smtp.as_ref().unwrap()
    }

    /// What a look at a copy of the database finds wrong. The original is left to the
    /// program, which is to recover by itself.
    pub(crate) async fn broken_promises(&self) -> Vec<String> {
        let copy = TempDir::new().unwrap();
        for file in ["kith.db", "kith.db-wal"] {
            let from = self.folder.join("data").join(file);
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
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Server {
    /// Its resident memory in MB (Linux).
    pub(crate) fn memory_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: f64 = line
            .and_then(|rest| rest.trim().strip_suffix(" kB")?.parse().ok())
            .unwrap();
        kib * 1_024.0 / 1e6
    }

    /// How many files and connections it has open (Linux).
    pub(crate) fn open_files(&self) -> usize {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.0.id()));
        open.map_or(0, Iterator::count)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Numbers that look random and are the same each time (xorshift64*, Vigna 2016).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
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

/// Signs up so many people, each over a time of a date of their own.
pub(crate) async fn sign_up_people(demo: &Demo, dates: &[String], count: usize) -> Vec<Client> {
    let mut visitor = demo.client();
    // Times that don't touch each other, so that everybody can hold one.
    let mut slots = Vec::new();
    for date in dates {
        slots.extend(visitor.times_on(date).await.into_iter().take(1));
    }
    assert!(slots.len() >= count, "{slots:?}");
    let signed_up = slots.iter().take(count).enumerate().map(|(n, slot)| {
        let slot = slot.clone();
        async move {
            let mut client = demo.client();
            let (name, email) = (format!("Killian {n}"), email_of(n));
            client.sign_up(demo, &slot, &name, &email).await;
            client
        }
    });
    futures::future::join_all(signed_up).await
}

/// The address of one of [`sign_up_people`].
pub(crate) fn email_of(n: usize) -> String {
    format!("killian{n}@example.com")
}

/// Each appointment is there for the one to whom it was acknowledged.
pub(crate) async fn is_there(people: &mut [Client], booked: &[(usize, String)], when: &str) {
    for (who, id) in booked {
        let page = people[*who]
            .get(&format!("/appointments/{id}"))
            .await
            .unwrap();
        assert_eq!(page.status, 200, "{when}: {id} is lost\n{}", page.head);
    }
}
