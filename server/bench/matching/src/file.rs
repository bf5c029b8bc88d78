//! Records in a file in the form of the import, whose external ids say who they are.

use std::path::Path;

use domain::matching::linkage::Profile;
use jiff::civil::Date;

use crate::Outcome;
use crate::figures::Record;

/// Reads a file; the first number of an external id is the person.
///
/// # Errors
/// If it can't be read, or a row has no such id.
pub fn read(path: &Path) -> Outcome<Vec<Record>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let mut records = Vec::new();
    for row in reader.records() {
        let row = row?;
        let value = |name: &str| {
            let at = headers.iter().position(|header| header == name)?;
            row.get(at)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
        };
        let external_id = value("external_id").ok_or("a row without external_id")?;
        let person =
            person_of(&external_id).ok_or_else(|| format!("no number in {external_id}"))?;
        let born = value("birth_date");
        let date = born.as_deref().and_then(date);
        records.push(Record {
            profile: Profile {
                full_name: None,
                given: value("given_name"),
                family: value("family_name"),
                born: date,
                born_as_given: born.filter(|_| date.is_none()),
                sex: value("sex"),
                email: value("email"),
                phone: value("phone"),
                street: value("address"),
                suburb: value("suburb"),
                postcode: value("postcode"),
                state: value("state"),
                record_number: value("record_number"),
            },
            person,
            kinds: Vec::new(),
        });
    }
    Ok(records)
}

/// `YYYY-MM-DD` or `YYYYMMDD`, if there is such a day.
fn date(text: &str) -> Option<Date> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() != 8 {
        return None;
    }
    Date::new(
        digits.get(..4)?.parse().ok()?,
        digits.get(4..6)?.parse().ok()?,
        digits.get(6..)?.parse().ok()?,
    )
    .ok()
}

/// The columns of a file.
const HEADER: [&str; 12] = [
    "external_id",
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "email",
    "phone",
    "address",
    "suburb",
    "postcode",
    "state",
    "record_number",
];

/// Writes a file for an import; the external id of a record is its person and its number. A
/// name in one field stands in the column of given names.
///
/// # Errors
/// If it can't be written.
pub fn write<'a>(path: &Path, records: impl IntoIterator<Item = &'a Record>) -> Outcome<()> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(HEADER)?;
    for (number, record) in records.into_iter().enumerate() {
        let profile = &record.profile;
        let id = format!("rec-{}-{number}", record.person);
        let born = profile.born.map(|born| born.to_string());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        writer.write_record([
            id,
            profile
                .given
                .clone()
                .or_else(|| profile.full_name.clone())
                .unwrap_or_default(),
            text(&profile.family),
            born.or_else(|| profile.born_as_given.clone())
                .unwrap_or_default(),
            text(&profile.sex),
            text(&profile.email),
            text(&profile.phone),
            text(&profile.street),
            text(&profile.suburb),
            text(&profile.postcode),
            text(&profile.state),
            text(&profile.record_number),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// The person of an external id: its first number.
#[must_use]
pub fn person_of(external_id: &str) -> Option<u64> {
    external_id.split('-').find_map(|part| part.parse().ok())
}
