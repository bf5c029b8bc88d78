use domain::person::BirthDate;
use domain::role::Role;

use super::*;
use crate::authz::Visitor;
use crate::faults::all_or_nothing;
use crate::sign_up::{self, Details};
use crate::testing::{Failing, PASSWORD, TestClinic, email, name};
use crate::{NextPath, codes, family};

fn invite_only(message: Option<&str>) -> SignUps {
    SignUps {
        policy: RegistrationPolicy::InviteOnly,
        message: message.map(str::to_owned),
    }
}

async fn admin(clinic: &TestClinic) -> Staff<can::Team> {
    clinic.staff_with(Role::Admin).await.unwrap()
}

fn ana() -> Details {
    Details {
        full_name: name("Ana Newcomer"),
        email: email("ana@example.com"),
        born_on: BirthDate::from_stored("1990-04-12".parse().unwrap()),
        phone: None,
    }
}

async fn start(clinic: &TestClinic, who: &Visitor) -> Result<codes::CodeAsked, Failure> {
    sign_up::start(clinic, who, ana(), NextPath::default()).await
}

fn is_refused<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::InviteOnly)))
}

#[tokio::test]
async fn whoever_is_new_is_turned_away_and_nothing_is_kept() {
    let clinic = TestClinic::new().await;
    let who = clinic.visitor("ana");
    change(&clinic, &admin(&clinic).await, &USUAL, &invite_only(None))
        .await
        .unwrap();
    let before = clinic.store.content().await.unwrap();
    assert!(is_refused(&start(&clinic, &who).await));
    let next = NextPath::default();
    let with = sign_up::start_with(&clinic, &who, ana(), PASSWORD, next).await;
    assert!(is_refused(&with));
    assert!(before == clinic.store.content().await.unwrap());
    // An address that has an account is answered the same: nobody learns that it has.
    let known = clinic.signed_in("known").await;
    let details = Details {
        email: email("known@example.com"),
        ..ana()
    };
    let next = NextPath::default();
    let same = sign_up::start(&clinic, &who, details, next).await;
    assert!(is_refused(&same));
    // Its holder logs in as ever, and adds whom they look after.
    let next = NextPath::default();
    let asked = codes::ask(&clinic, &who, email("known@example.com"), next).await;
    assert!(asked.is_ok());
    let child = family::NewDependent {
        full_name: name("Kit Known"),
        born_on: BirthDate::from_stored("2019-04-12".parse().unwrap()),
        kinship: domain::access::Kinship::Father,
    };
    family::add(&clinic, &known.holder, child).await.unwrap();
}

#[tokio::test]
async fn who_has_typed_and_not_proven_it_becomes_no_account_either() {
    let clinic = TestClinic::new().await;
    let who = clinic.visitor("ana");
    let asked = start(&clinic, &who).await.unwrap();
    let minted = codes::mint(&clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    let code = minted.code.unwrap();
    let who_changes = admin(&clinic).await;
    let closed = invite_only(None);
    change(&clinic, &who_changes, &USUAL, &closed)
        .await
        .unwrap();
    let before = clinic.store.content().await.unwrap();
    let late = codes::enter(&clinic, &who, asked.request, &code).await;
    assert!(is_refused(&late));
    let after = clinic.store.content().await.unwrap();
    for table in ["account", "patient", "access", "registration", "session"] {
        assert_eq!(before[table], after[table], "{table}");
    }
    // Opened again, the same code does.
    change(&clinic, &who_changes, &closed, &USUAL)
        .await
        .unwrap();
    let entered = codes::enter(&clinic, &who, asked.request, &code).await;
    assert!(entered.is_ok());
}

#[tokio::test]
async fn an_invitation_makes_an_account_as_ever() {
    use crate::invitations::{Answers, Key, Way, accept};
    use domain::invitation::Answer;

    let clinic = TestClinic::new().await;
    change(&clinic, &admin(&clinic).await, &USUAL, &invite_only(None))
        .await
        .unwrap();
    let leo = clinic.patient("Leo Example", "2018-05-04").await;
    let invite = clinic.inviting(leo, "ngozi@example.com").await;
    let invite = clinic.invite(&invite).await;
    let key = Key {
        id: invite.id,
        token: invite.token.expose(),
    };
    let answers = Answers {
        way: Way::New(name("Ngozi Example")),
        check: Answer::BirthDate(BirthDate::from_stored("2018-05-04".parse().unwrap())),
        code: String::new(),
    };
    let who = clinic.visitor("ngozi");
    let accepted = accept(&clinic, (&who, None), key, answers).await.unwrap();
    assert!(accepted.signed_in.is_some());
}

#[tokio::test]
async fn a_change_is_recorded_once_and_made_of_what_the_page_showed() {
    let clinic = TestClinic::new().await;
    let who = admin(&clinic).await;
    assert_eq!(page(&clinic, &who).await.unwrap().counts, USUAL);
    let to = invite_only(Some("Ask your doctor to refer you."));
    change(&clinic, &who, &USUAL, &to).await.unwrap();
    assert_eq!(page(&clinic, &who).await.unwrap().counts, to);
    let shown = sign_ups(&clinic, &clinic.public()).await.unwrap();
    assert_eq!(shown, to);
    // Twice is once, and of an older page nothing is saved.
    change(&clinic, &who, &USUAL, &to).await.unwrap();
    let late = change(&clinic, &who, &USUAL, &invite_only(None)).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    change(&clinic, &who, &to, &invite_only(None))
        .await
        .unwrap();
    let events = clinic.store.audited().await.unwrap();
    let details: Vec<&str> = events
        .iter()
        .filter(|event| event.action == "registration_policy.change")
        .map(|event| event.detail.as_str())
        .collect();
    assert_eq!(
        details,
        [
            "invite_only instead of open message",
            "invite_only instead of invite_only message"
        ]
    );
}

#[tokio::test]
async fn nobody_but_an_admin_sees_or_changes_it() {
    let clinic = TestClinic::new().await;
    for role in [Role::Practitioner, Role::Desk] {
        let refused = clinic.staff_with::<can::Team>(role).await;
        assert!(matches!(refused, Err(Failure::Forbidden)));
    }
}

#[test]
fn a_message_has_its_bound_and_nothing_is_none() {
    assert_eq!(message("  ").unwrap(), None);
    let longest = "a".repeat(limits::REGISTRATION_MESSAGE_CHARS_MAX);
    assert_eq!(message(&longest).unwrap(), Some(longest.clone()));
    assert_eq!(message(&format!("{longest}a")), Err(Invalid::TooLong));
}

#[tokio::test]
async fn a_fault_at_any_write_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let clinic = TestClinic::new().await;
        let who = admin(&clinic).await;
        clinic.store.lay_failpoints().await.unwrap();
        let to = invite_only(Some("Call us."));
        let changes = async || change(&clinic, &who, &USUAL, &to).await;
        let ((), changed) = all_or_nothing(&clinic, how, changes).await;
        assert_eq!(changed, ["audit", "clinic"]);
    }
}
