use super::*;
use crate::rng::SeededRng;

#[test]
fn a_token_is_43_characters_that_no_link_or_cookie_must_escape() {
    let token = Token::new(&SeededRng::new(1));
    assert_eq!(token.expose().len(), 43);
    assert!(
        token
            .expose()
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    );
}

#[test]
fn debug_never_shows_a_token() {
    let token = Token::new(&SeededRng::new(1));
    assert!(!format!("{token:?}").contains(token.expose()));
}

#[test]
fn a_token_that_comes_back_has_the_stored_hash() {
    let rng = SeededRng::new(2);
    let (one, two) = (Token::new(&rng), Token::new(&rng));
    assert_eq!(hash(one.expose()), one.hash());
    assert_ne!(one.hash(), two.hash());
}

#[test]
fn parts_are_not_only_joined() {
    assert_ne!(hash_parts(&[b"ab", b"c"]), hash_parts(&[b"a", b"bc"]));
    assert_ne!(hash_parts(&[b"ab"]), hash_parts(&[b"ab", b""]));
}
