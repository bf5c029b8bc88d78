use domain::person::Invalid;

use super::*;
use crate::testing::{Patient, TestClinic};

const TYPED: Typed<'_> = Typed {
    full_name: "Ana María Example",
    mobile: "(902) 555-0123",
    street: " 7  Quay Road ",
    suburb: "Halifax",
    state: "NS",
    postcode: "B3J 1A1",
    version: "",
};

async fn seen(clinic: &TestClinic, who: &Patient) -> ContactView {
    let acting = clinic.own::<can::EditContact>(who).await;
    view(clinic, &acting).await.unwrap()
}

async fn save(clinic: &TestClinic, who: &Patient, typed: Typed<'_>) -> Result<(), Failure> {
    let acting = clinic.own::<can::EditContact>(who).await;
    update(clinic, &acting, typed).await
}

async fn audited(clinic: &TestClinic) -> usize {
    clinic.store.audited().await.unwrap().len()
}

#[tokio::test]
async fn what_is_saved_is_shown_and_the_account_has_the_name() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let before = seen(&clinic, &ana).await;
    assert_eq!(before.contact.full_name.as_str(), "Ana Example");
    assert_eq!(before.born_on.unwrap().date().to_string(), "1990-04-12");
    let typed = Typed {
        version: &before.version,
        ..TYPED
    };
    save(&clinic, &ana, typed).await.unwrap();
    let after = seen(&clinic, &ana).await;
    assert_eq!(after.contact.full_name.as_str(), "Ana María Example");
    assert_eq!(after.contact.phone.as_deref(), Some("902 555 0123"));
    assert_eq!(after.contact.street.as_deref(), Some("7 Quay Road"));
    assert_eq!(after.contact.postcode.as_deref(), Some("B3J 1A1"));
    assert_eq!(after.born_on, before.born_on);
    assert_ne!(after.version, before.version);
    let holder = clinic.account(ana.session.expose()).await.unwrap();
    assert_eq!(holder.full_name().as_str(), "Ana María Example");
    // Emptied fields are empty, not texts without letters.
    let typed = Typed {
        mobile: " ",
        street: "",
        suburb: "  ",
        state: "",
        postcode: "",
        version: &after.version,
        ..TYPED
    };
    save(&clinic, &ana, typed).await.unwrap();
    let emptied = seen(&clinic, &ana).await.contact;
    assert_eq!(
        (emptied.phone, emptied.street, emptied.suburb),
        (None, None, None)
    );
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other_unseen() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let version = seen(&clinic, &ana).await.version;
    let first = Typed {
        version: &version,
        ..TYPED
    };
    save(&clinic, &ana, first).await.unwrap();
    // The clock stands still, and it is another state all the same.
    let second = Typed {
        suburb: "Dartmouth",
        ..first
    };
    let refused = save(&clinic, &ana, second).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    assert_eq!(
        seen(&clinic, &ana).await.contact.suburb.as_deref(),
        Some("Halifax")
    );
    let version = seen(&clinic, &ana).await.version;
    let third = Typed {
        version: &version,
        ..second
    };
    save(&clinic, &ana, third).await.unwrap();
    for version in ["", "0", "x", "9223372036854775808"] {
        let typed = Typed { version, ..first };
        let refused = save(&clinic, &ana, typed).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{version}");
    }
}

#[tokio::test]
async fn a_second_press_of_the_button_changes_nothing_and_leaves_no_trace() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let version = seen(&clinic, &ana).await.version;
    let typed = Typed {
        version: &version,
        ..TYPED
    };
    save(&clinic, &ana, typed).await.unwrap();
    // A look leaves its row, too, so it comes first.
    let after = seen(&clinic, &ana).await.version;
    let events = audited(&clinic).await;
    save(&clinic, &ana, typed).await.unwrap();
    assert_eq!(audited(&clinic).await, events);
    assert_eq!(seen(&clinic, &ana).await.version, after);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let long = "x".repeat(201);
    let typed = Typed {
        full_name: "",
        mobile: "12",
        street: &long,
        suburb: "a\u{202e}b",
        ..TYPED
    };
    let Err(Failure::Invalid(wrong)) = save(&clinic, &ana, typed).await else {
        panic!("it was taken");
    };
    let found: Vec<_> = wrong.iter().collect();
    assert_eq!(
        found,
        [
            ("full_name", Invalid::Missing),
            ("mobile", Invalid::Malformed),
            ("street", Invalid::TooLong),
            ("suburb", Invalid::BadCharacter),
        ]
    );
}

#[tokio::test]
async fn a_guardian_changes_how_somebody_is_reached_and_not_what_they_are_called() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let leo = clinic.patient("Leo Example", "2018-06-14").await;
    let all = crate::testing::Terms::guardian(domain::access::Abilities::ALL);
    clinic.give(ana.account, leo, all).await;
    let acting = clinic
        .acting_for::<can::EditContact>(&ana.holder, leo)
        .await
        .unwrap();
    let shown = view(&clinic, &acting).await.unwrap();
    let typed = Typed {
        version: &shown.version,
        ..TYPED
    };
    update(&clinic, &acting, typed).await.unwrap();
    let after = view(&clinic, &acting).await.unwrap();
    assert_eq!(after.contact.full_name.as_str(), "Leo Example");
    assert_eq!(after.contact.street.as_deref(), Some("7 Quay Road"));
    let holder = clinic.account(ana.session.expose()).await.unwrap();
    assert_eq!(
        holder.full_name().as_str(),
        "Ana Example",
        "nor what they are"
    );

    // Who only books sees none of it.
    let ben = clinic.signed_in("ben").await;
    let books = domain::access::Preset::Bookings.abilities();
    let books = crate::testing::Terms::guardian(books);
    clinic.give(ben.account, leo, books).await;
    let told = clinic
        .acting_for::<can::EditContact>(&ben.holder, leo)
        .await;
    assert!(matches!(told, Err(Failure::NotFound)));
}
