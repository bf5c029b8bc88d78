//! Samples of the front desk's first page.

use leptos::prelude::*;

use crate::ui::*;

use super::forms::WORDS;

fn fact(icon: IconName, text: &str) -> QueueFact {
    QueueFact {
        icon: Some(icon),
        text: text.into(),
    }
}

fn verdict(tone: Tone, text: &str, link: Option<&str>) -> Verdict {
    Verdict {
        tone,
        text: text.into(),
        link: link.map(|words| ("#main".into(), words.into())),
    }
}

#[component]
fn Registrations() -> impl IntoView {
    let agrees =
        ["Same name", "Same date of birth", "Same mobile"].map(|it| fact(IconName::Check, it));
    let contacts = vec![
        fact(IconName::Calendar, "Born November 21, 1979"),
        fact(IconName::Mail, "jon.beck.with.a.long.address@example.com"),
        fact(IconName::Phone, "902 555 0117"),
    ];
    view! {
        <section class="staff-section">
            <header class="section-head">
                <h3>"New portal account registrations " <Count number=2/></h3>
            </header>
            <Queue>
                <QueueRow name="Amara Okafor"
                    lines=vec!["Signed up 8:12 am".into(), "Booked Thursday, 10:15 am".into()]
                    verdict=verdict(Tone::Good, "Strong match", Some("Amara Okafor, born May 3, 1988"))
                    facts=agrees.to_vec()>
                    <LinkButton href="#main" look=Look::Primary dense=true hidden="Amara Okafor">
                        "Review and merge"
                    </LinkButton>
                    <RowMenu id="queue-1" label="More for Amara Okafor">
                        <MenuForm action="#main" icon=IconName::Block label="Block this account"
                            danger=true/>
                    </RowMenu>
                </QueueRow>
                <QueueRow name="Wolfeschlegelsteinhausenbergerdorff Beck"
                    lines=vec!["Signed up yesterday, 9:47 pm".into(), "No booking yet".into()]
                    verdict=verdict(Tone::Neutral, "No match found", None) facts=contacts>
                    <form method="get">
                        <Button dense=true hidden="Jon Beck">"Add as new patient"</Button>
                    </form>
                    <RowMenu id="queue-2" label="More for Jon Beck">
                        <MenuForm action="#main" icon=IconName::Block label="Block this account"
                            danger=true/>
                    </RowMenu>
                </QueueRow>
            </Queue>
        </section>
    }
}

#[component]
fn Day() -> impl IntoView {
    let filters = vec![
        NavLink::new("#main", "Everyone").current(true),
        NavLink::new("#main", "Priya"),
        NavLink::new("#main", "Wen"),
    ];
    view! {
        <section>
            <header class="section-head">
                <h3>"Today’s appointments"</h3>
                <Segmented label="Practitioner" links=filters/>
            </header>
            <Agenda>
                <AgendaRow time="8:30 am" datetime="2026-03-10T11:30:00Z" hue=Hue::Pine done=true
                    name="Siobhán Ní Bhriain" href="#main"
                    what="Physiotherapy follow-up with Priya Raman">
                    <Badge text="Finished"/>
                </AgendaRow>
                <NowLine text="Now, 9:04 am"/>
                <AgendaRow time="9:15 am" datetime="2026-03-10T12:15:00Z" hue=Hue::Fjord
                    name="Mateo Castillo" href="#main" what="Sports massage with Wen Li">
                    <Badge tone=Tone::Good icon=IconName::Check text="Arrived"/>
                </AgendaRow>
                <AgendaRow time="10:15 am" datetime="2026-03-10T13:15:00Z" hue=Hue::Clay
                    name="Leo Okafor, 7" what="First visit with Tomás Ferreira"/>
                <AgendaOpening time="4:30 pm" datetime="2026-03-10T19:30:00Z"
                    title="45 minutes open" what="Wen Li · 2 people waiting for this">
                    <LinkButton href="#main" dense=true>"Offer it"</LinkButton>
                </AgendaOpening>
            </Agenda>
        </section>
    }
}

#[component]
fn Look() -> impl IntoView {
    view! {
        <section>
            <header class="section-head"><h3>"Needs a look"</h3></header>
            <LookList>
                <LookItem icon=IconName::Bell title="An email bounced"
                    detail="Mateo Castillo, check the address">
                    <form method="get"><Button dense=true>"Send again"</Button></form>
                </LookItem>
                <LookItem icon=IconName::Mail title="3 emails wait"
                    detail="The mail server doesn’t answer"/>
            </LookList>
        </section>
    }
}

fn choice(value: &str, source: &str, parts: &[(&str, bool)]) -> MergeChoice {
    let line = parts
        .iter()
        .map(|(text, differs)| ((*text).to_owned(), *differs));
    let line: Vec<MergePart> = line.collect();
    MergeChoice {
        value: value.into(),
        source: source.into(),
        lines: if line.is_empty() {
            Vec::new()
        } else {
            vec![line]
        },
    }
}

/// What a sample says in each of its columns: a part that differs, or nothing.
type Sample = [&'static [(&'static str, bool)]; 2];

fn merge_row(name: &'static str, label: &str, chosen: &str, sample: Sample) -> MergeRow {
    let [absorbed, survivor] = sample;
    MergeRow {
        name,
        label: label.into(),
        after: format!("{label} after merging:"),
        chosen: chosen.into(),
        not_given: "Not given".into(),
        choices: [
            choice("absorbed", "New sign-up", absorbed),
            choice("survivor", "Existing profile", survivor),
        ],
        other: None,
        error: OptText::default(),
    }
}

/// Two profiles side by side: a value of each, nothing on one side, a third one and a mistake.
#[component]
fn Merging() -> impl IntoView {
    let head = |name: OptText, title: &str, lines: &[&str]| MergeHead {
        name,
        seed: "merge".into(),
        title: title.into(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    let heads = [
        head(
            "Amara Okafor".into(),
            "New sign-up",
            &["Today, 8:12 am", "1 appointment, 1 portal account"],
        ),
        head(
            "Amara N. Okafor".into(),
            "Existing profile",
            &["Patient since 2021", "12 appointments, nobody can log in"],
        ),
        head(OptText::default(), "After merging", &["One profile"]),
    ];
    let name: Sample = [
        &[("Amara Okafor", false)],
        &[("Amara ", false), ("N.", true), (" Okafor", false)],
    ];
    let email: Sample = [
        &[("amara.okafor", false), ("@example.com", true)],
        &[("amara.okafor", false), ("@oldmail.ca", true)],
    ];
    let mut typed = merge_row("merge-email", "Email", "other", email);
    typed.other = Some(MergeOther {
        value: "other",
        label: "Something else".into(),
        unknown: "What you type".into(),
        typed: "amara@".into(),
        fields: view! {
            <TextInput name="merge-email-other" label="Another email" words=WORDS value="amara@"/>
        }
        .into_any(),
    });
    typed.error = "Enter an email address, like name@example.com".into();
    let rows = vec![
        merge_row("merge-name", "Name", "survivor", name),
        typed,
        merge_row(
            "merge-pronouns",
            "Pronouns",
            "absorbed",
            [&[("she/her", false)], &[]],
        ),
    ];
    view! {
        <section class="staff-section merge-frame">
            <header class="section-head"><h3>"Are these the same person?"</h3></header>
            <form method="get">
                <MergeTable heads=heads rows=rows words=WORDS>
                    <div class="merge-alike">
                        <Icon name=IconName::Check/>
                        <div>
                            <p>"Date of birth is the same."</p>
                            <details class="merge-shown">
                                <summary>"Show them"</summary>
                                <dl><div><dt>"Date of birth"</dt><dd>"May 3, 1988"</dd></div></dl>
                            </details>
                        </div>
                    </div>
                    <div class="merge-after">"Kept as they are"</div>
                </MergeTable>
            </form>
        </section>
    }
}

/// The shell with its rail, the search, the queue, the day and what waits.
#[component]
pub fn Desk() -> impl IntoView {
    let rooms = vec![
        RailLink::new("#main", "Today", IconName::Home)
            .here(Here::Page)
            .count(3, "new registrations"),
        RailLink::new("#main", "Patients", IconName::Users),
        RailLink::new("#main", "Settings", IconName::Sliders),
    ];
    view! {
        <div class="specimen-frame">
            <div class="staff-shell">
                <StaffRail clinic="Harbour Lane" home="#main" nav_label="Sample rail"
                    links=rooms.clone() name="Dana Whitfield" role="Front desk">
                    <MenuForm action="#main" label="Log out" icon=IconName::LogOut/>
                </StaffRail>
                <div>
                    <section class="staff-bar" aria-label="Search and new booking">
                        <SearchField action="#main" label="Search patients" key="/"/>
                        <LinkButton href="#main" icon=IconName::Plus>"New booking"</LinkButton>
                    </section>
                    <div class="staff-page">
                        <BackLink href="#main" label="Patients" hidden="Back to"/>
                        <Registrations/>
                        <Merging/>
                        <div class="staff-two"><Day/><Look/></div>
                    </div>
                </div>
            </div>
            <StaffTabbar nav_label="Sample bar" links=rooms more="More">
                <MenuForm action="#main" label="Log out" icon=IconName::LogOut/>
            </StaffTabbar>
        </div>
    }
}
