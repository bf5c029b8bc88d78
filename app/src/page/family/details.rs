//! "How to reach Leo": what a guardian changes of somebody whom they look after.

use clinic::{can, contact};
use domain::id::PatientId;
use leptos::prelude::*;

use super::back_link;
use crate::layout::{form_title, frame, id_param, load, narrow_page};
use crate::page::me::{contact_form, over_contact_form};
use crate::text::en::giving_back as text;
use crate::{ctx, routes};

/// The form.
pub fn details() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let patient: PatientId = id_param("dependent")?;
        let acting = clinic
            .acting_for::<can::EditContact>(&account, patient)
            .await?;
        let found = contact::view(&clinic, &acting).await?;
        let frame = frame().await?;
        let again = ctx::again(&["family/details"]);
        let again = again.as_deref();
        let heading = text::reach(found.contact.full_name.first_word());
        let title = form_title(&heading, again);
        let main = view! {
            {over_contact_form(&frame, again)}
            <h1><bdi>{heading}</bdi></h1>
            {contact_form(&frame, &found, Some(patient), again)}
            {back_link(routes::family_of(patient))}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}
