//! Members of staff: their own, the roles that need one, and a lost phone.

use domain::id::StaffId;
use domain::role::Role;

use super::*;
use crate::authz::{Member, can};
use crate::second_factor::staff as factor;
use crate::staff_log_in::{self, StaffLogIn};

const DANA: &str = "dana@clinic.example";

struct Dana {
    member: Member,
    id: StaffId,
    browser: Visitor,
}

async fn dana(clinic: &TestClinic) -> Dana {
    let id = clinic.add_member("dana", Role::Desk).await;
    let browser = clinic.visitor("desk");
    let signed_in = log_in(clinic, &browser).await.signed_in().unwrap();
    let member = clinic.member(signed_in.session.expose()).await.unwrap();
    Dana {
        member,
        id,
        browser,
    }
}

async fn log_in(clinic: &TestClinic, browser: &Visitor) -> StaffLogIn {
    staff_log_in::log_in(clinic, browser, DANA, PASSWORD)
        .await
        .unwrap()
}

fn half_of(log_in: StaffLogIn) -> Token {
    match log_in {
        StaffLogIn::Half(token) => token,
        StaffLogIn::Done(_) => panic!("signed in by one factor"),
    }
}

/// Sets it up as a member does who is signed in; the secret.
async fn set_up(clinic: &TestClinic, dana: &Dana) -> String {
    factor::start(clinic, &dana.member, &dana.browser, PASSWORD)
        .await
        .unwrap();
    let shown = factor::draft(clinic, &dana.member).await.unwrap().unwrap();
    assert!(shown.uri.contains("dana%40clinic.example"));
    let code = app_code(&shown.secret, clinic.now());
    factor::confirm(clinic, &dana.member, &code)
        .await
        .unwrap()
        .unwrap();
    clinic.clock.advance_s(STEP_S);
    shown.secret
}

async fn need(clinic: &TestClinic, roles: &[Role]) {
    let admin = clinic.staff_with::<can::Team>(Role::Admin).await.unwrap();
    factor::set_policy(clinic, &admin, roles).await.unwrap();
}

fn is<T>(outcome: &Result<T, Failure>, wanted: &Refusal) -> bool {
    matches!(outcome, Err(Failure::Refused(refusal)) if refusal == wanted)
}

#[tokio::test]
async fn a_member_sets_it_up_with_their_password_and_is_asked_from_then_on() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    let wrong = factor::start(&clinic, &dana.member, &dana.browser, "not it").await;
    assert!(is(&wrong, &Refusal::PasswordWrong));
    assert!(
        factor::draft(&clinic, &dana.member)
            .await
            .unwrap()
            .is_none()
    );
    let secret = set_up(&clinic, &dana).await;
    assert_eq!(told(&clinic, NoticeKind::SecondFactorOn).await, 1);
    let other = clinic.visitor("other desk");
    let token = half_of(log_in(&clinic, &other).await);
    assert!(clinic.member(token.expose()).await.is_err());
    let view = factor::view(&clinic, &other, token.expose()).await.unwrap();
    assert!(matches!(view, HalfView::Asked), "{view:?}");
    // Not at the door of patients.
    assert!(is_over(&clinic, &other, &token).await);
    let code = app_code(&secret, clinic.now());
    let entered = factor::enter(&clinic, &other, token.expose(), &code)
        .await
        .unwrap();
    assert!(entered.codes.is_none());
    let member = clinic.member(entered.signed_in.session.expose()).await;
    assert_eq!(member.unwrap().staff_id(), dana.id);
    let replayed = half_of(log_in(&clinic, &clinic.visitor("thief")).await);
    let thief = clinic.visitor("thief");
    let refused = factor::enter(&clinic, &thief, replayed.expose(), &code).await;
    assert!(is(&refused, &Refusal::SecondFactorWrong));
}

#[tokio::test]
async fn a_link_that_sets_the_password_gets_past_nothing() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    set_up(&clinic, &dana).await;
    let token = clinic.new_token();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let link = store::staff::NewStaffLink {
        token_hash: token.hash(),
        staff: dana.id,
        created_at: now,
        expires_at: now + jiff::SignedDuration::from_hours(1),
    };
    store::staff::insert_link(&mut work, &link).await.unwrap();
    work.commit().await.unwrap();
    let who = clinic.visitor("mail");
    let done = staff_log_in::set_password(&clinic, &who, token.expose(), PASSWORD).await;
    let half = half_of(done.unwrap());
    assert!(clinic.member(half.expose()).await.is_err());
}

#[tokio::test]
async fn a_role_that_needs_it_is_signed_in_nowhere_without() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    let signed_in = log_in(&clinic, &clinic.visitor("second desk")).await;
    let signed_in = signed_in.signed_in().unwrap();
    need(&clinic, &[Role::Desk]).await;
    // From the next request on, whatever witness is at hand.
    assert!(clinic.member(signed_in.session.expose()).await.is_err());
    assert!(clinic.read(&dana.member).await.is_err());
    assert!(clinic.begin(&dana.member).await.is_err());

    let browser = clinic.visitor("third desk");
    let token = half_of(log_in(&clinic, &browser).await);
    let view = factor::view(&clinic, &browser, token.expose())
        .await
        .unwrap();
    let HalfView::SetUp(shown) = view else {
        panic!("{view:?}")
    };
    // Somebody else with the password is shown another secret.
    let thief = clinic.visitor("thief");
    let theirs = half_of(log_in(&clinic, &thief).await);
    let view = factor::view(&clinic, &thief, theirs.expose())
        .await
        .unwrap();
    assert!(matches!(view, HalfView::SetUp(other) if other.secret != shown.secret));

    let later = clinic.now() + jiff::SignedDuration::from_secs(5 * STEP_S);
    for _ in 0..8 {
        let code = app_code(&shown.secret, later);
        let wrong = factor::enter(&clinic, &browser, token.expose(), &code).await;
        assert!(
            is(&wrong, &Refusal::SecondFactorWrong),
            "no guess: it's on their screen"
        );
    }
    let code = app_code(&shown.secret, clinic.now());
    let entered = factor::enter(&clinic, &browser, token.expose(), &code)
        .await
        .unwrap();
    assert_eq!(entered.codes.unwrap().texts().len(), 10);
    assert!(
        clinic
            .member(entered.signed_in.session.expose())
            .await
            .is_ok()
    );
    // Whoever was about to set up another one is too late.
    let view = factor::view(&clinic, &thief, theirs.expose())
        .await
        .unwrap();
    assert!(matches!(view, HalfView::Over { .. }), "{view:?}");
}

#[tokio::test]
async fn a_new_role_counts_at_the_next_request() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    need(&clinic, &[Role::Admin]).await;
    assert!(clinic.read(&dana.member).await.is_ok());
    clinic.set_role(dana.id, Role::Admin).await;
    assert!(clinic.read(&dana.member).await.is_err());
    half_of(log_in(&clinic, &clinic.visitor("v")).await);
    need_not(&clinic).await;
    assert!(clinic.read(&dana.member).await.is_ok());
}

/// An admin whose role needs it can't take that back without one; the setting can.
async fn need_not(clinic: &TestClinic) {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::second_factor::policy::remove_role(&mut work, Role::Admin)
        .await
        .unwrap();
    work.commit().await.unwrap();
}

#[tokio::test]
async fn who_needs_it_cannot_turn_it_off() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    let secret = set_up(&clinic, &dana).await;
    need(&clinic, &[Role::Desk, Role::Practitioner]).await;
    let code = || app_code(&secret, clinic.now());
    let off = factor::turn_off(&clinic, &dana.member, &dana.browser, &code()).await;
    assert!(is(&off, &Refusal::SecondFactorNeeded));
    let own = factor::own(&clinic, &dana.member).await.unwrap();
    assert!(own.needed && own.state.is_some());
    need(&clinic, &[]).await;
    factor::turn_off(&clinic, &dana.member, &dana.browser, &code())
        .await
        .unwrap();
    assert!(
        log_in(&clinic, &clinic.visitor("v"))
            .await
            .signed_in()
            .is_some()
    );
}

#[tokio::test]
async fn an_admin_resets_anothers_and_never_their_own() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    set_up(&clinic, &dana).await;
    let admin = clinic.staff_with::<can::Team>(Role::Admin).await.unwrap();
    let pending = clinic.visitor("pending");
    let token = half_of(log_in(&clinic, &pending).await);
    for nobody in [admin.staff_id(), clinic.new_id()] {
        let refused = factor::reset(&clinic, &admin, nobody).await;
        assert!(matches!(refused, Err(Failure::NotFound)));
    }
    factor::reset(&clinic, &admin, dana.id).await.unwrap();
    assert_eq!(told(&clinic, NoticeKind::SecondFactorReset).await, 1);
    assert!(clinic.read(&dana.member).await.is_err(), "signed out");
    let view = factor::view(&clinic, &pending, token.expose())
        .await
        .unwrap();
    assert!(matches!(view, HalfView::Over { .. }), "{view:?}");
    assert!(
        log_in(&clinic, &clinic.visitor("v"))
            .await
            .signed_in()
            .is_some()
    );
    let again = factor::reset(&clinic, &admin, dana.id).await;
    assert!(matches!(again, Err(Failure::NotFound)));
    let written = clinic.store.audited().await.unwrap();
    let reset = written
        .iter()
        .filter(|event| event.action == "staff.second_factor.reset");
    let of: Vec<_> = reset
        .map(|event| (event.actor_id, event.detail.as_str()))
        .collect();
    let id = dana.id.to_string();
    assert_eq!(of, [(Some(admin.staff_id().uuid()), id.as_str())]);
}

#[tokio::test]
async fn who_is_disabled_between_the_factors_stays_out() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    let secret = set_up(&clinic, &dana).await;
    let browser = clinic.visitor("v");
    let token = half_of(log_in(&clinic, &browser).await);
    clinic.disable_member(dana.id).await;
    let code = app_code(&secret, clinic.now());
    let refused = factor::enter(&clinic, &browser, token.expose(), &code).await;
    assert!(is(&refused, &Refusal::LogInOver));
}

#[tokio::test]
async fn the_command_line_resets_anybodys() {
    let clinic = TestClinic::new().await;
    let dana = dana(&clinic).await;
    set_up(&clinic, &dana).await;
    let ana = Ana::new(&clinic).await;
    let job = clinic.system_job();
    let reset = async |whose, address: &str| {
        factor::reset_by_address(&clinic, &job, whose, &email(address)).await
    };
    for (whose, address) in [
        (factor::Whose::Member, ANA),
        (factor::Whose::Account, DANA),
        (factor::Whose::Account, "nobody@example.com"),
    ] {
        let refused = reset(whose, address).await;
        assert!(matches!(refused, Err(Failure::NotFound)), "{address}");
    }
    reset(factor::Whose::Member, DANA).await.unwrap();
    reset(factor::Whose::Account, ANA).await.unwrap();
    assert_eq!(sessions(&clinic, ana.patient.account).await, 0);
    let log_in = by_password(&clinic, &clinic.visitor("v")).await;
    assert!(log_in.signed_in().is_some());
}

#[tokio::test]
async fn only_an_admin_says_who_needs_it() {
    let clinic = TestClinic::new().await;
    for role in [Role::Desk, Role::Practitioner] {
        let refused = clinic.staff_with::<can::Team>(role).await;
        assert!(matches!(refused, Err(Failure::Forbidden)));
    }
    need(&clinic, &[Role::Practitioner]).await;
    let admin = clinic.staff_with::<can::Team>(Role::Admin).await.unwrap();
    let policy = factor::policy(&clinic, &admin).await.unwrap();
    assert_eq!(policy.roles, [Role::Practitioner]);
    assert!(policy.members.iter().all(|member| member.since.is_none()));
}
