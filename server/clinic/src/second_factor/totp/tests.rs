use super::*;
use crate::rng::SeededRng;

/// The secret of RFC 6238, appendix B.
const RFC: Secret = Secret(*b"12345678901234567890");

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn step(code: &str, second: i64) -> Option<i64> {
    step_of(RFC, code, at(second)).unwrap()
}

#[test]
fn codes_are_those_of_the_norm() {
    // Its table for SHA-1, the last six of its eight digits.
    for (second, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(step(code, second), Some(second / 30), "{second}");
    }
}

#[test]
fn one_step_of_tolerance_on_either_side() {
    // Step 1 is from second 30 to 59.
    for second in [0, 29, 30, 59, 60, 89] {
        assert_eq!(step("287082", second), Some(1), "{second}");
    }
    assert_eq!(step("287082", 90), None);
    let later = "050471";
    assert_eq!(step(later, 37_037_037 * 30 - 31), None);
    assert_eq!(step(later, 37_037_037 * 30 - 30), Some(37_037_037));
    assert_eq!(step("287083", 59), None);
}

#[test]
fn what_is_no_code_and_a_time_before_1970_are_nothing() {
    for code in ["", "28708", "2870820", "+87082", "２８７０８２"] {
        assert_eq!(step(code, 59), None, "{code}");
    }
    assert_eq!(step("287082", -1), None);
}

#[test]
fn a_secret_is_shown_in_groups_and_as_an_address_that_apps_take() {
    let shown = show(RFC, "Harbour: Lane & Co", "ana+x@example.com").unwrap();
    assert_eq!(shown.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_eq!(
        shown.uri,
        "otpauth://totp/Harbour%20%20Lane%20%26%20Co:ana%2Bx%40example.com\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbour%20%20Lane%20%26%20Co"
    );
    let debug = format!("{shown:?} {:?} {RFC:?}", shown.picture);
    assert!(!debug.contains("GEZD") && !debug.contains('M'), "{debug}");
}

#[test]
fn secrets_are_long_and_never_the_same() {
    let rng = SeededRng::new(7);
    let (one, two) = (new_secret(&rng), new_secret(&rng));
    assert!(one != two);
}

/// The dark squares of the path.
fn dark(picture: &Picture) -> Vec<(usize, usize)> {
    let mut dark = Vec::new();
    for run in picture.path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (long, _) = rest.split_once('v').unwrap();
        let [x, y, long] = [x, y, long].map(|number| number.parse::<usize>().unwrap());
        dark.extend((x..x + long).map(|x| (x, y)));
    }
    dark
}

#[test]
fn the_picture_has_its_margin_and_its_three_corners() {
    let shown = show(RFC, "Harbour Lane", "ana@example.com").unwrap();
    let (size, dark) = (shown.picture.size, dark(&shown.picture));
    let inner = size - 2 * QUIET;
    assert_eq!((inner - 17) % 4, 0, "{inner}");
    let inside = QUIET..QUIET + inner;
    assert!(
        dark.iter()
            .all(|(x, y)| inside.contains(x) && inside.contains(y))
    );
    let far = QUIET + inner - 7;
    for (left, top) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
        for step in 0..7 {
            assert!(dark.contains(&(left + step, top)));
            assert!(dark.contains(&(left, top + step)));
            assert!(dark.contains(&(left + 3, top + 3)));
        }
        for step in 1..6 {
            assert!(!dark.contains(&(left + step, top + 1)));
        }
    }
}
