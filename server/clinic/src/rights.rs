//! What an access allows today: the rule of `domain::access` with the clinic's table and its
//! date.

use domain::access::{Grant, Relation, Rights, Standing, WithAge, guardian_rights, own_rights};
use domain::age_policy::{AgeEffect, AgePolicy, Aged, Coming};
use domain::person::BirthDate;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::access::{Held, Terms};
use store::age_policy::AgeRules;

use crate::failure::Failure;
use crate::schedule;

/// The clinic's table of ages, and its date.
pub(crate) struct Today {
    /// The table; none before the clinic is set up, and then no guardian has a right.
    rules: Option<AgeRules>,
    zone: TimeZone,
    date: Date,
}

impl Today {
    /// As they are at `now`.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn at<R: store::Reads>(db: &mut R, now: Timestamp) -> Result<Self, Failure> {
        let rules = store::age_policy::find_age_rules(db).await?;
        let zone = match &rules {
            Some(rules) => schedule::zone(&rules.zone)?,
            None => TimeZone::UTC,
        };
        let date = zone.to_datetime(now).date();
        Ok(Self { rules, zone, date })
    }

    /// The clinic's table.
    ///
    /// # Errors
    /// `NotFound` before the clinic is set up.
    pub(crate) fn policy(&self) -> Result<&AgePolicy, Failure> {
        let rules = self.rules.as_ref().ok_or(Failure::NotFound)?;
        Ok(&rules.policy)
    }

    /// The same day under another table.
    pub(crate) fn under(&self, policy: AgePolicy) -> Self {
        let rules = self.rules.as_ref().map(|rules| AgeRules {
            policy,
            zone: rules.zone.clone(),
        });
        Self {
            rules,
            zone: self.zone.clone(),
            date: self.date,
        }
    }

    /// The same table on another day.
    pub(crate) fn on(&self, date: Date) -> Self {
        Self {
            rules: self.rules.clone(),
            zone: self.zone.clone(),
            date,
        }
    }

    /// The first instant of the day at which its clocks show this hour.
    pub(crate) fn hour(&self, hour: i8) -> Option<Timestamp> {
        let at = self.date.at(hour, 0, 0, 0).to_zoned(self.zone.clone());
        at.ok().map(|at| at.timestamp())
    }

    /// The first instant of a date here.
    pub(crate) fn beginning_of(&self, date: Date) -> Option<Timestamp> {
        let at = date.to_zoned(self.zone.clone());
        at.ok().map(|at| at.timestamp())
    }

    /// The birthday that ends what guardians were given, past or to come.
    pub(crate) fn came_of_age(&self, born_on: BirthDate) -> Option<Date> {
        let policy = &self.rules.as_ref()?.policy;
        let mut steps = policy.steps().iter();
        let end = steps.find(|step| step.effect == AgeEffect::End)?;
        policy.birthday(born_on, end.from_age)
    }

    /// Whether a birthday changes what somebody with this access may do or see, or asks about
    /// it. What was given on that day or later is not changed by it.
    pub(crate) fn changes(&self, held: &Held, coming: Coming) -> bool {
        let given_before = self.date_of(held.confirmed_at) < coming.on;
        let follows = held.terms.relation == Relation::Guardian
            && held.with_age == WithAge::Changes
            && given_before;
        let Some(eve) = coming.on.yesterday().ok().filter(|_| follows) else {
            return false;
        };
        let before = self.on(eve).rights(held);
        let asks = coming.step.effect == AgeEffect::Ask;
        !before.abilities.is_empty() && (asks || before != self.on(coming.on).rights(held))
    }

    /// The clinic's date.
    pub(crate) fn date(&self) -> Date {
        self.date
    }

    /// What the next birthday of somebody born on `born_on` changes that matters.
    pub(crate) fn next_birthday(&self, born_on: BirthDate) -> Option<Coming> {
        self.rules.as_ref()?.policy.coming(born_on, self.date)
    }

    /// The clinic's date at an instant.
    pub(crate) fn date_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Whether somebody born then is of age.
    pub(crate) fn is_of_age(&self, born_on: BirthDate) -> bool {
        let rules = self.rules.as_ref();
        rules.is_some_and(|rules| rules.policy.is_of_age(born_on, self.date))
    }

    /// Whether somebody born then has come to none of the ages at which something changes.
    pub(crate) fn is_child(&self, born_on: BirthDate) -> bool {
        let rules = self.rules.as_ref();
        rules.is_some_and(|rules| rules.policy.is_before_steps(born_on, self.date))
    }

    /// The next birthday that changes the access.
    pub(crate) fn coming(&self, held: &Held) -> Option<Coming> {
        let changes =
            held.terms.relation == Relation::Guardian && held.with_age == WithAge::Changes;
        let rules = self.rules.as_ref().filter(|_| changes)?;
        rules.policy.coming(held.born_on?, self.date)
    }

    /// What the access allows.
    pub(crate) fn rights(&self, held: &Held) -> Rights {
        match (held.terms.relation, &self.rules) {
            (Relation::Myself, _) => own_rights(held.standing),
            (Relation::Guardian, None) => Rights::NONE,
            (Relation::Guardian, Some(rules)) => {
                let grant = self.grant(held);
                guardian_rights(&grant, held.born_on, &rules.policy, self.date)
            }
        }
    }

    /// What an access on these terms would allow if it were given now.
    pub(crate) fn would_give(&self, terms: &Terms, born_on: Option<BirthDate>) -> Rights {
        let grant = Grant {
            abilities: terms.abilities,
            basis: terms.basis,
            confirmed_on: self.date,
            until_on: terms.until_on,
            with_age: WithAge::Changes,
            standing: Standing::Given,
        };
        match (terms.relation, &self.rules) {
            (Relation::Myself, _) => own_rights(Standing::Given),
            (Relation::Guardian, None) => Rights::NONE,
            (Relation::Guardian, Some(rules)) => {
                guardian_rights(&grant, born_on, &rules.policy, self.date)
            }
        }
    }

    /// Whether the patient has come to an age since `at` at which what guardians were given
    /// before ends, or waits for staff.
    pub(crate) fn outgrown_since(&self, at: Timestamp, born_on: Option<BirthDate>) -> bool {
        let (Some(rules), Some(born_on)) = (&self.rules, born_on) else {
            return false;
        };
        let given_on = self.date_of(at);
        let aged = rules.policy.aged(born_on, given_on, self.date);
        matches!(aged, Aged::Ended | Aged::ToReview)
    }

    /// The access as the rules see it.
    fn grant(&self, held: &Held) -> Grant {
        Grant {
            abilities: held.terms.abilities,
            basis: held.terms.basis,
            confirmed_on: self.date_of(held.confirmed_at),
            until_on: held.terms.until_on,
            with_age: held.with_age,
            standing: held.standing,
        }
    }
}

/// What one access allows at `now`; of the patient's own, without asking for the table.
///
/// # Errors
/// Those of the store.
pub(crate) async fn rights_of<R: store::Reads>(
    db: &mut R,
    held: &Held,
    now: Timestamp,
) -> Result<Rights, Failure> {
    match held.terms.relation {
        Relation::Myself => Ok(own_rights(held.standing)),
        Relation::Guardian => Ok(Today::at(db, now).await?.rights(held)),
    }
}
