use jiff::civil::date;

use super::*;

fn name(text: &str) -> Result<String, Invalid> {
    PersonName::parse(text).map(String::from)
}

#[test]
fn a_name_is_kept_as_given_less_the_blanks_around_it() {
    assert_eq!(
        name("  Siobhán  Ní\u{a0}Bhriain "),
        Ok("Siobhán Ní Bhriain".into())
    );
    assert_eq!(name("Łucja"), Ok("Łucja".into()));
    assert_eq!(name("O'Brien-Smith Jr."), Ok("O'Brien-Smith Jr.".into()));
    assert_eq!(name("山田 太郎"), Ok("山田 太郎".into()));
    assert_eq!(
        name("<script>"),
        Ok("<script>".into()),
        "text is escaped where it is shown"
    );
}

#[test]
fn a_name_that_is_none_is_refused() {
    assert_eq!(name(""), Err(Invalid::Missing));
    assert_eq!(name(" \t\n"), Err(Invalid::Missing));
    assert_eq!(name("12"), Err(Invalid::Malformed));
    assert_eq!(name("Ana\u{0}"), Err(Invalid::BadCharacter));
    assert_eq!(name("Ana\u{202e}gpj"), Err(Invalid::BadCharacter));
    assert_eq!(name(&"x".repeat(201)), Err(Invalid::TooLong));
    assert!(name(&"ß".repeat(200)).is_ok());
}

#[test]
fn an_address_has_one_canonical_form() {
    let canonical = |text: &str| EmailAddress::parse(text).map(|e| e.canonical());
    assert_eq!(
        canonical(" Ana.Silva@Example.COM "),
        Ok("ana.silva@example.com".into())
    );
    assert_eq!(
        canonical("ana+kids@example.com"),
        Ok("ana+kids@example.com".into())
    );
    for bad in [
        "ana",
        "ana@",
        "@example.com",
        "ana@example",
        "ana@example.com.",
        "a na@example.com",
        "ana@exаmple.com",
        "ana@example.com\r\nBcc: x@y.org",
        "\"ana\"@example.com",
        "Ana <ana@example.com>",
        "ana@[127.0.0.1]",
        "ana@example.com,b@example.com",
        "..@example.com",
    ] {
        assert_eq!(canonical(bad), Err(Invalid::Malformed), "{bad:?}");
    }
    assert_eq!(canonical(""), Err(Invalid::Missing));
    assert_eq!(
        canonical(&format!("{}@example.com", "a".repeat(250))),
        Err(Invalid::TooLong)
    );
}

#[test]
fn a_masked_address_tells_little() {
    let address = EmailAddress::parse("ngozi@example.org").unwrap();
    assert_eq!(address.masked(), "n***@example.org");
}

fn born(day: &str, month: &str, year: &str) -> Result<Date, Invalid> {
    BirthDate::parse(day, month, year, date(2026, 3, 10)).map(BirthDate::date)
}

#[test]
fn a_birth_date_is_taken_as_people_write_it() {
    assert_eq!(born("27", "3", "1988"), Ok(date(1988, 3, 27)));
    assert_eq!(born(" 07 ", "Mar", "1988"), Ok(date(1988, 3, 7)));
    assert_eq!(born("7", "SEPTEMBER", "1988"), Ok(date(1988, 9, 7)));
    assert_eq!(born("29", "2", "2024"), Ok(date(2024, 2, 29)));
    assert_eq!(born("10", "3", "2026"), Ok(date(2026, 3, 10)), "born today");
}

#[test]
fn a_birth_date_that_is_none_says_what_is_wrong() {
    assert_eq!(born("", "", ""), Err(Invalid::Missing));
    assert_eq!(born("", "3", "1988"), Err(Invalid::DayMissing));
    assert_eq!(born("1", "", "1988"), Err(Invalid::MonthMissing));
    assert_eq!(born("1", "3", ""), Err(Invalid::YearMissing));
    assert_eq!(born("1", "3", "88"), Err(Invalid::YearMissing));
    assert_eq!(born("29", "2", "2023"), Err(Invalid::NoSuchDate));
    assert_eq!(born("31", "April", "1988"), Err(Invalid::NoSuchDate));
    assert_eq!(born("1", "13", "1988"), Err(Invalid::NoSuchDate));
    assert_eq!(born("-1", "3", "1988"), Err(Invalid::NoSuchDate));
    assert_eq!(born("1", "Ma", "1988"), Err(Invalid::NoSuchDate));
    assert_eq!(born("11", "3", "2026"), Err(Invalid::InFuture));
    assert_eq!(born("1", "3", "1899"), Err(Invalid::TooLongAgo));
}

#[test]
fn a_birthday_on_a_leap_day_is_first_of_march_in_other_years() {
    let leap = BirthDate::from_stored(date(2008, 2, 29));
    assert_eq!(leap.age_years(date(2026, 2, 28)), 17);
    assert_eq!(leap.age_years(date(2026, 3, 1)), 18);
    assert_eq!(leap.age_years(date(2024, 2, 29)), 16);
}

#[test]
fn nothing_personal_is_printed_by_debug() {
    let name = PersonName::parse("Amara Okafor").unwrap();
    let email = EmailAddress::parse("amara@example.com").unwrap();
    let born = BirthDate::from_stored(date(1988, 5, 3));
    let printed = format!("{name:?} {email:?} {born:?}");
    assert!(!printed.contains("Amara") && !printed.contains("amara") && !printed.contains("1988"));
}

#[test]
fn a_note_keeps_its_lines_and_loses_nothing_else() {
    assert_eq!(parse_note(" a\r\nb\rc ", 10), Ok(Some("a\nb\nc".into())));
    assert_eq!(parse_note("   ", 10), Ok(None));
    assert_eq!(parse_note("01234567890", 10), Err(Invalid::TooLong));
    assert_eq!(parse_note("a\u{7}", 10), Err(Invalid::BadCharacter));
}

#[test]
fn a_reason_can_be_seen() {
    assert_eq!(parse_reason(" Urgent ", 10), Ok(String::from("Urgent")));
    assert_eq!(parse_reason("痛", 10), Ok(String::from("痛")));
    for unseen in ["", "  ", "\u{200b}", "\u{2060}\u{2062}", "...", "—"] {
        assert_eq!(
            parse_reason(unseen, 10),
            Err(Invalid::Missing),
            "{unseen:?}"
        );
    }
    assert_eq!(parse_reason("01234567890", 10), Err(Invalid::TooLong));
}
