//! Links: which of them are an invitation's, and until when.

use jiff::SignedDuration;

use super::*;
use crate::patients::Shown;

const LEASE: SignedDuration = SignedDuration::from_secs(60);

async fn live(clinic: &TestClinic, id: InvitationId) -> Vec<(String, bool)> {
    let links = clinic.store.invitation_links(id).await.unwrap();
    links
        .into_iter()
        .map(|(_, made, live)| (made, live))
        .collect()
}

fn made(links: &[(&str, bool)]) -> Vec<(String, bool)> {
    links
        .iter()
        .map(|(made, live)| (String::from(*made), *live))
        .collect()
}

#[tokio::test]
async fn sending_again_ends_every_older_link_and_begins_the_time_anew() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let first = minted(&clinic, id).await.unwrap().link;
    let copied = copy_link(&clinic, &desk, child, id).await.unwrap();
    assert_eq!(copied.email, email(NGOZI));
    assert_ne!(copied.link, first);
    assert_eq!(
        live(&clinic, id).await,
        made(&[("mailed", true), ("copied", true)]),
        "the mailed one stays good"
    );
    clinic.clock.advance_s(3 * 24 * 3_600);
    let before = row(&clinic, id).await.expires_at;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    resend(&clinic, &desk, child, id).await.unwrap();
    let after = row(&clinic, id).await;
    assert_eq!(after.expires_at.duration_since(before).as_hours(), 3 * 24);
    assert_eq!((after.sends, after.wrong_tries), (2, 0));
    minted(&clinic, id).await.unwrap();
    assert_eq!(
        live(&clinic, id).await,
        made(&[("mailed", false), ("copied", false), ("mailed", true)])
    );
    let acts = acts(&clinic).await;
    assert_eq!(
        acts,
        ["invitation.send", "invitation.copy", "invitation.resend"]
    );
}

#[tokio::test]
async fn a_mail_under_way_carries_no_link_once_another_is_sent_and_a_retry_leaves_one() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let job = clinic.system_job();
    let mut work = clinic.begin(&job).await.unwrap();
    let now = work.now();
    let leased = store::notice::lease_due(&mut work, now, now + LEASE, 1).await;
    let under_way = leased.unwrap().remove(0);
    work.commit().await.unwrap();
    resend(&clinic, &desk, child, id).await.unwrap();
    let first = mint(&clinic, &job, (id, under_way.id)).await.unwrap();
    assert!(first.is_none(), "the second mail takes its place");
    // And it is not tried again.
    let mut work = clinic.begin(&job).await.unwrap();
    let later = store::notice::Outcome::Later {
        due_at: now,
        error: "timeout",
    };
    let counted = store::notice::finish_leased(&mut work, &under_way, later, now).await;
    assert!(!counted.unwrap());
    work.commit().await.unwrap();

    for _ in 0..3 {
        minted(&clinic, id).await.unwrap();
    }
    let ended = [("mailed", false), ("mailed", false), ("mailed", true)];
    assert_eq!(live(&clinic, id).await, made(&ended));
}

#[tokio::test]
async fn refused_for_an_hour_it_arrives_later_once_and_with_one_live_link() {
    let (clinic, desk, child) = with_child().await;
    let peer = SmtpPeer::start(Part::RefuseRecipient(451)).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    for _ in 0..12 {
        run_due(&clinic, &mailer).await;
        clinic.clock.advance_s(5 * 60);
    }
    assert!(peer.taken().is_empty());
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let Shown::Here(seen) = list(&clinic, &desk, child).await.unwrap() else {
        panic!("merged")
    };
    assert!(seen.open[0].sent.delayed && seen.open[0].sent.bounced.is_none());

    peer.play(Part::Accept);
    for _ in 0..24 {
        run_due(&clinic, &mailer).await;
        clinic.clock.advance_s(5 * 60);
    }
    let taken = peer.taken();
    assert_eq!(taken.len(), 1);
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    let text = mail.body_text(0).unwrap();
    let token = text.lines().find_map(|line| line.strip_prefix(LINK));
    let arrived = crate::token::hash(token.unwrap()).to_vec();
    let links = clinic.store.invitation_links(id).await.unwrap();
    assert!(links.len() > 2, "each try makes one: {}", links.len());
    let live: Vec<_> = links.into_iter().filter(|(_, _, live)| *live).collect();
    assert_eq!(live, [(arrived, String::from("mailed"), true)]);
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let Shown::Here(seen) = list(&clinic, &desk, child).await.unwrap() else {
        panic!("merged")
    };
    assert!(!seen.open[0].sent.delayed);
}

#[tokio::test]
async fn one_that_ran_out_is_not_mailed_and_a_new_link_begins_its_time_anew() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    minted(&clinic, id).await.unwrap();
    clinic.clock.advance_s(7 * 24 * 3_600 - 1);
    assert!(minted(&clinic, id).await.is_some(), "a second is left");
    clinic.clock.advance_s(1);
    assert!(minted(&clinic, id).await.is_none());
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    copy_link(&clinic, &desk, child, id).await.unwrap();
    assert!(row(&clinic, id).await.expires_at > clinic.now());
    let ended = [("mailed", false), ("mailed", false), ("copied", true)];
    assert_eq!(live(&clinic, id).await, made(&ended));
}

#[tokio::test]
async fn taken_back_it_is_not_mailed_and_undoing_that_makes_a_fresh_link() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    minted(&clinic, id).await.unwrap();
    for _ in 0..2 {
        delete(&clinic, &desk, child, id).await.unwrap();
    }
    assert!(minted(&clinic, id).await.is_none());
    let again = resend(&clinic, &desk, child, id).await;
    assert!(matches!(
        again,
        Err(Failure::Refused(Refusal::AlreadyResolved))
    ));
    for _ in 0..2 {
        undo_delete(&clinic, &desk, child, id).await.unwrap();
    }
    minted(&clinic, id).await.unwrap();
    let ended = [("mailed", false), ("mailed", true)];
    assert_eq!(live(&clinic, id).await, made(&ended));
    delete(&clinic, &desk, child, id).await.unwrap();
    clinic.clock.advance_s(181);
    let late = undo_delete(&clinic, &desk, child, id).await;
    assert!(matches!(late, Err(Failure::Refused(Refusal::UndoTooLate))));
}

#[tokio::test]
async fn undoing_gives_way_to_an_invitation_made_since() {
    let (clinic, desk, child) = with_child().await;
    let first = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    delete(&clinic, &desk, child, first).await.unwrap();
    add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let undone = undo_delete(&clinic, &desk, child, first).await;
    assert_eq!(refusals::refused(undone), InviteRefusal::Invited);
}

#[tokio::test]
async fn another_address_gets_an_invitation_on_the_same_terms_in_place_of_the_first() {
    let (clinic, desk, child) = with_child().await;
    let terms = Terms {
        kinship: Some(Kinship::Grandparent),
        ..Terms::guardian(Preset::View.abilities())
    };
    let offer = Offer::Terms(terms);
    let wrong = add(&clinic, &desk, child, &email("ngzi@example.com"), offer)
        .await
        .unwrap();
    minted(&clinic, wrong).await.unwrap();
    let right = mend_address(&clinic, &desk, child, wrong, &email(NGOZI))
        .await
        .unwrap();
    assert_ne!(right, wrong);
    assert!(minted(&clinic, wrong).await.is_none());
    let found = row(&clinic, right).await;
    assert_eq!((found.email, found.terms), (email(NGOZI), terms));
    let same = mend_address(&clinic, &desk, child, right, &email(NGOZI))
        .await
        .unwrap();
    assert_eq!((same, row(&clinic, same).await.sends), (right, 2));
}
