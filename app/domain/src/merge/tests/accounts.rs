//! What becomes of whoever can log in for one of two profiles.

use super::*;

#[test]
fn an_own_account_goes_on_if_something_ties_it_or_somebody_checked() {
    let mut two = two();
    two.1.accesses.push(own(2));
    assert_eq!(plan_of(&two).identity, Identity::ToCheck);
    assert_eq!(missing(&two, &Answers::default()), [Missing::Identity]);
    let done = decided(&two, &checked());
    assert!(done.on_somebodys_word);
    assert_eq!(done.accesses, [(two.1.accesses[0].id, Outcome::AsItIs)]);

    let mut tied = two.clone();
    set(&mut tied.0, Field::Email, &["A2@Example.com"]);
    assert_eq!(plan_of(&tied).identity, Identity::Tied);
    assert!(!decided(&tied, &Answers::default()).on_somebodys_word);
    tied.0.email_elsewhere = true;
    assert_eq!(
        plan_of(&tied).identity,
        Identity::ToCheck,
        "a family's address is no proof"
    );

    let mut invited = two.clone();
    invited.0.proven.push(two.1.accesses[0].account);
    assert_eq!(plan_of(&invited).identity, Identity::Tied);

    // The other way round it is the same question.
    let mut turned = (two.0.clone(), two.1.clone());
    turned.1.accesses.clear();
    turned.0.accesses.push(own(1));
    assert_eq!(missing(&turned, &Answers::default()), [Missing::Identity]);
    assert_eq!(plan_of(&(side(1), side(2))).identity, Identity::NoAccount);
}

#[test]
fn of_two_own_accounts_staff_choose_one_and_the_other_waits() {
    let mut two = two();
    two.0.accesses.push(own(1));
    two.1.accesses.push(own(2));
    assert_eq!(missing(&two, &checked()), [Missing::StaysSelf]);
    for (stays, goes) in [(0, 1), (1, 0)] {
        let both = [&two.0.accesses[0], &two.1.accesses[0]];
        let answers = Answers {
            stays_self: Some(both[stays].account),
            ..checked()
        };
        let done = decided(&two, &answers);
        let mut outcomes = done.accesses.clone();
        outcomes.sort_by_key(|(id, _)| *id != both[stays].id);
        assert_eq!(
            outcomes,
            [
                (both[stays].id, Outcome::AsItIs),
                (both[goes].id, Outcome::Suspended)
            ]
        );
        assert_eq!(done.detached, [both[goes].account]);
    }
    let other = Answers {
        stays_self: Some(own(3).account),
        ..checked()
    };
    assert_eq!(missing(&two, &other), [Missing::StaysSelf]);
}

#[test]
fn of_one_account_with_two_relations_staff_say_which_stays() {
    let (mut child, mut parent) = (two(), two());
    let theirs = |access: HeldAccess| HeldAccess {
        id: own(7).id,
        ..access
    };
    child.0.accesses.push(guardian(1, Preset::View));
    child.1.accesses.push(theirs(own(1)));
    parent.0.accesses.push(own(1));
    parent.1.accesses.push(theirs(guardian(1, Preset::View)));
    for two in [&child, &parent] {
        let plan = plan_of(two);
        assert_eq!(plan.selves, None);
        let fates = plan.accesses.iter().map(|access| access.fate);
        assert!(fates.eq([Fate::Relation; 2]));
        let [asked] = plan.relations[..] else {
            panic!("one question");
        };
        assert_eq!(missing(two, &checked()), [Missing::Relation(asked.account)]);
        let both = Answers {
            relations: BTreeSet::from([asked.own, asked.guardian]),
            ..checked()
        };
        assert_eq!(missing(two, &both), [Missing::Relation(asked.account)]);
        for stays in [asked.own, asked.guardian] {
            let answers = Answers {
                relations: BTreeSet::from([stays]),
                ..Answers::default()
            };
            // Being the patient shows more of the other one than acting for them did.
            let unchecked = match stays == asked.own {
                true => vec![Missing::Identity],
                false => Vec::new(),
            };
            let decision = decide(&two.0, &two.1, &plan, &answers);
            assert_eq!(decision.err().unwrap_or_default(), unchecked);
            let done = decided(
                two,
                &Answers {
                    identity_checked: true,
                    ..answers
                },
            );
            for (access, outcome) in &done.accesses {
                let expected = match *access == stays {
                    true => Outcome::AsItIs,
                    false => Outcome::Ended,
                };
                assert_eq!(*outcome, expected);
            }
            assert_eq!(done.detached, [], "the account goes on");
            assert!(done.lost(&plan).is_empty());
        }
    }
}

/// Where another account is the patient's own, too, the choice between both says it.
#[test]
fn whoever_isnt_chosen_as_the_patient_goes_on_acting_for_them() {
    let mut two = two();
    let theirs = HeldAccess {
        id: own(7).id,
        ..own(1)
    };
    two.0.accesses = vec![own(2), guardian(1, Preset::View)];
    two.1.accesses = vec![theirs.clone()];
    let plan = plan_of(&two);
    assert_eq!(plan.relations, []);
    let fates: Vec<Fate> = plan.accesses.iter().map(|access| access.fate).collect();
    assert_eq!(fates, [Fate::Choose, Fate::Relation, Fate::Relation]);
    assert_eq!(missing(&two, &checked()), [Missing::StaysSelf]);
    let of = |stays: &HeldAccess| {
        let answers = Answers {
            stays_self: Some(stays.account),
            ..checked()
        };
        let done = decided(&two, &answers);
        let outcomes: Vec<Outcome> = done.accesses.iter().map(|(_, outcome)| *outcome).collect();
        (outcomes, done.detached)
    };
    let (as_it_is, ended, waits) = (Outcome::AsItIs, Outcome::Ended, Outcome::Suspended);
    assert_eq!(of(&own(2)), (vec![as_it_is, as_it_is, ended], Vec::new()));
    let detached = vec![own(2).account];
    assert_eq!(of(&theirs), (vec![waits, ended, as_it_is], detached));
}

/// A stop shuts out whoever acts for the patient, and not the patient.
#[test]
fn a_stop_leaves_an_account_that_is_the_patients_own_what_it_is() {
    let mut two = two();
    two.0.accesses = vec![guardian(1, Preset::Full)];
    two.1.accesses = vec![HeldAccess {
        id: own(7).id,
        ..own(1)
    }];
    two.1.stops.push(Stop {
        id: SafeguardingStopId::from_stored(uuid(9)),
        stands: true,
    });
    let plan = plan_of(&two);
    let fates: Vec<Fate> = plan.accesses.iter().map(|access| access.fate).collect();
    assert_eq!(fates, [Fate::Doubled, Fate::Works]);
    assert_eq!(plan.relations, []);
}

#[test]
fn of_one_account_with_two_accesses_the_survivors_stays() {
    let mut two = two();
    two.0.accesses.push(guardian(1, Preset::View));
    two.1.accesses.push(own(7));
    two.1.accesses[0] = HeldAccess {
        id: own(7).id,
        ..guardian(1, Preset::Notices)
    };
    let plan = plan_of(&two);
    assert_eq!(
        plan.accesses[0].fate,
        Fate::Tick { default: false },
        "it would see more"
    );
}

#[test]
fn a_guardian_goes_on_only_with_a_tick() {
    let mut two = two();
    two.0.accesses.push(guardian(1, Preset::Full));
    two.1.accesses.push(guardian(2, Preset::View));
    let fates = |two: &(Side, Side)| -> Vec<Fate> {
        plan_of(two)
            .accesses
            .iter()
            .map(|access| access.fate)
            .collect()
    };
    let tick = |default| Fate::Tick { default };
    assert_eq!(fates(&two), [tick(false), tick(false)]);
    let done = decided(&two, &Answers::default());
    assert!(
        done.accesses
            .iter()
            .all(|(_, outcome)| *outcome == Outcome::Suspended)
    );
    let ticked = Answers {
        accesses: BTreeSet::from([two.1.accesses[0].id]),
        ..Answers::default()
    };
    assert_eq!(
        missing(&two, &ticked),
        [Missing::Identity],
        "who signs up a child is checked, too"
    );
    let ticked = Answers {
        identity_checked: true,
        ..ticked
    };
    let done = decided(&two, &ticked);
    assert_eq!(done.accesses[1], (two.1.accesses[0].id, Outcome::AsItIs));
}

/// What nobody has seen yet can be shown to those who act for the patient; all else is asked.
#[test]
fn a_box_is_ticked_beforehand_only_where_there_is_nothing_that_somebody_has_seen() {
    let mut two = two();
    two.0.accesses.push(guardian(1, Preset::Full));
    let ticked = |two: &(Side, Side)| plan_of(two).accesses[0].fate == Fate::Tick { default: true };
    assert!(ticked(&two));
    let mut seen = two.clone();
    seen.1.visits.push(visit(1, -60, 30));
    assert!(!ticked(&seen), "a visit that the desk booked");
    let mut seen = two.clone();
    seen.1.accesses.push(guardian(2, Preset::View));
    assert!(!ticked(&seen), "another family's");
    let mut seen = two.clone();
    seen.1.accesses.push(own(2));
    assert!(!ticked(&seen), "their own");
    two.1.former.push(own(2).account);
    assert!(!ticked(&two), "somebody who had access once");
}

/// An access whose row nobody has ended, but that shows nothing, shows nothing.
#[test]
fn an_access_that_has_run_out_covers_nothing() {
    let mut two = two();
    let day = |n| jiff::civil::date(2026, 4, n);
    let theirs = |id: u128, access: HeldAccess| HeldAccess {
        id: own(id).id,
        ..access
    };
    let full = || guardian(1, Preset::Full);
    two.0.accesses.push(full());
    let fates = |two: &(Side, Side)| -> [Fate; 2] {
        let plan = plan_of(two);
        [plan.accesses[0].fate, plan.accesses[1].fate]
    };
    let asked = Fate::Tick { default: false };
    let mut with = |access: HeldAccess| {
        two.1.accesses = vec![theirs(7, access)];
        fates(&two)
    };
    assert_eq!(with(full()), [Fate::Works, Fate::Doubled]);
    assert_eq!(with(run_out(full())), [asked, Fate::Doubled]);
    assert_eq!(with(suspended(full())), [asked, Fate::Doubled]);
    let until = |day| HeldAccess {
        until_on: Some(day),
        ..full()
    };
    assert_eq!(
        with(until(day(1))),
        [asked, Fate::Doubled],
        "ends next month"
    );
    let confidential = HeldAccess {
        rights: Rights {
            confidential: Confidential::Shown,
            ..full().rights
        },
        ..full()
    };
    assert_eq!(with(confidential.clone()), [Fate::Works, Fate::Doubled]);
    two.0.accesses = vec![confidential];
    let mut with = |access: HeldAccess| {
        two.1.accesses = vec![theirs(7, access)];
        fates(&two)
    };
    assert_eq!(
        with(full()),
        [asked, Fate::Doubled],
        "sees confidential visits"
    );
    two.0.accesses = vec![HeldAccess {
        with_age: WithAge::Continues,
        ..until(day(1))
    }];
    let mut with = |access: HeldAccess| {
        two.1.accesses = vec![theirs(7, access)];
        fates(&two)
    };
    assert_eq!(with(full()), [asked, Fate::Doubled], "ends with an age");
    let goes_on = |access| HeldAccess {
        with_age: WithAge::Continues,
        ..access
    };
    assert_eq!(with(goes_on(until(day(1)))), [Fate::Works, Fate::Doubled]);
    assert_eq!(with(goes_on(until(day(2)))), [Fate::Works, Fate::Doubled]);
}

/// The other way round, nobody loses what works because of what doesn't.
#[test]
fn an_access_that_works_is_asked_about_where_the_survivors_has_run_out() {
    let mut two = two();
    let theirs = HeldAccess {
        id: own(7).id,
        ..guardian(1, Preset::View)
    };
    for gone in [run_out, suspended] {
        two.0.accesses = vec![gone(guardian(1, Preset::Full))];
        two.1.accesses = vec![theirs.clone()];
        let plan = plan_of(&two);
        let fates = [plan.accesses[0].fate, plan.accesses[1].fate];
        assert_eq!(fates, [Fate::Doubled, Fate::Tick { default: false }]);
        let done = decided(&two, &Answers::default());
        let outcomes = done.accesses.iter().map(|(_, outcome)| *outcome);
        let outcomes: Vec<_> = outcomes.collect();
        assert_eq!(outcomes, [Outcome::Ended, Outcome::Suspended]);
        assert_eq!(done.lost(&plan), BTreeSet::from([theirs.account]));
    }
    // Their own, beside an access to the other one that waits, is their own.
    two.0.accesses = vec![suspended(own(1)), own(2)];
    two.1.accesses = vec![HeldAccess {
        id: own(7).id,
        ..own(1)
    }];
    let plan = plan_of(&two);
    let fates: Vec<_> = plan.accesses.iter().map(|access| access.fate).collect();
    assert_eq!(fates, [Fate::Doubled, Fate::Choose, Fate::Choose]);
    assert_eq!(
        plan.selves.map(|selves| selves.absorbed.1),
        Some(own(1).account)
    );
}

#[test]
fn invitations_go_on_only_with_a_tick() {
    let pending = |n: u128, email: &str| Pending {
        id: InvitationId::from_stored(uuid(n)),
        email: email.to_owned(),
        relation: Relation::Guardian,
        by: None,
    };
    let mut two = two();
    two.0.invitations.push(pending(1, "mum@example.com"));
    two.1.invitations = vec![pending(2, "mum@example.com"), pending(3, "dad@example.com")];
    let answers = Answers {
        invitations: two.0.invitations.iter().map(|one| one.id).collect(),
        ..Answers::default()
    };
    let outcomes: Vec<_> = decided(&two, &answers)
        .invitations
        .into_iter()
        .map(|(_, o)| o)
        .collect();
    assert_eq!(
        outcomes,
        [
            InvitationOutcome::AsItIs,
            InvitationOutcome::Superseded,
            InvitationOutcome::TakenBack
        ]
    );
}

#[test]
fn an_invitation_of_somebody_who_may_be_shut_out_isnt_ticked_beforehand() {
    let mut two = two();
    let pending = |by: Option<AccountId>| Pending {
        id: InvitationId::from_stored(uuid(1)),
        email: String::from("dad@example.com"),
        relation: Relation::Myself,
        by,
    };
    let fate = |two: &(Side, Side)| plan_of(two).invitations[0].fate;
    let tick = |default| Fate::Tick { default };
    let (gina, amara) = (guardian(1, Preset::Full), own(2));
    for by in [None, Some(gina.account)] {
        two.0.accesses = vec![gina.clone()];
        two.0.invitations = vec![pending(by)];
        assert_eq!(fate(&two), tick(true), "she goes on by herself: {by:?}");
    }
    two.1.visits.push(visit(1, 60, 30));
    assert_eq!(fate(&two), tick(false), "her own box stands empty");
    two.0.invitations = vec![pending(None)];
    assert_eq!(fate(&two), tick(true), "staff sent it");
    two.0.accesses = vec![amara.clone()];
    two.0.invitations = vec![pending(Some(amara.account))];
    assert_eq!(fate(&two), tick(true));
    two.1.accesses = vec![own(3)];
    assert_eq!(
        fate(&two),
        tick(false),
        "it may be the other one that goes on"
    );
    two.0.accesses.clear();
    assert_eq!(
        fate(&two),
        tick(false),
        "whoever sent it has no access any more"
    );
}

#[test]
fn who_is_told_of_a_merge_on_somebodys_word() {
    let (mut one, stop) = (side(1), SafeguardingStopId::from_stored(uuid(9)));
    assert_eq!(access::told(&one), []);
    let (waits, gina, over) = (
        suspended(own(1)),
        guardian(2, Preset::View),
        run_out(guardian(3, Preset::Full)),
    );
    one.accesses = vec![waits.clone(), over];
    assert_eq!(access::told(&one), [waits.account], "theirs until a merge");
    one.accesses.push(gina.clone());
    assert_eq!(access::told(&one), [gina.account], "of a child");
    one.stops.push(Stop {
        id: stop,
        stands: false,
    });
    assert_eq!(access::told(&one), [gina.account]);
    one.stops.push(Stop {
        id: stop,
        stands: true,
    });
    assert_eq!(access::told(&one), [waits.account], "never past a stop");
    let amara = own(4);
    one.accesses.push(amara.clone());
    assert_eq!(access::told(&one), [amara.account]);
}
