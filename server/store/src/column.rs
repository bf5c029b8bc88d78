//! How values stand in columns: the only conversions between `domain` and SQL.
//!
//! | value | column | wrapper |
//! |---|---|---|
//! | instant | INTEGER, Unix milliseconds | [`At`] |
//! | date | TEXT `YYYY-MM-DD` | [`Day`] |
//! | time of day | TEXT `HH:MM` | [`Clock`] |
//! | wall time | TEXT `YYYY-MM-DDTHH:MM` | [`Wall`] |
//! | id | BLOB of 16 bytes | [`Id`] |
//! | state, kind, role | TEXT, the `as_str` of the type | [`Word`] |
//!
//! A wrapper is bound (`.bind(At(now))`) and read (`At` as a field of a `FromRow`
//! struct) alike; `Option` of it is a nullable column. A column that holds anything
//! else is answered with `StoreError::Corrupt`, and so is a second spelling of the
//! same value: what isn't equal as text must not be equal as a value.

use domain::access::Abilities;
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Sqlite, Type};
use uuid::Uuid;

use crate::StoreError;

type Buffer = <Sqlite as Database>::ArgumentBuffer;
type Value<'r> = <Sqlite as Database>::ValueRef<'r>;

/// The column holds something else. Carries no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stored {0}")]
pub(crate) struct Unreadable(&'static str);

/// An instant; finer parts than milliseconds are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(pub(crate) Timestamp);

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) Date);

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clock(pub(crate) Time);

/// A date with a time of day, to the minute, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wall(pub(crate) DateTime);

/// One of the ids of `domain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id<T>(pub(crate) T);

/// A closed set of words, such as a state. Made storable by [`stored_words!`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Word<T>(pub(crate) T);

/// An id that can be stored.
pub(crate) trait StoredId: Copy {
    /// The id with this value.
    fn from_stored(value: Uuid) -> Self;
    /// The value to store.
    fn uuid(self) -> Uuid;
}

/// A type whose values are stored as words.
pub(crate) trait StoredWord: Copy {
    /// The stored form.
    fn word(self) -> &'static str;
    /// Reads the stored form.
    fn from_word(text: &str) -> Option<Self>;
}

macro_rules! stored_ids {
    ($($name:ident),* $(,)?) => {$(
        impl StoredId for domain::id::$name {
            fn from_stored(value: Uuid) -> Self {
                Self::from_stored(value)
            }
            fn uuid(self) -> Uuid {
                self.uuid()
            }
        }
    )*};
}

stored_ids! {
    AccessId, AccountId, AppointmentId, CodeRequestId, EmailChangeId, HoldId, InvitationId, InvitationNewsId, InviteBatchId, LocationId, MergeId, NoticeId, PatientId,
    PractitionerId, QuestionId, RegistrationId, SafeguardingStopId, ServiceId, SessionId, ShiftId, SignUpId, StaffId, SubmissionId,
}

/// Lets types with `as_str(self) -> &'static str` and `parse(&str) -> Option<Self>`
/// stand in a [`Word`]: `stored_words!(domain::role::Role);`
macro_rules! stored_words {
    ($($name:path),* $(,)?) => {$(
        impl $crate::column::StoredWord for $name {
            fn word(self) -> &'static str {
                self.as_str()
            }
            fn from_word(text: &str) -> Option<Self> {
                <$name>::parse(text)
            }
        }
    )*};
}
pub(crate) use stored_words;

impl At {
    fn to_column(self) -> i64 {
        self.0.as_millisecond()
    }

    pub(crate) fn from_column(stored: i64) -> Result<Self, Unreadable> {
        Timestamp::from_millisecond(stored)
            .map(Self)
            .map_err(|_| Unreadable("instant"))
    }
}

impl Day {
    fn to_column(self) -> String {
        self.0.to_string()
    }

    pub(crate) fn from_column(stored: &str) -> Result<Self, Unreadable> {
        let date = stored.parse::<Date>().map_err(|_| Unreadable("date"))?;
        let day = Self(date);
        if day.to_column() == stored {
            Ok(day)
        } else {
            Err(Unreadable("date"))
        }
    }
}

impl Clock {
    /// Seconds would be lost: such a time is refused, not cut.
    fn to_column(self) -> Result<String, Unreadable> {
        if self.0.second() != 0 || self.0.subsec_nanosecond() != 0 {
            return Err(Unreadable("time of whole minutes"));
        }
        Ok(format!("{:02}:{:02}", self.0.hour(), self.0.minute()))
    }

    pub(crate) fn from_column(stored: &str) -> Result<Self, Unreadable> {
        const WHAT: Unreadable = Unreadable("time of day");
        let (hour, minute) = stored.split_once(':').ok_or(WHAT)?;
        let hour = hour.parse().map_err(|_| WHAT)?;
        let minute = minute.parse().map_err(|_| WHAT)?;
        let clock = Self(Time::new(hour, minute, 0, 0).map_err(|_| WHAT)?);
        if clock.to_column()? == stored {
            Ok(clock)
        } else {
            Err(WHAT)
        }
    }
}

impl Wall {
    fn to_column(self) -> Result<String, Unreadable> {
        Ok(format!(
            "{}T{}",
            Day(self.0.date()).to_column(),
            Clock(self.0.time()).to_column()?
        ))
    }

    pub(crate) fn from_column(stored: &str) -> Result<Self, Unreadable> {
        let (date, time) = stored.split_once('T').ok_or(Unreadable("wall time"))?;
        Ok(Self(
            Day::from_column(date)?
                .0
                .to_datetime(Clock::from_column(time)?.0),
        ))
    }
}

impl<T: StoredId> Id<T> {
    fn to_column(self) -> Uuid {
        self.0.uuid()
    }
}

impl<T: StoredWord> Word<T> {
    pub(crate) fn from_column(stored: &str) -> Result<Self, Unreadable> {
        T::from_word(stored).map(Self).ok_or(Unreadable("word"))
    }
}

/// The sqlx side of a wrapper: what the column holds, how it is written and read.
macro_rules! stored_as {
    ($raw:ty => $name:ty $(where $generic:ident: $bound:ident)?, $write:expr, $read:expr) => {
        impl $(<$generic>)? Type<Sqlite> for $name {
            fn type_info() -> <Sqlite as Database>::TypeInfo {
                <$raw as Type<Sqlite>>::type_info()
            }
            fn compatible(info: &<Sqlite as Database>::TypeInfo) -> bool {
                <$raw as Type<Sqlite>>::compatible(info)
            }
        }

        impl<'q $(, $generic: $bound)?> Encode<'q, Sqlite> for $name {
            fn encode_by_ref(&self, buffer: &mut Buffer) -> Result<IsNull, BoxDynError> {
                let write: fn($name) -> Result<$raw, Unreadable> = $write;
                <$raw as Encode<'q, Sqlite>>::encode(write(*self)?, buffer)
            }
        }

        impl<'r $(, $generic: $bound)?> Decode<'r, Sqlite> for $name {
            fn decode(value: Value<'r>) -> Result<Self, BoxDynError> {
                let read: fn($raw) -> Result<$name, Unreadable> = $read;
                Ok(read(<$raw as Decode<'r, Sqlite>>::decode(value)?)?)
            }
        }
    };
}

stored_as!(i64 => At, |at| Ok(at.to_column()), At::from_column);
stored_as!(String => Day, |day| Ok(day.to_column()), |text| Day::from_column(&text));
stored_as!(String => Clock, Clock::to_column, |text| Clock::from_column(&text));
stored_as!(String => Wall, Wall::to_column, |text| Wall::from_column(&text));
stored_as!(
    Uuid => Id<T> where T: StoredId,
    |id| Ok(id.to_column()),
    |value| Ok(Id(T::from_stored(value)))
);
stored_as!(
    String => Word<T> where T: StoredWord,
    |word| Ok(word.0.word().to_owned()),
    |text| Word::from_column(&text)
);

/// A name as stored.
pub(crate) fn name(
    table: &'static str,
    column: &str,
    stored: &str,
) -> Result<PersonName, StoreError> {
    PersonName::parse(stored).map_err(|_| corrupt(table, column))
}

/// An address as stored.
pub(crate) fn email(
    table: &'static str,
    column: &str,
    stored: &str,
) -> Result<EmailAddress, StoreError> {
    EmailAddress::parse(stored).map_err(|_| corrupt(table, column))
}

/// A set of abilities as stored.
pub(crate) fn abilities(
    table: &'static str,
    column: &str,
    stored: &str,
) -> Result<Abilities, StoreError> {
    Abilities::parse(stored).map_err(|_| corrupt(table, column))
}

/// That a column holds what it can't.
pub(crate) fn corrupt(table: &'static str, column: &str) -> StoreError {
    StoreError::Corrupt {
        table,
        column: column.to_owned(),
    }
}

#[cfg(test)]
mod tests;
