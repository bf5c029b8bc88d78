//! What was reckoned a moment ago and still holds, so that many who ask for the same at
//! once share one answer.
//!
//! An answer serves until the next commit of this process, and for a second at most:
//! what time alone changes (a hold that ends, a lead time that is over) shows that much
//! late, and so does what another process writes. Nothing here decides anything; only
//! what is shown to everybody alike may be kept.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How long an answer serves.
const SERVES: SignedDuration = SignedDuration::from_secs(1);
/// More questions than this at a time are not remembered: all are forgotten.
const QUESTIONS_MAX: usize = 512;

/// The state of the clinic that an answer is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Durable commits so far. Counted after a commit can be read and before anybody is
    /// told of it, so what is read later is of this state or a newer one.
    pub(crate) commits: u64,
    /// The clinic's time.
    pub(crate) now: Timestamp,
}

impl Moment {
    /// Whether what was read at this moment still serves somebody who asks at `asked`.
    fn serves(self, asked: Self) -> bool {
        let age = asked.now.duration_since(self.now).abs();
        self.commits >= asked.commits && age < SERVES
    }
}

/// Recent answers, each to its question.
#[derive(Debug)]
pub(crate) struct Answers<Q, A> {
    answers: Mutex<HashMap<Q, Place<A>>>,
}

/// Whoever asks first holds the place's lock while reckoning; the others wait for the
/// answer instead of reckoning it beside.
type Place<A> = Arc<tokio::sync::Mutex<Option<(Moment, Arc<A>)>>>;

impl<Q, A> Default for Answers<Q, A> {
    fn default() -> Self {
        Self {
            answers: Mutex::default(),
        }
    }
}

impl<Q: Eq + Hash, A> Answers<Q, A> {
    /// The answer that serves at `asked`: a recent one, or what `reckon` makes.
    ///
    /// # Errors
    /// Those of `reckon`; they are not kept.
    pub(crate) async fn answer<E>(
        &self,
        question: Q,
        asked: Moment,
        reckon: impl Future<Output = Result<A, E>>,
    ) -> Result<Arc<A>, E> {
        let place = self.place(question);
        let mut place = place.lock().await;
        if let Some((at, answer)) = place.as_ref()
            && at.serves(asked)
        {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(reckon.await?);
        *place = Some((asked, Arc::clone(&answer)));
        Ok(answer)
    }

    fn place(&self, question: Q) -> Place<A> {
        // Nothing can panic while it is locked; if it did, the answers are whole all the same.
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= QUESTIONS_MAX && !answers.contains_key(&question) {
            answers.clear();
        }
        Arc::clone(answers.entry(question).or_default())
    }
}

#[cfg(test)]
mod tests;
