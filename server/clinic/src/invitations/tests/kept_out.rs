//! Whoever was kept out stays out: an older letter, another address and a stop's own gaps open
//! nothing.

use domain::access::EndedBy;
use domain::invitation::InviteRefusal;

use super::*;
use crate::testing::email;
use crate::{portal_accounts, safeguarding};

/// Somebody with an account and no profile of their own, who looks after Leo.
async fn guardian(world: &World) -> Patient {
    let first = world.clinic.signed_in("amara").await;
    let mut work = world
        .clinic
        .begin(&world.clinic.system_job())
        .await
        .unwrap();
    let (pair, now) = ((first.account, first.patient), work.now());
    store::access::end_access_between(&mut work, pair, EndedBy::Holder, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let terms = Terms::guardian(Preset::Bookings.abilities());
    world.clinic.give(first.account, world.leo, terms).await;
    first
}

async fn stop(world: &World) {
    let desk = world.clinic.staff_with(Role::Desk).await.unwrap();
    safeguarding::set(&world.clinic, &desk, world.leo, "")
        .await
        .unwrap();
}

async fn own_log_in(world: &World, to: &str) -> Invite {
    let mut inviting = world.clinic.inviting(world.leo, to).await;
    inviting.terms = Terms::OWN;
    world.clinic.invite(&inviting).await
}

/// The invitation sent again by somebody of this role, with the link of its mail.
async fn sent_again(world: &World, role: Role, invite: &Invite) -> Invite {
    let staff = world.clinic.staff_with(role).await.unwrap();
    portal_accounts::resend(&world.clinic, &staff, world.leo, invite.id)
        .await
        .unwrap();
    world.clinic.invite_again(invite).await
}

#[tokio::test]
async fn a_stop_lets_no_guardian_become_the_patient() {
    let world = World::new().await;
    let amara = guardian(&world).await;
    let before = own_log_in(&world, "leo@example.com").await;
    stop(&world).await;
    let outcome = world
        .accept(Some(&amara), &before, answers(Way::Other))
        .await;
    let deleted = InvitationRefusal::Closed(Unusable::Deleted);
    assert_eq!(refusal(outcome), deleted, "one from before the stop");

    world.clinic.clock.advance_s(60);
    let after = own_log_in(&world, "leo@example.com").await;
    let outcome = world
        .accept(Some(&amara), &after, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);

    // Nor is their own address ever the patient's, also when the stop was lifted.
    let invites = world.clinic.staff_with(Role::Desk).await.unwrap();
    let offer = portal_accounts::Offer::Terms(Terms::OWN);
    let address = email("amara@example.com");
    let add = async || {
        let added = portal_accounts::add(&world.clinic, &invites, world.leo, &address, offer);
        match added.await {
            Err(Failure::Refused(Refusal::Invite(why))) => why,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(add().await, InviteRefusal::GuardiansAddress);
    let admin = world.clinic.staff_with(Role::Admin).await.unwrap();
    safeguarding::lift(&world.clinic, &admin, world.leo)
        .await
        .unwrap();
    assert_eq!(add().await, InviteRefusal::GuardiansAddress);
    let outcome = world
        .accept(Some(&amara), &after, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);
    assert_eq!(world.holders().await, []);
}

#[tokio::test]
async fn whom_a_stop_shut_out_does_not_come_in_by_somebody_elses_letter() {
    let world = World::new().await;
    let amara = guardian(&world).await;
    stop(&world).await;
    let admin = world.clinic.staff_with(Role::Admin).await.unwrap();
    safeguarding::lift(&world.clinic, &admin, world.leo)
        .await
        .unwrap();
    world.clinic.clock.advance_s(60);
    let home = world.clinic.inviting(world.leo, "family@example.com").await;
    let home = world.clinic.invite(&home).await;
    let offer = world.offer(Some(&amara), &home).await;
    assert!(matches!(
        offer.visit,
        Visit::Other {
            may_accept: false,
            ..
        }
    ));
    let outcome = world.accept(Some(&amara), &home, answers(Way::Other)).await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);
    assert_eq!(world.news().await, [InvitationNews::Refused]);
    assert_eq!(world.holders().await, []);

    // Their own letter is meant for them.
    let own = world.clinic.inviting(world.leo, "amara@example.com").await;
    let own = world.clinic.invite(&own).await;
    world
        .accept(Some(&amara), &own, answers(Way::Invited))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_log_in_of_the_patients_own_is_for_its_address_alone() {
    let world = World::new().await;
    let other = world.clinic.signed_in("reads-their-mail").await;
    world.clinic.end_own(&other).await;
    let invite = own_log_in(&world, "leo@example.com").await;
    let outcome = world
        .accept(Some(&other), &invite, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);
    assert_eq!(world.holders().await, []);
}

#[tokio::test]
async fn what_was_taken_away_is_not_had_again_by_an_older_letter() {
    let world = World::new().await;
    let amara = guardian(&world).await;
    let older = world.clinic.inviting(world.leo, "work@example.com").await;
    let older = world.clinic.invite(&older).await;
    world.clinic.clock.advance_s(60);
    let mut work = world
        .clinic
        .begin(&world.clinic.system_job())
        .await
        .unwrap();
    let (pair, now) = ((amara.account, world.leo), work.now());
    store::access::end_access_between(&mut work, pair, EndedBy::Staff, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let outcome = world
        .accept(Some(&amara), &older, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::Void);
    assert_eq!(world.holders().await, []);

    // Staff who send it again mean it.
    world.clinic.clock.advance_s(60);
    let again = sent_again(&world, Role::Desk, &older).await;
    world
        .accept(Some(&amara), &again, answers(Way::Other))
        .await
        .unwrap();
    assert_eq!(world.holders().await, [(amara.account, Relation::Guardian)]);
}

#[tokio::test]
async fn refusals_are_told_to_staff_and_written_down_a_few_times_an_hour() {
    let world = World::new().await;
    let invite = world.invited().await;
    world.clinic.stop_others(world.leo).await;
    for _ in 0..12 {
        let outcome = world.accept(None, &invite, as_new()).await;
        assert_eq!(refusal(outcome), InvitationRefusal::Void);
    }
    let rows = world.clinic.store.audited().await.unwrap();
    let rows = rows
        .iter()
        .filter(|event| event.action == "invitation.refused");
    assert_eq!(rows.count(), 3);
}

#[tokio::test]
async fn whoever_sends_it_again_vouches_for_it() {
    let world = World::new().await;
    let inviting = world.inviting().await;
    let invite = world.clinic.invite(&inviting).await;
    let store::access::GrantedBy::Staff(member) = inviting.by else {
        unreachable!("the desk invites")
    };
    world.clinic.disable_member(member).await;
    let closed = world.closed(None, &invite).await;
    assert_eq!(closed, Closed::Because(InvitationRefusal::Void, None));

    let fresh = sent_again(&world, Role::Admin, &invite).await;
    let offer = world.offer(None, &fresh).await;
    assert!(matches!(offer.inviter, Inviter::Staff(_, Role::Admin)));
}
