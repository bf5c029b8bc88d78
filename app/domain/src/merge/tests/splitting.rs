//! Splitting, on rows that are texts: what a merge wrote is put back wherever it still stands.

use proptest::prelude::*;

use super::super::undo::{Change, Merged, Row, RowRef, Rows, Said, Slot, Table, depends};
use super::*;

const S: &str = "s";
const D: &str = "d";

fn at(table: Table, id: &str) -> RowRef {
    RowRef {
        table,
        id: id.to_owned(),
    }
}

fn known(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn row(columns: &[(&str, &str)]) -> Row {
    columns
        .iter()
        .map(|(column, text)| ((*column).to_owned(), known(text)))
        .collect()
}

/// A history of one merge: the rows as they are now, and what it wrote.
struct History {
    now: Rows,
    merged: Merged,
}

impl History {
    fn of(before: Rows, plan: &[(RowRef, Slot, Vec<&str>)]) -> Self {
        let mut now = before.clone();
        let mut changes = Vec::new();
        for (row, slot, new) in plan {
            let found = now.get_mut(row).unwrap();
            let columns = slot.columns();
            let old = columns
                .iter()
                .map(|column| found[*column].clone())
                .collect();
            let mut new: Vec<_> = new.iter().map(|text| known(text)).collect();
            new.resize(columns.len(), None);
            for (column, new) in columns.iter().zip(&new) {
                found.insert((*column).to_owned(), new.clone());
            }
            changes.push(Change {
                row: row.clone(),
                slot: *slot,
                old,
                new,
            });
        }
        let left = changes
            .iter()
            .map(|change| (change.row.clone(), now[&change.row].clone()));
        let merged = Merged {
            survivor: S.to_owned(),
            absorbed: D.to_owned(),
            left: left.collect(),
            before: before.keys().cloned().collect(),
            changes,
        };
        Self { now, merged }
    }

    fn set(&mut self, of: &RowRef, column: &str, text: &str) {
        let found = self.now.get_mut(of).unwrap();
        found.insert(column.to_owned(), known(text));
    }

    fn split(&self, said: &Said) -> Result<Rows, MergeRefusal> {
        let restored = self.merged.restored(&self.now, &BTreeSet::new(), said)?;
        let mut then = self.now.clone();
        for place in restored.changes {
            let change = &self.merged.changes[place];
            let found = then.get_mut(&change.row).unwrap();
            for (column, old) in change.slot.columns().iter().zip(&change.old) {
                found.insert((*column).to_owned(), old.clone());
            }
        }
        for given in restored.give {
            let found = then.get_mut(&given).unwrap();
            found.insert(String::from("patient_id"), Some(D.to_owned()));
        }
        Ok(then)
    }
}

fn visit_of(patient: &str) -> Row {
    row(&[
        ("patient_id", patient),
        ("state", "confirmed"),
        ("overbooked", "0"),
    ])
}

fn access_of(patient: &str, account: &str, relation: &str) -> Row {
    row(&[
        ("patient_id", patient),
        ("account_id", account),
        ("relation", relation),
        ("suspended_at", ""),
        ("ended_at", ""),
        ("ended_by", ""),
        ("used_at", "1"),
    ])
}

fn usual() -> History {
    let (chart, gone) = (at(Table::Patient, S), at(Table::Patient, D));
    let (visit, theirs) = (at(Table::Appointment, "v"), at(Table::Appointment, "w"));
    let (own, second) = (at(Table::Access, "own"), at(Table::Access, "second"));
    let first = at(Table::Access, "first");
    let before = Rows::from([
        (
            chart.clone(),
            row(&[
                ("email", "old"),
                ("email_as_given", ""),
                ("phone", "1"),
                ("phone_as_given", ""),
                ("updated_at", "5"),
            ]),
        ),
        (gone.clone(), row(&[("merged_into", "")])),
        (visit.clone(), visit_of(D)),
        (theirs, visit_of(S)),
        (own.clone(), access_of(D, "a", "self")),
        (second.clone(), access_of(D, "b", "guardian")),
        (first, access_of(S, "b", "guardian")),
    ]);
    History::of(
        before,
        &[
            (second.clone(), Slot::AccessEnded, vec!["9", "merge"]),
            (second, Slot::AccessPatient, vec![S]),
            (own, Slot::AccessPatient, vec![S]),
            (visit, Slot::AppointmentPatient, vec![S]),
            (chart.clone(), Slot::PatientEmail, vec!["new"]),
            (chart, Slot::PatientUpdated, vec!["9"]),
            (gone, Slot::PatientMerged, vec![S]),
        ],
    )
}

#[test]
fn what_is_untouched_goes_back_by_itself() {
    let mut history = usual();
    // Using an access is no change of it.
    history.set(&at(Table::Access, "own"), "used_at", "10");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    let back = [
        at(Table::Access, "own"),
        at(Table::Access, "second"),
        at(Table::Appointment, "v"),
    ];
    assert_eq!(sorted.back, back.into_iter().collect());
    assert_eq!((sorted.changed.len(), sorted.since.len()), (0, 0));
    let fields = (sorted.fields_back, sorted.fields_kept);
    assert_eq!(fields, (vec![Field::Email], vec![]));
}

#[test]
fn what_was_changed_since_keeps_its_later_value_wherever_it_goes() {
    for stays in [false, true] {
        let mut history = usual();
        let visit = at(Table::Appointment, "v");
        history.set(&visit, "state", "cancelled");
        let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
        assert_eq!(sorted.changed, BTreeSet::from([visit.clone()]));
        let stay = if stays {
            sorted.changed
        } else {
            BTreeSet::new()
        };
        let said = Said {
            stay,
            ..Said::default()
        };
        let then = history.split(&said).unwrap();
        assert_eq!(then[&visit]["state"].as_deref(), Some("cancelled"));
        let whose = if stays { S } else { D };
        assert_eq!(then[&visit]["patient_id"].as_deref(), Some(whose));
    }
}

#[test]
fn a_field_that_was_edited_since_stays() {
    let mut history = usual();
    let chart = at(Table::Patient, S);
    history.set(&chart, "email", "newest");
    history.set(&chart, "updated_at", "20");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    let fields = (sorted.fields_back, sorted.fields_kept);
    assert_eq!(fields, (vec![], vec![Field::Email]));
    let then = history.split(&Said::default()).unwrap();
    assert_eq!(then[&chart], history.now[&chart]);

    let mut other = usual();
    other.set(&chart, "phone", "2");
    other.set(&chart, "updated_at", "20");
    let restored = other
        .merged
        .restored(&other.now, &BTreeSet::new(), &Said::default());
    assert!(restored.unwrap().touches, "one more change of the chart");
    let then = other.split(&Said::default()).unwrap();
    assert_eq!(then[&chart]["email"].as_deref(), Some("old"));
    assert_eq!(then[&chart]["phone"].as_deref(), Some("2"));
}

#[test]
fn what_is_new_since_stays_unless_it_is_given() {
    let mut history = usual();
    let (new, other) = (at(Table::Appointment, "x"), at(Table::Appointment, "y"));
    let theirs = at(Table::Appointment, "w");
    history.now.insert(new.clone(), visit_of(S));
    history.now.insert(other.clone(), visit_of(S));
    let later = BTreeSet::from([other]);
    let sorted = history.merged.sorted(&history.now, &later);
    let only = BTreeSet::from([new.clone()]);
    assert_eq!(sorted.since, only, "a later merge brought the other");
    let then = history.split(&Said::default()).unwrap();
    assert_eq!(then[&new]["patient_id"].as_deref(), Some(S));
    let said = Said {
        // What was there before can't be given away.
        give: BTreeSet::from([new.clone(), theirs.clone()]),
        ..Said::default()
    };
    let then = history.split(&said).unwrap();
    assert_eq!(then[&new]["patient_id"].as_deref(), Some(D));
    assert_eq!(then[&theirs]["patient_id"].as_deref(), Some(S));
}

#[test]
fn an_access_that_was_doubled_comes_back_only_if_the_other_one_still_stands() {
    let mut history = usual();
    let second = at(Table::Access, "second");
    let then = history.split(&Said::default()).unwrap();
    assert_eq!(then[&second]["ended_at"], None);
    history.set(&at(Table::Access, "first"), "ended_at", "15");
    let then = history.split(&Said::default()).unwrap();
    let ended = then[&second]["ended_at"].as_deref();
    assert_eq!(ended, Some("9"), "somebody meant the person");
    assert_eq!(then[&second]["patient_id"].as_deref(), Some(D));
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert!(sorted.changed.contains(&second));
}

#[test]
fn a_stop_that_was_set_since_lets_nobody_back_in() {
    let mut history = usual();
    let stop = row(&[("patient_id", S), ("lifted_at", "")]);
    history.now.insert(at(Table::Stop, "stop"), stop);
    let then = history.split(&Said::default()).unwrap();
    assert!(then[&at(Table::Access, "second")]["ended_at"].is_some());
}

#[test]
fn what_the_other_profile_has_can_not_be_given_to_it_twice() {
    let mut history = usual();
    let (new, own) = (at(Table::Access, "new"), at(Table::Access, "own"));
    history.set(&own, "suspended_at", "12");
    history.now.insert(new.clone(), access_of(S, "c", "self"));
    let given = Said {
        give: BTreeSet::from([new]),
        ..Said::default()
    };
    // The one that was its own waits for staff: there is one that works.
    assert!(history.split(&given).is_ok());
    history.set(&own, "suspended_at", "");
    assert_eq!(history.split(&given).unwrap_err(), MergeRefusal::Doubled);
}

#[test]
fn a_merge_of_the_survivor_or_about_the_same_thing_comes_first() {
    let inner = usual().merged;
    let outer = |absorbed: &str, changes: &[Change]| Merged {
        survivor: String::from("t"),
        absorbed: absorbed.to_owned(),
        changes: changes.to_vec(),
        before: BTreeSet::new(),
        left: Rows::new(),
    };
    assert!(depends(&outer(S, &[]), &inner));
    assert!(!depends(&outer("x", &[]), &inner));
    assert!(depends(&outer("x", &inner.changes[..1]), &inner));
    let only_time = &inner.changes[5..6];
    assert!(!depends(&outer("x", only_time), &inner));
    // Whoever decides that something stays as it is decides about it, but changes nothing.
    let mut as_it_is = inner.changes[0].clone();
    as_it_is.old = as_it_is.new.clone();
    let decided = outer("x", &[as_it_is.clone()]);
    assert!(depends(&decided, &inner));
    let mut earlier = inner;
    earlier.changes = vec![as_it_is];
    assert!(!depends(&decided, &earlier));
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
