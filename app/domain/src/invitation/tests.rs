use jiff::civil::date;

use super::*;
use crate::access::{Abilities, Ability, Preset, Relation};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn facts() -> Facts {
    Facts {
        state: InvitationState::Pending,
        expires_at: at("2026-03-17T12:00:00Z"),
        wrong_tries: 0,
        link: LinkState::Live,
    }
}

#[test]
fn an_invitation_works_until_the_very_instant_at_which_it_ends() {
    assert_eq!(usable(&facts(), at("2026-03-17T11:59:59Z")), Ok(()));
    let over = usable(&facts(), at("2026-03-17T12:00:00Z"));
    assert_eq!(over, Err(Unusable::Expired));
}

#[test]
fn what_somebody_decided_is_said_before_what_time_did() {
    let late = at("2027-01-01T00:00:00Z");
    for (state, why) in [
        (InvitationState::Accepted, Unusable::Accepted),
        (InvitationState::Declined, Unusable::Declined),
        (InvitationState::Deleted, Unusable::Deleted),
        (InvitationState::Superseded, Unusable::Superseded),
    ] {
        let facts = Facts { state, ..facts() };
        assert_eq!(usable(&facts, late), Err(why));
    }
    let replaced = Facts {
        link: LinkState::Replaced,
        ..facts()
    };
    assert_eq!(usable(&replaced, late), Err(Unusable::Superseded));
}

#[test]
fn five_wrong_answers_lock_it_and_four_do_not() {
    let now = at("2026-03-10T12:00:00Z");
    let tried = |wrong_tries| Facts {
        wrong_tries,
        ..facts()
    };
    assert_eq!(usable(&tried(4), now), Ok(()));
    assert_eq!(usable(&tried(5), now), Err(Unusable::Locked));
}

#[test]
fn days_left_count_the_one_that_has_begun() {
    let now = at("2026-03-10T12:00:00Z");
    let end = expires_at(now, 7).unwrap();
    assert_eq!(end, at("2026-03-17T12:00:00Z"));
    assert_eq!(days_left(end, now), 7);
    assert_eq!(days_left(end, at("2026-03-10T12:00:01Z")), 7);
    assert_eq!(days_left(end, at("2026-03-17T11:59:59Z")), 1);
    assert_eq!(days_left(end, end), 0);
    assert_eq!(days_left(end, at("2026-04-17T11:59:59Z")), 0);
}

#[test]
fn the_second_check_takes_the_right_answer_of_its_own_kind_only() {
    let born_on = |day| BirthDate::from_stored(date(2018, 6, day));
    let by_date = SecondCheck::BirthDate(born_on(14));
    assert!(by_date.accepts(&Answer::BirthDate(born_on(14))));
    assert!(!by_date.accepts(&Answer::BirthDate(born_on(15))));
    assert!(!by_date.accepts(&Answer::DeskCode(String::from("2018-06-14"))));
    let by_code = SecondCheck::DeskCode(String::from("402913"));
    assert!(by_code.accepts(&Answer::DeskCode(String::from(" 402-913 "))));
    assert!(!by_code.accepts(&Answer::DeskCode(String::from("402914"))));
    assert!(!by_code.accepts(&Answer::DeskCode(String::new())));
    assert!(!by_code.accepts(&Answer::BirthDate(born_on(14))));
    let none = SecondCheck::DeskCode(String::new());
    assert!(!none.accepts(&Answer::DeskCode(String::new())));
}

#[test]
fn states_and_links_are_read_back_as_written() {
    for state in InvitationState::ALL {
        assert_eq!(InvitationState::parse(state.as_str()), Some(state));
    }
    for made in [LinkMade::Mailed, LinkMade::Copied] {
        assert_eq!(LinkMade::parse(made.as_str()), Some(made));
    }
    assert_eq!(InvitationState::parse("expired"), None);
}

fn free() -> Situation {
    Situation {
        patient_here: true,
        provisional: false,
        stopped: false,
        has_own_log_in: false,
        held: None,
        shut_out: false,
        is_another_patients: false,
        invited: None,
    }
}

const STAFF: Inviter = Inviter::Staff;

#[test]
fn nobody_is_invited_to_a_profile_that_is_gone() {
    let gone = Situation {
        patient_here: false,
        ..free()
    };
    for relation in [Relation::Myself, Relation::Guardian] {
        assert_eq!(may_invite(relation, STAFF, &free()), Ok(()));
        let refused = may_invite(relation, STAFF, &gone);
        assert_eq!(refused, Err(InviteRefusal::PatientGone));
    }
}

#[test]
fn a_safeguarding_stop_shuts_out_everybody_but_the_patient_and_is_told_to_staff_alone() {
    let stopped = Situation {
        stopped: true,
        ..free()
    };
    let guardian = |inviter| may_invite(Relation::Guardian, inviter, &stopped);
    assert_eq!(guardian(STAFF), Err(InviteRefusal::SafeguardingStop));
    let told = guardian(Inviter::Account);
    assert_eq!(told, Err(InviteRefusal::AskTheClinic));
    assert_eq!(may_invite(Relation::Myself, STAFF, &stopped), Ok(()));
}

#[test]
fn whom_the_clinic_has_not_seen_yet_staff_alone_invite_to() {
    let provisional = Situation {
        provisional: true,
        ..free()
    };
    let guardian = |inviter| may_invite(Relation::Guardian, inviter, &provisional);
    assert_eq!(guardian(STAFF), Ok(()));
    let told = guardian(Inviter::Account);
    assert_eq!(told, Err(InviteRefusal::NotSeenYet));
}

#[test]
fn a_guardians_address_is_not_the_childs_own() {
    let held = Situation {
        held: Some(Relation::Guardian),
        ..free()
    };
    let child = may_invite(Relation::Myself, STAFF, &held);
    assert_eq!(child, Err(InviteRefusal::GuardiansAddress));
    let again = may_invite(Relation::Guardian, STAFF, &held);
    assert_eq!(again, Err(InviteRefusal::HasAccess));
    // Nor once a stop has ended what they could do; they may be asked to help again.
    let shut_out = Situation {
        shut_out: true,
        ..free()
    };
    let child = may_invite(Relation::Myself, STAFF, &shut_out);
    assert_eq!(child, Err(InviteRefusal::GuardiansAddress));
    assert_eq!(may_invite(Relation::Guardian, STAFF, &shut_out), Ok(()));
}

#[test]
fn who_has_an_account_here_is_told_to_staff_alone() {
    let others = Situation {
        is_another_patients: true,
        ..free()
    };
    let own = |inviter| may_invite(Relation::Myself, inviter, &others);
    assert_eq!(own(STAFF), Err(InviteRefusal::AddressOfAnother));
    assert_eq!(own(Inviter::Account), Ok(()));
    assert_eq!(may_invite(Relation::Guardian, STAFF, &others), Ok(()));
}

#[test]
fn a_patient_has_one_log_in_of_their_own_and_an_address_one_open_invitation() {
    let has_own = Situation {
        has_own_log_in: true,
        ..free()
    };
    let second = may_invite(Relation::Myself, STAFF, &has_own);
    assert_eq!(second, Err(InviteRefusal::OwnLogInExists));
    assert_eq!(may_invite(Relation::Guardian, STAFF, &has_own), Ok(()));
    let invited = Situation {
        invited: Some(SentBy::Another),
        ..free()
    };
    let twice = may_invite(Relation::Guardian, STAFF, &invited);
    assert_eq!(twice, Err(InviteRefusal::Invited));
}

#[test]
fn an_account_is_not_told_who_has_access_or_was_asked_by_others() {
    let account =
        |situation: Situation| may_invite(Relation::Guardian, Inviter::Account, &situation).err();
    for held in [Relation::Guardian, Relation::Myself] {
        let has_it = Situation {
            held: Some(held),
            ..free()
        };
        assert_eq!(account(has_it), None);
    }
    let invited = |by| Situation {
        invited: Some(by),
        ..free()
    };
    let own = account(invited(SentBy::Themself));
    assert_eq!(own, Some(InviteRefusal::Invited));
    let others = account(invited(SentBy::Another));
    assert_eq!(others, Some(InviteRefusal::AskTheClinic));
}

#[test]
fn nobody_gives_away_more_than_they_have_nor_the_right_to_give() {
    let sets = || Preset::ALL.map(Preset::abilities);
    for mine in sets()
        .into_iter()
        .chain(Ability::ALL.map(|one| Abilities::of(&[one])))
    {
        for offered in sets() {
            let may = may_pass_on(mine, offered);
            assert_eq!(
                may,
                mine == Abilities::ALL && offered != Abilities::ALL,
                "{mine:?} {offered:?}"
            );
        }
    }
    assert!(
        !may_pass_on(Abilities::ALL, Abilities::NONE),
        "nothing is no offer"
    );
    let shown: Vec<Preset> = passable(Abilities::ALL).collect();
    assert_eq!(shown, [Preset::Bookings, Preset::View, Preset::Notices]);
    let narrow = Abilities::of(&[Ability::ViewAppointments, Ability::ManageAccess]);
    assert_eq!(passable(narrow).collect::<Vec<_>>(), [Preset::View]);
}

#[test]
fn a_lent_access_ends_with_its_last_date() {
    let today = date(2026, 11, 30);
    assert_eq!(Length::TwoWeeks.last_date(today), Some(date(2026, 12, 14)));
    assert_eq!(
        Length::ThreeMonths.last_date(today),
        Some(date(2027, 2, 28))
    );
    assert_eq!(Length::Open.last_date(today), None);
    for length in Length::ALL {
        assert_eq!(Length::parse(length.as_str()), Some(length));
    }
    assert_eq!(Length::parse("for ever"), None);
}
