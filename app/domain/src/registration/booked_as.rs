//! Whether what is booked stands at once, or is a request that the clinic has yet to confirm.
//!
//! A request is an appointment in everything else: it has its time for itself, counts as any
//! other one, and can be moved and cancelled.

use super::policy::RegistrationPolicy;

/// Who books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booker {
    /// Staff, who decide it by that.
    Staff,
    /// An account, online.
    Online {
        /// The clinic's rule at that moment.
        policy: RegistrationPolicy,
        /// Whether the registration of the patient waits for staff.
        waits: bool,
    },
}

/// What comes of a press of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookedAs {
    /// An appointment that stands.
    Booking,
    /// One that the clinic confirms, or doesn't.
    Request,
}

impl BookedAs {
    /// What it comes to. The page asks it to say so before the press, and the booking itself
    /// asks it again.
    #[must_use]
    pub const fn of(booker: Booker) -> Self {
        match booker {
            Booker::Online {
                // Whoever waits since the days of another rule isn't let in by a stricter one.
                policy: RegistrationPolicy::Request | RegistrationPolicy::InviteOnly,
                waits: true,
            } => Self::Request,
            Booker::Online { .. } | Booker::Staff => Self::Booking,
        }
    }

    /// Whether somebody to whom `shown` was said before the press may get this without being
    /// asked again. A request that stands at once is more than they asked for; a booking that
    /// only becomes a request is not what they pressed for.
    #[must_use]
    pub const fn suits(self, shown: Self) -> bool {
        !matches!((shown, self), (Self::Booking, Self::Request))
    }

    /// The form that stands in a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Request => "request",
        }
    }

    /// Reads the form that stands in a form's field. Whoever wasn't told anything was told of
    /// no request.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "booking" => Some(Self::Booking),
            "request" => Some(Self::Request),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_who_waits_books_online_is_a_request_unless_anybody_may_book() {
        let mut requests = Vec::new();
        for policy in RegistrationPolicy::ALL {
            for waits in [false, true] {
                let online = Booker::Online { policy, waits };
                if BookedAs::of(online) == BookedAs::Request {
                    requests.push((policy, waits));
                }
            }
        }
        let asked = [RegistrationPolicy::Request, RegistrationPolicy::InviteOnly];
        assert_eq!(requests, asked.map(|policy| (policy, true)));
        assert_eq!(BookedAs::of(Booker::Staff), BookedAs::Booking);
    }

    #[test]
    fn nobody_gets_less_than_the_page_said() {
        use BookedAs::{Booking, Request};
        let all = [
            (Booking, Booking),
            (Booking, Request),
            (Request, Booking),
            (Request, Request),
        ];
        let suits = all.map(|(shown, comes)| comes.suits(shown));
        assert_eq!(suits, [true, false, true, true]);
    }

    #[test]
    fn each_word_is_read_as_what_it_was_written_for() {
        for one in [BookedAs::Booking, BookedAs::Request] {
            assert_eq!(BookedAs::parse(one.as_str()), Some(one));
        }
        assert_eq!(BookedAs::parse(""), Some(BookedAs::Booking));
        for other in ["Request", "request ", "asked"] {
            assert_eq!(BookedAs::parse(other), None, "{other:?}");
        }
    }
}
