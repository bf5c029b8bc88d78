//! "Choose a time": the soonest three, the month with its density dots, the day's times.

use clinic::holds;
use clinic::times::{self, Choice, MonthTimes, SlotView as Time};
use domain::slots::PartOfDay;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;

use super::beside::Chosen;
use super::lost::{card, is_lost, slot as asked_slot, value};
use super::{HOLD, steps};
use crate::island::DateKeys;
use crate::kept::KeptForm;
use crate::layout::{Frame, form_title, frame, load, notice, param, summary, tel};
use crate::text::en::{booking, common};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Choose a time". `?date=` opens a date, `?month=` a month.
pub fn times() -> impl IntoView {
    load(async {
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let slug = param("service");
        let choice = Choice::parse(&param("who")).ok_or(clinic::Failure::NotFound)?;
        let date = ctx::query("date").and_then(|text| text.parse::<Date>().ok());
        let month = ctx::query("month").and_then(|text| year_month(&text));
        let month = times::month(&clinic, &visitor, &slug, choice, month, date).await?;
        let again = ctx::again(&["booking/hold"]);
        let taken = again
            .as_deref()
            .filter(|form| is_lost(form))
            .and_then(asked_slot);
        let close = match taken {
            Some(at) => holds::nearest(&clinic, &visitor, &slug, choice, at).await?,
            None => Vec::new(),
        };
        let page = Page {
            frame: frame().await?,
            slug,
            choice,
            month,
        };
        Ok(page.render(again.as_deref(), taken, &close))
    })
}

/// Reads `2026-03`.
fn year_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    Date::new(year, month, 1).ok().map(|_| (year, month))
}

struct Page {
    frame: Frame,
    slug: String,
    choice: Choice,
    month: MonthTimes,
}

impl Page {
    fn zone(&self) -> &TimeZone {
        &self.month.zone
    }

    fn near(&self, at: jiff::Timestamp) -> String {
        format::near_moment(at, self.zone(), self.month.today)
    }

    fn render(
        self,
        again: Option<&KeptForm>,
        taken: Option<jiff::Timestamp>,
        close: &[Time],
    ) -> AnyView {
        let links = [routes::BOOK.to_owned(), routes::service(&self.slug)];
        let title = form_title(booking::CHOOSE_TIME, again);
        let here = format!("{}#times", routes::times(&self.slug, self.choice));
        let zone = common::zone(&self.frame.clinic.city);
        let problem = match taken {
            Some(at) => self.taken(at, close),
            None => summary(again, &[], self.frame.phone()),
        };
        let name = self.month.choice_name.as_ref();
        let name = name.map_or(booking::FIRST_AVAILABLE, |name| name.as_str());
        let others = self.month.people_count > 1;
        let chosen = Chosen::service(self.month.service.clone()).with(name, others);
        let question = view! {
            <div>
                {problem}
                <h1>{booking::CHOOSE_TIME}</h1>
                {chosen.brief()}
                <p class="booking-intro">{booking::pick(&zone)}</p>
                {self.mine()}
                {self.pickers(here, close.is_empty())}
            </div>
        };
        chosen.page(self.frame, &title, steps(2, &links, None), question)
    }

    /// The time that this visitor holds already, and the way on with it.
    fn mine(&self) -> impl IntoView + use<> {
        self.month.mine.map(|(hold, at)| {
            let to = if self.frame.account.is_some() {
                routes::check(hold)
            } else {
                routes::account(hold)
            };
            let moment = format::near_moment_inside(at, self.zone(), self.month.today);
            let held = booking::held_go_on(&moment);
            view! {
                <Notice kind=NoticeKind::Info>
                    <p>{held} " " <a href=to>{booking::GO_ON}</a></p>
                </Notice>
            }
        })
    }

    /// Somebody was faster: what is free near the time.
    fn taken(&self, at: jiff::Timestamp, close: &[Time]) -> AnyView {
        let time = format::time(at, self.zone());
        let text = if close.is_empty() {
            booking::taken_and_none_close(&time)
        } else {
            booking::taken(&time)
        };
        let cards = self.cards(close);
        view! {
            {notice(text)}
            <form method="post" action=HOLD>
                {self.hidden()}
                <SoonestCards heading=booking::CLOSE_TO_IT cards=cards/>
            </form>
        }
        .into_any()
    }

    fn hidden(&self) -> impl IntoView + use<> {
        view! {
            <input type="hidden" name="service" value=self.slug.clone()/>
            <input type="hidden" name="who" value=self.choice.to_string()/>
        }
    }

    /// `soonest` is whether the soonest times are shown, too.
    fn pickers(&self, here: String, soonest: bool) -> AnyView {
        if self.month.none_at_all {
            let days = i64::from((self.month.last_date - self.month.today).get_days());
            return view! { <EmptyState text=booking::no_times(days, self.frame.phone())/> }
                .into_any();
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
            <form method="post" action=HOLD>
                {self.hidden()}
                <SoonestCards heading=booking::SOONEST cards=soonest/>
            </form>
            <div class="booking-when">
                <form method="get" action=here>
                    <DateKeys>{date_grid(grid, next)}</DateKeys>
                </form>
                <form method="post" action=HOLD>
                    {self.hidden()}
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
        let phone = self.frame.phone().to_owned();
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
