use domain::refusal::Refusal;

use super::*;
use crate::codes::{CodeKind, mint as mint_code};
use crate::testing::{Patient, TestClinic, email};

const OLD: &str = "ana@example.com";
const NEW: &str = "ana@new.example";

async fn recent(clinic: &TestClinic, who: &Patient) -> Recent<AccountHolder> {
    let holder = clinic.account(who.session.expose()).await.unwrap();
    clinic.recent(holder).await.unwrap()
}

async fn asked(clinic: &TestClinic, who: &Patient, browser: &Visitor, to: &str) {
    let who = recent(clinic, who).await;
    ask(clinic, &who, browser, email(to)).await.unwrap();
}

/// The request of the code that waits in this browser, and the code from its mail.
async fn code(
    clinic: &TestClinic,
    who: &Patient,
    browser: &Visitor,
) -> (CodeRequestId, Option<String>) {
    let open = open(clinic, &who.holder, browser).await.unwrap().unwrap();
    let (request, _) = open.code.unwrap();
    let mail = mint_code(clinic, &clinic.system_job(), request)
        .await
        .unwrap();
    assert!(mail.link.is_none());
    let expected = if mail.code.is_some() {
        CodeKind::NewEmail
    } else {
        CodeKind::Taken
    };
    assert_eq!(mail.kind, expected);
    (request, mail.code)
}

/// The token in a mail to an address about the account.
async fn link(clinic: &TestClinic, who: &Patient, kind: NoticeKind, to: &str) -> Option<String> {
    let to = email(to);
    let mail = mint(clinic, &clinic.system_job(), kind, (who.account, &to))
        .await
        .unwrap()?;
    match mail {
        ChangeMail::Asked { link, .. } | ChangeMail::Gone { link, .. } => {
            link.rsplit('/').next().map(str::to_owned)
        }
        ChangeMail::Come | ChangeMail::Reverted => None,
    }
}

async fn confirm_new(clinic: &TestClinic, who: &Patient, browser: &Visitor) -> Confirmed {
    let (request, code) = code(clinic, who, browser).await;
    let holder = clinic.account(who.session.expose()).await.unwrap();
    by_code(clinic, &holder, browser, request, &code.unwrap())
        .await
        .unwrap()
}

async fn confirm_old(clinic: &TestClinic, who: &Patient, old: &str) -> Confirmed {
    let token = link(clinic, who, NoticeKind::EmailChangeAsked, old).await;
    let anywhere = clinic.visitor("a phone");
    by_link(clinic, &anywhere, &token.unwrap()).await.unwrap()
}

async fn change(clinic: &TestClinic, who: &Patient, browser: &Visitor, from: &str, to: &str) {
    asked(clinic, who, browser, to).await;
    assert_eq!(confirm_new(clinic, who, browser).await, Confirmed::Waiting);
    assert_eq!(confirm_old(clinic, who, from).await, Confirmed::Done);
}

async fn address(clinic: &TestClinic, who: &Patient) -> String {
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let found = store::account::find_email(&mut *look, who.account).await;
    found.unwrap().unwrap().as_str().to_owned()
}

fn is_out<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Unauthenticated))
}

fn is_unusable<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::LinkUnusable)))
}

#[tokio::test]
async fn it_changes_once_both_have_confirmed_in_either_order() {
    for old_first in [false, true] {
        let clinic = TestClinic::new().await;
        let ana = clinic.signed_in("ana").await;
        let browser = clinic.visitor("v1");
        asked(&clinic, &ana, &browser, NEW).await;
        let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
        let first = if old_first {
            confirm_old(&clinic, &ana, OLD).await
        } else {
            confirm_new(&clinic, &ana, &browser).await
        };
        assert_eq!(first, Confirmed::Waiting);
        assert_eq!(address(&clinic, &ana).await, OLD);
        let second = if old_first {
            confirm_new(&clinic, &ana, &browser).await
        } else {
            confirm_old(&clinic, &ana, OLD).await
        };
        assert_eq!(second, Confirmed::Done);
        assert_eq!(address(&clinic, &ana).await, NEW);
        // The browser that asked goes on, every other one is out.
        let holder = clinic.account(ana.session.expose()).await.unwrap();
        assert_eq!(holder.email().as_str(), NEW);
        assert!(is_out(clinic.account(phone.session.expose()).await));
        assert!(open(&clinic, &holder, &browser).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn asking_logs_out_the_others_and_asks_again_who_it_is() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, NEW).await;
    assert!(is_out(clinic.account(phone.session.expose()).await));
    let fresh = recent(&clinic, &ana).await;
    clinic.clock.advance_s(15 * 60);
    let late = ask(&clinic, &fresh, &browser, email("x@new.example")).await;
    assert!(matches!(late, Err(Failure::Reauthenticate)));
}

#[tokio::test]
async fn the_address_of_now_is_no_new_one() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let who = recent(&clinic, &ana).await;
    let same = ask(
        &clinic,
        &who,
        &clinic.visitor("v1"),
        email("ANA@example.com"),
    )
    .await;
    assert!(matches!(same, Err(Failure::Invalid(_))));
}

#[tokio::test]
async fn a_later_asking_ends_the_earlier_one_with_its_code_and_link() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, "first@new.example").await;
    let (request, first) = code(&clinic, &ana, &browser).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChangeAsked, OLD).await;
    asked(&clinic, &ana, &browser, NEW).await;
    let entered = by_code(&clinic, &ana.holder, &browser, request, &first.unwrap()).await;
    assert!(matches!(entered, Err(Failure::NotFound)));
    let linked = by_link(&clinic, &browser, &token.unwrap()).await;
    assert!(is_unusable(linked));
    assert_eq!(address(&clinic, &ana).await, OLD);
}

#[tokio::test]
async fn an_address_with_an_account_looks_the_same_here_and_never_becomes_theirs() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, "Ben@Example.com").await;
    let seen = open(&clinic, &ana.holder, &browser).await.unwrap().unwrap();
    assert!(!seen.new_confirmed && !seen.old_confirmed && seen.code.is_some());
    let (request, none) = code(&clinic, &ana, &browser).await;
    assert!(none.is_none(), "the mail says so, and carries no code");
    // Even a hit is as wrong as any other.
    let refused = by_code(&clinic, &ana.holder, &browser, request, "000000").await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::CodeWrong { tries_left: 4 }))
    ));
    assert_eq!(confirm_old(&clinic, &ana, OLD).await, Confirmed::Waiting);
    assert_eq!(address(&clinic, &ana).await, OLD);
    assert_eq!(address(&clinic, &ben).await, "ben@example.com");
}

#[tokio::test]
async fn an_address_that_is_taken_after_it_was_proven_ends_the_change() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, "ben@example.com").await;
    assert_eq!(
        confirm_new(&clinic, &ana, &browser).await,
        Confirmed::Waiting
    );
    let token = link(&clinic, &ana, NoticeKind::EmailChangeAsked, OLD).await;
    clinic.signed_in("ben").await;
    let refused = by_link(&clinic, &browser, &token.unwrap()).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::AddressTaken))
    ));
    assert_eq!(address(&clinic, &ana).await, OLD);
    let holder = clinic.account(ana.session.expose()).await.unwrap();
    assert!(open(&clinic, &holder, &browser).await.unwrap().is_none());
}

#[tokio::test]
async fn codes_and_links_of_the_old_address_die_with_the_change() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let stranger = clinic.visitor("old mailbox");
    let asked = codes::ask(&clinic, &stranger, email(OLD), NextPath::default())
        .await
        .unwrap();
    let mail = mint_code(&clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
    let entered = codes::enter(&clinic, &stranger, asked.request, &mail.code.unwrap()).await;
    assert!(matches!(
        entered,
        Err(Failure::Refused(Refusal::CodeExpired))
    ));
    let token = mail.link.unwrap();
    let token = token.rsplit('/').next().unwrap();
    let linked = codes::open_link(&clinic, &stranger, token).await;
    assert!(is_unusable(linked));
}

#[tokio::test]
async fn a_change_can_be_confirmed_for_a_day_to_the_second() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, NEW).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChangeAsked, OLD).await;
    let token = token.unwrap();
    clinic.clock.advance_s(24 * 3_600 - 1);
    assert!(link_view(&clinic, &browser, &token).await.is_ok());
    clinic.clock.advance_s(1);
    assert!(is_unusable(link_view(&clinic, &browser, &token).await));
    assert!(is_unusable(by_link(&clinic, &browser, &token).await));
}

#[tokio::test]
async fn who_refuses_stops_it_and_logs_everybody_out() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    asked(&clinic, &ana, &browser, NEW).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChangeAsked, OLD).await;
    let token = token.unwrap();
    refuse(&clinic, &browser, &token).await.unwrap();
    assert!(is_out(clinic.account(ana.session.expose()).await));
    assert!(is_unusable(refuse(&clinic, &browser, &token).await));
    assert!(is_unusable(by_link(&clinic, &browser, &token).await));
}

#[tokio::test]
async fn the_old_address_takes_it_back_for_seven_days_without_logging_in() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
    let token = token.unwrap();
    // The new address is told, too, and gets no such link.
    let none = link(&clinic, &ana, NoticeKind::EmailChanged, NEW).await;
    assert!(none.is_none());
    clinic.clock.advance_s(7 * 24 * 3_600 - 1);
    let phone = clinic.sign_in(ana.account, ana.patient, "phone").await;
    let anywhere = clinic.visitor("anywhere");
    let seen = revert_view(&clinic, &anywhere, &token).await.unwrap();
    assert_eq!(seen.old_email.as_str(), OLD);
    revert(&clinic, &anywhere, &token).await.unwrap();
    assert_eq!(address(&clinic, &ana).await, OLD);
    assert!(is_out(clinic.account(phone.session.expose()).await));
    assert!(is_unusable(revert(&clinic, &anywhere, &token).await));
}

#[tokio::test]
async fn taking_it_back_takes_a_password_and_its_links_away() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
    let fresh = recent(&clinic, &ana).await;
    crate::account_password::set(&clinic, &fresh, crate::testing::PASSWORD)
        .await
        .unwrap();
    let token = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
    let anywhere = clinic.visitor("anywhere");
    revert(&clinic, &anywhere, &token.unwrap()).await.unwrap();
    let again = clinic.sign_in(ana.account, ana.patient, "home").await;
    let has = crate::account_password::has(&clinic, &again.holder).await;
    assert!(!has.unwrap(), "it may be somebody else's");
}

/// When an app is set up, beside a change of the address.
#[derive(Clone, Copy, PartialEq)]
enum SetUp {
    LongBefore,
    JustBefore,
    After,
}

/// Abuse 2: an app that was set up once the change was asked for, or in the hours before, may
/// be the thief's, and would keep the owner out of what they just got back. One of long before
/// is the owner's.
#[tokio::test]
async fn taking_it_back_takes_a_thiefs_authenticator_app_away() {
    for set_up in [SetUp::LongBefore, SetUp::JustBefore, SetUp::After] {
        let own_app = set_up == SetUp::LongBefore;
        let clinic = TestClinic::new().await;
        let mut ana = clinic.signed_in("ana").await;
        if set_up != SetUp::After {
            clinic.set_up_app(&ana).await;
            clinic.clock.advance_s(1);
        }
        if own_app {
            clinic.clock.advance_s(limits::SESSION_HOURS * 3_600);
            ana = clinic.signed_in_again(&ana).await;
        }
        change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
        if set_up == SetUp::After {
            clinic.set_up_app(&ana).await;
        }
        let token = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
        let anywhere = clinic.visitor("anywhere");
        revert(&clinic, &anywhere, &token.unwrap()).await.unwrap();
        // A code to the address that came back is all it takes, unless the app is the owner's.
        let asked = codes::ask(&clinic, &anywhere, email(OLD), NextPath::default())
            .await
            .unwrap();
        let mail = mint_code(&clinic, &clinic.system_job(), asked.request).await;
        let code = mail.unwrap().code.unwrap();
        let entered = codes::enter(&clinic, &anywhere, asked.request, &code).await;
        let signed_in = entered.unwrap().signed_in();
        assert_eq!(signed_in.is_none(), own_app);
        if let Some(signed_in) = signed_in {
            assert_eq!(signed_in.account, ana.account);
        }
    }
}

#[tokio::test]
async fn after_seven_days_it_stays() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
    clinic.clock.advance_s(7 * 24 * 3_600);
    let late = revert(&clinic, &clinic.visitor("anywhere"), &token.unwrap()).await;
    assert!(is_unusable(late));
    assert_eq!(address(&clinic, &ana).await, NEW);
}

#[tokio::test]
async fn the_first_address_outlives_a_chain_of_changes() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    change(&clinic, &ana, &browser, OLD, NEW).await;
    let first = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
    clinic.clock.advance_s(60);
    change(&clinic, &ana, &browser, NEW, "third@new.example").await;
    let second = link(&clinic, &ana, NoticeKind::EmailChanged, NEW).await;
    let anywhere = clinic.visitor("anywhere");
    revert(&clinic, &anywhere, &first.unwrap()).await.unwrap();
    assert_eq!(address(&clinic, &ana).await, OLD);
    // What came after it is gone with it.
    assert!(is_unusable(
        revert(&clinic, &anywhere, &second.unwrap()).await
    ));
}

#[tokio::test]
async fn an_address_that_has_another_account_by_now_does_not_come_back() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    change(&clinic, &ana, &clinic.visitor("v1"), OLD, NEW).await;
    let token = link(&clinic, &ana, NoticeKind::EmailChanged, OLD).await;
    let patient = clinic.patient("Ana Again", "1990-04-12").await;
    clinic.add_account("ana", patient).await;
    let refused = revert(&clinic, &clinic.visitor("anywhere"), &token.unwrap()).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::AddressTaken))
    ));
    assert_eq!(address(&clinic, &ana).await, NEW);
}

#[tokio::test]
async fn an_account_asks_five_times_an_hour() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    for n in 0..5 {
        asked(&clinic, &ana, &browser, &format!("n{n}@new.example")).await;
    }
    let who = recent(&clinic, &ana).await;
    let sixth = ask(&clinic, &who, &browser, email(NEW)).await;
    assert!(matches!(sixth, Err(Failure::TooMany { .. })));
}

/// Where the mails about visits go that are due within the hour.
async fn news(clinic: &TestClinic) -> Vec<(NoticeKind, String)> {
    let soon = clinic.now() + jiff::SignedDuration::from_mins(60);
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let due = store::notice::lease_due(&mut work, soon, soon, 100).await;
    let about = |kind| matches!(kind, NoticeKind::Booked | NoticeKind::Cancelled);
    let mut news: Vec<_> = due
        .unwrap()
        .into_iter()
        .filter(|notice| about(notice.kind))
        .map(|notice| (notice.kind, notice.to.as_str().to_owned()))
        .collect();
    news.sort_by_key(|(kind, _)| kind.as_str());
    // Looked at only: nothing is taken.
    drop(work);
    news
}

#[tokio::test]
async fn news_of_a_visit_that_waits_goes_to_the_address_of_then() {
    let s = crate::appointments::tests::Setting::new().await;
    let (clinic, who) = (&s.clinic, &s.ana);
    let browser = clinic.visitor(who.visitor.expose());
    s.book("2026-03-12T10:00").await;
    let cancelled = s.book("2026-03-13T10:00").await;
    s.cancel(cancelled).await.unwrap();
    change(clinic, who, &browser, OLD, NEW).await;
    let to = |address: &str| vec![(NoticeKind::Booked, address.to_owned())];
    assert_eq!(news(clinic).await, to(NEW));
    // What comes back with an undo is addressed anew, too.
    let again = clinic.sign_in(who.account, who.patient, "after").await;
    let acting = clinic.own::<crate::authz::can::Cancel>(&again).await;
    crate::appointments::undo_cancel(clinic, &acting, cancelled)
        .await
        .unwrap();
    assert_eq!(news(clinic).await, [to(NEW), to(NEW)].concat());
    // And what was changed can be taken back within the grace.
    let token = link(clinic, who, NoticeKind::EmailChanged, OLD).await;
    revert(clinic, &browser, &token.unwrap()).await.unwrap();
    assert_eq!(news(clinic).await, [to(OLD), to(OLD)].concat());
}
