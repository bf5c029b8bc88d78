//! Ten thousand connections that say nothing, all at once, beside 64 browsers that go on
//! reading.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::program::Demo;
use crate::{Report, Scale};

const IDLE: u32 = 10_000;
const BUSY: usize = 64;
/// Files that a process has open besides: the busy ones, the database, the log.
const OTHER_FILES: u32 = 400;
/// The two together are less than the time after which those who say nothing are let go.
const OPENED_WITHIN: Duration = Duration::from_secs(9);
const READ_FOR: Duration = Duration::from_secs(5);
/// Whoever says nothing is let go after this long, and a little.
const LET_GO_AFTER: Duration = Duration::from_secs(20);
/// The slowest of a hundred answers beside them, in those of before; and what is no matter.
const SLOWER_MAX: u32 = 3;
const NO_MATTER: Duration = Duration::from_millis(150);
const PAGE: &str = "/book";

pub(crate) async fn run(scale: Scale) -> Report {
    let count = scale.of(IDLE, 100);
    let files = files_max();
    if files < count + OTHER_FILES {
        return Report::Skipped(format!(
            "{count} connections, here and in the server, need {} open files, and only {files} \
             are allowed (ulimit -n)",
            count + OTHER_FILES
        ));
    }
    let demo = Demo::new();
    let server = demo.serve().await;
    demo.client().widen_limits().await;
    let address = demo.address();
    let before = server.open_files();
    let mut busy = Vec::new();
    for _ in 0..BUSY {
        busy.push(Reader::connect(address).await);
    }
    let (busy, alone) = read_all(busy, tokio::time::sleep(READ_FOR)).await;
    let memory = server.memory_mb();
    // The readers go on while the others come, and while all of them are there.
    let began = Instant::now();
    // On a thread of their own: here each would wait its turn among the readers.
    let coming = tokio::task::spawn_blocking(move || {
        let connect = |_| std::net::TcpStream::connect(address).unwrap();
        (0..count).map(connect).collect::<Vec<_>>()
    });
    let mut idle = Vec::new();
    let (busy, _) = read_all(busy, async { idle = coming.await.unwrap() }).await;
    let opened = began.elapsed();
    assert!(opened < OPENED_WITHIN, "{count} came within {opened:?}");
    let began = Instant::now();
    let (busy, beside) = read_all(busy, tokio::time::sleep(READ_FOR)).await;
    let read_for = began.elapsed();
    let seated = server.open_files() - before;
    let all = usize::try_from(count).unwrap() + BUSY;
    assert!(seated >= all, "{seated} connections of {all} are open");
    let memory = server.memory_mb() - memory;
    assert!(
        p99(&beside) < p99(&alone) * SLOWER_MAX + NO_MATTER,
        "{:?}, alone {:?}",
        p99(&beside),
        p99(&alone)
    );

    // Those that are let go leave nothing behind, and everybody can come in again.
    let began = Instant::now();
    drop(busy);
    while server.open_files() > before + 10 {
        assert!(
            began.elapsed() < LET_GO_AFTER,
            "{} files open",
            server.open_files()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let page = demo.client().get(PAGE).await.unwrap();
    assert_eq!(page.status, 200);
    drop(idle);
    drop(server);
    assert_eq!(demo.broken_promises().await, [""; 0]);
    Report::Held(format!(
        "{count} idle connections came within {} ms and were all open at once ({memory:.0} MB); \
         {BUSY} readers beside them: {} pages in {} ms, all 200, p99 {} ms (alone {} ms); \
         afterwards as many files open as before",
        opened.as_millis(),
        beside.len(),
        read_for.as_millis(),
        p99(&beside).as_millis(),
        p99(&alone).as_millis()
    ))
}

/// How many files this process, and so its children, may have open.
fn files_max() -> u32 {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().nth(3));
    soft.and_then(|soft| soft.parse().ok()).unwrap_or(1_024)
}

fn p99(sorted: &[Duration]) -> Duration {
    sorted[(sorted.len() * 99).div_ceil(100) - 1]
}

/// Everybody reads until `end`; how long each answer took, sorted.
async fn read_all(
    readers: Vec<Reader>,
    end: impl Future<Output = ()>,
) -> (Vec<Reader>, Vec<Duration>) {
    let ended = Arc::new(AtomicBool::new(false));
    let reading: Vec<_> = readers
        .into_iter()
        .map(|mut reader| {
            let ended = Arc::clone(&ended);
            tokio::spawn(async move {
                let mut took = Vec::new();
                while !ended.load(Ordering::Relaxed) {
                    took.push(reader.read().await);
                }
                (reader, took)
            })
        })
        .collect();
    end.await;
    ended.store(true, Ordering::Relaxed);
    let mut readers = Vec::new();
    let mut times = Vec::new();
    for reading in reading {
        let (reader, took) = reading.await.unwrap();
        readers.push(reader);
        times.extend(took);
    }
    times.sort_unstable();
    (readers, times)
}

/// A browser that keeps its connection.
struct Reader {
    sender: SendRequest<Empty<Bytes>>,
    host: String,
}

impl Reader {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self {
            sender,
            host: address.to_string(),
        }
    }

    async fn read(&mut self) -> Duration {
        let began = Instant::now();
        let request = Request::get(PAGE)
            .header("Host", &self.host)
            .header("Accept", "text/html")
            .body(Empty::new())
            .unwrap();
        self.sender.ready().await.unwrap();
        let answer = self.sender.send_request(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.into_body().collect().await.unwrap();
        began.elapsed()
    }
}
