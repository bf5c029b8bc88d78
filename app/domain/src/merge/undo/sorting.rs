//! Which row goes where when a merge is taken back, and what lets nobody in.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Merged, Restored, Row, RowRef, Rows, Said, Slot, Sorted, Table, unique};
use crate::access::Relation;
use crate::merge::MergeRefusal;
use crate::merge::field::Field;

fn text<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column).and_then(Option::as_deref)
}

/// Whether an access lets its account in, as far as its row says.
fn is_live(row: &Row) -> bool {
    text(row, "ended_at").is_none() && text(row, "suspended_at").is_none()
}

/// A row without what changes by itself, and without whose it is.
fn lasting(table: Table, row: &Row) -> Row {
    let moving = table.moving();
    let mut row = row.clone();
    row.retain(|column, _| column != "patient_id" && !moving.contains(&column.as_str()));
    row
}

impl Merged {
    /// Whether the row is as the merge left it, whosever it is. A column that its table got
    /// later is no change while it has what every row got with it: nothing, or 0.
    fn is_unchanged(&self, row: &RowRef, now: &Row) -> bool {
        let Some(left) = self.left.get(row) else {
            return false;
        };
        let (left, mut now) = (lasting(row.table, left), lasting(row.table, now));
        let is_first = |value: &Option<String>| matches!(value.as_deref(), None | Some("0"));
        now.retain(|column, value| left.contains_key(column) || !is_first(value));
        left == now
    }

    /// Whether the row is as the merge left it.
    fn is_untouched(&self, row: &RowRef, now: &Row) -> bool {
        let left = self.left.get(row);
        let whose = left.and_then(|left| left.get("patient_id"));
        self.is_unchanged(row, now) && whose == now.get("patient_id")
    }

    /// The rows that came from the absorbed profile.
    pub(super) fn came(&self) -> impl Iterator<Item = &RowRef> {
        let whose = self
            .changes
            .iter()
            .filter(|change| change.slot.says_whose());
        whose.map(|change| &change.row)
    }

    /// The access of the same account that went on where the merge ended this one for being
    /// its second.
    pub(super) fn partner(&self, row: &RowRef) -> Option<&RowRef> {
        let account = text(self.left.get(row)?, "account_id")?;
        let mut others = self
            .left
            .iter()
            .filter(|(other, _)| other.table == Table::Access && *other != row);
        let partner = others.find(|(_, left)| {
            text(left, "account_id") == Some(account)
                && text(left, "patient_id") == Some(self.survivor.as_str())
                && text(left, "ended_at").is_none()
        });
        partner.map(|(other, _)| other)
    }

    /// Whether the merge ended this access for being the account's second one.
    fn was_ended(&self, row: &RowRef) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| change.row == *row && change.slot == Slot::AccessEnded)
    }

    /// Whether the access that went on in place of this one has ended since: whoever ended
    /// that meant the person, not the profile.
    fn lost_its_partner(&self, row: &RowRef, now: &Rows) -> bool {
        let partner = self.partner(row).and_then(|partner| now.get(partner));
        partner.is_none_or(|partner| text(partner, "ended_at").is_some())
    }

    /// Whether the access that went on in place of this one was changed since.
    fn partner_changed(&self, row: &RowRef, now: &Rows) -> bool {
        let partner = self.partner(row);
        let found = partner.and_then(|partner| Some((partner, now.get(partner)?)));
        found.is_none_or(|(partner, now)| !self.is_unchanged(partner, now))
    }

    /// Sorts what a split does. `now` has the changed rows and the survivor's as they are;
    /// `later` those that came to the survivor by later merges, which are theirs to give back.
    #[must_use]
    pub fn sorted(&self, now: &Rows, later: &BTreeSet<RowRef>) -> Sorted {
        let mut sorted = Sorted::default();
        for row in self.came().filter(|row| row.table.is_listed()) {
            let Some(found) = now.get(row) else { continue };
            let alone = self.was_ended(row) && self.partner_changed(row, now);
            if self.is_untouched(row, found) && !alone {
                sorted.back.insert(row.clone());
            } else {
                sorted.changed.insert(row.clone());
            }
        }
        for (row, found) in now {
            let is_theirs = text(found, "patient_id") == Some(self.survivor.as_str());
            let is_new = !self.before.contains(row) && !later.contains(row);
            if is_theirs && is_new && row.table == Table::Stop {
                sorted.stops.insert(row.clone());
            } else if is_theirs && is_new && row.table.is_listed() {
                sorted.since.insert(row.clone());
            }
        }
        sorted.theirs = self.theirs(now, &sorted);
        for change in &self.changes {
            let Some(field) = change.slot.field() else {
                continue;
            };
            match now.get(&change.row) {
                Some(found) if change.stands_in(found) => sorted.fields_back.push(field),
                _ => sorted.fields_kept.push(field),
            }
        }
        sorted
    }

    /// What is new since and was given by an account that goes back to the absorbed profile,
    /// or came of an invitation that does.
    fn theirs(&self, now: &Rows, sorted: &Sorted) -> BTreeSet<RowRef> {
        let go: BTreeSet<&RowRef> = sorted.back.iter().chain(&sorted.changed).collect();
        let account_of = |row: &&RowRef| now.get(*row).and_then(|row| text(row, "account_id"));
        let accesses = |of: fn(&RowRef, &BTreeSet<&RowRef>) -> bool| -> BTreeSet<&str> {
            let rows = now.iter().filter(|(row, found)| {
                row.table == Table::Access && is_live(found) && of(row, &go)
            });
            rows.filter_map(|(row, _)| account_of(&row)).collect()
        };
        let theirs = accesses(|row, go| go.contains(row));
        let others = accesses(|row, go| !go.contains(row));
        let goes = |row: &Row| {
            let giver =
                ["granted_by_account", "invited_by_account"].map(|column| text(row, column));
            let given = giver.into_iter().flatten();
            let by_them = given
                .into_iter()
                .any(|giver| theirs.contains(giver) && !others.contains(giver));
            let invited = text(row, "invitation_id");
            by_them
                || invited.is_some_and(|id| {
                    go.iter()
                        .any(|row| row.table == Table::Invitation && row.id == id)
                })
        };
        let since = sorted.since.iter();
        since
            .filter(|row| matches!(row.table, Table::Access | Table::Invitation))
            .filter(|row| now.get(*row).is_some_and(goes))
            .cloned()
            .collect()
    }

    /// What is written when whoever splits says this.
    ///
    /// # Errors
    /// [`MergeRefusal::Doubled`] if a row can't go where it was said to: there is one like it.
    pub fn restored(
        &self,
        now: &Rows,
        later: &BTreeSet<RowRef>,
        said: &Said,
    ) -> Result<Restored, MergeRefusal> {
        let sorted = self.sorted(now, later);
        let mut restored = Restored {
            give: said.give.intersection(&sorted.since).cloned().collect(),
            stops: sorted.stops.clone(),
            ..Restored::default()
        };
        // The other way round: each state on the way was one on the way here.
        for (place, change) in self.changes.iter().enumerate().rev() {
            let Some(found) = now.get(&change.row) else {
                continue;
            };
            if change.stands_in(found) && self.goes_back(change, found, (now, &sorted, said)) {
                restored.changes.push(place);
            }
        }
        self.narrow(now, &sorted, &mut restored);
        self.leave_out_doubles(now, &mut restored)?;
        restored.touches = self.touches(&restored);
        Ok(restored)
    }

    /// Whether what the merge wrote here is taken back.
    fn goes_back(
        &self,
        change: &Change,
        found: &Row,
        (now, sorted, said): (&Rows, &Sorted, &Said),
    ) -> bool {
        let stays = change.row.table != Table::Stop
            && sorted.changed.contains(&change.row)
            && said.stay.contains(&change.row);
        // A stop that somebody has set since shut everybody out for good, also if it was lifted
        // again.
        let stopped = !sorted.stops.is_empty();
        let is_own = text(found, "relation") == Some(Relation::Myself.as_str());
        match change.slot {
            slot if slot.says_whose() => !stays,
            // On the survivor's side nobody let them in.
            _ if change.shut_out() && stays => false,
            Slot::AccessEnded => !stopped && !self.lost_its_partner(&change.row, now),
            Slot::AccessSuspended if change.shut_out() => !stopped || is_own,
            Slot::InvitationClosed => !stopped,
            _ => true,
        }
    }

    /// Accesses that wait for staff: whose other one was changed since, and those that somebody
    /// gave who has none any more to whom they gave it.
    fn narrow(&self, now: &Rows, sorted: &Sorted, restored: &mut Restored) {
        for place in &restored.changes {
            if let Some(change) = self.changes.get(*place)
                && change.slot == Slot::AccessEnded
                && self.partner_changed(&change.row, now)
            {
                restored.suspend.insert(change.row.clone());
            }
        }
        let then = self.then(now, restored);
        let patient = |row: &RowRef| then.get(row).and_then(|row| text(row, "patient_id"));
        let may_give = |giver: &str, whom: Option<&str>| {
            then.iter().any(|(row, found)| {
                row.table == Table::Access
                    && text(found, "account_id") == Some(giver)
                    && text(found, "patient_id") == whom
                    && is_live(found)
            })
        };
        let mut given: Vec<RowRef> = Vec::new();
        for row in sorted.since.iter().filter(|row| row.table == Table::Access) {
            let Some(found) = then.get(row).filter(|found| is_live(found)) else {
                continue;
            };
            let whom = text(found, "patient_id");
            let giver = text(found, "granted_by_account");
            let invited = text(found, "invitation_id").map(|id| RowRef {
                table: Table::Invitation,
                id: id.to_owned(),
            });
            let orphan = giver.is_some_and(|giver| !may_give(giver, whom))
                || invited.is_some_and(|invited| {
                    then.contains_key(&invited) && patient(&invited) != whom
                });
            if orphan {
                given.push(row.clone());
            }
        }
        restored.suspend.extend(given);
    }

    /// Whether fields of the chart are put back while the chart as a whole isn't.
    fn touches(&self, restored: &Restored) -> bool {
        let back = |slot: Slot| {
            let mut places = restored.changes.iter();
            places.any(|place| self.changes.get(*place).is_some_and(|one| one.slot == slot))
        };
        let fields = Field::ALL.into_iter().any(|field| back(Slot::of(field)));
        fields && !back(Slot::PatientUpdated)
    }

    /// The rows as they are after a split; a stop that both have is the survivor's here.
    #[must_use]
    pub fn then(&self, now: &Rows, restored: &Restored) -> Rows {
        let mut then = now.clone();
        for row in &restored.suspend {
            if let Some(found) = then.get_mut(row) {
                found.insert(String::from("suspended_at"), Some(String::from("now")));
            }
        }
        for row in &restored.give {
            if let Some(found) = then.get_mut(row) {
                found.insert(String::from("patient_id"), Some(self.absorbed.clone()));
            }
        }
        for place in &restored.changes {
            let Some(change) = self.changes.get(*place) else {
                continue;
            };
            let Some(row) = then.get_mut(&change.row) else {
                continue;
            };
            for (column, old) in change.slot.columns().iter().zip(&change.old) {
                row.insert((*column).to_owned(), old.clone());
            }
        }
        then
    }

    /// Leaves out of what is put back what would make a second one where there may be one: an
    /// access or an invitation stays shut where there is another one by now. Nothing else that
    /// goes back can stand twice but what somebody said should go there.
    fn leave_out_doubles(&self, now: &Rows, restored: &mut Restored) -> Result<(), MergeRefusal> {
        loop {
            let then = self.then(now, restored);
            let mut seen: BTreeMap<Vec<String>, &RowRef> = BTreeMap::new();
            let doubled = then.iter().find_map(|(row, found)| {
                let keys = unique::keys(row.table, found);
                let mut keys = keys.into_iter();
                keys.find_map(|key| Some([seen.insert(key, row)?, row]))
            });
            let Some(both) = doubled else { return Ok(()) };
            let said = both.iter().any(|row| restored.give.contains(*row));
            let shut = restored.changes.iter().position(|place| {
                let change = self.changes.get(*place);
                change.is_some_and(|change| change.shut_out() && both.contains(&&change.row))
            });
            match shut.filter(|_| !said) {
                Some(at) => restored.changes.remove(at),
                None => return Err(MergeRefusal::Doubled),
            };
        }
    }
}
