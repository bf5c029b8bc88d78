//! Files as other programs write them.

use super::*;

#[test]
fn a_byte_order_mark_and_any_line_end_are_no_matter() {
    for text in [
        "given_name,sex\nAda,F\n",
        "given_name,sex\nAda,F",
        "given_name,sex\r\nAda,F\r\n",
        "\u{feff}given_name,sex\nAda,F\n",
        "\u{feff}\"given_name\",\"sex\"\r\n\"Ada\",\"F\"\r\n",
        " Given_Name , SEX\n Ada , F \n",
    ] {
        let rows = rows_of(text.as_bytes());
        assert_eq!(rows.len(), 1, "{text:?}");
        assert_eq!(rows[0].get(Column::GivenName), "Ada", "{text:?}");
        assert_eq!(rows[0].get(Column::Sex), "F", "{text:?}");
        assert_eq!(rows[0].get(Column::Phone), "");
    }
}

#[test]
fn quotation_marks_hold_commas_lines_and_each_other() {
    let text = "given_name,address\r\n\"A \"\"B\"\" C\",\"1 Elm St,\r\nApt 2\"\r\nDi,x\r\n";
    let rows = rows_of(text.as_bytes());
    assert_eq!(rows[0].get(Column::GivenName), "A \"B\" C");
    assert_eq!(rows[0].get(Column::Address), "1 Elm St,\r\nApt 2");
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_row_knows_its_line() {
    for text in [
        "given_name\nA\nB\nC\n",
        "given_name\r\nA\r\nB\r\nC",
        "given_name,sex\n\"A\",\nB,\nC,\n",
        "\"given_name\"\r\n\"A\"\r\nB\r\nC\r\n",
    ] {
        let lines: Vec<u64> = rows_of(text.as_bytes())
            .iter()
            .map(|row| row.line)
            .collect();
        assert_eq!(lines, [2, 3, 4], "{text:?}");
    }
    for text in [
        "given_name\n\nA\n\n\nB\n",
        "given_name\r\n\r\nA\r\n\r\n\r\nB",
    ] {
        let lines: Vec<u64> = rows_of(text.as_bytes())
            .iter()
            .map(|row| row.line)
            .collect();
        assert_eq!(lines, [3, 6], "{text:?}");
    }
}

#[test]
fn a_file_that_cannot_be_taken_says_why() {
    let why = |text: &[u8]| Sheet::open(text).err();
    assert_eq!(why(b""), Some(SheetError::Empty));
    assert_eq!(why("\u{feff}".as_bytes()), Some(SheetError::Empty));
    assert_eq!(why(b"\n\n"), Some(SheetError::Empty));
    assert_eq!(why(b"external_id,phone\n1,2\n"), Some(SheetError::NoNames));
    let twice = Some(SheetError::Twice(Column::Email));
    assert_eq!(why(b"given_name,email,Email\n"), twice);
    assert_eq!(why(b"\xff\xfeg\0i\0\n\0"), Some(SheetError::Utf16));
    let other = Sheet::open(&b"given_name,shoe_size,Mail\n"[..]).unwrap();
    assert_eq!(other.unknown(), ["shoe_size", "Mail"]);
    assert_eq!(rows_of(b"given_name\n").len(), 0);
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_read_as_older_programs_write_them() {
    let clinic = TestClinic::empty().await;
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    let rows = rows_of(b"external_id,given_name,family_name\na,Zo\xeb,O\x92Neill\nb,Zo\xc3\xab,\n");
    let notes = import.take(&clinic, &clinic.system_job(), rows).await;
    let expected = [
        (2, "given_name", "not_utf8"),
        (2, "family_name", "not_utf8"),
    ];
    assert_eq!(told(&notes.unwrap()), expected);
    let name = |id| {
        let clinic = &clinic;
        async move { profile(clinic, id).await.details.full_name }
    };
    assert_eq!(name("a").await.as_str(), "Zoë O’Neill");
    assert_eq!(name("b").await.as_str(), "Zoë");
}

#[tokio::test]
async fn a_huge_field_and_control_characters_break_nothing() {
    let clinic = TestClinic::empty().await;
    let huge = "x".repeat(1_000_000);
    let long = "Ann ".repeat(100);
    let text = format!(
        "external_id,given_name,address\na,Ada,{huge}\nb,{long},\nc,C\u{7}y,\u{202e}back\n"
    );
    let (tally, notes) = import(&clinic, Mode::Write, &text).await;
    assert_eq!((tally.added, tally.rejected), (2, 1));
    let expected = [
        (2, "address", "huge"),
        (3, "family_name", "long_name"),
        (4, "given_name", "controls"),
        (4, "address", "controls"),
    ];
    assert_eq!(told(&notes), expected);
    assert_eq!(
        profile(&clinic, "c").await.details.full_name.as_str(),
        "C y"
    );
}

#[tokio::test]
async fn a_quotation_mark_that_never_ends_is_rejected_and_not_guessed() {
    let clinic = TestClinic::empty().await;
    let text = "external_id,given_name,suburb\na,Ada,x\nb,\"Bea,y\nc,Cy,z\n";
    let (tally, notes) = import(&clinic, Mode::Write, text).await;
    assert_eq!((tally.added, tally.rejected), (1, 1));
    assert_eq!(told(&notes), [(3, "", "width")]);
}
