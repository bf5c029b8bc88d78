//! What a patient's age changes: the clinic's table in words, and the form that changes it.
//!
//! The form asks by its address, which changes nothing; the page then says what the table
//! would do, and beside that stands the button that saves exactly it.

use std::borrow::Cow;

use clinic::ages::{self, Ages};
use clinic::can;
use domain::age_policy::{AgeEffect, AgePolicy, LeapBirthday, PolicyPreset, TypedPolicy, TypedRow};
use leptos::prelude::*;

use super::room::{At, Room};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, load, staff_summary};
use crate::text::en::ages as text;
use crate::ui::*;
use crate::{ctx, routes};

const ENDPOINT: &str = "staff/settings/age";
const ACTION: &str = "/api/staff/settings/age";

/// The table that the page was asked about.
enum Asked {
    /// None: the clinic's own stands in the form.
    Nothing,
    /// A usual one.
    Preset(PolicyPreset),
    /// One that was typed, with what is wrong with it.
    Typed(Box<TypedPolicy>, Option<KeptForm>),
}

impl Asked {
    fn read() -> Self {
        if let Some(kept) = ctx::again(&[ENDPOINT]) {
            let typed = typed(|name| kept.typed(name));
            return Self::Typed(Box::new(typed), Some((*kept).clone()));
        }
        let preset = ctx::query("preset").and_then(|word| PolicyPreset::parse(&word));
        if let Some(preset) = preset {
            return Self::Preset(preset);
        }
        if ctx::query("leap").is_none() {
            return Self::Nothing;
        }
        let typed = typed(|name| ctx::query(name).unwrap_or_default());
        let wrong = typed.read().err().map(|errors| KeptForm {
            endpoint: ENDPOINT,
            fields: Vec::new(),
            error: Some(ApiError::Invalid(errors)),
        });
        Self::Typed(Box::new(typed), wrong)
    }

    /// The table, if it is one. A usual one keeps the clinic's rule for 29 February.
    fn proposed(&self, leap: LeapBirthday) -> Option<AgePolicy> {
        match self {
            Self::Nothing => None,
            Self::Preset(preset) => AgePolicy::new(preset.steps().to_vec(), leap).ok(),
            Self::Typed(typed, _) => typed.read().ok(),
        }
    }

    fn again(&self) -> Option<&KeptForm> {
        match self {
            Self::Typed(_, again) => again.as_ref(),
            Self::Nothing | Self::Preset(_) => None,
        }
    }
}

fn typed(field: impl Fn(&str) -> String) -> TypedPolicy {
    let rows = std::array::from_fn(|place| {
        let (age, effect) = TypedPolicy::names(place + 1);
        TypedRow {
            age: field(&age),
            effect: field(&effect),
        }
    });
    let leap = field("leap");
    TypedPolicy { rows, leap }
}

/// "Ages of patients".
pub fn ages() -> impl IntoView {
    load(async {
        let (clinic, who) = (ctx::clinic()?, ctx::staff::<can::AgeRules>().await?);
        let asked = Asked::read();
        let page = ages::page(&clinic, &who, |leap| asked.proposed(leap)).await?;
        let again = asked.again();
        let names = fields();
        let links: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &**name)).collect();
        let done = ctx::query("done").and_then(|done| text::done(&done));
        let room = Room::of(&who, page.waiting_count).await?;
        let title = form_title(text::AGES, again);
        let main = view! {
            {done.map(|line| view! { <Toast text=line/> })}
            {staff_summary(again, &links, &room.clinic.phone)}
            <header class="staff-head">
                <h1>{text::AGES}</h1>
                <p class="page-intro">{text::INTRO}</p>
            </header>
            <div class="staff-two">
                <div>{said(&page, &asked)} {form(&page, &asked)}</div>
                {presets(&page.policy)}
            </div>
        }
        .into_any();
        Ok(room.page(&title, At::Own, main))
    })
}

/// The names of all fields that something can be wrong with, in their order.
fn fields() -> Vec<Cow<'static, str>> {
    let rows = (1..=domain::limits::AGE_STEPS_MAX).flat_map(|row| {
        let (age, effect) = TypedPolicy::names(row);
        [Cow::Owned(age), Cow::Owned(effect)]
    });
    rows.chain([Cow::Borrowed("leap")]).collect()
}

/// What counts, or what the table would do that was asked about.
fn said(page: &Ages, asked: &Asked) -> AnyView {
    let Some((proposed, concerned)) = &page.proposed else {
        let same = match asked {
            Asked::Typed(_, None) | Asked::Preset(_) => Some(text::SAME),
            Asked::Typed(_, Some(_)) | Asked::Nothing => None,
        };
        let same = same.map(|line| view! { <Notice kind=NoticeKind::Info><p>{line}</p></Notice> });
        return view! {
            <section class="staff-section stack">
                {same}
                <h2>{text::NOW}</h2>
                {words(&page.policy)}
            </section>
        }
        .into_any();
    };
    let hidden = TypedPolicy::of(proposed.steps(), proposed.leap());
    let hidden = hidden
        .rows
        .into_iter()
        .zip(1..)
        .map(|(row, place)| {
            let (age, effect) = TypedPolicy::names(place);
            view! {
                <input type="hidden" name=age value=row.age/>
                <input type="hidden" name=effect value=row.effect/>
            }
        })
        .collect_view();
    let kind = match concerned.patients {
        0 => NoticeKind::Info,
        _ => NoticeKind::Warn,
    };
    let concerned = text::concerned(concerned.patients, concerned.all);
    let counts = words(&page.policy);
    view! {
        <section class="staff-section stack">
            <h2>{text::THEN}</h2>
            {words(proposed)}
            <Notice kind=kind><p>{concerned}</p></Notice>
            <form class="cluster" method="post" action=ACTION>
                <input type="hidden" name="before" value=page.policy.to_words()/>
                {hidden}
                <input type="hidden" name="leap" value=proposed.leap().as_str()/>
                <Button look=Look::Primary>{text::SAVE}</Button>
                <a href=routes::AGES>{text::KEEP}</a>
            </form>
            <Disclosure summary=text::NOW>{counts}</Disclosure>
        </section>
    }
    .into_any()
}

/// A table in sentences.
fn words(policy: &AgePolicy) -> AnyView {
    let steps = policy.steps().iter().enumerate();
    let steps = steps.map(|(place, step)| {
        let row = SummaryRow::new(text::from(step.from_age), text::means(step.effect));
        match place {
            0 => row.line(text::HIDDEN),
            _ => row,
        }
    });
    let first = policy.steps().first();
    let first = first.map(|step| SummaryRow::new(text::until(step.from_age), text::AS_GIVEN));
    let leap = SummaryRow::new(text::LEAP_TERM, text::leap_line(policy.leap()));
    let rows = first.into_iter().chain(steps).chain([leap]).collect();
    view! {
        <SummaryList rows=rows/>
        <p class="muted">{text::NEVER}</p>
    }
    .into_any()
}

fn form(page: &Ages, asked: &Asked) -> AnyView {
    let counts = &page.policy;
    let shown = match asked {
        Asked::Nothing => TypedPolicy::of(counts.steps(), counts.leap()),
        Asked::Preset(preset) => TypedPolicy::of(preset.steps(), counts.leap()),
        Asked::Typed(typed, _) => (**typed).clone(),
    };
    let again = asked.again();
    let rows = shown.rows.into_iter().zip(1..);
    let rows = rows.map(|(row, place)| {
        let (age_name, effect_name) = TypedPolicy::names(place);
        AgeRow {
            age_error: field_error(again, &age_name).into(),
            effect_error: field_error(again, &effect_name).into(),
            age_label: text::label(text::FROM_AGE, place),
            effect_label: text::label(text::HAPPENS, place),
            age: row.age,
            effect: row.effect,
            age_name,
            effect_name,
        }
    });
    let choices = AgeEffect::ALL.map(|effect| (effect.as_str(), text::choice(effect)));
    let choices = [("", text::NO_ROW)].into_iter().chain(choices);
    let days = [LeapBirthday::February28, LeapBirthday::March1]
        .map(|day| RadioOption::new(day.as_str(), text::leap(day)));
    let look = match page.proposed {
        Some(_) => Look::Outline,
        None => Look::Primary,
    };
    view! {
        <section class="staff-section stack">
            <h2>{text::CHANGE}</h2>
            <form class="staff-ask" method="get" action=routes::AGES novalidate=true>
                <AgeRows
                    legend=text::ROWS
                    hint=text::ROWS_HINT
                    heads=[text::FROM_AGE, text::HAPPENS]
                    options=choices.collect()
                    rows=rows.collect()
                    words=FIELD
                />
                <Radios
                    name="leap"
                    legend=text::LEAP
                    words=FIELD
                    options=days.to_vec()
                    selected=shown.leap
                    error=field_error(again, "leap")
                />
                <div class="cluster">
                    <Button look=look>{text::CHECK}</Button>
                    <span class="muted">{text::CHECK_HINT}</span>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The usual tables, each a press away from the form.
fn presets(counts: &AgePolicy) -> AnyView {
    let in_use = counts.preset();
    let rows = PolicyPreset::ALL.map(|preset| {
        let href = routes::ages_from(preset.as_str());
        let row = ChoiceRow::new(href, text::preset(preset)).line(text::usual(preset));
        if in_use == Some(preset) {
            row.meta(text::IN_USE)
        } else {
            row
        }
    });
    view! {
        <section class="staff-section stack">
            <h2>{text::PRESETS}</h2>
            <p class="muted">{text::PRESETS_HINT}</p>
            <ChoiceList rows=rows.to_vec()/>
        </section>
    }
    .into_any()
}
