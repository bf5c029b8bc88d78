//! Mail that was written to `.eml` files because there is no mail server: read back for
//! the demo clinic's mail page.

use std::fmt;
use std::path::Path;

use mail_parser::MessageParser;

use crate::failure::{Failure, Fault};

/// Newest mails that the list shows.
const LIST_MAX: usize = 50;

/// A mail as it was written.
#[derive(Clone)]
pub struct SavedMail {
    /// The file's name without its folder.
    pub file: String,
    /// The address it went to.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
}

/// Only the file's name, in which nothing stands that anybody typed.
impl fmt::Debug for SavedMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedMail")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// The newest mails of the folder, newest first; none if the folder isn't there.
///
/// # Errors
/// A fault when the folder can't be read.
pub async fn list(dir: &Path) -> Result<Vec<SavedMail>, Failure> {
    let mut names = Vec::new();
    let mut entries = match tokio::fs::read_dir(dir).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::Fault(Fault::new(error))),
    };
    while let Some(entry) = entries
        .next_entry()
        .await
        .map_err(|e| Failure::Fault(Fault::new(e)))?
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_mail_name(&name) {
            let modified = entry.metadata().await.and_then(|meta| meta.modified()).ok();
            names.push((modified, name));
        }
    }
    names.sort();
    let mut mails = Vec::new();
    for (_, name) in names.into_iter().rev().take(LIST_MAX) {
        mails.push(read(dir, &name).await?);
    }
    Ok(mails)
}

/// One mail of the folder.
///
/// # Errors
/// [`Failure::NotFound`] for a name that is no mail of this folder.
pub async fn read(dir: &Path, file: &str) -> Result<SavedMail, Failure> {
    if !is_mail_name(file) {
        return Err(Failure::NotFound);
    }
    let raw = tokio::fs::read(dir.join(file))
        .await
        .map_err(|_| Failure::NotFound)?;
    let mail = MessageParser::default()
        .parse(&raw)
        .ok_or(Failure::NotFound)?;
    let to = mail
        .to()
        .and_then(|to| to.first())
        .and_then(|to| to.address());
    Ok(SavedMail {
        file: file.to_owned(),
        to: to.unwrap_or_default().to_owned(),
        subject: mail.subject().unwrap_or_default().to_owned(),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
    })
}

/// Letters, digits, dots and dashes, ending in `.eml`: no path leads out of the folder.
fn is_mail_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.ends_with(".eml") && !name.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
mod tests;
