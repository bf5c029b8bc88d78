//! New weights from pairs.

use super::*;

/// Pairs of one clinic, and whether they are one person: `errors` in a hundred family
/// names were mistyped.
fn pairs(errors: usize) -> Vec<(Evidence, bool)> {
    let pair = |one: &Profile, other: &Profile| {
        evidence(
            &Prepared::of(one),
            &Prepared::of(other),
            &clinic(&[one, other]),
        )
    };
    let mistyped = with(|ana| ana.family = text("Kowalcxyk"));
    let stranger = Profile {
        given: text("Robert"),
        family: text("Smith"),
        born: Some(date(1951, 8, 2)),
        phone: text("9025559911"),
        ..Profile::default()
    };
    let mut pairs = Vec::new();
    for at in 0..1_000 {
        let other = if at % 100 < errors { &mistyped } else { &ana() };
        pairs.push((pair(&ana(), other), true));
        pairs.push((pair(&ana(), &stranger), false));
    }
    pairs
}

#[test]
fn labelled_pairs_teach_how_often_names_are_mistyped() {
    let start = Model::shipped();
    let careful = train::pairs(&start, &pairs(1));
    let careless = train::pairs(&start, &pairs(20));
    let equal = |model: &Model| model.slips.family.first().copied().unwrap();
    assert!(
        equal(&careful) > equal(&careless) + 0.1,
        "{careful:?} {careless:?}"
    );
    assert!(careful.source.contains("labelled pairs on 2000 pairs"));
}

#[test]
fn without_labels_it_learns_the_same() {
    let start = Model::shipped();
    let evidence: Vec<Evidence> = pairs(20)
        .into_iter()
        .map(|(evidence, _)| evidence)
        .collect();
    let learnt = train::em(&start, &evidence, 3_000);
    let equal = |model: &Model| model.slips.family.first().copied().unwrap();
    assert!(equal(&learnt) < equal(&start) - 0.05, "{learnt:?}");
    let same: f64 = learnt
        .relations
        .iter()
        .filter(|relation| relation.kin.is_same())
        .map(|relation| relation.others)
        .sum();
    assert!(
        (0.5..0.8).contains(&same),
        "1,000 pairs of 3,000 profiles: {same}"
    );
}

#[test]
fn nothing_teaches_nothing() {
    let start = Model::shipped();
    for learnt in [train::em(&start, &[], 0), train::pairs(&start, &[])] {
        for (before, after) in start.relations.iter().zip(&learnt.relations) {
            assert!(
                (before.phone - after.phone).abs() < 1e-9
                    && (before.others - after.others).abs() < 1e-9
            );
        }
        for (before, after) in start.slips.born.iter().zip(&learnt.slips.born) {
            assert!((before - after).abs() < 1e-9);
        }
    }
}

#[test]
fn no_weight_leaves_its_limits() {
    // A clinic in which nothing ever agrees, and one in which all does.
    let start = Model::shipped();
    let pairs = pairs(0);
    for same in [true, false] {
        let odd: Vec<(Evidence, bool)> = pairs
            .iter()
            .map(|(evidence, label)| (*evidence, *label == same))
            .collect();
        let learnt = train::pairs(&start, &odd);
        for relation in &learnt.relations {
            for share in [
                relation.given,
                relation.family,
                relation.phone,
                relation.email,
                relation.home,
            ] {
                assert!((0.0..1.0).contains(&share), "{relation:?}");
            }
        }
        for levels in [&learnt.slips.given, &learnt.slips.family] {
            assert!(levels.iter().sum::<f64>() <= 1.0, "{levels:?}");
        }
    }
}
