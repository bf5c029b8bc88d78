//! Who may sign up at the clinic.

/// What the clinic says to somebody new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationPolicy {
    /// Anybody signs up, and books at once.
    Open,
    /// Anybody signs up; what they book is a request until staff have seen who they are.
    Request,
    /// Nobody signs up who isn't invited.
    InviteOnly,
}

impl RegistrationPolicy {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Open, Self::Request, Self::InviteOnly];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Request => "request",
            Self::InviteOnly => "invite_only",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether an account comes of it when somebody new says who they are. An account that is
    /// there, and an invitation, need no sign-up.
    #[must_use]
    pub const fn takes_sign_ups(self) -> bool {
        match self {
            Self::Open | Self::Request => true,
            Self::InviteOnly => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_read_as_what_it_was_written_for() {
        for policy in RegistrationPolicy::ALL {
            assert_eq!(RegistrationPolicy::parse(policy.as_str()), Some(policy));
        }
        for other in ["", "Open", "invite", "open "] {
            assert_eq!(RegistrationPolicy::parse(other), None, "{other:?}");
        }
        let takes = RegistrationPolicy::ALL.map(RegistrationPolicy::takes_sign_ups);
        assert_eq!(takes, [true, true, false]);
    }
}
