//! What must be proved: the answer, and of a copied link the address.

use domain::invitation::LinkMade;
use domain::limits;

use super::*;
use crate::codes;
use crate::log_in::NextPath;
use crate::sign_up::{self, Details};
use crate::testing::email;

fn wrong() -> Answers {
    Answers {
        check: born("2018-05-05"),
        ..as_new()
    }
}

#[tokio::test]
async fn five_wrong_answers_lock_it_and_staff_are_told() {
    let world = World::new().await;
    let invite = world.invited().await;
    for tries_left in (1..limits::INVITATION_TRIES).rev() {
        let outcome = world.accept(None, &invite, wrong()).await;
        assert_eq!(
            refusal(outcome),
            InvitationRefusal::CheckWrong { tries_left }
        );
    }
    let locked = InvitationRefusal::Closed(Unusable::Locked);
    assert_eq!(refusal(world.accept(None, &invite, wrong()).await), locked);
    // The right answer is too late, also by another browser.
    assert_eq!(refusal(world.accept(None, &invite, as_new()).await), locked);
    assert_eq!(world.news().await, [InvitationNews::Locked]);
    assert_eq!(world.holders().await, []);
    let wrongs = world.clinic.store.audited().await.unwrap();
    let wrongs = wrongs
        .iter()
        .filter(|event| event.action == "invitation.wrong");
    assert_eq!(wrongs.count(), 4);
}

#[tokio::test]
async fn without_a_birth_date_the_desks_code_is_asked() {
    let world = World::new().await;
    let mut work = world
        .clinic
        .begin(&world.clinic.system_job())
        .await
        .unwrap();
    let unborn: domain::id::PatientId = world.clinic.new_id();
    let new = store::patient::NewPatient::named(unborn, name("Kim Quillfeather"), work.now());
    store::patient::insert_patient(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let mut inviting = world.clinic.inviting(unborn, "ngozi@example.com").await;
    inviting.desk_code = Some("482913".into());
    let invite = world.clinic.invite(&inviting).await;
    assert_eq!(
        world.offer(None, &invite).await.question,
        Question::DeskCode
    );
    let say = |code: &str| Answers {
        check: Answer::DeskCode(code.into()),
        ..as_new()
    };
    let outcome = world.accept(None, &invite, say("482914")).await;
    assert_eq!(
        refusal(outcome),
        InvitationRefusal::CheckWrong { tries_left: 4 }
    );
    world.accept(None, &invite, say("482 913")).await.unwrap();
}

#[tokio::test]
async fn a_copied_link_needs_the_code_to_its_address_and_takes_no_other_account() {
    let world = World::new().await;
    let mut inviting = world.inviting().await;
    inviting.made = LinkMade::Copied;
    let invite = world.clinic.invite(&inviting).await;
    let (clinic, browser) = (&world.clinic, world.browser());
    assert_eq!(world.offer(None, &invite).await.code, CodeStep::ToAsk);
    assert!(
        log_in_address(clinic, &browser, key(&invite))
            .await
            .is_err()
    );
    let with = |code: &str, check: Answer| Answers {
        check,
        code: code.into(),
        ..as_new()
    };
    let outcome = world.accept(None, &invite, with("", born(LEO_BORN))).await;
    assert!(matches!(outcome, Err(Failure::Invalid(_))));
    let outcome = world
        .accept(None, &invite, with("123456", born(LEO_BORN)))
        .await;
    assert!(matches!(
        outcome,
        Err(Failure::Refused(Refusal::CodeExpired))
    ));

    ask_for_code(clinic, &browser, key(&invite)).await.unwrap();
    assert!(matches!(
        world.offer(None, &invite).await.code,
        CodeStep::Asked(None)
    ));
    let request = {
        let mut db = clinic.store.read().await.unwrap();
        let purpose = store::code::Purpose::Invitation;
        let address = "ngozi@example.com";
        store::code::find_newest(&mut db, &browser.key().0, address, purpose)
            .await
            .unwrap()
    };
    let minted = codes::mint(clinic, &clinic.system_job(), request.unwrap())
        .await
        .unwrap();
    assert!(minted.link.is_none(), "no link logs anybody in");
    let code = minted.code.unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    // Who can't read the address learns nothing of the birth date, and costs no try of it.
    let outcome = world
        .accept(None, &invite, with(wrong, born("2018-05-05")))
        .await;
    assert!(matches!(
        outcome,
        Err(Failure::Refused(Refusal::CodeWrong { .. }))
    ));
    // A wrong birth date leaves the code good.
    let outcome = world
        .accept(None, &invite, with(&code, born("2018-05-05")))
        .await;
    assert_eq!(
        refusal(outcome),
        InvitationRefusal::CheckWrong { tries_left: 4 }
    );
    let amara = clinic.signed_in("amara").await;
    assert!(matches!(
        world.offer(Some(&amara), &invite).await.visit,
        Visit::Other {
            may_accept: false,
            ..
        }
    ));
    let outcome = world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);
    world
        .accept(None, &invite, with(&code, born(LEO_BORN)))
        .await
        .unwrap();
}

/// Abuse cases 1 to 3: what somebody typed with another's address stays nothing.
#[tokio::test]
async fn a_sign_up_that_waits_with_the_address_captures_nothing() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let squatter = clinic.visitor("a squatter");
    let details = Details {
        full_name: name("Squat Ter"),
        email: email("ngozi@example.com"),
        born_on: BirthDate::from_stored("1990-01-01".parse().unwrap()),
        phone: None,
    };
    let password = "twelve purple wombats drift";
    let next = NextPath::default();
    let asked = sign_up::start_with(clinic, &squatter, details, password, next)
        .await
        .unwrap();
    let minted = codes::mint(clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();

    let invite = world.invited().await;
    assert_eq!(world.offer(None, &invite).await.visit, Visit::NewAccount);
    let accepted = world.accept(None, &invite, as_new()).await.unwrap();
    let signed_in = accepted.signed_in.unwrap();
    let holder = clinic.account(signed_in.session.expose()).await.unwrap();
    assert_eq!(holder.full_name().as_str(), "Ngozi Example");
    // The password that was typed for it logs nobody in.
    let address = email("ngozi@example.com");
    let outcome =
        crate::account_password::log_in(clinic, &squatter, &address, password, NextPath::default());
    assert!(matches!(
        outcome.await,
        Err(Failure::Refused(Refusal::LogInFailed))
    ));
    // Not even the code that went to the true owner gives the squatter's name or profile.
    let entered = codes::enter(clinic, &squatter, asked.request, &minted.code.unwrap()).await;
    let entered = entered.unwrap().signed_in().unwrap();
    assert_eq!(entered.account, signed_in.account);
    let holder = clinic.account(entered.session.expose()).await.unwrap();
    assert_eq!(holder.full_name().as_str(), "Ngozi Example");
    assert!(clinic.own_patient::<can::Book>(&holder).await.is_err());
}

#[tokio::test]
async fn a_code_does_what_its_mail_says_and_nothing_else() {
    let world = World::new().await;
    let clinic = &world.clinic;
    clinic.signed_in("ngozi").await;
    let mut inviting = world.inviting().await;
    inviting.made = LinkMade::Copied;
    let invite = clinic.invite(&inviting).await;
    let browser = world.browser();
    ask_for_code(clinic, &browser, key(&invite)).await.unwrap();
    let to = email("ngozi@example.com");
    let log_in = codes::ask(clinic, &browser, to, NextPath::default())
        .await
        .unwrap();
    let request = {
        let mut db = clinic.store.read().await.unwrap();
        let purpose = store::code::Purpose::Invitation;
        store::code::find_newest(&mut db, &browser.key().0, "ngozi@example.com", purpose)
            .await
            .unwrap()
            .unwrap()
    };
    let job = clinic.system_job();
    let minted = codes::mint(clinic, &job, request).await.unwrap();
    codes::mint(clinic, &job, log_in.request).await.unwrap();
    let entered = codes::enter(clinic, &browser, log_in.request, &minted.code.unwrap()).await;
    assert!(
        matches!(entered, Err(Failure::Refused(Refusal::CodeWrong { .. }))),
        "the code to accept an invitation logged in"
    );
}
