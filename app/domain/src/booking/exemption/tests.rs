use proptest::prelude::*;

use super::*;
use crate::booking::tests::{STRANGER, UNKNOWN, clinic, friday};
use crate::booking::{Ahead, Count, Eligibility, Further, PatientFacts, may_book};
use crate::slots::Busy;

fn busy(from: (i8, i8), minutes: u32) -> Busy {
    Busy {
        span: Span::lasting(friday(from.0, from.1), minutes).unwrap(),
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
    }
}

#[test]
fn every_rule_that_a_patient_meets_is_a_warning_for_staff() {
    let mut clinic = clinic();
    clinic.eligibility = Eligibility::ExistingPatientsOnly;
    let other = [busy((18, 0), 30).span];
    let patient = PatientFacts {
        appointments: &other,
        further: Some(Further {
            ahead: Ahead {
                of_patient: Count { now: 2, cap: 2 },
                ..UNKNOWN.ahead
            },
            ..UNKNOWN
        }),
    };
    let verdict = for_staff(&clinic.proposal(friday(18, 5), friday(18, 0), Some(patient)));
    let warnings = vec![
        BookRefusal::TooSoon { lead_minutes: 120 },
        BookRefusal::OutsideHours,
        BookRefusal::ExistingPatientsOnly,
        BookRefusal::PatientBusy,
        BookRefusal::TooManyUpcoming { cap: 2 },
    ];
    assert_eq!(
        verdict,
        Ok(StaffVerdict {
            warnings,
            taken: false
        })
    );
}

#[test]
fn a_taken_time_is_no_warning() {
    let mut clinic = clinic();
    clinic.busy = vec![busy((10, 0), 30)];
    let verdict = for_staff(&clinic.proposal(friday(10, 0), friday(0, 0), None)).unwrap();
    assert!(verdict.taken);
    assert_eq!(verdict.warnings, []);
    // So is the rest that a visit needs: 10 minutes after it.
    let verdict = for_staff(&clinic.proposal(friday(9, 25), friday(0, 0), None)).unwrap();
    assert!(verdict.taken);
    let verdict = for_staff(&clinic.proposal(friday(9, 20), friday(0, 0), None)).unwrap();
    assert!(!verdict.taken);
}

#[test]
fn not_even_staff_book_what_has_passed_or_is_on_no_quantum() {
    let clinic = clinic();
    let at = |start, now| for_staff(&clinic.proposal(start, now, None)).err();
    assert_eq!(
        at(friday(10, 1), friday(9, 0)),
        Some(NotEvenStaff::NotOnQuantum)
    );
    assert_eq!(at(friday(10, 0), friday(10, 5)), Some(NotEvenStaff::Past));
    assert_eq!(at(friday(10, 0), friday(10, 4)), None);
}

proptest! {
    /// What staff book without a word is what a patient may book, but for the grid.
    #[test]
    fn no_warning_means_that_a_patient_might_have_booked(
        quantum in 0_i64..288, taken in 0_i8..24, now in 0_i8..24,
    ) {
        let mut clinic = clinic();
        clinic.busy = vec![busy((taken, 0), 45)];
        let start = friday(0, 0).checked_add(jiff::SignedDuration::from_mins(5 * quantum)).unwrap();
        let proposal = clinic.proposal(start, friday(now, 0), Some(STRANGER));
        let plain = for_staff(&proposal)
            .is_ok_and(|verdict| verdict.warnings.is_empty() && !verdict.taken);
        match may_book(&proposal) {
            Ok(()) => prop_assert!(plain),
            Err(BookRefusal::NotOnGrid) => {}
            Err(_) => prop_assert!(!plain),
        }
    }
}
