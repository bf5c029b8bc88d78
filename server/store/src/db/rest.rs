//! The note that a clean stop leaves beside the file, which spares the next start
//! reading every page.
//!
//! The note says which file it was and when the system last saw it change: a time that
//! no program can set. Whatever has happened since to the file, a page written over, its
//! end cut off, a backup put in its place, it is not what the note says, and every page is
//! read before anything is served; so it is after a crash, which leaves no note but a log.
//! What changes no file's time, a disk that loses what it has, is looked for while the
//! program serves: see [`crate::Store::read_all`].

use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// No system's clock for files ticks more slowly, so that a change after this long has
/// another time than the one before.
const TICK: Duration = Duration::from_millis(20);

/// Takes the note away, and answers whether the file is what the note says and has no
/// log beside it.
pub(super) fn take(file: &Path) -> bool {
    let note = beside(file, ".whole");
    let said = std::fs::read_to_string(&note);
    // A note that stays could speak for a file that is written to meanwhile.
    let gone = std::fs::remove_file(&note).is_ok();
    let log = std::fs::metadata(beside(file, "-wal")).map_or(0, |log| log.len());
    let is_so = std::fs::metadata(file)
        .ok()
        .and_then(|now| mark(&now))
        .is_some_and(|mark| said.is_ok_and(|said| said == mark));
    gone && log == 0 && is_so
}

/// Leaves the note, if the file was closed and nobody else has it open. Without one the
/// next start takes longer, so that nothing here is an error.
pub(super) async fn leave(file: &Path) {
    // Whoever has the file open has a log.
    if beside(file, "-wal").exists() {
        return;
    }
    tokio::time::sleep(TICK).await;
    if let Some(mark) = std::fs::metadata(file).ok().and_then(|now| mark(&now)) {
        let _slower = std::fs::write(beside(file, ".whole"), mark);
    }
}

#[cfg(unix)]
fn mark(file: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    Some(format!(
        "{} {} {} {}.{:09}\n",
        file.dev(),
        file.ino(),
        file.len(),
        file.ctime(),
        file.ctime_nsec()
    ))
}

/// Elsewhere a file's times can be set, so that every start reads every page.
#[cfg(not(unix))]
fn mark(_file: &Metadata) -> Option<String> {
    None
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(end);
    PathBuf::from(name)
}
