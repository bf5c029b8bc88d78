//! How many files, and so connections, the system lets this process have open.

/// What is kept for all that is not a connection: the database, mail, the site's files.
const NOT_CONNECTIONS: usize = 256;
/// What is there where the system doesn't say.
const UNKNOWN: usize = 1_024;

/// Asks for as many as the system allows, and answers how many of them can be
/// connections. Systems start a program with 1,024, for the sake of very old ones, and
/// allow far more to whoever asks.
pub fn seats() -> usize {
    open_at_once().saturating_sub(NOT_CONNECTIONS).max(1)
}

#[cfg(unix)]
fn open_at_once() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let found = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: found.maximum,
        ..found
    };
    let limit = match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => wanted.current,
        // Some systems say that there is no limit, and then know one.
        Err(_) => found.current,
    };
    limit.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(UNKNOWN)
    })
}

#[cfg(not(unix))]
fn open_at_once() -> usize {
    UNKNOWN
}

#[cfg(test)]
mod tests {
    #[test]
    fn as_many_as_the_system_allows() {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max open files"));
        let Some(hard) = line.and_then(|line| line.split_whitespace().nth(4)) else {
            return;
        };
        let hard: usize = hard.parse().unwrap_or(usize::MAX);
        let kept = super::NOT_CONNECTIONS;
        assert_eq!(super::seats(), hard.saturating_sub(kept).max(1));
    }
}
