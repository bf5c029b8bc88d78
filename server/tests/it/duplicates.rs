//! `kith duplicates` and `kith match` by the real program: what a program reads of them.

use std::collections::BTreeSet;

use super::import::Folder;

const FILE: &str = "external_id,given_name,family_name,birth_date,phone,email,address,postcode\n\
    a1,Robert,MacAlister,1961-07-19,902 555 0148,rob.macalister@example.com,12 Elm St,B3H 1A1\n\
    a2,Bob,McAlister,1961-07-19,902 555 0148,,\"12 Elm Street, Apt 2\",B3H1A1\n\
    \"b,1\",Ingrid,Vasquez-Thorne,1990-02-11,902 555 0177,,9 Oak Ave,B2N 4K2\n\
    \"b,2\",Ingrid,Vasquez Thorne,1990-11-02,,,9 Oak Avenue,B2N 4K2\n\
    c1,Leo,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    c2,Mia,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    ,Nobody,Atall,1944-01-30,,,,\n";

fn filled() -> Folder {
    let folder = Folder::migrated();
    folder.write("p.csv", FILE);
    assert_eq!(folder.run(&["import", "patients", "p.csv"]).0, Some(0));
    folder
}

/// The rows of comma-separated values, without the first, which must be this one.
#[track_caller]
fn rows(text: &str, header: &str) -> Vec<Vec<String>> {
    assert_eq!(text.lines().next(), Some(header));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

const DUPLICATES: &str =
    "left_external_id,right_external_id,probability,match_weight,grade,reasons";

#[test]
fn duplicates_are_printed_once_each_and_the_likeliest_first() {
    let folder = filled();
    let all = ["duplicates", "--format", "csv", "--min-probability", "0"];
    let (code, out, told) = folder.run(&all);
    assert_eq!(code, Some(0), "{told}");
    let pairs = rows(&out, DUPLICATES);
    let named: BTreeSet<(&str, &str)> = pairs
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    assert_eq!(named.len(), pairs.len(), "{out}");
    for pair in [("a1", "a2"), ("b,1", "b,2"), ("c1", "c2")] {
        assert!(named.contains(&pair), "{pair:?}: {out}");
    }
    let numbers =
        |at: usize| -> Vec<f64> { pairs.iter().map(|row| row[at].parse().unwrap()).collect() };
    assert!(numbers(3).is_sorted_by(|one, other| one >= other), "{out}");
    assert!(numbers(2).iter().all(|p| (0.0..=1.0).contains(p)), "{out}");
    for row in &pairs {
        let odds = row[3].parse::<f64>().unwrap().exp2();
        let probability: f64 = row[2].parse().unwrap();
        assert!((odds / (1.0 + odds) - probability).abs() < 1e-9, "{row:?}");
        assert!(["certain", "probable", "possible", "none"].contains(&row[4].as_str()));
        assert!(!row[5].is_empty(), "{row:?}");
    }
    let (_, half, _) = folder.run(&["duplicates", "--format", "csv"]);
    let half = rows(&half, DUPLICATES);
    let likely = pairs
        .iter()
        .filter(|row| row[2].parse::<f64>().unwrap() >= 0.5);
    assert_eq!(half, likely.cloned().collect::<Vec<_>>());
    assert!(half.len() < pairs.len() && !half.is_empty());
    let (code, table, _) = folder.run(&["duplicates"]);
    assert_eq!(code, Some(0));
    assert!(table.contains("a1 and a2: "), "{table}");
    for wrong in ["-1", "1.5", "NaN"] {
        let flag = format!("--min-probability={wrong}");
        let (code, out, told) = folder.run(&["duplicates", &flag]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{told}");
    }
}

const MATCHES: &str = "query_external_id,rank,external_id,probability,match_weight,grade,reasons";

#[test]
fn a_file_is_matched_without_anybody_in_it_being_added() {
    let folder = filled();
    let queries = "external_id,family_name,given_name,birth_date,phone\n\
                   q1,Macalister,Rob,19610719,9025550148\n\
                   ,Vasquez-Thorne,Ingrid,1990-02-11,\n\
                   q3,Unheard,Of,1901-01-02,\n";
    folder.write("q.csv", queries);
    let (code, out, told) = folder.run(&["match", "--csv", "q.csv", "--top", "1"]);
    assert_eq!(code, Some(0), "{told}");
    let found = rows(&out, MATCHES);
    let named: Vec<_> = found
        .iter()
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    assert_eq!(named[..2], [("q1", "1"), ("line 3", "1")], "{out}");
    assert!(["a1", "a2"].contains(&found[0][2].as_str()), "{out}");
    assert_eq!(found[1][2], "b,1", "{out}");
    let (_, again, _) = folder.run(&["match", "--csv", "q.csv", "--top", "5"]);
    let ranks: Vec<String> = rows(&again, MATCHES)
        .into_iter()
        .filter(|row| row[0] == "q1")
        .map(|row| row[1].clone())
        .collect();
    assert_eq!(ranks[..2], ["1", "2"], "{again}");
    let (_, said, _) = folder.run(&["import", "patients", "--dry-run", "p.csv"]);
    assert!(said.contains("6 here already"), "{said}");
    folder.write("bad.csv", "given_name,phone\n,1\nRob,\n");
    assert_eq!(folder.run(&["match", "--csv", "bad.csv"]).0, Some(2));
    assert_eq!(folder.run(&["match"]).0, Some(2));
    assert_eq!(folder.run(&["match", "--csv", "missing.csv"]).0, Some(1));
}

/// Every number of the weights that were printed, in their order.
fn numbers(printed: &str) -> Vec<f64> {
    fn all(value: &serde_json::Value, found: &mut Vec<f64>) {
        match value {
            serde_json::Value::Number(number) => found.extend(number.as_f64()),
            serde_json::Value::Array(some) => some.iter().for_each(|one| all(one, found)),
            serde_json::Value::Object(some) => some.values().for_each(|one| all(one, found)),
            _ => {}
        }
    }
    let (_, weights) = printed.split_once("Weights:").unwrap();
    let mut found = Vec::new();
    all(&serde_json::from_str(weights).unwrap(), &mut found);
    found
}

#[test]
fn weights_are_printed_estimated_and_kept() {
    let folder = filled();
    let (code, shipped, _) = folder.run(&["match", "weights"]);
    assert_eq!(code, Some(0));
    for words in [
        "Source: ",
        "certain   from 0.99",
        "probable  from 0.95",
        "possible  from 0.2",
    ] {
        assert!(shipped.contains(words), "{words}: {shipped}");
    }
    let (code, dry, told) = folder.run(&["match", "train", "--em", "--dry-run"]);
    assert_eq!(code, Some(0), "{told}");
    assert_ne!(dry, shipped);
    assert_eq!(folder.run(&["match", "weights"]).1, shipped);
    folder.write(
        "pairs.csv",
        "left_external_id,right_external_id,same\na1,a2,1\nc1,c2,0\n\"b,1\",\"b,2\",yes\n",
    );
    let (code, learnt, told) = folder.run(&["match", "train", "--pairs", "pairs.csv"]);
    assert_eq!(code, Some(0), "{told}");
    let kept = folder.run(&["match", "weights"]).1;
    let head = |text: &str| text.split("Weights:").next().map(str::to_owned);
    assert_eq!(head(&kept), head(&learnt));
    // Not the source alone: the numbers are those, and others than before.
    let [kept_as, learnt_as, shipped_as, dry_as] =
        [&kept, &learnt, &shipped, &dry].map(|text| numbers(text));
    assert_eq!(kept_as.len(), learnt_as.len());
    let differ = |one: &[f64], other: &[f64]| {
        let both = one.iter().zip(other);
        // Read back to the last digit but one.
        both.filter(|(one, other)| (*one - *other).abs() > one.abs() * 1e-15)
            .count()
    };
    assert_eq!(differ(&kept_as, &learnt_as), 0, "{kept} {learnt}");
    assert!(differ(&kept_as, &shipped_as) > 10, "{kept}");
    assert!(differ(&dry_as, &shipped_as) > 10, "{dry}");
    folder.write(
        "wrong.csv",
        "left_external_id,right_external_id,same\na1,who,1\n",
    );
    let (code, _, told) = folder.run(&["match", "train", "--pairs", "wrong.csv"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("no pairs of people who are here"), "{told}");
    folder.write(
        "wrong.csv",
        "left_external_id,right_external_id,same\na1,a2,maybe\n",
    );
    let (code, _, told) = folder.run(&["match", "train", "--pairs", "wrong.csv"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("line 2"), "{told}");
    // Nobody has decided anything here.
    let (code, _, told) = folder.run(&["match", "train", "--own"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("0 merges that stand"), "{told}");
    assert!(
        told.contains("nobody has merged two profiles here"),
        "{told}"
    );
    assert_eq!(folder.run(&["match", "weights"]).1, kept, "nothing is kept");
    assert_eq!(folder.run(&["match", "train"]).0, Some(2));
    let both = ["match", "train", "--em", "--pairs", "pairs.csv"];
    assert_eq!(folder.run(&both).0, Some(2));
    assert_eq!(folder.run(&["audit", "verify"]).0, Some(0));
}
