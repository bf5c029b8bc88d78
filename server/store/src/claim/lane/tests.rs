use std::collections::{BTreeMap, BTreeSet};

use domain::limits::{GRACE_MINUTES, HOLD_MINUTES};
use proptest::prelude::*;
use sqlx::Row as _;

use super::*;
use crate::claim::swap::{Place, take_graced};
use crate::claim::tests::{ada, appointment, at, clinic, hold, news, uuid};
use crate::claim::{Claimant, free_claims, insert_claims, keep_claims};
use crate::hold::become_appointment;
use crate::testing::TestStore;

fn place(quanta: &RangeInclusive<i64>) -> Place {
    Place {
        practitioner: ada(),
        quanta: quanta.clone(),
    }
}

/// Who has which lane of a quantum.
async fn lanes(tx: &mut Tx) -> BTreeMap<i64, Vec<i64>> {
    let rows = sqlx::query("SELECT quantum, lane FROM claim ORDER BY quantum, lane")
        .fetch_all(tx.conn())
        .await
        .unwrap();
    let mut lanes: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in rows {
        lanes.entry(row.get(0)).or_default().push(row.get(1));
    }
    lanes
}

#[tokio::test]
async fn an_overbook_takes_the_lowest_free_lane_of_each_quantum() {
    let store = clinic(0, 3).await;
    let mut tx = store.begin().await.unwrap();
    let normal = Claimant::Appointment(appointment(200));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=2), normal, at(0))
            .await
            .unwrap()
    );
    insert_claims_above(&mut tx, ada(), &(2..=3), appointment(201), at(0))
        .await
        .unwrap();
    insert_claims_above(&mut tx, ada(), &(2..=2), appointment(202), at(0))
        .await
        .unwrap();
    let expected = [(1, vec![0]), (2, vec![0, 1, 2]), (3, vec![0])];
    assert_eq!(lanes(&mut tx).await, BTreeMap::from(expected));
}

#[tokio::test]
async fn when_the_visit_below_goes_nobody_slips_under_the_overbook() {
    let store = clinic(1, 3).await;
    let mut tx = store.begin().await.unwrap();
    let normal = Claimant::Appointment(appointment(200));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=3), normal, at(0))
            .await
            .unwrap()
    );
    insert_claims_above(&mut tx, ada(), &(1..=3), appointment(201), at(0))
        .await
        .unwrap();
    free_claims(&mut tx, appointment(200), at(3)).await.unwrap();
    let late = Claimant::Hold(hold(100), at(20));
    assert!(
        !insert_claims(&mut tx, ada(), &(3..=5), late, at(10))
            .await
            .unwrap()
    );
    let whose: Vec<(i64, i64)> =
        sqlx::query("SELECT quantum, lane FROM claim WHERE appointment_id = $1 ORDER BY quantum")
            .bind(uuid(201))
            .fetch_all(tx.conn())
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect();
    // Asked for was the third quantum only: there it has moved down.
    assert_eq!(whose, [(1, 1), (2, 1), (3, 0)]);
}

#[tokio::test]
async fn staff_take_a_graced_time_and_that_ends_its_undo() {
    let store = clinic(0, 2).await;
    let mut tx = store.begin().await.unwrap();
    let first = Claimant::Appointment(appointment(200));
    let second = Claimant::Appointment(appointment(201));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), first, at(0))
            .await
            .unwrap()
    );
    free_claims(&mut tx, appointment(200), at(3)).await.unwrap();
    assert!(
        !insert_claims(&mut tx, ada(), &(6..=7), second, at(1))
            .await
            .unwrap()
    );
    crate::claim::delete_claims(&mut tx, appointment(201))
        .await
        .unwrap();
    take_graced(&mut tx, &place(&(6..=7))).await.unwrap();
    assert!(
        insert_claims(&mut tx, ada(), &(6..=7), second, at(1))
            .await
            .unwrap()
    );
    assert!(
        !keep_claims(&mut tx, appointment(200), &(1..=6), at(1))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_time_that_somebody_holds_is_known_until_the_hold_ends() {
    let store = clinic(1, 0).await;
    let mut tx = store.begin().await.unwrap();
    let held = Claimant::Hold(hold(100), at(10));
    assert!(
        insert_claims(&mut tx, ada(), &(1..=6), held, at(0))
            .await
            .unwrap()
    );
    for (quanta, now, until) in [
        (6..=8, at(9), Some(at(10))),
        (6..=8, at(10), None),
        (7..=8, at(0), None),
    ] {
        assert_eq!(
            held_until(&mut tx, ada(), &quanta, now).await.unwrap(),
            until
        );
    }
}

/// One thing that happens. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
    Hold(i64, i64),
    BookHeld(usize),
    Release(usize),
    Book { first: i64, count: i64 },
    BookByStaff { first: i64, count: i64 },
    Overbook { first: i64, count: i64 },
    Cancel(usize),
    Undo(usize),
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let quanta = || (0_i64..16, 1_i64..6);
    let step = prop_oneof![
        2 => quanta().prop_map(|(first, count)| Step::Hold(first, count)),
        2 => any::<usize>().prop_map(Step::BookHeld),
        1 => any::<usize>().prop_map(Step::Release),
        2 => quanta().prop_map(|(first, count)| Step::Book { first, count }),
        2 => quanta().prop_map(|(first, count)| Step::BookByStaff { first, count }),
        4 => quanta().prop_map(|(first, count)| Step::Overbook { first, count }),
        4 => any::<usize>().prop_map(Step::Cancel),
        3 => any::<usize>().prop_map(Step::Undo),
        3 => (1_i64..6).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..40)
}

/// Who has the time, as a person would write it down: no lanes, no rows.
#[derive(Clone, Debug)]
struct Taker {
    asked: RangeInclusive<i64>,
    /// What nobody has taken from it.
    has: BTreeSet<i64>,
    /// From then on it counts as free.
    free_at: Option<i64>,
    hold: bool,
}

impl Taker {
    fn counts(&self, now: i64) -> bool {
        self.free_at.is_none_or(|at| at > now)
    }
}

#[derive(Debug, Default)]
struct Model {
    now: i64,
    takers: BTreeMap<u128, Taker>,
}

impl Model {
    fn taken(&self, quanta: &RangeInclusive<i64>, by: impl Fn(&Taker) -> bool) -> bool {
        self.takers.values().any(|taker| {
            taker.counts(self.now) && by(taker) && taker.has.iter().any(|q| quanta.contains(q))
        })
    }

    fn give(&mut self, id: u128, quanta: &RangeInclusive<i64>, free_at: Option<i64>) {
        let taker = Taker {
            asked: quanta.clone(),
            has: quanta.clone().collect(),
            free_at,
            hold: id < 200,
        };
        self.takers.insert(id, taker);
    }

    fn end_grace(&mut self, quanta: &RangeInclusive<i64>) {
        for taker in self
            .takers
            .values_mut()
            .filter(|t| !t.hold && t.free_at.is_some())
        {
            taker.has.retain(|q| !quanta.contains(q));
        }
    }

    /// The `n`th of those who are as asked for.
    fn pick(&self, n: usize, as_asked: impl Fn(&Taker) -> bool) -> Option<u128> {
        let fit: Vec<u128> = self
            .takers
            .iter()
            .filter(|(_, taker)| taker.counts(self.now) && as_asked(taker))
            .map(|(id, _)| *id)
            .collect();
        (!fit.is_empty()).then(|| fit[n % fit.len()])
    }
}

/// The store beside the model, and the ids that neither has used.
struct Both {
    store: TestStore,
    model: Model,
    next_hold: u128,
    next_appointment: u128,
}

impl Both {
    fn now(&self) -> Timestamp {
        at(self.model.now)
    }

    /// Claims in the store and in the model, whose answers must be the same.
    async fn claim(&mut self, id: u128, quanta: &RangeInclusive<i64>, by_staff: bool) {
        let (now, ends) = (self.now(), self.model.now + HOLD_MINUTES);
        let claimant = match id < 200 {
            true => Claimant::Hold(hold(id), at(ends)),
            false => Claimant::Appointment(appointment(id)),
        };
        let mut tx = self.store.begin().await.unwrap();
        let free = if by_staff {
            take_graced(&mut tx, &place(quanta)).await.unwrap();
            !self
                .model
                .taken(quanta, |taker| taker.hold || taker.free_at.is_none())
        } else {
            !self.model.taken(quanta, |_| true)
        };
        let got = insert_claims(&mut tx, ada(), quanta, claimant, now)
            .await
            .unwrap();
        assert_eq!(
            got, free,
            "{quanta:?} of {id} at {} in {:?}",
            self.model.now, self.model
        );
        if got {
            tx.commit().await.unwrap();
            if by_staff {
                self.model.end_grace(quanta);
            }
            self.model.give(id, quanta, (id < 200).then_some(ends));
        }
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Hold(first, count) => {
                self.next_hold += 1;
                self.claim(self.next_hold, &(first..=first + count - 1), false)
                    .await;
            }
            Step::Book { first, count } => {
                self.next_appointment += 1;
                self.claim(self.next_appointment, &(first..=first + count - 1), false)
                    .await;
            }
            Step::BookByStaff { first, count } => {
                self.next_appointment += 1;
                self.claim(self.next_appointment, &(first..=first + count - 1), true)
                    .await;
            }
            Step::Overbook { first, count } => self.overbook(&(first..=first + count - 1)).await,
            Step::BookHeld(n) => self.book_held(n).await,
            Step::Release(n) => {
                let Some(id) = self.model.pick(n, |taker| taker.hold) else {
                    return;
                };
                let mut tx = self.store.begin().await.unwrap();
                crate::hold::delete_hold(&mut tx, hold(id), uuid(id).as_bytes())
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                self.model.takers.remove(&id);
            }
            Step::Cancel(n) => self.cancel(n).await,
            Step::Undo(n) => self.undo(n).await,
            Step::Wait(minutes) => self.model.now += minutes,
        }
    }

    async fn overbook(&mut self, quanta: &RangeInclusive<i64>) {
        self.next_appointment += 1;
        let id = self.next_appointment;
        let now = self.now();
        let mut tx = self.store.begin().await.unwrap();
        let held = held_until(&mut tx, ada(), quanta, now).await.unwrap();
        assert_eq!(held.is_some(), self.model.taken(quanta, |taker| taker.hold));
        if held.is_some() {
            return;
        }
        take_graced(&mut tx, &place(quanta)).await.unwrap();
        insert_claims_above(&mut tx, ada(), quanta, appointment(id), now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.model.end_grace(quanta);
        self.model.give(id, quanta, None);
    }

    async fn book_held(&mut self, n: usize) {
        let Some(from) = self.model.pick(n, |taker| taker.hold) else {
            return;
        };
        self.next_appointment += 1;
        let to = self.next_appointment;
        let quanta = self.model.takers[&from].asked.clone();
        let mut tx = self.store.begin().await.unwrap();
        let (its, of, visitor, news) = (appointment(to), hold(from), uuid(from), news(to));
        assert!(
            become_appointment(&mut tx, of, visitor.as_bytes(), its, &quanta, &news)
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        self.model.takers.remove(&from);
        self.model.give(to, &quanta, None);
    }

    async fn cancel(&mut self, n: usize) {
        let live = |taker: &Taker| !taker.hold && taker.free_at.is_none();
        let Some(id) = self.model.pick(n, live) else {
            return;
        };
        let free_at = self.model.now + GRACE_MINUTES;
        let mut tx = self.store.begin().await.unwrap();
        free_claims(&mut tx, appointment(id), at(free_at))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.model.takers.get_mut(&id).unwrap().free_at = Some(free_at);
    }

    async fn undo(&mut self, n: usize) {
        let graced = |taker: &Taker| !taker.hold && taker.free_at.is_some();
        let Some(id) = self.model.pick(n, graced) else {
            return;
        };
        let now = self.now();
        let taker = self.model.takers.get_mut(&id).unwrap();
        let whole = taker.has == taker.asked.clone().collect();
        let mut tx = self.store.begin().await.unwrap();
        let kept = keep_claims(&mut tx, appointment(id), &taker.asked, now)
            .await
            .unwrap();
        assert_eq!(
            kept, whole,
            "undo of {id} at {} in {:?}",
            self.model.now, self.model
        );
        if kept {
            tx.commit().await.unwrap();
            taker.free_at = None;
        }
    }

    /// Every taken quantum has its lanes from 0 on without a gap once somebody asks for
    /// it, and what the model says of it stands there.
    async fn check(&self) {
        let all = 0..=30;
        let mut tx = self.store.begin().await.unwrap();
        settle(&mut tx, ada(), &all, self.now()).await.unwrap();
        move_down(&mut tx, ada(), &all).await.unwrap();
        for (quantum, lanes) in lanes(&mut tx).await {
            let dense: Vec<i64> = (0_i64..).take(lanes.len()).collect();
            assert_eq!(lanes, dense, "lanes of {quantum}");
            let takers = self.model.takers.values();
            let there = takers.filter(|t| t.counts(self.model.now) && t.has.contains(&quantum));
            assert_eq!(
                lanes.len(),
                there.count(),
                "quantum {quantum} in {:?}",
                self.model
            );
        }
        for quantum in all {
            let taken = self.model.taken(&(quantum..=quantum), |_| true);
            assert_eq!(
                lanes(&mut tx).await.contains_key(&quantum),
                taken,
                "quantum {quantum}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Whatever is booked, overbooked, held, cancelled and taken back in whatever order:
    /// a normal claim succeeds exactly where a person with a list would say "free", so it
    /// never slips over an overbook whose lower lane was released.
    #[test]
    fn lanes_agree_with_a_list_of_who_has_what(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut both = Both {
                store: clinic(40, 40).await,
                model: Model::default(),
                next_hold: 99,
                next_appointment: 199,
            };
            for step in steps {
                both.take(step).await;
                both.check().await;
            }
        });
    }
}
