//! What somebody who waits has asked for, as a page showed it: whoever adds them confirms it, and
//! agrees to no more than they saw.

use std::fmt;

use jiff::Timestamp;

/// The requests of one patient. Two are equal if none came, went or was moved in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// How many.
    pub count: u32,
    /// When one of them was asked for or moved last; none without any.
    pub latest: Option<Timestamp>,
}

/// As it goes along with a form: `2-1764057600000`, and nothing where there are none.
impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.latest {
            Some(latest) => write!(f, "{}-{}", self.count, latest.as_millisecond()),
            None => Ok(()),
        }
    }
}

impl Requests {
    /// Reads what a form carried; what it can't have carried is no number of requests.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let (count, latest) = text.split_once('-')?;
        Some(Self {
            count: count.parse().ok().filter(|count| *count > 0)?,
            latest: Some(Timestamp::from_millisecond(latest.parse().ok()?).ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_carries_comes_back_the_same() {
        let latest = Timestamp::from_millisecond(1_764_057_600_123).unwrap();
        let some = Requests {
            count: 2,
            latest: Some(latest),
        };
        assert_eq!(some.to_string(), "2-1764057600123");
        assert_eq!(Requests::parse("2-1764057600123"), Some(some));
        assert_eq!(Requests::default().to_string(), "");
        assert_eq!(Requests::parse(""), Some(Requests::default()));
        for other in [
            "0-1764057600123",
            "2",
            "2-",
            "-1-5",
            "two-5",
            "2-99999999999999999",
        ] {
            assert_eq!(Requests::parse(other), None, "{other}");
        }
    }
}
