//! `/styleguide`, demo mode only: every part of the interface in every state, on one page.
//!
//! The one page whose words are not in the text module: they are samples, not the product's.

use leptos::prelude::*;

use crate::ui::*;

pub mod accounts;
pub mod booking;
pub mod desk;
pub mod forms;
pub mod lists;

#[cfg(test)]
mod tests;

/// The whole sheet, as the content of a page's `main`.
#[component]
pub fn Styleguide() -> impl IntoView {
    view! {
        <h1>"Style guide"</h1>
        <p class="page-intro">
            "Every part in every state. Turn on a dark theme, more contrast, larger text or a narrow \
             window, and look again."
        </p>
        <Specimen title="Buttons"><Buttons/></Specimen>
        <Specimen title="Badges, counts and avatars"><Marks/></Specimen>
        <Specimen title="Icons"><Icons/></Specimen>
        <Specimen title="Fields"><forms::Fields/></Specimen>
        <Specimen title="Fields with mistakes"><forms::Mistakes/></Specimen>
        <Specimen title="Choices"><forms::Choices/></Specimen>
        <Specimen title="Warnings, groups and details"><lists::Doubts/></Specimen>
        <Specimen title="Messages"><Messages/></Specimen>
        <Specimen title="Summary"><Summary/></Specimen>
        <Specimen title="Menus and empty places"><Menus/></Specimen>
        <Specimen title="Visits"><lists::Visits/></Specimen>
        <Specimen title="Tables and pages"><lists::Tables/></Specimen>
        <Specimen title="Portal accounts"><accounts::Accounts/></Specimen>
        <Specimen title="Tabs"><lists::Parts/></Specimen>
        <Specimen title="Sessions"><lists::Sessions/></Specimen>
        <Specimen title="Diary"><lists::Diary/></Specimen>
        <Specimen title="Codes and keys"><lists::Keys/></Specimen>
        <Specimen title="Choosing a time"><booking::Time/></Specimen>
        <Specimen title="Patient frame"><booking::Frame/></Specimen>
        <Specimen title="Front desk"><desk::Desk/></Specimen>
    }
}

#[component]
fn Specimen(title: &'static str, children: Children) -> impl IntoView {
    view! { <section class="specimen"><h2>{title}</h2>{children()}</section> }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <form class="stack" method="get">
            <div class="cluster">
                <Button look=Look::Primary>"Book appointment"</Button>
                <Button>"Join the waiting list"</Button>
                <Button look=Look::Quiet>"Not now"</Button>
                <Button look=Look::Danger>"Cancel appointment"</Button>
            </div>
            <div class="cluster">
                <Button look=Look::Primary dense=true>"Review and merge"</Button>
                <Button dense=true icon=IconName::Plus>"New booking"</Button>
                <Button dense=true look=Look::Quiet icon=IconName::Undo>"Undo"</Button>
                <Button icon=IconName::X icon_only=true>"Close"</Button>
            </div>
            <div class="cluster">
                <LinkButton href="#main" icon=IconName::Calendar>"Add to calendar"</LinkButton>
                <LinkButton href="#main" look=Look::Quiet>"Directions"</LinkButton>
                <Button attr:aria-disabled="true">"Sent again at 10:04 am"</Button>
                <Button look=Look::Primary attr:aria-busy="true">"Booking…"</Button>
            </div>
        </form>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let hues = [
        "Amara Okafor",
        "Łucja Nowak",
        "Bo",
        "Gwendolyn Ashdown-Price",
        "李 小龙",
    ];
    let avatars = Hue::ALL
        .into_iter()
        .zip(hues.into_iter().cycle())
        .map(|(hue, name)| view! { <Avatar name=name hue=hue/> })
        .collect_view();
    view! {
        <div class="stack">
            <div class="cluster">
                <Badge text="Finished"/>
                <Badge tone=Tone::Good icon=IconName::Check text="Arrived"/>
                <Badge tone=Tone::Warn text="Possible match"/>
                <Badge tone=Tone::Bad icon=IconName::Alert text="Email bounced"/>
                <Badge tone=Tone::Info text="New patient"/>
                <Count number=3 hidden="new registrations"/>
                <Count number=128/>
            </div>
            <div class="cluster">
                {avatars}
                <AvatarPending/>
                <Avatar name="Leo Okafor" size=AvatarSize::Large/>
            </div>
        </div>
    }
}

#[component]
fn Icons() -> impl IntoView {
    let icons = IconName::ALL
        .into_iter()
        .map(|name| view! { <span class="small cluster"><Icon name=name/>{name.id()}</span> })
        .collect_view();
    view! { <div class="cluster">{icons}</div> }
}

#[component]
fn Messages() -> impl IntoView {
    view! {
        <div class="stack">
            <Toast text="Cancelled. Nothing has been sent yet.">
                <form method="get"><Button dense=true>"Undo"</Button></form>
            </Toast>
            <Toast text="Saved."/>
            <div class="specimen-frame specimen-toast">
                <Toast text="Moved to Friday, 9:00 am." passing=true>
                    <form method="get"><Button dense=true>"Undo"</Button></form>
                </Toast>
            </div>
            <Notice><p>"Free to cancel until Wednesday, 10:15 am."</p></Notice>
            <Notice kind=NoticeKind::Info title="Your device says Toronto">
                <p>"10:15 am in Halifax is 9:15 am for you."</p>
            </Notice>
            <Notice kind=NoticeKind::Warn title="Someone just took 10:15 am">
                <p>"We kept everything else. " <a href="#main">"Choose another time"</a></p>
            </Notice>
            <Notice kind=NoticeKind::Bad>
                <p>"Something went wrong on our side. Nothing was booked or changed."</p>
            </Notice>
            <Card padded=true><p>"A card: a bordered surface, when space and a line won’t do."</p></Card>
        </div>
    }
}

#[component]
fn Summary() -> impl IntoView {
    let long = "Physiotherapy first visit for a person with an unusually long list of questions";
    let rows = vec![
        SummaryRow::new("What", long)
            .line("60 minutes, $120")
            .change("#main", "Change", "service"),
        SummaryRow::new("When", "Thursday, March 12")
            .line("10:15 to 11:00 am")
            .change("#main", "Change", "time"),
        SummaryRow::new("Where", "14 Harbour Lane").line("Halifax"),
        SummaryRow::new("Email", "a.very.long.address.that.never.ends@example.com"),
    ];
    let step = |label: &str, state, href: &str| Step {
        label: label.into(),
        state,
        href: href.into(),
    };
    let steps = vec![
        step("Service", StepState::Done, "#main"),
        step("Practitioner", StepState::Done, ""),
        step("Time", StepState::Current, ""),
        step("Check and book", StepState::Ahead, ""),
    ];
    view! {
        <div class="stack">
            <Stepper label="Booking steps" position="Step 3 of 4" steps=steps/>
            <SummaryList rows=rows/>
        </div>
    }
}

#[component]
fn Menus() -> impl IntoView {
    view! {
        <div class="stack">
            <div class="cluster">
                <RowMenu id="sample-dots" label="More for Jon Beck">
                    <MenuForm action="#main" icon=IconName::UserPlus label="Add as new patient"/>
                    <MenuLink href="#main" icon=IconName::User label="Open profile"/>
                    <MenuRule/>
                    <MenuForm action="#main" icon=IconName::Block label="Block this account"
                        danger=true/>
                </RowMenu>
                <RowMenu id="sample-triangle" label="Actions for ngozi@example.com"
                    trigger=MenuTrigger::Triangle>
                    <MenuForm action="#main" icon=IconName::Send label="Resend invitation"/>
                    <MenuRule/>
                    <MenuForm action="#main" icon=IconName::Trash label="Delete invitation"
                        danger=true/>
                </RowMenu>
            </div>
            <EmptyState text="Nothing coming up.">
                <LinkButton href="#main">"Book"</LinkButton>
            </EmptyState>
            <EmptyState text="Nobody is waiting to be matched."/>
        </div>
    }
}
