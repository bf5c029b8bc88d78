//! Today: new registrations, the day's appointments with the now line, and what needs a
//! look.

use clinic::appointments::AppointmentState;
use clinic::can;
use clinic::front::ClinicProfile;
use clinic::invitations::NewsItem;
use clinic::needs_a_look::NeedsALook;
use clinic::today::{self as use_case, AgendaItem, TodayView};
use clinic::warnings::birthdays::Birthday;
use clinic::warnings::last_days::LastDay;
use domain::age_policy::AgeEffect;
use domain::appointment::Step;
use domain::id::PractitionerId;
use domain::limits;
use domain::role::Role;
use jiff::civil::Date;
use leptos::prelude::*;

use super::marks;
use super::registrations::{AtWork, Rows, at_work};
use super::room::{At, Room};
use crate::layout::{load, profile, staff_summary};
use crate::page::book::hue;
use crate::text::en::{desk, portal_accounts, registrations, review, staff as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The clinic's day.
pub fn today() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SeeToday>().await?;
        let who = ctx::query("who").and_then(|text| text.parse::<PractitionerId>().ok());
        let view = use_case::view(&ctx::clinic()?, &staff, who).await?;
        let again = ctx::again(&[
            "staff/registrations/add",
            "staff/registrations/block",
            "staff/invitations/put-aside",
            "staff/mail/again",
            "staff/mail/dismiss",
            "staff/appointments/say",
        ]);
        let clinic = profile().await?;
        let resolves = ctx::staff::<can::ResolveRegistrations>().await?;
        let page = Page {
            news: super::merge::news().await?,
            at_work: at_work(&resolves, &view.registrations).await?,
            clinic,
            view,
            who,
            role: staff.role(),
        };
        Ok(page.render(again.as_deref()))
    })
}

struct Page {
    /// What was just done, in words.
    news: Option<AnyView>,
    /// Whose registration somebody else has open.
    at_work: AtWork,
    clinic: ClinicProfile,
    view: TodayView,
    who: Option<PractitionerId>,
    role: Role,
}

impl Page {
    fn render(mut self, again: Option<&crate::kept::KeptForm>) -> AnyView {
        let flash = self.news.take();
        let problem = staff_summary(again, &[], &self.clinic.phone);
        let local = self.view.now.to_zoned(self.view.zone.clone());
        let date = format::date(self.view.today, self.view.today);
        let booked = self
            .view
            .agenda
            .iter()
            .filter(|a| a.state != AppointmentState::Cancelled);
        let line = text::day_line(&date, booked.count(), self.view.openings_left);
        let (looks, birthdays) = (self.needs_a_look(), self.birthdays());
        let (last_days, unused) = (self.last_days(), self.unused());
        let in_time = !self.view.birthdays.is_empty()
            || !self.view.last_days.is_empty()
            || self.view.unused > 0;
        let beside = (in_time || self.has_looks())
            .then(|| view! { <div>{looks} {birthdays} {last_days} {unused}</div> });
        let main = view! {
            {flash}
            {problem}
            <header class="staff-head">
                <h1>{text::greeting(local.hour(), self.view.member_name.first_word())}</h1>
                <p>{line}</p>
            </header>
            {self.registrations()}
            <div class="staff-two">
                <section aria-labelledby="agenda-heading">
                    <header class="section-head">
                        <h2 id="agenda-heading">{text::AGENDA}</h2>
                        {self.filter()}
                    </header>
                    {self.agenda()}
                </section>
                {beside}
            </div>
        }
        .into_any();
        let room = Room {
            clinic: self.clinic,
            member_name: self.view.member_name.as_str().to_owned(),
            role: self.role,
            waiting_count: self.view.waiting_count,
        };
        room.page(text::TODAY, At::Today, main)
    }

    fn registrations(&self) -> AnyView {
        let rows = Rows {
            matches: &self.view.matches,
            asked: &self.view.asked,
            at_work: &self.at_work,
            zone: &self.view.zone,
            today: self.view.today,
        };
        let waiting = &self.view.registrations;
        let body = if waiting.is_empty() {
            view! { <EmptyState text=text::ALL_MATCHED/> }.into_any()
        } else {
            let more =
                usize::try_from(self.view.waiting_count).is_ok_and(|all| all > waiting.len());
            let all = registrations::see_all(self.view.waiting_count);
            let more = more.then(|| {
                view! { <p><LinkButton href=routes::REGISTRATIONS>{all}</LinkButton></p> }
            });
            view! { <p>{registrations::HINT}</p> {rows.list(waiting)} {more} }.into_any()
        };
        view! {
            <section class="staff-section" aria-labelledby="registrations-heading">
                <header class="section-head">
                    <h2 id="registrations-heading">
                        {text::REGISTRATIONS} " " <Count number=self.view.waiting_count/>
                    </h2>
                </header>
                {body}
            </section>
        }
        .into_any()
    }

    fn filter(&self) -> impl IntoView + use<> {
        let mut links =
            vec![NavLink::new(routes::TODAY, text::EVERYONE).current(self.who.is_none())];
        links.extend(self.view.practitioners.iter().map(|(id, name)| {
            NavLink::new(format!("{}?who={id}", routes::TODAY), name.first_word())
                .current(self.who == Some(*id))
        }));
        view! { <Segmented label=text::FILTER links=links/> }
    }

    fn agenda(&self) -> AnyView {
        if self.view.agenda.is_empty() {
            return view! { <EmptyState text=text::NO_APPOINTMENTS/> }.into_any();
        }
        let now = self.view.now;
        let (before, after): (Vec<_>, Vec<_>) = self
            .view
            .agenda
            .iter()
            .partition(|item| item.starts_at <= now);
        let rows = |items: Vec<&AgendaItem>| items.into_iter().map(|a| self.row(a)).collect_view();
        let (before, after) = (rows(before), rows(after));
        let line = text::now(&format::time(now, &self.view.zone));
        view! {
            <Agenda>
                {before}
                <NowLine text=line/>
                {after}
            </Agenda>
        }
        .into_any()
    }

    fn row(&self, item: &AgendaItem) -> AnyView {
        let zone = &self.view.zone;
        let age = item
            .patient_born_on
            .and_then(|b| format::young_age(b.date(), self.view.today));
        let name = item.patient_name.as_str();
        let name = age.map_or_else(|| name.to_owned(), |age| format!("{name}, {age}"));
        let over = matches!(
            item.state,
            AppointmentState::Completed | AppointmentState::NoShow | AppointmentState::Cancelled
        );
        let badge = self.end(item);
        view! {
            <AgendaRow
                time=format::time(item.starts_at, zone)
                datetime=format::machine(item.starts_at, zone)
                hue=hue(&item.hue)
                name=name
                href=routes::desk_visit(item.appointment)
                what=text::service_with(&item.service_name, item.practitioner_name.as_str())
                done=over
                overbooked=item.overbooked
            >
                {badge}
            </AgendaRow>
        }
        .into_any()
    }

    /// What stands at the end of a row: its marks, and the one thing to say right now.
    fn end(&self, item: &AgendaItem) -> AnyView {
        let over = marks::overbooked(item.overbooked);
        let arrived = item.may_arrive.then(|| {
            let name = item.patient_name.as_str().to_owned();
            view! {
                <form method="post" action="/api/staff/appointments/say">
                    <input type="hidden" name="appointment" value=item.appointment.to_string()/>
                    <input type="hidden" name="sequence" value=item.sequence.to_string()/>
                    <input type="hidden" name="step" value=Step::Arrive.as_str()/>
                    <input type="hidden" name="from" value="today"/>
                    <Button dense=true hidden=name>{desk::step(Step::Arrive)}</Button>
                </form>
            }
        });
        view! { <div class="cluster agenda-end">{over} {badge(item)} {arrived}</div> }.into_any()
    }

    fn has_looks(&self) -> bool {
        !self.view.needs_a_look.is_empty() || !self.view.invitation_news.is_empty()
    }

    /// Birthdays that change what guardians may do.
    fn birthdays(&self) -> AnyView {
        if self.view.birthdays.is_empty() {
            return ().into_any();
        }
        let items = self.view.birthdays.iter();
        let items = items.map(|item| birthday(item, self.view.today));
        let items = items.collect_view();
        view! {
            <section class="staff-section" aria-labelledby="birthdays-heading">
                <header class="section-head"><h2 id="birthdays-heading">{text::BIRTHDAYS}</h2></header>
                <LookList>{items}</LookList>
            </section>
        }
        .into_any()
    }

    /// Accesses with their last day soon.
    fn last_days(&self) -> AnyView {
        if self.view.last_days.is_empty() {
            return ().into_any();
        }
        let items = self.view.last_days.iter();
        let items = items.map(|item| last_day(item, self.view.today));
        let items = items.collect_view();
        view! {
            <section class="staff-section" aria-labelledby="last-days-heading">
                <header class="section-head"><h2 id="last-days-heading">{text::LAST_DAYS}</h2></header>
                <LookList>{items}</LookList>
            </section>
        }
        .into_any()
    }

    /// How many accesses nobody has used for long, with the way to them.
    fn unused(&self) -> AnyView {
        if self.view.unused == 0 {
            return ().into_any();
        }
        let words = review::count(self.view.unused, limits::UNUSED_LISTED);
        view! {
            <section class="staff-section" aria-labelledby="unused-heading">
                <header class="section-head"><h2 id="unused-heading">{text::UNUSED}</h2></header>
                <p>{words}</p>
                <p><LinkButton href=routes::REVIEW dense=true>{text::REVIEW}</LinkButton></p>
            </section>
        }
        .into_any()
    }

    fn needs_a_look(&self) -> AnyView {
        if !self.has_looks() {
            return ().into_any();
        }
        let items = self.view.needs_a_look.iter().map(look).collect_view();
        let news = self.view.invitation_news.iter().map(news).collect_view();
        view! {
            <section class="staff-section" aria-labelledby="look-heading">
                <header class="section-head"><h2 id="look-heading">{text::NEEDS_A_LOOK}</h2></header>
                <LookList>{news} {items}</LookList>
            </section>
        }
        .into_any()
    }
}

/// How far it has come; of what is only booked nothing is said but that it's a first visit.
fn badge(item: &AgendaItem) -> AnyView {
    match item.state {
        AppointmentState::Confirmed if item.requested => {
            marks::standing(item.state, item.requested)
        }
        AppointmentState::Confirmed if item.new_patient => {
            view! { <Badge tone=Tone::Info text=text::NEW_PATIENT/> }.into_any()
        }
        AppointmentState::Confirmed => ().into_any(),
        state => marks::state(state),
    }
}

/// A birthday, with the way to those who can act for the patient.
fn birthday(item: &Birthday, today: Date) -> AnyView {
    let name = item.patient_name.as_str();
    let on = format::date(item.coming.on, today);
    let title = text::birthday(name, item.coming.step.from_age, &on);
    let detail = text::birthday_means(item.coming.step.effect);
    let (href, hidden) = (routes::portal_accounts(item.patient), name.to_owned());
    let alone = item.coming.step.effect == AgeEffect::End && !item.has_own;
    let own = alone.then(|| {
        let label = text::invite_own(item.patient_name.first_word());
        let href = routes::portal_accounts_own(item.patient);
        view! { <LinkButton href=href dense=true>{label}</LinkButton> }
    });
    view! {
        <LookItem icon=IconName::Calendar title=title detail=detail>
            {own}
            <LinkButton href=href dense=true hidden=hidden>
                {text::OPEN_ACCOUNTS}
            </LinkButton>
        </LookItem>
    }
    .into_any()
}

/// An access with its last day soon, with the way to its rights.
fn last_day(item: &LastDay, today: Date) -> AnyView {
    let (who, name) = (item.holder.as_str(), item.patient_name.as_str());
    let title = text::last_day(who, name, &format::date(item.on, today));
    let href = routes::access_rights(item.patient, item.access);
    let hidden = who.to_owned();
    view! {
        <LookItem icon=IconName::Calendar title=title detail=text::LAST_DAYS_MEANS>
            <LinkButton href=href dense=true hidden=hidden>
                {portal_accounts::CHANGE_RIGHTS}
            </LinkButton>
        </LookItem>
    }
    .into_any()
}

/// An undeliverable mail, with the two things that can be done about it.
fn look(item: &NeedsALook) -> AnyView {
    let who = item
        .patient_name
        .as_ref()
        .map_or(item.address.as_str(), |name| name.as_str());
    let detail = text::check_address(who, &item.error_code);
    let id = item.notice.to_string();
    view! {
        <LookItem icon=IconName::Mail title=text::bounced(item.kind.as_str()) detail=detail>
            <form method="post" action="/api/staff/mail/again">
                <input type="hidden" name="notice" value=id.clone()/>
                <Button dense=true>{text::SEND_AGAIN}</Button>
            </form>
            <form method="post" action="/api/staff/mail/dismiss">
                <input type="hidden" name="notice" value=id/>
                <Button look=Look::Quiet dense=true>{text::PUT_ASIDE}</Button>
            </form>
        </LookItem>
    }
    .into_any()
}

/// What happened to an invitation, with the way to the patient.
fn news(item: &NewsItem) -> AnyView {
    let by = item.accepted_by.as_ref();
    let by = by.map(|(name, other)| (name.as_str(), other.as_ref().map(|other| other.as_str())));
    let name = item.patient_name.as_str();
    let detail = text::invitation_detail(name, item.address.as_str(), by, item.reason.as_deref());
    let (href, hidden) = (routes::patient(item.patient), name.to_owned());
    let (id, title) = (item.id.to_string(), text::invitation_news(item.what));
    view! {
        <LookItem icon=IconName::User title=title detail=detail>
            <LinkButton href=href dense=true hidden=hidden>
                {text::OPEN_PATIENT}
            </LinkButton>
            <form method="post" action="/api/staff/invitations/put-aside">
                <input type="hidden" name="news" value=id/>
                <Button look=Look::Quiet dense=true>{text::PUT_ASIDE}</Button>
            </form>
        </LookItem>
    }
    .into_any()
}
