use super::*;

const TEXT: &str = "0193a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b";

#[test]
fn an_id_has_one_spelling() {
    let id: PatientId = TEXT.parse().unwrap();
    assert_eq!(id.to_string(), TEXT);
    for other in [
        &TEXT.to_uppercase(),
        &TEXT.replace('-', ""),
        &format!("{{{TEXT}}}"),
        &format!(" {TEXT}"),
        "",
        "1",
        "../../etc",
    ] {
        assert_eq!(other.parse::<PatientId>(), Err(NotAnId), "{other:?}");
    }
}

#[test]
fn an_id_travels_as_its_text() {
    let id: PatientId = TEXT.parse().unwrap();
    let json = serde_json::to_string(&id).unwrap();
    assert_eq!(json, format!("\"{TEXT}\""));
    assert_eq!(serde_json::from_str::<PatientId>(&json).unwrap(), id);
}
