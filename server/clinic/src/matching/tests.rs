use domain::role::Role;

use super::scan::Everybody;
use super::*;
use crate::import::sheet::Sheet;
use crate::import::{Import, Mode};
use crate::phone::PhoneRegion;
use crate::testing::TestClinic;

mod own;

const FILE: &str = "external_id,given_name,family_name,birth_date,phone,email,address,postcode\n\
    a1,Robert,MacAlister,1961-07-19,902 555 0148,rob.macalister@example.com,12 Elm St,B3H 1A1\n\
    a2,Bob,McAlister,1961-07-19,902 555 0148,,12 Elm Street,B3H1A1\n\
    b1,Ingrid,Vasquez-Thorne,1990-02-11,902 555 0177,,9 Oak Ave,B2N 4K2\n\
    b2,Ingrid,Vasquez Thorne,1990-11-02,,,9 Oak Avenue,B2N 4K2\n\
    c1,Leo,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    c2,Mia,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    d,Nobody,Atall,1944-01-30,,,,\n";

async fn filled() -> TestClinic {
    let clinic = TestClinic::new().await;
    let rows = Sheet::open(FILE.as_bytes()).unwrap().next_rows(99).unwrap();
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    import
        .take(&clinic, &clinic.system_job(), rows)
        .await
        .unwrap();
    clinic
}

async fn known(clinic: &TestClinic, id: &str) -> PatientId {
    let mut db = clinic.store.read().await.unwrap();
    let mut found = store::patient::import::known(&mut db, &[id]).await.unwrap();
    found.remove(id).unwrap().patient
}

fn by_name(given: &str, family: &str) -> Profile {
    Profile {
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        ..Profile::default()
    }
}

#[tokio::test]
async fn the_best_match_of_somebody_typed_comes_first() {
    let clinic = filled().await;
    let typed = Profile {
        born: Some(jiff::civil::date(1961, 7, 19)),
        phone: Some(String::from("+19025550148")),
        ..by_name("Rob", "Macalister")
    };
    let job = clinic.system_job();
    let model = model(&clinic, &job).await.unwrap();
    let found = best_matches(&clinic, &job, &model, &typed, 5)
        .await
        .unwrap();
    let mut ids: Vec<_> = found
        .iter()
        .take(2)
        .map(|one| one.stored.external_id.clone().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["a1", "a2"], "{found:?}");
    assert!(found[0].verdict.grade >= Grade::Probable, "{found:?}");
    let weights: Vec<f64> = found.iter().map(|one| one.verdict.match_weight).collect();
    assert!(
        weights.is_sorted_by(|one, other| one >= other),
        "{weights:?}"
    );
}

#[tokio::test]
async fn a_patient_is_no_match_of_themself_and_looks_are_recorded() {
    let clinic = filled().await;
    let everybody = Everybody::read(&clinic, &clinic.system_job())
        .await
        .unwrap();
    assert_eq!(everybody.count(), 7);
    let (a1, a2) = (known(&clinic, "a1").await, known(&clinic, "a2").await);
    let token = clinic.staff_token(Role::Desk).await;
    let desk = clinic.staff(token.expose()).await.unwrap();
    let found = of_patient(&clinic, &desk, a1, 5).await.unwrap();
    let ids: Vec<PatientId> = found.iter().map(|one| one.stored.id).collect();
    assert_eq!(ids, [a2]);
    let mut db = clinic.store.read().await.unwrap();
    for shown in [a1, a2] {
        let events = store::audit::list_of_patient(&mut db, shown, 1).await;
        assert_eq!(events.unwrap()[0].1, "patients.compared");
    }
    drop(db);
    // Whoever was merged into another is neither asked about nor found.
    clinic.store.mark_merged(a2, a1).await.unwrap();
    assert!(of_patient(&clinic, &desk, a1, 5).await.unwrap().is_empty());
    let gone = of_patient(&clinic, &desk, a2, 5).await;
    assert!(matches!(gone, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_scan_meets_each_pair_once_and_says_of_it_what_a_single_look_says() {
    let clinic = filled().await;
    let job = clinic.system_job();
    let everybody = Everybody::read(&clinic, &job).await.unwrap();
    let mut met = Vec::new();
    everybody.each_pair(|pair, _| met.push(pair));
    let mut once = met.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(met.len(), once.len());
    let model = Model::shipped();
    let (likeliest, left_out) = everybody.likeliest(&model, 0.0);
    assert_eq!(left_out, 0);
    assert_eq!(likeliest.len(), met.len());
    let judged: Vec<_> = likeliest
        .iter()
        .map(|(weight, pair)| (*weight, everybody.judged(&model, *pair).unwrap()))
        .collect();
    let first: Vec<_> = judged
        .iter()
        .take(2)
        .map(|(_, (one, other, _))| (one.as_str(), other.as_str()))
        .collect();
    assert!(first.contains(&("a1", "a2")), "{first:?}");
    for (weight, (one, other, verdict)) in &judged {
        assert_eq!(weight.to_bits(), verdict.match_weight.to_bits());
        let id = known(&clinic, one).await;
        let mut db = clinic.store.read().await.unwrap();
        let stored = rows::profiles(&mut db, [id]).await.unwrap();
        drop(db);
        let sought = Sought {
            profile: &stored[0].profile,
            own: Some(id),
            except: &BTreeSet::new(),
        };
        let mut db = clinic.store.read().await.unwrap();
        let found = best_within(&mut db, &model, sought, 9).await.unwrap();
        let same = found
            .iter()
            .find(|found| found.stored.external_id.as_ref() == Some(other));
        let same = same.map(|found| found.verdict.match_weight.to_bits());
        assert_eq!(same, Some(weight.to_bits()), "{one} {other}");
    }
    // Twins share all but the given name.
    let twins = judged
        .iter()
        .find(|(_, (one, other, _))| (one.as_str(), other.as_str()) == ("c1", "c2"));
    let verdict = &twins.unwrap().1.2;
    assert!(verdict.grade <= Grade::Possible, "{verdict:?}");
}

#[tokio::test]
async fn weights_that_were_estimated_here_count_from_then_on() {
    let clinic = filled().await;
    let job = clinic.system_job();
    assert_eq!(model(&clinic, &job).await.unwrap(), Model::shipped());
    let everybody = Everybody::read(&clinic, &job).await.unwrap();
    let learnt = train::em(&Model::shipped(), &everybody);
    assert_ne!(learnt.source, Model::shipped().source);
    train::keep(&clinic, &job, &learnt).await.unwrap();
    let kept = model(&clinic, &job).await.unwrap();
    assert_eq!(kept.source, learnt.source);
    let (kept, learnt) = (numbers(&kept), numbers(&learnt));
    assert_eq!(kept.len(), learnt.len());
    for (kept, learnt) in kept.iter().zip(&learnt) {
        // Read back to the last digit but one.
        assert!(
            (kept - learnt).abs() <= learnt.abs() * 1e-15,
            "{kept} {learnt}"
        );
    }
    assert_ne!(learnt, numbers(&Model::shipped()));
}

/// Every number of a model.
fn numbers(model: &Model) -> Vec<f64> {
    fn all(value: &serde_json::Value, found: &mut Vec<f64>) {
        match value {
            serde_json::Value::Number(number) => found.extend(number.as_f64()),
            serde_json::Value::Array(some) => some.iter().for_each(|one| all(one, found)),
            serde_json::Value::Object(some) => some.values().for_each(|one| all(one, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    all(&serde_json::to_value(model).unwrap(), &mut found);
    found
}

#[tokio::test]
async fn decided_pairs_are_read_or_nothing_is_learnt() {
    use train::{PairsError, read_pairs};
    let clinic = filled().await;
    let everybody = Everybody::read(&clinic, &clinic.system_job())
        .await
        .unwrap();
    let read = |text: &str| {
        let read = read_pairs(text.as_bytes(), &everybody);
        read.map(|(pairs, unknown)| (pairs.len(), unknown))
    };
    let head = "same,left_external_id,right_external_id\n";
    let good = format!("{head}yes,a1,a2\n0,c1,c2\nTRUE,b2,b1\n");
    assert_eq!(read(&good), Ok((3, 0)));
    assert_eq!(read(head), Err(PairsError::Empty));
    let unknown = format!("{good}1,a1,nobody\n");
    assert_eq!(read(&unknown), Ok((3, 1)));
    let ragged = format!("{good}1,a1\n");
    assert_eq!(read(&ragged), Err(PairsError::NoRow(5)));
    let maybe = format!("{head}maybe,a1,a2\n");
    assert_eq!(read(&maybe), Err(PairsError::NotYesOrNo(2)));
    let short = "left_external_id,right_external_id\na1,a2\n";
    assert_eq!(read(short), Err(PairsError::NoColumn("same")));
}

#[tokio::test]
async fn weights_of_other_rules_do_not_count_and_nothing_breaks() {
    let clinic = filled().await;
    let job = clinic.system_job();
    for text in [
        serde_json::to_string(&Model::shipped()).unwrap(),
        String::from(r#"{"rules":0,"model":{}}"#),
        String::from("no JSON"),
    ] {
        let mut tx = clinic.store.begin().await.unwrap();
        rows::insert_model(&mut tx, "a test", &text, clinic.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let model = model(&clinic, &job).await.unwrap();
        assert_eq!(model.relations, Model::shipped().relations);
        assert!(model.source.contains("another version"), "{}", model.source);
    }
}

/// Somebody weighed before they are a patient and after: the same counts, but for how people
/// live, which ten profiles say nothing about.
#[tokio::test]
async fn who_is_no_patient_yet_is_weighed_as_they_will_be() {
    let clinic = filled().await;
    let job = clinic.system_job();
    let model = Model::shipped();
    let typed = "external_id,given_name,family_name,birth_date,phone,address,postcode\n\
                 c3,Lea,Okafor,2017-01-09,902 555 0190,3 Quay Rd,B1A 2C3\n";
    let raw = Sheet::open(typed.as_bytes()).unwrap().next_rows(9).unwrap();
    let (_, _, profile) =
        crate::import::profiles(&clinic, &raw, PhoneRegion::HERE, &mut Vec::new()).remove(0);
    let before = best_matches(&clinic, &job, &model, &profile, 9)
        .await
        .unwrap();
    assert_eq!(before.len(), 2, "{before:?}");
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    import.take(&clinic, &job, raw).await.unwrap();
    let everybody = Everybody::read(&clinic, &job).await.unwrap();
    let (pairs, _) = everybody.likeliest(&model, 0.0);
    for one in before {
        let name = one.stored.external_id.clone().unwrap();
        let after = pairs.iter().find_map(|(weight, pair)| {
            let (left, right, verdict) = everybody.judged(&model, *pair)?;
            (left == name && right == "c3").then_some((*weight, verdict))
        });
        let (weight, verdict) = after.unwrap();
        assert_eq!(weight.to_bits(), one.verdict.match_weight.to_bits());
        assert_eq!(verdict.reasons, one.verdict.reasons);
        // The brother or sister has the number, too.
        let phone = Reason::SamePhone { also_used_by: 1 };
        assert!(verdict.reasons.contains(&phone), "{verdict:?}");
    }
}
