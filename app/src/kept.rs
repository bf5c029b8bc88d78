//! What was typed into a form that could not be taken, kept for 15 minutes so that the
//! page comes back filled.
//!
//! In memory on purpose: it must work when the disk is full, and it holds personal
//! details that nobody asked us to store. Secrets (passwords, codes) never get here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::limits;
use moka::sync::Cache;

use crate::error::ApiError;

/// The most memory that kept forms take together.
const BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A form that could not be taken, and why.
#[derive(Clone)]
pub struct KeptForm {
    /// The endpoint it was sent to, such as `booking/details`.
    pub endpoint: &'static str,
    /// Names and typed values, less the secret ones.
    pub fields: Vec<(String, String)>,
    /// Why it was not taken.
    pub error: ApiError,
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

/// All kept forms. Cloning shares them.
#[derive(Clone)]
pub struct KeptForms {
    cache: Cache<(String, [u8; 32]), Arc<KeptForm>>,
}

impl Default for KeptForms {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(BYTES_MAX)
            .weigher(|_, form: &Arc<KeptForm>| {
                let typed: usize = form
                    .fields
                    .iter()
                    .map(|(k, v)| k.len() + v.len() + 64)
                    .sum();
                u32::try_from(typed + 256).unwrap_or(u32::MAX)
            })
            .time_to_live(Duration::from_secs(limits::KEPT_FORM_MINUTES * 60))
            .build();
        Self { cache }
    }
}

impl KeptForms {
    /// Keeps `form` under `id` for the visitor with this key.
    pub fn keep(&self, id: String, visitor: [u8; 32], form: KeptForm) {
        self.cache.insert((id, visitor), Arc::new(form));
    }

    /// The form kept under `id`, for the visitor who typed it and nobody else.
    #[must_use]
    pub fn find(&self, id: &str, visitor: [u8; 32]) -> Option<Arc<KeptForm>> {
        self.cache.get(&(id.to_owned(), visitor))
    }
}

#[cfg(test)]
mod tests;
