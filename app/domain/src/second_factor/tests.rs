use super::*;

fn recovery(text: &str) -> String {
    match Typed::parse(text) {
        Ok(Typed::Recovery(code)) => code.to_string(),
        other => panic!("no recovery code: {other:?}"),
    }
}

#[test]
fn six_digits_are_the_apps_however_they_are_spaced() {
    for text in ["048213", " 048 213 ", "048-213"] {
        assert_eq!(
            Typed::parse(text),
            Ok(Typed::App("048213".into())),
            "{text}"
        );
    }
}

#[test]
fn a_recovery_code_is_read_as_it_was_meant() {
    let code = "4f7k-9tqm-w0x1";
    for text in [code, "4F7K 9TQM W0X1", "4f7k9tqmwOxI", "4f7k-9tqm-wox l"] {
        assert_eq!(recovery(text), code, "{text}");
    }
}

#[test]
fn what_can_be_neither_is_told_apart_from_nothing() {
    for text in ["", "  ", "- -"] {
        assert_eq!(Typed::parse(text), Err(Invalid::Missing), "{text:?}");
    }
    for text in [
        "12345",
        "1234567",
        "４８２１３０",
        "12345a",
        "4f7k-9tqm-w0xu",
        "4f7k-9tqm-w0x",
        "4f7k-9tqm-w0x11",
        &"0".repeat(41),
    ] {
        assert_eq!(Typed::parse(text), Err(Invalid::Malformed), "{text:?}");
    }
}

#[test]
fn a_fresh_code_has_the_form_that_is_read() {
    for bytes in [[0; 8], [255; 8], [1, 2, 3, 4, 5, 6, 7, 8]] {
        let code = RecoveryCode::of_random(bytes);
        assert_eq!(recovery(&code.to_string()), code.to_string());
        assert_eq!(code.to_string().len(), 14);
        assert_eq!(code.as_str().len(), 12);
    }
    // Each of the sixty bits makes another code.
    let base = RecoveryCode::of_random([0; 8]);
    for bit in 0..60 {
        let code = RecoveryCode::of_random((1_u64 << bit).to_le_bytes());
        assert_ne!(code, base, "bit {bit}");
    }
}

#[test]
fn nothing_of_a_code_is_in_its_debug_form() {
    let shown = format!(
        "{:?} {:?}",
        Typed::parse("048213"),
        Typed::parse("4f7k9tqmw0x1")
    );
    assert!(
        !shown.contains("048213") && !shown.contains("4f7k"),
        "{shown}"
    );
}
