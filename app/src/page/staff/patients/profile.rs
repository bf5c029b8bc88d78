//! A profile's first page: the next visit, how to reach them, who they are.

use clinic::can;
use clinic::patients::{self, Desk, Profile, Shown, Visit};
use domain::id::PatientId;
use leptos::prelude::*;

use super::{Tab, born, profile_page, redirected, room};
use crate::layout::{id_param, load};
use crate::text::en::{desk, patients as text, staff};
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
        let content = view! {
            <section class="staff-section" aria-labelledby="next-heading">
                <header class="section-head">
                    <h2 id="next-heading">{text::NEXT_VISIT}</h2>
                    <LinkButton href=routes::new_booking(id) look=Look::Primary dense=true>
                        {desk::BOOK}
                    </LinkButton>
                </header>
                {next(page.ahead.first(), &page.desk)}
            </section>
            <section class="staff-section" aria-labelledby="contact-heading">
                <header class="section-head">
                    <h2 id="contact-heading">{text::CONTACT}</h2>
                    <LinkButton href=routes::patient_edit(id) dense=true icon=IconName::Edit>
                        {text::EDIT}
                    </LinkButton>
                </header>
                <SummaryList rows=contact(&page.profile)/>
            </section>
            <section class="staff-section" aria-labelledby="about-heading">
                <header class="section-head"><h2 id="about-heading">{text::ABOUT}</h2></header>
                <SummaryList rows=about(&page.profile, &page.desk)/>
            </section>
        }
        .into_any();
        Ok(profile_page(room, &page.profile, Tab::Overview, content))
    })
}

fn next(visit: Option<&Visit>, desk: &Desk) -> AnyView {
    let Some(visit) = visit else {
        return view! { <p>{text::NOTHING_AHEAD}</p> }.into_any();
    };
    let moment = format::near_moment(visit.starts_at, &desk.zone, desk.today);
    let what = staff::service_with(&visit.service_name, visit.practitioner_name.as_str());
    view! {
        <p>
            <strong>
                <a href=routes::desk_visit(visit.id)>
                    <time datetime=format::machine(visit.starts_at, &desk.zone)>{moment}</time>
                </a>
            </strong>
            <br/>
            {what}
        </p>
    }
    .into_any()
}

fn contact(profile: &Profile) -> Vec<SummaryRow> {
    let details = &profile.details;
    let known = |value: Option<String>| value.unwrap_or_else(|| text::NOT_KNOWN.to_owned());
    let mobile = SummaryRow::new(
        text::MOBILE,
        known(details.phone.as_deref().map(clinic::phone::local)),
    );
    let mobile = match &details.phone {
        Some(stored) => mobile.link(format!("tel:{stored}")),
        None => mobile,
    };
    let email = details
        .email
        .as_ref()
        .map(|email| email.as_str().to_owned());
    let row = SummaryRow::new(text::EMAIL, known(email.clone()));
    let email = match email {
        Some(email) => row.link(format!("mailto:{email}")),
        None => row,
    };
    let parts = [
        &details.street,
        &details.suburb,
        &details.state,
        &details.postcode,
    ];
    let address: Vec<String> = parts.into_iter().flatten().cloned().collect();
    let address = (!address.is_empty()).then(|| address.join(", "));
    vec![
        mobile,
        email,
        SummaryRow::new(text::ADDRESS, known(address)),
    ]
}

fn about(profile: &Profile, desk: &Desk) -> Vec<SummaryRow> {
    let details = &profile.details;
    let known = |value: Option<String>| value.unwrap_or_else(|| text::NOT_KNOWN.to_owned());
    let born = born(details.born_on, details.born_as_given.as_deref(), desk);
    let mut rows = vec![SummaryRow::new(text::BORN, known(born))];
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
