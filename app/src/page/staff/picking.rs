//! What the pages of a new booking and of a move share: the time that would be taken, what
//! speaks against it, and how another one is asked for.

use clinic::desk::{Chosen, MailTo, Question, Times};
use clinic::front::ServiceCard;
use clinic::times::{Choice, SlotView as Time};
use domain::booking::against::Against;
use domain::limits;
use domain::refusal::Refusal;
use domain::slots::PartOfDay;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, chars, field_error, notice, summary};
use crate::page::book::value;
use crate::text::en::{booking, desk as text, errors};
use crate::ui::*;
use crate::{api, ctx, format};

/// What the address asks for: `service`, `who`, `date`, `at`, `when`. A form that was
/// refused is still about its own time.
pub(super) fn question(again: Option<&KeptForm>) -> Question {
    let asked = |name: &str| ctx::query(name).filter(|text| !text.is_empty());
    Question {
        service: asked("service"),
        who: asked("who").and_then(|text| Choice::parse(&text)),
        date: asked("date").and_then(|text| text.parse::<Date>().ok()),
        at: asked("at").and_then(|text| api::slot(&text)),
        typed: asked("when"),
        before: again
            .filter(|form| form.error.is_some())
            .and_then(|form| api::slot(&form.typed("slot"))),
    }
}

/// The page's one form: whatever is chosen in it, what is typed goes along. Its own action
/// only chooses; the buttons that do something say so. `chosen` is what would be done, `others`
/// what else could be.
pub(super) fn form(choose: &'static str, chosen: AnyView, others: AnyView) -> AnyView {
    view! {
        <form class="staff-pick" method="post" action=choose>
            {stay()}
            <div class="stack">{chosen}</div>
            <div class="stack">{others}</div>
        </form>
    }
    .into_any()
}

/// The form's first button, which nobody sees: Enter in a field presses it. It asks for the
/// typed time, if there is one, and never books or moves.
fn stay() -> AnyView {
    view! {
        <button
            class="visually-hidden"
            type="submit"
            name="stay"
            value="yes"
            tabindex="-1"
            aria-hidden="true"
        >
            {text::SHOW_TIMES}
        </button>
    }
    .into_any()
}

/// What is typed already into these fields, where there is no time to take yet.
pub(super) fn waiting(fields: &[&'static str], again: Option<&KeptForm>) -> AnyView {
    let typed = fields.iter().map(|name| {
        let value = match *name {
            "reason" => typed_reason(again),
            // The mail is wanted unless somebody has said that it isn't.
            "tell" if again.is_none() => String::from("yes"),
            name => again.map(|form| form.typed(name)).unwrap_or_default(),
        };
        view! { <input type="hidden" name=*name value=value/> }
    });
    typed.collect_view().into_any()
}

/// How another time is asked for.
pub(super) struct Picking<'a> {
    /// The times.
    pub(super) times: &'a Times,
    /// Whether the chosen one stands above them, and so not among them.
    pub(super) proposed: bool,
    /// The form that is shown again.
    pub(super) again: Option<&'a KeptForm>,
}

impl Picking<'_> {
    /// Another service, if there are several, or somebody else.
    pub(super) fn change(&self, summary: &'static str, services: &[ServiceCard]) -> AnyView {
        let times = self.times;
        let options = services.iter().map(|service| {
            let minutes = format::duration(i64::from(service.minutes));
            RadioOption::new(service.slug.clone(), service.name.clone()).hint(minutes)
        });
        let options: Vec<_> = options.collect();
        let what = (!options.is_empty()).then(|| {
            let selected = times.service.slug.clone();
            view! {
                <Radios name="what" legend=text::SERVICE words=FIELD options=options
                    selected=selected/>
            }
        });
        let first = RadioOption::new(Choice::First.to_string(), text::FIRST);
        let people = times
            .people
            .iter()
            .map(|(id, name)| RadioOption::new(Choice::Named(*id).to_string(), name.as_str()));
        let people = std::iter::once(first).chain(people).collect();
        let with = times.choice.to_string();
        view! {
            <Disclosure summary=summary>
                <div class="stack">
                    {what}
                    <Radios name="who" legend=text::PERSON words=FIELD options=people
                        selected=with/>
                    <p><Button>{text::SHOW_TIMES}</Button></p>
                </div>
            </Disclosure>
        }
        .into_any()
    }

    /// Other times: typed, the soonest, and those of a date.
    pub(super) fn others(&self) -> AnyView {
        let times = self.times;
        let cards = times.soonest.iter().filter(|slot| self.is_other(slot));
        let cards = cards.map(|slot| SoonestView {
            value: value(slot),
            with: booking::with(slot.practitioner_name.as_str()),
            when: format::near_moment(slot.starts_at, &times.zone, times.today),
        });
        let cards = cards.collect::<Vec<_>>();
        let none = times
            .slots
            .is_empty()
            .then(|| view! { <p class="muted">{text::NONE_THAT_DAY}</p> });
        let wrong = times.typed_wrong;
        let wrong = wrong.map(|invalid| errors::field("when", invalid).to_owned());
        let wrong = wrong.or_else(|| field_error(self.again, "when"));
        let refused = self.again.filter(|form| form.error.is_some());
        let typed = refused.map(|form| form.typed("when"));
        let typed = typed.or_else(|| ctx::query("when")).unwrap_or_default();
        view! {
            <h2>{text::OTHER_TIMES}</h2>
            <div class="stack">
                <TextInput
                    name="when"
                    label=text::TYPED
                    words=FIELD
                    value=typed
                    hint=text::TYPED_HINT
                    error=OptText::from(wrong)
                    maxlength=chars(limits::TYPED_TIME_CHARS_MAX)
                />
                <p><Button>{text::SHOW_TIMES}</Button></p>
            </div>
            <div class="stack">
                <SoonestCards heading=text::SOONEST cards=cards name="at"/>
                <SlotList
                    heading=format::date(times.date, times.today)
                    groups=self.groups()
                    name="at"
                >
                    {none}
                </SlotList>
            </div>
        }
        .into_any()
    }

    /// Whether it isn't the time that is proposed already.
    fn is_other(&self, slot: &Time) -> bool {
        let proposed = self.times.chosen.as_ref().filter(|_| self.proposed);
        proposed.is_none_or(|chosen| {
            (chosen.starts_at, chosen.practitioner) != (slot.starts_at, slot.practitioner)
        })
    }

    fn groups(&self) -> Vec<SlotGroup> {
        let times = self.times;
        let parts = [
            (PartOfDay::Morning, booking::MORNING),
            (PartOfDay::Afternoon, booking::AFTERNOON),
            (PartOfDay::Evening, booking::EVENING),
        ];
        let group = |(part, heading): (PartOfDay, &str)| {
            let slots = times
                .slots
                .iter()
                .filter(|slot| PartOfDay::of(slot.starts_at, &times.zone) == part)
                .filter(|slot| self.is_other(slot))
                .map(|slot: &Time| SlotView {
                    value: value(slot),
                    time: format::time(slot.starts_at, &times.zone),
                    datetime: format::machine(slot.starts_at, &times.zone),
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

/// What is wrong: with the typed time, else with the form.
pub(super) fn problem(times: &Times, again: Option<&KeptForm>, phone: &str) -> AnyView {
    let changed = Some(ApiError::Refused(Refusal::ChangedMeanwhile));
    let reason = match &times.chosen {
        Some(chosen) if chosen.taken_by.is_empty() => "anyway_reason",
        _ => "reason",
    };
    match times.typed_wrong {
        Some(invalid) => {
            let link = ErrorLink {
                field: "when".into(),
                text: errors::field("when", invalid).to_owned(),
            };
            view! { <ErrorSummary title=errors::PROBLEM errors=vec![link]/> }.into_any()
        }
        None if again.is_some_and(|form| form.error == changed) => {
            notice(text::CHANGED_SINCE.to_owned())
        }
        None => summary(
            again,
            &[("note", "note"), ("reason", reason), ("when", "when")],
            phone,
        ),
    }
}

/// The rows of what would be: when, what, with whom.
pub(super) fn rows(times: &Times) -> Vec<SummaryRow> {
    let minutes = format::duration(i64::from(times.service.minutes));
    let what = SummaryRow::new(booking::WHAT_ROW, times.service.name.clone()).line(minutes);
    let Some(chosen) = &times.chosen else {
        return vec![what];
    };
    let date = format::local_date(chosen.starts_at, &times.zone);
    let range = format::time_range(chosen.starts_at, chosen.ends_at, &times.zone);
    vec![
        SummaryRow::new(booking::WHEN, format::date(date, times.today)).line(range),
        what,
        SummaryRow::new(booking::WITH, chosen.practitioner_name.as_str()),
    ]
}

/// On the day when the clocks go back: which of two equal times the chosen one is, and the
/// way to the other.
pub(super) fn twice(times: &Times) -> AnyView {
    let chosen = times.chosen.as_ref();
    let Some((chosen, twin)) = chosen.and_then(|chosen| Some((chosen, chosen.twin?))) else {
        return ().into_any();
    };
    let this = text::this_is_the(&format::time(chosen.starts_at, &times.zone));
    let other = text::take_the(&format::time(twin, &times.zone));
    let value = format!("{}.{}", twin.as_millisecond(), chosen.practitioner);
    view! {
        <Notice kind=NoticeKind::Info title=text::TWICE>
            <p>{this}</p>
            <p><Button name="at" value=value>{other}</Button></p>
        </Notice>
    }
    .into_any()
}

/// The time as a form carries it.
fn slot(chosen: &Chosen) -> String {
    let at = chosen.starts_at.as_millisecond();
    format!("{at}.{}", chosen.practitioner)
}

/// The time, and what speaks against it, as the form says what it showed.
pub(super) fn hidden(chosen: &Chosen) -> AnyView {
    view! {
        <input type="hidden" name="slot" value=slot(chosen)/>
        <input type="hidden" name="shown" value=chosen.against.to_field()/>
    }
    .into_any()
}

/// All that speaks against a taken time, and the reason for going over it; whether it can
/// be gone over: not while somebody is booking it online.
pub(super) fn taken(
    times: &Times,
    chosen: &Chosen,
    hint: &'static str,
    again: Option<&KeptForm>,
) -> (AnyView, bool) {
    let held = chosen.taken_by.iter().any(|by| by.patient.is_none());
    let who = chosen.taken_by.iter().filter_map(|by| {
        let range = format::time_range(by.starts_at, by.ends_at, &times.zone);
        let line = text::taken_by(by.patient.as_ref()?.1.as_str(), &range);
        Some(view! { <p><bdi>{line}</bdi></p> })
    });
    let who = who.collect_view();
    let hint = if held { text::HELD } else { hint };
    let (rules, reason) = (warnings(chosen), (!held).then(|| reason(again)));
    let words = view! {
        <Notice kind=NoticeKind::Warn title=text::TAKEN>
            {who}
            <p>{hint}</p>
            {rules}
            {reason}
        </Notice>
    };
    (words.into_any(), !held)
}

/// What speaks against it, and the tick that does it anyway.
pub(super) fn anyway(chosen: &Chosen, tick: &str, again: Option<&KeptForm>) -> AnyView {
    if chosen.warnings.is_empty() {
        // Nothing to give reasons for: what was typed waits for a time that asks for one.
        let typed = typed_reason(again);
        return view! { <input type="hidden" name="anyway_reason" value=typed/> }.into_any();
    }
    let warning = WarningWords {
        title: text::WARNINGS.into(),
        lines: lines(chosen),
        tick: tick.into(),
        reason: text::REASON.into(),
    };
    let error = OptText::from(field_error(again, "reason"));
    view! {
        <WarningTick
            name="anyway"
            warning=warning
            words=FIELD
            ticked=is_ticked(chosen, again)
            reason=typed_reason(again)
            reason_maxlength=chars(limits::REASON_CHARS_MAX)
            reason_error=error
        />
    }
    .into_any()
}

/// Whether the tick was given, to this time and to all that speaks against it now.
fn is_ticked(chosen: &Chosen, again: Option<&KeptForm>) -> bool {
    again.is_some_and(|form| {
        !form.typed("anyway").is_empty()
            && form.typed("slot") == slot(chosen)
            && Against::parse(&form.typed("shown")).covers(&chosen.against)
    })
}

/// The reason, whichever of the two forms it was typed into: the time may have become free
/// or taken since.
pub(super) fn typed_reason(again: Option<&KeptForm>) -> String {
    let typed = ["reason", "anyway_reason"].map(|field| again.map(|form| form.typed(field)));
    let mut typed = typed.into_iter().flatten();
    typed.find(|text| !text.is_empty()).unwrap_or_default()
}

fn lines(chosen: &Chosen) -> Vec<String> {
    chosen.warnings.iter().map(text::warning).collect()
}

/// The rules that speak against it besides, for whoever has to give a reason in any case.
fn warnings(chosen: &Chosen) -> AnyView {
    if chosen.warnings.is_empty() {
        return ().into_any();
    }
    let lines = lines(chosen).into_iter();
    let lines = lines.map(|line| view! { <p>{line}</p> }).collect_view();
    view! { <p class="notice-title">{text::WARNINGS}</p> {lines} }.into_any()
}

/// Why it goes over another visit.
fn reason(again: Option<&KeptForm>) -> AnyView {
    let error = OptText::from(field_error(again, "reason"));
    view! {
        <TextInput
            name="reason"
            label=text::REASON
            words=FIELD
            value=typed_reason(again)
            error=error
            maxlength=chars(limits::REASON_CHARS_MAX)
        />
    }
    .into_any()
}

/// Whether a mail goes to them, as the form had it.
pub(super) fn is_told(again: Option<&KeptForm>) -> bool {
    again.is_none_or(|form| !form.typed("tell").is_empty())
}

/// The question whether a mail goes to them, and who isn't among them.
pub(super) fn tell(mail_to: &MailTo, ticked: bool) -> AnyView {
    let left_out = mail_to.chart_left_out.map(text::chart_left_out);
    if mail_to.addresses.is_empty() {
        return view! { <p>{left_out.unwrap_or(text::NO_ADDRESS)}</p> }.into_any();
    }
    let label = text::tell(&mail_to.addresses);
    view! {
        <Checkbox name="tell" label=label words=FIELD checked=ticked/>
        {left_out.map(|why| view! { <p class="muted">{why}</p> })}
    }
    .into_any()
}
