//! How early people are told of a day on which what somebody may do changes.
//!
//! Each warning has its turn until the next one's begins, so that whoever comes late, because
//! nothing ran, says one thing and not three.

use jiff::civil::Date;

use crate::limits;

/// When people are told of such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    days: &'static [u8],
    late: u8,
}

impl Turns {
    /// Of a birthday. The last turn lasts a few days, for a server that stood still.
    pub const BIRTHDAY: Self = Self {
        days: &limits::BIRTHDAY_WARNING_DAYS,
        late: limits::BIRTHDAY_LATE_DAYS,
    };
    /// Of the last day of an access. Once it is over, its holder is told nothing more.
    pub const LAST_DAY: Self = Self {
        days: &limits::LAST_DAY_WARNING_DAYS,
        late: 0,
    };

    /// Whose turn it is on `today` to tell of `on`: how many days before it that turn begins.
    #[must_use]
    pub fn turn(self, on: Date, today: Date) -> Option<u8> {
        let days = on.since(today).ok()?.get_days();
        if days < -i32::from(self.late) {
            return None;
        }
        let mut turns = self.days.iter().rev();
        turns.find(|turn| days <= i32::from(**turn)).copied()
    }

    /// How many days before such a day somebody is first told of it.
    #[must_use]
    pub fn earliest(self) -> u8 {
        self.days.first().copied().unwrap_or_default()
    }

    /// How many days after it somebody is told still.
    #[must_use]
    pub const fn late(self) -> u8 {
        self.late
    }

    /// Whose turn it is on `today` to tell of the last day of what was given, or last
    /// confirmed, on `given_on`. What was given for less than a turn is not told in it: who
    /// gives something for two weeks knows that it ends within a month.
    #[must_use]
    pub fn turn_of_given(self, on: Date, given_on: Date, today: Date) -> Option<u8> {
        let turn = self.turn(on, today)?;
        let days = jiff::Span::new().days(i64::from(turn));
        let began = on.checked_sub(days).ok()?;
        (given_on < began).then_some(turn)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_warning_has_its_turn_until_the_next_ones_begins() {
        let on = date(2026, 5, 9);
        for (today, birthday, last_day) in [
            (date(2026, 3, 9), None, None),
            (date(2026, 3, 10), Some(60), None),
            (date(2026, 4, 8), Some(60), None),
            (date(2026, 4, 9), Some(30), Some(30)),
            (date(2026, 5, 1), Some(30), Some(30)),
            (date(2026, 5, 2), Some(7), Some(7)),
            (date(2026, 5, 8), Some(7), Some(7)),
            (date(2026, 5, 9), Some(0), Some(0)),
            (date(2026, 5, 10), Some(0), None),
            (date(2026, 5, 16), Some(0), None),
            (date(2026, 5, 17), None, None),
        ] {
            assert_eq!(Turns::BIRTHDAY.turn(on, today), birthday, "{today}");
            assert_eq!(Turns::LAST_DAY.turn(on, today), last_day, "{today}");
        }
    }

    #[test]
    fn who_gave_something_for_less_than_a_turn_is_not_told_in_it() {
        let on = date(2028, 2, 29);
        let told = |given_on, today| Turns::LAST_DAY.turn_of_given(on, given_on, today);
        // For two weeks: nothing of the month, all of the week and of the day.
        let given = date(2028, 2, 15);
        assert_eq!(told(given, date(2028, 2, 15)), None);
        assert_eq!(told(given, date(2028, 2, 21)), None);
        assert_eq!(told(given, date(2028, 2, 22)), Some(7));
        assert_eq!(told(given, on), Some(0));
        // For a week to the day, and for this day alone.
        assert_eq!(told(date(2028, 2, 22), date(2028, 2, 25)), None);
        assert_eq!(told(date(2028, 2, 22), on), Some(0));
        assert_eq!(told(on, on), None);
        // Long before.
        assert_eq!(told(date(2027, 2, 28), date(2028, 1, 30)), Some(30));
        assert_eq!(told(date(2027, 2, 28), date(2028, 3, 1)), None);
    }

    proptest! {
        /// However long nothing runs, each turn is told at most once, and in order.
        #[test]
        fn a_job_that_runs_on_any_days_tells_each_turn_once(
            days in prop::collection::vec(1i64..40, 1..20),
            given in 0i64..200,
        ) {
            let on = date(2028, 3, 1);
            let given_on = on.saturating_sub(jiff::Span::new().days(given));
            let mut today = date(2027, 11, 1);
            let mut told: Vec<u8> = Vec::new();
            for step in days {
                today = today.saturating_add(jiff::Span::new().days(step));
                let turn = Turns::LAST_DAY.turn_of_given(on, given_on, today);
                if let Some(turn) = turn.filter(|turn| told.last() != Some(turn)) {
                    prop_assert!(today <= on, "nothing is told when it is over");
                    prop_assert!(told.last().is_none_or(|last| turn < *last));
                    told.push(turn);
                }
            }
        }
    }
}
