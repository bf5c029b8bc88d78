//! The same file once more, changed or not, and stopped midway.

use super::*;

const FILE: &str = "external_id,given_name,family_name,phone,email\n\
                    a,Ada,Moss,902 555 0148,ada@example.com\n\
                    b,Bea,Moss,,\n";

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let clinic = TestClinic::empty().await;
    import(&clinic, Mode::Write, FILE).await;
    let before = profile(&clinic, "a").await;
    let (tally, notes) = import(&clinic, Mode::Write, FILE).await;
    assert_eq!((tally.added, tally.same, notes.len()), (0, 2, 0));
    assert_eq!(profile(&clinic, "a").await.updated_at, before.updated_at);
}

#[tokio::test]
async fn a_changed_row_changes_the_profile_and_takes_nothing_away() {
    let clinic = TestClinic::empty().await;
    import(&clinic, Mode::Write, FILE).await;
    let changed = "external_id,given_name,family_name,email,suburb\n\
                   a,Ada,Reed,,Truro\nb,Bea,Moss,none,\n";
    let (tally, notes) = import(&clinic, Mode::Write, changed).await;
    assert_eq!((tally.changed, tally.left), (2, 0));
    assert_eq!(told(&notes), [(3, "email", "no_email")]);
    let ada = profile(&clinic, "a").await.details;
    assert_eq!(ada.full_name.as_str(), "Ada Reed");
    assert_eq!(ada.email.unwrap().as_str(), "ada@example.com");
    assert_eq!(ada.phone.as_deref(), Some("+19025550148"));
    assert_eq!(ada.suburb.as_deref(), Some("Truro"));
    let bea = profile(&clinic, "b").await.details;
    assert_eq!(bea.email_as_given.as_deref(), Some("none"));
    // And once more it is the same row.
    let (tally, _) = import(&clinic, Mode::Write, changed).await;
    assert_eq!((tally.changed, tally.same), (0, 2));
}

#[tokio::test]
async fn a_part_of_the_name_that_a_row_lacks_stays() {
    let clinic = TestClinic::empty().await;
    import(&clinic, Mode::Write, FILE).await;
    let lacking = "external_id,given_name,family_name,phone\n\
                   a,,Reed,902 555 0199\nb,Beatrix,,\n";
    let (tally, notes) = import(&clinic, Mode::Write, lacking).await;
    assert_eq!((tally.changed, notes.len()), (2, 0));
    for (id, whole, given, family) in [
        ("a", "Ada Reed", "Ada", "Reed"),
        ("b", "Beatrix Moss", "Beatrix", "Moss"),
    ] {
        let found = profile(&clinic, id).await.details;
        assert_eq!(found.full_name.as_str(), whole);
        let patient = known(&clinic, id).await.unwrap();
        let mut db = clinic.store.read().await.unwrap();
        let stored = store::matching::profiles(&mut db, [patient]).await.unwrap();
        assert_eq!(stored[0].profile.given.as_deref(), Some(given));
        assert_eq!(stored[0].profile.family.as_deref(), Some(family));
    }
}

#[tokio::test]
async fn who_came_by_no_import_is_left_alone_and_told() {
    let clinic = TestClinic::empty().await;
    let name = domain::person::PersonName::parse("Ada Moss").unwrap();
    let row = NewPatient {
        external_id: Some(String::from("a")),
        ..NewPatient::named(clinic.new_id(), name, clinic.now())
    };
    let mut tx = clinic.store.begin().await.unwrap();
    store::patient::insert_patient(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let (tally, notes) = import(&clinic, Mode::Write, FILE).await;
    assert_eq!((tally.left, tally.added), (1, 1));
    assert_eq!(told(&notes), [(2, "", "not_imported")]);
}

#[tokio::test]
async fn a_profile_that_was_changed_here_is_left_alone_and_told() {
    let clinic = TestClinic::empty().await;
    import(&clinic, Mode::Write, FILE).await;
    let ada = profile(&clinic, "a").await;
    let mut to = ada.details.clone();
    to.pronouns = Some(String::from("she/her"));
    let mut tx = clinic.store.begin().await.unwrap();
    let now = clinic.now();
    let done =
        store::patient::profile::update_details(&mut tx, ada.id, ada.updated_at, &to, now).await;
    assert!(done.unwrap());
    tx.commit().await.unwrap();
    let changed = FILE.replace("Ada,Moss", "Ada,Reed");
    let (tally, notes) = import(&clinic, Mode::Write, &changed).await;
    assert_eq!((tally.changed, tally.left, tally.same), (0, 1, 1));
    assert_eq!(told(&notes), [(2, "", "changed_here")]);
    let found = profile(&clinic, "a").await.details;
    assert_eq!(found.full_name.as_str(), "Ada Moss");
}

#[tokio::test]
async fn a_merged_profile_is_left_alone() {
    let clinic = TestClinic::empty().await;
    import(&clinic, Mode::Write, FILE).await;
    let (a, b) = (known(&clinic, "a").await, known(&clinic, "b").await);
    clinic
        .store
        .mark_merged(a.unwrap(), b.unwrap())
        .await
        .unwrap();
    let changed = FILE.replace("Ada,Moss", "Ada,Reed");
    let (tally, _) = import(&clinic, Mode::Write, &changed).await;
    assert_eq!((tally.left, tally.same), (1, 1));
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_says_the_same() {
    let clinic = TestClinic::empty().await;
    let text = format!("{FILE}c,,,,\n");
    let (dry, dry_notes) = import(&clinic, Mode::DryRun, &text).await;
    assert_eq!(known(&clinic, "a").await, None);
    let mut db = clinic.store.read().await.unwrap();
    assert_eq!(store::audit::verify(&mut db).await.unwrap().rows, 0);
    drop(db);
    let (done, notes) = import(&clinic, Mode::Write, &text).await;
    assert_eq!((dry, dry_notes), (done, notes));
    let (dry, _) = import(&clinic, Mode::DryRun, &text).await;
    assert_eq!((dry.added, dry.same), (0, 2));
}

#[tokio::test]
async fn what_a_stopped_import_left_out_comes_with_the_next() {
    let clinic = TestClinic::empty().await;
    let mut all = String::from("external_id,given_name\n");
    for n in 0..200 {
        all.push_str(&format!("id-{n},Name{n}\n"));
    }
    // It ended after a part of the rows: batches are whole or not there.
    let part: String = all
        .lines()
        .take(71)
        .map(|line| format!("{line}\n"))
        .collect();
    let (tally, _) = import(&clinic, Mode::Write, &part).await;
    assert_eq!(tally.added, 70);
    let (tally, _) = import(&clinic, Mode::Write, &all).await;
    assert_eq!((tally.added, tally.same), (130, 70));
}
