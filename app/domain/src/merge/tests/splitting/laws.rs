//! What holds of each merge and each split of it.

use proptest::prelude::*;

use super::*;

/// What somebody does to accesses between a merge and its split, and what is said then.
fn doings() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0_usize..7, 0_usize..8), 0..10)
}

const COLUMNS: [(&str, &str); 5] = [
    ("suspended_at", "30"),
    ("suspended_at", ""),
    ("ended_at", "30"),
    ("until_on", "2026-05-01"),
    ("abilities", "view"),
];

fn is_live(row: &Row) -> bool {
    row["ended_at"].is_none() && row["suspended_at"].is_none()
}

/// Places in made-up rows that a merge, or somebody after it, writes.
fn writes() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    prop::collection::vec((0_usize..6, 0_usize..3, 0_u8..4), 0..12)
}

const MADE_UP: [Slot; 6] = [
    Slot::PatientEmail,
    Slot::PatientPhone,
    Slot::AppointmentOverbooked,
    Slot::AppointmentPatient,
    Slot::InvitationPatient,
    Slot::AccessSuspended,
];

fn made_up(slot: usize, n: usize) -> (RowRef, Slot) {
    let slot = MADE_UP[slot];
    (at(slot.table(), &n.to_string()), slot)
}

fn any_rows() -> Rows {
    let mut rows = Rows::new();
    for n in 0..3 {
        let n = n.to_string();
        rows.insert(
            at(Table::Patient, &n),
            row(&[
                ("email", &n),
                ("email_as_given", ""),
                ("phone", ""),
                ("phone_as_given", ""),
            ]),
        );
        rows.insert(at(Table::Appointment, &n), visit_of(D));
        let mut invitation = visit_of(D);
        invitation.insert(String::from("email_canonical"), Some(n.clone()));
        rows.insert(at(Table::Invitation, &n), invitation);
        rows.insert(at(Table::Access, &n), access_of(D, &n, "guardian"));
    }
    rows
}

/// A merge that writes this, each place once.
fn merging(writes: &[(usize, usize, u8)]) -> History {
    const VALUES: [&str; 4] = ["", "1", "2", "3"];
    let mut seen = BTreeSet::new();
    let plan: Vec<_> = writes
        .iter()
        .map(|(slot, n, to)| (made_up(*slot, *n), VALUES[usize::from(*to)]))
        .filter(|(place, _)| seen.insert(place.clone()))
        .map(|((row, slot), to)| (row, slot, vec![if slot.says_whose() { S } else { to }]))
        .collect();
    History::of(any_rows(), &plan)
}

proptest! {
    /// Whatever was done since and is said: on the survivor's side nobody is let in by a split
    /// but who was before the merge, or is right now; and a split is always possible.
    #[test]
    fn a_split_wakes_nobody(doings in doings(), keeps in prop::collection::vec(0_usize..8, 0..4)) {
        let before = access_of(S, "s", "self");
        let mut history = usual();
        for (what, n) in doings {
            let rows: Vec<RowRef> = history.now.keys().filter(|row| row.table == Table::Access).cloned().collect();
            let row_of = &rows[n % rows.len()];
            match COLUMNS.get(what) {
                // Nobody gives again what has ended, nor a second own account.
                Some(("suspended_at", "")) if row_of.id == "shut" => {}
                Some((column, value)) => history.set(row_of, column, value),
                None => {
                    let stop = row(&[("patient_id", S), ("lifted_at", if what == 5 { "" } else { "31" })]);
                    history.now.insert(at(Table::Stop, "stop"), stop);
                }
            }
        }
        let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
        let changed: Vec<RowRef> = sorted.changed.iter().cloned().collect();
        let stay = keeps.iter().filter_map(|n| changed.get(*n).cloned()).collect();
        let then = history.split(&Said { stay, ..Said::default() }).unwrap();
        for (row, found) in &then {
            if row.table == Table::Access && found["patient_id"].as_deref() == Some(S) && is_live(found) {
                let was = is_live(&history.now[row]) || (row.id == "shut" && is_live(&before));
                prop_assert!(was, "{row}");
            }
        }
    }

    #[test]
    fn merging_and_splitting_is_the_identity(writes in writes()) {
        let then = merging(&writes).split(&Said::default()).unwrap();
        prop_assert_eq!(then, any_rows());
    }

    #[test]
    fn what_was_written_since_stays(merged in writes(), since in writes()) {
        let mut history = merging(&merged);
        let mut edited = BTreeMap::new();
        for (slot, n, _) in &since {
            let (row, slot) = made_up(*slot, *n);
            if !slot.says_whose() {
                history.set(&row, slot.columns()[0], "99");
                edited.insert((row, slot.columns()[0]), String::from("99"));
            }
        }
        let then = history.split(&Said::default()).unwrap();
        for (of, was) in any_rows() {
            for (column, old) in was {
                let later = edited.get(&(of.clone(), column.as_str())).cloned();
                prop_assert_eq!(&then[&of][&column], &later.or(old));
            }
        }
    }
}
