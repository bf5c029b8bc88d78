//! Mail as files: one `.eml` for each, in a folder.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

use super::SendError;
use super::letter::Letter;

/// Writes mail into a folder.
#[derive(Clone, Debug)]
pub struct FileMailer {
    folder: PathBuf,
}

impl FileMailer {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes the whole file under another name first, so that a reader of the folder
    /// never sees half a mail.
    pub(super) async fn write(&self, letter: &Letter, message: &[u8]) -> Result<(), SendError> {
        let name = file_name(letter);
        let part = self.folder.join(format!("{name}.part"));
        let outcome: std::io::Result<()> = async {
            private_folder().create(&self.folder).await?;
            let mut file = private_file().open(&part).await?;
            file.write_all(message).await?;
            file.sync_all().await?;
            fs::rename(&part, self.folder.join(name)).await
        }
        .await;
        outcome.map_err(|_| SendError::for_now("file"))
    }
}

/// Mails hold codes and personal details: only the clinic's own system user reads them.
fn private_folder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder
}

fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    options
}

/// `20260310T120000.000Z-booked-{id}.eml`: sorts by time and holds nothing that
/// anybody typed.
fn file_name(letter: &Letter) -> String {
    let at = letter
        .at
        .to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%S%.3fZ")
        .to_string();
    format!("{at}-{}-{}.eml", letter.kind.as_str(), letter.id)
}
