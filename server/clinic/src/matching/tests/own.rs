//! What staff decided, as weights are learnt from it: each merge that stands is a pair of one
//! person, as the two were before it, and each mark that stands a pair of different people.

use domain::id::MergeId;
use domain::matching::linkage::{Evidence, Kin, Pair};
use store::matching::decided;

use super::*;
use crate::merge::{self, Field, Typed, UndoForm};

type Merger = Staff<can::ResolveRegistrations>;

async fn desk(clinic: &TestClinic) -> Merger {
    clinic.staff_with(Role::Admin).await.unwrap()
}

async fn everybody(clinic: &TestClinic) -> Everybody {
    let job = clinic.system_job();
    Everybody::read(clinic, &job).await.unwrap()
}

/// How two compare who both stand for themselves, the lower id of another program first.
async fn compared(clinic: &TestClinic, one: &str, other: &str) -> Evidence {
    let everybody = everybody(clinic).await;
    let pair = numbers_of(&everybody, one, other);
    everybody.evidence(pair).unwrap()
}

fn numbers_of(everybody: &Everybody, one: &str, other: &str) -> Pair {
    let named = everybody.named();
    (named[one], named[other])
}

/// What is learnt from.
async fn own(clinic: &TestClinic) -> Vec<(Evidence, bool)> {
    let (job, everybody) = (clinic.system_job(), everybody(clinic).await);
    train::own(clinic, &job, everybody).await.unwrap()
}

/// Makes one of two; the first one's chart stays as it is.
async fn merged(clinic: &TestClinic, desk: &Merger, one: &str, other: &str) -> MergeId {
    let (survivor, absorbed) = (known(clinic, one).await, known(clinic, other).await);
    let shown = merge::preview(clinic, desk, survivor, absorbed)
        .await
        .unwrap();
    let fields = Field::ALL.map(|field| (field, Typed::Survivor));
    let form = merge::Form {
        fields: fields.into_iter().collect(),
        confirmed: true,
        reason: String::from("Checked with both"),
        ..merge::Form::untouched(survivor, absorbed, &shown.version)
    };
    merge::merge(clinic, desk, &form).await.unwrap()
}

async fn undone(clinic: &TestClinic, desk: &Merger, id: MergeId) {
    let shown = merge::undo_preview(clinic, desk, id).await.unwrap();
    let form = UndoForm {
        id,
        version: shown.version,
        stay: BTreeSet::new(),
        give: BTreeSet::new(),
    };
    merge::undo(clinic, desk, &form, None).await.unwrap();
}

async fn differ(clinic: &TestClinic, desk: &Merger, one: &str, other: &str) {
    let (one, other) = (known(clinic, one).await, known(clinic, other).await);
    merge::differ(clinic, desk, one, other).await.unwrap();
}

async fn forgotten(clinic: &TestClinic, desk: &Merger, one: &str, other: &str) {
    let (one, other) = (known(clinic, one).await, known(clinic, other).await);
    merge::forget_differ(clinic, desk, one, other)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_merge_that_stands_is_a_pair_of_one_person_as_the_two_were() {
    let clinic = filled().await;
    let desk = desk(&clinic).await;
    assert_eq!(own(&clinic).await, []);
    let before = compared(&clinic, "a1", "a2").await;
    let id = merged(&clinic, &desk, "a1", "a2").await;
    assert_eq!(own(&clinic).await, [(before, true)]);

    // What the chart says later is no part of what was decided.
    let a1 = known(&clinic, "a1").await;
    let may = clinic.staff_with::<can::SeePatients>(Role::Desk).await;
    let page = crate::patients::profile(&clinic, &may.unwrap(), a1).await;
    let crate::patients::Shown::Here(page) = page.unwrap() else {
        panic!("it stands");
    };
    let typed = crate::patients::Edit {
        full_name: String::from("Wilhelmina Overbeek"),
        born: String::from("1932-02-03"),
        ..crate::patients::Edit::default()
    };
    let may = clinic.staff_with::<can::EditPatients>(Role::Desk).await;
    let seen = page.profile.updated_at;
    crate::patients::edit(&clinic, &may.unwrap(), a1, seen, &typed)
        .await
        .unwrap();
    let decided = own(&clinic).await;
    assert_eq!(decided.len(), 1);
    let model = Model::shipped();
    let (was, by_now) = (model.weigh(&before), model.weigh(&decided[0].0));
    // Only how common names are may have moved a little.
    assert!((was - by_now).abs() < 2.0, "{was} {by_now}");
    assert!(was > 5.0, "{was}");

    // Taken back, they are no pair of one person, and marked as two.
    undone(&clinic, &desk, id).await;
    let decided = own(&clinic).await;
    let labels: Vec<bool> = decided.iter().map(|(_, same)| *same).collect();
    assert_eq!(labels, [false]);
    assert_eq!(decided[0].0, compared(&clinic, "a1", "a2").await);
    forgotten(&clinic, &desk, "a1", "a2").await;
    assert_eq!(own(&clinic).await, []);
}

#[tokio::test]
async fn a_mark_that_stands_is_a_pair_of_different_people() {
    let clinic = filled().await;
    let desk = desk(&clinic).await;
    differ(&clinic, &desk, "c1", "c2").await;
    differ(&clinic, &desk, "b2", "b1").await;
    let (twins, sisters) = (
        compared(&clinic, "c1", "c2").await,
        compared(&clinic, "b1", "b2").await,
    );
    let decided = own(&clinic).await;
    assert_eq!(decided.len(), 2);
    for pair in [(twins, false), (sisters, false)] {
        assert!(decided.contains(&pair), "{decided:?}");
    }
    assert_eq!(own(&clinic).await, decided, "in one order");
    forgotten(&clinic, &desk, "b1", "b2").await;
    assert_eq!(own(&clinic).await, [(twins, false)]);
}

/// Of a chain each merge counts, with what the profile in the middle was by then.
#[tokio::test]
async fn each_merge_of_a_chain_is_a_pair_and_pages_read_all_of_them() {
    let clinic = filled().await;
    let desk = desk(&clinic).await;
    let inner = compared(&clinic, "a1", "a2").await;
    let outer = compared(&clinic, "b1", "a1").await;
    merged(&clinic, &desk, "a1", "a2").await;
    let last = merged(&clinic, &desk, "b1", "a1").await;
    assert_eq!(own(&clinic).await, [(inner, true), (outer, true)]);
    let mut look = clinic.store.read().await.unwrap();
    let (mut after, mut read) = (0, Vec::new());
    loop {
        let page = decided::list_merged(&mut look, after, 1).await.unwrap();
        let Some(one) = page.last() else { break };
        assert_eq!(page.len(), 1);
        after = one.number;
        let names = one.before.each_ref().map(|side| side.full_name.clone());
        read.push(names.map(Option::unwrap));
    }
    drop(look);
    let of = |one: &str, other: &str| [one, other].map(str::to_owned);
    let expected = [
        of("Robert MacAlister", "Bob McAlister"),
        of("Ingrid Vasquez-Thorne", "Robert MacAlister"),
    ];
    assert_eq!(read, expected);
    undone(&clinic, &desk, last).await;
    forgotten(&clinic, &desk, "b1", "a1").await;
    assert_eq!(own(&clinic).await, [(inner, true)]);
}

/// Who was said to be somebody else is in no list of duplicates, however low the bar; nor is what
/// one of the two has become part of, which nobody can merge with the other one.
#[tokio::test]
async fn who_is_known_to_be_somebody_else_is_in_no_list_of_duplicates() {
    let clinic = filled().await;
    let desk = desk(&clinic).await;
    let model = Model::shipped();
    let listed = async |one: &str, other: &str| {
        let everybody = everybody(&clinic).await;
        let (one, other) = numbers_of(&everybody, one, other);
        let (pairs, left_out) = everybody.likeliest(&model, 0.0);
        let both = (one.min(other), one.max(other));
        (pairs.iter().any(|(_, pair)| *pair == both), left_out)
    };
    let third = "external_id,given_name,family_name,birth_date,phone\n\
                 a3,Rob,MacAlister,1961-07-19,902 555 0148\n";
    let rows = Sheet::open(third.as_bytes()).unwrap().next_rows(9).unwrap();
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    let job = clinic.system_job();
    import.take(&clinic, &job, rows).await.unwrap();
    assert_eq!(listed("a2", "a3").await, (true, 0));
    differ(&clinic, &desk, "a2", "a3").await;
    assert_eq!(listed("a2", "a3").await, (false, 1));
    assert_eq!(listed("a1", "a3").await, (true, 1), "of a1 nobody said so");
    let id = merged(&clinic, &desk, "a1", "a2").await;
    assert_eq!(listed("a1", "a3").await, (false, 1), "a2 is part of a1");
    let decided = own(&clinic).await;
    let labels: Vec<bool> = decided.iter().map(|(_, same)| *same).collect();
    assert_eq!(labels, [true], "a1 as it is was compared with nobody");
    undone(&clinic, &desk, id).await;
    forgotten(&clinic, &desk, "a2", "a3").await;
    assert_eq!(listed("a2", "a3").await, (true, 1));
}

/// Pairs of profiles that staff merged, or said are different people.
async fn decided_alike(rows: impl Fn(usize) -> String, same: bool) -> Model {
    let clinic = TestClinic::new().await;
    let head = "external_id,given_name,family_name,birth_date,phone\n";
    let file: String = (0..20).map(rows).collect();
    let rows = Sheet::open(format!("{head}{file}").as_bytes())
        .unwrap()
        .next_rows(99)
        .unwrap();
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    let job = clinic.system_job();
    import.take(&clinic, &job, rows).await.unwrap();
    let desk = desk(&clinic).await;
    for at in 0..20 {
        let (one, other) = (format!("x{at}"), format!("y{at}"));
        if same {
            merged(&clinic, &desk, &one, &other).await;
        } else {
            differ(&clinic, &desk, &one, &other).await;
        }
    }
    let decided = own(&clinic).await;
    assert_eq!(decided.len(), 20);
    assert!(decided.iter().all(|(_, label)| *label == same));
    train::pairs(&Model::shipped(), &decided)
}

const FAMILIES: [&str; 5] = ["Kowalczyk", "Haverford", "Lindqvist", "Okonjo", "Brambilla"];

#[tokio::test]
async fn weights_move_to_where_the_decisions_point() {
    // Merged are profiles whose family name is written with a slip, or without one.
    let pair = |at: usize, slip: &str| {
        let (family, day) = (FAMILIES[at % 5], at + 1);
        let phone = 9_025_550_100 + at;
        format!(
            "x{at},Marisol,{family},1970-05-{day:02},{phone}\n\
             y{at},Marisol,{family}{slip},1970-05-{day:02},{phone}\n"
        )
    };
    let careful = decided_alike(|at| pair(at, ""), true).await;
    let careless = decided_alike(|at| pair(at, "x"), true).await;
    let shipped = Model::shipped();
    let equal = |model: &Model| model.slips.family[0];
    assert!(equal(&careless) < equal(&shipped) - 0.01, "{careless:?}");
    assert!(equal(&careful) > equal(&careless) + 0.01);
    assert!(equal(&careful) >= equal(&shipped) - 1e-9);

    // Different people are sisters and brothers who all have one number, or each their own.
    let siblings = |at: usize, together: bool| {
        let (family, day) = (FAMILIES[at % 5], at + 1);
        let phone = 9_025_550_100 + at;
        let other = if together { phone } else { phone + 5_000 };
        format!(
            "x{at},Marisol,{family},1970-05-{day:02},{phone}\n\
             y{at},Gottfried,{family},1973-11-{day:02},{other}\n"
        )
    };
    let one = decided_alike(|at| siblings(at, true), false).await;
    let each = decided_alike(|at| siblings(at, false), false).await;
    let shared = |model: &Model| {
        let sibling = model.relations.iter().find(|one| one.kin == Kin::Sibling);
        sibling.unwrap().phone
    };
    assert!(shared(&one) > shared(&shipped), "{}", shared(&one));
    assert!(shared(&one) > shared(&each), "{}", shared(&each));
    for learnt in [&careful, &careless, &one, &each] {
        assert!(learnt.source.contains("20 pairs"), "{}", learnt.source);
    }
}
