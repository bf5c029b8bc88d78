//! Samples of the page on which a time is chosen, and of the patient's frame.

use leptos::prelude::*;

use crate::ui::*;

/// March 2026 as a clinic with closed Sundays might have it: dots for the days 1 to 31.
const DOTS: [u8; 31] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 2, 2, 0, 3, 3, 2, 1, 2, 1, 0, 3, 2, 3, 3, 2, 1, 0, 3, 3,
];
const WEEKDAYS: [(&str, &str); 7] = [
    ("Su", "Sunday"),
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
];

fn day((number, dots): (u8, u8), weekday: &str) -> DayView {
    let times = if dots == 0 {
        "no times".to_owned()
    } else {
        format!("{} times", dots * 3)
    };
    DayView {
        number,
        date: format!("2026-03-{number:02}"),
        label: format!("{weekday}, March {number}, {times}"),
        dots,
        today: number == 10,
        selected: number == 12,
    }
}

/// The month of the samples; its first day is a Sunday.
fn month() -> MonthView {
    let days: Vec<(u8, u8)> = (1..).zip(DOTS).collect();
    let weeks = days
        .chunks(7)
        .map(|week| {
            WEEKDAYS
                .iter()
                .enumerate()
                .map(|(place, (_, name))| week.get(place).map(|of| day(*of, name)))
                .collect()
        })
        .collect();
    MonthView {
        heading: "March 2026".into(),
        previous: MonthTurn {
            label: "Previous month".into(),
            month: None,
        },
        next: MonthTurn {
            label: "Next month, April 2026".into(),
            month: Some("2026-04".into()),
        },
        weekdays: WEEKDAYS
            .iter()
            .map(|(short, long)| Weekday {
                short: (*short).into(),
                long: (*long).into(),
            })
            .collect(),
        weeks,
        legend: "More dots, more times free.".into(),
    }
}

fn group(heading: &str, count: &str, slots: &[(&str, &str)]) -> SlotGroup {
    let slots = slots
        .iter()
        .map(|(time, who)| SlotView {
            value: format!("{time} {who}"),
            time: (*time).into(),
            datetime: "2026-03-12".into(),
            practitioner: (*who).into(),
        })
        .collect();
    SlotGroup {
        heading: heading.into(),
        count: count.into(),
        slots,
    }
}

fn groups() -> Vec<SlotGroup> {
    vec![
        group(
            "Morning",
            "4 times",
            &[
                ("8:30 am", "Priya Raman"),
                ("9:15 am", "Wen Li"),
                ("10:15 am", "Priya Raman"),
                ("11:00 am", "Tomás Ferreira"),
            ],
        ),
        group(
            "Afternoon",
            "4 times",
            &[
                ("1:00 pm", "Wen Li"),
                ("1:45 pm", "Tomás Ferreira"),
                ("3:15 pm", "Priya Raman"),
                ("4:00 pm", "Wolfeschlegelsteinhausenbergerdorff"),
            ],
        ),
        group("Evening", "1 time", &[("5:30 pm", "Tomás Ferreira")]),
    ]
}

fn soonest() -> Vec<SoonestView> {
    [
        ("Today, 4:30 pm", "with Wen Li"),
        ("Tomorrow, 9:00 am", "with Priya Raman"),
        ("Thursday, 8:30 am", "with Priya Raman"),
    ]
    .into_iter()
    .map(|(when, with)| SoonestView {
        value: when.into(),
        when: when.into(),
        with: with.into(),
    })
    .collect()
}

/// The question "Choose a time" with its summary beside it.
#[component]
pub fn Time() -> impl IntoView {
    let rows = vec![
        SummaryRow::new("With", "First available").change("#main", "Change", "practitioner"),
        SummaryRow::new("Where", "14 Harbour Lane").line("Halifax"),
        SummaryRow::new("Cancelling", "Free until 24 hours before"),
    ];
    view! {
        <div class="with-aside">
            <div>
                <h3>"Choose a time"</h3>
                <p class="booking-brief">
                    <b>"Physiotherapy follow-up"</b> ", 45 minutes " <a href="#main">"Change"</a>
                </p>
                <p class="booking-intro">
                    "Pick a time and we hold it for 10 minutes. Times are Halifax time."
                </p>
                <form method="get"><SoonestCards heading="Soonest" cards=soonest()/></form>
                <div class="booking-when">
                    <form method="get"><DateGrid month=month()/></form>
                    <form method="get">
                        <SlotList heading="Thursday, March 12" groups=groups()>
                            <p class="booking-else">
                                "Nothing fits? " <a href="#main">"Join the waiting list"</a> "."
                            </p>
                        </SlotList>
                    </form>
                </div>
            </div>
            <SummaryAside heading="Leo’s appointment" title="Physiotherapy follow-up"
                meta="45 minutes · $95" rows=rows/>
        </div>
    }
}

/// Head, finished task and foot of a patient page.
#[component]
pub fn Frame() -> impl IntoView {
    let links = || {
        vec![
            NavLink::new("#main", "My appointments").current(true),
            NavLink::new("#main", "Help"),
        ]
    };
    let account = AccountPill {
        full_name: "Amara Okafor".into(),
        short_name: "Amara".into(),
        seed: "amara".into(),
        hidden: "Your account".into(),
    };
    view! {
        <div class="specimen-frame">
            <PatientHeader clinic="Harbour Lane" home="#main" nav_label="Sample" links=links()
                account=Some(account)>
                <MenuForm action="#main" label="Log out" icon=IconName::LogOut/>
            </PatientHeader>
            <div class="wrap page">
                <Panel title="You’re booked">
                    <p class="panel-main">"Thursday, March 12, 10:15 to 11:00 am"</p>
                    <p>"Priya Raman, 14 Harbour Lane"</p>
                </Panel>
            </div>
            <PageFooter help="Questions? Call" phone="902 555 0148" phone_href="tel:+19025550148"
                nav_label="Sample foot" links=links()/>
        </div>
    }
}
