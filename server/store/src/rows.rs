//! Statements that write many rows at once, or ask of many at once. Their texts are made when
//! the program is compiled, so that the tests see them like all others.
//!
//! Each statement takes a turn of the connection's thread, which costs more than most
//! rows: a thousand patients in some tens of statements instead of ten thousand.

use sqlx::query::{Query, QueryAs};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{FromRow, Sqlite};

use crate::{Reads, StoreError, Tx};

/// One `INSERT` for many, some and single rows, or one question.
pub(crate) struct Rows {
    /// How many rows, the most first and 1 last, and the statement for so many.
    pub(crate) sizes: [(usize, &'static str); 3],
}

/// A statement with its values bound.
pub(crate) type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// A question with its values bound.
pub(crate) type Asked<'q, R> = QueryAs<'q, Sqlite, R, SqliteArguments>;

impl Rows {
    /// Writes all of them, in as few statements as there can be.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn write<'q, T>(
        &self,
        tx: &mut Tx,
        all: &'q [T],
        bind: impl Fn(Bound<'q>, &'q T) -> Bound<'q>,
    ) -> Result<(), StoreError> {
        let mut rest = all;
        for (size, sql) in self.sizes {
            while rest.len() >= size {
                let (some, more) = rest.split_at(size);
                let bound = some.iter().fold(sqlx::query(sql), &bind);
                bound.execute(tx.conn()).await?;
                rest = more;
            }
        }
        Ok(())
    }

    /// Asks of all of them, in as few statements as there can be. A statement that the rest
    /// doesn't fill asks for its last value again: its answer must be the same then, or stand
    /// there twice without harm.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn read<'q, T, R>(
        &self,
        db: &mut impl Reads,
        all: &'q [T],
        bind: impl Fn(Asked<'q, R>, &'q T) -> Asked<'q, R>,
    ) -> Result<Vec<R>, StoreError>
    where
        R: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        let mut rest = all;
        let mut answers = Vec::new();
        while let Some(last) = rest.last() {
            let [most, ..] = self.sizes;
            let fits = self
                .sizes
                .iter()
                .rev()
                .find(|(size, _)| *size >= rest.len());
            let (size, sql) = fits.copied().unwrap_or(most);
            let (some, more) = rest.split_at(size.min(rest.len()));
            let padded = some.iter().chain(std::iter::repeat(last)).take(size);
            let bound = padded.fold(sqlx::query_as(sql), &bind);
            answers.extend(bound.fetch_all(db.conn()).await?);
            rest = more;
        }
        Ok(answers)
    }
}

/// `rows!("INSERT INTO t (a, b) VALUES ", 2, [50, 8, 1], " ON CONFLICT DO NOTHING")`: the
/// statements for so many rows of so many values.
macro_rules! rows {
    ($head:expr, $columns:expr, [$many:expr, $some:expr, 1], $tail:expr) => {
        $crate::rows::Rows {
            sizes: [
                ($many, $crate::rows::rows!(@text $head, $columns, $many, $tail)),
                ($some, $crate::rows::rows!(@text $head, $columns, $some, $tail)),
                (1, $crate::rows::rows!(@text $head, $columns, 1, $tail)),
            ],
        }
    };
    (@text $head:expr, $columns:expr, $rows:expr, $tail:expr) => {{
        const BYTES: [u8; $crate::rows::length($head, $columns, $rows, $tail)] =
            $crate::rows::text($head, $columns, $rows, $tail);
        match core::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("a statement is text"),
        }
    }};
}
pub(crate) use rows;

/// Digits of a number.
const fn digits(mut number: usize) -> usize {
    let mut digits = 1;
    while number >= 10 {
        number /= 10;
        digits += 1;
    }
    digits
}

/// Bytes of the statement.
pub(crate) const fn length(head: &str, columns: usize, rows: usize, tail: &str) -> usize {
    // Of each row "(", ")" and ", " behind it, but behind the last; of each value "$" and
    // the comma with its blank.
    let mut bytes = head.len() + tail.len() + rows * 4 - 2 + rows * (columns * 3 - 2);
    let mut value = 1;
    while value <= rows * columns {
        bytes += digits(value);
        value += 1;
    }
    bytes
}

/// The statement.
#[expect(
    clippy::indexing_slicing,
    reason = "runs while the program is compiled: outside of the array is an error there"
)]
pub(crate) const fn text<const N: usize>(
    head: &str,
    columns: usize,
    rows: usize,
    tail: &str,
) -> [u8; N] {
    let mut out = [b' '; N];
    let mut at = 0;
    let (head, tail) = (head.as_bytes(), tail.as_bytes());
    while at < head.len() {
        out[at] = head[at];
        at += 1;
    }
    let mut value = 0;
    while value < rows * columns {
        let first = value % columns == 0;
        out[at] = if first { b'(' } else { b',' };
        at += if first { 1 } else { 2 };
        value += 1;
        out[at] = b'$';
        at += 1;
        let width = digits(value);
        let mut left = value;
        let mut place = width;
        while place > 0 {
            place -= 1;
            out[at + place] = b"0123456789"[left % 10];
            left /= 10;
        }
        at += width;
        if value % columns == 0 {
            out[at] = b')';
            at += 1;
            if value < rows * columns {
                out[at] = b',';
                at += 2;
            }
        }
    }
    let mut end = 0;
    while end < tail.len() {
        out[at] = tail[end];
        at += 1;
        end += 1;
    }
    assert!(at == N, "the length is that of the text");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_place_for_each_value() {
        const SOME: Rows = rows!("INSERT INTO t (a, b) VALUES ", 2, [6, 2, 1], " ON X");
        let texts = SOME.sizes.map(|(_, sql)| sql);
        assert_eq!(
            texts,
            [
                "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10), \
                 ($11, $12) ON X",
                "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON X",
                "INSERT INTO t (a, b) VALUES ($1, $2) ON X",
            ]
        );
    }

    #[test]
    fn one_column_is_enough() {
        const ONE: Rows = rows!("INSERT INTO t (a) VALUES ", 1, [3, 2, 1], "");
        assert_eq!(ONE.sizes[0].1, "INSERT INTO t (a) VALUES ($1), ($2), ($3)");
    }
}
