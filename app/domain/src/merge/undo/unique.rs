//! What there may be one of: the unique keys of the schema that a split could break.

use super::{Row, Table};

/// The keys of a row that no other row may have.
pub(super) fn keys(table: Table, row: &Row) -> Vec<Vec<String>> {
    let of = |column: &str| row.get(column).cloned().flatten();
    let key = |kind: &str, columns: &[&str]| {
        let values = columns.iter().map(|column| of(column).unwrap_or_default());
        std::iter::once(kind.to_owned()).chain(values).collect()
    };
    match table {
        Table::Access if of("ended_at").is_none() => {
            let mut keys = vec![key("access", &["account_id", "patient_id"])];
            if of("relation").as_deref() == Some("self") {
                // An account is one person, whether or not it waits for staff.
                keys.push(key("own", &["account_id"]));
                if of("suspended_at").is_none() {
                    keys.push(key("self", &["patient_id"]));
                }
            }
            keys
        }
        Table::Invitation if of("state").as_deref() == Some("pending") => {
            vec![key("invitation", &["patient_id", "email_canonical"])]
        }
        Table::Stop if of("lifted_at").is_none() => vec![key("stop", &["patient_id"])],
        _ => Vec::new(),
    }
}
