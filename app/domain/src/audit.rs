//! What the audit records: every act that somebody is answerable for, by one name each.
//!
//! The stored words stay as they are for ever: the audit's chain is made of them.

/// Makes an enum of closed words: the enum, [`ALL`](Action::ALL), `as_str` and `parse`.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them, by their words.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stored form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Reads the stored form; none for what an older or newer version has recorded.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

mod readers;

pub use readers::{Readers, Side};

words! {
    /// What somebody did, saw or was refused.
    Action {
        /// Staff gave an access again whose last day had passed.
        AccessAgain = "access.again",
        /// Staff changed what somebody may do for a patient.
        AccessChange = "access.change",
        /// Staff, the patient or a guardian ended an access, or its holder gave it up.
        AccessEnd = "access.end",
        /// The patient gave an access again.
        AccessGiveBack = "access.give_back",
        /// Staff said that legal guardianship goes on, or no longer does.
        AccessGuardianship = "access.guardianship",
        /// Staff kept an access that nobody had used for long.
        AccessKeep = "access.keep",
        /// Staff sent somebody a link to log in with.
        AccessLogInLink = "access.log_in_link",
        /// Asked for what isn't theirs, or isn't there.
        AccessRefused = "access.refused",
        /// Staff took somebody's access away.
        AccessRemove = "access.remove",
        /// Staff looked at accesses that nobody had used for long.
        AccessesReviewed = "accesses.reviewed",
        /// Signed up.
        AccountCreate = "account.create",
        /// Asked to log in with another address.
        AccountEmailAsk = "account.email.ask",
        /// Both addresses had agreed, and it was changed.
        AccountEmailChange = "account.email.change",
        /// One of the two addresses agreed.
        AccountEmailConfirm = "account.email.confirm",
        /// The old address refused the new one.
        AccountEmailRefuse = "account.email.refuse",
        /// The old address took the change back.
        AccountEmailRevert = "account.email.revert",
        /// Whoever had asked for the change gave it up.
        AccountEmailStop = "account.email.stop",
        /// A password was wrong.
        AccountLogInRefused = "account.log_in.refused",
        /// A password for a proof was wrong.
        AccountPasswordRefused = "account.password.refused",
        /// The password was taken away.
        AccountPasswordRemoved = "account.password.removed",
        /// A password was set.
        AccountPasswordSet = "account.password.set",
        /// The first factor was right, and the second was asked for.
        AccountSecondFactorAsked = "account.second_factor.asked",
        /// There were new recovery codes.
        AccountSecondFactorCodes = "account.second_factor.codes",
        /// A recovery code was used.
        AccountSecondFactorRecovered = "account.second_factor.recovered",
        /// A second factor was wrong.
        AccountSecondFactorRefused = "account.second_factor.refused",
        /// The second factor was turned off.
        AccountSecondFactorRemoved = "account.second_factor.removed",
        /// The clinic turned the second factor off.
        AccountSecondFactorReset = "account.second_factor.reset",
        /// A second factor was set up.
        AccountSecondFactorSetUp = "account.second_factor.set_up",
        /// An account looks after this patient in a browser from now on.
        ActingChosen = "acting.chosen",
        /// Staff changed what happens to guardians' accesses at which age.
        AgePolicyChange = "age_policy.change",
        /// The patient is there.
        AppointmentArrive = "appointment.arrive",
        /// Booked online.
        AppointmentBook = "appointment.book",
        /// Booked by staff.
        AppointmentBookFor = "appointment.book_for",
        /// Cancelled.
        AppointmentCancel = "appointment.cancel",
        /// A request was confirmed.
        AppointmentConfirm = "appointment.confirm",
        /// Taken into a calendar.
        AppointmentExported = "appointment.exported",
        /// The visit is over.
        AppointmentFinish = "appointment.finish",
        /// The patient didn't come.
        AppointmentMiss = "appointment.miss",
        /// Moved.
        AppointmentMove = "appointment.move",
        /// Looked at.
        AppointmentSeen = "appointment.seen",
        /// The booking was taken back.
        AppointmentUndoBook = "appointment.undo_book",
        /// The cancelling was taken back.
        AppointmentUndoCancel = "appointment.undo_cancel",
        /// The move was taken back.
        AppointmentUndoMove = "appointment.undo_move",
        /// How far it had come was taken back.
        AppointmentUndoStep = "appointment.undo_step",
        /// Their patient looked at the list.
        AppointmentsSeen = "appointments.seen",
        /// Staff looked for a time.
        BookingPrepare = "booking.prepare",
        /// Asked for a code.
        CodeAsk = "code.ask",
        /// A code was wrong, or came too late.
        CodeRefused = "code.refused",
        /// A demo clinic was made.
        DemoFilled = "demo.filled",
        /// Somebody read the patient's access diary.
        DiarySeen = "diary.seen",
        /// Somebody was added to be looked after.
        FamilyAdd = "family.add",
        /// An account looked at who looks after whom.
        FamilySeen = "family.seen",
        /// An invitation was accepted.
        InvitationAccept = "invitation.accept",
        /// Somebody with its link asked for a new one.
        InvitationAsk = "invitation.ask",
        /// An invitation's link was copied.
        InvitationCopy = "invitation.copy",
        /// It was declined.
        InvitationDecline = "invitation.decline",
        /// An invitation was taken back.
        InvitationDelete = "invitation.delete",
        /// Too many wrong answers.
        InvitationLocked = "invitation.locked",
        /// Staff put news of it aside.
        InvitationPutAside = "invitation.put_aside",
        /// Somebody wanted to accept it, and couldn't.
        InvitationRefused = "invitation.refused",
        /// An invitation was sent again.
        InvitationResend = "invitation.resend",
        /// Taking an invitation back was taken back.
        InvitationRestore = "invitation.restore",
        /// Somebody was invited.
        InvitationSend = "invitation.send",
        /// An invitation gave way to one to another address.
        InvitationSupersede = "invitation.supersede",
        /// A wrong answer.
        InvitationWrong = "invitation.wrong",
        /// Staff looked at whom they could invite at once.
        InvitationsPrepare = "invitations.prepare",
        /// Staff looked at what became of many invitations.
        InvitationsSeen = "invitations.seen",
        /// Many were chosen to be invited at once.
        InvitationsStart = "invitations.start",
        /// An undeliverable mail was put aside.
        MailDismissed = "mail.dismissed",
        /// An undeliverable mail was sent again.
        MailSentAgain = "mail.sent_again",
        /// The weights of matching were estimated from the clinic's data.
        MatchingTrained = "matching.trained",
        /// Staff said that two profiles are of different people.
        MergeDifferent = "merge.different",
        /// Staff took back that they are.
        MergeDifferentForgotten = "merge.different_forgotten",
        /// Staff looked at what accounts saw of a profile that wasn't theirs.
        MergeDisclosuresSeen = "merge.disclosures_seen",
        /// Two profiles became one.
        MergeDone = "merge.done",
        /// Staff looked at two profiles side by side, or at what a split would do.
        MergeSeen = "merge.seen",
        /// One profile became two again.
        MergeUndone = "merge.undone",
        /// Staff looked at what was merged.
        MergesSeen = "merges.seen",
        /// Staff looked at the portal accounts.
        PatientAccountsSeen = "patient.accounts_seen",
        /// Added by staff.
        PatientAdd = "patient.add",
        /// Changed how they are reached, themselves.
        PatientContactEdit = "patient.contact.edit",
        /// Looked at how they are reached, themselves.
        PatientContactSeen = "patient.contact.seen",
        /// Changed by staff; the detail says what.
        PatientEdit = "patient.edit",
        /// Staff looked at the history.
        PatientHistorySeen = "patient.history_seen",
        /// Staff looked at the profile.
        PatientSeen = "patient.seen",
        /// Staff looked at the visits.
        PatientVisitsSeen = "patient.visits_seen",
        /// Shown as a possible match for a new patient.
        PatientsCompared = "patients.compared",
        /// Added out of a file.
        PatientsImported = "patients.imported",
        /// Changed by a file that was imported again.
        PatientsImportedAgain = "patients.imported_again",
        /// Found in a search.
        PatientsSearched = "patients.searched",
        /// On a page of the list.
        PatientsSeen = "patients.seen",
        /// Asked for a link to set a new password.
        RecoveryAsk = "recovery.ask",
        /// A registration became a patient.
        RegistrationAdded = "registration.added",
        /// Somebody who signed up said whether they have been here before.
        RegistrationAnswered = "registration.answered",
        /// Staff asked them.
        RegistrationAsked = "registration.asked",
        /// A registration's account was blocked.
        RegistrationBlocked = "registration.blocked",
        /// An admin changed who may sign up.
        RegistrationPolicyChange = "registration_policy.change",
        /// Staff looked at a registration.
        RegistrationsSeen = "registrations.seen",
        /// A safeguarding stop was lifted.
        SafeguardingLifted = "safeguarding.lifted",
        /// Staff looked at the safeguarding stops.
        SafeguardingSeen = "safeguarding.seen",
        /// A safeguarding stop was set.
        SafeguardingSet = "safeguarding.set",
        /// Logged out.
        SessionEnd = "session.end",
        /// Logged out everywhere else.
        SessionEndOthers = "session.end_others",
        /// Proved again who they are.
        SessionProve = "session.prove",
        /// An account that is blocked couldn't log in.
        SessionRefused = "session.refused",
        /// Logged in.
        SessionStart = "session.start",
        /// A member of staff was added.
        StaffAdd = "staff.add",
        /// A staff password was wrong.
        StaffLogInRefused = "staff.log_in.refused",
        /// A staff password for a proof was wrong.
        StaffPasswordRefused = "staff.password.refused",
        /// A staff password was set.
        StaffPasswordSet = "staff.password.set",
        /// The password of a member was right, and the second factor was asked for.
        StaffSecondFactorAsked = "staff.second_factor.asked",
        /// A member had new recovery codes.
        StaffSecondFactorCodes = "staff.second_factor.codes",
        /// A role began to need a second factor, or no longer does.
        StaffSecondFactorPolicy = "staff.second_factor.policy",
        /// A member used a recovery code.
        StaffSecondFactorRecovered = "staff.second_factor.recovered",
        /// A member's second factor was wrong.
        StaffSecondFactorRefused = "staff.second_factor.refused",
        /// A member turned their second factor off.
        StaffSecondFactorRemoved = "staff.second_factor.removed",
        /// A member's second factor was turned off for them.
        StaffSecondFactorReset = "staff.second_factor.reset",
        /// A member set up a second factor.
        StaffSecondFactorSetUp = "staff.second_factor.set_up",
        /// A member of staff logged out.
        StaffSessionEnd = "staff.session.end",
        /// A member of staff logged in.
        StaffSessionStart = "staff.session.start",
        /// Staff looked at Today.
        TodaySeen = "today.seen",
    }
}

impl Action {
    /// Whether somebody only looked, and nothing is otherwise than before.
    #[must_use]
    pub const fn is_look(self) -> bool {
        matches!(
            self,
            Self::AccessesReviewed
                | Self::AppointmentExported
                | Self::AppointmentSeen
                | Self::AppointmentsSeen
                | Self::BookingPrepare
                | Self::DiarySeen
                | Self::PatientAccountsSeen
                | Self::InvitationsPrepare
                | Self::InvitationsSeen
                | Self::MergeDisclosuresSeen
                | Self::MergeSeen
                | Self::MergesSeen
                | Self::FamilySeen
                | Self::PatientContactSeen
                | Self::PatientHistorySeen
                | Self::PatientSeen
                | Self::PatientVisitsSeen
                | Self::PatientsCompared
                | Self::PatientsSearched
                | Self::PatientsSeen
                | Self::RegistrationsSeen
                | Self::SafeguardingSeen
                | Self::TodaySeen
        )
    }
}

#[cfg(test)]
mod tests;
