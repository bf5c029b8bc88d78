//! The crate's SQL, collected so that one test can hold all of it to the rules: it is
//! prepared against the real schema and stays in the subset that two engines share.
//! What the booking path reads, it reads through indexes.

/// Every statement, by module.
const MODULES: &[(&str, &[&str])] = &[
    ("account", crate::account::STATEMENTS),
    ("appointment", crate::appointment::STATEMENTS),
    ("audit", crate::audit::STATEMENTS),
    ("claim", crate::claim::STATEMENTS),
    ("clinic", crate::clinic::STATEMENTS),
    ("code", crate::code::STATEMENTS),
    ("demo", crate::demo::STATEMENTS),
    ("hold", crate::hold::STATEMENTS),
    ("notice", crate::notice::STATEMENTS),
    ("patient", crate::patient::STATEMENTS),
    ("practitioner", crate::practitioner::STATEMENTS),
    ("registration", crate::registration::STATEMENTS),
    ("service", crate::service::STATEMENTS),
    ("session", crate::session::STATEMENTS),
    ("shift", crate::shift::STATEMENTS),
    ("sign_up", crate::sign_up::STATEMENTS),
    ("staff", crate::staff::STATEMENTS),
    ("sweep", crate::sweep::STATEMENTS),
    ("throttle", crate::throttle::STATEMENTS),
    ("today", crate::today::STATEMENTS),
];

/// The modules of the booking path.
const BOOKING: &[&str] = &[
    "appointment",
    "claim",
    "clinic",
    "hold",
    "patient",
    "practitioner",
    "service",
    "shift",
];

mod tests;
