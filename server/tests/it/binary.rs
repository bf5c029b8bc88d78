//! The real `kith`, started and stopped as a clinic does it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clinic::testing::{Forged, forge_audit};
use tempfile::TempDir;

/// Long enough for a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of its own, and `kith` run inside it without anybody else's settings.
pub(crate) struct Kith {
    folder: TempDir,
    address: SocketAddr,
}

impl Kith {
    pub(crate) fn new() -> Self {
        // Free a moment ago; nothing else on the machine asks for it so soon.
        let probe = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = probe.local_addr().unwrap();
        Self {
            folder: TempDir::new().unwrap(),
            address,
        }
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        command
            .env("LEPTOS_SITE_ADDR", self.address.to_string())
            .env("KITH_ORIGIN", format!("http://{}", self.address));
        command
    }

    /// Runs a command to its end.
    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(words).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code(), text(stdout), text(stderr))
    }

    /// Starts `serve` and waits until it says where it serves.
    fn serve(&self) -> Served {
        let mut command = self.command(&["serve"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (line, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for text in stdout.lines().map_while(Result::ok) {
                let _ = line.send(text);
            }
        });
        let mut served = Served {
            child,
            lines,
            said: String::new(),
            address: self.address,
        };
        served.wait_for("Serving ");
        served
    }

    /// What lies in the folder.
    pub(crate) fn files(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.folder.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }
}

/// A serving process; killed if a test forgets it.
struct Served {
    child: Child,
    lines: mpsc::Receiver<String>,
    said: String,
    address: SocketAddr,
}

impl Served {
    #[track_caller]
    fn wait_for(&mut self, start: &str) {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("never said {start:?}, but:\n{}", self.said));
            self.said.push_str(&line);
            self.said.push('\n');
            if line.starts_with(start) {
                return;
            }
        }
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; gives the exit code.
    fn ended(mut self) -> Option<i32> {
        let late = Instant::now() + PATIENCE;
        while Instant::now() < late {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it didn't end");
    }

    fn get(&self, path: &str) -> std::io::Result<String> {
        get(self.address, path)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// A page, over a connection of its own.
fn get(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    read(stream)
}

fn read(mut stream: TcpStream) -> std::io::Result<String> {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[track_caller]
fn assert_one_line(said: &str) {
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

#[test]
fn it_serves_an_empty_database_and_says_how_to_go_on() {
    let kith = Kith::new();
    let served = kith.serve();
    assert!(served.said.contains("kith demo"), "{}", served.said);
    assert!(served.get("/healthz").unwrap().starts_with("HTTP/1.1 200"));
    assert!(served.get("/readyz").unwrap().starts_with("HTTP/1.1 200"));
    let front = served.get("/").unwrap();
    assert!(front.starts_with("HTTP/1.1 503"), "{front}");
    assert!(front.contains("kith staff add"), "{front}");
    served.terminate();
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn a_second_one_on_the_same_database_is_refused() {
    let kith = Kith::new();
    let served = kith.serve();
    for words in [&["serve"][..], &["migrate"], &["demo"]] {
        let (code, stdout, stderr) = kith.run(words);
        assert_eq!(code, Some(1), "{words:?}: {stderr}");
        assert_one_line(&stderr);
        assert!(
            stderr.contains("another kith runs on this database"),
            "{stderr}"
        );
        assert!(!stdout.contains("Serving"), "{stdout}");
    }
    assert!(served.get("/healthz").unwrap().starts_with("HTTP/1.1 200"));
    served.terminate();
    assert_eq!(served.ended(), Some(0));
    // The lock went with the process.
    assert_eq!(kith.run(&["migrate"]).0, Some(0));
}

#[test]
fn a_request_under_way_is_finished_when_it_is_told_to_stop() {
    let kith = Kith::new();
    let mut served = kith.serve();
    let mut slow = connect(served.address).unwrap();
    let body = "email=ana&next=";
    let (first, rest) = body.split_at(6);
    let host = served.address;
    write!(
        slow,
        "POST /api/log-in/ask HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
         Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{first}",
        body.len()
    )
    .unwrap();
    slow.flush().unwrap();
    // The server has taken the connection once it answers one that came later.
    assert!(served.get("/healthz").unwrap().starts_with("HTTP/1.1 200"));
    served.terminate();
    served.wait_for("Stopping");
    write!(slow, "{rest}").unwrap();
    let answer = read(slow).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    assert!(answer.contains("email"), "{answer}");
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn nobody_gets_half_an_answer_when_it_stops_under_load() {
    let kith = Kith::new();
    let served = kith.serve();
    let address = served.address;
    let told = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let mut answers = 0;
                loop {
                    // Read first: what fails before it was told is a failure.
                    let after = told.load(Ordering::SeqCst);
                    match get(address, "/robots.txt") {
                        Ok(answer) if !answer.is_empty() => {
                            assert!(!answer.starts_with("HTTP/1.1 5"), "{answer}");
                            assert!(answer.contains("\r\n\r\n"), "cut off: {answer}");
                            answers += 1;
                        }
                        Ok(_) | Err(_) if after || told.load(Ordering::SeqCst) => break,
                        Ok(_) => panic!("an empty answer before it was told to stop"),
                        Err(error) => panic!("before it was told to stop: {error}"),
                    }
                }
                assert!(answers > 0);
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        told.store(true, Ordering::SeqCst);
        served.terminate();
    });
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn a_demo_is_filled_once_and_stays_on_this_machine() {
    let kith = Kith::new();
    let (code, stdout, stderr) = kith.run(&["demo"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains('@'), "log-ins: {stdout}");

    let (code, _, stderr) = kith.run(&["demo"]);
    assert_eq!(code, Some(1));
    assert_one_line(&stderr);
    let (code, _, stderr) = kith.run(&["demo", "--if-empty"]);
    assert_eq!(code, Some(0), "{stderr}");

    for (variable, value) in [
        ("LEPTOS_SITE_ADDR", "0.0.0.0:0"),
        ("KITH_ORIGIN", "https://book.example.org"),
    ] {
        let outcome = kith
            .command(&["serve"])
            .env(variable, value)
            .output()
            .unwrap();
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert_eq!(outcome.status.code(), Some(2), "{said}");
        assert_one_line(&said);
        assert!(said.starts_with(&format!("kith: {variable} ")), "{said}");
    }

    let mut served = kith.serve();
    served.wait_for("  book ");
    for address in ["/dev/mail", "/styleguide", "/staff"] {
        assert!(served.said.contains(address), "{}", served.said);
    }
    assert!(served.said.contains('@'), "log-ins: {}", served.said);
    assert!(served.get("/book").unwrap().starts_with("HTTP/1.1 200"));
    served.terminate();
    assert_eq!(served.ended(), Some(0));

    let (code, stdout, stderr) = kith.run(&["audit", "verify"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.starts_with("The audit is whole"), "{stdout}");
}

#[test]
fn the_first_admin_gets_a_link() {
    let kith = Kith::new();
    assert_eq!(kith.run(&["migrate"]).0, Some(0));
    assert_eq!(
        kith.run(&["migrate"]).0,
        Some(0),
        "a second time changes nothing"
    );
    let add = [
        "staff",
        "add",
        "--email",
        "dana@example.org",
        "--name",
        "Dana Whitfield",
    ];
    let admin = [&add[..], &["--role", "admin"]].concat();
    let (code, stdout, stderr) = kith.run(&admin);
    assert_eq!(code, Some(0), "{stderr}");
    let link = format!("http://{}/staff/password/", kith.address);
    assert!(
        stdout.lines().any(|line| line.starts_with(&link)),
        "{stdout}"
    );

    let (code, _, stderr) = kith.run(&admin);
    assert_eq!(code, Some(1));
    assert_one_line(&stderr);
    for (flag, value) in [("--email", "dana"), ("--name", ""), ("--role", "owner")] {
        let mut words = admin.clone();
        let at = words.iter().position(|word| *word == flag).unwrap();
        words[at + 1] = value;
        let (code, _, stderr) = kith.run(&words);
        assert_eq!(code, Some(2), "{flag} {value}");
        assert_one_line(&stderr);
        assert!(stderr.starts_with(&format!("kith: {flag} ")), "{stderr}");
    }
}

#[test]
fn a_lost_authenticator_app_is_of_somebody_who_has_one() {
    let kith = Kith::new();
    assert_eq!(kith.run(&["migrate"]).0, Some(0));
    for whose in ["staff", "account"] {
        let words = [whose, "reset-second-factor", "--email"];
        let (code, stdout, stderr) = kith.run(&[&words[..], &["dana@example.org"]].concat());
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        assert_one_line(&stderr);
        assert!(stderr.contains("has an authenticator app"), "{stderr}");
        let (code, _, stderr) = kith.run(&[&words[..], &["dana"]].concat());
        assert_eq!(code, Some(2));
        assert!(stderr.starts_with("kith: --email "), "{stderr}");
    }
}

#[test]
fn a_database_that_was_never_migrated_is_said_so() {
    let kith = Kith::new();
    let (code, _, stderr) = kith.run(&["audit", "verify"]);
    assert_eq!(code, Some(1));
    assert_one_line(&stderr);
    assert!(stderr.contains("kith migrate"), "{stderr}");
}

#[test]
fn an_audit_that_was_edited_is_told_with_the_row() {
    for forged in [Forged::Edited, Forged::Removed] {
        let kith = Kith::new();
        assert_eq!(kith.run(&["demo"]).0, Some(0));
        for email in ["a@example.org", "b@example.org"] {
            let add = [
                "staff", "add", "--name", "Ada", "--role", "desk", "--email", email,
            ];
            assert_eq!(kith.run(&add).0, Some(0));
        }
        let (code, whole, _) = kith.run(&["audit", "verify"]);
        assert_eq!(code, Some(0));
        assert!(whole.starts_with("The audit is whole"), "{whole}");
        let file = kith.folder.path().join("data/kith.db");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let row = runtime.block_on(forge_audit(&file, forged));
        let (code, stdout, stderr) = kith.run(&["audit", "verify"]);
        assert_eq!(code, Some(1), "{forged:?}: {stdout} {stderr}");
        let said = format!("{stdout}{stderr}");
        assert!(
            said.contains(&format!("event {row} is")),
            "{forged:?} {row}: {said}"
        );
        assert!(!said.contains("whole"), "{said}");
    }
}

#[test]
fn it_knows_its_version() {
    let (code, stdout, _) = Kith::new().run(&["--version"]);
    assert_eq!(code, Some(0));
    assert_eq!(stdout, concat!("kith ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_migration_that_was_killed_half_way_is_finished_by_the_next_start() {
    for round in 0..12_u64 {
        let kith = Kith::new();
        let mut child = kith
            .command(&["migrate"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before the file is there until after the last migration.
        std::thread::sleep(Duration::from_millis(round * 4));
        let _ = child.kill();
        child.wait().unwrap();
        let (code, _, said) = kith.run(&["migrate"]);
        assert_eq!(code, Some(0), "round {round}: {said}");
        let (code, _, said) = kith.run(&["demo"]);
        assert_eq!(code, Some(0), "round {round}: {said}");
        let (code, _, said) = kith.run(&["audit", "verify"]);
        assert_eq!(code, Some(0), "round {round}: {said}");
    }
}
