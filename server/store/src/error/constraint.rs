//! The schema's rules by name, read from what SQLite says about a refused row.
//!
//! SQLite names the columns of a unique index ("claim.resource_id, claim.quantum,
//! claim.lane"), or the index itself where it is built on an expression ("index
//! 'name'"). Neither ever holds a value.

/// A rule of the schema that refused a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Constraint {
    /// The time is taken: primary key of `claim`.
    Claim,
    /// The patient, or the account, has a live self access already.
    OpenSelfAccess,
    /// The account has a live access to the patient already.
    OpenAccess,
    /// The invitation gave an access already.
    InvitationAccepted,
    /// The address has an open invitation to the patient's portal already.
    OpenInvitation,
    /// A safeguarding stop stands already.
    OpenStop,
    /// An account with this e-mail address exists.
    AccountEmail,
    /// The account has an open change of its address already.
    OpenEmailChange,
    /// A member of staff with this e-mail address exists.
    StaffEmail,
    /// A patient with this id exists: the press of the button that added them.
    Patient,
    /// This press of the button was already worked off.
    Submission,
    /// The visitor has a hold already.
    HoldVisitor,
    /// This news was already written to that address.
    NoticeOnce,
    /// A row that is pointed to is missing, or still pointed to.
    ForeignKey,
    /// A CHECK of the schema: a mistake of ours, since `domain` refuses such values first.
    Check,
    /// Any other rule: the columns or the index, never a value.
    Other(String),
}

/// SQLITE_CONSTRAINT_CHECK
const CHECK: i32 = 275;
/// SQLITE_CONSTRAINT_FOREIGNKEY
const FOREIGN_KEY: i32 = 787;

/// Columns (or index) as SQLite names them, and the rule behind them.
const NAMED: &[(&str, Constraint)] = &[
    (
        "claim.resource_id, claim.quantum, claim.lane",
        Constraint::Claim,
    ),
    ("access.patient_id", Constraint::OpenSelfAccess),
    ("access.account_id", Constraint::OpenSelfAccess),
    (
        "access.account_id, access.patient_id",
        Constraint::OpenAccess,
    ),
    ("access.invitation_id", Constraint::InvitationAccepted),
    (
        "invitation.patient_id, invitation.email_canonical",
        Constraint::OpenInvitation,
    ),
    ("safeguarding_stop.patient_id", Constraint::OpenStop),
    ("account.email_canonical", Constraint::AccountEmail),
    ("email_change.account_id", Constraint::OpenEmailChange),
    ("staff.email_canonical", Constraint::StaffEmail),
    ("patient.id", Constraint::Patient),
    ("appointment.submission_id", Constraint::Submission),
    ("hold.visitor_hash, hold.position", Constraint::HoldVisitor),
    (
        "notice.appointment_id, notice.kind, notice.to_address, notice.version",
        Constraint::NoticeOnce,
    ),
];

impl Constraint {
    /// Reads SQLite's extended code and message, such as
    /// "UNIQUE constraint failed: account.email_canonical".
    pub(super) fn parse(code: i32, message: &str) -> Self {
        match code {
            FOREIGN_KEY => Self::ForeignKey,
            // What follows may be the text of the CHECK, which is SQL: not passed on.
            CHECK => Self::Check,
            _ => {
                let subject = message
                    .split_once("failed: ")
                    .map_or("", |(_, subject)| subject);
                NAMED
                    .iter()
                    .find(|(columns, _)| *columns == subject)
                    .map_or_else(|| Self::Other(subject.to_owned()), |(_, rule)| rule.clone())
            }
        }
    }
}
