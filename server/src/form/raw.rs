//! Reading a form's bytes: strictly, and without losing what can be read.

use super::Fields;

/// The fields, in the order of the table. If anything is doubled, missing, unknown or not
/// UTF-8, what could be read of the known fields, for showing the form again. A field of
/// `choices` may be missing: it is empty then. So may one of `lists`, which may come several
/// times, too: its values stand behind each other with a blank between.
pub(super) fn read(
    bytes: &[u8],
    known: &[&str],
    choices: &[&str],
    lists: &[&str],
) -> Result<Fields, Fields> {
    let mut fields: Vec<(&str, Option<String>)> = known.iter().map(|name| (*name, None)).collect();
    let mut sound = true;
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default());
        let value = decode(halves.next().unwrap_or_default());
        let (Some(name), Some(value)) = (name, value) else {
            sound = false;
            continue;
        };
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, field @ None)) => *field = Some(value),
            Some((_, Some(all))) if lists.contains(&name.as_str()) => {
                all.push(' ');
                all.push_str(&value);
            }
            // A doubled field keeps its first value; the form is refused all the same.
            Some((_, Some(_))) | None => sound = false,
        }
    }
    for (name, value) in &mut fields {
        if value.is_none() && (choices.contains(name) || lists.contains(name)) {
            *value = Some(String::new());
        }
    }
    sound &= fields.iter().all(|(_, value)| value.is_some());
    let read = fields
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
        .collect();
    if sound { Ok(read) } else { Err(read) }
}

/// Undoes the encoding of `application/x-www-form-urlencoded`; none if the result is not
/// UTF-8. A `%` without two digits stands for itself, as the URL standard has it.
#[must_use]
pub fn decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests;
