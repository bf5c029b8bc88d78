//! Reading what whoever merges typed: a third value has to be one that the chart could have.

use std::collections::BTreeMap;

use domain::limits;
use domain::matching::{self, Born};
use domain::merge::{Field, Parts, Pick, Whose};
use domain::person::{EmailAddress, Invalid, PersonName, Sex, parse_line};
use domain::refusal::FieldErrors;
use jiff::civil::Date;

use crate::phone;

/// How a field was chosen, as it stands in the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Typed {
    /// What the survivor's chart says.
    #[default]
    Survivor,
    /// What the absorbed one's says.
    Absorbed,
    /// Something else: one text, of an address street, town, province and postal code.
    Other(Vec<String>),
}

/// Nothing: what was typed is about a person.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Survivor => "Survivor",
            Self::Absorbed => "Absorbed",
            Self::Other(_) => "Other",
        })
    }
}

/// The choices, with third values in the form in which they are stored.
pub(super) fn read(
    typed: &BTreeMap<Field, Typed>,
    today: Date,
    errors: &mut FieldErrors,
) -> BTreeMap<Field, Pick> {
    let mut picks = BTreeMap::new();
    for (field, typed) in typed {
        let pick = match typed {
            Typed::Survivor => Some(Pick::Of(Whose::Survivor)),
            Typed::Absorbed => Some(Pick::Of(Whose::Absorbed)),
            Typed::Other(texts) => errors
                .take(field.as_str(), value(*field, texts, today))
                .map(|parts| Pick::Typed(Parts::of(*field, parts))),
        };
        if let Some(pick) = pick {
            picks.insert(*field, pick);
        }
    }
    picks
}

fn value(field: Field, texts: &[String], today: Date) -> Result<Vec<Option<String>>, Invalid> {
    let first = texts.first().map_or("", String::as_str);
    let line = |text: &str| parse_line(text, limits::LINE_CHARS_MAX);
    Ok(match field {
        Field::Name => vec![Some(PersonName::parse(first)?.as_str().to_owned())],
        Field::Born => match matching::parse_born(first, today)? {
            Some(Born::On(date)) => vec![Some(date.date().to_string()), None],
            Some(Born::AsGiven(text)) => vec![None, Some(text)],
            None => vec![None, None],
        },
        Field::Pronouns => vec![line(first)?],
        Field::Email if first.trim().is_empty() => vec![None],
        Field::Email => vec![Some(EmailAddress::parse(first)?.as_str().to_owned())],
        Field::Phone => vec![phone::parse(first)?],
        Field::Address => {
            let mut parts = Vec::with_capacity(4);
            for text in texts.iter().take(4) {
                parts.push(line(text)?);
            }
            parts
        }
        Field::Sex => {
            let sex = Sex::parse(first).ok_or(Invalid::NotAChoice)?;
            vec![Some(sex.as_str().to_owned()), None]
        }
        // Nobody has seen it on a card yet.
        Field::RecordNumber => vec![line(first)?, None],
    })
}
