//! A service's times to choose from: the soonest three, the month with its density dots,
//! the day's times. What a chosen time leads to is the page's: a hold, or a move.

use clinic::times::{MonthTimes, SlotView as Time};
use domain::slots::PartOfDay;
use jiff::tz::TimeZone;
use leptos::prelude::*;

use super::lost::{card, value};
use crate::format;
use crate::island::DateKeys;
use crate::layout::{notice, tel};
use crate::text::en::{booking, common};
use crate::ui::*;

/// A form without its buttons.
#[derive(Clone)]
pub(crate) struct Take {
    /// `post` where a button does something, `get` where it leads to a page.
    pub(crate) method: &'static str,
    /// Where it is sent.
    pub(crate) action: String,
    /// What goes with the chosen time, which is called `slot`.
    pub(crate) fields: Vec<(&'static str, String)>,
}

/// The times of a month on a page.
pub(crate) struct Picker {
    /// The times.
    pub(crate) month: MonthTimes,
    /// The clinic's phone number.
    pub(crate) phone: String,
    /// What a time's button sends.
    pub(crate) take: Take,
    /// The page's own address, for another date or month.
    pub(crate) here: String,
    /// What that address needs in its query besides.
    pub(crate) stay: Vec<(&'static str, String)>,
}

/// The hidden fields of a form.
fn hidden(fields: &[(&'static str, String)]) -> impl IntoView + use<> {
    let fields = fields.iter().cloned();
    fields
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
}

/// Times as cards, in a form of their own.
pub(crate) fn time_cards(heading: &str, take: &Take, cards: Vec<SoonestView>) -> AnyView {
    if cards.is_empty() {
        return ().into_any();
    }
    view! {
        <form method=take.method action=take.action.clone()>
            {hidden(&take.fields)}
            <SoonestCards heading=heading cards=cards/>
        </form>
    }
    .into_any()
}

impl Picker {
    fn zone(&self) -> &TimeZone {
        &self.month.zone
    }

    fn near(&self, at: jiff::Timestamp) -> String {
        format::near_moment(at, self.zone(), self.month.today)
    }

    /// Somebody was faster: what is free near the time.
    pub(crate) fn taken(&self, at: jiff::Timestamp, close: &[Time]) -> AnyView {
        let time = format::time(at, self.zone());
        let text = if close.is_empty() {
            booking::taken_and_none_close(&time)
        } else {
            booking::taken(&time)
        };
        let cards = self.cards(close);
        view! {
            {notice(text)}
            {time_cards(booking::CLOSE_TO_IT, &self.take, cards)}
        }
        .into_any()
    }

    /// `soonest` is whether the soonest times are shown, too.
    pub(crate) fn pickers(&self, soonest: bool) -> AnyView {
        if self.month.none_at_all {
            let days = i64::from((self.month.last_date - self.month.today).get_days());
            return view! { <EmptyState text=booking::no_times(days, &self.phone)/> }.into_any();
        }
        let soonest = if soonest {
            self.cards(&self.month.soonest)
        } else {
            Vec::new()
        };
        let empty = self.month.days.iter().all(|day| day.count == 0);
        let next = self
            .month
            .next_after
            .as_ref()
            .filter(|_| empty)
            .map(|slot| {
                let month = format::month_of_year(self.month.year, self.month.month);
                let date = format::local_date(slot.starts_at, self.zone());
                let moment = format::moment(slot.starts_at, self.zone(), self.month.today);
                let go_to = booking::go_to(&format::date(date, self.month.today));
                view! {
                    <p>{booking::no_times_in(&month, &moment)}</p>
                    <Button name="date" value=date.to_string()>{go_to}</Button>
                }
            });
        let grid = self.grid();
        view! {
            {time_cards(booking::SOONEST, &self.take, soonest)}
            <div class="booking-when">
                <form method="get" action=self.here.clone()>
                    {hidden(&self.stay)}
                    <DateKeys>{date_grid(grid, next)}</DateKeys>
                </form>
                <form method=self.take.method action=self.take.action.clone()>
                    {hidden(&self.take.fields)}
                    {self.slots()}
                </form>
            </div>
        }
        .into_any()
    }

    fn cards(&self, slots: &[Time]) -> Vec<SoonestView> {
        let card = |slot: &Time| card(slot, self.near(slot.starts_at));
        slots.iter().map(card).collect()
    }

    fn grid(&self) -> MonthView {
        let (year, month) = (self.month.year, self.month.month);
        let turn = |label: &str, on: bool, months: i32| MonthTurn {
            label: label.to_owned(),
            month: on.then(|| {
                let at = i32::from(year) * 12 + i32::from(month) - 1 + months;
                format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1)
            }),
        };
        MonthView {
            heading: format::month_of_year(year, month),
            previous: turn(booking::PREVIOUS_MONTH, self.month.previous_month, -1),
            next: turn(booking::NEXT_MONTH, self.month.next_month, 1),
            weekdays: WEEKDAYS
                .map(|(short, long)| Weekday {
                    short: short.into(),
                    long: long.into(),
                })
                .to_vec(),
            weeks: self.weeks(),
            legend: booking::LEGEND.to_owned(),
        }
    }

    fn weeks(&self) -> Vec<Vec<Option<DayView>>> {
        let busiest = self
            .month
            .days
            .iter()
            .map(|day| day.count)
            .max()
            .unwrap_or(0);
        let before = self
            .month
            .days
            .first()
            .map_or(0, |day| day.date.weekday().to_sunday_zero_offset());
        let blank = usize::try_from(before).unwrap_or(0);
        let mut cells: Vec<Option<DayView>> = vec![None; blank];
        cells.extend(self.month.days.iter().map(|day| {
            Some(DayView {
                number: u8::try_from(day.date.day()).unwrap_or(0),
                date: day.date.to_string(),
                label: booking::day_name(&format::date(day.date, self.month.today), day.count),
                dots: dots(day.count, busiest),
                today: day.date == self.month.today,
                selected: Some(day.date) == self.month.selected,
            })
        }));
        cells.resize(cells.len().next_multiple_of(7), None);
        cells.chunks(7).map(<[_]>::to_vec).collect()
    }

    fn slots(&self) -> AnyView {
        let phone = self.phone.clone();
        let parts = [
            (PartOfDay::Morning, booking::MORNING),
            (PartOfDay::Afternoon, booking::AFTERNOON),
            (PartOfDay::Evening, booking::EVENING),
        ];
        let groups = parts.into_iter().filter_map(|(part, heading)| {
            let in_part = |slot: &&Time| PartOfDay::of(slot.starts_at, self.zone()) == part;
            let slots: Vec<_> = self
                .month
                .slots
                .iter()
                .filter(in_part)
                .map(|s| self.slot(s))
                .collect();
            let count = u32::try_from(slots.len()).unwrap_or(u32::MAX);
            (count > 0).then(|| SlotGroup {
                heading: heading.into(),
                count: booking::times(count),
                slots,
            })
        });
        let groups: Vec<_> = groups.collect();
        let date = self.month.selected;
        let heading = date.map_or(booking::CHOOSE_DATE.to_owned(), |date| {
            format::date(date, self.month.today)
        });
        let hint = (groups.is_empty() && date.is_some())
            .then(|| view! { <p class="muted">{booking::NO_TIMES_ON_DATE}</p> });
        view! {
            <SlotList heading=heading groups=groups>
                {hint}
                <p class="booking-else">
                    {booking::NOTHING_FITS} " " <a class="nowrap" href=tel(&phone)>{common::call(&phone)}</a>
                </p>
            </SlotList>
        }
        .into_any()
    }

    fn slot(&self, slot: &Time) -> SlotView {
        let time = format::time(slot.starts_at, self.zone());
        let name = slot.practitioner_name.as_str();
        SlotView {
            value: value(slot),
            datetime: format::machine(slot.starts_at, self.zone()),
            practitioner: name.to_owned(),
            time,
        }
    }
}

/// The month, with what stands under an empty one.
fn date_grid(month: MonthView, empty: Option<impl IntoView + 'static>) -> AnyView {
    match empty {
        Some(next) => view! { <DateGrid month=month>{next}</DateGrid> }.into_any(),
        None => view! { <DateGrid month=month/> }.into_any(),
    }
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("Su", "Sunday"),
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
];

/// One to three dots: thirds of the month's busiest day.
fn dots(count: u32, most: u32) -> u8 {
    match (count * 3).div_ceil(most.max(1)) {
        0 => 0,
        1 => 1,
        2 => 2,
        _ => 3,
    }
}
