//! A real database for each test: a migrated file, made once in a process and copied.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use domain::id::{AccessId, InvitationId, PatientId, PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Store, StoreError};

#[cfg(feature = "bench")]
pub mod raw;

/// The migrated file that tests copy. It outlives the process: nothing drops a static.
static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();

/// What a [`TestStore`] held at a moment, to begin from as often as a test needs.
#[derive(Debug)]
pub struct SavedStore {
    file: PathBuf,
    _folder: TempDir,
}

impl SavedStore {
    /// A store on a copy of its own.
    ///
    /// # Errors
    /// If the file can't be copied.
    pub async fn open(&self) -> Result<TestStore, StoreError> {
        TestStore::copy(&self.file).await
    }
}

/// A store on a file of its own, which goes when this is dropped.
#[derive(Debug)]
pub struct TestStore {
    store: Store,
    folder: TempDir,
}

impl TestStore {
    /// A new database with the whole schema and no rows.
    ///
    /// # Errors
    /// If the file can't be made.
    pub async fn new() -> Result<Self, StoreError> {
        Self::copy(TEMPLATE.get_or_try_init(template).await?).await
    }

    async fn copy(of: &Path) -> Result<Self, StoreError> {
        let folder = new_folder()?;
        let file = folder.path().join("kith.db");
        std::fs::copy(of, &file).map_err(|error| io(&file, &error))?;
        let store = Store::open(&address(&file)).await?;
        Ok(Self { store, folder })
    }

    /// What it holds now.
    ///
    /// # Errors
    /// If it can't be written to another file.
    pub async fn saved(&self) -> Result<SavedStore, StoreError> {
        let folder = new_folder()?;
        let file = folder.path().join("saved.db");
        let into = format!("VACUUM INTO '{}'", file.display());
        self.store.batch(AssertSqlSafe(into)).await?;
        Ok(SavedStore {
            file,
            _folder: folder,
        })
    }

    /// The address of its file, for opening it a second time.
    #[must_use]
    pub fn address(&self) -> String {
        address(self.store.file())
    }

    /// A disk without room: from now on the file may not grow.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fill_disk(&self) -> Result<(), StoreError> {
        // Free pages inside the file would still be room.
        self.store.batch("VACUUM").await?;
        self.store.batch("PRAGMA max_page_count = 1").await
    }

    /// Marks a profile as merged into another, as a merge leaves it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_merged(&self, from: PatientId, into: PatientId) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        sqlx::query("UPDATE patient SET merged_into = $2 WHERE id = $1")
            .bind(from.uuid())
            .bind(into.uuid())
            .execute(tx.conn())
            .await?;
        crate::patient::index::renew(&mut tx, from).await?;
        tx.commit().await
    }

    /// Lets an access wait until staff have looked at it, as a merge leaves it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_suspended(&self, access: AccessId) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        sqlx::query("UPDATE access SET suspended_at = created_at WHERE id = $1")
            .bind(access.uuid())
            .execute(tx.conn())
            .await?;
        tx.commit().await
    }

    /// Puts a profile away.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_archived(&self, patient: PatientId) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        sqlx::query("UPDATE patient SET archived_at = updated_at WHERE id = $1")
            .bind(patient.uuid())
            .execute(tx.conn())
            .await?;
        tx.commit().await
    }

    /// Staff have looked at the patient's profile, whatever waits in their queue.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_seen(&self, patient: PatientId) -> Result<(), StoreError> {
        const SEEN: &str = "UPDATE patient SET provisional_at = NULL WHERE id = $1";
        let mut tx = self.store.begin().await?;
        on_db!(tx, query(SEEN).bind(Id(patient)).execute)?;
        tx.commit().await
    }

    /// The links of an invitation, the oldest first: the hash, how it was made, and whether
    /// it still is the invitation's.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn invitation_links(
        &self,
        invitation: InvitationId,
    ) -> Result<Vec<(Vec<u8>, String, bool)>, StoreError> {
        const LINKS: &str = "SELECT token_hash, made, ended_at IS NULL FROM invitation_link \
             WHERE invitation_id = $1 ORDER BY created_at, made DESC, ended_at IS NULL";
        let mut db = self.store.read().await?;
        let rows = sqlx::query_as(LINKS).bind(invitation.uuid());
        Ok(rows.fetch_all(db.conn()).await?)
    }

    /// Room again after [`Self::fill_disk`].
    ///
    /// # Errors
    /// Those of the store.
    pub async fn free_disk(&self) -> Result<(), StoreError> {
        self.store.batch("PRAGMA max_page_count = 1000000").await
    }

    /// Every event of the audit, the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn audited(&self) -> Result<Vec<Audited>, StoreError> {
        let mut db = self.store.read().await?;
        let rows = sqlx::query_as(AUDITED).fetch_all(db.conn()).await?;
        Ok(rows)
    }

    /// Those that are about a patient.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn audited_of(&self, patient: PatientId) -> Result<Vec<Audited>, StoreError> {
        let mut db = self.store.read().await?;
        let rows = sqlx::query_as(AUDITED_OF).bind(patient.uuid());
        Ok(rows.fetch_all(db.conn()).await?)
    }

    /// Gives an account another address, as if both had confirmed it; `to` in lower case.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn change_address(&self, from: &str, to: &str) -> Result<(), StoreError> {
        const CHANGE: &str =
            "UPDATE account SET email = $2, email_canonical = $2 WHERE email_canonical = $1";
        let mut tx = self.store.begin().await?;
        on_db!(tx, query(CHANGE).bind(from).bind(to).execute)?;
        tx.commit().await
    }

    /// Gives the clinic another name.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn name_clinic(&self, name: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        on_db!(tx, query("UPDATE clinic SET name = $1").bind(name).execute)?;
        tx.commit().await
    }

    /// Makes a service one whose visits are shown to the patient alone.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep_confidential(&self, service: ServiceId) -> Result<(), StoreError> {
        const KEEP: &str = "UPDATE service SET confidential_at = 0 WHERE id = $1";
        let mut tx = self.store.begin().await?;
        on_db!(tx, query(KEEP).bind(Id(service)).execute)?;
        tx.commit().await
    }

    /// Takes a practitioner out of everything that is offered, as when they have left.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn archive_practitioner(
        &self,
        practitioner: PractitionerId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const ARCHIVE: &str = "UPDATE practitioner SET archived_at = $2 WHERE id = $1";
        let (id, at) = (Id(practitioner), At(at));
        let mut tx = self.store.begin().await?;
        on_db!(tx, query(ARCHIVE).bind(id).bind(at).execute)?;
        tx.commit().await
    }

    /// Writes an address into a patient's chart, as staff type it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn write_address(&self, patient: PatientId, to: &str) -> Result<(), StoreError> {
        const WRITE: &str = "UPDATE patient SET email = $2 WHERE id = $1";
        let mut tx = self.store.begin().await?;
        let patient = crate::column::Id(patient);
        on_db!(tx, query(WRITE).bind(patient).bind(to).execute)?;
        tx.commit().await
    }

    /// The folder of its file.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

mod fault;
mod invitation;
mod promises;
mod question;

pub use fault::{Failing, ForeignLock};
pub use invitation::TestInvitation;
pub use promises::broken_promises;

/// An event of the audit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Audited {
    /// When, in milliseconds.
    pub at: i64,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which one.
    pub actor_id: Option<Uuid>,
    /// From where.
    pub address_hash: Option<Vec<u8>>,
    /// What was done.
    pub action: String,
    /// Ids and codes.
    pub detail: String,
}

const AUDITED: &str = "SELECT at, actor_kind, actor_id, address_hash, action, detail FROM audit \
     ORDER BY seq";

const AUDITED_OF: &str = "SELECT at, actor_kind, audit.actor_id, address_hash, action, detail \
     FROM audit JOIN audit_patient USING (seq) WHERE patient_id = $1 ORDER BY seq";

/// What somebody with an editor does to the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forged {
    /// The detail of a row is another.
    Edited,
    /// A row is gone.
    Removed,
}

/// Does it to a row in the middle of the database at this address, which nobody serves; which
/// row that was.
///
/// # Errors
/// Those of the store.
pub async fn forge_audit(address: &str, forged: Forged) -> Result<i64, StoreError> {
    const MIDDLE: &str = "SELECT (MIN(seq) + MAX(seq)) / 2 FROM audit";
    let store = Store::open(address).await?;
    let mut db = store.read().await?;
    let row: i64 = on_db!(db, query_scalar(MIDDLE).fetch_one)?;
    drop(db);
    let sql = match forged {
        Forged::Edited => format!("UPDATE audit SET detail = detail || 'x' WHERE seq = {row}"),
        Forged::Removed => format!(
            "DELETE FROM audit_patient WHERE seq = {row}; DELETE FROM audit WHERE seq = {row}"
        ),
    };
    store.batch(AssertSqlSafe(sql)).await?;
    store.close().await?;
    Ok(row)
}

/// The migrated file, beside the program that asks for it: made by whichever process of a run
/// comes first, and good until a migration changes.
async fn template() -> Result<PathBuf, StoreError> {
    let program = std::env::current_exe().map_err(|error| io(Path::new("."), &error))?;
    let beside = program.parent().unwrap_or(Path::new("."));
    let file = beside.join(format!("template-{:016x}.db", crate::db::schema_mark()));
    if file.exists() {
        return Ok(file);
    }
    let folder = TempDir::new_in(beside).map_err(|error| io(beside, &error))?;
    let made = folder.path().join("template.db");
    let store = Store::open(&address(&made)).await?;
    store.migrate().await?;
    store.close().await?;
    // Whole or not at all: other processes look for it at this moment, too.
    std::fs::rename(&made, &file).map_err(|error| io(&file, &error))?;
    Ok(file)
}

fn new_folder() -> Result<TempDir, StoreError> {
    tempfile::tempdir().map_err(|error| io(&std::env::temp_dir(), &error))
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

fn io(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Io {
        path: path.to_owned(),
        kind: error.kind(),
    }
}
