use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::access::{
    Abilities, Confidential, Preset, Relation, Rights, Standing, WithAge, own_rights,
};
use crate::id::{AccessId, InvitationId};

mod accounts;
mod splitting;

fn now() -> Timestamp {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn side(n: u128) -> Side {
    let name = Parts::of(Field::Name, [Some(String::from("Amara Okafor"))]);
    Side {
        patient: PatientId::from_stored(uuid(n)),
        fields: BTreeMap::from([(Field::Name, name)]),
        sign_up: false,
        put_away: false,
        deceased_on: None,
        merged_into: None,
        changed_at: now(),
        email_elsewhere: false,
        accesses: Vec::new(),
        former: Vec::new(),
        proven: Vec::new(),
        invitations: Vec::new(),
        visits: Vec::new(),
        stops: Vec::new(),
    }
}

/// The profile that goes on, and the sign-up.
fn two() -> (Side, Side) {
    let sign_up = Side {
        sign_up: true,
        changed_at: now() + SignedDuration::from_secs(1),
        ..side(2)
    };
    (side(1), sign_up)
}

fn set(side: &mut Side, field: Field, parts: &[&str]) {
    let known = |part: &&str| (!part.is_empty()).then(|| (*part).to_owned());
    let parts = Parts::of(field, parts.iter().map(known));
    side.fields.insert(field, parts);
}

fn own(n: u128) -> HeldAccess {
    HeldAccess {
        id: AccessId::from_stored(uuid(100 + n)),
        account: AccountId::from_stored(uuid(n)),
        email: format!("a{n}@example.com"),
        verified_at: now(),
        relation: Relation::Myself,
        abilities: Abilities::ALL,
        standing: Standing::Given,
        rights: own_rights(Standing::Given),
        until_on: None,
        with_age: WithAge::Changes,
    }
}

fn guardian(n: u128, preset: Preset) -> HeldAccess {
    HeldAccess {
        relation: Relation::Guardian,
        abilities: preset.abilities(),
        rights: Rights {
            abilities: preset.abilities(),
            confidential: Confidential::Hidden,
        },
        ..own(n)
    }
}

/// The same, after its last day or past the age to which it went.
fn run_out(access: HeldAccess) -> HeldAccess {
    HeldAccess {
        rights: Rights::NONE,
        ..access
    }
}

fn suspended(access: HeldAccess) -> HeldAccess {
    HeldAccess {
        standing: Standing::Suspended,
        ..run_out(access)
    }
}

fn visit(n: u128, from_minutes: i64, minutes: i64) -> Visit {
    let start = now() + SignedDuration::from_mins(from_minutes);
    Visit {
        id: AppointmentId::from_stored(uuid(n)),
        span: Span::new(start, start + SignedDuration::from_mins(minutes)).unwrap(),
        state: AppointmentState::Confirmed,
        requested: false,
    }
}

fn plan_of((survivor, absorbed): &(Side, Side)) -> Plan {
    plan(survivor, absorbed, false, now())
}

fn missing((survivor, absorbed): &(Side, Side), answers: &Answers) -> Vec<Missing> {
    let plan = plan(survivor, absorbed, false, now());
    decide(survivor, absorbed, &plan, answers).unwrap_err()
}

fn decided((survivor, absorbed): &(Side, Side), answers: &Answers) -> Decision {
    let plan = plan(survivor, absorbed, false, now());
    decide(survivor, absorbed, &plan, answers).unwrap()
}

fn checked() -> Answers {
    Answers {
        identity_checked: true,
        ..Answers::default()
    }
}

#[test]
fn words_read_back() {
    for field in Field::ALL {
        assert_eq!(Field::parse(field.as_str()), Some(field));
    }
    for answer in OverlapAnswer::ALL {
        assert_eq!(OverlapAnswer::parse(answer.as_str()), Some(answer));
    }
    for slot in undo::Slot::ALL {
        assert_eq!(undo::Slot::parse(slot.as_str()), Some(*slot));
    }
    let row = format!("visit-{}", uuid(7).hyphenated());
    assert_eq!(row.parse::<undo::RowRef>().unwrap().to_string(), row);
    for wrong in [
        "visit",
        "patient-00000000-0000-0000-0000-000000000007",
        "visit-7",
    ] {
        assert!(wrong.parse::<undo::RowRef>().is_err(), "{wrong}");
    }
}

#[test]
fn what_nobody_passes_over() {
    let refused = |two: &(Side, Side)| plan_of(two).refusals;
    assert_eq!(refused(&two()), []);

    let same = (side(1), side(1));
    assert_eq!(refused(&same), [MergeRefusal::Itself]);
    assert!(!plan_of(&same).turned);

    let mut archived = (side(1), side(2));
    archived.0.put_away = true;
    assert_eq!(refused(&archived), [MergeRefusal::SurvivorPutAway]);
    assert!(
        plan_of(&archived).turned,
        "the other way round it can be done"
    );
    archived.1.put_away = true;
    assert!(!plan_of(&archived).turned);

    let mut merged = two();
    merged.1.merged_into = Some(PatientId::from_stored(uuid(9)));
    assert_eq!(refused(&merged), [MergeRefusal::AlreadyMerged]);
    let mut merged = two();
    merged.0.merged_into = Some(PatientId::from_stored(uuid(9)));
    assert_eq!(refused(&merged), [MergeRefusal::AlreadyMerged]);

    let (sign_up, known) = (two().1, two().0);
    assert_eq!(
        refused(&(sign_up.clone(), known)),
        [MergeRefusal::SurvivorIsSignUp]
    );
    assert_eq!(
        refused(&(
            sign_up.clone(),
            Side {
                patient: side(3).patient,
                ..sign_up
            }
        )),
        []
    );

    let mut away = two();
    away.0.put_away = true;
    assert_eq!(refused(&away), [MergeRefusal::SurvivorPutAway]);
    let mut away = two();
    away.1.put_away = true;
    assert_eq!(refused(&away), []);

    for (one, other, speaks) in [
        (&["AB 123", "1"][..], &["ab-123", "2"][..], false),
        (&["AB 123", "1"], &["AB 124", "2"], true),
        (&["AB 123", "1"], &["AB 124", ""], false),
        (&["AB 123", "1"], &[], false),
    ] {
        let mut numbers = two();
        set(&mut numbers.0, Field::RecordNumber, one);
        set(&mut numbers.1, Field::RecordNumber, other);
        assert_eq!(
            refused(&numbers) == [MergeRefusal::RecordNumbers],
            speaks,
            "{other:?}"
        );
    }

    let mut dead = two();
    dead.0.deceased_on = Some(jiff::civil::date(2026, 1, 2));
    assert_eq!(refused(&dead), [MergeRefusal::Deceased]);
    dead.1.deceased_on = dead.0.deceased_on;
    assert_eq!(refused(&dead), []);

    let (survivor, absorbed) = two();
    let different = plan(&survivor, &absorbed, true, now());
    assert_eq!(different.refusals, [MergeRefusal::Different]);
    let all = Answers {
        confirmed: true,
        reason: Some(String::from("sure")),
        may_lift: true,
        ..checked()
    };
    let outcome = decide(&survivor, &absorbed, &different, &all);
    assert_eq!(
        outcome.unwrap_err(),
        [Missing::Refused(MergeRefusal::Different)]
    );
}

#[test]
fn what_differs_and_matters_needs_a_tick_and_a_reason() {
    let mut born = two();
    set(&mut born.0, Field::Born, &["1988-05-03"]);
    set(&mut born.1, Field::Born, &["1988-03-05"]);
    set(&mut born.0, Field::Sex, &["F"]);
    set(&mut born.1, Field::Sex, &["f"]);
    assert_eq!(plan_of(&born).cautions, [Caution::BornDiffers]);
    assert_eq!(
        missing(&born, &Answers::default()),
        [Missing::Confirmed, Missing::Reason]
    );
    let sure = Answers {
        confirmed: true,
        reason: Some(String::from("Swapped at the desk, seen on the card")),
        ..Answers::default()
    };
    let done = decided(&born, &sure);
    assert_eq!(done.fields, [], "the profile's birth date stays");

    set(&mut born.1, Field::Born, &[]);
    assert_eq!(plan_of(&born).cautions, [], "an unknown one says nothing");
    set(&mut born.1, Field::Sex, &["M"]);
    assert_eq!(plan_of(&born).cautions, [Caution::SexDiffers]);
}

#[test]
fn a_safeguarding_stop_on_either_side_is_for_those_who_may_lift_one() {
    for past in [false, true] {
        for whose in [Whose::Survivor, Whose::Absorbed] {
            let mut two = two();
            let stop = Stop {
                id: SafeguardingStopId::from_stored(uuid(5)),
                stands: !past,
            };
            let of = match whose {
                Whose::Survivor => &mut two.0,
                Whose::Absorbed => &mut two.1,
            };
            of.stops.push(stop);
            two.0.accesses.push(guardian(1, Preset::Full));
            two.1.accesses.push(guardian(2, Preset::Full));
            let mut answers = Answers {
                confirmed: true,
                reason: Some(String::from("seen both")),
                accesses: two
                    .0
                    .accesses
                    .iter()
                    .chain(&two.1.accesses)
                    .map(|access| access.id)
                    .collect(),
                ..checked()
            };
            let refused = Missing::Refused(MergeRefusal::Safeguarding);
            assert_eq!(missing(&two, &answers), [refused]);
            answers.may_lift = true;
            let outcome = decided(&two, &answers).accesses;
            let expected = if past {
                Outcome::AsItIs
            } else {
                Outcome::Suspended
            };
            assert!(
                outcome.iter().all(|(_, outcome)| *outcome == expected),
                "{outcome:?}"
            );
            answers.confirmed = false;
            assert_eq!(missing(&two, &answers), [Missing::Confirmed]);
        }
    }
}

#[test]
fn the_better_guess() {
    use Whose::{Absorbed, Survivor};
    let cases: &[(Field, &[&str], &[&str], Whose)] = &[
        (
            Field::Name,
            &["Amara N. Okafor"],
            &["Amara Okafor"],
            Survivor,
        ),
        (
            Field::Name,
            &["Amara Okafor"],
            &["Amara N. Okafor"],
            Absorbed,
        ),
        (Field::Name, &["A. Okafor"], &["Amara Okafor"], Absorbed),
        (Field::Name, &["Okafor A."], &["Amara N. Okafor"], Absorbed),
        (
            Field::Name,
            &["Amara Okafor"],
            &["Amy Okafor-Smith Jones"],
            Survivor,
        ),
        (Field::Name, &["Amara Okafor"], &["AMARA OKAFOR"], Survivor),
        (Field::Born, &["1988-05-03"], &["1988-03-05"], Survivor),
        (Field::Born, &["", "spring 1988"], &["1988-03-05"], Survivor),
        (Field::Born, &[], &["1988-03-05"], Absorbed),
        (Field::Sex, &[], &["F"], Absorbed),
        (Field::Pronouns, &["she/her"], &["they/them"], Survivor),
        (Field::Pronouns, &[], &["they/them"], Absorbed),
        (
            Field::Email,
            &["old@example.com"],
            &["new@example.com"],
            Survivor,
        ),
        (
            Field::Email,
            &["old@example.com"],
            &["A2@example.com"],
            Absorbed,
        ),
        (Field::Phone, &["+19025550100"], &["+19025550101"], Absorbed),
        (Field::Phone, &["+19025550100"], &[], Survivor),
        (
            Field::Address,
            &["22 Tower Road"],
            &["5 Quinpool Road"],
            Survivor,
        ),
        (Field::RecordNumber, &["1", "9"], &["2", ""], Survivor),
        (Field::RecordNumber, &["1", ""], &["2", "9"], Absorbed),
    ];
    for (field, one, other, better) in cases {
        let mut two = two();
        // A sign-up with an address that it has proven.
        two.1.accesses.push(own(2));
        set(&mut two.0, *field, one);
        set(&mut two.1, *field, other);
        let plan = plan_of(&two);
        let found = plan
            .differing
            .iter()
            .find(|differing| differing.field == *field);
        assert_eq!(
            found.unwrap().default,
            *better,
            "{field:?} {one:?} {other:?}"
        );
        let sure = Answers {
            confirmed: true,
            reason: Some(String::from("asked them")),
            ..checked()
        };
        let done = decided(&two, &sure);
        let to = if *better == Survivor {
            None
        } else {
            Some(two.1.field(*field))
        };
        let written = done.fields.into_iter().find(|(of, _)| of == field);
        assert_eq!(written.map(|(_, parts)| parts), to, "{field:?}");
    }
    // Of two proven ones the one that was proven later.
    let mut two = two();
    two.0.accesses.push(own(1));
    two.1.accesses.push(HeldAccess {
        verified_at: now() - SignedDuration::from_hours(1),
        ..own(2)
    });
    set(&mut two.0, Field::Email, &["a1@example.com"]);
    set(&mut two.1, Field::Email, &["a2@example.com"]);
    assert_eq!(plan_of(&two).differing[0].default, Survivor);
}

#[test]
fn what_is_alike_is_not_asked_and_what_explains_it_is_kept() {
    let mut two = two();
    set(&mut two.0, Field::Email, &["Amara@example.com"]);
    set(&mut two.1, Field::Email, &["amara@example.com"]);
    set(&mut two.0, Field::RecordNumber, &["AB 123"]);
    set(&mut two.1, Field::RecordNumber, &["ab-123", "77"]);
    let plan = plan_of(&two);
    assert!(plan.differing.is_empty());
    assert_eq!(plan.same, [Field::Name, Field::Email, Field::RecordNumber]);
    let written = decided(&two, &Answers::default()).fields;
    let confirmed = [Some(String::from("AB 123")), Some(String::from("77"))];
    assert_eq!(
        written,
        [(
            Field::RecordNumber,
            Parts::of(Field::RecordNumber, confirmed)
        )]
    );
}

#[test]
fn a_third_value_is_taken_of_every_field() {
    let mut two = two();
    set(&mut two.0, Field::Sex, &["F"]);
    set(&mut two.1, Field::Sex, &["F"]);
    let typed = |field: Field, text: &str| {
        let parts = Parts::of(field, [Some(text.to_owned())]);
        (field, Pick::Typed(parts))
    };
    let mut answers = Answers::default();
    answers
        .picks
        .extend([typed(Field::Name, "Amara Ngozi Okafor")]);
    let written = decided(&two, &answers).fields;
    assert_eq!(written[0].1.text(), "Amara Ngozi Okafor");
    for field in Field::ALL {
        answers.picks.extend([typed(field, "X")]);
    }
    let written = decided(&two, &answers).fields;
    assert!(written.iter().map(|(field, _)| *field).eq(Field::ALL));
    assert!(written.iter().all(|(_, parts)| parts.value() == Some("X")));
}

#[test]
fn visits_at_the_same_time_are_kept_as_such_or_one_is_cancelled() {
    let mut two = two();
    two.0.visits = vec![visit(1, 60, 30), visit(2, -60, 30), visit(3, 300, 30)];
    two.1.visits = vec![visit(11, 80, 30), visit(12, -50, 30), visit(13, 90, 30)];
    let both = (two.0.visits[0].id, two.1.visits[0].id);
    let plan = plan_of(&two);
    let overlap = Overlap {
        survivor: both.0,
        absorbed: both.1,
    };
    assert_eq!(
        plan.overlaps,
        [overlap],
        "what only touches, or is over, is not asked"
    );
    assert_eq!((plan.moves.upcoming, plan.moves.past), (2, 1));
    // Merging settles who a sign-up is, and confirms what they asked for; not of two that wait.
    two.1.visits[2].requested = true;
    for (survivor, absorbed, requests) in [(false, true, 1), (true, true, 0), (false, false, 0)] {
        (two.0.sign_up, two.1.sign_up) = (survivor, absorbed);
        assert_eq!(plan_of(&two).moves.requests, requests);
    }
    (two.0.sign_up, two.1.sign_up) = (false, false);
    assert_eq!(
        missing(&two, &Answers::default()),
        [Missing::Overlap(overlap)]
    );
    for (answer, cancelled, over) in [
        (OverlapAnswer::KeepBoth, None, Some(both.1)),
        (OverlapAnswer::CancelSurvivors, Some(both.0), None),
        (OverlapAnswer::CancelAbsorbed, Some(both.1), None),
    ] {
        let answers = Answers {
            overlaps: BTreeMap::from([(both, answer)]),
            ..Answers::default()
        };
        let done = decided(&two, &answers);
        assert_eq!(done.cancelled, cancelled.into_iter().collect());
        assert_eq!(done.overbooked, over.into_iter().collect());
    }
    let mut over = two.clone();
    over.0.visits[0].state = AppointmentState::Cancelled;
    assert_eq!(plan_of(&over).overlaps, []);
}
