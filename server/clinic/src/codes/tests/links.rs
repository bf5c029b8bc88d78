use super::*;

#[tokio::test]
async fn a_link_logs_in_only_the_browser_that_opens_it() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let (request, mail) = asked(&clinic, "laptop", "ana@example.com").await;
    let phone = clinic.visitor("phone");
    let shown = link_ok(&clinic, &phone, &link_token(&mail)).await.unwrap();
    assert_eq!(shown.as_str(), "ana@example.com");
    let on_phone = open_link(&clinic, &phone, &link_token(&mail))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!(on_phone.account, ana.account);
    assert_eq!(on_phone.next, NextPath::default());
    // The link is used up, the laptop's code is not.
    let again = open_link(&clinic, &clinic.visitor("thief"), &link_token(&mail)).await;
    assert!(matches!(
        again,
        Err(Failure::Refused(Refusal::LinkUnusable))
    ));
    let code = mail.code.as_deref().unwrap();
    let on_laptop = try_code(&clinic, "laptop", request, code).await.unwrap();
    assert_eq!(on_laptop.account, ana.account);
    assert!(clinic.account(on_phone.session.expose()).await.is_ok());
}

#[tokio::test]
async fn a_link_in_the_asking_browser_goes_on_where_it_was() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let who = clinic.visitor("v1");
    let next = NextPath::parse("/book");
    let asked = ask(&clinic, &who, email("ana@example.com"), next.clone())
        .await
        .unwrap();
    let mail = mint(&clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    let signed_in = open_link(&clinic, &who, &link_token(&mail))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!(signed_in.next, next);
    let code = mail.code.as_deref().unwrap();
    let refused = try_code(&clinic, "v1", asked.request, code)
        .await
        .unwrap_err();
    assert_eq!(refused, Refusal::CodeExpired);
}

#[tokio::test]
async fn a_link_makes_no_account_of_what_another_browser_typed() {
    let clinic = TestClinic::new().await;
    // Somebody types the address of a person who then opens the link of the mail.
    let (request, mail) = signed_up(&clinic, "thief", "Mallory Example", "bo@example.com").await;
    let victim = clinic.visitor("victim");
    for refused in [
        link_ok(&clinic, &victim, &link_token(&mail))
            .await
            .map(drop),
        open_link(&clinic, &victim, &link_token(&mail))
            .await
            .map(drop),
    ] {
        assert!(
            matches!(refused, Err(Failure::Refused(Refusal::LinkElsewhere))),
            "{refused:?}"
        );
    }
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    let account = store::account::find_account_by_email(&mut *look, "bo@example.com").await;
    assert!(account.unwrap().is_none());
    drop(look);
    // Nothing was used up by that: in the browser that asked, link and code are good.
    let who = clinic.visitor("thief");
    let shown = link_ok(&clinic, &who, &link_token(&mail)).await.unwrap();
    assert_eq!(shown.as_str(), "bo@example.com");
    let code = mail.code.as_deref().unwrap();
    let signed_in = try_code(&clinic, "thief", request, code).await.unwrap();
    assert!(signed_in.new_account);
}

#[tokio::test]
async fn a_link_proves_the_address_of_a_sign_up_in_the_browser_that_typed_it() {
    let clinic = TestClinic::new().await;
    let (_, mail) = signed_up(&clinic, "laptop", "Bo Example", "bo@example.com").await;
    let who = clinic.visitor("laptop");
    let signed_in = open_link(&clinic, &who, &link_token(&mail))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert!(signed_in.new_account && !signed_in.differs);
    let after = clinic.visitor(signed_in.visitor.expose());
    assert_eq!(sign_up::draft(&clinic, &after).await.unwrap(), None);
}

#[tokio::test]
async fn once_there_is_an_account_a_link_logs_in_elsewhere_too_and_leaves_the_draft() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (request, mail) = signed_up(&clinic, "laptop", "Ana Exampel", "ana@example.com").await;
    let phone = clinic.visitor("phone");
    let on_phone = open_link(&clinic, &phone, &link_token(&mail))
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert!(!on_phone.new_account && !on_phone.differs);
    let who = clinic.visitor("laptop");
    let draft = sign_up::draft(&clinic, &who).await.unwrap().unwrap();
    assert_eq!(draft.full_name, name("Ana Exampel"));
    let code = mail.code.as_deref().unwrap();
    let on_laptop = try_code(&clinic, "laptop", request, code).await.unwrap();
    assert_eq!(on_laptop.account, on_phone.account);
    assert!(on_laptop.differs);
}

#[tokio::test]
async fn a_link_expires_to_the_second_and_a_made_up_one_never_works() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (_, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let who = clinic.visitor("v2");
    for made_up in ["", "x", &"A".repeat(43), &link_token(&mail)[1..]] {
        let refused = open_link(&clinic, &who, made_up).await;
        assert!(
            matches!(refused, Err(Failure::Refused(Refusal::LinkUnusable))),
            "{made_up}"
        );
    }
    clinic.clock.advance_s(15 * 60 - 1);
    link_ok(&clinic, &who, &link_token(&mail)).await.unwrap();
    clinic.clock.advance_s(1);
    for refused in [
        link_ok(&clinic, &who, &link_token(&mail)).await.map(drop),
        open_link(&clinic, &who, &link_token(&mail)).await.map(drop),
    ] {
        assert!(matches!(
            refused,
            Err(Failure::Refused(Refusal::LinkUnusable))
        ));
    }
}

#[tokio::test]
async fn wrong_codes_do_not_touch_the_link() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let wrong = wrong(&[&mail]);
    for _ in 0..6 {
        try_code(&clinic, "v1", request, &wrong).await.unwrap_err();
    }
    let who = clinic.visitor("v1");
    assert!(open_link(&clinic, &who, &link_token(&mail)).await.is_ok());
}

#[tokio::test]
async fn debug_shows_no_code_and_no_link() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (_, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let shown = format!("{mail:?}");
    assert!(!shown.contains(mail.code.as_deref().unwrap()));
    assert!(!shown.contains(&link_token(&mail)));
    assert!(!shown.contains("ana@"));
}
