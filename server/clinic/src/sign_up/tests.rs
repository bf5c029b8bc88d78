use super::*;
use crate::authz::can;
use crate::codes::{CodeKind, MintedCode, enter, mint};
use crate::testing::{TestClinic, email, name};
use domain::id::CodeRequestId;
use domain::person::Invalid;

fn details(full_name: &str, address: &str, born_on: &str) -> Details {
    Details {
        full_name: name(full_name),
        email: email(address),
        born_on: BirthDate::from_stored(born_on.parse().unwrap()),
        phone: None,
    }
}

async fn signed_up(
    clinic: &TestClinic,
    browser: &str,
    details: Details,
) -> (CodeRequestId, MintedCode) {
    let who = clinic.visitor(browser);
    let asked = start(clinic, &who, details, NextPath::default())
        .await
        .unwrap();
    let mail = mint(clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    (asked.request, mail)
}

async fn proven(
    clinic: &TestClinic,
    browser: &str,
    (request, mail): &(CodeRequestId, MintedCode),
) -> SignedIn {
    let code = mail.code.as_deref().unwrap();
    enter(clinic, &clinic.visitor(browser), *request, code)
        .await
        .unwrap()
        .signed_in()
        .unwrap()
}

async fn account_of(clinic: &TestClinic, address: &str) -> Option<AccountRow> {
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    store::account::find_account_by_email(&mut *look, address)
        .await
        .unwrap()
}

#[tokio::test]
async fn no_account_exists_before_the_address_is_proven() {
    let clinic = TestClinic::new().await;
    let mut bo = details("Bo Example", "Bo@Example.com", "1988-02-29");
    bo.phone = Some(String::from("(902) 555-0123"));
    let mail = signed_up(&clinic, "v1", bo).await;
    assert!(account_of(&clinic, "bo@example.com").await.is_none());
    assert!(waiting(&clinic).await.is_empty());

    let signed_in = proven(&clinic, "v1", &mail).await;
    assert!(signed_in.new_account && !signed_in.differs);
    let account = account_of(&clinic, "bo@example.com").await.unwrap();
    assert_eq!(account.id, signed_in.account);
    let own = account.own.unwrap();
    assert_eq!(own.full_name, name("Bo Example"));
    let holder = clinic.account(signed_in.session.expose()).await.unwrap();
    let acting = clinic.own_patient::<can::Book>(&holder).await.unwrap();
    assert_eq!(acting.patient(), own.id);
    let waiting = waiting(&clinic).await;
    let [item] = waiting.as_slice() else {
        panic!("{}", waiting.len())
    };
    assert_eq!((item.patient, item.created_at), (own.id, clinic.now()));
    assert_eq!(item.email.as_str(), "Bo@Example.com");
    assert_eq!(item.phone.as_deref(), Some("+19025550123"));
}

async fn waiting(clinic: &TestClinic) -> Vec<store::registration::WaitingRegistration> {
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    store::registration::list_waiting(&mut *look, clinic.now(), 10)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_sign_up_that_is_never_proven_dies_after_48_hours() {
    let clinic = TestClinic::new().await;
    let bo = details("Bo Example", "bo@example.com", "1988-02-29");
    let who = clinic.visitor("v1");
    start(&clinic, &who, bo.clone(), NextPath::default())
        .await
        .unwrap();
    clinic.clock.advance_s(48 * 3_600 - 1);
    assert_eq!(draft(&clinic, &who).await.unwrap(), Some(bo));
    clinic.clock.advance_s(1);
    assert_eq!(draft(&clinic, &who).await.unwrap(), None);
    let asked =
        crate::codes::ask(&clinic, &who, email("bo@example.com"), NextPath::default()).await;
    let mail = mint(&clinic, &clinic.system_job(), asked.unwrap().request)
        .await
        .unwrap();
    assert_eq!(mail.kind, CodeKind::NoAccount);
}

#[tokio::test]
async fn a_draft_belongs_to_its_browser() {
    let clinic = TestClinic::new().await;
    signed_up(
        &clinic,
        "v1",
        details("Bo Example", "bo@example.com", "1988-02-29"),
    )
    .await;
    assert_eq!(draft(&clinic, &clinic.visitor("v2")).await.unwrap(), None);
}

#[tokio::test]
async fn the_last_typed_details_count() {
    let clinic = TestClinic::new().await;
    signed_up(
        &clinic,
        "v1",
        details("Bo Exmaple", "bo@example.com", "1988-02-29"),
    )
    .await;
    let mail = signed_up(
        &clinic,
        "v1",
        details("Bo Example", "bo@example.com", "1988-02-29"),
    )
    .await;
    proven(&clinic, "v1", &mail).await;
    let own = account_of(&clinic, "bo@example.com")
        .await
        .unwrap()
        .own
        .unwrap();
    assert_eq!(own.full_name, name("Bo Example"));
}

#[tokio::test]
async fn two_browsers_that_sign_up_with_one_address_make_one_account() {
    let clinic = TestClinic::new().await;
    let first = signed_up(
        &clinic,
        "v1",
        details("Bo Example", "bo@example.com", "1988-02-29"),
    )
    .await;
    let second = signed_up(
        &clinic,
        "v2",
        details("BO EXAMPLE", "BO@example.com", "1988-02-29"),
    )
    .await;
    let third = signed_up(
        &clinic,
        "v3",
        details("Mallory Example", "bo@example.com", "1988-02-29"),
    )
    .await;
    let made = proven(&clinic, "v1", &first).await;
    let found = proven(&clinic, "v2", &second).await;
    assert_eq!(found.account, made.account);
    assert!(!found.new_account && !found.differs);
    let other = proven(&clinic, "v3", &third).await;
    assert!(other.differs);
    let own = account_of(&clinic, "bo@example.com")
        .await
        .unwrap()
        .own
        .unwrap();
    assert_eq!(
        own.full_name,
        name("Bo Example"),
        "a booking never overwrites a profile"
    );
}

#[tokio::test]
async fn a_typed_name_or_birth_date_that_differs_is_told() {
    for (typed, born_on, differs) in [
        ("Ana Example", "1990-04-12", false),
        ("ana EXAMPLE", "1990-04-12", false),
        ("Ana Exampel", "1990-04-12", true),
        ("Ana Example", "1990-12-04", true),
    ] {
        let clinic = TestClinic::new().await;
        clinic.signed_in("ana").await;
        let mail = signed_up(&clinic, "v1", details(typed, "ana@example.com", born_on)).await;
        let signed_in = proven(&clinic, "v1", &mail).await;
        assert_eq!(signed_in.differs, differs, "{typed} {born_on}");
        let visitor = clinic.visitor(signed_in.visitor.expose());
        assert_eq!(draft(&clinic, &visitor).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_sign_up_with_another_address_follows_the_browser() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let bo = details("Bo Example", "bo@example.com", "1988-02-29");
    signed_up(&clinic, "v1", bo.clone()).await;
    let who = clinic.visitor("v1");
    let asked = crate::codes::ask(&clinic, &who, email("ana@example.com"), NextPath::default());
    let request = asked.await.unwrap().request;
    let mail = mint(&clinic, &clinic.system_job(), request).await.unwrap();
    let signed_in = proven(&clinic, "v1", &(request, mail)).await;
    assert!(
        !signed_in.differs,
        "what was typed belongs to another address"
    );
    assert_eq!(draft(&clinic, &who).await.unwrap(), None);
    let moved = clinic.visitor(signed_in.visitor.expose());
    assert_eq!(draft(&clinic, &moved).await.unwrap(), Some(bo));
}

#[tokio::test]
async fn somebody_under_16_at_the_clinic_can_not_sign_up_for_themself() {
    let clinic = TestClinic::new().await;
    // 23:30 UTC is still the 10th in Halifax; the 11th begins there at 03:00 UTC.
    let born_on = "2010-03-11";
    let who = clinic.visitor("v1");
    clinic.clock.set("2026-03-11T02:59:59Z".parse().unwrap());
    let young = details("Kit Example", "kit@example.com", born_on);
    let refused = start(&clinic, &who, young.clone(), NextPath::default()).await;
    assert!(
        matches!(refused, Err(Failure::Refused(Refusal::TooYoung))),
        "{refused:?}"
    );
    assert_eq!(draft(&clinic, &who).await.unwrap(), None);
    clinic.clock.advance_s(1);
    start(&clinic, &who, young, NextPath::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_phone_number_that_is_none_is_told_and_nothing_is_kept() {
    let clinic = TestClinic::new().await;
    let who = clinic.visitor("v1");
    let mut bo = details("Bo Example", "bo@example.com", "1988-02-29");
    bo.phone = Some(String::from("12"));
    let Err(Failure::Invalid(fields)) = start(&clinic, &who, bo, NextPath::default()).await else {
        panic!("taken")
    };
    assert_eq!(fields.of("mobile"), Some(Invalid::Malformed));
    assert_eq!(draft(&clinic, &who).await.unwrap(), None);
}

#[test]
fn debug_shows_nothing_of_the_details() {
    let shown = format!(
        "{:?}",
        details("Bo Example", "bo@example.com", "1988-02-29")
    );
    assert_eq!(shown, "Details([redacted])");
}
