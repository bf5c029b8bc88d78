//! Who reads of an act in the patient's access diary.
//!
//! Staff read all of it. The patient reads everything but safeguarding stops. Those who act
//! for the patient read what their own pages would show them: of visits if they see visits,
//! of accesses if they say who has one, never how the clinic works, and never what the
//! patient has looked at. That visits at confidential services are left out for them is
//! asked of the visit, when the diary is read.
//!
//! The stored words are part of what `kith audit verify` checks: an act that is to be read by
//! others than before needs a migration that writes its rows anew.

use super::Action;
use crate::id::AppointmentId;

words! {
    /// Who reads of an act, besides staff.
    Readers {
        /// The patient, and whoever says who has access.
        Access = "access",
        /// The same of a look: but of the patient's own looks, the patient alone.
        AccessSeen = "access_seen",
        /// Nobody.
        Clinic = "clinic",
        /// The patient, and whoever sees how they are reached.
        Contact = "contact",
        /// The same of a look: but of the patient's own looks, the patient alone.
        ContactSeen = "contact_seen",
        /// The patient.
        Patient = "patient",
        /// The patient, and whoever sees their visits.
        Visits = "visits",
        /// The same of a look: but of the patient's own looks, the patient alone.
        VisitsSeen = "visits_seen",
    }
}

/// From where somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Through the portal: the patient, who acts for them, or somebody not logged in.
    Portal,
    /// Staff, or the program.
    Clinic,
}

impl Action {
    /// Whether its detail names the visit that it is about.
    #[must_use]
    pub const fn names_a_visit(self) -> bool {
        matches!(
            self,
            Self::AppointmentArrive
                | Self::AppointmentBook
                | Self::AppointmentBookFor
                | Self::AppointmentCancel
                | Self::AppointmentConfirm
                | Self::AppointmentExported
                | Self::AppointmentFinish
                | Self::AppointmentMiss
                | Self::AppointmentMove
                | Self::AppointmentSeen
                | Self::AppointmentUndoBook
                | Self::AppointmentUndoCancel
                | Self::AppointmentUndoMove
                | Self::AppointmentUndoStep
        )
    }

    /// Who reads of it when it was done from there with this detail, and of which visit it
    /// tells. What tells of a visit without naming it can't be told to those who don't see
    /// all visits.
    #[must_use]
    pub fn in_diary(self, side: Side, detail: &str) -> (Readers, Option<AppointmentId>) {
        let readers = self.readers(side);
        if !self.names_a_visit() {
            return (readers, None);
        }
        match (detail.parse::<AppointmentId>().ok(), readers) {
            (None, Readers::Visits | Readers::VisitsSeen) => (Readers::Patient, None),
            (visit, readers) => (readers, visit),
        }
    }

    /// Who reads of it when it was done from there.
    const fn readers(self, side: Side) -> Readers {
        match self {
            Self::AppointmentBook
            | Self::AppointmentBookFor
            | Self::AppointmentCancel
            | Self::AppointmentConfirm
            | Self::AppointmentMove
            | Self::AppointmentUndoBook
            | Self::AppointmentUndoCancel
            | Self::AppointmentUndoMove => Readers::Visits,
            // Staff look at a visit to do their work.
            Self::AppointmentExported
            | Self::AppointmentSeen
            | Self::AppointmentsSeen
            | Self::BookingPrepare => match side {
                Side::Portal => Readers::VisitsSeen,
                Side::Clinic => Readers::Patient,
            },
            Self::PatientContactEdit => Readers::Contact,
            Self::PatientContactSeen => Readers::ContactSeen,
            Self::AccessAgain
            | Self::AccessChange
            | Self::AccessEnd
            | Self::AccessGiveBack
            | Self::AccessGuardianship
            | Self::AccessKeep
            | Self::AccessRemove
            | Self::ActingChosen
            | Self::FamilyAdd
            | Self::InvitationAccept
            | Self::InvitationAsk
            | Self::InvitationCopy
            | Self::InvitationDecline
            | Self::InvitationDelete
            | Self::InvitationLocked
            | Self::InvitationRefused
            | Self::InvitationResend
            | Self::InvitationRestore
            | Self::InvitationSend
            | Self::InvitationSupersede
            | Self::InvitationWrong
            | Self::MergeDone
            | Self::MergeUndone => Readers::Access,
            Self::DiarySeen | Self::FamilySeen => Readers::AccessSeen,
            // Of a person's own account, and how the clinic works.
            Self::AccessLogInLink
            | Self::AccessesReviewed
            | Self::AccountCreate
            | Self::AccountEmailAsk
            | Self::AccountEmailChange
            | Self::AccountEmailConfirm
            | Self::AccountEmailRefuse
            | Self::AccountEmailRevert
            | Self::AccountEmailStop
            | Self::AccountPasswordRemoved
            | Self::AccountPasswordSet
            | Self::AccountSecondFactorCodes
            | Self::AccountSecondFactorRecovered
            | Self::AccountSecondFactorRemoved
            | Self::AccountSecondFactorReset
            | Self::AccountSecondFactorSetUp
            | Self::AppointmentArrive
            | Self::AppointmentFinish
            | Self::AppointmentMiss
            | Self::AppointmentUndoStep
            | Self::InvitationPutAside
            | Self::InvitationsPrepare
            | Self::InvitationsSeen
            | Self::InvitationsStart
            | Self::MailDismissed
            | Self::MailSentAgain
            | Self::MergeDifferent
            | Self::MergeDifferentForgotten
            | Self::MergeDisclosuresSeen
            | Self::MergeSeen
            | Self::MergesSeen
            | Self::PatientAccountsSeen
            | Self::PatientAdd
            | Self::PatientEdit
            | Self::PatientHistorySeen
            | Self::PatientSeen
            | Self::PatientVisitsSeen
            | Self::PatientsCompared
            | Self::PatientsImported
            | Self::PatientsImportedAgain
            | Self::PatientsSearched
            | Self::PatientsSeen
            | Self::RegistrationAdded
            | Self::RegistrationAnswered
            | Self::RegistrationAsked
            | Self::RegistrationBlocked
            | Self::RegistrationsSeen
            | Self::SessionEnd
            | Self::SessionEndOthers
            | Self::SessionStart
            | Self::TodaySeen => Readers::Patient,
            // Safeguarding is between staff; the others are about no patient.
            Self::SafeguardingLifted
            | Self::SafeguardingSeen
            | Self::SafeguardingSet
            | Self::AccessRefused
            | Self::AccountLogInRefused
            | Self::AccountPasswordRefused
            | Self::AccountSecondFactorAsked
            | Self::AccountSecondFactorRefused
            | Self::AgePolicyChange
            | Self::CodeAsk
            | Self::CodeRefused
            | Self::DemoFilled
            | Self::MatchingTrained
            | Self::RecoveryAsk
            | Self::RegistrationPolicyChange
            | Self::SessionProve
            | Self::SessionRefused
            | Self::StaffAdd
            | Self::StaffLogInRefused
            | Self::StaffPasswordRefused
            | Self::StaffPasswordSet
            | Self::StaffSecondFactorAsked
            | Self::StaffSecondFactorCodes
            | Self::StaffSecondFactorPolicy
            | Self::StaffSecondFactorRecovered
            | Self::StaffSecondFactorRefused
            | Self::StaffSecondFactorRemoved
            | Self::StaffSecondFactorReset
            | Self::StaffSecondFactorSetUp
            | Self::StaffSessionEnd
            | Self::StaffSessionStart => Readers::Clinic,
        }
    }
}

#[cfg(test)]
mod tests;
