//! Whether two profiles are the same person.
//!
//! | file | what is in it |
//! |---|---|
//! | [`profile`] | what is compared, and its normalised form |
//! | [`name`], [`nicknames`], [`date`], [`contact`], [`place`] | reading and comparing a field |
//! | [`keys`], [`pairs`] | by which keys candidates are found, and pairs of all |
//! | [`population`], [`rarity`] | what is counted, and what a shared value says |
//! | [`evidence`] | how a pair compares, before anything is weighed |
//! | [`model`], [`shipped`] | the weights |
//! | [`train`] | new weights from pairs |
//! | [`judge`], [`reasons`], [`verdict`] | weighing, and what is said |

mod contact;
mod date;
mod evidence;
mod judge;
mod keys;
mod model;
mod name;
mod nicknames;
mod pairs;
mod place;
mod population;
mod profile;
mod rarity;
mod reasons;
mod shipped;
pub mod train;
mod verdict;

pub use evidence::{Evidence, evidence};
pub use keys::{CANDIDATES_MAX, READ_PER_KEY, RULES_OF_KEYS, common, keys, kind, ranked};
pub use model::{Kin, Model, RULES_OF_WEIGHTS, Relation, Slips};
pub use pairs::{Pair, Pairs};
pub use population::{Counts, Customs, Frequencies, Sums, TokenKind, tokens};
pub use profile::{Prepared, Profile};
pub use verdict::{Grade, Reason, Verdict};

/// Whether two profiles are the same person; bit for bit the same whichever is named
/// first.
#[must_use]
pub fn compare(
    model: &Model,
    one: &Prepared,
    other: &Prepared,
    frequencies: &impl Frequencies,
) -> Verdict {
    model.judge(&evidence(one, other, frequencies))
}

#[cfg(test)]
mod tests;
