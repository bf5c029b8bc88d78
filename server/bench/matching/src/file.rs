//! Records from a file in the form of the import, whose external ids say who they are.

use std::path::Path;

use domain::matching::linkage::Profile;
use jiff::civil::Date;

use crate::figures::Record;

/// Reads a file; the first number of an external id is the person.
pub(crate) fn read(path: &Path) -> Result<Vec<Record>, Box<dyn std::error::Error>> {
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
        let person = external_id
            .split('-')
            .find_map(|part| part.parse().ok())
            .ok_or_else(|| format!("no number in {external_id}"))?;
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
