//! From where two profiles were opened side by side, and so where it goes on.

use std::fmt;

use clinic::{Staff, can, registrations};
use domain::id::PatientId;

use crate::error::ApiError;
use crate::{ctx, routes};

/// The most that are counted of those who were dealt with one after the other.
const COUNTED_MAX: u32 = 9_999;
/// How the list of duplicates is called in forms and addresses.
const DUPLICATES: &str = "duplicates";

/// From where somebody came, as the field `queue` of forms and addresses says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// From a profile, or from nowhere that is known.
    Profile,
    /// From the list of duplicates.
    Duplicates,
    /// From the queue of registrations: the how many-th of those that are dealt with one after
    /// the other this is, from 1 on.
    Queue(u32),
}

impl Came {
    /// Reads the field. What no page of ours says is the first of the queue.
    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "" => Self::Profile,
            DUPLICATES => Self::Duplicates,
            number => Self::Queue(number.parse().unwrap_or(1).clamp(1, COUNTED_MAX)),
        }
    }

    /// What the address of this page says.
    pub(crate) fn of_address() -> Self {
        Self::parse(&ctx::query("queue").unwrap_or_default())
    }
}

/// The field's text.
impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile => Ok(()),
            Self::Duplicates => f.write_str(DUPLICATES),
            Self::Queue(number) => write!(f, "{number}"),
        }
    }
}

/// The page of the registration that comes next, as the `number`-th; Today where nobody waits
/// any more. `rather` is one who comes first if they still wait, `news` what the page says of
/// what was just done.
pub(crate) async fn go_on(
    who: &Staff<can::ResolveRegistrations>,
    number: u32,
    rather: Option<PatientId>,
    news: &[(&str, String)],
) -> Result<String, ApiError> {
    let next = registrations::next(&ctx::clinic()?, who, rather).await?;
    Ok(match next {
        Some(id) => routes::registration_next(id, number, news),
        None => routes::today_with(news),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_as_it_was_written() {
        for came in [
            Came::Profile,
            Came::Duplicates,
            Came::Queue(1),
            Came::Queue(12),
        ] {
            assert_eq!(Came::parse(&came.to_string()), came);
        }
        for other in ["yes", "0", "-3", "1e9"] {
            assert_eq!(Came::parse(other), Came::Queue(1), "{other}");
        }
        assert_eq!(Came::parse("123456"), Came::Queue(COUNTED_MAX));
    }
}
