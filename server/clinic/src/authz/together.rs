//! An account holder who books for several people in one go.

use domain::id::{AccountId, PatientId};
use domain::limits;
use jiff::Timestamp;

use super::can;
use super::session::{AccountHolder, ActingFor};
use super::witness::{Actor, Witness};
use super::{AddressKey, Clinic};
use crate::failure::Failure;

/// This account may book for each of these patients. It holds a witness for each of them, and
/// a transaction begun with it asks again of every one.
#[must_use]
pub struct Together {
    each: Vec<ActingFor<can::Book>>,
    holder: AccountHolder,
}

impl Together {
    /// Who books.
    pub fn account(&self) -> AccountId {
        self.holder.account_id()
    }

    /// The witnesses, in the order in which the patients were named.
    pub fn each(&self) -> &[ActingFor<can::Book>] {
        &self.each
    }
}

impl Witness for Together {
    fn actor(&self) -> Actor {
        self.holder.actor()
    }

    fn address(&self) -> Option<AddressKey> {
        self.holder.address()
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        for who in &self.each {
            who.check_again(db, now).await?;
        }
        Ok(())
    }
}

impl Clinic {
    /// Lets an account holder book for several patients in one go, if they may book for each.
    ///
    /// # Errors
    /// `NotFound` when one of them isn't theirs to book for or is named twice, or they are too
    /// few or too many to come together.
    pub async fn together(
        &self,
        who: AccountHolder,
        patients: &[PatientId],
    ) -> Result<Together, Failure> {
        if !(2..=limits::TOGETHER_PEOPLE_MAX).contains(&patients.len()) {
            return Err(Failure::NotFound);
        }
        let mut each: Vec<ActingFor<can::Book>> = Vec::new();
        for patient in patients {
            if each.iter().any(|other| other.patient() == *patient) {
                return Err(Failure::NotFound);
            }
            each.push(self.acting_for(&who, *patient).await?);
        }
        Ok(Together { each, holder: who })
    }
}
