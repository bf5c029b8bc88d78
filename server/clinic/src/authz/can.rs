//! What may be done, as types: `ActingFor<can::Cancel>` in a signature says who may.
//!
//! The markers have no values. Which roles and relations hold them stands in `domain`.

use domain::{access, role};

mod sealed {
    pub trait Sealed {}
}

/// Something an account may do for a patient.
pub trait Ability: sealed::Sealed + Send + Sync + 'static {
    /// The row of the table in `domain::access`.
    const ABILITY: access::Ability;
}

/// Something a member of staff may do.
pub trait Permission: sealed::Sealed + Send + Sync + 'static {
    /// The row of the table in `domain::role`.
    const PERMISSION: role::Permission;
}

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
    )*};
}

macro_rules! abilities {
    ($($name:ident),* $(,)?) => {$(
        impl Ability for $name {
            const ABILITY: access::Ability = access::Ability::$name;
        }
    )*};
}

macro_rules! permissions {
    ($($name:ident),* $(,)?) => {$(
        impl Permission for $name {
            const PERMISSION: role::Permission = role::Permission::$name;
        }
    )*};
}

markers! {
    /// Change what happens to guardians' accesses at which age.
    AgeRules,
    /// Change everybody's hours.
    AllHours,
    /// Book: an account for its patient, staff for anyone.
    Book,
    /// Cancel an appointment, and take the cancelling back.
    Cancel,
    /// Add patients, and change their details.
    EditPatients,
    /// See and change how a patient is reached.
    EditContact,
    /// Export data.
    Export,
    /// Invite people to the portal, and change their rights.
    InviteUsers,
    /// Lift a safeguarding stop.
    LiftSafeguardingStop,
    /// Send undeliverable mail again, or put it aside.
    MendMail,
    /// Change one's own hours.
    OwnHours,
    /// Invite others to act for the patient, and take back what they were given.
    ManageAccess,
    /// Get the mails about the patient's appointments.
    ReceiveNotices,
    /// Move an appointment to another time, and take the move back.
    Reschedule,
    /// Work on new portal account registrations.
    ResolveRegistrations,
    /// See notes and assessments.
    SeeNotes,
    /// See all patients.
    SeePatients,
    /// Open Today.
    SeeToday,
    /// End all guardian access of a patient.
    SetSafeguardingStop,
    /// Team, roles, policy and audit.
    Team,
    /// Take back any merge at any time.
    UndoAnyMerge,
    /// See when a patient has appointments.
    ViewAppointments,
}

abilities! {
    Book, Cancel, EditContact, ManageAccess, ReceiveNotices, Reschedule, ViewAppointments,
}

permissions! {
    AgeRules, AllHours, Book, EditPatients, Export, InviteUsers, LiftSafeguardingStop, MendMail, OwnHours,
    ResolveRegistrations, SeeNotes, SeePatients, SeeToday, SetSafeguardingStop, Team, UndoAnyMerge,
}
