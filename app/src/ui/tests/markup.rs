//! Rendered on the server: what is escaped, what is tied to what, and what is left out.

use leptos::prelude::*;

use crate::ui::*;

const WORDS: FieldWords = FieldWords {
    error: "Error:",
    optional: "(optional)",
    show_password: "Show password",
    hide_password: "Hide password",
};

fn html(view: impl IntoView) -> String {
    view.into_view().to_html()
}

#[test]
fn a_textarea_cannot_be_closed_from_inside() {
    let evil = "</textarea><script>alert(1)</script>&amp;";
    let page = html(view! {
        <SafeTextarea name="note" label="Anything to add?" words=WORDS value=evil/>
    });
    assert!(!page.contains("<script>"), "{page}");
    assert_eq!(page.matches("</textarea>").count(), 1);
    assert!(
        page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</textarea>")
    );
}

#[test]
fn a_textarea_gives_back_exactly_what_was_typed() {
    let empty = html(view! { <SafeTextarea name="n" label="L" words=WORDS/> });
    assert!(empty.contains("></textarea>"), "{empty}");
    // A parser drops the first line break after the tag, so there must be two.
    assert_eq!(escape_textarea("\nsecond line"), "\n\nsecond line");
    assert_eq!(escape_textarea("a < b & c"), "a &lt; b &amp; c");
}

#[test]
fn other_fields_escape_by_themselves() {
    let page = html(view! {
        <TextInput name="full_name" label="Full name" words=WORDS kind=InputKind::Name
            value="\"><script>x</script>" error="<b>no</b>"/>
    });
    assert!(!page.contains("<script>"), "{page}");
    assert!(!page.contains("<b>no"), "{page}");
    assert!(!page.contains("value=\"\"&gt;"), "{page}");
}

#[test]
fn hint_and_error_are_tied_to_the_input() {
    let page = html(view! {
        <TextInput name="email" label="Email address" words=WORDS kind=InputKind::Email
            hint="We send a code here." error="Enter an email address"/>
    });
    for part in [
        "for=\"email\"",
        "id=\"email\"",
        "id=\"email-hint\"",
        "id=\"email-error\"",
        "aria-describedby=\"email-hint email-error\"",
        "aria-invalid=\"true\"",
        "autocomplete=\"email\"",
        "Error:",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}

#[test]
fn a_field_without_trouble_says_nothing_of_it() {
    let page =
        html(view! { <TextInput name="code" label="Code" words=WORDS kind=InputKind::Code/> });
    for part in [
        "aria-invalid",
        "aria-describedby",
        "data-invalid",
        "Error:",
        "value=",
    ] {
        assert!(!page.contains(part), "{part} stands in {page}");
    }
    assert!(page.contains("inputmode=\"numeric\""));
    assert!(page.contains("autocomplete=\"one-time-code\""));
}

#[test]
fn a_password_is_never_written_to_the_page() {
    let page =
        html(view! { <PasswordInput name="password" label="Password" words=WORDS fresh=true/> });
    assert!(!page.contains("value="), "{page}");
    assert!(page.contains("autocomplete=\"new-password\""));
}

#[test]
fn an_error_summary_links_to_its_fields() {
    let none = html(view! { <ErrorSummary title="There’s a problem" errors=Vec::new()/> });
    assert!(!none.contains("alert"), "{none}");
    let errors = vec![ErrorLink {
        field: "birth_day".into(),
        text: "Enter your date of birth".into(),
    }];
    let page = html(view! { <ErrorSummary title="There’s a problem" errors=errors/> });
    assert!(page.contains("role=\"alert\""), "{page}");
    assert!(page.contains("tabindex=\"-1\""));
    assert!(page.contains("href=\"#birth_day\""));
}

fn month() -> MonthView {
    let day = |number: u8, dots: u8, label: &str| {
        Some(DayView {
            number,
            date: format!("2026-03-{number:02}"),
            label: label.into(),
            dots,
            today: number == 10,
            selected: number == 12,
        })
    };
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
        weekdays: vec![Weekday {
            short: "Su".into(),
            long: "Sunday".into(),
        }],
        weeks: vec![vec![
            None,
            day(9, 0, "Monday, March 9, no times"),
            day(10, 1, "Today, Tuesday, March 10, 2 times"),
            day(12, 9, "Thursday, March 12, 9 times"),
        ]],
        legend: "More dots, more times free.".into(),
    }
}

#[test]
fn only_days_with_times_are_buttons() {
    let page = html(view! { <DateGrid month=month()/> });
    assert_eq!(page.matches("name=\"date\"").count(), 2, "{page}");
    assert!(page.contains("value=\"2026-03-12\""));
    assert!(page.contains("aria-label=\"Thursday, March 12, 9 times\""));
    assert_eq!(page.matches("aria-pressed=\"true\"").count(), 1);
    assert_eq!(page.matches("aria-current=\"date\"").count(), 1);
    // One dot and at most three, however many times there are.
    assert_eq!(page.matches("<i>").count(), 4, "{page}");
    assert_eq!(page.matches("name=\"month\"").count(), 1);
}

#[test]
fn a_slot_is_named_with_time_and_person() {
    let slots = vec![SlotView {
        value: "v".into(),
        time: "10:15 am".into(),
        datetime: "2026-03-12T13:15:00Z".into(),
        practitioner: "Priya Raman".into(),
    }];
    let groups = vec![SlotGroup {
        heading: "Morning".into(),
        count: "1 time".into(),
        slots,
    }];
    let page = html(view! { <SlotList heading="Thursday, March 12" groups=groups/> });
    // The name is the text itself, with a comma that only a screen reader hears.
    assert!(page.contains("visually-hidden\">, </i>"), "{page}");
    assert!(!page.contains("aria-label="), "{page}");
    assert!(page.contains("id=\"times\""));
    assert!(page.contains("name=\"slot\" value=\"v\""));
}

#[test]
fn a_row_menu_opens_without_scripts() {
    let page = html(view! {
        <RowMenu id="m1" label="More for Leo">
            <MenuForm action="/x" label="Block" danger=true fields=vec![("id".into(), "7".into())]/>
        </RowMenu>
    });
    assert!(page.contains("popovertarget=\"m1\""), "{page}");
    assert!(page.contains("popover=\"auto\""), "{page}");
    assert!(page.contains("method=\"post\""));
    assert!(page.contains("name=\"id\" value=\"7\""));
    assert!(
        !page.contains("role=\"menu\""),
        "the role comes with the keys, by an island"
    );
}

#[test]
fn the_account_menu_exists_only_for_an_account() {
    let links = || vec![NavLink::new("/appointments", "My appointments").current(true)];
    let out = html(view! {
        <PatientHeader clinic="Harbour Lane" home="/" nav_label="Main" links=links()/>
    });
    assert!(!out.contains("account-pill"), "{out}");
    assert!(out.contains("aria-current=\"page\""));
    let account = AccountPill {
        full_name: "Amara Okafor".into(),
        short_name: "Amara".into(),
        seed: "a".into(),
        hidden: "Your account".into(),
    };
    let page = html(view! {
        <PatientHeader clinic="Harbour Lane" home="/" nav_label="Main" links=links()
            account=Some(account)>
            <MenuForm action="/log-out" label="Log out"/>
        </PatientHeader>
    });
    assert!(page.contains("popovertarget=\"account-menu\""), "{page}");
    assert!(page.contains("action=\"/log-out\""));
}

#[test]
fn a_table_stays_one_where_its_rows_are_cards() {
    let columns = vec![
        Column::new("Name"),
        Column::new("Born"),
        Column::new("Actions").hidden().end(),
    ];
    let rows = vec![vec!["Leo".into_any(), "2018".into_any(), "Book".into_any()]];
    let page = html(view! { <Table caption="Patients" columns=columns rows=rows/> });
    for part in [
        "<table role=\"table\"",
        "scope=\"col\" role=\"columnheader\"",
        "scope=\"row\" role=\"rowheader\"",
        "role=\"cell\" data-label=\"Born\"",
        "<span class=\"visually-hidden\">Actions",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert_eq!(page.matches("role=\"row\"").count(), 2, "{page}");
    assert_eq!(page.matches("data-label").count(), 1, "{page}");
}

#[test]
fn tabs_are_links_of_which_one_is_current() {
    let links = vec![
        TabLink::new("/p/1", "Overview"),
        TabLink::new("/p/1/appointments", "Appointments")
            .count(12)
            .current(true),
    ];
    let page = html(view! { <Tabs label="Leo Okafor" links=links/> });
    assert_eq!(page.matches("aria-current=\"page\"").count(), 1, "{page}");
    assert!(!page.contains("tablist"), "{page}");
    assert!(page.contains("tab-count\">12"), "{page}");
}

#[test]
fn one_page_needs_no_way_to_others() {
    let alone = html(view! { <Pagination label="Pages" position="1 to 3 of 3"/> });
    assert!(!alone.contains("<nav"), "{alone}");
    let page = html(view! {
        <Pagination label="Pages" next=Some(NavLink::new("/p?page=2", "Next"))/>
    });
    assert!(page.contains("rel=\"next\" href=\"/p?page=2\""), "{page}");
    assert!(!page.contains("rel=\"prev\""), "{page}");
}

#[test]
fn a_warning_carries_its_tick_and_its_reason() {
    let warning = WarningWords {
        title: "Priya is booked then".into(),
        lines: vec![],
        tick: "Book anyway".into(),
        reason: "Reason".into(),
    };
    let page = html(view! {
        <WarningTick name="anyway" reason_maxlength=300 warning=warning words=WORDS reason_error="Enter the reason"/>
    });
    for part in [
        "type=\"checkbox\" id=\"anyway\" name=\"anyway\" value=\"yes\"",
        "name=\"anyway_reason\"",
        "aria-describedby=\"anyway_reason-error\"",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}
