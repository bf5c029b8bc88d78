use super::*;

#[tokio::test]
async fn the_right_code_logs_in_with_blanks_and_dashes_too() {
    for spaced in [
        |c: &str| c.to_owned(),
        |c: &str| format!(" {} - {} ", &c[..3], &c[3..]),
    ] {
        let clinic = TestClinic::new().await;
        let ana = clinic.signed_in("ana").await;
        let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
        let code = spaced(mail.code.as_deref().unwrap());
        let signed_in = try_code(&clinic, "v1", request, &code).await.unwrap();
        assert_eq!(signed_in.account, ana.account);
        assert!(!signed_in.new_account && !signed_in.differs);
        let holder = clinic.account(signed_in.session.expose()).await.unwrap();
        assert_eq!(holder.account_id(), ana.account);
    }
}

#[tokio::test]
async fn five_wrong_tries_lock_the_codes_and_the_count_survives() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let wrong = wrong(&[&mail]);
    for tries_left in [4, 3, 2, 1] {
        let refused = try_code(&clinic, "v1", request, &wrong).await.unwrap_err();
        assert_eq!(refused, Refusal::CodeWrong { tries_left });
    }
    let right = mail.code.as_deref().unwrap();
    for code in [&wrong, right, right] {
        let refused = try_code(&clinic, "v1", request, code).await.unwrap_err();
        assert_eq!(refused, Refusal::CodesLocked);
    }
    // The same database, opened by another process: what was counted is on the disk.
    let restarted = clinic.at_cost(crate::testing::CHEAP);
    let who = clinic.visitor("v1");
    let refused = enter(&restarted, &who, request, right).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::CodesLocked))
    ));
    // A new code is no longer locked.
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    try_code(&clinic, "v1", request, mail.code.as_deref().unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_no_code_costs_no_try() {
    let clinic = TestClinic::new().await;
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let who = clinic.visitor("v1");
    for typed in [
        "",
        "  - ",
        "12345",
        "1234567",
        "12345a",
        "１２３４５６",
        "000000; --",
    ] {
        let invalid = enter(&clinic, &who, request, typed).await;
        assert!(matches!(invalid, Err(Failure::Invalid(_))), "{typed}");
    }
    let refused = try_code(&clinic, "v1", request, &wrong(&[&mail]))
        .await
        .unwrap_err();
    assert_eq!(refused, Refusal::CodeWrong { tries_left: 4 });
}

#[tokio::test]
async fn several_codes_work_until_one_is_used() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (_, first) = asked(&clinic, "v1", "ana@example.com").await;
    clinic.clock.advance_s(60);
    let (request, second) = asked(&clinic, "v1", "ana@example.com").await;
    // The older code, typed on the page of the newer request.
    let who = clinic.visitor("v1");
    let signed_in = try_code(&clinic, "v1", request, first.code.as_deref().unwrap()).await;
    assert!(signed_in.is_ok());
    for mail in [&first, &second] {
        let again = enter(&clinic, &who, request, mail.code.as_deref().unwrap()).await;
        assert!(
            matches!(again, Err(Failure::Refused(Refusal::CodeExpired))),
            "{again:?}"
        );
        let link = link_ok(&clinic, &who, &link_token(mail)).await;
        assert!(
            matches!(link, Err(Failure::Refused(Refusal::LinkUnusable))),
            "{link:?}"
        );
    }
}

#[tokio::test]
async fn a_code_is_bound_to_the_browser_that_asked() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let code = mail.code.as_deref().unwrap();
    let other = enter(&clinic, &clinic.visitor("v2"), request, code).await;
    assert!(matches!(other, Err(Failure::NotFound)));
    // Not by a request of its own either.
    let (own, own_mail) = asked(&clinic, "v2", "ana@example.com").await;
    assert_ne!(own_mail.code.as_deref(), Some(code));
    let refused = try_code(&clinic, "v2", own, code).await.unwrap_err();
    assert_eq!(refused, Refusal::CodeWrong { tries_left: 4 });
    // And none of that cost the asking browser a try.
    assert!(try_code(&clinic, "v1", request, code).await.is_ok());
}

#[tokio::test]
async fn a_code_expires_to_the_second() {
    for (seconds, good) in [(15 * 60 - 1, true), (15 * 60, false)] {
        let clinic = TestClinic::new().await;
        clinic.signed_in("ana").await;
        let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
        clinic.clock.advance_s(seconds);
        let entered = try_code(&clinic, "v1", request, mail.code.as_deref().unwrap()).await;
        match entered {
            Ok(_) => assert!(good),
            Err(refused) => assert_eq!((good, refused), (false, Refusal::CodeExpired)),
        }
    }
}

#[tokio::test]
async fn strangers_guesses_are_capped_and_never_lock_the_owners_new_browser() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    // The owner, in a browser that was never here.
    let (own, own_mail) = asked(&clinic, "ana's new phone", "ana@example.com").await;
    let mut guesses = 0;
    for n in 0..4 {
        let browser = format!("stranger {n}");
        let (request, mail) = asked(&clinic, &browser, "ana@example.com").await;
        let wrong = wrong(&[&mail]);
        for _ in 0..5 {
            match enter(&clinic, &clinic.visitor(&browser), request, &wrong).await {
                Err(Failure::Refused(_)) => guesses += 1,
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(guesses, 20);
    // No further mail, so no further guesses.
    let next = clinic.visitor("stranger 5");
    let refused = ask(
        &clinic,
        &next,
        email("ana@example.com"),
        NextPath::default(),
    )
    .await;
    assert!(matches!(refused, Err(Failure::TooMany { .. })));
    let code = own_mail.code.as_deref().unwrap();
    assert!(
        try_code(&clinic, "ana's new phone", own, code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn one_browser_guesses_twenty_times_an_hour() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    for _ in 0..4 {
        let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
        let wrong = wrong(&[&mail]);
        for _ in 0..5 {
            try_code(&clinic, "v1", request, &wrong).await.unwrap_err();
        }
    }
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let code = mail.code.as_deref().unwrap();
    let capped = enter(&clinic, &clinic.visitor("v1"), request, code).await;
    let Err(Failure::TooMany { retry_after_s }) = capped else {
        panic!("{capped:?}")
    };
    assert!(retry_after_s <= 3_600);
}

#[tokio::test]
async fn logging_in_changes_every_token() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let code = mail.code.as_deref().unwrap();
    let first = try_code(&clinic, "v1", request, code).await.unwrap();
    assert_ne!(first.visitor.expose(), "v1");
    // The visitor token from before reaches nothing that the new one has.
    let (again, mail) = asked(&clinic, first.visitor.expose(), "ana@example.com").await;
    let old = clinic.visitor("v1");
    assert!(matches!(
        view(&clinic, &old, again).await,
        Err(Failure::NotFound)
    ));
    // A second log-in at the same browser ends the first session.
    let code = mail.code.as_deref().unwrap();
    let second = try_code(&clinic, first.visitor.expose(), again, code)
        .await
        .unwrap();
    assert_ne!(first.session.expose(), second.session.expose());
    assert!(matches!(
        clinic.account(first.session.expose()).await,
        Err(Failure::Unauthenticated)
    ));
    assert!(clinic.account(second.session.expose()).await.is_ok());
    // A session cookie that was planted before never becomes somebody's.
    assert!(matches!(
        clinic.account("planted").await,
        Err(Failure::Unauthenticated)
    ));
}

#[tokio::test]
async fn a_blocked_account_is_told_only_after_the_proof() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let now = clinic.now();
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::account::disable_account(&mut work, ana.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let (request, mail) = asked(&clinic, "v1", "ana@example.com").await;
    let refused = try_code(&clinic, "v1", request, &wrong(&[&mail]))
        .await
        .unwrap_err();
    assert_eq!(refused, Refusal::CodeWrong { tries_left: 4 });
    let code = mail.code.as_deref().unwrap();
    let refused = try_code(&clinic, "v1", request, code).await.unwrap_err();
    assert_eq!(refused, Refusal::Blocked);
}
