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
fn of_one_account_with_two_accesses_the_survivors_stays() {
    let mut two = two();
    two.0.accesses.push(guardian(1, Preset::View));
    two.1.accesses.push(HeldAccess {
        id: own(7).id,
        ..own(1)
    });
    let plan = plan_of(&two);
    assert_eq!(plan.selves, None);
    assert_eq!(
        plan.accesses[0].fate,
        Fate::Works,
        "it sees no more than it saw"
    );
    assert_eq!(plan.accesses[1].fate, Fate::Doubled);
    let done = decided(&two, &Answers::default());
    assert_eq!(
        done.detached,
        [own(1).account],
        "no longer a patient here: is told to call"
    );

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
    assert_eq!(fates(&two), [tick(true), tick(false)]);
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
    // Whoever signed up alone, and has visits, keeps them to themself unless somebody says so.
    two.1.accesses.push(own(3));
    two.1.visits.push(visit(1, 60, 30));
    assert_eq!(fates(&two)[0], tick(false));
}

#[test]
fn invitations_go_on_only_with_a_tick() {
    let pending = |n: u128, email: &str| Pending {
        id: InvitationId::from_stored(uuid(n)),
        email: email.to_owned(),
        relation: Relation::Guardian,
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
