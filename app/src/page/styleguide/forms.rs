//! Samples of everything a form is made of.

use leptos::prelude::*;

use crate::ui::*;

pub(super) const WORDS: FieldWords = FieldWords {
    error: "Error:",
    optional: "(optional)",
    show_password: "Show password",
    hide_password: "Hide password",
};
const DATE: DateLabels = DateLabels {
    day: "Day",
    month: "Month",
    year: "Year",
};

/// Fields at rest, filled and locked.
#[component]
pub fn Fields() -> impl IntoView {
    view! {
        <form class="stack" method="get" novalidate>
            <TextInput name="rest" label="Full name" words=WORDS kind=InputKind::Name/>
            <TextInput name="filled" label="Email address" words=WORDS kind=InputKind::Email
                hint="We send your booking and a code here." value="amara.okafor@example.com"/>
            <DateInput name="born" legend="Date of birth" labels=DATE words=WORDS
                hint="For example, 27 3 1988" day="27" month="3" year="1988"/>
            <TextInput name="mobile" label="Mobile number" words=WORDS kind=InputKind::Phone
                optional=true hint="For text reminders. You can say no later."/>
            <TextInput name="code" label="Code" words=WORDS kind=InputKind::Code/>
            <PasswordInput name="secret" label="Password" words=WORDS/>
            <TextInput name="locked" label="Email address" words=WORDS readonly=true
                value="ngozi@example.com"/>
            <SafeTextarea name="note" label="Anything Priya should know?" words=WORDS
                optional=true value="</textarea> stays text"/>
        </form>
    }
}

/// The same after a refusal.
#[component]
pub fn Mistakes() -> impl IntoView {
    let error = |field: &str, text: &str| ErrorLink {
        field: field.into(),
        text: text.into(),
    };
    let errors = vec![
        error("bad-email", "Enter an email address, like name@example.com"),
        error("bad-born_day", "Date of birth must include a year"),
        error("bad-who", "Choose who the appointment is for"),
    ];
    let options = || {
        vec![
            RadioOption::new("me", "Me"),
            RadioOption::new("other", "Someone else"),
        ]
    };
    view! {
        <form class="stack" method="get" novalidate>
            <ErrorSummary title="There’s a problem" errors=errors focus=false/>
            <TextInput name="bad-email" label="Email address" words=WORDS kind=InputKind::Email
                value="amara@" hint="We send your booking and a code here."
                error="Enter an email address, like name@example.com"/>
            <DateInput name="bad-born" legend="Date of birth" labels=DATE words=WORDS
                hint="For example, 27 3 1988" day="27" month="3"
                error="Date of birth must include a year"/>
            <Radios name="bad-who" legend="Who is it for?" words=WORDS options=options()
                error="Choose who the appointment is for"/>
            <PasswordInput name="bad-secret" label="Password" words=WORDS
                error="Enter your password"/>
            <SafeTextarea name="bad-note" label="Note" words=WORDS error="Use 1,000 letters or fewer"/>
            <Checkbox name="bad-agree" label="I’m allowed to manage their care" words=WORDS
                error="Tick this to go on"/>
        </form>
    }
}

/// Radio buttons, checkboxes and lists of links.
#[component]
pub fn Choices() -> impl IntoView {
    let options = vec![
        RadioOption::new("me", "Me"),
        RadioOption::new("leo", "Leo Okafor").hint("7 years old"),
        RadioOption::new("other", "A child or someone else I look after"),
    ];
    let services = vec![
        ChoiceRow::new("#main", "Physiotherapy first visit")
            .line("If you’ve never been here before.")
            .meta("60 minutes · $120"),
        ChoiceRow::new("#main", "Sports massage").meta("45 minutes · $95"),
    ];
    let people = vec![
        ChoiceRow::new("#main", "First available").line("Soonest: today, 4:30 pm"),
        ChoiceRow::new("#main", "Priya Raman")
            .line("Physiotherapist")
            .line("Soonest: tomorrow, 9:00 am")
            .person(Hue::Pine),
        ChoiceRow::new(
            "#main",
            "Wolfeschlegelsteinhausenbergerdorff Ferreira-Vasconcelos",
        )
        .line("Massage therapist")
        .person(Hue::Clay),
    ];
    view! {
        <form class="stack" method="get">
            <Radios name="who" legend="Who is it for?" words=WORDS options=options selected="leo"/>
            <Checkbox name="agree" label="I’m allowed to manage their care" words=WORDS/>
            <Checkbox name="agreed" label="Remind me the day before" words=WORDS checked=true/>
            <ChoiceList rows=services/>
            <ChoiceList rows=people/>
        </form>
    }
}
