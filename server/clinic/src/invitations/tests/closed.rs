//! What can't be used, and what is said of it.

use domain::access::Kinship;
use domain::limits;

use super::*;
use crate::testing::{GrantedBy, PASSWORD};

#[tokio::test]
async fn time_and_decisions_end_it_without_any_job() {
    let world = World::new().await;
    let invite = world.invited().await;
    let week_ms = i64::from(limits::INVITATION_DAYS) * 24 * 3_600;
    world.clinic.clock.advance_s(week_ms - 1);
    world.offer(None, &invite).await;
    world.clinic.clock.advance_s(1);
    let expired = InvitationRefusal::Closed(Unusable::Expired);
    let on = "2026-03-17".parse().unwrap();
    let seen = world.closed(None, &invite).await;
    assert_eq!(seen, Closed::Because(expired, Some(on)));
    assert!(seen.may_ask());
    assert_eq!(
        refusal(world.accept(None, &invite, as_new()).await),
        expired
    );

    for (state, unusable, may_ask) in [
        ("deleted", Unusable::Deleted, false),
        ("superseded", Unusable::Superseded, true),
    ] {
        let world = World::new().await;
        let invite = world.invited().await;
        let now = world.clinic.now();
        world
            .clinic
            .store
            .close_invitation(invite.id, state, now)
            .await
            .unwrap();
        let refused = InvitationRefusal::Closed(unusable);
        let seen = world.closed(None, &invite).await;
        assert_eq!(
            (seen.may_ask(), seen),
            (may_ask, Closed::Because(refused, None))
        );
        assert_eq!(
            refusal(world.accept(None, &invite, as_new()).await),
            refused
        );
        assert_eq!(world.holders().await, []);
    }
}

#[tokio::test]
async fn a_newer_link_kills_the_one_before() {
    let world = World::new().await;
    let old = world.invited().await;
    let new = world.clinic.invite_again(&old).await;
    let superseded = InvitationRefusal::Closed(Unusable::Superseded);
    assert_eq!(
        refusal(world.accept(None, &old, as_new()).await),
        superseded
    );
    world.accept(None, &new, as_new()).await.unwrap();
    // Used, and replayed: by nobody, or by somebody else.
    let used = InvitationRefusal::Closed(Unusable::Accepted);
    assert_eq!(world.closed(None, &new).await, Closed::Because(used, None));
    let amara = world.clinic.signed_in("amara").await;
    assert_eq!(
        refusal(world.accept(Some(&amara), &new, answers(Way::Other)).await),
        used
    );
}

#[tokio::test]
async fn what_has_changed_about_patient_or_inviter_voids_it_and_isnt_told() {
    for change in ["archived", "deceased", "stopped", "disabled", "ended"] {
        let world = World::new().await;
        let mut inviting = world.inviting().await;
        let (clinic, store) = (&world.clinic, &world.clinic.store);
        if change == "ended" {
            inviting.terms.until_on = Some("2026-03-09".parse().unwrap());
        }
        let invite = clinic.invite(&inviting).await;
        match change {
            "archived" => store.archive(world.leo, clinic.now()).await.unwrap(),
            "deceased" => store.mark_deceased(world.leo).await.unwrap(),
            "stopped" => clinic.stop_others(world.leo).await,
            "disabled" => match inviting.by {
                GrantedBy::Staff(staff) => clinic.disable_member(staff).await,
                GrantedBy::Account(_) => unreachable!("the desk invites"),
            },
            _ => {}
        }
        let seen = world.closed(None, &invite).await;
        assert_eq!(
            seen,
            Closed::Because(InvitationRefusal::Void, None),
            "{change}"
        );
        let outcome = world.accept(None, &invite, as_new()).await;
        assert_eq!(refusal(outcome), InvitationRefusal::Void, "{change}");
        assert_eq!(world.news().await, [InvitationNews::Refused], "{change}");
        let mut db = store.read().await.unwrap();
        let address = "ngozi@example.com";
        let account = store::account::find_account_by_email(&mut db, address).await;
        assert!(account.unwrap().is_none(), "{change}: an account was left");
    }
}

#[tokio::test]
async fn a_guardians_own_invitation_ends_with_their_right_to_invite() {
    let world = World::new().await;
    let amara = world.clinic.signed_in("amara").await;
    let terms = Terms {
        basis: Some(domain::access::Basis::ParentalResponsibility),
        kinship: Some(Kinship::Mother),
        ..Terms::guardian(Preset::Full.abilities())
    };
    world.clinic.give(amara.account, world.leo, terms).await;
    let mut inviting = world.inviting().await;
    inviting.by = GrantedBy::Account(amara.account);
    let invite = world.clinic.invite(&inviting).await;
    assert!(matches!(
        world.offer(None, &invite).await.inviter,
        Inviter::Guardian(name) if name == "Amara"
    ));
    let mut work = world
        .clinic
        .begin(&world.clinic.system_job())
        .await
        .unwrap();
    let (pair, now) = ((amara.account, world.leo), work.now());
    let by = domain::access::EndedBy::Staff;
    store::access::end_access_between(&mut work, pair, by, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let outcome = world.accept(None, &invite, as_new()).await;
    assert_eq!(refusal(outcome), InvitationRefusal::Void);
}

#[tokio::test]
async fn an_invitation_from_before_the_patient_came_of_age_is_void() {
    let world = World::new().await;
    // Eighteen on March 12.
    let teen = world
        .clinic
        .patient("Tess Quillfeather", "2008-03-12")
        .await;
    let inviting = world.clinic.inviting(teen, "ngozi@example.com").await;
    let invite = world.clinic.invite(&inviting).await;
    world.offer(None, &invite).await;
    world.clinic.clock.advance_s(2 * 24 * 3_600);
    let mut answers = as_new();
    answers.check = born("2008-03-12");
    let outcome = world.accept(None, &invite, answers.clone()).await;
    assert_eq!(refusal(outcome), InvitationRefusal::Void);
    // One from after it is theirs to give.
    let now = world.clinic.now();
    world
        .clinic
        .store
        .close_invitation(invite.id, "deleted", now)
        .await
        .unwrap();
    let invite = world.clinic.invite(&inviting).await;
    world.accept(None, &invite, answers).await.unwrap();
}

#[tokio::test]
async fn a_merged_profile_is_followed_and_its_survivors_birth_date_asked() {
    let world = World::new().await;
    let invite = world.invited().await;
    let survivor = world
        .clinic
        .patient("Leonard Quillfeather", "2018-05-05")
        .await;
    world
        .clinic
        .store
        .mark_merged(world.leo, survivor)
        .await
        .unwrap();
    assert_eq!(world.offer(None, &invite).await.first_name, "Leonard");
    let outcome = world.accept(None, &invite, as_new()).await;
    assert_eq!(
        refusal(outcome),
        InvitationRefusal::CheckWrong { tries_left: 4 }
    );
    let mut answers = as_new();
    answers.check = born("2018-05-05");
    let accepted = world.accept(None, &invite, answers).await.unwrap();
    let session = accepted.signed_in.unwrap().session;
    let holder = world.clinic.account(session.expose()).await.unwrap();
    let acting = world
        .clinic
        .acting_for_chosen::<can::Book>(&holder)
        .await
        .unwrap();
    assert_eq!(acting.patient(), survivor);
    let audited = world.clinic.store.audited().await.unwrap();
    let accepted = audited
        .iter()
        .find(|event| event.action == "invitation.accept");
    assert!(accepted.unwrap().detail.ends_with(" merged"));
}

#[tokio::test]
async fn a_profile_has_one_owner_and_an_account_one_profile() {
    let world = World::new().await;
    let own = |patient| {
        let clinic = &world.clinic;
        async move {
            let mut inviting = clinic.inviting(patient, "ngozi@example.com").await;
            inviting.terms = Terms::OWN;
            clinic.invite(&inviting).await
        }
    };
    // The patient has an account.
    let taken = world.clinic.signed_in("taken").await;
    let invite = own(taken.patient).await;
    let mut answers = as_new();
    answers.check = born("1990-04-12");
    let outcome = world.accept(None, &invite, answers).await;
    assert_eq!(refusal(outcome), InvitationRefusal::OwnTaken);
    // The account is another patient's.
    let ngozi = world.clinic.signed_in("ngozi").await;
    let invite = own(world.leo).await;
    let outcome = world
        .accept(Some(&ngozi), &invite, super::answers(Way::Invited))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OwnElsewhere);
    // The child's address is their guardian's.
    let terms = Terms::guardian(Preset::Full.abilities());
    world.clinic.give(ngozi.account, world.leo, terms).await;
    let outcome = world
        .accept(Some(&ngozi), &invite, super::answers(Way::Invited))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::GuardianAddress);
    assert_eq!(
        world.news().await.len(),
        2,
        "once for each until somebody has looked"
    );
}

#[tokio::test]
async fn asking_for_a_new_link_reaches_staff_once_and_has_a_bound() {
    let world = World::new().await;
    let invite = world.invited().await;
    let (clinic, browser) = (&world.clinic, world.browser());
    // Of one that works nobody needs another.
    assert!(matches!(
        ask_for_new(clinic, &browser, key(&invite)).await,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    clinic.clock.advance_s(8 * 24 * 3_600);
    for _ in 0..limits::INVITATION_ASKS_PER_HOUR {
        ask_for_new(clinic, &browser, key(&invite)).await.unwrap();
    }
    assert!(matches!(
        ask_for_new(clinic, &browser, key(&invite)).await,
        Err(Failure::TooMany { .. })
    ));
    assert_eq!(world.news().await, [InvitationNews::Asked]);
}

#[tokio::test]
async fn a_token_that_is_none_of_ours_shows_nothing_and_does_nothing() {
    let world = World::new().await;
    let invite = world.invited().await;
    let other = world.clinic.new_token();
    let whole = invite.token.expose().to_owned();
    let cut = whole[..40].to_owned();
    let doubled = format!("{whole}{whole}");
    let id = invite.id;
    for token in ["", other.expose(), &cut, &doubled, PASSWORD] {
        let key = Key { id, token };
        let browser = world.browser();
        let seen = open(&world.clinic, (&browser, None), key).await.unwrap();
        assert!(matches!(seen, Opened::Closed(Closed::Unknown)), "{token}");
        for outcome in [
            accept(&world.clinic, (&browser, None), key, as_new())
                .await
                .err(),
            decline(&world.clinic, &browser, key, "").await.err(),
            ask_for_new(&world.clinic, &browser, key).await.err(),
            ask_for_code(&world.clinic, &browser, key).await.err(),
            log_in_address(&world.clinic, &browser, key).await.err(),
        ] {
            assert!(matches!(
                outcome,
                Some(Failure::Refused(Refusal::LinkUnusable))
            ));
        }
        assert_eq!(find_id(&world.clinic, token).await.unwrap(), None);
    }
    // Nor does a good token open another invitation.
    let second = world.clinic.inviting(world.leo, "second@example.com").await;
    let second = world.clinic.invite(&second).await;
    let crossed = Key {
        id: second.id,
        token: &whole,
    };
    let seen = open(&world.clinic, (&world.browser(), None), crossed)
        .await
        .unwrap();
    assert!(matches!(seen, Opened::Closed(Closed::Unknown)));
    assert_eq!(
        find_id(&world.clinic, &whole).await.unwrap(),
        Some(invite.id)
    );
    assert_eq!(world.news().await, []);
}
