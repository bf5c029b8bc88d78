//! What a chart says, as staff read it, and in what two of them differ.

use clinic::merge::{Field, Parts};
use jiff::civil::Date;

use crate::format;
use crate::text::en::merge as text;
use crate::ui::MergePart;

/// The lines of a value; none where nothing is known.
pub(super) fn lines(field: Field, value: &Parts) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let mut parts = value.parts().iter().map(Option::as_deref);
    let mut next = || parts.next().flatten();
    match field {
        Field::Born => {
            let (on, given) = (next(), next());
            let date = on.and_then(|on| on.parse::<Date>().ok());
            let date = date.map(format::birth_date);
            let given = || given.map(text::as_given);
            date.or_else(given).into_iter().collect()
        }
        Field::Phone => next().map(clinic::phone::local).into_iter().collect(),
        Field::Sex => next().map(text::sex).into_iter().collect(),
        Field::RecordNumber => {
            let (number, confirmed) = (next(), next());
            let number = number.map(|number| match confirmed {
                Some(_) => text::confirmed(number),
                None => number.to_owned(),
            });
            number.into_iter().collect()
        }
        Field::Address => {
            let street = next().map(str::to_owned);
            let rest: Vec<&str> = [next(), next(), next()].into_iter().flatten().collect();
            let rest = (!rest.is_empty()).then(|| rest.join(" "));
            street.into_iter().chain(rest).collect()
        }
        Field::Name | Field::Pronouns | Field::Email => vec![value.text()],
    }
}

/// The same in one line.
pub(super) fn line(field: Field, value: &Parts) -> String {
    lines(field, value).join(", ")
}

/// The lines of `one`, marked where they differ from those of `other`; nothing is marked where
/// the other one says nothing.
pub(super) fn marked(one: &[String], other: &[String]) -> Vec<Vec<MergePart>> {
    let whole = |line: &String, differs| vec![(line.clone(), differs)];
    let lines = one.iter().enumerate();
    lines
        .map(|(at, line)| match other.get(at) {
            _ if other.is_empty() => whole(line, false),
            None => whole(line, true),
            Some(theirs) => differing(line, theirs),
        })
        .collect()
}

/// A word with the blank before it; the part of an address behind its `@` is one, too.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let blank = rest.len() - rest.trim_start().len();
        let mut letters = rest.char_indices().skip_while(|(at, _)| *at < blank + 1);
        let end = letters.find(|(_, c)| c.is_whitespace() || *c == '@');
        let end = end.map_or(rest.len(), |(at, _)| at);
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        words.push(word);
        rest = after;
    }
    words
}

/// The line in three: the words with which both begin, those that differ, and those with which
/// both end.
fn differing(line: &str, other: &str) -> Vec<MergePart> {
    let (own, theirs) = (words(line), words(other));
    let pairs = own.iter().zip(&theirs);
    let before = pairs.take_while(|(one, other)| one == other).count();
    let most = own.len().min(theirs.len()) - before;
    let pairs = own.iter().rev().zip(theirs.iter().rev()).take(most);
    let behind = pairs.take_while(|(one, other)| one == other).count();
    let text = |words: &[&str]| words.concat();
    let (begin, rest) = own.split_at_checked(before).unwrap_or((&own, &[]));
    let end = rest.len() - behind;
    let (middle, end) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let middle = text(middle);
    // A blank says nothing by itself.
    let shown = middle.trim_start();
    let blank = middle.len() - shown.len();
    let begin = format!("{}{}", text(begin), " ".repeat(blank.min(1)));
    [(begin, false), (shown.to_owned(), true), (text(end), false)]
        .into_iter()
        .filter(|(part, _)| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, other: &str) -> String {
        let parts = differing(line, other).into_iter();
        parts
            .map(|(part, differs)| if differs { format!("[{part}]") } else { part })
            .collect()
    }

    #[test]
    fn exactly_what_differs_is_marked() {
        for (one, other, first, second) in [
            (
                "Amara Okafor",
                "Amara N. Okafor",
                "Amara Okafor",
                "Amara [N.] Okafor",
            ),
            (
                "a.b@old.ca",
                "a.b@example.com",
                "a.b[@old.ca]",
                "a.b[@example.com]",
            ),
            (
                "May 3, 1988",
                "March 5, 1988",
                "[May 3,] 1988",
                "[March 5,] 1988",
            ),
            ("Ana", "Ben", "[Ana]", "[Ben]"),
            ("Ana Ana", "Ana", "Ana [Ana]", "Ana"),
            (
                "Łucja Nowak",
                "Łucja  Nowák",
                "Łucja [Nowak]",
                "Łucja [Nowák]",
            ),
            ("@", "@@", "@", "@[@]"),
        ] {
            assert_eq!(shown(one, other), first);
            assert_eq!(shown(other, one), second);
        }
    }

    #[test]
    fn nothing_is_marked_beside_nothing() {
        let one = vec!["22 Tower Road".to_owned(), "Halifax".to_owned()];
        let plain = marked(&one, &[]);
        assert!(plain.iter().flatten().all(|(_, differs)| !differs));
        let half = marked(&one, &["22 Tower Road".to_owned()]);
        assert_eq!(
            half,
            [
                vec![("22 Tower Road".to_owned(), false)],
                vec![("Halifax".to_owned(), true)]
            ]
        );
    }

    #[test]
    fn stored_values_are_told_as_people_read_them() {
        let of = |field: Field, parts: &[Option<&str>]| {
            let parts = parts.iter().map(|part| part.map(str::to_owned));
            lines(field, &Parts::of(field, parts))
        };
        assert_eq!(of(Field::Born, &[Some("1988-05-03")]), ["May 3, 1988"]);
        assert_eq!(
            of(Field::Born, &[None, Some("1945-06-31")]),
            ["1945-06-31, as given"]
        );
        assert_eq!(
            of(Field::RecordNumber, &[Some("12 3"), Some("1700000000000")]),
            ["12 3, confirmed"]
        );
        assert_eq!(
            of(
                Field::Address,
                &[
                    Some("22 Tower Road"),
                    Some("Halifax"),
                    Some("NS"),
                    Some("B3H 2Y6")
                ]
            ),
            ["22 Tower Road", "Halifax NS B3H 2Y6"]
        );
        assert!(of(Field::Email, &[None]).is_empty());
    }
}
