//! A booking by hand: a time is proposed at once, everything else can be changed.

use clinic::desk::{self, Chosen, NewBooking, Question};
use clinic::times::{Choice, SlotView as Time};
use clinic::{can, patients};
use domain::id::PatientId;
use domain::slots::PartOfDay;
use jiff::civil::Date;
use leptos::prelude::*;

use super::room::{At, Room};
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, load, notice, profile, summary};
use crate::page::book::value;
use crate::text::en::{booking, desk as text, errors, staff as words};
use crate::ui::*;
use crate::{ctx, format, routes};

const ENDPOINTS: [&str; 2] = ["staff/bookings/book", "staff/bookings/over"];

/// The page: `?patient=` and, once chosen, `service`, `who`, `date`, `at`, `when`.
pub fn new_booking() -> impl IntoView {
    load(async {
        let member = ctx::staff::<can::Book>().await?;
        let clinic = profile().await?;
        let room = |waiting_count| Room {
            clinic,
            member_name: member.member().full_name().as_str().to_owned(),
            role: words::role(member.role()),
            waiting_count,
        };
        let Some(patient) = ctx::query("patient") else {
            let (waiting_count, main) = whom().await?;
            return Ok(room(waiting_count).page(text::NEW_BOOKING, At::Booking, main));
        };
        let patient: PatientId = crate::api::id(&patient)?;
        let asked = |name: &str| ctx::query(name).filter(|text| !text.is_empty());
        let question = Question {
            service: asked("service"),
            who: asked("who").and_then(|text| Choice::parse(&text)),
            date: asked("date").and_then(|text| text.parse::<Date>().ok()),
            at: asked("at").and_then(|text| crate::api::slot(&text)),
            typed: asked("when"),
        };
        let offered = desk::offer(&ctx::clinic()?, &member, patient, question).await?;
        let again = ctx::again(&ENDPOINTS);
        let room = room(offered.waiting_count);
        let page = Page {
            typed: asked("when").unwrap_or_default(),
            phone: room.clinic.phone.clone(),
            new: offered,
        };
        let (title, main) = page.render(again.as_deref());
        Ok(room.page(&title, At::Booking, main))
    })
}

/// "Who is it for?": a search, and what it found.
async fn whom() -> Result<(u32, AnyView), crate::error::ApiError> {
    let (clinic, staff) = (ctx::clinic()?, ctx::staff::<can::SeePatients>().await?);
    let typed = ctx::query("q").unwrap_or_default().trim().to_owned();
    let (waiting_count, found) = if typed.is_empty() {
        let desk = patients::desk(&clinic, &staff).await?;
        (desk.waiting_count, ().into_any())
    } else {
        let found = patients::search(&clinic, &staff, &typed).await?;
        let rows = found.patients.iter().map(|line| {
            let born = line.born_on.map(|born| format::birth_date(born.date()));
            let row = ChoiceRow::new(routes::new_booking(line.id), line.full_name.as_str());
            born.map_or(row.clone(), |born| row.line(words::born(&born)))
        });
        let rows = rows.collect();
        let add = routes::new_patient_called(&typed);
        let label = text::add(&typed);
        let list = view! {
            <ChoiceList rows=rows/>
            <p><LinkButton href=add icon=IconName::Plus><bdi>{label}</bdi></LinkButton></p>
        };
        (found.desk.waiting_count, list.into_any())
    };
    let main = view! {
        <div class="page-narrow">
            <h1>{text::WHOM}</h1>
            <form class="stack" method="get" action=routes::NEW_BOOKING>
                <TextInput name="q" label=text::WHO hint=text::FIND_BY words=FIELD value=typed maxlength=200/>
                <p><Button look=Look::Primary>{text::FIND}</Button></p>
            </form>
            {found}
        </div>
    };
    Ok((waiting_count, main.into_any()))
}

struct Page {
    new: NewBooking,
    typed: String,
    phone: String,
}

impl Page {
    fn render(self, again: Option<&KeptForm>) -> (String, AnyView) {
        let heading = text::book_for(self.new.patient_name.as_str());
        let reason = match &self.new.chosen {
            Some(chosen) if chosen.taken_by.is_empty() => "anyway_reason",
            _ => "reason",
        };
        let links = [("note", "note"), ("reason", reason)];
        let wrong = self.new.typed_wrong;
        let problem = match wrong {
            Some(invalid) => notice(errors::field("when", invalid).to_owned()),
            None => summary(again, &links, &self.phone),
        };
        let title = form_title(&heading, again);
        let main = view! {
            {problem}
            <div class="page-narrow">
                <h1><bdi>{heading}</bdi></h1>
                {self.proposal(again)}
                {self.change()}
                {self.times()}
            </div>
        }
        .into_any();
        (title, main)
    }

    /// What [Book] would book.
    fn proposal(&self, again: Option<&KeptForm>) -> AnyView {
        let new = &self.new;
        let mut rows = vec![
            SummaryRow::new(booking::WHAT_ROW, new.service.name.clone())
                .line(format::duration(i64::from(new.service.minutes))),
        ];
        let Some(chosen) = &new.chosen else {
            return view! { <SummaryList rows=rows/> <p>{text::NO_TIMES}</p> }.into_any();
        };
        let date = format::local_date(chosen.starts_at, &new.zone);
        let range = format::time_range(chosen.starts_at, chosen.ends_at, &new.zone);
        rows.insert(
            0,
            SummaryRow::new(booking::WHEN, format::date(date, new.today)).line(range),
        );
        rows.push(SummaryRow::new(
            booking::WITH,
            chosen.practitioner_name.as_str(),
        ));
        let form = if chosen.never {
            view! { <Notice kind=NoticeKind::Bad><p>{text::NEVER}</p></Notice> }.into_any()
        } else if chosen.taken_by.is_empty() {
            self.book(chosen, again)
        } else {
            self.over(chosen, again)
        };
        view! { <SummaryList rows=rows/> {form} }.into_any()
    }

    fn book(&self, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
        view! {
            <form class="stack" method="post" action="/api/staff/bookings/book">
                {self.hidden(chosen)}
                {anyway(chosen, again)}
                {self.tell(again)}
                {note(again)}
                <p><Button look=Look::Primary>{text::BOOK}</Button></p>
            </form>
        }
        .into_any()
    }

    /// A taken time: an act of its own.
    fn over(&self, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
        let held = chosen.taken_by.iter().any(|by| by.name.is_none());
        let who = chosen.taken_by.iter().filter_map(|by| {
            let times = format::time_range(by.starts_at, by.ends_at, &self.new.zone);
            let line = text::taken_by(by.name.as_ref()?.as_str(), &times);
            Some(view! { <p><bdi>{line}</bdi></p> })
        });
        let who = who.collect_view();
        let hint = if held { text::HELD } else { text::OVER_HINT };
        let form = (!held).then(|| {
            view! {
                <form class="stack" method="post" action="/api/staff/bookings/over">
                    {self.hidden(chosen)}
                    {reason(again)}
                    {self.tell(again)}
                    {note(again)}
                    <p><Button look=Look::Danger>{text::OVER}</Button></p>
                </form>
            }
        });
        let more = (!chosen.warnings.is_empty()).then(|| warnings(chosen));
        view! {
            <Notice kind=NoticeKind::Warn title=text::TAKEN>
                {who}
                <p>{hint}</p>
            </Notice>
            {more}
            {form}
        }
        .into_any()
    }

    fn hidden(&self, chosen: &Chosen) -> AnyView {
        let new = &self.new;
        let slot = format!(
            "{}.{}",
            chosen.starts_at.as_millisecond(),
            chosen.practitioner
        );
        view! {
            <input type="hidden" name="patient" value=new.patient.to_string()/>
            <input type="hidden" name="service" value=new.service.slug.clone()/>
            <input type="hidden" name="slot" value=slot/>
            <input type="hidden" name="submission" value=new.submission.to_string()/>
        }
        .into_any()
    }

    fn tell(&self, again: Option<&KeptForm>) -> AnyView {
        let Some(address) = &self.new.address else {
            return view! { <p>{text::NO_ADDRESS}</p> }.into_any();
        };
        let ticked = again.is_none_or(|form| !form.typed("tell").is_empty());
        let label = text::tell(address.as_str());
        view! { <Checkbox name="tell" label=label words=FIELD checked=ticked/> }.into_any()
    }

    /// What was asked for so far, for the forms that ask for something else.
    fn asked(&self) -> AnyView {
        let new = &self.new;
        view! {
            <input type="hidden" name="patient" value=new.patient.to_string()/>
            <input type="hidden" name="service" value=new.service.slug.clone()/>
            <input type="hidden" name="who" value=new.choice.to_string()/>
        }
        .into_any()
    }

    fn change(&self) -> AnyView {
        let new = &self.new;
        let services = new.services.iter().map(|service| {
            let minutes = format::duration(i64::from(service.minutes));
            RadioOption::new(service.slug.clone(), service.name.clone()).hint(minutes)
        });
        let first = RadioOption::new(Choice::First.to_string(), text::FIRST);
        let people = new
            .people
            .iter()
            .map(|(id, name)| RadioOption::new(Choice::Named(*id).to_string(), name.as_str()));
        let form = view! {
            <form class="stack" method="get" action=routes::NEW_BOOKING>
                <input type="hidden" name="patient" value=new.patient.to_string()/>
                <Radios
                    name="service"
                    legend=text::SERVICE
                    words=FIELD
                    options=services.collect()
                    selected=new.service.slug.clone()
                />
                <Radios
                    name="who"
                    legend=text::PERSON
                    words=FIELD
                    options=std::iter::once(first).chain(people).collect()
                    selected=new.choice.to_string()
                />
                <p><Button>{text::SHOW_TIMES}</Button></p>
            </form>
        };
        view! {
            <Disclosure summary=text::CHANGE>{form}</Disclosure>
        }
        .into_any()
    }

    fn times(&self) -> AnyView {
        let new = &self.new;
        let cards = new.soonest.iter().map(|slot| SoonestView {
            value: value(slot),
            with: booking::with(slot.practitioner_name.as_str()),
            when: format::near_moment(slot.starts_at, &new.zone, new.today),
        });
        let none = new
            .slots
            .is_empty()
            .then(|| view! { <p class="muted">{text::NONE_THAT_DAY}</p> });
        view! {
            <h2>{text::OTHER_TIMES}</h2>
            <form class="stack" method="get" action=routes::NEW_BOOKING>
                {self.asked()}
                <TextInput
                    name="when"
                    label=text::TYPED
                    words=FIELD
                    value=self.typed.clone()
                    hint=text::TYPED_HINT
                    maxlength=40
                />
                <p><Button>{text::SHOW_TIMES}</Button></p>
            </form>
            <form method="get" action=routes::NEW_BOOKING>
                {self.asked()}
                <SoonestCards heading=text::SOONEST cards=cards.collect() name="at"/>
                <SlotList
                    heading=format::date(new.date, new.today)
                    groups=self.groups()
                    name="at"
                >
                    {none}
                </SlotList>
            </form>
        }
        .into_any()
    }

    fn groups(&self) -> Vec<SlotGroup> {
        let new = &self.new;
        let parts = [
            (PartOfDay::Morning, booking::MORNING),
            (PartOfDay::Afternoon, booking::AFTERNOON),
            (PartOfDay::Evening, booking::EVENING),
        ];
        let group = |(part, heading): (PartOfDay, &str)| {
            let slots = new
                .slots
                .iter()
                .filter(|slot| PartOfDay::of(slot.starts_at, &new.zone) == part)
                .map(|slot: &Time| SlotView {
                    value: value(slot),
                    time: format::time(slot.starts_at, &new.zone),
                    datetime: format::machine(slot.starts_at, &new.zone),
                    practitioner: slot.practitioner_name.as_str().to_owned(),
                })
                .collect::<Vec<_>>();
            let count = u32::try_from(slots.len()).unwrap_or(u32::MAX);
            (count > 0).then(|| SlotGroup {
                heading: heading.into(),
                count: booking::times(count),
                slots,
            })
        };
        parts.into_iter().filter_map(group).collect()
    }
}

/// What speaks against it, and the tick that books it anyway.
fn anyway(chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    if chosen.warnings.is_empty() {
        // The form has the reason's field also where there is nothing to give reasons for.
        return view! { <input type="hidden" name="anyway_reason" value=""/> }.into_any();
    }
    let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    let warning = WarningWords {
        title: text::WARNINGS.into(),
        lines: lines(chosen),
        tick: text::ANYWAY.into(),
        reason: text::REASON.into(),
    };
    let error = OptText::from(field_error(again, "reason"));
    view! {
        <WarningTick
            name="anyway"
            warning=warning
            words=FIELD
            ticked=!typed("anyway").is_empty()
            reason=typed("anyway_reason")
            reason_error=error
        />
    }
    .into_any()
}

fn lines(chosen: &Chosen) -> Vec<String> {
    chosen.warnings.iter().map(text::warning).collect()
}

/// What speaks against it, for whoever has to give a reason in any case.
fn warnings(chosen: &Chosen) -> AnyView {
    let lines = lines(chosen);
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> });
    let lines = lines.collect_view();
    view! { <Notice kind=NoticeKind::Warn title=text::WARNINGS>{lines}</Notice> }.into_any()
}

fn reason(again: Option<&KeptForm>) -> AnyView {
    let typed = again.map(|form| form.typed("reason")).unwrap_or_default();
    let error = OptText::from(field_error(again, "reason"));
    view! {
        <TextInput
            name="reason"
            label=text::REASON
            words=FIELD
            value=typed
            error=error
            maxlength=300
        />
    }
    .into_any()
}

fn note(again: Option<&KeptForm>) -> AnyView {
    let typed = again.map(|form| form.typed("note")).unwrap_or_default();
    let error = OptText::from(field_error(again, "note"));
    view! {
        <SafeTextarea
            name="note"
            label=text::NOTE
            words=FIELD
            value=typed
            error=error
            optional=true
            maxlength=1000
        />
    }
    .into_any()
}
