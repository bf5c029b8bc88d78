//! Who is told.

use super::*;
use crate::mail::Mailer;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::worker::run_due;
use domain::access::Basis;

fn with_basis(preset: Preset) -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(preset.abilities())
    }
}

/// The mails that wait: what, and to whom.
async fn waiting(world: &World) -> Vec<(store::notice::NoticeKind, String)> {
    let mut work = world
        .clinic
        .begin(&world.clinic.system_job())
        .await
        .unwrap();
    let now = work.now();
    let until = now + jiff::SignedDuration::from_secs(60);
    let leased = store::notice::lease_due(&mut work, now, until, 50)
        .await
        .unwrap();
    let mut mails: Vec<_> = leased
        .into_iter()
        .map(|notice| (notice.kind, notice.to.as_str().to_owned()))
        .collect();
    mails.sort_by(|a, b| a.1.cmp(&b.1));
    mails
}

#[tokio::test]
async fn whoever_manages_access_is_told_and_nobody_else() {
    use store::notice::NoticeKind::AccessGiven;
    let world = World::new().await;
    let manages = world.clinic.signed_in("manages").await;
    world
        .clinic
        .give(manages.account, world.leo, with_basis(Preset::Full))
        .await;
    let looks = world.clinic.signed_in("looks").await;
    world
        .clinic
        .give(looks.account, world.leo, with_basis(Preset::View))
        .await;
    let leo = world.clinic.signed_in("leosown").await;
    world.clinic.end_own(&leo).await;
    world.clinic.give(leo.account, world.leo, Terms::OWN).await;
    let invite = world.invited().await;
    world.accept(None, &invite, as_new()).await.unwrap();
    assert_eq!(
        waiting(&world).await,
        [
            (AccessGiven, String::from("leosown@example.com")),
            (AccessGiven, String::from("manages@example.com")),
        ]
    );
}

#[tokio::test]
async fn both_addresses_are_told_of_another_account() {
    use store::notice::NoticeKind::InvitationUsed;
    let world = World::new().await;
    let invite = world.invited().await;
    let amara = world.clinic.signed_in("amara").await;
    world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await
        .unwrap();
    assert_eq!(
        waiting(&world).await,
        [
            (InvitationUsed, String::from("amara@example.com")),
            (InvitationUsed, String::from("ngozi@example.com")),
        ]
    );
    let desk = world
        .clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    let today = crate::today::view(&world.clinic, &desk, None)
        .await
        .unwrap();
    let (name, other) = today.invitation_news[0].accepted_by.clone().unwrap();
    assert_eq!(name.as_str(), "Amara Example");
    assert_eq!(other.unwrap().as_str(), "amara@example.com");
}

#[tokio::test]
async fn both_are_told_also_where_the_other_account_had_the_access_already() {
    let world = World::new().await;
    let invite = world.invited().await;
    let amara = world.clinic.signed_in("amara").await;
    world
        .clinic
        .give(amara.account, world.leo, with_basis(Preset::Bookings))
        .await;
    let accepted = world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await;
    assert!(accepted.unwrap().was_linked);
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    while run_due(&world.clinic, &mailer).await > 0 {}
    let mut told: Vec<String> = peer.taken().into_iter().map(|mail| mail.to).collect();
    told.sort();
    assert_eq!(told, ["amara@example.com", "ngozi@example.com"]);
}

#[tokio::test]
async fn whose_access_is_over_is_not_told_that_they_have_it() {
    let world = World::new().await;
    let invite = world.invited().await;
    let amara = world.clinic.signed_in("amara").await;
    world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await
        .unwrap();
    // Pressed twice, after looking after oneself again: the second press is for Leo, too.
    crate::family::switch_to_self(&world.clinic, &amara.holder)
        .await
        .unwrap();
    let again = world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await;
    assert!(again.unwrap().was_linked);
    let acting = world
        .clinic
        .acting_for_chosen::<can::Book>(&amara.holder)
        .await
        .unwrap();
    assert_eq!(acting.patient(), world.leo);
    let seen = world.closed(Some(&amara), &invite).await;
    assert!(matches!(seen, Closed::AcceptedByYou(..)), "{seen:?}");

    let desk = world.clinic.staff_with(Role::Desk).await.unwrap();
    crate::safeguarding::set(&world.clinic, &desk, world.leo, "")
        .await
        .unwrap();
    let used = InvitationRefusal::Closed(Unusable::Accepted);
    let seen = world.closed(Some(&amara), &invite).await;
    assert_eq!(seen, Closed::Because(used, None));
    let outcome = world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), used);
}
