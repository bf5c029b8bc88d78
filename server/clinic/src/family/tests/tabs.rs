//! A form is for the person it was made for, whatever another tab does.

use crate::holds;
use crate::holds::tests::halifax;
use crate::times::Choice;

use super::*;

#[tokio::test]
async fn a_form_for_somebody_else_than_the_browser_looks_after_is_asked_about() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let (leo, maya) = (
        added(&clinic, &ana, "Leo").await,
        added(&clinic, &ana, "Maya").await,
    );
    let asked = |made_for, sure| agree(&clinic, &ana.holder, made_for, sure);
    switch_to(&clinic, &ana.holder, leo).await.unwrap();
    assert!(asked(leo, None).await.is_ok());
    switch_to(&clinic, &ana.holder, maya).await.unwrap();
    assert_eq!(said(&asked(leo, None).await), "other_person");
    assert_eq!(said(&asked(leo, Some(maya)).await), "other_person");
    assert!(asked(leo, Some(leo)).await.is_ok(), "asked and answered");
    switch_to_self(&clinic, &ana.holder).await.unwrap();
    assert_eq!(said(&asked(leo, None).await), "other_person");
    assert!(asked(ana.patient, None).await.is_ok());
}

#[tokio::test]
async fn a_time_is_held_for_whom_the_page_says_and_moves_to_whom_is_answered() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let ana = clinic.signed_in("ana").await;
    let (leo, maya) = (
        added(&clinic, &ana, "Leo").await,
        added(&clinic, &ana, "Maya").await,
    );
    let visitor = clinic.visitor(ana.visitor.expose());
    let at = halifax("2026-03-12 10:00");
    let for_leo = clinic
        .acting_for::<can::Book>(&ana.holder, leo)
        .await
        .unwrap();
    let hold = holds::take_for(
        &clinic,
        (&visitor, &for_leo),
        "visit",
        Choice::Named(ada),
        at,
        ada,
    )
    .await
    .unwrap();
    let held = holds::view(&clinic, &visitor, hold).await.unwrap();
    assert_eq!(held.patient, Some(leo));

    let for_maya = clinic
        .acting_for::<can::Book>(&ana.holder, maya)
        .await
        .unwrap();
    let press = clinic.submission();
    let told = crate::booking::book(&clinic, &visitor, &for_maya, hold, press, None).await;
    assert_eq!(said(&told), "not found", "the time is Leo's");
    holds::set_subject(&clinic, (&visitor, &for_maya), hold)
        .await
        .unwrap();
    let people = people(&clinic, &ana.holder).await.unwrap();
    assert_eq!(people.acting().unwrap().patient, maya);
    crate::booking::book(&clinic, &visitor, &for_maya, hold, press, None)
        .await
        .unwrap();
}
