//! Samples of the front desk's first page.

use leptos::prelude::*;

use crate::ui::*;

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
