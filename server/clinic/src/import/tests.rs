use domain::person::Sex;

use super::*;
use crate::testing::TestClinic;
use sheet::{Sheet, SheetError};

mod again;
mod files;

fn rows_of(text: &[u8]) -> Vec<Raw> {
    Sheet::open(text).unwrap().next_rows(usize::MAX).unwrap()
}

/// What was told, as (line, column, code).
fn told(notes: &[Note]) -> Vec<(u64, &'static str, &'static str)> {
    let field = |note: &Note| note.field.map_or("", Column::as_str);
    notes
        .iter()
        .map(|note| (note.line, field(note), note.why.code()))
        .collect()
}

async fn import(clinic: &TestClinic, mode: Mode, text: &str) -> (Tally, Vec<Note>) {
    let mut import = Import::new(PhoneRegion::HERE, mode);
    let job = clinic.system_job();
    let notes = import.take(clinic, &job, rows_of(text.as_bytes())).await;
    (import.tally(), notes.unwrap())
}

async fn known(clinic: &TestClinic, id: &str) -> Option<PatientId> {
    let mut db = clinic.store.read().await.unwrap();
    let mut found = rows::known(&mut db, &[id]).await.unwrap();
    found.remove(id).map(|known| known.patient)
}

async fn profile(clinic: &TestClinic, id: &str) -> store::patient::profile::Profile {
    let patient = known(clinic, id).await.expect("imported");
    let mut db = clinic.store.read().await.unwrap();
    let found = store::patient::profile::find(&mut db, patient).await;
    found.unwrap().expect("a profile")
}

#[tokio::test]
async fn a_row_becomes_a_patient_without_a_clinic() {
    let clinic = TestClinic::empty().await;
    let text = "phone,family_name,given_name,birth_date,sex,email,external_id,address,suburb,\
                postcode,state,record_number\n\
                902 555 0148,Quill,Wren,19870403,F,wren@example.com,x-1,\"1 Elm St, Apt 2\",\
                Halifax,B3H 1A1,NS,HC-1\n";
    let (tally, notes) = import(&clinic, Mode::Write, text).await;
    assert_eq!((tally.added, notes.len()), (1, 0), "{notes:?}");
    let found = profile(&clinic, "x-1").await;
    let details = &found.details;
    assert_eq!(details.full_name.as_str(), "Wren Quill");
    assert_eq!(details.phone.as_deref(), Some("+19025550148"));
    let born = details.born_on.map(|born| born.date().to_string());
    assert_eq!(born.as_deref(), Some("1987-04-03"));
    assert_eq!(details.street.as_deref(), Some("1 Elm St, Apt 2"));
    assert_eq!(details.state.as_deref(), Some("NS"));
    // Nobody has confirmed it.
    assert_eq!(found.record_number, Some((String::from("HC-1"), None)));
    let mut db = clinic.store.read().await.unwrap();
    let events = store::audit::list_of_patient(&mut db, found.id, 9).await;
    let events = events.unwrap().into_iter().map(|(_, action)| action);
    assert_eq!(events.collect::<Vec<_>>(), ["patients.imported"]);
    assert_eq!(store::audit::verify(&mut db).await.unwrap().first_bad, None);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_as_given_and_told() {
    let clinic = TestClinic::empty().await;
    let text = "external_id,given_name,birth_date,sex,email,phone\n\
                a,Ada,1945-06-31,girl,ada at example,12\n\
                b,Bea,2999-01-01,,,\n\
                c,Cyd,18991231,X,,\n\
                d,Dan,1/2/1990,male,,\n";
    let (tally, notes) = import(&clinic, Mode::Write, text).await;
    assert_eq!((tally.added, tally.rejected), (4, 0));
    let expected = [
        (2, "birth_date", "no_date"),
        (2, "sex", "no_sex"),
        (2, "email", "no_email"),
        (2, "phone", "no_phone"),
        (3, "birth_date", "in_future"),
        (4, "birth_date", "too_long_ago"),
        (5, "birth_date", "no_date"),
    ];
    assert_eq!(told(&notes), expected);
    let ada = profile(&clinic, "a").await.details;
    assert_eq!((ada.born_on, ada.email, ada.phone), (None, None, None));
    assert_eq!(ada.born_as_given.as_deref(), Some("1945-06-31"));
    assert_eq!(ada.email_as_given.as_deref(), Some("ada at example"));
    assert_eq!(ada.phone_as_given.as_deref(), Some("12"));
    assert_eq!(Sex::read(" X "), Some(Sex::Other));
}

#[tokio::test]
async fn a_row_without_a_name_is_rejected_and_the_rest_goes_in() {
    let clinic = TestClinic::empty().await;
    let text = "external_id,given_name,family_name,birth_date\n\
                a,,,not a date\n\
                b,  ,--,1990-01-01\n\
                c,Cy,,1990-01-01\n\
                d,Di,Do,1990-01-01,more\n\
                e,Ed\n\
                c,Other,One,1990-01-01\n";
    let (tally, notes) = import(&clinic, Mode::Write, text).await;
    assert_eq!((tally.added, tally.rejected), (1, 5));
    let expected = [
        (2, "given_name", "no_name"),
        (3, "given_name", "no_name"),
        (5, "", "width"),
        (6, "", "width"),
        (7, "external_id", "same_id"),
    ];
    assert_eq!(told(&notes), expected);
    let found = profile(&clinic, "c").await;
    assert_eq!(found.details.full_name.as_str(), "Cy");
}

#[tokio::test]
async fn a_phone_number_is_of_the_region_that_was_said() {
    let clinic = TestClinic::empty().await;
    let region = PhoneRegion::parse("au").unwrap();
    let mut import = Import::new(region, Mode::Write);
    let rows = rows_of(b"external_id,given_name,phone\na,Ada,02 9374 4000\n");
    let notes = import.take(&clinic, &clinic.system_job(), rows).await;
    assert_eq!(told(&notes.unwrap()), []);
    let phone = profile(&clinic, "a").await.details.phone;
    assert_eq!(phone.as_deref(), Some("+61293744000"));
    for unknown in ["", "C", "ZZ", "Canada", "1"] {
        assert_eq!(PhoneRegion::parse(unknown), None, "{unknown}");
    }
}
