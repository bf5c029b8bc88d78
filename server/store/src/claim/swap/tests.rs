use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::claim::tests::{ada, appointment, at, bea, clinic, hold};
use crate::claim::{Claimant, delete_claims, free_claims, insert_claims, keep_claims};
use crate::testing::TestStore;

fn place(practitioner: PractitionerId, quanta: RangeInclusive<i64>) -> Place {
    Place {
        practitioner,
        quanta,
    }
}

async fn take(tx: &mut Tx, n: u128, to: &Place, minute: i64) -> bool {
    let claimant = Claimant::Appointment(appointment(n));
    insert_claims(tx, to.practitioner, &to.quanta, claimant, at(minute))
        .await
        .unwrap()
}

async fn shift(tx: &mut Tx, n: u128, to: &Place, minute: i64) -> bool {
    swap_claims(tx, appointment(n), to, at(minute + 3), at(minute))
        .await
        .unwrap()
}

/// Whether a stranger could hold it.
async fn is_free(tx: &mut Tx, place: &Place, minute: i64) -> bool {
    let claimant = Claimant::Hold(hold(100), at(minute + 10));
    let got = insert_claims(tx, place.practitioner, &place.quanta, claimant, at(minute))
        .await
        .unwrap();
    crate::claim::delete_claims_of_hold(tx, hold(100))
        .await
        .unwrap();
    got
}

async fn started() -> TestStore {
    clinic(1, 3).await
}

#[tokio::test]
async fn what_both_times_share_is_never_let_go() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    assert!(take(&mut tx, 200, &place(ada(), 10..=15), 0).await);
    assert!(shift(&mut tx, 200, &place(ada(), 13..=18), 1).await);
    for (quanta, minute, free) in [
        (13..=18, 9_999, false),
        (10..=12, 1, false),
        (12..=12, 3, false),
        (10..=12, 4, true),
        (19..=19, 1, true),
    ] {
        let wanted = place(ada(), quanta);
        assert_eq!(is_free(&mut tx, &wanted, minute).await, free, "{wanted:?}");
    }
}

#[tokio::test]
async fn the_same_time_with_somebody_else_shares_nothing() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (old, new) = (place(ada(), 10..=15), place(bea(), 10..=15));
    assert!(take(&mut tx, 200, &old, 0).await);
    assert!(shift(&mut tx, 200, &new, 1).await);
    assert!(!is_free(&mut tx, &old, 2).await);
    assert!(!is_free(&mut tx, &new, 2).await);
    assert!(
        swap_back(&mut tx, appointment(200), &old, at(2))
            .await
            .unwrap()
    );
    assert!(is_free(&mut tx, &new, 2).await, "at once");
    assert!(!is_free(&mut tx, &old, 9_999).await, "for good");
}

#[tokio::test]
async fn a_taken_time_refuses_the_move() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    assert!(take(&mut tx, 200, &place(ada(), 10..=15), 0).await);
    assert!(take(&mut tx, 201, &place(ada(), 18..=23), 0).await);
    assert!(!shift(&mut tx, 200, &place(ada(), 13..=18), 1).await);
}

#[tokio::test]
async fn only_the_last_step_can_be_taken_back_and_only_in_its_grace() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (first, second, third) = (
        place(ada(), 10..=15),
        place(ada(), 30..=35),
        place(ada(), 50..=55),
    );
    assert!(take(&mut tx, 200, &first, 0).await);
    assert!(shift(&mut tx, 200, &second, 0).await);
    assert!(shift(&mut tx, 200, &third, 2).await);
    // What the first step released ends with that step's grace.
    assert!(!is_free(&mut tx, &first, 2).await);
    assert!(is_free(&mut tx, &first, 3).await);
    assert!(
        !swap_back(&mut tx, appointment(200), &first, at(3))
            .await
            .unwrap()
    );
    let mut tx = {
        tx.commit().await.unwrap();
        store.begin().await.unwrap()
    };
    assert!(
        !swap_back(&mut tx, appointment(200), &second, at(5))
            .await
            .unwrap()
    );
    assert!(
        swap_back(&mut tx, appointment(200), &second, at(4))
            .await
            .unwrap()
    );
    assert!(is_free(&mut tx, &third, 4).await);
}

#[tokio::test]
async fn going_back_by_a_move_takes_the_released_time_again() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (first, second) = (place(ada(), 10..=15), place(ada(), 13..=18));
    assert!(take(&mut tx, 200, &first, 0).await);
    assert!(shift(&mut tx, 200, &second, 0).await);
    assert!(shift(&mut tx, 200, &first, 1).await);
    assert!(!is_free(&mut tx, &first, 9_999).await);
    assert!(
        swap_back(&mut tx, appointment(200), &second, at(2))
            .await
            .unwrap()
    );
    assert!(!is_free(&mut tx, &second, 9_999).await);
}

#[tokio::test]
async fn the_desk_may_take_a_graced_time_and_that_ends_the_undo() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (old, new) = (place(ada(), 10..=15), place(ada(), 30..=35));
    assert!(take(&mut tx, 200, &old, 0).await);
    assert!(shift(&mut tx, 200, &new, 1).await);
    let desks = place(ada(), 12..=17);
    assert!(!is_free(&mut tx, &desks, 2).await);
    take_graced(&mut tx, &desks).await.unwrap();
    assert!(take(&mut tx, 201, &desks, 2).await);
    assert!(
        !swap_back(&mut tx, appointment(200), &old, at(2))
            .await
            .unwrap()
    );
    // What lasts is nobody's to take.
    take_graced(&mut tx, &new).await.unwrap();
    assert!(!is_free(&mut tx, &new, 2).await);
}

#[tokio::test]
async fn after_cancelling_only_the_cancelling_can_be_taken_back() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (old, new) = (place(ada(), 10..=15), place(ada(), 30..=35));
    assert!(take(&mut tx, 200, &old, 0).await);
    assert!(shift(&mut tx, 200, &new, 0).await);
    forget_left(&mut tx, appointment(200)).await.unwrap();
    assert!(is_free(&mut tx, &old, 0).await);
    free_claims(&mut tx, appointment(200), at(4)).await.unwrap();
    assert!(
        keep_claims(&mut tx, appointment(200), &new.quanta, at(2))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn what_an_earlier_step_left_goes_with_the_move_that_took_it_again() {
    let store = started().await;
    let mut tx = store.begin().await.unwrap();
    let (first, second) = (place(ada(), 16..=19), place(bea(), 0..=0));
    assert!(take(&mut tx, 200, &first, 0).await);
    assert!(shift(&mut tx, 200, &second, 0).await);
    assert!(shift(&mut tx, 200, &place(ada(), 17..=19), 0).await);
    assert!(
        swap_back(&mut tx, appointment(200), &second, at(0))
            .await
            .unwrap()
    );
    // The first move can't be taken back any more, so nobody has to wait for its time.
    assert!(is_free(&mut tx, &place(ada(), 17..=19), 0).await);
    assert!(!is_free(&mut tx, &place(ada(), 16..=16), 0).await);
}

/// One thing that happens to a visit.
#[derive(Clone, Debug)]
enum Step {
    Book(Place),
    Move(Place),
    Undo,
    Cancel,
    Wait(i64),
}

fn places() -> impl Strategy<Value = Place> {
    (any::<bool>(), 0_i64..24, 1_i64..6).prop_map(|(with_ada, first, count)| {
        place(
            if with_ada { ada() } else { bea() },
            first..=first + count - 1,
        )
    })
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => places().prop_map(Step::Book),
        5 => places().prop_map(Step::Move),
        3 => Just(Step::Undo),
        1 => Just(Step::Cancel),
        2 => (1_i64..4).prop_map(Step::Wait),
    ]
}

impl Place {
    fn has(&self, other: &Self) -> bool {
        self.practitioner == other.practitioner
            && self.quanta.start() <= other.quanta.start()
            && other.quanta.end() <= self.quanta.end()
    }
}

/// What a plain list of visits would say.
#[derive(Clone, Debug, Default)]
struct Model {
    minute: i64,
    /// The visits that stand.
    visits: BTreeMap<u128, Place>,
    /// The place that the last step left, and until when it can be taken back.
    left: BTreeMap<u128, (Place, i64)>,
    /// What was released, by whom, and until when it is kept.
    kept: Vec<(u128, Place, i64)>,
}

impl Model {
    fn is_free(&self, who: u128, wanted: &Place) -> bool {
        let meets = |place: &Place| {
            place.practitioner == wanted.practitioner
                && place.quanta.start() <= wanted.quanta.end()
                && wanted.quanta.start() <= place.quanta.end()
        };
        !self
            .visits
            .iter()
            .any(|(of, place)| *of != who && meets(place))
            && !self
                .kept
                .iter()
                .any(|(of, place, until)| *of != who && *until > self.minute && meets(place))
    }

    fn release(&mut self, who: u128, place: &Place, until: i64) {
        self.kept.push((who, place.clone(), until));
    }

    /// What is given back at once isn't kept, even where an earlier step had released it:
    /// only the last step can be taken back.
    fn give_back(&mut self, who: u128, place: &Place) {
        let kept = std::mem::take(&mut self.kept);
        for (of, was, until) in kept {
            if of != who || was.practitioner != place.practitioner {
                self.kept.push((of, was, until));
                continue;
            }
            let rest = was.quanta.filter(|quantum| !place.quanta.contains(quantum));
            let rest = rest.map(|q| (of, self::place(was.practitioner, q..=q), until));
            self.kept.extend(rest);
        }
    }
}

/// The rows that last, of one visit.
async fn lasting(tx: &mut Tx, n: u128) -> Vec<(PractitionerId, i64)> {
    let rows: Vec<(Id<PractitionerId>, i64)> = sqlx::query_as(
        "SELECT resource_id, quantum FROM claim WHERE appointment_id = $1 AND free_at IS NULL \
         ORDER BY resource_id, quantum",
    )
    .bind(Id(appointment(n)))
    .fetch_all(tx.conn())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(whose, quantum)| (whose.0, quantum))
        .collect()
}

async fn play(store: &TestStore, model: &mut Model, n: u128, step: &Step) {
    let mut tx = store.begin().await.unwrap();
    let minute = model.minute;
    let stands = model.visits.get(&n).cloned();
    let done = match (step, stands) {
        (Step::Wait(minutes), _) => {
            model.minute += minutes;
            true
        }
        (Step::Book(to), None) => {
            // An id books once: what it released before it was cancelled is gone.
            delete_claims(&mut tx, appointment(n)).await.unwrap();
            model.kept.retain(|(of, ..)| *of != n);
            let free = model.is_free(n, to);
            let got = take(&mut tx, n, to, minute).await;
            assert_eq!(got, free, "{n} books {to:?} in {model:?}");
            if got {
                model.visits.insert(n, to.clone());
                model.left.remove(&n);
            }
            got
        }
        (Step::Move(to), Some(from)) => {
            let free = model.is_free(n, to);
            let got = shift(&mut tx, n, to, minute).await;
            assert_eq!(got, free, "{n} moves to {to:?} in {model:?}");
            if got {
                model.release(n, &from, minute + 3);
                model.visits.insert(n, to.clone());
                model.left.insert(n, (from, minute + 3));
            }
            got
        }
        (Step::Undo, Some(_)) => match model.left.get(&n).cloned() {
            Some((left, until)) => {
                let got = swap_back(&mut tx, appointment(n), &left, at(minute))
                    .await
                    .unwrap();
                // What the visit has anyway was never given away.
                let shared = model.visits.get(&n).is_some_and(|now| now.has(&left));
                assert_eq!(
                    got,
                    until > minute || shared,
                    "{n} goes back to {left:?} in {model:?}"
                );
                if got {
                    if let Some(given) = model.visits.insert(n, left.clone()) {
                        model.give_back(n, &given);
                    }
                    model.left.remove(&n);
                }
                got
            }
            None => false,
        },
        (Step::Cancel, Some(_)) => {
            delete_claims(&mut tx, appointment(n)).await.unwrap();
            model.visits.remove(&n);
            model.left.remove(&n);
            model.kept.retain(|(of, ..)| *of != n);
            true
        }
        (Step::Book(_), Some(_)) | (Step::Move(_) | Step::Undo | Step::Cancel, None) => false,
    };
    if done {
        tx.commit().await.unwrap();
    } else {
        tx.undo().await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is booked, moved, taken back and cancelled in whatever order: a step
    /// succeeds exactly if a plain list of visits allows it, and after each step each
    /// visit that stands has its whole time for good and nothing else.
    #[test]
    fn moves_agree_with_a_list_of_visits(
        steps in prop::collection::vec((200_u128..203, steps()), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = started().await;
            let mut model = Model::default();
            for (n, step) in steps {
                let before = model.clone();
                play(&store, &mut model, n, &step).await;
                let mut tx = store.begin().await.unwrap();
                for n in 200..203 {
                    let claims = lasting(&mut tx, n).await;
                    let expected: Vec<_> = model.visits.get(&n).map_or(Vec::new(), |place| {
                        place.quanta.clone().map(|q| (place.practitioner, q)).collect()
                    });
                    assert_eq!(claims, expected, "{n} after {step:?} in {before:?}");
                }
            }
        });
    }
}
