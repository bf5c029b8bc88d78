//! Against guessing and flooding: so many in an hour, or longer waits after each try.
//!
//! Nothing here locks anybody out for good. A limit opens again with its next window,
//! a wait has an upper bound, and both are counted by who tries from where, so that a
//! stranger's tries slow the stranger. Keys are hashes of what is counted.

use jiff::{SignedDuration, Timestamp};
use store::throttle::{Counter, delete_counter, find_counter, give_back, put_counter};

use crate::authz::Work;
use crate::failure::Failure;
use crate::token::hash_parts;

/// At most so many in a window that begins with the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Tells the counters of different limits apart.
    pub(crate) name: &'static str,
    /// How many.
    pub(crate) max: i64,
    /// The window's length.
    pub(crate) window_s: i64,
}

impl Limit {
    /// At most `max` in an hour.
    pub(crate) const fn per_hour(name: &'static str, max: i64) -> Self {
        Self {
            name,
            max,
            window_s: 3_600,
        }
    }

    /// At most `max` in a day.
    pub(crate) const fn per_day(name: &'static str, max: i64) -> Self {
        Self {
            name,
            max,
            window_s: 86_400,
        }
    }

    /// The same limit with `times` as many.
    pub(crate) fn times(self, times: u32) -> Self {
        Self {
            max: self.max.saturating_mul(i64::from(times)),
            ..self
        }
    }
}

/// Some tries are free; after each further one the wait for the next doubles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delay {
    /// Tells the counters of different delays apart.
    pub(crate) name: &'static str,
    /// Tries without a wait.
    pub(crate) free: i64,
    /// The first wait.
    pub(crate) first_s: i64,
    /// The longest wait.
    pub(crate) longest_s: i64,
    /// After so long without a try everything is forgotten. Longer than the longest wait.
    pub(crate) forget_s: i64,
}

/// Whether a try is let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It is.
    Go,
    /// Not before so many seconds, at least 1.
    Wait {
        /// Seconds.
        retry_after_s: u32,
    },
}

impl Turn {
    /// Turns a wait into the failure that tells of it.
    pub(crate) fn or_too_many(self) -> Result<(), Failure> {
        match self {
            Self::Go => Ok(()),
            Self::Wait { retry_after_s } => Err(Failure::TooMany { retry_after_s }),
        }
    }

    fn until(then: Timestamp, now: Timestamp) -> Self {
        let left_ms = then.as_millisecond() - now.as_millisecond();
        if left_ms <= 0 {
            return Self::Go;
        }
        let seconds = u32::try_from((left_ms + 999) / 1_000).unwrap_or(u32::MAX);
        Self::Wait {
            retry_after_s: seconds,
        }
    }
}

fn key(name: &str, subject: &[&[u8]]) -> [u8; 32] {
    let mut parts: Vec<&[u8]> = vec![b"kith throttle", name.as_bytes()];
    parts.extend_from_slice(subject);
    hash_parts(&parts)
}

fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}

/// The counter of a limit in the window that is open at `now`.
async fn in_window(
    work: &mut Work,
    limit: &Limit,
    key: &[u8; 32],
    now: Timestamp,
) -> Result<Counter, Failure> {
    let fresh = Counter {
        window_at: now,
        count: 0,
        wait_until: now,
    };
    let found = find_counter(&mut **work, key).await?;
    Ok(found
        .filter(|counter| is_open(counter, limit.window_s, now))
        .unwrap_or(fresh))
}

/// Whether what was counted still counts. A counter from a time that has not come yet
/// was written while the clock was ahead: it would wait for that time, so it is dropped.
fn is_open(counter: &Counter, seconds: i64, now: Timestamp) -> bool {
    counter.window_at <= now && now < after(counter.window_at, seconds)
}

fn judge(counter: Counter, limit: &Limit, now: Timestamp) -> Turn {
    if counter.count < limit.max {
        Turn::Go
    } else {
        Turn::until(after(counter.window_at, limit.window_s), now)
    }
}

/// Whether one more is let through, without counting it.
pub(crate) async fn peek(
    work: &mut Work,
    limit: &Limit,
    subject: &[&[u8]],
) -> Result<Turn, Failure> {
    let now = work.now();
    let counter = in_window(work, limit, &key(limit.name, subject), now).await?;
    Ok(judge(counter, limit, now))
}

/// Counts one more, if it is let through.
pub(crate) async fn take(
    work: &mut Work,
    limit: &Limit,
    subject: &[&[u8]],
) -> Result<Turn, Failure> {
    let now = work.now();
    let key = key(limit.name, subject);
    let counter = in_window(work, limit, &key, now).await?;
    let turn = judge(counter, limit, now);
    if turn == Turn::Go {
        let counted = Counter {
            count: counter.count + 1,
            ..counter
        };
        put_counter(work, &key, counted).await?;
    }
    Ok(turn)
}

/// Counts a try before it is known how it ends, if it is let through. Tries that come
/// at the same time must not all pass because none has failed yet; a try that ends
/// well is taken back by [`forgive`] or [`forget`].
pub(crate) async fn try_once(
    work: &mut Work,
    delay: &Delay,
    subject: &[&[u8]],
) -> Result<Turn, Failure> {
    let now = work.now();
    let key = key(delay.name, subject);
    let fresh = Counter {
        window_at: now,
        count: 0,
        wait_until: now,
    };
    let counter = find_counter(&mut **work, &key)
        .await?
        .filter(|counter| is_open(counter, delay.forget_s, now))
        .unwrap_or(fresh);
    // Never longer than the last try deserves, whatever the clock said when the wait was
    // written.
    let longest = after(counter.window_at, delay.wait_s(counter.count));
    let turn = Turn::until(counter.wait_until.min(longest), now);
    if turn == Turn::Go {
        let count = counter.count + 1;
        let wait_until = after(now, delay.wait_s(count));
        put_counter(
            work,
            &key,
            Counter {
                window_at: now,
                count,
                wait_until,
            },
        )
        .await?;
    }
    Ok(turn)
}

/// Takes back one try that ended well, and its wait.
pub(crate) async fn forgive(
    work: &mut Work,
    delay: &Delay,
    subject: &[&[u8]],
) -> Result<(), Failure> {
    let now = work.now();
    Ok(give_back(work, &key(delay.name, subject), now).await?)
}

/// Forgets all tries.
pub(crate) async fn forget(
    work: &mut Work,
    delay: &Delay,
    subject: &[&[u8]],
) -> Result<(), Failure> {
    Ok(delete_counter(work, &key(delay.name, subject)).await?)
}

impl Delay {
    /// The same delay with `times` as many tries free.
    pub(crate) fn times(self, times: u32) -> Self {
        Self {
            free: self.free.saturating_mul(i64::from(times)),
            ..self
        }
    }

    /// The wait after so many tries.
    fn wait_s(&self, tries: i64) -> i64 {
        if tries < self.free {
            return 0;
        }
        let doublings = u32::try_from(tries - self.free).unwrap_or(u32::MAX).min(30);
        self.first_s
            .saturating_mul(1 << doublings)
            .min(self.longest_s)
    }
}

#[cfg(test)]
mod tests;
