//! How pairs compare where the counts of names and numbers are stored: nothing is read that
//! comparing doesn't ask about.

use std::cell::RefCell;
use std::collections::HashSet;

use domain::matching::linkage::{
    self, Counts, Customs, Evidence, Frequencies, Prepared, TokenKind,
};
use store::matching as rows;

use crate::failure::Failure;

/// How the two of each pair compare, in their order. Whoever is `joining` is no patient yet,
/// and counted as one.
///
/// What comparing asks about hardly ever depends on what is answered. So everything is
/// compared once with nothing known, which tells what to read, and then until it asks about
/// nothing new.
pub(super) async fn compared(
    db: &mut impl store::Reads,
    joining: Option<&Prepared>,
    pairs: &[(&Prepared, &Prepared)],
) -> Result<Vec<Evidence>, Failure> {
    let mut known = Tokens::default();
    let (_, mut new) = asked(&Counts::new(0), &known, pairs);
    for (kind, token) in joining.map(linkage::tokens).unwrap_or_default() {
        new.add(kind, &token);
    }
    let list = new.list();
    let mut counts = rows::counts(db, &list).await?;
    if let Some(joining) = joining {
        counts.include(joining);
    }
    known.extend(list);
    loop {
        let (evidence, new) = asked(&counts, &known, pairs);
        let list = new.list();
        if list.is_empty() {
            return Ok(evidence);
        }
        rows::add_counts(db, &mut counts, &list).await?;
        known.extend(list);
    }
}

/// How the pairs compare as far as is known, and what was asked about besides.
fn asked(
    counts: &Counts,
    known: &Tokens,
    pairs: &[(&Prepared, &Prepared)],
) -> (Vec<Evidence>, Tokens) {
    let asking = Asking {
        counts,
        known,
        asked: RefCell::default(),
    };
    let compared = pairs.iter();
    let compared = compared.map(|(one, other)| linkage::evidence(one, other, &asking));
    (compared.collect(), asking.asked.into_inner())
}

/// Remembers what it was asked about and didn't know.
struct Asking<'a> {
    counts: &'a Counts,
    known: &'a Tokens,
    asked: RefCell<Tokens>,
}

impl Frequencies for Asking<'_> {
    fn people(&self) -> u64 {
        self.counts.people()
    }

    fn count(&self, kind: TokenKind, token: &str) -> u64 {
        let count = self.counts.count(kind, token);
        if count == 0 && !self.known.has(kind, token) {
            self.asked.borrow_mut().add(kind, token);
        }
        count
    }

    fn customs(&self) -> Customs {
        self.counts.customs()
    }
}

/// Tokens of each kind, which are met far more often than they are new.
#[derive(Default)]
struct Tokens([HashSet<String>; TokenKind::ALL.len()]);

impl Tokens {
    fn has(&self, kind: TokenKind, token: &str) -> bool {
        let some = self.0.get(kind as usize);
        some.is_some_and(|some| some.contains(token))
    }

    fn add(&mut self, kind: TokenKind, token: &str) {
        if let Some(some) = self.0.get_mut(kind as usize)
            && !some.contains(token)
        {
            some.insert(token.to_owned());
        }
    }

    fn extend(&mut self, list: Vec<(TokenKind, String)>) {
        for (kind, token) in list {
            if let Some(some) = self.0.get_mut(kind as usize) {
                some.insert(token);
            }
        }
    }

    fn list(self) -> Vec<(TokenKind, String)> {
        let kinds = TokenKind::ALL.into_iter().zip(self.0);
        let each = kinds.flat_map(|(kind, some)| some.into_iter().map(move |token| (kind, token)));
        each.collect()
    }
}
