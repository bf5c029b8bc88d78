//! Samples of lists, tables and the ways through them.

use leptos::prelude::*;

use crate::ui::*;

const WORDS: FieldWords = FieldWords {
    error: "Error:",
    optional: "(optional)",
    show_password: "Show password",
    hide_password: "Hide password",
};

fn patients() -> (Vec<Column>, Vec<Vec<AnyView>>) {
    let columns = vec![
        Column::new("Name"),
        Column::new("Born"),
        Column::new("Mobile"),
        Column::new("Next visit"),
        Column::new("Actions").hidden().end(),
    ];
    let people = [
        ("Amara Okafor", "May 3, 1988", "902 555 0148", "Mar 12"),
        ("Łucja Nowak", "Nov 21, 1979", "", ""),
        (
            "Wolfeschlegelsteinhausenbergerdorff Ferreira-Vasconcelos",
            "Feb 29, 1960",
            "902 555 0117",
            "Apr 2",
        ),
    ];
    let rows = people
        .into_iter()
        .map(|(name, born, mobile, next)| {
            vec![
                view! { <a href="#main"><bdi>{name}</bdi></a> }.into_any(),
                born.into_any(),
                mobile.into_any(),
                next.into_any(),
                view! { <LinkButton href="#main" dense=true hidden=name>"Book"</LinkButton> }
                    .into_any(),
            ]
        })
        .collect();
    (columns, rows)
}

/// The same table wide and narrow, its filters and its other pages.
#[component]
pub fn Tables() -> impl IntoView {
    let (columns, rows) = patients();
    let (narrow_columns, narrow_rows) = patients();
    let filters = vec![
        NavLink::new("#main", "Everyone").current(true),
        NavLink::new("#main", "Archived"),
    ];
    view! {
        <div class="stack">
            <Segmented label="Patients" links=filters/>
            <Table caption="Patients" columns=columns rows=rows/>
            <Pagination label="Pages" position="51 to 100 of 312"
                previous=Some(NavLink::new("#main", "Previous"))
                next=Some(NavLink::new("#main", "Next"))/>
            <Pagination label="First of the pages" position="1 to 50 of 312"
                next=Some(NavLink::new("#main", "Next"))/>
            <div class="specimen-narrow">
                <Table caption="The same where it is narrow" caption_hidden=true
                    columns=narrow_columns rows=narrow_rows/>
            </div>
        </div>
    }
}

/// The parts of a profile.
#[component]
pub fn Parts() -> impl IntoView {
    let links = || {
        vec![
            TabLink::new("#main", "Overview").current(true),
            TabLink::new("#main", "Appointments").count(12),
            TabLink::new("#main", "Portal accounts").count(0),
            TabLink::new("#main", "History"),
        ]
    };
    view! {
        <Tabs label="Leo Okafor" links=links()/>
        <div class="specimen-narrow"><Tabs label="Leo Okafor, narrow" links=links()/></div>
    }
}

/// Every state of a visit, and one booked over another.
#[component]
pub fn Visits() -> impl IntoView {
    let word = |state| match state {
        VisitState::Requested => "Request",
        VisitState::Booked => "Booked",
        VisitState::Arrived => "Arrived",
        VisitState::Finished => "Finished",
        VisitState::Missed => "Didn’t come",
        VisitState::Cancelled => "Cancelled",
        VisitState::Overbooked => "Overbooked",
    };
    let badges = VisitState::ALL
        .map(|state| view! { <VisitBadge state=state text=word(state)/> })
        .collect_view();
    view! {
        <div class="stack">
            <div class="cluster">{badges}</div>
            <Agenda>
                <AgendaRow time="10:15 am" datetime="2026-03-10T13:15:00Z" hue=Hue::Pine
                    name="Leo Okafor, 7" what="First visit with Priya Raman">
                    <VisitBadge state=VisitState::Booked text="Booked"/>
                </AgendaRow>
                <AgendaRow time="10:15 am" datetime="2026-03-10T13:15:00Z" hue=Hue::Pine
                    overbooked=true name="Mateo Castillo" href="#main"
                    what="Physiotherapy follow-up with Priya Raman">
                    <VisitBadge state=VisitState::Overbooked text="Overbooked"/>
                </AgendaRow>
            </Agenda>
        </div>
    }
}

/// What speaks against an act, grouped fields and what opens.
#[component]
pub fn Doubts() -> impl IntoView {
    let warning = |title: &str| WarningWords {
        title: title.into(),
        lines: vec!["10:00 to 10:45 am, Leo Okafor.".into()],
        tick: "Book anyway".into(),
        reason: "Reason".into(),
    };
    let ages = vec![
        ("", "Nothing"),
        ("less", "Bookings and emails only"),
        ("end", "What was given ends"),
    ];
    let row = |place: u8, age: &str, effect: &str| AgeRow {
        age_name: format!("age-{place}"),
        age_label: format!("From age, row {place}"),
        age: age.into(),
        age_error: OptText::default(),
        effect_name: format!("effect-{place}"),
        effect_label: format!("What happens, row {place}"),
        effect: effect.into(),
        effect_error: OptText::default(),
    };
    let wrong = AgeRow {
        age_error: "Enter an age above the one in the row before".into(),
        ..row(2, "12", "end")
    };
    let rows = [row(1, "12", "less"), wrong, row(3, "", "")];
    view! {
        <form class="stack" method="get" novalidate>
            <WarningTick reason_maxlength=300 name="anyway" words=WORDS warning=warning("Priya is booked then")/>
            <WarningTick reason_maxlength=300 name="anyway-ticked" words=WORDS ticked=true reason="Dr. Ross asked for it"
                warning=warning("It’s outside her hours")/>
            <WarningTick reason_maxlength=300 name="anyway-bad" words=WORDS reason_error="Enter the reason"
                warning=warning("It’s in the past")/>
            <Fieldset legend="How we reach you" hint="One of them is enough.">
                <TextInput name="set-email" label="Email address" words=WORDS kind=InputKind::Email/>
                <TextInput name="set-mobile" label="Mobile number" words=WORDS kind=InputKind::Phone/>
            </Fieldset>
            <AgeRows legend="From which age, what happens" hint="The youngest age first."
                heads=["From age", "What happens"] options=ages rows=rows.to_vec() words=WORDS/>
            <Disclosure summary="Why we ask for your date of birth">
                <p>"It tells people of the same name apart."</p>
            </Disclosure>
            <Disclosure summary="What changed" open=true>
                <p>"Moved from Thursday, March 12, 10:15 am."</p>
            </Disclosure>
        </form>
    }
}

/// What is scanned or copied by hand.
#[component]
pub fn Keys() -> impl IntoView {
    let codes = ["4f7k-9tqm-w2xc", "0p1d-6hzn-8gvb", "s3rt-yw5e-2ajm"];
    view! {
        <div class="stack">
            <QrCode size=8 path="M2 2h4v1h-4zM2 3h1v1h-1zM5 3h1v1h-1zM2 5h4v1h-4z".to_owned()
                label="A sample"/>
            <KeyText key="GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"/>
            <CodeList codes=codes.map(str::to_owned).to_vec()/>
        </div>
    }
}

/// Where an account is logged in.
#[component]
pub fn Sessions() -> impl IntoView {
    view! {
        <SessionList>
            <SessionRow title="Firefox on Windows" here="This browser"
                lines=vec!["Logged in March 2, 9:12 am".into()]/>
            <SessionRow title="Safari on iPhone"
                lines=vec!["Logged in February 14, 6:40 pm".into(), "Last used yesterday".into()]>
                <form method="get"><Button dense=true hidden="Safari on iPhone">"Log out"</Button></form>
            </SessionRow>
        </SessionList>
    }
}

/// Who did what.
#[component]
pub fn Diary() -> impl IntoView {
    let at = |time: &str| (time.to_owned(), "2026-03-12T10:15:00-03:00".to_owned());
    let lines = vec![
        DiaryLine::new(at("10:15 am"), "You", "Looked at your appointments"),
        DiaryLine::new(
            at("9:02 am"),
            "Dana Example, front desk",
            "Moved an appointment",
        )
        .link("#", "Thursday, March 12, 10:15 am"),
    ];
    view! { <DiaryDay id="diary-day" day="Today" lines=lines/> }
}
