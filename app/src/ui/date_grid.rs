//! A month with its free days: presentational. The page puts it into a GET form.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A column head.
#[derive(Clone, PartialEq, Eq)]
pub struct Weekday {
    /// Seen: "Su".
    pub short: String,
    /// Spoken: "Sunday".
    pub long: String,
}

/// One day of the month.
#[derive(Clone, PartialEq, Eq)]
pub struct DayView {
    /// Day of the month.
    pub number: u8,
    /// What the form sends: an ISO date.
    pub date: String,
    /// The whole spoken name: "Thursday, March 12, 9 times".
    pub label: String,
    /// How full of free times: 1 to 3 dots; 0 is a day without any, which can't be chosen.
    pub dots: u8,
    /// It is today.
    pub today: bool,
    /// Its times are shown.
    pub selected: bool,
}

/// The way to a neighbouring month.
#[derive(Clone, PartialEq, Eq)]
pub struct MonthTurn {
    /// "Next month, April 2026".
    pub label: String,
    /// What the form sends (`2026-04`); `None` where there is nothing to turn to.
    pub month: Option<String>,
}

/// One month, ready to show.
#[derive(Clone, PartialEq, Eq)]
pub struct MonthView {
    /// "March 2026".
    pub heading: String,
    /// The way back.
    pub previous: MonthTurn,
    /// The way on.
    pub next: MonthTurn,
    /// Seven, in the order of the clinic's locale.
    pub weekdays: Vec<Weekday>,
    /// Rows of seven; `None` before the first and after the last day.
    pub weeks: Vec<Vec<Option<DayView>>>,
    /// "More dots, more times free."
    pub legend: String,
}

/// The month as a table of submit buttons named `date`, and buttons named `month` that turn it.
/// Children follow the legend: what to say and offer when the month has no times.
#[component]
pub fn DateGrid(
    /// The month.
    month: MonthView,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let heads = month
        .weekdays
        .into_iter()
        .map(|day| view! { <th scope="col" abbr=day.long>{day.short}</th> })
        .collect_view();
    let rows = month
        .weeks
        .into_iter()
        .map(|week| {
            let cells = week
                .into_iter()
                .map(|day| view! { <td>{day.map(cell)}</td> });
            view! { <tr>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <section class="date-grid" aria-labelledby="month-heading">
            <header>
                <h2 id="month-heading" aria-live="polite">{month.heading}</h2>
                {turn(month.previous, IconName::ChevronLeft)}
                {turn(month.next, IconName::ChevronRight)}
            </header>
            <table aria-labelledby="month-heading">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="date-grid-legend">{month.legend}</p>
            {children.map(|children| view! { <div class="date-grid-empty">{children()}</div> })}
        </section>
    }
}

fn turn(to: MonthTurn, icon: IconName) -> AnyView {
    match to.month {
        Some(month) => view! {
            <button class="month-turn" type="submit" name="month" value=month aria-label=to.label>
                <Icon name=icon/>
            </button>
        }
        .into_any(),
        None => view! {
            <span class="month-turn" aria-disabled="true" aria-hidden="true">
                <Icon name=icon/>
            </span>
        }
        .into_any(),
    }
}

fn cell(day: DayView) -> AnyView {
    let current = day.today.then_some("date");
    let number = day.number.to_string();
    if day.dots == 0 {
        return view! {
            <span class="day day-off" aria-current=current>
                <span aria-hidden="true">{number}</span>
                <span class="visually-hidden">{day.label}</span>
            </span>
        }
        .into_any();
    }
    let dots = (0..day.dots.min(3))
        .map(|_| view! { <i></i> })
        .collect_view();
    view! {
        <button
            class="day"
            type="submit"
            name="date"
            value=day.date
            aria-label=day.label
            aria-pressed=if day.selected { "true" } else { "false" }
            aria-current=current
        >
            <span>{number}</span>
            <span class="day-dots" aria-hidden="true">{dots}</span>
        </button>
    }
    .into_any()
}
