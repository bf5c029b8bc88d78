//! The crate's SQL, collected so that one test can hold all of it to the rules: it is
//! prepared against the real schema, stays in the subset that two engines share, and
//! reads what can grow through indexes.

/// Every statement, by module.
const MODULES: &[(&str, &[&str])] = &[
    ("access", crate::access::STATEMENTS),
    ("account", crate::account::STATEMENTS),
    ("account_password", crate::account_password::STATEMENTS),
    (
        "account_password::link",
        crate::account_password::LINK_STATEMENTS,
    ),
    ("age_policy", crate::age_policy::STATEMENTS),
    ("appointment", crate::appointment::STATEMENTS),
    ("appointment::ahead", crate::appointment::AHEAD_STATEMENTS),
    ("appointment::change", crate::appointment::CHANGE_STATEMENTS),
    ("appointment::desk", crate::appointment::desk::STATEMENTS),
    (
        "appointment::desk::exemption",
        crate::appointment::desk::EXEMPTION_STATEMENTS,
    ),
    (
        "appointment::desk::neighbour",
        crate::appointment::desk::NEIGHBOUR_STATEMENTS,
    ),
    ("audit", crate::audit::STATEMENTS),
    ("audit::refused", crate::audit::REFUSED_STATEMENTS),
    ("claim", crate::claim::STATEMENTS),
    ("claim::lane", crate::claim::lane::STATEMENTS),
    ("claim::swap", crate::claim::swap::STATEMENTS),
    ("clinic", crate::clinic::STATEMENTS),
    ("code", crate::code::STATEMENTS),
    ("demo", crate::demo::STATEMENTS),
    ("email_change", crate::email_change::STATEMENTS),
    ("family", crate::family::STATEMENTS),
    ("hold", crate::hold::STATEMENTS),
    ("invitation", crate::invitation::STATEMENTS),
    ("invitation::open", crate::invitation::open::STATEMENTS),
    ("invitation::news", crate::invitation::news::STATEMENTS),
    ("notice", crate::notice::STATEMENTS),
    ("patient", crate::patient::STATEMENTS),
    ("patient::diary", crate::patient::diary::STATEMENTS),
    ("patient::history", crate::patient::history::STATEMENTS),
    ("patient::index", crate::patient::index::STATEMENTS),
    ("patient::profile", crate::patient::profile::STATEMENTS),
    ("patient::search", crate::patient::search::STATEMENTS),
    ("patient::visits", crate::patient::visits::STATEMENTS),
    ("patient::contact", crate::patient::contact::STATEMENTS),
    ("practitioner", crate::practitioner::STATEMENTS),
    ("registration", crate::registration::STATEMENTS),
    ("safeguarding", crate::safeguarding::STATEMENTS),
    ("second_factor", crate::second_factor::STATEMENTS),
    (
        "second_factor::draft",
        crate::second_factor::draft::STATEMENTS,
    ),
    (
        "second_factor::half",
        crate::second_factor::half::STATEMENTS,
    ),
    (
        "second_factor::policy",
        crate::second_factor::policy::STATEMENTS,
    ),
    ("service", crate::service::STATEMENTS),
    ("session", crate::session::STATEMENTS),
    ("shift", crate::shift::STATEMENTS),
    ("sign_up", crate::sign_up::STATEMENTS),
    ("staff", crate::staff::STATEMENTS),
    ("staff::session", crate::staff::SESSION_STATEMENTS),
    ("staff::link", crate::staff::LINK_STATEMENTS),
    ("sweep", crate::sweep::STATEMENTS),
    ("throttle", crate::throttle::STATEMENTS),
    ("today", crate::today::STATEMENTS),
    ("warning", crate::warning::STATEMENTS),
];

mod tests;
