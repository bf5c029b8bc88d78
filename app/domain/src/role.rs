//! What members of staff may do: one table, read by every check.

use serde::{Deserialize, Serialize};

/// The job somebody has at the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the clinic's settings and team.
    Admin,
    /// Treats patients.
    Practitioner,
    /// Answers the phone and the door ("Front desk" on screen).
    Desk,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Practitioner, Self::Desk];

    /// The stored and typed form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Practitioner => "practitioner",
            Self::Desk => "desk",
        }
    }

    /// Reads the stored or typed form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role has the permission.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::SeeToday
            | Permission::SeePatients
            | Permission::EditPatients
            | Permission::Book
            | Permission::InviteUsers
            | Permission::ResolveRegistrations
            | Permission::SetSafeguardingStop
            | Permission::MendMail => true,
            Permission::SeeNotes | Permission::OwnHours => match self {
                Self::Admin | Self::Practitioner => true,
                Self::Desk => false,
            },
            Permission::UndoAnyMerge
            | Permission::Export
            | Permission::LiftSafeguardingStop
            | Permission::AllHours
            | Permission::AgeRules
            | Permission::Team => match self {
                Self::Admin => true,
                Self::Practitioner | Self::Desk => false,
            },
        }
    }
}

/// What a member of staff may be allowed to do. A clinic may narrow the table, never widen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Open Today.
    SeeToday,
    /// See all patients; every look is recorded.
    SeePatients,
    /// Add patients, and change their details.
    EditPatients,
    /// See notes and assessments.
    SeeNotes,
    /// Book, move and cancel for anyone.
    Book,
    /// Add User, resend, copy link, delete, change rights, remove access.
    InviteUsers,
    /// Work on new portal account registrations, and merge.
    ResolveRegistrations,
    /// Take back any merge at any time.
    UndoAnyMerge,
    /// Export data.
    Export,
    /// End all guardian access of a patient at once.
    SetSafeguardingStop,
    /// Lift that again.
    LiftSafeguardingStop,
    /// Change one's own services, hours and time off.
    OwnHours,
    /// Change everybody's.
    AllHours,
    /// What happens to guardians' accesses at which age.
    AgeRules,
    /// Team, roles, policy and audit.
    Team,
    /// Send undeliverable mail again, or put it aside.
    MendMail,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 16] = [
        Self::SeeToday,
        Self::SeePatients,
        Self::EditPatients,
        Self::SeeNotes,
        Self::Book,
        Self::InviteUsers,
        Self::ResolveRegistrations,
        Self::UndoAnyMerge,
        Self::Export,
        Self::SetSafeguardingStop,
        Self::LiftSafeguardingStop,
        Self::OwnHours,
        Self::AllHours,
        Self::AgeRules,
        Self::Team,
        Self::MendMail,
    ];
}

#[cfg(test)]
mod tests;
