//! What isn't sent: to whom, about whom, and how often.

use domain::id::SafeguardingStopId;

use super::*;

pub(super) fn refused<T>(outcome: Result<T, Failure>) -> InviteRefusal {
    match outcome {
        Err(Failure::Refused(Refusal::Invite(refusal))) => refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was taken"),
    }
}

fn too_many<T>(outcome: Result<T, Failure>) -> u32 {
    match outcome {
        Err(Failure::TooMany { retry_after_s }) => retry_after_s,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[tokio::test]
async fn an_address_has_one_open_invitation_and_one_access() {
    let (clinic, desk, child) = with_child().await;
    add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let again = email("NGOZI@Example.com");
    let twice = add(&clinic, &desk, child, &again, books()).await;
    assert_eq!(refused(twice), InviteRefusal::Invited);
    guardian(&clinic, "amara", child).await;
    let amara = email("amara@example.com");
    let held = add(&clinic, &desk, child, &amara, books()).await;
    assert_eq!(refused(held), InviteRefusal::HasAccess);
    let own = Offer::Terms(Terms::OWN);
    let child_own = add(&clinic, &desk, child, &amara, own).await;
    assert_eq!(refused(child_own), InviteRefusal::GuardiansAddress);
    let other = clinic.signed_in("bea").await;
    let taken = add(&clinic, &desk, child, &email("bea@example.com"), own).await;
    assert_eq!(refused(taken), InviteRefusal::AddressOfAnother);
    let second = add(&clinic, &desk, other.patient, &email("b@example.com"), own).await;
    assert_eq!(refused(second), InviteRefusal::OwnLogInExists);
    assert_eq!(acts(&clinic).await, ["invitation.send"]);
}

#[tokio::test]
async fn nobody_is_invited_to_a_profile_that_is_gone_and_what_waits_does_not_leave() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    clinic.store.mark_archived(child).await.unwrap();
    assert!(minted(&clinic, id).await.is_none());
    let resent = resend(&clinic, &desk, child, id).await;
    assert_eq!(refused(resent), InviteRefusal::PatientGone);
    let copied = copy_link(&clinic, &desk, child, id).await;
    assert_eq!(refused(copied), InviteRefusal::PatientGone);
    let merged = clinic.patient("Leo Okafor", "2018-06-14").await;
    let into = clinic.patient("Leo Okafor", "2018-06-14").await;
    clinic.store.mark_merged(merged, into).await.unwrap();
    let invited = add(&clinic, &desk, merged, &email(NGOZI), books()).await;
    assert_eq!(refused(invited), InviteRefusal::PatientGone);
}

#[tokio::test]
async fn a_safeguarding_stop_shuts_guardians_out_and_the_mail_that_waits_with_them() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let stop: SafeguardingStopId = clinic.new_id();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    store::safeguarding::insert_stop(&mut work, stop, child, desk.staff_id(), None, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert!(minted(&clinic, id).await.is_none());
    let other = email("david@example.com");
    let invited = add(&clinic, &desk, child, &other, books()).await;
    assert_eq!(refused(invited), InviteRefusal::SafeguardingStop);
    let own = Offer::Terms(Terms::OWN);
    add(&clinic, &desk, child, &other, own).await.unwrap();
}

#[tokio::test]
async fn rights_that_are_none_and_an_end_that_has_passed_are_said_at_their_field() {
    let (clinic, desk, child) = with_child().await;
    let nothing = Offer::Terms(Terms::guardian(Abilities::NONE));
    let over = Offer::Terms(Terms {
        until_on: Some(jiff::civil::date(2026, 3, 1)),
        ..Terms::guardian(Abilities::ALL)
    });
    for (offer, field) in [(nothing, "rights"), (over, "until")] {
        let invited = add(&clinic, &desk, child, &email(NGOZI), offer).await;
        let Err(Failure::Invalid(errors)) = invited else {
            panic!("{invited:?}");
        };
        assert!(errors.of(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn ids_of_another_patient_or_of_nothing_are_all_the_same() {
    let (clinic, desk, child) = with_child().await;
    let other = clinic.patient("Mia Okafor", "2016-06-14").await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let made_up: InvitationId = clinic.new_id();
    for (patient, invitation) in [(other, id), (child, made_up)] {
        let outcomes = [
            resend(&clinic, &desk, patient, invitation).await,
            delete(&clinic, &desk, patient, invitation).await,
            undo_delete(&clinic, &desk, patient, invitation).await,
            copy_link(&clinic, &desk, patient, invitation)
                .await
                .map(drop),
            mend_address(&clinic, &desk, patient, invitation, &email("x@example.com"))
                .await
                .map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Failure::NotFound)), "{outcome:?}");
        }
    }
    assert_eq!(row(&clinic, id).await.sends, 1);
}

#[tokio::test]
async fn a_member_of_staff_sends_three_in_a_minute_and_one_invitation_goes_five_times_a_day() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    for _ in 0..2 {
        resend(&clinic, &desk, child, id).await.unwrap();
    }
    let wait = too_many(resend(&clinic, &desk, child, id).await);
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(row(&clinic, id).await.sends, 3, "a refusal leaves nothing");
    clinic.clock.advance_s(60);
    resend(&clinic, &desk, child, id).await.unwrap();
    // Inviting the same address anew counts as well.
    delete(&clinic, &desk, child, id).await.unwrap();
    add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    clinic.clock.advance_s(60);
    let id = row_of(&clinic, child).await;
    let wait = too_many(resend(&clinic, &desk, child, id).await);
    assert!(wait > 3_600, "{wait}");
    clinic.clock.advance_s(24 * 3_600);
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    resend(&clinic, &desk, child, id).await.unwrap();
}

async fn row_of(clinic: &TestClinic, child: PatientId) -> InvitationId {
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let open = store::invitation::find_open(&mut *look, child, &email(NGOZI)).await;
    open.unwrap().unwrap()
}

#[tokio::test]
async fn a_strangers_address_is_written_to_twenty_times_a_day_whoever_it_is_about() {
    let (clinic, _, _) = with_child().await;
    let mut sent = 0;
    let mut refused = 0;
    for n in 0..24 {
        let desk = clinic.staff_with(Role::Desk).await.unwrap();
        let child = clinic.patient(&format!("Child {n}"), "2018-06-14").await;
        match add(&clinic, &desk, child, &email(NGOZI), books()).await {
            Ok(_) => sent += 1,
            Err(Failure::TooMany { .. }) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((sent, refused), (20, 4));
}
