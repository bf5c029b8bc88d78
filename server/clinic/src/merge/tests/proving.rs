//! Who undoes a merge of an earlier day, and takes away what was seen, shows that it is they.

use super::*;

/// Signs a member in who knows their password.
pub(super) async fn log_in_token(clinic: &TestClinic, short: &str) -> crate::Token {
    let browser = clinic.visitor(short);
    let address = format!("{short}@clinic.example");
    let entered = crate::staff_log_in::log_in(clinic, &browser, &address, PASSWORD).await;
    entered.unwrap().signed_in().unwrap().session
}

async fn log_in(clinic: &TestClinic, short: &str) -> Merger {
    let token = log_in_token(clinic, short).await;
    clinic.staff(token.expose()).await.unwrap()
}

#[tokio::test]
async fn ones_own_of_today_is_undone_by_anybody_and_the_rest_by_an_admin_who_proves_it() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let id = world.merged().await;
    let other = clinic.staff_with(Role::Practitioner).await.unwrap();
    let form = world.split_form(id).await;
    let outcome = undo(clinic, &other, &form, None).await;
    assert!(matches!(outcome, Err(Failure::Forbidden)));
    clinic.add_member("late-admin", Role::Admin).await;
    clinic.add_member("late-desk", Role::Desk).await;
    clinic.clock.advance_s(24 * 3_600);
    let browser = clinic.visitor("late-admin");
    let admin = log_in(clinic, "late-admin").await;
    let desk = log_in(clinic, "late-desk").await;
    let outcome = undo(clinic, &desk, &form, None).await;
    assert!(matches!(outcome, Err(Failure::Forbidden)));
    let shown = undo_preview(clinic, &admin, id).await.unwrap();
    assert_eq!(shown.asks, Some(Asked { app_code: false }));
    assert_eq!(shown.line.may_undo, MayUndo::AnyTime);
    let outcome = undo(clinic, &admin, &form, None).await;
    assert!(matches!(outcome, Err(Failure::Reauthenticate)));
    let proof = |password| Proof {
        browser: &browser,
        password,
        app_code: "",
    };
    let wrong = undo(clinic, &admin, &form, Some(proof("not this one at all"))).await;
    assert_eq!(refusal(wrong), Refusal::PasswordWrong);
    undo(clinic, &admin, &form, Some(proof(PASSWORD)))
        .await
        .unwrap();
}

/// An open browser of a member with an authenticator app and a guessed password are not enough,
/// neither to undo what was merged long ago nor to take the list of it away.
#[tokio::test]
async fn what_reaches_far_asks_whoever_has_an_app_for_its_code_too() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let id = world.merged().await;
    let form = world.split_form(id).await;
    let (_, secret) = clinic.add_member_with_app("app-admin", Role::Admin).await;
    clinic.clock.advance_s(24 * 3_600);
    let browser = clinic.visitor("app-admin");
    let address = "app-admin@clinic.example";
    let half = crate::staff_log_in::log_in(clinic, &browser, address, PASSWORD).await;
    let crate::staff_log_in::StaffLogIn::Half(half) = half.unwrap() else {
        panic!("the app is asked for");
    };
    let code = || crate::testing::app_code(&secret, clinic.now());
    let used = code();
    let entered = crate::second_factor::staff::enter(clinic, &browser, half.expose(), &used);
    let session = entered.await.unwrap().signed_in.session;
    let admin: Merger = clinic.staff(session.expose()).await.unwrap();
    let exporter: Staff<can::Export> = clinic.staff(session.expose()).await.unwrap();
    let asks = Asked { app_code: true };
    let shown = undo_preview(clinic, &admin, id).await.unwrap();
    assert_eq!(shown.asks, Some(asks));
    assert_eq!(disclosures(clinic, &admin, id).await.unwrap().asks, asks);
    let proof = |app_code| Proof {
        browser: &browser,
        password: PASSWORD,
        app_code,
    };
    for typed in ["", &*used] {
        let refused = undo(clinic, &admin, &form, Some(proof(typed))).await;
        assert!(refused.is_err(), "{typed} is none, or was used");
        let refused = export_disclosures(clinic, &exporter, id, proof(typed)).await;
        assert!(refused.is_err(), "{typed} is none, or was used");
    }
    let page = undo_preview(clinic, &admin, id).await.unwrap();
    assert_eq!(page.line.may_undo, MayUndo::AnyTime, "it still stands");
    clinic.clock.advance_s(60);
    let fresh = code();
    let stale = UndoForm {
        version: String::from("of another day"),
        ..form.clone()
    };
    let refused = undo(clinic, &admin, &stale, Some(proof(&fresh))).await;
    assert_eq!(refusal(refused), Refusal::ChangedMeanwhile);
    // The code is as good as before.
    undo(clinic, &admin, &form, Some(proof(&fresh)))
        .await
        .unwrap();
    clinic.clock.advance_s(60);
    let csv = export_disclosures(clinic, &exporter, id, proof(&code())).await;
    assert!(csv.unwrap().starts_with("at,account,holder"));
}
