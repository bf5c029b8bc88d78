use proptest::prelude::*;

use super::*;

const KNOWN: [&str; 2] = ["email", "next"];

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn a_sound_form_is_read_whatever_its_order() {
    let expected = fields(&[("email", "ana@example.org"), ("next", "")]);
    for bytes in [
        "email=ana%40example.org&next=",
        "next=&email=ana%40example.org",
        "next&email=ana@example.org&",
    ] {
        assert_eq!(
            read(bytes.as_bytes(), &KNOWN, &[], &[]),
            Ok(expected.clone()),
            "{bytes}"
        );
    }
}

#[test]
fn an_empty_form_is_sound_where_none_is_asked() {
    assert_eq!(read(b"", &[], &[], &[]), Ok(Vec::new()));
    assert!(read(b"x=1", &[], &[], &[]).is_err());
}

#[test]
fn whatever_is_odd_is_refused_and_the_rest_is_kept() {
    let email = [("email", "ana")];
    for (bytes, kept) in [
        (&b"email=ana"[..], &email[..]),
        (b"", &[]),
        (
            b"email=ana&email=ben&next=",
            &[("email", "ana"), ("next", "")],
        ),
        (
            b"email=ana&next=&admin=1",
            &[("email", "ana"), ("next", "")],
        ),
        (b"email=ana&next=&=", &[("email", "ana"), ("next", "")]),
        (b"email=ana&next=%FF", &email),
        (b"email=ana&next=\xC3\x28", &email),
        (b"email=ana&next=%ED%A0%80", &email),
        (b"email=ana&Next=", &email),
        (b"email=ana&next[]=", &email),
    ] {
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(read(bytes, &KNOWN, &[], &[]), Err(fields(kept)), "{shown}");
    }
}

#[test]
fn a_lone_percent_stands_for_itself() {
    for (encoded, expected) in [
        ("100%", "100%"),
        ("%zz", "%zz"),
        ("%4", "%4"),
        ("%%41", "%A"),
        ("a+b%2B", "a b+"),
    ] {
        assert_eq!(
            decode(encoded.as_bytes()).as_deref(),
            Some(expected),
            "{encoded}"
        );
    }
}

proptest! {
    #[test]
    fn what_a_browser_encodes_is_read_back(email in ".*", next in ".*") {
        let sent = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", &email)
            .append_pair("next", &next)
            .finish();
        prop_assert_eq!(read(sent.as_bytes(), &KNOWN, &[], &[]), Ok(fields(&[("email", &email), ("next", &next)])));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let read = read(&bytes, &KNOWN, &[], &[]);
        let fields = read.unwrap_or_else(|readable| readable);
        prop_assert!(fields.len() <= KNOWN.len());
    }
}

#[test]
fn a_group_of_choices_may_be_missing_and_nothing_else_may() {
    let choice = ["email"];
    assert_eq!(
        read(b"next=%2F", &KNOWN, &choice, &[]),
        Ok(fields(&[("email", ""), ("next", "/")]))
    );
    assert!(read(b"email=a", &KNOWN, &choice, &[]).is_err());
    assert!(read(b"next=%2F&email=a&email=b", &KNOWN, &choice, &[]).is_err());
}

#[test]
fn a_list_may_be_missing_and_come_several_times() {
    let list = ["email"];
    for (sent, email) in [
        ("next=%2F", ""),
        ("email=a&next=%2F", "a"),
        ("email=a&next=%2F&email=b&email=c", "a b c"),
    ] {
        let expected = fields(&[("email", email), ("next", "/")]);
        assert_eq!(
            read(sent.as_bytes(), &KNOWN, &[], &list),
            Ok(expected),
            "{sent}"
        );
    }
    assert!(read(b"email=a&next=1&next=2", &KNOWN, &[], &list).is_err());
}
