//! The best five of one person, asked as the product does, and beside it the same statements
//! and rows with nothing computed: what the database alone takes.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clinic::clock::SystemClock;
use clinic::matching::{best_matches, model};
use clinic::opening::OpenClinic;
use domain::matching::linkage::{
    Counts, Customs, Frequencies, Prepared, TokenKind, evidence, tokens,
};
use matching_bench::figures::Record;
use matching_bench::file::person_of;
use store::{ReadTx, Store, matching as rows};

use super::Base;
use crate::Outcome;
use crate::table::Times;
use crate::world::address;

const BEST: usize = 5;
/// Asked before it is measured: the statements are prepared then, and the first pages read.
const BEFORE: usize = 50;

/// How looking up went.
pub(crate) struct Looked {
    pub(crate) ours: Times,
    pub(crate) alone: Times,
    /// How often the first is the right one.
    pub(crate) first: f64,
    /// How often one of the five is.
    pub(crate) five: f64,
}

pub(crate) async fn measure(base: &Base, asked: &[Record]) -> Outcome<Looked> {
    let url = address(&base.file);
    let clock = Arc::new(SystemClock);
    let open = OpenClinic::beside(&url, "http://127.0.0.1", clock).await?;
    let job = open.clinic().system_job();
    let model = model(open.clinic(), &job).await.map_err(broken)?;
    let mut ours = Vec::with_capacity(asked.len());
    let (mut first, mut five) = (0_usize, 0_usize);
    for record in asked.iter().take(BEFORE) {
        let found = best_matches(open.clinic(), &job, &model, &record.profile, BEST).await;
        found.map_err(broken)?;
    }
    for record in asked {
        let began = Instant::now();
        let found = best_matches(open.clinic(), &job, &model, &record.profile, BEST).await;
        ours.push(began.elapsed());
        let found = found.map_err(broken)?;
        let mut right = found.iter().map(|one| {
            let id = one.stored.external_id.as_deref();
            id.and_then(person_of) == Some(record.person)
        });
        first += usize::from(right.clone().next() == Some(true));
        five += usize::from(right.any(|right| right));
    }
    open.close().await?;
    let alone = alone(&url, asked).await?;
    let part = |count: usize| count as f64 / asked.len().max(1) as f64;
    Ok(Looked {
        ours: Times::new(ours),
        alone: Times::new(alone),
        first: part(first),
        five: part(five),
    })
}

fn broken(failure: clinic::Failure) -> String {
    format!("no best matches: {failure}")
}

/// How long the reads alone take for each.
async fn alone(url: &str, asked: &[Record]) -> Outcome<Vec<Duration>> {
    let store = Store::open(url).await?;
    let mut took = Vec::with_capacity(asked.len());
    for record in asked.iter().take(BEFORE).chain(asked) {
        let person = Prepared::of(&record.profile);
        let mut db = store.read().await?;
        let questions = questions(&mut db, &person).await?;
        drop(db);
        let began = Instant::now();
        let mut db = store.read().await?;
        let ids = rows::candidates(&mut db, &person, None).await?;
        rows::profiles(&mut db, ids).await?;
        rows::counts(&mut db, &questions).await?;
        drop(db);
        took.push(began.elapsed());
    }
    store.close().await?;
    Ok(took.split_off(BEFORE.min(asked.len())))
}

/// What comparing asks about this person and those who are met.
async fn questions(db: &mut ReadTx, person: &Prepared) -> Outcome<Vec<(TokenKind, String)>> {
    let ids = rows::candidates(db, person, None).await?;
    let found = rows::profiles(db, ids).await?;
    let asking = Asking {
        counts: &Counts::new(0),
        asked: RefCell::new(tokens(person).into_iter().collect()),
    };
    for one in &found {
        std::hint::black_box(evidence(person, &Prepared::of(&one.profile), &asking));
    }
    Ok(asking.asked.into_inner().into_iter().collect())
}

/// Remembers what it was asked about.
struct Asking<'a> {
    counts: &'a Counts,
    asked: RefCell<HashSet<(TokenKind, String)>>,
}

impl Frequencies for Asking<'_> {
    fn people(&self) -> u64 {
        self.counts.people()
    }

    fn count(&self, kind: TokenKind, token: &str) -> u64 {
        self.asked.borrow_mut().insert((kind, token.to_owned()));
        self.counts.count(kind, token)
    }

    fn customs(&self) -> Customs {
        self.counts.customs()
    }
}
