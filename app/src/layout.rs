//! The frame around every page: head, navigation, footer, and what is shown when a page
//! can't be.

use std::future::Future;

use clinic::family::{self, People, Person};
use clinic::front::{self, ClinicProfile};
use clinic::{AccountHolder, ActingFor, can};
use domain::access::Relation;
use domain::id::PatientId;
use domain::person::PersonName;
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_params_map;

use crate::error::{ApiError, UNAVAILABLE_RETRY_S};
use crate::island::Ready;
use crate::text::en::{common, display, errors, family as acting, me, pages, staff};
use crate::ui::*;
use crate::{ctx, routes};

mod again;
mod bar;
mod safe_title;

pub(crate) use again::{field_error, form_title, notice, notice_with, staff_summary, summary};
pub(crate) use safe_title::safe_title;

/// The words that every field needs.
pub(crate) const FIELD: FieldWords = FieldWords {
    error: common::ERROR,
    optional: common::OPTIONAL,
    show_password: common::SHOW_PASSWORD,
    hide_password: common::HIDE_PASSWORD,
};

/// A bound in characters as a field's `maxlength`.
pub(crate) fn chars(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}

/// What the frame of a patient page shows.
pub(crate) struct Frame {
    /// The clinic.
    pub(crate) clinic: ClinicProfile,
    /// Who is signed in.
    pub(crate) account: Option<AccountPill>,
    /// For whom they look after things.
    pub(crate) people: Option<People>,
}

impl Frame {
    /// Whom the page is for, if that is somebody else than whoever is signed in.
    pub(crate) fn acting(&self) -> Option<&Person> {
        self.people.as_ref()?.acting()
    }

    /// The first name of whom the page is for, if that is somebody else.
    pub(crate) fn of(&self) -> Option<&str> {
        Some(self.acting()?.full_name.first_word())
    }

    /// Whom the page is for, so that its forms can say so.
    pub(crate) fn patient(&self) -> Option<PatientId> {
        Some(self.people.as_ref()?.now()?.patient)
    }

    /// The first name of this patient, if that is somebody else than whoever is signed in.
    pub(crate) fn of_patient(&self, patient: Option<PatientId>) -> Option<String> {
        let person = self.people.as_ref()?.person(patient?)?;
        let other = person.relation == Relation::Guardian;
        other.then(|| person.full_name.first_word().to_owned())
    }

    /// Lets the account act for whom the page is for, if it may.
    pub(crate) async fn acts<A: can::Ability>(
        &self,
        account: &AccountHolder,
    ) -> Result<Option<ActingFor<A>>, ApiError> {
        let now = self.people.as_ref().and_then(People::now);
        let Some(person) = now else { return Ok(None) };
        match ctx::clinic()?.acting_for(account, person.patient).await {
            Err(clinic::Failure::NotFound) => Ok(None),
            acting => Ok(Some(acting?)),
        }
    }

    /// The clinic's number as people read it.
    pub(crate) fn phone(&self) -> &str {
        &self.clinic.phone
    }
}

/// The frame for this request.
pub(crate) async fn frame() -> Result<Frame, ApiError> {
    let clinic = profile().await?;
    let Some(account) = ctx::account_if_any().await? else {
        return Ok(Frame {
            clinic,
            account: None,
            people: None,
        });
    };
    let people = match family::people(&ctx::clinic()?, &account).await {
        // Signed out just now.
        Err(clinic::Failure::Unauthenticated) => None,
        people => Some(people?),
    };
    Ok(Frame {
        clinic,
        account: Some(pill(account.full_name(), &account.account_id().to_string())),
        people,
    })
}

/// The clinic of this request.
pub(crate) async fn profile() -> Result<ClinicProfile, ApiError> {
    Ok(front::profile(&ctx::clinic()?, &ctx::public()?).await?)
}

fn pill(name: &PersonName, seed: &str) -> AccountPill {
    AccountPill {
        full_name: name.as_str().to_owned(),
        short_name: name.first_word().to_owned(),
        seed: seed.into(),
        hidden: common::account_menu(name.as_str()),
    }
}

/// The value of `name` in the address, such as `hold` in `/book/h/:hold/who`.
pub(crate) fn param(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name).unwrap_or_default())
}

/// The id called `name` in the address; a malformed one can't exist.
pub(crate) fn id_param<I: std::str::FromStr>(name: &str) -> Result<I, ApiError> {
    crate::api::id(&param(name))
}

/// Renders a page once its data is there, or the page for what went wrong.
pub(crate) fn load<F>(page: F) -> AnyView
where
    F: Future<Output = Result<AnyView, ApiError>> + Send + 'static,
{
    let whole = async move {
        match page.await {
            Ok(view) => view,
            Err(error) => failed(error).await,
        }
    };
    view! { <Suspense fallback=|| ()>{Suspend::new(whole)}</Suspense> }.into_any()
}

/// A patient page. `title` is the browser's; `main_class` sets the width.
pub(crate) fn patient_page(
    frame: Frame,
    title: &str,
    main_class: &'static str,
    main: AnyView,
) -> AnyView {
    let signed_in = frame.account.is_some();
    let here = ctx::path_and_query();
    let mut links = Vec::new();
    if signed_in {
        links.push(NavLink::new(routes::WELCOME, common::HOME));
    }
    links.push(NavLink::new(routes::BOOK, common::BOOK));
    if signed_in {
        let label = acting::appointments(frame.of());
        links.push(NavLink::new(routes::APPOINTMENTS, label));
    }
    links.push(NavLink::new(routes::HELP, common::HELP));
    if !signed_in {
        links.push(NavLink::new(routes::LOG_IN, common::LOG_IN));
        links.push(NavLink::new(routes::SIGN_UP, common::CREATE_ACCOUNT).roomy());
    }
    let links = links.into_iter().map(|link| {
        let current = here.split('?').next() == Some(link.href.as_str());
        link.current(current)
    });
    framed(frame, links.collect(), title, main_class, main)
}

/// The page of the clinic's own door: nothing in its header is for patients.
pub(crate) fn door_page(frame: Frame, title: &str, main: AnyView) -> AnyView {
    let main = view! { <div class="page-narrow">{main}</div> }.into_any();
    let frame = Frame {
        account: None,
        people: None,
        ..frame
    };
    framed(frame, Vec::new(), title, "wrap page", main)
}

fn framed(
    frame: Frame,
    links: Vec<NavLink>,
    title: &str,
    main_class: &'static str,
    main: AnyView,
) -> AnyView {
    let bar = bar::acting_bar(&frame);
    let said = bar::said(&frame);
    let persons = bar::persons(&frame);
    let clinic = frame.clinic;
    let footer = [
        (routes::HELP, common::HELP),
        (routes::PRIVACY, common::PRIVACY),
        (routes::ACCESSIBILITY, common::ACCESSIBILITY),
        (routes::DISPLAY, display::DISPLAY),
        (routes::STAFF_LOG_IN, common::STAFF),
    ];
    let footer = footer
        .map(|(href, label)| NavLink::new(href, label))
        .to_vec();
    view! {
        {safe_title(&common::title(title, &clinic.name))}
        <Meta name="description" content=common::description(title, &clinic.name)/>
        <div class="patient-body">
            <SkipLink text=common::SKIP/>
            <PatientHeader
                clinic=clinic.name.clone()
                home=routes::HOME
                nav_label=common::NAV
                links=links
                account=frame.account
            >
                {persons}
                <MenuLink href=routes::DETAILS label=me::DETAILS icon=IconName::User/>
                <MenuLink href=routes::SECURITY label=me::SECURITY icon=IconName::Shield/>
                <MenuLink
                    href=routes::DISPLAY
                    label=display::DISPLAY
                    icon=IconName::Sliders
                />
                <MenuRule/>
                <MenuForm action="/api/log-in/out" label=common::LOG_OUT icon=IconName::LogOut/>
            </PatientHeader>
            {bar}
            <main id="main" class=main_class>{said} {main}</main>
            <PageFooter
                help=common::QUESTIONS
                phone=clinic.phone.clone()
                phone_href=tel(&clinic.phone)
                nav_label=common::FOOTER_NAV
                links=footer
            />
            <Ready/>
        </div>
    }
    .into_any()
}

/// A patient page of one narrow column.
pub(crate) fn narrow_page(frame: Frame, title: &str, main: AnyView) -> AnyView {
    let main = view! { <div class="page-narrow">{main}</div> }.into_any();
    patient_page(frame, title, "wrap page", main)
}

/// `tel:` and the number in its international form.
pub(crate) fn tel(phone: &str) -> String {
    match clinic::phone::parse(phone) {
        Ok(Some(phone)) => format!("tel:{phone}"),
        _ => format!("tel:{}", phone.replace(' ', "")),
    }
}

/// A sentence, with the clinic's number in it as a link.
pub(crate) fn with_phone(text: String, phone: &str) -> AnyView {
    let Some((before, after)) = text.split_once(phone) else {
        return text.into_any();
    };
    let (before, after) = (before.to_owned(), after.to_owned());
    view! { {before} <a class="nowrap" href=tel(phone)>{phone.to_owned()}</a> {after} }.into_any()
}

/// The page in place of one that can't be shown.
async fn failed(error: ApiError) -> AnyView {
    if error == ApiError::Unauthenticated {
        let here = ctx::path_and_query();
        let to = if here.starts_with(routes::TODAY) {
            routes::STAFF_LOG_IN.to_owned()
        } else {
            routes::log_in_then(&here)
        };
        ctx::redirect(&to);
        return ().into_any();
    }
    if error == ApiError::Reauthenticate {
        ctx::redirect(&routes::prove_then(&ctx::path_and_query()));
        return ().into_any();
    }
    let Ok(frame) = frame().await else {
        return no_clinic(error).await;
    };
    ctx::set_status(error.status());
    if let Some(wait) = error.retry_after_s() {
        ctx::set_retry_after(wait);
    }
    let phone = frame.phone().to_owned();
    let signed_in = frame.account.is_some();
    let admin = match error {
        ApiError::Forbidden => ctx::admin_name().await,
        _ => None,
    };
    let (heading, body) = match error {
        ApiError::NotFound | ApiError::Malformed => (errors::NOT_FOUND, not_found_text(signed_in)),
        ApiError::Forbidden => {
            let ask = admin.map(|name| view! { <p>{errors::ask_admin(name.as_str())}</p> });
            (errors::NO_ACCESS, ask.into_any())
        }
        ApiError::TooMany { retry_after_s } => (
            errors::TOO_MANY,
            view! { <p>{errors::wait(retry_after_s)}</p> }.into_any(),
        ),
        ApiError::Unavailable => (
            errors::BUSY,
            view! { <p>{errors::BUSY_HINT}</p> }.into_any(),
        ),
        ApiError::Refused(found) => (
            errors::PROBLEM,
            view! { <p>{with_phone(errors::refusal(&found, &phone), &phone)}</p> }.into_any(),
        ),
        ApiError::Fault { incident } => {
            let text = with_phone(errors::broken(&phone), &phone);
            let reference = errors::reference(&incident);
            (
                errors::BROKEN,
                view! { <p>{text}</p><p class="muted">{reference}</p> }.into_any(),
            )
        }
        ApiError::Unauthenticated
        | ApiError::Reauthenticate
        | ApiError::Invalid(_)
        | ApiError::Transport => (
            errors::BROKEN,
            view! { <p>{with_phone(errors::broken(&phone), &phone)}</p> }.into_any(),
        ),
    };
    let main = view! { <h1>{heading}</h1> {body} }.into_any();
    narrow_page(frame, heading, main)
}

fn not_found_text(signed_in: bool) -> AnyView {
    let here = ctx::path_and_query();
    let staff = here
        .strip_prefix(routes::TODAY)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let (before, href, link) = match (staff, signed_in) {
        (true, _) => (errors::CHECK_LINK_GO, routes::TODAY, staff::TODAY),
        (false, true) => (
            errors::CHECK_LINK_GO,
            routes::APPOINTMENTS,
            errors::YOUR_APPOINTMENTS,
        ),
        (false, false) => (errors::CHECK_LINK_OR, routes::BOOK, errors::BOOK_ONE),
    };
    view! { <p>{before} " " <a href=href>{link}</a> "."</p> }.into_any()
}

/// The page of an address that we don't have.
pub(crate) async fn page_not_found() -> Result<AnyView, ApiError> {
    Err(ApiError::NotFound)
}

/// Without a clinic in the database there is no frame; either nothing is set up yet, or
/// the database itself is the trouble.
async fn no_clinic(error: ApiError) -> AnyView {
    if error == ApiError::NotFound {
        ctx::set_status(503);
        return view! {
            {safe_title(pages::SETUP)}
            <main id="main" class="wrap page">
                <div class="page-narrow">
                    <h1>{pages::SETUP}</h1>
                    <p>{pages::SETUP_HINT}</p>
                    <pre><code>{pages::SETUP_COMMAND}</code></pre>
                    <p>{pages::SETUP_AFTER}</p>
                </div>
            </main>
        }
        .into_any();
    }
    ctx::set_status(503);
    ctx::set_retry_after(UNAVAILABLE_RETRY_S);
    view! {
        {safe_title(errors::BUSY)}
        <main id="main" class="wrap page">
            <div class="page-narrow"><h1>{errors::BUSY}</h1><p>{errors::BUSY_HINT}</p></div>
        </main>
    }
    .into_any()
}
