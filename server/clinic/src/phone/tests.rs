use super::*;

#[test]
fn a_number_is_stored_in_one_form_however_it_is_typed() {
    for typed in [
        "902 555 0148",
        "(902) 555-0148",
        "+1 902 555 0148",
        "1-902-555-0148",
        " 9025550148 ",
    ] {
        assert_eq!(parse(typed), Ok(Some("+19025550148".into())), "{typed}");
    }
    assert_eq!(parse("+44 20 7946 0958"), Ok(Some("+442079460958".into())));
    assert_eq!(parse("  "), Ok(None));
}

#[test]
fn what_is_no_number_is_refused() {
    for typed in ["12", "call me", "902 555", "+999 1234567", "' OR 1=1 --"] {
        assert_eq!(parse(typed), Err(Invalid::Malformed), "{typed}");
    }
    assert_eq!(parse(&"9".repeat(41)), Err(Invalid::TooLong));
}

#[test]
fn a_number_is_shown_as_it_is_read_here() {
    assert_eq!(local("+19025550148"), "902 555 0148");
    assert_eq!(local("+442079460958"), "+44 20 7946 0958");
    assert_eq!(local("reception"), "reception");
}
