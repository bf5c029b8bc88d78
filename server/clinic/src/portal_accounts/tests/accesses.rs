//! What staff see of those who have an access, and what they do about it.

use domain::access::EndedBy;
use domain::id::AccessId;

use super::*;
use crate::patients::Shown;
use crate::testing::Patient;

/// Somebody who looks after the child, signed in.
async fn helper(clinic: &TestClinic, child: PatientId) -> (Patient, AccessId) {
    let who = clinic.signed_in("amara").await;
    let access = clinic.give(who.account, child, given()).await;
    (who, access)
}

/// What a helper was given.
fn given() -> Terms {
    Terms {
        kinship: Some(Kinship::Mother),
        ..Terms::guardian(Preset::Bookings.abilities())
    }
}

async fn seen(clinic: &TestClinic, desk: &Staff<can::InviteUsers>, of: PatientId) -> Accounts {
    match list(clinic, desk, of).await.unwrap() {
        Shown::Here(page) => *page,
        Shown::MergedInto(_) => panic!("merged"),
    }
}

fn change(was: Terms, terms: Terms) -> Change {
    Change {
        was,
        terms,
        confirmed: false,
    }
}

#[tokio::test]
async fn the_list_says_who_has_access_who_was_invited_and_who_had_it_earlier() {
    let (clinic, desk, child) = with_child().await;
    let (who, access) = helper(&clinic, child).await;
    let open = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let gone = add(&clinic, &desk, child, &email("x@example.com"), books())
        .await
        .unwrap();
    delete(&clinic, &desk, child, gone).await.unwrap();
    let page = seen(&clinic, &desk, child).await;
    assert_eq!((page.profile.accounts, page.profile.invited), (1, 1));
    let [one] = page.live.as_slice() else {
        panic!("{:?}", page.live);
    };
    assert_eq!((one.listed.held.id, one.state), (access, State::Active));
    assert_eq!(one.listed.account, who.account);
    assert_eq!(one.listed.logged_in_at, Some(clinic.now()));
    assert!(one.rights.abilities.has(Ability::Book));
    let ids = |list: &[Sent]| list.iter().map(|one| one.invitation.id).collect::<Vec<_>>();
    let waiting: Vec<_> = page.open.iter().map(|one| one.sent.invitation.id).collect();
    assert_eq!((waiting, ids(&page.closed)), (vec![open], vec![gone]));
    assert_eq!((page.open[0].days_left, page.open[0].unusable), (7, None));
    let coming = page.coming.unwrap();
    assert_eq!(coming.step.from_age, 12);
    assert!(page.ended.is_empty() && !page.stopped);

    remove(&clinic, &desk, child, access).await.unwrap();
    let page = seen(&clinic, &desk, child).await;
    assert!(page.live.is_empty());
    assert_eq!(page.ended.len(), 1);
    let looks = clinic.store.audited().await.unwrap();
    let looks = looks
        .iter()
        .filter(|event| event.action == "patient.accounts_seen");
    assert_eq!(looks.count(), 2);
}

#[tokio::test]
async fn what_ended_long_ago_pushes_no_live_access_off_the_page() {
    let (clinic, desk, child) = with_child().await;
    let who = clinic.signed_in("amara").await;
    for _ in 0..limits::PORTAL_ACCOUNTS_LISTED {
        let access = clinic.give(who.account, child, given()).await;
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        let now = work.now();
        store::access::end_access(&mut work, access, EndedBy::Holder, now)
            .await
            .unwrap();
        work.commit().await.unwrap();
        clinic.clock.advance_s(1);
    }
    let access = clinic.give(who.account, child, given()).await;
    let page = seen(&clinic, &desk, child).await;
    let live: Vec<_> = page.live.iter().map(|one| one.listed.held.id).collect();
    assert_eq!(live, [access]);
    remove(&clinic, &desk, child, access).await.unwrap();
    remove(&clinic, &desk, child, access).await.unwrap();
    let page = seen(&clinic, &desk, child).await;
    assert!(page.live.is_empty(), "a second press finds it done");
}

#[tokio::test]
async fn other_rights_count_at_the_next_request() {
    let (clinic, desk, child) = with_child().await;
    let (who, access) = helper(&clinic, child).await;
    let books = clinic.acting_for::<can::Book>(&who.holder, child).await;
    let books = books.unwrap();
    assert!(clinic.begin(&books).await.is_ok());
    let was = given();
    let to = change(was, Terms::guardian(Preset::View.abilities()));
    change_rights(&clinic, &desk, child, access, to)
        .await
        .unwrap();
    let after = clinic.begin(&books).await;
    assert!(matches!(after, Err(Failure::NotFound)), "the old witness");
    let asked = clinic.acting_for::<can::Book>(&who.holder, child).await;
    assert!(matches!(asked, Err(Failure::NotFound)));
    let sees = clinic
        .acting_for::<can::ViewAppointments>(&who.holder, child)
        .await;
    assert!(sees.is_ok());
    let late = change(was, Terms::guardian(Preset::Full.abilities()));
    let late = change_rights(&clinic, &desk, child, access, late).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
}

#[tokio::test]
async fn a_removed_access_is_gone_at_the_next_request_and_its_mail_with_it() {
    let (clinic, desk, child) = with_child().await;
    let (who, access) = helper(&clinic, child).await;
    send_log_in_link(&clinic, &desk, child, access)
        .await
        .unwrap();
    let sees = clinic
        .acting_for::<can::ViewAppointments>(&who.holder, child)
        .await
        .unwrap();
    remove(&clinic, &desk, child, access).await.unwrap();
    assert!(matches!(clinic.begin(&sees).await, Err(Failure::NotFound)));
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 0, "nothing waits any more");
    remove(&clinic, &desk, child, access).await.unwrap();
    // Their own access is untouched.
    let own = clinic.own_patient::<can::Book>(&who.holder).await;
    assert!(own.is_ok());
}

#[tokio::test]
async fn a_log_in_link_goes_to_the_account_and_logs_in_whoever_opens_it() {
    let (clinic, desk, child) = with_child().await;
    let (_, access) = helper(&clinic, child).await;
    for _ in 0..limits::CODES_PER_ADDRESS_PER_HOUR {
        send_log_in_link(&clinic, &desk, child, access)
            .await
            .unwrap();
    }
    let more = send_log_in_link(&clinic, &desk, child, access).await;
    assert!(matches!(more, Err(Failure::TooMany { .. })));
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    run_due(&clinic, &mailer).await;
    let taken = peer.taken();
    assert_eq!(taken[0].to, "amara@example.com");
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(!text.contains("Okafor"), "{text}");
    let token = text.split("/log-in/link/").nth(1).unwrap();
    let token = token.split_whitespace().next().unwrap();
    let phone = clinic.visitor("a phone");
    let opened = crate::codes::link_ok(&clinic, &phone, token).await;
    assert_eq!(opened.unwrap(), email("amara@example.com"));
}

#[tokio::test]
async fn the_mail_servers_word_stands_on_the_row_until_the_address_is_mended() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email("ngzi@example.com"), books())
        .await
        .unwrap();
    let peer = SmtpPeer::start(Part::RefuseRecipient(550)).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let page = seen(&clinic, &desk, child).await;
    assert_eq!(page.open[0].sent.bounced.as_deref(), Some("smtp_550"));
    clinic.clock.advance_s(1);
    let mended = mend_address(&clinic, &desk, child, id, &email(NGOZI))
        .await
        .unwrap();
    let page = seen(&clinic, &desk, child).await;
    assert_eq!(page.open.len(), 1);
    assert_eq!(page.open[0].sent.invitation.id, mended);
    assert_eq!(page.open[0].sent.bounced, None);
}

#[tokio::test]
async fn what_waits_works_again_once_staff_have_looked_at_it() {
    let (clinic, desk, _) = with_child().await;
    // Fifteen: given before 18, ended by the birthday.
    let young = clinic.patient("Mia Okafor", "2008-04-01").await;
    let (who, access) = helper(&clinic, young).await;
    clinic.clock.advance_s(40 * 24 * 3_600);
    let desk_later = clinic.staff_with(Role::Desk).await.unwrap();
    let page = seen(&clinic, &desk_later, young).await;
    assert_eq!(page.live[0].state, State::Aged);
    drop(desk);
    let was = given();
    let confirmed = Change {
        confirmed: true,
        ..change(was, was)
    };
    change_rights(&clinic, &desk_later, young, access, confirmed)
        .await
        .unwrap();
    let page = seen(&clinic, &desk_later, young).await;
    assert_eq!(page.live[0].state, State::Active);
    let again = clinic.signed_in_again(&who).await;
    let books = clinic.acting_for::<can::Book>(&again.holder, young).await;
    assert!(books.is_ok());
}

#[tokio::test]
async fn ids_of_another_patient_reach_no_access() {
    let (clinic, desk, child) = with_child().await;
    let (who, access) = helper(&clinic, child).await;
    let other = clinic.patient("Mia Okafor", "2016-06-14").await;
    let was = given();
    let to = change(was, Terms::guardian(Abilities::ALL));
    let outcomes = [
        change_rights(&clinic, &desk, other, access, to).await,
        remove(&clinic, &desk, other, access).await,
        send_log_in_link(&clinic, &desk, other, access).await,
        one(&clinic, &desk, other, access).await.map(drop),
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(Failure::NotFound)), "{outcome:?}");
    }
    // Nor is the patient's own log-in given other rights.
    let page = seen(&clinic, &desk, who.patient).await;
    let own = page.live[0].listed.held.id;
    let to = change(Terms::OWN, Terms::guardian(Abilities::ALL));
    let changed = change_rights(&clinic, &desk, who.patient, own, to).await;
    assert!(matches!(changed, Err(Failure::NotFound)));
}

#[tokio::test]
async fn an_end_that_somebody_else_has_set_since_is_not_written_over() {
    let (clinic, desk, child) = with_child().await;
    let (_, access) = helper(&clinic, child).await;
    let until = Terms {
        until_on: Some("2026-03-20".parse().unwrap()),
        ..given()
    };
    change_rights(&clinic, &desk, child, access, change(given(), until))
        .await
        .unwrap();
    let father = Terms {
        kinship: Some(Kinship::Father),
        ..given()
    };
    let stale = change_rights(&clinic, &desk, child, access, change(given(), father)).await;
    assert!(matches!(
        stale,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    let page = seen(&clinic, &desk, child).await;
    assert_eq!(page.live[0].listed.held.terms, until);
}
