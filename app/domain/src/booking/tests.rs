use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{Weekday, date, time};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{
    Ahead, BookRefusal, Count, Eligibility, Further, PatientFacts, Proposal, Standing, may_book,
};
use crate::id::PractitionerId;
use crate::shift::{ShiftRule, WorkingHours};
use crate::slots::{Busy, Step, Terms};
use crate::span::Span;

/// Fridays 09:00 to 17:00 in Halifax (UTC-4 in winter); 2027-03-12 is one.
pub(super) struct Clinic {
    zone: TimeZone,
    hours: WorkingHours,
    terms: Terms,
    pub(super) busy: Vec<Busy>,
    pub(super) eligibility: Eligibility,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// 2027-03-12 at that wall-clock time.
pub(super) fn friday(hour: i8, minute: i8) -> Timestamp {
    halifax()
        .to_timestamp(date(2027, 3, 12).at(hour, minute, 0, 0))
        .unwrap()
}

fn halifax() -> TimeZone {
    TimeZone::get("America/Halifax").unwrap()
}

pub(super) fn clinic() -> Clinic {
    let practitioner = PractitionerId::from_stored(Uuid::from_u128(1));
    let rule = ShiftRule {
        practitioner,
        weekday: Weekday::Friday,
        starts: time(9, 0, 0, 0),
        ends: time(17, 0, 0, 0),
        valid_from: date(2027, 1, 1),
        valid_until: None,
    };
    let friday = date(2027, 3, 12);
    let zone = halifax();
    Clinic {
        hours: WorkingHours::expand(practitioner, &[rule], &[], (friday, friday), &zone),
        zone,
        terms: Terms {
            minutes: NonZeroU32::new(30).unwrap(),
            buffer_before_minutes: 0,
            buffer_after_minutes: 10,
            step: Step::new(15).unwrap(),
            lead_minutes: 120,
            horizon_days: 7,
        },
        busy: Vec::new(),
        eligibility: Eligibility::Anyone,
    }
}

impl Clinic {
    fn judge(
        &self,
        start: Timestamp,
        now: Timestamp,
        patient: Option<PatientFacts<'_>>,
    ) -> Result<(), BookRefusal> {
        may_book(&self.proposal(start, now, patient))
    }

    pub(super) fn proposal<'a>(
        &'a self,
        start: Timestamp,
        now: Timestamp,
        patient: Option<PatientFacts<'a>>,
    ) -> Proposal<'a> {
        Proposal {
            start,
            terms: &self.terms,
            eligibility: self.eligibility,
            hours: &self.hours,
            busy: &self.busy,
            patient,
            now,
            zone: &self.zone,
        }
    }

    fn anonymous(&self, start: Timestamp) -> Result<(), BookRefusal> {
        self.judge(start, friday(0, 0), None)
    }

    fn patient(&self, facts: PatientFacts<'_>) -> Result<(), BookRefusal> {
        self.judge(friday(10, 0), friday(0, 0), Some(facts))
    }
}

pub(super) const STRANGER: PatientFacts<'static> = PatientFacts {
    appointments: &[],
    further: Some(UNKNOWN),
};

pub(super) const UNKNOWN: Further = Further {
    standing: Standing::New,
    ahead: Ahead {
        of_patient: Count { now: 0, cap: 2 },
        of_service: None,
        by_account: None,
    },
};

/// Somebody with nothing else around the time.
fn free(further: Further) -> PatientFacts<'static> {
    PatientFacts {
        appointments: &[],
        further: Some(further),
    }
}

#[test]
fn lead_time_is_inclusive_and_the_past_is_too_soon() {
    let clinic = clinic();
    let too_soon = Err(BookRefusal::TooSoon { lead_minutes: 120 });
    assert_eq!(clinic.judge(friday(11, 0), friday(9, 0), None), Ok(()));
    let a_moment_later = friday(9, 0)
        .checked_add(jiff::SignedDuration::from_millis(1))
        .unwrap();
    assert_eq!(clinic.judge(friday(11, 0), a_moment_later, None), too_soon);
    assert_eq!(clinic.judge(friday(9, 0), friday(12, 0), None), too_soon);
}

#[test]
fn the_horizon_counts_local_dates() {
    let clinic = clinic();
    // In Halifax it is the 5th up to 04:00 UTC of the 6th.
    assert_eq!(
        clinic.judge(friday(16, 30), at("2027-03-05T04:00:00Z"), None),
        Ok(())
    );
    assert_eq!(
        clinic.judge(friday(9, 0), at("2027-03-05T03:59:59Z"), None),
        Err(BookRefusal::TooFar { horizon_days: 7 })
    );
}

#[test]
fn a_visit_must_lie_in_the_hours_and_on_the_grid() {
    let clinic = clinic();
    assert_eq!(clinic.anonymous(friday(16, 30)), Ok(()));
    for outside in [friday(8, 45), friday(16, 45), friday(17, 0), friday(22, 3)] {
        assert_eq!(
            clinic.anonymous(outside),
            Err(BookRefusal::OutsideHours),
            "{outside}"
        );
    }
    for between in [
        friday(10, 5),
        friday(10, 14),
        at("2027-03-12T14:00:00.001Z"),
    ] {
        assert_eq!(
            clinic.anonymous(between),
            Err(BookRefusal::NotOnGrid),
            "{between}"
        );
    }
}

#[test]
fn neighbours_keep_the_larger_buffer_and_edges_need_none() {
    let mut clinic = clinic();
    clinic.busy = vec![Busy {
        span: Span::new(friday(11, 0), friday(12, 0)).unwrap(),
        buffer_before_minutes: 5,
        buffer_after_minutes: 15,
    }];
    // Before: max(10 of ours, 5 of theirs); after: max(15 of theirs, 0 of ours).
    for (start, verdict) in [
        (friday(9, 0), Ok(())),
        (friday(10, 15), Ok(())),
        (friday(10, 30), Err(BookRefusal::Taken)),
        (friday(11, 15), Err(BookRefusal::Taken)),
        (friday(12, 0), Err(BookRefusal::Taken)),
        (friday(12, 15), Ok(())),
        (friday(16, 30), Ok(())),
    ] {
        assert_eq!(clinic.anonymous(start), verdict, "{start}");
    }
}

#[test]
fn a_buffer_met_exactly_is_enough() {
    let mut clinic = clinic();
    let busy = |buffer_before_minutes| Busy {
        span: Span::new(friday(10, 40), friday(11, 0)).unwrap(),
        buffer_before_minutes,
        buffer_after_minutes: 0,
    };
    clinic.busy = vec![busy(0)];
    assert_eq!(clinic.anonymous(friday(10, 0)), Ok(()));
    clinic.busy = vec![busy(11)];
    assert_eq!(clinic.anonymous(friday(10, 0)), Err(BookRefusal::Taken));
}

#[test]
fn eligibility_is_asked_only_of_a_known_person() {
    let mut clinic = clinic();
    let known = free(Further {
        standing: Standing::Existing,
        ..UNKNOWN
    });

    clinic.eligibility = Eligibility::NewPatientsOnly;
    assert_eq!(clinic.anonymous(friday(10, 0)), Ok(()));
    assert_eq!(clinic.patient(STRANGER), Ok(()));
    assert_eq!(clinic.patient(known), Err(BookRefusal::NewPatientsOnly));

    clinic.eligibility = Eligibility::ExistingPatientsOnly;
    assert_eq!(
        clinic.patient(STRANGER),
        Err(BookRefusal::ExistingPatientsOnly)
    );
    assert_eq!(clinic.patient(known), Ok(()));
}

#[test]
fn nobody_is_in_two_places_but_visits_may_touch() {
    let clinic = clinic();
    let own = |from, until| [Span::new(from, until).unwrap()];
    let facts = |appointments| PatientFacts {
        appointments,
        ..STRANGER
    };
    let touching = own(friday(9, 0), friday(10, 0));
    let overlapping = own(friday(10, 29), friday(11, 0));
    assert_eq!(clinic.patient(facts(&touching)), Ok(()));
    assert_eq!(
        clinic.patient(facts(&overlapping)),
        Err(BookRefusal::PatientBusy)
    );
}

fn ahead(ahead: Ahead) -> PatientFacts<'static> {
    free(Further { ahead, ..UNKNOWN })
}

#[test]
fn a_cap_counts_the_visit_that_is_asked_for() {
    let clinic = clinic();
    let count = |now| Count { now, cap: 2 };
    let roomy = Ahead {
        of_patient: Count { now: 0, cap: 9 },
        of_service: Some(Count { now: 0, cap: 9 }),
        by_account: Some(Count { now: 0, cap: 9 }),
    };
    let of_patient = |now| Ahead {
        of_patient: count(now),
        ..roomy
    };
    let of_service = |now| Ahead {
        of_service: Some(count(now)),
        ..roomy
    };
    let by_account = |now| Ahead {
        by_account: Some(count(now)),
        ..roomy
    };
    let cap = 2;
    for (those, refusal) in [
        (
            &of_patient as &dyn Fn(u32) -> Ahead,
            BookRefusal::TooManyUpcoming { cap },
        ),
        (&of_service, BookRefusal::TooManyOfService { cap }),
        (&by_account, BookRefusal::TooManyByAccount { cap }),
    ] {
        assert_eq!(clinic.patient(ahead(those(1))), Ok(()), "{refusal}");
        for full in [2, 3] {
            assert_eq!(
                clinic.patient(ahead(those(full))),
                Err(refusal.clone()),
                "{full}"
            );
        }
    }
}

#[test]
fn the_patients_own_cap_is_told_first_and_the_accounts_last() {
    let clinic = clinic();
    let full = Count { now: 1, cap: 1 };
    let mut those = Ahead {
        of_patient: full,
        of_service: Some(full),
        by_account: Some(full),
    };
    let cap = 1;
    let told = |those| clinic.patient(ahead(those));
    assert_eq!(told(those), Err(BookRefusal::TooManyUpcoming { cap }));
    those.of_patient.cap = 2;
    assert_eq!(told(those), Err(BookRefusal::TooManyOfService { cap }));
    those.of_service = None;
    assert_eq!(told(those), Err(BookRefusal::TooManyByAccount { cap }));
    those.by_account = None;
    assert_eq!(told(those), Ok(()));
}

/// Whoever booked a first visit is a patient by the time they move it.
#[test]
fn a_visit_that_only_moves_is_asked_for_its_time_alone() {
    let mut clinic = clinic();
    for eligibility in [
        Eligibility::NewPatientsOnly,
        Eligibility::ExistingPatientsOnly,
    ] {
        clinic.eligibility = eligibility;
        assert_eq!(clinic.patient(crate::moving::facts(&[])), Ok(()));
    }
    let other = [Span::new(friday(10, 15), friday(11, 0)).unwrap()];
    assert_eq!(
        clinic.patient(crate::moving::facts(&other)),
        Err(BookRefusal::PatientBusy)
    );
    assert_eq!(
        clinic.judge(friday(17, 0), friday(0, 0), Some(crate::moving::facts(&[]))),
        clinic.anonymous(friday(17, 0))
    );
}

#[test]
fn an_impossible_time_gets_the_same_answer_whoever_asks() {
    let clinic = clinic();
    let full = ahead(Ahead {
        of_patient: Count { now: 9, cap: 2 },
        ..UNKNOWN.ahead
    });
    assert_eq!(
        clinic.judge(friday(17, 0), friday(0, 0), Some(full)),
        clinic.anonymous(friday(17, 0))
    );
}

#[test]
fn codes_are_those_on_the_wire() {
    for (refusal, wire) in [
        (
            BookRefusal::ServiceNotOffered,
            r#"{"code":"service_not_offered"}"#,
        ),
        (
            BookRefusal::TooSoon { lead_minutes: 120 },
            r#"{"code":"too_soon","lead_minutes":120}"#,
        ),
        (
            BookRefusal::TooFar { horizon_days: 60 },
            r#"{"code":"too_far","horizon_days":60}"#,
        ),
        (BookRefusal::OutsideHours, r#"{"code":"outside_hours"}"#),
        (BookRefusal::NotOnGrid, r#"{"code":"not_on_grid"}"#),
        (BookRefusal::Taken, r#"{"code":"taken"}"#),
        (
            BookRefusal::NewPatientsOnly,
            r#"{"code":"new_patients_only"}"#,
        ),
        (
            BookRefusal::ExistingPatientsOnly,
            r#"{"code":"existing_patients_only"}"#,
        ),
        (BookRefusal::PatientBusy, r#"{"code":"patient_busy"}"#),
        (
            BookRefusal::TooManyUpcoming { cap: 3 },
            r#"{"code":"too_many_upcoming","cap":3}"#,
        ),
        (
            BookRefusal::TooManyOfService { cap: 2 },
            r#"{"code":"too_many_of_service","cap":2}"#,
        ),
        (
            BookRefusal::TooManyByAccount { cap: 30 },
            r#"{"code":"too_many_by_account","cap":30}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&refusal).unwrap(), wire);
        assert!(wire.contains(&format!(r#""code":"{}""#, refusal.code())));
        assert_eq!(serde_json::from_str::<BookRefusal>(wire).unwrap(), refusal);
        assert_eq!(refusal.to_string(), refusal.code());
    }
}
