//! What the database holds, as far as a merge and its split give it back.

use super::*;

/// Tables that tell what profiles are, and who hears of them; of the others a merge leaves words
/// behind.
pub(super) const CHARTS: [&str; 11] = [
    "access",
    "appointment",
    "claim",
    "invitation",
    "notice",
    "patient",
    "patient_listed",
    "patient_term",
    "registration",
    "safeguarding_stop",
    "warning",
];

/// What all profiles and everything of theirs are, byte by byte; without the mails that tell
/// of a merge.
pub(super) fn charts(content: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let tables = CHARTS.iter();
    tables
        .map(|table| ((*table).to_owned(), without_news(table, &content[*table])))
        .collect()
}

/// The rows of a table without the mails by which a merge itself tells people something.
pub(super) fn without_news(table: &str, rows: &[String]) -> Vec<String> {
    let kinds = [
        "portal_detached",
        "portal_taken_over",
        "profile_joined",
        "confirmed",
    ];
    let kinds = kinds.map(|kind| format!(",'{kind}',"));
    let news = |row: &String| table == "notice" && kinds.iter().any(|kind| row.contains(kind));
    rows.iter().filter(|row| !news(row)).cloned().collect()
}

/// The same, with every request of the patient confirmed: a deed of its own, which neither a
/// merge nor a split takes back.
pub(super) fn confirmed(
    content: &BTreeMap<String, Vec<String>>,
    patient: PatientId,
) -> BTreeMap<String, Vec<String>> {
    const WHOSE: usize = 1;
    const STATE: usize = 11;
    const SEQUENCE: usize = 19;
    let mut charts = charts(content);
    let whose = format!("X'{}'", patient.uuid().simple()).to_uppercase();
    for row in charts.get_mut("appointment").unwrap() {
        let mut columns: Vec<String> = row.split(',').map(str::to_owned).collect();
        let requested = columns.len() - 1;
        let is_theirs = columns[WHOSE] == whose && columns[STATE] == "'confirmed'";
        if is_theirs && columns[requested] == "1" {
            columns[requested] = String::from("0");
            let sequence: i64 = columns[SEQUENCE].parse().unwrap();
            columns[SEQUENCE] = (sequence + 1).to_string();
        }
        *row = columns.join(",");
    }
    charts
}
