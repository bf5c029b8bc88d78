//! The mail of a [`TestSite`]: sent when asked for, in the order in which it left.

use clinic::mail::Mailer;
use clinic::worker;

use super::TestSite;
pub(crate) use crate::program::mail::{Mail, read};

impl TestSite {
    /// Sends what is due; all mails so far, the oldest first.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        let folder = self.clinic.store.folder().join("mail");
        let mailer = Mailer::files(folder.clone());
        while worker::run_due(&self.clinic, &mailer).await > 0 {}
        let mut sent = self.sent.lock().unwrap();
        if let Ok(entries) = std::fs::read_dir(folder) {
            let files = entries.map(|entry| entry.unwrap().path());
            let mut new: Vec<_> = files.filter(|file| !sent.contains(file)).collect();
            // Those that left together have no order; names are all there is.
            new.sort();
            sent.extend(new);
        }
        sent.iter()
            .map(|file| read(&std::fs::read(file).unwrap()))
            .collect()
    }

    /// The newest mail to an address, after sending what is due.
    pub(crate) async fn newest_mail_to(&self, address: &str) -> Mail {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to == address);
        mails.pop().expect("no mail to them")
    }
}
