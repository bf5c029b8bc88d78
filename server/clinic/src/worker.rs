//! The one job that runs by itself: it sends the mail that is due, tells people once a
//! day of what is to change, finds profiles that may be one person and, now and then, sweeps
//! out rows that have run out.
//!
//! A mail is taken for a while (a lease), written down as sent after the mail server
//! has taken it, and tried again later if it hasn't. No transaction is open while the
//! mail server is spoken to, so a server that hangs delays mail and nothing else. If
//! the process dies after the server took a mail and before that was written down, the
//! mail is sent once more, with the same `Message-ID`: at most one double for a crash.
//! What mails say is not here but in [`crate::mail`].

use std::time::Duration;

use domain::limits::MAIL_TRIES;
use jiff::{SignedDuration, Timestamp};
use store::notice::{self, LeasedNotice, Outcome};
use tokio::task::JoinSet;

use crate::authz::Clinic;
use crate::duplicates;
use crate::failure::Failure;
use crate::mail::{Lasting, Letter, Mailer, SendError};
use crate::portal_accounts::bulk;
use crate::rng::Rng;
use crate::warnings;

mod prepare;

use prepare::Prepared;

/// Mails that are sent at a time.
const AT_A_TIME: i64 = 8;
/// A mail that took longer than this to send has failed, however busy the server is.
const SEND_MAX: Duration = Duration::from_secs(90);
/// Longer than a mail can take, so that a mail is never with two.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// The longest sleep: clocks can jump, and another process may have written mail.
const SLEEP_MAX: Duration = Duration::from_secs(30);
/// The shortest sleep, so that a broken database isn't asked in a loop.
const SLEEP_MIN: Duration = Duration::from_millis(50);
/// How long mail under way is waited for when the process is asked to stop.
const STOP_MAX: Duration = Duration::from_secs(10);

/// The first pause after a mail couldn't be sent; it doubles with each try.
const PAUSE_FIRST: SignedDuration = SignedDuration::from_secs(30);
/// The longest pause.
const PAUSE_MAX: SignedDuration = SignedDuration::from_secs(3_600);

/// Between comparing a few profiles and the next few, so that a clinic that was just imported
/// leaves most of a core to people.
const COMPARE_PAUSE: Duration = Duration::from_millis(200);

const SWEEP_EVERY: SignedDuration = SignedDuration::from_mins(30);
/// How long after they ran out rows are kept.
const SWEEP_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// Sends mail until `shutdown` is ready; then what is under way may end, for a few
/// seconds.
pub async fn run(clinic: Clinic, mailer: Mailer, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    let mut swept_at = Timestamp::MIN;
    loop {
        let work = async {
            invite_many(&clinic).await;
            while run_due(&clinic, &mailer).await > 0 {}
            swept_at = sweep_at_times(&clinic, swept_at).await;
            warn(&clinic).await;
            let more = compare_some(&clinic).await;
            next_sleep(&clinic).await.min(more)
        };
        tokio::pin!(work);
        let sleep = tokio::select! {
            sleep = &mut work => sleep,
            () = &mut shutdown => {
                // Abandoned mail is taken up again when its lease has ended.
                let _ = tokio::time::timeout(STOP_MAX, work).await;
                return;
            }
        };
        tokio::select! {
            () = clinic.mail_waits() => {}
            () = tokio::time::sleep(sleep) => {}
            () = &mut shutdown => return,
        }
    }
}

/// Works off what is due now, up to 8 mails; says how many there were.
pub async fn run_due(clinic: &Clinic, mailer: &Mailer) -> usize {
    let taken = match lease(clinic).await {
        Ok(taken) => taken,
        Err(failure) => {
            tracing::warn!(%failure, "the outbox can't be read now");
            return 0;
        }
    };
    let count = taken.len();
    let mut under_way = JoinSet::new();
    for notice in taken {
        under_way.spawn(deliver(clinic.clone(), mailer.clone(), notice));
    }
    while let Some(ended) = under_way.join_next().await {
        if ended.is_err() {
            tracing::error!("sending a mail ended in a panic");
        }
    }
    count
}

/// Takes out what ran out two days ago or more, up to 500 rows of each kind; says how
/// many rows it was.
///
/// # Errors
/// Only faults.
pub async fn sweep(clinic: &Clinic) -> Result<u64, Failure> {
    let mut work = clinic.begin(&clinic.system_job()).await?;
    let before = work
        .now()
        .checked_sub(SWEEP_AFTER)
        .unwrap_or(Timestamp::MIN);
    let rows = store::sweep::delete_expired(&mut work, before).await?;
    work.commit().await?;
    Ok(rows)
}

async fn sweep_at_times(clinic: &Clinic, swept_at: Timestamp) -> Timestamp {
    let now = clinic.now();
    if now.duration_since(swept_at) < SWEEP_EVERY {
        return swept_at;
    }
    match sweep(clinic).await {
        Ok(rows) if rows > 0 => tracing::debug!(rows, "swept"),
        Ok(_) => {}
        Err(failure) => tracing::warn!(%failure, "sweeping failed"),
    }
    now
}

/// Writes the mails about birthdays and last days, once for each of the clinic's dates.
async fn warn(clinic: &Clinic) {
    match warnings::tell(clinic).await {
        Ok(mails) if mails > 0 => tracing::debug!(mails, "told of days to come"),
        Ok(_) => {}
        Err(failure) => tracing::warn!(%failure, "nobody could be told of days to come now"),
    }
}

/// Goes on with inviting many patients, a few of each batch whose turn it is.
async fn invite_many(clinic: &Clinic) {
    loop {
        match bulk::go_on(clinic).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => {
                tracing::warn!(%failure, "nobody can be invited now");
                return;
            }
        }
    }
}

/// Finds the pairs of a few profiles that may be one person with somebody; says how long to
/// wait before the next few.
async fn compare_some(clinic: &Clinic) -> Duration {
    match duplicates::go_on(clinic, &clinic.system_job()).await {
        Ok(true) => COMPARE_PAUSE,
        Ok(false) => SLEEP_MAX,
        Err(failure) => {
            tracing::warn!(%failure, "profiles can't be compared now");
            SLEEP_MAX
        }
    }
}

/// Until the next mail is due, or the next few of many are to be invited.
async fn next_sleep(clinic: &Clinic) -> Duration {
    let next = async {
        let mut look = clinic.read(&clinic.system_job()).await?;
        let mail = notice::find_next_due(&mut *look).await?;
        let many = store::invitation::bulk::find_next_batch(&mut *look).await?;
        Ok::<_, Failure>(mail.into_iter().chain(many).min())
    }
    .await;
    match next {
        Ok(Some(due_at)) => {
            let left = Duration::try_from(due_at.duration_since(clinic.now()));
            left.unwrap_or(Duration::ZERO).clamp(SLEEP_MIN, SLEEP_MAX)
        }
        Ok(None) | Err(_) => SLEEP_MAX,
    }
}

async fn lease(clinic: &Clinic) -> Result<Vec<LeasedNotice>, Failure> {
    let mut work = clinic.begin(&clinic.system_job()).await?;
    let now = work.now();
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let taken = notice::lease_due(&mut work, now, until, AT_A_TIME).await?;
    work.commit().await?;
    Ok(taken)
}

async fn deliver(clinic: Clinic, mailer: Mailer, notice: LeasedNotice) {
    let sent = match prepare::prepare(&clinic, &notice).await {
        Ok(Prepared::Letter(letter)) => send(&mailer, &letter).await,
        Ok(Prepared::Untrue) => return finish(&clinic, &notice, Outcome::Dropped).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => finish(&clinic, &notice, Outcome::Sent).await,
        Err(SendError { code, lasting }) => {
            let tries = notice.tries + 1;
            tracing::warn!(notice = %notice.id, kind = notice.kind.as_str(), code, tries, "mail not sent");
            let outcome = if lasting == Lasting::ForGood || tries >= MAIL_TRIES {
                Outcome::Failed { error: &code }
            } else {
                Outcome::Later {
                    due_at: next_try(&clinic, tries),
                    error: &code,
                }
            };
            finish(&clinic, &notice, outcome).await;
        }
    }
}

async fn send(mailer: &Mailer, letter: &Letter) -> Result<(), SendError> {
    match tokio::time::timeout(SEND_MAX, mailer.send(letter)).await {
        Ok(sent) => sent,
        Err(_) => Err(SendError::for_now("timeout")),
    }
}

/// What became of it is written down; if even that fails, the lease ends and the mail
/// is taken up again.
async fn finish(clinic: &Clinic, notice: &LeasedNotice, outcome: Outcome<'_>) {
    let written = async {
        let mut work = clinic.begin(&clinic.system_job()).await?;
        let now = work.now();
        notice::finish_leased(&mut work, notice, outcome, now).await?;
        work.commit().await
    }
    .await;
    if let Err(failure) = written {
        tracing::warn!(notice = %notice.id, %failure, "what became of a mail can't be written");
    }
}

fn next_try(clinic: &Clinic, tries: i64) -> Timestamp {
    let pause = pause_after(tries, clinic.rng());
    clinic.now().checked_add(pause).unwrap_or(Timestamp::MAX)
}

/// 30 s after the first try, then twice as long each time up to an hour, and up to a
/// fifth more or less by chance, so that mails that failed together don't come back
/// together. Never under 30 s or over an hour.
fn pause_after(tries: i64, rng: &dyn Rng) -> SignedDuration {
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(12);
    let plain_ms = (PAUSE_FIRST.as_millis() << doublings).min(PAUSE_MAX.as_millis());
    let mut bytes = [0; 2];
    rng.fill(&mut bytes);
    // 80 % to 120 %.
    let per_mille = 800 + i128::from(u16::from_le_bytes(bytes)) * 400 / i128::from(u16::MAX);
    let ms = plain_ms * per_mille / 1_000;
    let ms = i64::try_from(ms).unwrap_or(i64::MAX);
    SignedDuration::from_millis(ms).clamp(PAUSE_FIRST, PAUSE_MAX)
}

#[cfg(test)]
mod tests;
