//! What was typed into a form that could not be taken, kept for 15 minutes so that the
//! page comes back filled.
//!
//! In memory on purpose: it must work when the disk is full, and it holds personal
//! details that nobody asked us to store. Secrets that are typed (passwords, codes) never
//! get here. Recovery codes stand beside the forms: made here, shown to their owner for
//! some minutes, and stored nowhere.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::id::{AccountId, SessionId, StaffId};
use domain::limits;
use moka::sync::Cache;

use crate::error::ApiError;

/// The most memory that kept forms take together.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The most memory that kept notes take together, and as much again kept details.
const NOTES_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// The most sets of recovery codes that are shown at the same time.
const CODES_MAX: u64 = 10_000;

/// Who was signed in when a form was sent: the next to sign in at the same browser is
/// somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Nobody.
    Nobody,
    /// An account.
    Account(AccountId),
    /// A member of staff.
    Staff(StaffId),
    /// Whoever has the session whose token has this hash: it could not be read who.
    Session([u8; 32]),
}

/// A form that could not be taken, and why; or one that isn't finished yet.
#[derive(Clone)]
pub struct KeptForm {
    /// The endpoint it was sent to, such as `booking/details`.
    pub endpoint: &'static str,
    /// Names and typed values, less the secret ones.
    pub fields: Vec<(String, String)>,
    /// Why it was not taken; none for one that only goes on to another page.
    pub error: Option<ApiError>,
}

/// Without what was typed.
impl fmt::Debug for KeptForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptForm")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl KeptForm {
    /// What was typed into `field`; empty if nothing.
    #[must_use]
    pub fn typed(&self, field: &str) -> String {
        let found = self.fields.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// What somebody is writing to the practitioner, and the patient for whom.
#[derive(Clone)]
struct Note {
    patient: String,
    text: String,
}

/// What each visitor typed, by a hash of their cookie.
type OfVisitors<T> = Cache<[u8; 32], T>;

/// Where each visitor has room of their own; the weight of each thing is its text's.
fn of_visitors<T: Clone + Send + Sync + 'static>(bytes: fn(&T) -> usize) -> OfVisitors<T> {
    Cache::builder()
        .max_capacity(NOTES_BYTES_MAX)
        .weigher(move |_, typed| u32::try_from(bytes(typed) + 256).unwrap_or(u32::MAX))
        .time_to_live(Duration::from_secs(limits::KEPT_FORM_MINUTES * 60))
        .build()
}

/// The bytes of a form's fields.
fn bytes_of(fields: &[(String, String)]) -> usize {
    fields.iter().map(|(k, v)| k.len() + v.len() + 64).sum()
}

/// All kept forms. Cloning shares them.
#[derive(Clone)]
pub struct KeptForms {
    cache: Cache<(String, [u8; 32], Owner), Arc<KeptForm>>,
    /// One for each visitor. It outlives the form it was typed into: the time may be
    /// gone, and another chosen, or the person has to log in first.
    notes: OfVisitors<Note>,
    /// Who somebody new is whose time was gone when they said it.
    details: OfVisitors<Arc<KeptForm>>,
    /// Recovery codes that have just been made, for the session that made them.
    codes: Cache<SessionId, Arc<[String]>>,
}

impl Default for KeptForms {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(BYTES_MAX)
            .weigher(|_, form: &Arc<KeptForm>| {
                u32::try_from(bytes_of(&form.fields) + 256).unwrap_or(u32::MAX)
            })
            .time_to_live(Duration::from_secs(limits::KEPT_FORM_MINUTES * 60))
            .build();
        let codes = Cache::builder()
            .max_capacity(CODES_MAX)
            .time_to_live(Duration::from_secs(
                limits::RECOVERY_CODES_SHOWN_MINUTES * 60,
            ))
            .build();
        Self {
            cache,
            notes: of_visitors(|note: &Note| note.patient.len() + note.text.len()),
            details: of_visitors(|form: &Arc<KeptForm>| bytes_of(&form.fields)),
            codes,
        }
    }
}

impl KeptForms {
    /// Keeps `form` under `id` for the visitor with this key, while `owner` is signed in.
    pub fn keep(&self, id: String, (visitor, owner): ([u8; 32], Owner), form: KeptForm) {
        self.cache.insert((id, visitor, owner), Arc::new(form));
    }

    /// The form kept under `id`, for the visitor who typed it as `owner` and nobody else.
    #[must_use]
    pub fn find(&self, id: &str, (visitor, owner): ([u8; 32], Owner)) -> Option<Arc<KeptForm>> {
        self.cache.get(&(id.to_owned(), visitor, owner))
    }

    /// Keeps what the visitor is writing to the practitioner for a patient.
    pub fn keep_note(&self, visitor: [u8; 32], patient: &str, text: &str) {
        let note = Note {
            patient: patient.to_owned(),
            text: text.to_owned(),
        };
        self.notes.insert(visitor, note);
    }

    /// What the visitor was writing for this patient, whoever is logged in by now.
    #[must_use]
    pub fn note(&self, visitor: [u8; 32], patient: &str) -> Option<String> {
        let note = self.notes.get(&visitor)?;
        (note.patient == patient).then_some(note.text)
    }

    /// Forgets the visitor's note.
    pub fn forget_note(&self, visitor: [u8; 32]) {
        self.notes.invalidate(&visitor);
    }

    /// Keeps who a visitor says they are, as the fields of "Your details".
    pub fn keep_details(&self, visitor: [u8; 32], typed: &[(&str, &str)]) {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let form = KeptForm {
            endpoint: "booking/details",
            fields: typed.iter().map(own).collect(),
            error: None,
        };
        self.details.insert(visitor, Arc::new(form));
    }

    /// Who this visitor said they are.
    #[must_use]
    pub fn details(&self, visitor: [u8; 32]) -> Option<Arc<KeptForm>> {
        self.details.get(&visitor)
    }

    /// Forgets it.
    pub fn forget_details(&self, visitor: [u8; 32]) {
        self.details.invalidate(&visitor);
    }

    /// Lets a session see the recovery codes that it has just made.
    pub fn show_codes(&self, session: SessionId, codes: Vec<String>) {
        self.codes.insert(session, codes.into());
    }

    /// The recovery codes that this session has just made, until it says that it has them.
    #[must_use]
    pub fn codes(&self, session: SessionId) -> Option<Arc<[String]>> {
        self.codes.get(&session)
    }

    /// Forgets them.
    pub fn forget_codes(&self, session: SessionId) {
        self.codes.invalidate(&session);
    }

    /// Gives the note to the visitor that the same browser is from now on.
    pub fn move_note(&self, from: [u8; 32], to: [u8; 32]) {
        if let Some(note) = self.notes.remove(&from) {
            self.notes.insert(to, note);
        }
    }
}

#[cfg(test)]
mod tests;
