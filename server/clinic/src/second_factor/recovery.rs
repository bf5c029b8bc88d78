//! Recovery codes: ten of them, each good once, shown once and stored as hashes.

use std::fmt;

use domain::limits;
use domain::second_factor::RecoveryCode;
use store::second_factor::{self as rows, Owner};
use subtle::ConstantTimeEq as _;

use crate::authz::Work;
use crate::failure::Failure;
use crate::rng::Rng;
use crate::token::hash_parts;

/// A fresh set, to be shown to its owner.
#[derive(Clone, PartialEq, Eq)]
pub struct Codes(Vec<RecoveryCode>);

/// Without the codes.
impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codes([redacted])")
    }
}

impl Codes {
    /// The codes as they are written down.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

/// What is stored of a code: 60 random bits, so a plain hash of them does.
fn hash(owner: Owner, code: &RecoveryCode) -> [u8; 32] {
    let (owner, code) = (owner.uuid(), code.as_str());
    hash_parts(&[b"kith recovery code", owner.as_bytes(), code.as_bytes()])
}

/// Makes a new set; every earlier code is dead.
pub(super) async fn renew(work: &mut Work, owner: Owner) -> Result<Codes, Failure> {
    let codes = fresh(work.clinic().rng());
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash(owner, code)).collect();
    rows::replace_codes(work, owner, &hashes).await?;
    Ok(Codes(codes))
}

fn fresh(rng: &dyn Rng) -> Vec<RecoveryCode> {
    let mut codes: Vec<RecoveryCode> = Vec::new();
    while codes.len() < limits::RECOVERY_CODES {
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        let code = RecoveryCode::of_random(bytes);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Uses a code up; says whether it was one of those that are still good. Each of them is
/// compared, byte by byte to the end.
pub(super) async fn take(
    work: &mut Work,
    owner: Owner,
    typed: &RecoveryCode,
) -> Result<bool, Failure> {
    let wanted = hash(owner, typed);
    let mut found = None;
    for (number, stored) in rows::list_codes(&mut **work, owner).await? {
        if bool::from(stored.ct_eq(&wanted)) {
            found = Some(number);
        }
    }
    let now = work.now();
    match found {
        Some(number) => Ok(rows::use_code(work, owner, number, now).await?),
        None => Ok(false),
    }
}
