//! The clinic's front page.

use clinic::front::{self, ServiceCard};
use leptos::prelude::*;

use super::welcome;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{Frame, frame, load, patient_page, tel};
use crate::text::en::{booking, pages};
use crate::ui::*;
use crate::{ctx, routes};

/// What the clinic is and does, with the way to book.
pub fn home() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let services = front::services(&ctx::clinic()?, &ctx::public()?).await?;
        let card = match ctx::account_if_any().await? {
            Some(account) => welcome::card(&frame, &account).await?,
            None => None,
        };
        let kept = ctx::again(&["booking/again"]);
        Ok::<_, ApiError>(render(frame, services, card.as_ref(), kept.as_deref()))
    })
}

fn render(
    frame: Frame,
    services: Vec<ServiceCard>,
    card: Option<&welcome::Card>,
    kept: Option<&KeptForm>,
) -> AnyView {
    let again = card.map(|card| card.render(&frame, kept));
    let problem = welcome::whose(&frame, kept);
    let clinic = frame.clinic.clone();
    let phone_href = tel(&clinic.phone);
    let main = view! {
        {problem}
        <div class="home">
            <header class="home-head">
                <h1>{clinic.name}</h1>
                <p class="page-intro">{pages::welcome(&clinic.street, &clinic.city)}</p>
                <LinkButton href=routes::BOOK look=Look::Primary>{pages::BOOK}</LinkButton>
            </header>
            {again}
            <section aria-labelledby="services">
                <h2 id="services">{pages::SERVICES}</h2>
                <ChoiceList rows=rows(services)/>
            </section>
            <section aria-labelledby="find">
                <h2 id="find">{pages::FIND_US}</h2>
                <SummaryList rows=vec![
                    SummaryRow::new(booking::WHERE, clinic.street).line(clinic.city),
                    SummaryRow::new(pages::CALL, clinic.phone).link(phone_href),
                ]/>
            </section>
        </div>
    };
    patient_page(frame, pages::BOOK, "wrap page", main.into_any())
}

/// One row for each service that can be booked.
pub(super) fn rows(services: Vec<ServiceCard>) -> Vec<ChoiceRow> {
    services.into_iter().map(row).collect()
}

fn row(service: ServiceCard) -> ChoiceRow {
    let first_visit = service.patients == domain::booking::Eligibility::NewPatientsOnly;
    let line = if first_visit {
        booking::IF_NEW.to_owned()
    } else {
        service.description.clone()
    };
    let meta = super::book::meta(&service);
    ChoiceRow::new(routes::service(&service.slug), service.name)
        .line(line)
        .meta(meta)
}
