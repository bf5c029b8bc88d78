//! What a mail tells.

use crate::column::stored_words;

/// Gives the kinds their stored words, each said once.
macro_rules! kinds {
    ($($(#[$of:meta])* $arm:ident = $word:literal,)*) => {
        /// What a mail tells.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum NoticeKind {
            $($(#[$of])* $arm,)*
        }

        impl NoticeKind {
            /// The stored form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$arm => $word,)*
                }
            }

            /// Reads the stored form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$arm),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A code to log in or to prove an address. Subject: the code request.
    Code = "code",
    /// An appointment was booked. Subject: the appointment.
    Booked = "booked",
    /// A request was confirmed. Subject: the appointment.
    Confirmed = "confirmed",
    /// An appointment was moved to another time. Subject: the appointment.
    Moved = "moved",
    /// An appointment was cancelled. Subject: the appointment.
    Cancelled = "cancelled",
    /// A link to set a new password. Subject: the address that it goes to.
    Recovery = "recovery",
    /// A password was set. Subject: the account.
    PasswordChanged = "password_changed",
    /// A password was taken away. Subject: the account.
    PasswordRemoved = "password_removed",
    /// Another address is to log an account in. Subject: the account.
    EmailChangeAsked = "email_change_asked",
    /// An account has another address. Subject: the account.
    EmailChanged = "email_changed",
    /// It has its earlier one again. Subject: the account.
    EmailReverted = "email_reverted",
    /// A second factor was set up. Subject: the account, or else a member of staff.
    SecondFactorOn = "second_factor_on",
    /// It was turned off. Subject: as above.
    SecondFactorOff = "second_factor_off",
    /// The clinic turned it off. Subject: as above.
    SecondFactorReset = "second_factor_reset",
    /// There are new recovery codes. Subject: as above.
    RecoveryCodesNew = "recovery_codes_new",
    /// A recovery code was used. Subject: as above.
    RecoveryCodeUsed = "recovery_code_used",
    /// Staff send an account a link to log in with. Subject: the code request.
    LogInLink = "log_in_link",
    /// Somebody is invited to a patient's portal. Subject: the invitation.
    Invitation = "invitation",
    /// Somebody may act for a patient from now on. Subject: the invitation.
    AccessGiven = "access_given",
    /// Another account than the invited address accepted. Subject: the invitation.
    InvitationUsed = "invitation_used",
    /// A birthday changes what somebody may do. Subject: the warning.
    Birthday = "birthday",
    /// An access has its last day soon. Subject: the warning.
    LastDay = "last_day",
    /// Staff gave an access again whose last day had passed. Subject: the access.
    AccessAgain = "access_again",
    /// An account is no longer the patient's own since two profiles became one. Subject: the
    /// account.
    PortalDetached = "portal_detached",
    /// The same, and nothing but somebody's word says that the other account is theirs. Subject:
    /// the account.
    PortalTakenOver = "portal_taken_over",
    /// Staff joined another profile with one on their own word. Subject: the account that had
    /// it, or else the address that stood in its chart.
    ProfileJoined = "profile_joined",
    /// Somebody who signed up is asked whether they have been here before. Subject: the
    /// question.
    RegistrationQuestion = "registration_question",
}

stored_words!(NoticeKind);
