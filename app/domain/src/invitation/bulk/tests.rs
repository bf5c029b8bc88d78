use jiff::civil::date;

use super::*;
use crate::invitation::SentBy;

const TODAY: Date = date(2026, 3, 10);

fn grown_up() -> OneOfMany {
    OneOfMany {
        situation: Situation {
            patient_here: true,
            stopped: false,
            has_own_log_in: false,
            held: None,
            shut_out: false,
            is_another_patients: false,
            invited: None,
            provisional: false,
        },
        has_email: true,
        shared: false,
        blocked: false,
        born_on: Some(BirthDate::from_stored(date(1990, 4, 12))),
    }
}

fn told(change: impl FnOnce(&mut OneOfMany)) -> Result<(), LeftOut> {
    let mut one = grown_up();
    change(&mut one);
    may_invite_with_others(&one, TODAY)
}

#[test]
fn the_words_read_back_and_stand_once() {
    for why in LeftOut::ALL {
        assert_eq!(LeftOut::parse(why.as_str()), Some(why));
    }
    assert_eq!(LeftOut::parse("invited"), None);
}

#[test]
fn whoever_raises_a_question_is_left_to_a_person() {
    assert_eq!(told(|_| {}), Ok(()));
    let born = |year| Some(BirthDate::from_stored(date(year, 3, 10)));
    assert_eq!(told(|one| one.born_on = born(2010)), Ok(()), "16 today");
    let out = |why, change: &dyn Fn(&mut OneOfMany)| {
        assert_eq!(told(|one| change(one)), Err(why), "{why}");
    };
    out(LeftOut::Gone, &|one| one.situation.patient_here = false);
    out(LeftOut::Stopped, &|one| one.situation.stopped = true);
    out(LeftOut::HasAccess, &|one| {
        one.situation.has_own_log_in = true
    });
    out(LeftOut::NoEmail, &|one| one.has_email = false);
    out(LeftOut::SharedAddress, &|one| one.shared = true);
    out(LeftOut::AgeUnknown, &|one| one.born_on = None);
    out(LeftOut::TooYoung, &|one| {
        one.born_on = Some(BirthDate::from_stored(date(2010, 3, 11)));
    });
    out(LeftOut::OthersAddress, &|one| {
        one.situation.held = Some(Relation::Guardian);
    });
    out(LeftOut::OthersAddress, &|one| one.situation.shut_out = true);
    out(LeftOut::OthersAddress, &|one| {
        one.situation.is_another_patients = true;
    });
    out(LeftOut::Invited, &|one| {
        one.situation.invited = Some(SentBy::Another)
    });
    out(LeftOut::Blocked, &|one| one.blocked = true);
}

#[test]
fn of_several_reasons_the_one_is_told_that_helps() {
    // Without an address, whether they have a log-in is what one wants to know.
    assert_eq!(
        told(|one| {
            one.has_email = false;
            one.situation.has_own_log_in = true;
        }),
        Err(LeftOut::HasAccess)
    );
    // A child shares the address of a parent: it is the address that is looked into first.
    assert_eq!(
        told(|one| {
            one.shared = true;
            one.born_on = None;
        }),
        Err(LeftOut::SharedAddress)
    );
}
