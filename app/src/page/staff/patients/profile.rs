//! A profile's first page: the visits ahead, and who they are.

use clinic::appointments::AppointmentState;
use clinic::can;
use clinic::patients::{self, Desk, Profile, Shown, Visit};
use domain::id::PatientId;
use leptos::prelude::*;

use super::super::marks;
use super::{Tab, profile_page, redirected, room};
use crate::layout::{id_param, load};
use crate::text::en::{patients as text, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The overview.
pub fn profile() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SeePatients>().await?;
        let id: PatientId = id_param("patient")?;
        let page = match patients::profile(&ctx::clinic()?, &staff, id).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => return Ok(redirected(routes::patient(survivor))),
        };
        let room = room(&staff, &page.desk).await?;
        let (first, later) = match page.ahead.split_first() {
            Some((first, later)) => (Some(first), later),
            None => (None, &[][..]),
        };
        // The visits stand first wherever they are read; beside them, where there is room, who
        // it is.
        let content = view! {
            <div class="staff-two">
                <div>
                    <section class="staff-section" aria-labelledby="next-heading">
                        <header class="section-head">
                            <h2 id="next-heading">{text::NEXT_VISIT}</h2>
                        </header>
                        {next(first, &page.desk)}
                    </section>
                    {super::visits::part(text::AFTER_THAT, "later-heading", later, &page.desk)}
                </div>
                <section class="staff-section" aria-labelledby="about-heading">
                    <header class="section-head"><h2 id="about-heading">{text::ABOUT}</h2></header>
                    <SummaryList rows=about(&page.profile, &page.desk)/>
                </section>
            </div>
        }
        .into_any();
        let whose = (&page.profile, &page.desk);
        profile_page(room, whose, Tab::Overview, content).await
    })
}

fn next(visit: Option<&Visit>, desk: &Desk) -> AnyView {
    let Some(visit) = visit else {
        return view! { <EmptyState text=text::NOTHING_AHEAD/> }.into_any();
    };
    let moment = format::near_moment(visit.starts_at, &desk.zone, desk.today);
    let what = staff::service_with(&visit.service_name, visit.practitioner_name.as_str());
    let says = visit.requested || visit.state != AppointmentState::Confirmed;
    let state = says.then(|| view! { <p>{marks::standing(visit.state, visit.requested)}</p> });
    view! {
        <div class="next-visit">
            <p>
                <a href=routes::desk_visit(visit.id)>
                    <time datetime=format::machine(visit.starts_at, &desk.zone)>{moment}</time>
                </a>
            </p>
            <p>{what}</p>
            {state}
        </div>
    }
    .into_any()
}

/// What the head of the profile doesn't say, gaps in that included.
fn about(profile: &Profile, desk: &Desk) -> Vec<SummaryRow> {
    let details = &profile.details;
    let known = |value: Option<String>| value.unwrap_or_else(|| text::NOT_KNOWN.to_owned());
    let parts = [
        &details.street,
        &details.suburb,
        &details.state,
        &details.postcode,
    ];
    let address: Vec<String> = parts.into_iter().flatten().cloned().collect();
    let address = (!address.is_empty()).then(|| address.join(", "));
    let mut rows = Vec::new();
    if details.born_on.is_none() && details.born_as_given.is_none() {
        rows.push(SummaryRow::new(text::BORN, text::NOT_KNOWN));
    }
    let not_in_head = [
        (
            text::MOBILE,
            details.phone.is_none(),
            &details.phone_as_given,
        ),
        (
            text::EMAIL,
            details.email.is_none(),
            &details.email_as_given,
        ),
    ];
    for (term, _, given) in not_in_head.into_iter().filter(|(_, missing, _)| *missing) {
        rows.push(match given {
            Some(given) => SummaryRow::new(term, given.clone()).line(text::AS_GIVEN),
            None => SummaryRow::new(term, text::NOT_KNOWN),
        });
    }
    rows.push(SummaryRow::new(text::ADDRESS, known(address)));
    if let Some(died) = profile.deceased_on {
        let died = text::died(&format::birth_date(died));
        rows.push(SummaryRow::new(text::DECEASED, died));
    }
    if let Some(pronouns) = &details.pronouns {
        rows.push(SummaryRow::new(text::PRONOUNS, pronouns.clone()));
    }
    if let Some((number, confirmed_at)) = &profile.record_number {
        let row = SummaryRow::new(text::RECORD_NUMBER, number.clone());
        rows.push(match confirmed_at {
            Some(_) => row,
            None => row.line(text::NOT_CONFIRMED),
        });
    }
    let since = format::local_date(profile.created_at, &desk.zone);
    rows.push(SummaryRow::new(
        text::PORTAL,
        text::portal(profile.accounts),
    ));
    rows.push(SummaryRow::new(text::SINCE, format::birth_date(since)));
    rows
}
