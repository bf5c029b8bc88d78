//! A file of comma-separated values (RFC 4180) as rows of known columns.
//!
//! The first line names the columns, in any order and with any of them missing. The file
//! is UTF-8, with or without a byte order mark; a field that isn't is read as Windows-1252,
//! which older spreadsheets write, and told. Nothing is read here but text.

use std::fmt;
use std::io;

/// What a file can say about a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// By what another program knows them.
    ExternalId,
    /// The first part of the name.
    GivenName,
    /// The last part.
    FamilyName,
    /// `YYYY-MM-DD` or `YYYYMMDD`.
    BirthDate,
    /// `female`, `male`, `other`, or `F`, `M`, `X`.
    Sex,
    /// Where they get mail.
    Email,
    /// Their phone number.
    Phone,
    /// Street and number.
    Address,
    /// Town.
    Suburb,
    /// Postal code.
    Postcode,
    /// Province.
    State,
    /// The number on the health card, or another of that kind.
    RecordNumber,
}

impl Column {
    /// All of them, in the order in which a row has them here.
    pub const ALL: [Self; 12] = [
        Self::ExternalId,
        Self::GivenName,
        Self::FamilyName,
        Self::BirthDate,
        Self::Sex,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Suburb,
        Self::Postcode,
        Self::State,
        Self::RecordNumber,
    ];

    /// Its name in the first line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExternalId => "external_id",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Suburb => "suburb",
            Self::Postcode => "postcode",
            Self::State => "state",
            Self::RecordNumber => "record_number",
        }
    }

    fn parse(header: &str) -> Option<Self> {
        let header = header.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|one| one.as_str() == header)
    }
}

/// A row's text, column by column.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Raw {
    /// The line at which it begins; the first is 1.
    pub line: u64,
    /// Which row of the file it is, without the first line; the first is 0.
    pub row: u64,
    /// How many fields it has, and should have.
    pub width: (usize, usize),
    fields: [String; 12],
    /// Columns whose bytes were no UTF-8.
    pub not_utf8: Vec<Column>,
    /// Every field as it stands in the file, for the file of rejects.
    pub original: Vec<Vec<u8>>,
}

impl Raw {
    /// The text of a column without blanks at its ends; empty is missing.
    #[must_use]
    pub fn get(&self, column: Column) -> &str {
        let at = Column::ALL.iter().position(|one| *one == column);
        at.and_then(|at| self.fields.get(at))
            .map_or("", |text| text.trim())
    }

    /// Sets the text of a column.
    pub fn set(&mut self, column: Column, text: impl Into<String>) {
        let at = Column::ALL.iter().position(|one| *one == column);
        if let Some(field) = at.and_then(|at| self.fields.get_mut(at)) {
            *field = text.into();
        }
    }
}

/// The line only: the rest is about somebody.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// Why a file can't be taken at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// It has no first line.
    Empty,
    /// It is UTF-16, as spreadsheets write "Unicode text".
    Utf16,
    /// No column has a name of people.
    NoNames,
    /// A column is named twice.
    Twice(Column),
    /// It can't be read.
    Io(io::ErrorKind),
}

/// A file that is read row by row.
pub struct Sheet<R> {
    reader: csv::Reader<R>,
    /// What each field of a row is.
    columns: Vec<Option<Column>>,
    header: Vec<Vec<u8>>,
    record: csv::ByteRecord,
    /// Whether its lines end with a line feed alone.
    line_feeds: bool,
    /// The row that comes next, and the line at which the one before it began.
    next: (u64, u64),
}

impl<R> fmt::Debug for Sheet<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet").finish_non_exhaustive()
    }
}

impl<R: io::Read> Sheet<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// Why the file can't be taken.
    pub fn open(source: R) -> Result<Self, SheetError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let header = reader.byte_headers().map_err(|error| io_error(&error))?;
        let breaks = line_feeds(header);
        let header: Vec<Vec<u8>> = header.iter().map(<[u8]>::to_vec).collect();
        let line_feeds = reader.position().line() > 1 + breaks;
        match header.first().map(Vec::as_slice) {
            None => return Err(SheetError::Empty),
            Some([0xff, 0xfe, ..] | [0xfe, 0xff, ..]) => return Err(SheetError::Utf16),
            Some(_) => {}
        }
        let name = |bytes: &Vec<u8>| Column::parse(&String::from_utf8_lossy(bytes));
        let columns: Vec<Option<Column>> = header.iter().map(name).collect();
        for column in Column::ALL {
            if columns.iter().filter(|one| **one == Some(column)).count() > 1 {
                return Err(SheetError::Twice(column));
            }
        }
        let has = |column| columns.contains(&Some(column));
        if !has(Column::GivenName) && !has(Column::FamilyName) {
            return Err(SheetError::NoNames);
        }
        Ok(Self {
            reader,
            columns,
            header,
            record: csv::ByteRecord::new(),
            line_feeds,
            next: (0, 1),
        })
    }

    /// The first line as it stands.
    #[must_use]
    pub fn header(&self) -> &[Vec<u8>] {
        &self.header
    }

    /// Names of columns that are none of ours, and are not read.
    #[must_use]
    pub fn unknown(&self) -> Vec<String> {
        let all = self.header.iter().zip(&self.columns);
        all.filter(|(_, column)| column.is_none())
            .map(|(name, _)| String::from_utf8_lossy(name).trim().to_owned())
            .collect()
    }

    /// Whether there is such a column.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    /// How many bytes of the file were read.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next row.
    ///
    /// # Errors
    /// If the file can't be read on.
    pub fn next_row(&mut self) -> Result<Option<Raw>, SheetError> {
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(|error| io_error(&error))? {
            return Ok(None);
        }
        let (row, before) = self.next;
        // Where lines end with carriage returns alone, nobody has counted them.
        let line = self.line().max(before + 1);
        self.next = (row + 1, line);
        let mut raw = Raw {
            line,
            row,
            width: (self.record.len(), self.columns.len()),
            original: self.record.iter().map(<[u8]>::to_vec).collect(),
            ..Raw::default()
        };
        for (bytes, column) in self.record.iter().zip(&self.columns) {
            let Some(column) = *column else { continue };
            match std::str::from_utf8(bytes) {
                Ok(text) => raw.set(column, text),
                Err(_) => {
                    raw.not_utf8.push(column);
                    raw.set(column, windows_1252(bytes));
                }
            }
        }
        Ok(Some(raw))
    }

    /// The line at which the row that was just read begins. The reader's own count is of
    /// where it went on: before empty lines, and before the line feed behind a carriage
    /// return.
    fn line(&self) -> u64 {
        let from = self.record.position().map_or(1, csv::Position::line);
        let passed = self.reader.position().line().saturating_sub(from);
        let at_its_end = u64::from(self.line_feeds);
        let inside = line_feeds(&self.record) + at_its_end;
        from + passed.saturating_sub(inside)
    }

    /// The next rows, at most so many; none at the end.
    ///
    /// # Errors
    /// If the file can't be read on.
    pub fn next_rows(&mut self, at_most: usize) -> Result<Vec<Raw>, SheetError> {
        let mut rows = Vec::new();
        while rows.len() < at_most {
            match self.next_row()? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }
}

fn line_feeds(record: &csv::ByteRecord) -> u64 {
    let breaks = record.iter().flatten().filter(|byte| **byte == b'\n');
    u64::try_from(breaks.count()).unwrap_or(u64::MAX)
}

fn io_error(error: &csv::Error) -> SheetError {
    match error.kind() {
        csv::ErrorKind::Io(error) => SheetError::Io(error.kind()),
        // Nothing else can be wrong with bytes of any length.
        _ => SheetError::Io(io::ErrorKind::InvalidData),
    }
}

/// Text as Windows-1252 has it; its five bytes without a letter stay control characters
/// (WHATWG Encoding Standard, index windows-1252).
fn windows_1252(bytes: &[u8]) -> String {
    const FROM_0X80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| {
        let at = byte.checked_sub(0x80).map(usize::from);
        at.and_then(|at| FROM_0X80.get(at).copied())
            .unwrap_or(char::from(*byte))
    };
    bytes.iter().map(letter).collect()
}
