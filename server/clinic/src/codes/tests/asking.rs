use super::*;

#[tokio::test]
async fn asking_is_the_same_for_known_and_unknown_addresses() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let mut pages = Vec::new();
    for (browser, address) in [("v1", "ana@example.com"), ("v2", "nobody@example.com")] {
        let (request, _) = asked(&clinic, browser, address).await;
        let view = view(&clinic, &clinic.visitor(browser), request)
            .await
            .unwrap();
        let mut refusals = Vec::new();
        for _ in 0..7 {
            // No code ever has this hash: the mails' codes are other ones.
            refusals.push(
                try_code(&clinic, browser, request, "000000")
                    .await
                    .unwrap_err(),
            );
        }
        pages.push((view.next, view.sent_at, refusals));
    }
    let unknown = pages.pop().unwrap();
    assert_eq!(pages.pop().unwrap(), unknown);
    assert_eq!(
        unknown.2.first(),
        Some(&Refusal::CodeWrong { tries_left: 4 })
    );
    assert_eq!(unknown.2.last(), Some(&Refusal::CodesLocked));
}

#[tokio::test]
async fn only_the_mail_tells_what_the_address_is() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (_, known) = asked(&clinic, "v1", "ANA@example.com").await;
    assert_eq!(known.kind, CodeKind::LogIn);
    assert!(known.code.is_some() && known.link.is_some());

    let (_, unknown) = asked(&clinic, "v2", "nobody@example.com").await;
    assert_eq!(unknown.kind, CodeKind::NoAccount);
    assert!(unknown.code.is_none() && unknown.link.is_none());

    let (_, new) = signed_up(&clinic, "v3", "Bo Example", "bo@example.com").await;
    assert_eq!(new.kind, CodeKind::SignUp);
    // Who signs up with an address that has an account learns that by its mail alone.
    let (_, taken) = signed_up(&clinic, "v4", "Bo Example", "ana@example.com").await;
    assert_eq!(taken.kind, CodeKind::HasAccount);
    assert!(taken.code.is_some() && taken.link.is_some());
}

#[tokio::test]
async fn a_sign_up_at_one_browser_is_no_sign_up_at_another() {
    let clinic = TestClinic::new().await;
    signed_up(&clinic, "v1", "Bo Example", "bo@example.com").await;
    let (_, other) = asked(&clinic, "v2", "bo@example.com").await;
    assert_eq!(other.kind, CodeKind::NoAccount);
}

#[tokio::test]
async fn five_codes_an_hour_for_an_address_whoever_asks() {
    let clinic = TestClinic::new().await;
    for browser in ["v1", "v2", "v3", "v4", "v5"] {
        asked(&clinic, browser, "ana@example.com").await;
    }
    clinic.clock.advance_s(3_599);
    let who = clinic.visitor("v6");
    let sixth = ask(&clinic, &who, email("Ana@Example.com"), NextPath::default()).await;
    assert!(
        matches!(sixth, Err(Failure::TooMany { retry_after_s: 1 })),
        "{sixth:?}"
    );
    clinic.clock.advance_s(1);
    asked(&clinic, "v6", "ana@example.com").await;
}

#[tokio::test]
async fn a_browser_that_logged_in_before_keeps_an_allowance_of_its_own() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    for n in 0..5 {
        asked(&clinic, &format!("stranger {n}"), "ana@example.com").await;
    }
    let stranger = clinic.visitor("stranger 5");
    let refused = ask(
        &clinic,
        &stranger,
        email("ana@example.com"),
        NextPath::default(),
    )
    .await;
    assert!(matches!(refused, Err(Failure::TooMany { .. })));
    // Signing out takes the visitor cookie away, but not what the browser is known by.
    crate::log_in::sign_out(&clinic, &ana.holder).await.unwrap();
    for n in 0..5 {
        let own = clinic
            .visitor(&format!("new visitor {n}"))
            .with_known(Some(ana.known.expose()));
        asked_by(&clinic, &own, "ana@example.com").await;
    }
    let own = clinic
        .visitor("new visitor 6")
        .with_known(Some(ana.known.expose()));
    let sixth = ask(&clinic, &own, email("ana@example.com"), NextPath::default()).await;
    assert!(matches!(sixth, Err(Failure::TooMany { .. })));
}

#[tokio::test]
async fn a_network_may_ask_for_thirty_codes_an_hour_unless_a_bench_raises_it() {
    let clinic = TestClinic::new().await;
    let who = clinic.visitor("v1");
    for n in 0..30 {
        let address = email(&format!("p{n}@example.com"));
        ask(&clinic, &who, address, NextPath::default())
            .await
            .unwrap();
    }
    let one_more = || ask(&clinic, &who, email("q@example.com"), NextPath::default());
    assert!(matches!(one_more().await, Err(Failure::TooMany { .. })));
    clinic.set_address_limit_times(2);
    one_more().await.unwrap();
    clinic.set_address_limit_times(1);
    assert!(matches!(one_more().await, Err(Failure::TooMany { .. })));
    let elsewhere = clinic.visitor_from("v1", "198.51.100.7");
    ask(
        &clinic,
        &elsewhere,
        email("q@example.com"),
        NextPath::default(),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn strangers_of_the_same_network_never_keep_a_known_browser_from_a_code() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    clinic.signed_in("ben").await;
    for n in 0..30 {
        asked(&clinic, &format!("v{n}"), &format!("p{n}@example.com")).await;
    }
    let known = clinic.visitor("v0").with_known(Some(ana.known.expose()));
    asked_by(&clinic, &known, "ana@example.com").await;
    // It is known to Ana's account only.
    let other = ask(
        &clinic,
        &known,
        email("ben@example.com"),
        NextPath::default(),
    )
    .await;
    assert!(matches!(other, Err(Failure::TooMany { .. })), "{other:?}");
}

#[tokio::test]
async fn another_browser_sees_no_request() {
    let clinic = TestClinic::new().await;
    let (request, _) = asked(&clinic, "v1", "ana@example.com").await;
    let other = clinic.visitor("v2");
    assert!(matches!(
        view(&clinic, &other, request).await,
        Err(Failure::NotFound)
    ));
    assert!(matches!(
        ask_again(&clinic, &other, request).await,
        Err(Failure::NotFound)
    ));
    let missing = clinic.new_id();
    assert!(matches!(
        view(&clinic, &other, missing).await,
        Err(Failure::NotFound)
    ));
}

#[tokio::test]
async fn asking_again_keeps_the_address_and_the_way_on() {
    let clinic = TestClinic::new().await;
    let who = clinic.visitor("v1");
    let next = NextPath::parse("/book");
    let first = ask(&clinic, &who, email("ana@example.com"), next.clone())
        .await
        .unwrap();
    assert_eq!(
        view(&clinic, &who, first.request).await.unwrap().sent_at,
        None
    );
    let again = ask_again(&clinic, &who, first.request).await.unwrap();
    assert_ne!(first, again);
    let view = view(&clinic, &who, again.request).await.unwrap();
    assert_eq!((view.email.as_str(), view.next), ("ana@example.com", next));
}
