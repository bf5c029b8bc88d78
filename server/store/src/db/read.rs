//! Reading: one state of the database, and what reads and writes have in common.

use std::fmt;

use sqlx::sqlite::SqliteConnection;

use crate::Tx;

/// A read of one state of the database, on a connection that can't write.
pub struct ReadTx {
    tx: sqlx::Transaction<'static, sqlx::Sqlite>,
}

impl fmt::Debug for ReadTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadTx").finish_non_exhaustive()
    }
}

impl ReadTx {
    pub(super) fn new(tx: sqlx::Transaction<'static, sqlx::Sqlite>) -> Self {
        Self { tx }
    }

    /// The connection; one call for each statement.
    pub(crate) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

/// A reader for one statement, which sees one state of the database by itself: without
/// a transaction around it, it takes a third of the turns of the connection.
pub struct Glance {
    conn: sqlx::pool::PoolConnection<sqlx::Sqlite>,
}

impl fmt::Debug for Glance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Glance").finish_non_exhaustive()
    }
}

impl Glance {
    pub(super) fn new(conn: sqlx::pool::PoolConnection<sqlx::Sqlite>) -> Self {
        Self { conn }
    }

    /// The connection; one call for the one statement.
    pub(super) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }
}

/// Where a query that only reads can run: in a write ([`Tx`]) or in a read ([`ReadTx`]).
///
/// `pub async fn find(db: &mut impl Reads, id: PatientId) -> Result<Option<Row>, StoreError>`
pub trait Reads: sealed::Connected + Send {}
impl Reads for Tx {}
impl Reads for ReadTx {}
impl Reads for Glance {}

mod sealed {
    use std::sync::Arc;

    use sqlx::sqlite::SqliteConnection;

    use crate::service::Offering;

    /// Can't be named outside of this crate, so nobody else reaches a connection.
    pub trait Connected {
        /// The connection; one call for each statement.
        fn conn(&mut self) -> &mut SqliteConnection;
        /// What was read before of what can be booked, where it is sure to be still so.
        fn offers(&mut self) -> Option<&mut Vec<Arc<Offering>>>;
    }

    impl Connected for crate::Tx {
        fn conn(&mut self) -> &mut SqliteConnection {
            Self::conn(self)
        }
        fn offers(&mut self) -> Option<&mut Vec<Arc<Offering>>> {
            Some(Self::offers(self))
        }
    }

    impl Connected for super::Glance {
        fn conn(&mut self) -> &mut SqliteConnection {
            &mut self.conn
        }
        fn offers(&mut self) -> Option<&mut Vec<Arc<Offering>>> {
            None
        }
    }

    impl Connected for super::ReadTx {
        fn conn(&mut self) -> &mut SqliteConnection {
            Self::conn(self)
        }
        fn offers(&mut self) -> Option<&mut Vec<Arc<Offering>>> {
            None
        }
    }
}
