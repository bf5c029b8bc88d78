use super::*;

const START: &str = "2027-03-12T14:00:00Z";
const BOOKED: (AppointmentState, bool) = (AppointmentState::Confirmed, false);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Every state and step at a time when all of them may be said: the whole machine.
#[test]
fn a_visit_is_booked_then_there_then_finished_or_nobody_came() {
    let mut arrows = Vec::new();
    for state in AppointmentState::ALL {
        for step in Step::ALL {
            if may_take(step, (state, false), at(START), at("2027-03-12T15:00:00Z")).is_ok() {
                arrows.push((state, step, step.leads_to()));
            }
        }
    }
    assert_eq!(
        arrows,
        [
            (
                AppointmentState::Confirmed,
                Step::Arrive,
                AppointmentState::Arrived
            ),
            (
                AppointmentState::Confirmed,
                Step::Miss,
                AppointmentState::NoShow
            ),
            (
                AppointmentState::Arrived,
                Step::Finish,
                AppointmentState::Completed
            ),
        ]
    );
}

#[test]
fn nobody_has_missed_what_has_not_begun() {
    let miss = |now| may_take(Step::Miss, BOOKED, at(START), at(now));
    assert_eq!(miss("2027-03-12T13:59:59.999Z"), Err(StepRefusal::TooEarly));
    assert_eq!(miss(START), Ok(()));
}

#[test]
fn somebody_may_be_there_from_the_morning_of_the_day_on() {
    let arrive = |now| may_take(Step::Arrive, BOOKED, at(START), at(now));
    assert_eq!(arrive("2027-03-12T01:59:59Z"), Err(StepRefusal::TooEarly));
    assert_eq!(arrive("2027-03-12T02:00:00Z"), Ok(()));
    assert_eq!(arrive("2027-03-13T14:00:00Z"), Ok(()));
}

#[test]
fn of_a_request_nothing_is_said_until_it_is_confirmed() {
    for step in [Step::Arrive, Step::Miss] {
        for now in ["2027-01-01T00:00:00Z", "2027-03-12T15:00:00Z"] {
            let request = (AppointmentState::Confirmed, true);
            let said = may_take(step, request, at(START), at(now));
            assert_eq!(said, Err(StepRefusal::NotConfirmed), "{step:?} {now}");
        }
    }
}

#[test]
fn another_state_is_told_before_the_time() {
    let early = may_take(
        Step::Miss,
        (AppointmentState::Arrived, true),
        at(START),
        at("2027-01-01T00:00:00Z"),
    );
    assert_eq!(early, Err(StepRefusal::OtherState));
}

#[test]
fn a_state_tells_which_step_led_to_it() {
    assert_eq!(step_to(AppointmentState::Arrived), Some(Step::Arrive));
    assert_eq!(step_to(AppointmentState::Completed), Some(Step::Finish));
    assert_eq!(step_to(AppointmentState::NoShow), Some(Step::Miss));
    assert_eq!(step_to(AppointmentState::Confirmed), None);
    assert_eq!(step_to(AppointmentState::Cancelled), None);
}

#[test]
fn words_read_back_as_what_they_say() {
    for state in AppointmentState::ALL {
        assert_eq!(AppointmentState::parse(state.as_str()), Some(state));
    }
    for step in Step::ALL {
        assert_eq!(Step::parse(step.as_str()), Some(step));
    }
    assert_eq!(Step::parse("cancel"), None);
}
