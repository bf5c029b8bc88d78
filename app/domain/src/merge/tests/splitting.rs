//! Splitting, on rows that are texts: what a merge wrote is put back wherever it still stands.

use super::super::undo::{Change, Merged, Row, RowRef, Rows, Said, Slot, Table, depends};
use super::*;

mod laws;

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
        let merged = Merged {
            survivor: S.to_owned(),
            absorbed: D.to_owned(),
            left: now.clone(),
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
        let mut then = self.merged.then(&self.now, &restored);
        for stop in restored.stops {
            let mut copy = self.now[&stop].clone();
            copy.insert(String::from("patient_id"), known(D));
            then.insert(at(Table::Stop, &format!("{} too", stop.id)), copy);
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
    let (waits, shut) = (at(Table::Access, "waits"), at(Table::Access, "shut"));
    let (asked, mail) = (at(Table::Invitation, "asked"), at(Table::Notice, "mail"));
    let mut invitation = visit_of(D);
    invitation.extend(row(&[
        ("state", "pending"),
        ("closed_at", ""),
        ("email_canonical", "x"),
    ]));
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
        (waits.clone(), access_of(D, "w", "guardian")),
        (shut.clone(), access_of(S, "s", "self")),
        (asked.clone(), invitation),
        (
            mail.clone(),
            row(&[("patient_id", D), ("state", "waiting"), ("done_at", "")]),
        ),
    ]);
    History::of(
        before,
        &[
            (second.clone(), Slot::AccessEnded, vec!["9", "merge"]),
            (waits.clone(), Slot::AccessSuspended, vec!["9"]),
            (shut, Slot::AccessSuspended, vec!["9"]),
            (asked.clone(), Slot::InvitationClosed, vec!["deleted", "9"]),
            (mail.clone(), Slot::NoticeState, vec!["dropped", "9"]),
            (asked, Slot::InvitationPatient, vec![S]),
            (mail, Slot::NoticePatient, vec![S]),
            (waits, Slot::AccessPatient, vec![S]),
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
        at(Table::Access, "waits"),
        at(Table::Invitation, "asked"),
        at(Table::Appointment, "v"),
    ];
    assert_eq!(sorted.back, back.into_iter().collect());
    assert_eq!((sorted.changed.len(), sorted.since.len()), (0, 0));
    let fields = (sorted.fields_back, sorted.fields_kept);
    assert_eq!(fields, (vec![Field::Email], vec![]));
}

#[test]
fn a_column_that_its_table_got_after_the_merge_is_no_change() {
    let mut history = usual();
    let visit = at(Table::Appointment, "v");
    history.set(&visit, "a_later_column", "0");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert!(sorted.back.contains(&visit) && sorted.changed.is_empty());
    // What somebody has put there since is one.
    history.set(&visit, "a_later_column", "1");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert_eq!(sorted.changed, BTreeSet::from([visit]));
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
fn a_mail_that_was_kept_from_leaving_waits_again_unless_it_has_left_since() {
    let mail = at(Table::Notice, "mail");
    for (since, then) in [("dropped", "waiting"), ("sent", "sent")] {
        let mut history = usual();
        history.set(&mail, "state", since);
        let after = history.split(&Said::default()).unwrap();
        assert_eq!(after[&mail]["state"].as_deref(), Some(then));
        assert_eq!(after[&mail]["patient_id"].as_deref(), Some(D));
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
fn a_stop_that_was_set_since_lets_nobody_back_in_also_after_it_was_lifted() {
    for lifted in ["", "20"] {
        let mut history = usual();
        let waits = at(Table::Access, "waits");
        let stop = row(&[("patient_id", S), ("lifted_at", lifted)]);
        history.now.insert(at(Table::Stop, "stop"), stop);
        let then = history.split(&Said::default()).unwrap();
        assert!(then[&at(Table::Access, "second")]["ended_at"].is_some());
        assert!(then[&waits]["suspended_at"].is_some());
        let invitation = &then[&at(Table::Invitation, "asked")];
        assert_eq!(invitation["state"].as_deref(), Some("deleted"));
        let own = &then[&at(Table::Access, "own")];
        assert_eq!(own["suspended_at"], None, "the patient is never shut out");
    }
}

#[test]
fn both_have_a_stop_that_was_set_since_whatever_whoever_splits_says() {
    let mut history = usual();
    let stop = at(Table::Stop, "stop");
    let set = row(&[("patient_id", S), ("lifted_at", "")]);
    history.now.insert(stop.clone(), set);
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert!(sorted.since.is_empty(), "nobody gives it away");
    let said = Said {
        give: BTreeSet::from([stop.clone()]),
        stay: BTreeSet::from([stop.clone()]),
    };
    let then = history.split(&said).unwrap();
    let whose = |id: &str| then[&at(Table::Stop, id)]["patient_id"].clone();
    assert_eq!((whose("stop"), whose("stop too")), (known(S), known(D)));
}

/// Whoever the merge had shut out stays shut out on the profile that they were never let in.
#[test]
fn what_stays_stays_as_it_is() {
    let mut history = usual();
    let (waits, asked) = (at(Table::Access, "waits"), at(Table::Invitation, "asked"));
    history.set(&waits, "until_on", "2026-05-01");
    history.set(&asked, "sends", "2");
    let said = Said {
        stay: BTreeSet::from([waits.clone(), asked.clone()]),
        ..Said::default()
    };
    let then = history.split(&said).unwrap();
    assert_eq!(then[&waits], history.now[&waits]);
    assert_eq!(then[&asked], history.now[&asked]);
    let back = history.split(&Said::default()).unwrap();
    assert_eq!(back[&waits]["suspended_at"], None);
    assert_eq!(back[&asked]["state"].as_deref(), Some("pending"));
}

#[test]
fn rights_that_were_narrowed_since_dont_come_back_wide() {
    let mut history = usual();
    let second = at(Table::Access, "second");
    history.set(&at(Table::Access, "first"), "until_on", "2026-05-01");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert!(sorted.changed.contains(&second));
    let then = history.split(&Said::default()).unwrap();
    assert_eq!(then[&second]["ended_at"], None);
    assert!(then[&second]["suspended_at"].is_some(), "staff look first");
}

/// Whoever goes takes along whom they let in.
#[test]
fn what_was_given_since_works_only_while_its_giver_is_there() {
    let mut history = usual();
    let (helper, by_staff) = (at(Table::Access, "helper"), at(Table::Access, "by staff"));
    let mut given = access_of(S, "h", "guardian");
    given.insert(String::from("granted_by_account"), known("a"));
    history.now.insert(helper.clone(), given);
    history
        .now
        .insert(by_staff.clone(), access_of(S, "i", "guardian"));
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    let both = BTreeSet::from([helper.clone(), by_staff.clone()]);
    assert_eq!(sorted.since, both);
    assert_eq!(sorted.theirs, BTreeSet::from([helper.clone()]));
    let then = history.split(&Said::default()).unwrap();
    assert!(then[&helper]["suspended_at"].is_some());
    assert_eq!(then[&by_staff]["suspended_at"], None);
    let said = Said {
        give: sorted.theirs,
        ..Said::default()
    };
    let then = history.split(&said).unwrap();
    assert_eq!(then[&helper]["patient_id"].as_deref(), Some(D));
    assert_eq!(then[&helper]["suspended_at"], None);
    // By an invitation that goes back it is the same.
    let mut invited = access_of(S, "j", "guardian");
    invited.insert(String::from("invitation_id"), known("asked"));
    history.now.insert(by_staff.clone(), invited);
    history.set(&at(Table::Invitation, "asked"), "state", "accepted");
    let sorted = history.merged.sorted(&history.now, &BTreeSet::new());
    assert!(sorted.theirs.contains(&by_staff));
    let then = history.split(&Said::default()).unwrap();
    assert!(then[&by_staff]["suspended_at"].is_some());
}

/// Who became somebody's own elsewhere since is that: their earlier own access stays ended.
#[test]
fn a_split_is_possible_whatever_an_account_has_become_since() {
    let mut history = usual();
    let second = at(Table::Access, "second");
    let before = history.now.clone();
    history.set(&second, "relation", "self");
    history.merged.left = history.now.clone();
    history
        .now
        .insert(at(Table::Access, "elsewhere"), access_of("n", "b", "self"));
    let then = history.split(&Said::default()).unwrap();
    assert_eq!(then[&second]["ended_at"].as_deref(), Some("9"));
    assert_eq!(then[&second]["patient_id"].as_deref(), Some(D));
    // Two of the survivor's own: the one that was shut out stays so.
    let mut history = usual();
    assert_eq!(history.now, before);
    let shut = at(Table::Access, "shut");
    history
        .now
        .insert(at(Table::Access, "new"), access_of(S, "n", "self"));
    let then = history.split(&Said::default()).unwrap();
    assert!(then[&shut]["suspended_at"].is_some());
}

/// An access that was ended because an earlier merge had brought another one of its account.
#[test]
fn a_merge_that_ended_an_access_for_what_another_brought_is_undone_first() {
    let earlier = usual().merged;
    let (brought, ended) = (at(Table::Access, "own"), at(Table::Access, "third"));
    let before = Rows::from([
        (brought.clone(), access_of(S, "a", "self")),
        (ended.clone(), access_of("e", "a", "self")),
    ]);
    let mut later = History::of(
        before,
        &[
            (ended.clone(), Slot::AccessEnded, vec!["12", "merge"]),
            (ended.clone(), Slot::AccessPatient, vec![S]),
        ],
    );
    later.merged.absorbed = String::from("e");
    assert!(depends(&later.merged, &earlier));
    // Wherever it has gone, it is the one that counts.
    later.set(&brought, "patient_id", D);
    let sorted = later.merged.sorted(&later.now, &BTreeSet::new());
    assert_eq!(sorted.back, BTreeSet::from([ended]));
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
    let only_time = inner
        .changes
        .iter()
        .position(|one| one.slot == Slot::PatientUpdated);
    let only_time = &inner.changes[only_time.unwrap()..=only_time.unwrap()];
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
