//! The places in rows that a merge writes: tables, and columns that go together.

use serde::{Deserialize, Serialize};

use crate::merge::field::Field;

/// Tables whose rows a merge changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Charts.
    Patient,
    /// Who can log in.
    Access,
    /// Visits.
    Appointment,
    /// Who was asked to.
    Invitation,
    /// Who is shut out.
    Stop,
    /// New portal accounts.
    Registration,
    /// Mails.
    Notice,
    /// Who was told of a day that changes access.
    Warning,
    /// Times kept for somebody who books just now.
    Hold,
    /// For whom a browser looks after things.
    Session,
}

impl Table {
    /// Those whose rows a page lists.
    pub const LISTED: [Self; 4] = [
        Self::Appointment,
        Self::Access,
        Self::Invitation,
        Self::Stop,
    ];

    /// The word of a form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Access => "access",
            Self::Appointment => "visit",
            Self::Invitation => "invitation",
            Self::Stop => "stop",
            Self::Registration => "registration",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Hold => "hold",
            Self::Session => "session",
        }
    }

    pub(super) const fn is_listed(self) -> bool {
        matches!(
            self,
            Self::Access | Self::Appointment | Self::Invitation | Self::Stop
        )
    }

    /// Columns that change by themselves: no work of anybody's.
    pub(super) const fn moving(self) -> &'static [&'static str] {
        match self {
            Self::Access => &["used_at"],
            _ => &[],
        }
    }
}

macro_rules! slots {
    ($($(#[$doc:meta])* $slot:ident = $word:literal, $table:ident, $columns:expr;)+) => {
        /// What of a row a merge changes at a time: columns that go together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Slot {
            $($(#[$doc])* $slot,)+
        }

        impl Slot {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$slot,)+];

            /// The stored form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$slot => $word,)+
                }
            }

            /// Reads the stored form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|slot| slot.as_str() == text)
            }

            /// In which table.
            #[must_use]
            pub const fn table(self) -> Table {
                match self {
                    $(Self::$slot => Table::$table,)+
                }
            }

            /// Which columns.
            #[must_use]
            pub const fn columns(self) -> &'static [&'static str] {
                match self {
                    $(Self::$slot => $columns,)+
                }
            }
        }
    };
}

slots! {
    /// Whose the access is.
    AccessPatient = "access.patient", Access, &["patient_id"];
    /// Whether it waits for staff.
    AccessSuspended = "access.suspended", Access, &["suspended_at"];
    /// Whether it ended.
    AccessEnded = "access.ended", Access, &["ended_at", "ended_by"];
    /// Whose the visit is.
    AppointmentPatient = "appointment.patient", Appointment, &["patient_id"];
    /// Whether it was put over another one.
    AppointmentOverbooked = "appointment.overbooked", Appointment, &["overbooked"];
    /// Whose the invitation is.
    InvitationPatient = "invitation.patient", Invitation, &["patient_id"];
    /// Whether it still waits.
    InvitationClosed = "invitation.closed", Invitation, &["state", "closed_at"];
    /// Whose the stop is.
    StopPatient = "stop.patient", Stop, &["patient_id"];
    /// What became of the sign-up.
    RegistrationResolved = "registration.resolved", Registration, &["state", "resolved_at", "resolved_by"];
    /// Whom a mail is about.
    NoticePatient = "notice.patient", Notice, &["patient_id"];
    /// Whether it still waits to be sent.
    NoticeState = "notice.state", Notice, &["state", "done_at"];
    /// Whose birthday it is.
    WarningPatient = "warning.patient", Warning, &["patient_id"];
    /// For whom a time is kept.
    HoldPatient = "hold.patient", Hold, &["patient_id"];
    /// For whom a browser looks after things.
    SessionActing = "session.acting", Session, &["acting_for"];
    /// What the survivor's chart says.
    PatientName = "patient.name", Patient, Field::Name.columns();
    /// The same.
    PatientBorn = "patient.born", Patient, Field::Born.columns();
    /// The same.
    PatientSex = "patient.sex", Patient, Field::Sex.columns();
    /// The same.
    PatientPronouns = "patient.pronouns", Patient, Field::Pronouns.columns();
    /// The same.
    PatientEmail = "patient.email", Patient, Field::Email.columns();
    /// The same.
    PatientPhone = "patient.phone", Patient, Field::Phone.columns();
    /// The same.
    PatientAddress = "patient.address", Patient, Field::Address.columns();
    /// The same.
    PatientRecordNumber = "patient.record_number", Patient, Field::RecordNumber.columns();
    /// When it was last changed.
    PatientUpdated = "patient.updated", Patient, &["updated_at"];
    /// Of what the absorbed profile is part.
    PatientMerged = "patient.merged", Patient, &["merged_into"];
}

impl Slot {
    /// That of a field.
    #[must_use]
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Name => Self::PatientName,
            Field::Born => Self::PatientBorn,
            Field::Sex => Self::PatientSex,
            Field::Pronouns => Self::PatientPronouns,
            Field::Email => Self::PatientEmail,
            Field::Phone => Self::PatientPhone,
            Field::Address => Self::PatientAddress,
            Field::RecordNumber => Self::PatientRecordNumber,
        }
    }

    /// The field that it is.
    #[must_use]
    pub fn field(self) -> Option<Field> {
        Field::ALL
            .into_iter()
            .find(|field| Self::of(*field) == self)
    }

    /// Whether it says whose a row is.
    #[must_use]
    pub const fn says_whose(self) -> bool {
        matches!(
            self,
            Self::AccessPatient
                | Self::AppointmentPatient
                | Self::InvitationPatient
                | Self::StopPatient
                | Self::NoticePatient
                | Self::WarningPatient
                | Self::HoldPatient
        )
    }

    /// Where a table of [`Table::LISTED`] says whose a row is.
    #[must_use]
    pub const fn whose_in(table: Table) -> Option<Self> {
        match table {
            Table::Access => Some(Self::AccessPatient),
            Table::Appointment => Some(Self::AppointmentPatient),
            Table::Invitation => Some(Self::InvitationPatient),
            Table::Stop => Some(Self::StopPatient),
            _ => None,
        }
    }
}
