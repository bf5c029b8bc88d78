//! Who has a key: up to [`READ_PER_KEY`] patients in one row, those of a key that more have in
//! rows of their own. Which of the two is a matter of how many there are now, and not of what
//! was before.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::PatientId;
use domain::matching::linkage::READ_PER_KEY;
use uuid::Uuid;

use crate::column::{Id, corrupt};
use crate::db::on_db;
use crate::rows::{Rows, rows};
use crate::{StoreError, Tx};

/// Bytes of an id.
const ID_BYTES: usize = 16;
// Stands in the schema and in CROWD.
const _: () = assert!(READ_PER_KEY == 100);

// Index: primary key.
const LISTS: Rows = rows!(
    "SELECT match_key, patients FROM match_key WHERE match_key IN (VALUES ",
    1,
    [256, 32, 1],
    ")"
);
const PUT: Rows = rows!(
    "INSERT INTO match_key (match_key, patients) VALUES ",
    2,
    [128, 16, 1],
    " ON CONFLICT (match_key) DO UPDATE SET patients = excluded.patients"
);
// Index: primary key of each.
const DROP: &str = "DELETE FROM match_key WHERE match_key = $1";
const ADD: Rows = rows!(
    "INSERT INTO match_crowd (match_key, patient_id) VALUES ",
    2,
    [128, 16, 1],
    " ON CONFLICT DO NOTHING"
);
const LEAVE: &str = "DELETE FROM match_crowd WHERE match_key = $1 AND patient_id = $2";
const CROWD: &str =
    "SELECT patient_id FROM match_crowd WHERE match_key = $1 ORDER BY patient_id LIMIT 101";
const DISPERSE: &str = "DELETE FROM match_crowd WHERE match_key = $1";

/// Whoever has a key, as it is stored; nobody where too many have it.
///
/// # Errors
/// `Corrupt` if it is no list of ids.
pub(crate) fn unpacked(patients: &[u8]) -> Result<Vec<PatientId>, StoreError> {
    let id = |bytes: &[u8]| Uuid::from_slice(bytes).map(PatientId::from_stored);
    let ids: Result<_, _> = patients.chunks(ID_BYTES).map(id).collect();
    ids.map_err(|_| corrupt("match_key", "patients"))
}

fn packed<'a>(patients: impl IntoIterator<Item = &'a PatientId>) -> Vec<u8> {
    let ids = patients.into_iter();
    ids.flat_map(|id| *id.uuid().as_bytes()).collect()
}

/// Who gets a key and who loses it.
#[derive(Default)]
pub(super) struct Turn {
    pub(super) joins: BTreeSet<PatientId>,
    pub(super) leaves: Vec<PatientId>,
}

/// Writes who has the keys from now on.
pub(super) async fn turn(tx: &mut Tx, turns: &BTreeMap<i64, Turn>) -> Result<(), StoreError> {
    // Neighbours in the table stand on the same page.
    let keys: Vec<i64> = turns.keys().copied().collect();
    let stored: Vec<(i64, Vec<u8>)> = LISTS.read(tx, &keys, |query, key| query.bind(*key)).await?;
    let stored: BTreeMap<i64, Vec<u8>> = stored.into_iter().collect();
    let mut put: Vec<(i64, Vec<u8>)> = Vec::new();
    let mut crowds: Vec<(i64, PatientId)> = Vec::new();
    for (key, turn) in turns {
        let list = stored.get(key);
        if list.is_some_and(Vec::is_empty) {
            crowds.extend(turn.joins.iter().map(|id| (*key, *id)));
            continue;
        }
        let before = unpacked(list.map(Vec::as_slice).unwrap_or_default())?;
        let mut having: BTreeSet<PatientId> = before.into_iter().collect();
        for id in &turn.leaves {
            having.remove(id);
        }
        having.extend(&turn.joins);
        if having.is_empty() {
            on_db!(tx, query(DROP).bind(*key).execute)?;
        } else if having.len() <= READ_PER_KEY {
            put.push((*key, packed(&having)));
        } else {
            put.push((*key, Vec::new()));
            crowds.extend(having.iter().map(|id| (*key, *id)));
        }
    }
    ADD.write(tx, &crowds, |query, (key, id)| {
        query.bind(*key).bind(Id(*id))
    })
    .await?;
    for (key, turn) in turns {
        if stored.get(key).is_some_and(Vec::is_empty)
            && let Some(list) = leave(tx, *key, &turn.leaves).await?
        {
            match list.is_empty() {
                true => _ = on_db!(tx, query(DROP).bind(*key).execute)?,
                false => put.push((*key, list)),
            }
        }
    }
    PUT.write(tx, &put, |query, (key, list)| {
        query.bind(*key).bind(list.as_slice())
    })
    .await
}

/// Lets some leave a key that too many had; answers the list of the rest if it fits one now.
async fn leave(tx: &mut Tx, key: i64, leaves: &[PatientId]) -> Result<Option<Vec<u8>>, StoreError> {
    if leaves.is_empty() {
        return Ok(None);
    }
    for id in leaves {
        on_db!(tx, query(LEAVE).bind(key).bind(Id(*id)).execute)?;
    }
    let rest: Vec<Id<PatientId>> = on_db!(tx, query_scalar(CROWD).bind(key).fetch_all)?;
    if rest.len() > READ_PER_KEY {
        return Ok(None);
    }
    on_db!(tx, query(DISPERSE).bind(key).execute)?;
    Ok(Some(packed(rest.iter().map(|id| &id.0))))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LISTS.sizes[0].1,
    LISTS.sizes[1].1,
    LISTS.sizes[2].1,
    PUT.sizes[0].1,
    PUT.sizes[1].1,
    PUT.sizes[2].1,
    DROP,
    ADD.sizes[0].1,
    ADD.sizes[1].1,
    ADD.sizes[2].1,
    LEAVE,
    CROWD,
    DISPERSE,
];
