//! What a row says of a patient. What can't be read is kept as given and told; only a row
//! without a name, or one that isn't a row of this file, is not taken.

use domain::id::PatientId;
use domain::limits;
use domain::person::{BirthDate, EmailAddress, Invalid, PersonName, Sex};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use store::patient::NewPatient;
use store::patient::import::Known;

use super::Note;
use super::sheet::{Column, Raw};
use crate::phone::{self, PhoneRegion};

/// Characters of a field that are taken; a longer one is a missing quotation mark.
pub const FIELD_CHARS_MAX: usize = 2_000;

/// What is to be told of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Neither name has a letter.
    NoName,
    /// It has more or fewer fields than the first line.
    Width {
        /// How many it has.
        has: usize,
        /// How many the first line has.
        header: usize,
    },
    /// A field is longer than [`FIELD_CHARS_MAX`].
    Huge,
    /// An earlier row has the same id of another program.
    SameId {
        /// Where that one begins.
        line: u64,
    },
    /// No date of the two forms, or one that doesn't exist.
    NoDate,
    /// A date to come.
    InFuture,
    /// A date too long ago for somebody alive.
    TooLongAgo,
    /// None of the words.
    NoSex,
    /// No address of an e-mail box.
    NoEmail,
    /// No phone number of the region.
    NoPhone,
    /// The whole name is longer than a name can be, and was cut.
    LongName,
    /// It held control characters, which were taken out.
    Controls,
    /// It was no UTF-8, and read as Windows-1252.
    NotUtf8,
    /// The profile was changed here since the last import: left alone.
    ChangedHere,
    /// The profile with this id came by no import: left alone.
    NotImported,
}

impl Why {
    /// Whether the row isn't taken.
    #[must_use]
    pub const fn rejects(self) -> bool {
        matches!(
            self,
            Self::NoName | Self::Width { .. } | Self::Huge | Self::SameId { .. }
        )
    }

    /// A word for it that stays, for the file of rejects.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoName => "no_name",
            Self::Width { .. } => "width",
            Self::Huge => "huge",
            Self::SameId { .. } => "same_id",
            Self::NoDate => "no_date",
            Self::InFuture => "in_future",
            Self::TooLongAgo => "too_long_ago",
            Self::NoSex => "no_sex",
            Self::NoEmail => "no_email",
            Self::NoPhone => "no_phone",
            Self::LongName => "long_name",
            Self::Controls => "controls",
            Self::NotUtf8 => "not_utf8",
            Self::ChangedHere => "changed_here",
            Self::NotImported => "not_imported",
        }
    }
}

/// A row that can be taken.
pub(crate) struct Read {
    pub(super) line: u64,
    row: u64,
    /// Tells whether a row is the same as one of before.
    pub(super) hash: [u8; 32],
    pub(super) external_id: Option<String>,
    full_name: PersonName,
    given_name: Option<String>,
    family_name: Option<String>,
    born: Given<BirthDate>,
    sex: Given<Sex>,
    email: Given<EmailAddress>,
    phone: Given<String>,
    address: [Option<String>; 4],
    record_number: Option<String>,
}

/// A value, or what stands in its place, or neither.
type Given<T> = (Option<T>, Option<String>);

impl Read {
    /// The patient that it makes.
    pub(crate) fn patient(&self, id: PatientId, now: Timestamp) -> NewPatient {
        NewPatient {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            born_on: self.born.0,
            born_as_given: self.born.1.clone(),
            sex: self.sex.0,
            sex_as_given: self.sex.1.clone(),
            email: self.email.0.clone(),
            email_as_given: self.email.1.clone(),
            phone: self.phone.0.clone(),
            phone_as_given: self.phone.1.clone(),
            address: self.address.clone(),
            record_number: self.record_number.clone(),
            external_id: self.external_id.clone(),
            ..NewPatient::named(id, self.full_name.clone(), now)
        }
    }

    /// What becomes of somebody who is here: a part of the name that the row doesn't have is
    /// the one that they have.
    pub(crate) fn patient_again(&self, known: &Known, now: Timestamp) -> NewPatient {
        let part = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        let given_name = part(&self.given_name, &known.given_name);
        let family_name = part(&self.family_name, &known.family_name);
        let whole = whole_name([&given_name, &family_name]);
        let full_name = whole.map_or_else(|_| self.full_name.clone(), |(name, _)| name);
        NewPatient {
            full_name,
            given_name,
            family_name,
            ..self.patient(known.patient, now)
        }
    }

    /// What is to be told of the row as a whole.
    pub(crate) fn told(&self, why: Why) -> Note {
        Note {
            line: self.line,
            row: self.row,
            field: None,
            why,
        }
    }
}

/// The whole name that these parts make, and whether it had to be cut.
fn whole_name(parts: [&Option<String>; 2]) -> Result<(PersonName, bool), Invalid> {
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let whole = parts.join(" ");
    match PersonName::parse(&whole) {
        Err(Invalid::TooLong) => {
            let cut: String = whole.chars().take(limits::NAME_CHARS_MAX).collect();
            // Its beginning may have no letter.
            PersonName::parse(&cut).map(|name| (name, true))
        }
        other => other.map(|name| (name, false)),
    }
}

/// Reads a row; none if it can't be taken. `today` is the latest date anywhere.
pub(crate) fn read(
    raw: &Raw,
    region: PhoneRegion,
    today: Date,
    notes: &mut Vec<Note>,
) -> Option<Read> {
    let mut reader = Reader { raw, notes };
    if raw.width.0 != raw.width.1 {
        let (has, header) = raw.width;
        reader.tell(None, Why::Width { has, header });
        return None;
    }
    for column in Column::ALL {
        if raw.get(column).chars().nth(FIELD_CHARS_MAX).is_some() {
            reader.tell(Some(column), Why::Huge);
            return None;
        }
    }
    for column in &raw.not_utf8 {
        reader.tell(Some(*column), Why::NotUtf8);
    }
    let given_name = reader.line(Column::GivenName);
    let family_name = reader.line(Column::FamilyName);
    let full_name = reader.full_name([&given_name, &family_name])?;
    let born = reader.value(Column::BirthDate, |text| birth_date(text, today));
    let sex = reader.value(Column::Sex, |text| Sex::read(text).ok_or(Why::NoSex));
    let email = reader.value(Column::Email, |text| {
        EmailAddress::parse(text).map_err(|_| Why::NoEmail)
    });
    let phone = reader.value(Column::Phone, |text| {
        let number = phone::parse_in(text, region).ok().flatten();
        number.ok_or(Why::NoPhone)
    });
    let parts = [
        Column::Address,
        Column::Suburb,
        Column::Postcode,
        Column::State,
    ];
    Some(Read {
        hash: hash(raw, region),
        external_id: reader.line(Column::ExternalId),
        full_name,
        given_name,
        family_name,
        born,
        sex,
        email,
        phone,
        address: parts.map(|part| reader.line(part)),
        record_number: reader.line(Column::RecordNumber),
        line: raw.line,
        row: raw.row,
    })
}

struct Reader<'a> {
    raw: &'a Raw,
    notes: &'a mut Vec<Note>,
}

impl Reader<'_> {
    fn tell(&mut self, field: Option<Column>, why: Why) {
        let Raw { line, row, .. } = *self.raw;
        self.notes.push(Note {
            line,
            row,
            field,
            why,
        });
    }

    /// One line of text without what no line has.
    fn line(&mut self, column: Column) -> Option<String> {
        let text = self.raw.get(column);
        let bad = |c: char| !c.is_whitespace() && domain::person::is_bad(c);
        let clean = text.replace(bad, " ");
        if clean != text {
            self.tell(Some(column), Why::Controls);
        }
        let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    fn full_name(&mut self, parts: [&Option<String>; 2]) -> Option<PersonName> {
        match whole_name(parts) {
            Ok((name, cut)) => {
                if cut {
                    self.tell(Some(Column::FamilyName), Why::LongName);
                }
                Some(name)
            }
            Err(_) => {
                self.tell(Some(Column::GivenName), Why::NoName);
                None
            }
        }
    }

    /// A value of that kind, or the text as given.
    fn value<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Why>) -> Given<T> {
        let Some(text) = self.line(column) else {
            return (None, None);
        };
        match parse(&text) {
            Ok(value) => (Some(value), None),
            Err(why) => {
                self.tell(Some(column), why);
                (None, Some(text))
            }
        }
    }
}

/// `YYYY-MM-DD` or `YYYYMMDD`, and nothing else.
fn birth_date(text: &str, today: Date) -> Result<BirthDate, Why> {
    let parts: Vec<&str> = text.split('-').collect();
    let (year, month, day) = match *parts {
        [year, month, day] => (year, month, day),
        [all] if all.len() == 8 && all.is_ascii() => {
            let (year, rest) = all.split_at(4);
            let (month, day) = rest.split_at(2);
            (year, month, day)
        }
        _ => return Err(Why::NoDate),
    };
    let number = |text: &str, width: usize| -> Result<i16, Why> {
        let plain = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| plain).ok_or(Why::NoDate)
    };
    let small = |text| i8::try_from(number(text, 2)?).map_err(|_| Why::NoDate);
    let date = Date::new(number(year, 4)?, small(month)?, small(day)?);
    BirthDate::from_date(date.map_err(|_| Why::NoDate)?, today).map_err(|invalid| match invalid {
        Invalid::InFuture => Why::InFuture,
        _ => Why::TooLongAgo,
    })
}

/// SHA-256 of the row's fields, each behind its length, and of what decides how they are read.
fn hash(raw: &Raw, region: PhoneRegion) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(b"kith import 1\n");
    let mut field = |text: &str| {
        sha.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(text);
    };
    for column in Column::ALL {
        field(raw.get(column));
    }
    field(&region.to_string());
    sha.finalize().into()
}
