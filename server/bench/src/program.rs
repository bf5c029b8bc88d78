//! `kith serve` as a child process, and what the system says of it. Linux: the figures
//! come from /proc.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::world::address;
use crate::{Outcome, Places};

/// Ticks a second in /proc's CPU times, the same on every Linux.
const TICKS: f64 = 100.0;

/// A server that ends with this.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From its start to its first answer.
    pub(crate) first_answer: Duration,
}

impl Program {
    /// Starts `kith serve` on this database and asks for `path` until it is answered.
    pub(crate) async fn serve(
        places: &Places,
        site: &Path,
        file: &Path,
        path: &str,
    ) -> Outcome<Self> {
        let address_free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = std::fs::File::create(places.folder.join("kith.log"))?;
        let began = Instant::now();
        let child = Command::new(&places.kith)
            .arg("serve")
            .env_clear()
            .env("DATABASE_URL", address(file))
            .env("KITH_DATA_DIR", &places.folder)
            .env("KITH_ORIGIN", format!("http://{address_free}"))
            .env("LEPTOS_SITE_ADDR", address_free.to_string())
            .env("LEPTOS_SITE_ROOT", site)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut program = Self {
            child,
            address: address_free,
            first_answer: Duration::ZERO,
        };
        loop {
            if let Ok(mut client) = Client::connect(address_free).await
                && client.get(path, &[]).await?.status == 200
            {
                program.first_answer = began.elapsed();
                return Ok(program);
            }
            if program.child.try_wait()?.is_some() || began.elapsed() > Duration::from_secs(20) {
                return Err(format!("kith doesn't serve {path}; see kith.log").into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Resident memory in MB.
    pub(crate) fn memory_mb(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: f64 = line
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .ok_or("no VmRSS")?
            .parse()?;
        Ok(kib * 1_024.0 / 1e6)
    }

    /// The CPU time that it has taken so far.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Ends it as an operator does.
    pub(crate) async fn stop(mut self) -> Outcome<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(20) {
            match self.child.try_wait()? {
                Some(ended) if ended.success() => return Ok(()),
                Some(ended) => return Err(format!("kith ended with {ended}").into()),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        Err("kith doesn't end".into())
    }
}

/// A figure that fails leaves no server behind.
impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A site beside which the page can be put as a file.
pub(crate) fn copy_site(places: &Places) -> Outcome<PathBuf> {
    let site = places.folder.join("site");
    for folder in ["", "pkg", "fonts"] {
        let (from, to) = (places.site.join(folder), site.join(folder));
        std::fs::create_dir_all(&to)?;
        for entry in std::fs::read_dir(&from)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
    }
    Ok(site)
}

/// The CPU time of a process: its number, or `self`.
pub(crate) fn cpu_of(process: &str) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // What stands before the last bracket is the program's name.
    let (_, rest) = stat.rsplit_once(')').ok_or("no process")?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || -> Outcome<f64> { Ok(fields.next().ok_or("no CPU time")?.parse()?) };
    Ok(Duration::from_secs_f64((ticks()? + ticks()?) / TICKS))
}
