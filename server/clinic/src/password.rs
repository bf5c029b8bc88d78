//! Passwords: which are taken, and how they are kept.
//!
//! Kept as argon2id (RFC 9106) in the PHC string form, which carries the version and
//! the costs: a hash made at lower costs is told apart and made anew at the next
//! log-in. Hashing costs memory and time on purpose, so it runs on blocking threads,
//! and only so many at once.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::limits;
use domain::person::Invalid;
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use crate::failure::{Failure, Fault};
use crate::rng::Rng;

/// How long somebody waits for a free place before they are asked to come again.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first
    /// choice for argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1_024,
            passes: 2,
            lanes: 1,
        }
    }
}

/// Hashes and compares passwords.
pub struct Passwords {
    hasher: Argon2<'static>,
    /// Stands in where there is no hash, so that both cases cost the same.
    nobody: String,
    places: Arc<Semaphore>,
}

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
#[error("argon2 refused to hash: {0}")]
struct HashError(argon2::password_hash::Error);

impl Passwords {
    /// Hashes at this cost, at most `permits` at once.
    ///
    /// # Errors
    /// When argon2 can't work at this cost.
    pub fn new(cost: Cost, permits: usize) -> Result<Self, Fault> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|error| Fault::new(error.to_string()))?;
        Ok(Self::with(params, permits))
    }

    fn with(params: Params, permits: usize) -> Self {
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
            // 16 and 32 bytes of zeros in base64: nothing hashes to that.
            "A".repeat(22),
            "A".repeat(43),
        );
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Self {
            hasher,
            nobody,
            places: Arc::new(Semaphore::new(permits.max(1))),
        }
    }

    /// The hash to store.
    pub(crate) async fn hash(&self, password: &str, rng: &dyn Rng) -> Result<String, Failure> {
        let mut salt = [0; 16];
        rng.fill(&mut salt);
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let hashed = self
            .run(move || hash_now(&hasher, &password, &salt))
            .await?;
        hashed.map_err(|error| Failure::Fault(Fault::new(error)))
    }

    /// Whether it is the password. Without a stored hash the answer is no, and takes
    /// as long as with one; so does a password longer than any that we take.
    pub(crate) async fn verify(
        &self,
        password: &str,
        stored: Option<&str>,
    ) -> Result<bool, Failure> {
        let fits = password.chars().count() <= limits::PASSWORD_CHARS_MAX;
        let can_be = stored.is_some() && fits;
        let hash = stored.unwrap_or(&self.nobody).to_owned();
        let password = if fits {
            password.to_owned()
        } else {
            String::new()
        };
        let hasher = self.hasher.clone();
        let same = self
            .run(move || {
                PasswordHash::new(&hash)
                    .map(|hash| hasher.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        let same = same.map_err(|_| Failure::fault("a stored password hash is unreadable"))?;
        Ok(can_be && same)
    }

    /// Whether a stored hash was made at other costs, or by another version, than new
    /// ones are.
    pub(crate) fn needs_rehash(&self, stored: &str) -> bool {
        let Ok(hash) = PasswordHash::new(stored) else {
            return true;
        };
        let params = self.hasher.params();
        let costs_differ = Params::try_from(&hash).map_or(true, |old| {
            old.m_cost() != params.m_cost()
                || old.t_cost() != params.t_cost()
                || old.p_cost() != params.p_cost()
        });
        let current = Algorithm::Argon2id.ident();
        costs_differ || hash.algorithm != current || hash.version != Some(Version::V0x13.into())
    }

    /// Runs `job` on a blocking thread once a place is free. The job keeps its place
    /// until it ends, also when whoever asked has gone.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let waiting = Arc::clone(&self.places).acquire_owned();
        let Ok(Ok(place)) = tokio::time::timeout(WAIT_MAX, waiting).await else {
            return Err(Failure::Unavailable);
        };
        tokio::task::spawn_blocking(move || {
            let _place = place;
            job()
        })
        .await
        .map_err(|error| Failure::Fault(Fault::new(error)))
    }
}

fn hash_now(hasher: &Argon2<'_>, password: &str, salt: &[u8]) -> Result<String, HashError> {
    let hash: PasswordHash = hasher
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(HashError)?;
    Ok(hash.to_string())
}

/// Whom a new password must not be guessed from.
pub(crate) struct Owner<'a> {
    pub(crate) full_name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) clinic_name: Option<&'a str>,
}

/// Whether a password may be set: 12 to 200 characters of any kind, and at least 10⁸
/// guesses for somebody who knows the person, the clinic and the common passwords
/// (zxcvbn's score 3), also without what repeats or is known.
///
/// # Errors
/// `TooLong`, `TooShort`, `TooEasy`.
pub(crate) fn check_new(password: &str, owner: &Owner<'_>) -> Result<(), Invalid> {
    // Bytes first: counting the characters of something huge would be work already.
    if password.len() > limits::PASSWORD_CHARS_MAX * 4 {
        return Err(Invalid::TooLong);
    }
    let length = password.chars().count();
    if length > limits::PASSWORD_CHARS_MAX {
        return Err(Invalid::TooLong);
    }
    if length < limits::PASSWORD_CHARS_MIN {
        return Err(Invalid::TooShort);
    }
    let words = words(owner);
    let known: Vec<&str> = words.iter().map(String::as_str).collect();
    let easy = |text: &str| zxcvbn(text, &known).score() < Score::Three;
    if easy(password) || reduced(password, &words).is_some_and(|rest| easy(&rest)) {
        Err(Invalid::TooEasy)
    } else {
        Ok(())
    }
}

/// What is left of a password without the known words and without its own repetitions,
/// if that is less: zxcvbn takes each further word for as many guesses again, even when
/// it is the same one ("password password").
fn reduced(password: &str, words: &[String]) -> Option<String> {
    let whole = password.to_lowercase();
    let mut rest = whole.clone();
    for word in words.iter().filter(|word| word.chars().count() > 3) {
        rest = rest.replace(word.as_str(), " ");
    }
    let mut kept: Vec<&str> = Vec::new();
    for piece in rest.split_whitespace() {
        if !kept.contains(&piece) {
            kept.push(piece);
        }
    }
    let pieces = whole.split_whitespace().count();
    (kept.len() < pieces || rest != whole).then(|| kept.join(" "))
}

/// Everything that is easily known about the owner, whole and in pieces.
fn words(owner: &Owner<'_>) -> Vec<String> {
    let whole = [
        owner.email,
        owner.full_name,
        owner.clinic_name.unwrap_or_default(),
        "kith",
        "clinic",
    ];
    let mut words = Vec::new();
    for text in whole.map(str::to_lowercase) {
        words.extend(
            text.split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned),
        );
        words.push(text.chars().filter(|c| c.is_alphanumeric()).collect());
        words.push(text);
    }
    words.retain(|word| word.chars().count() > 2);
    // The longest first: an address goes as a whole before its parts do.
    words.sort_unstable_by_key(|word| (std::cmp::Reverse(word.len()), word.clone()));
    words.dedup();
    words
}

#[cfg(test)]
mod tests;
