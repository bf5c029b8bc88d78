//! What somebody may do: the fields of it, and the page that changes it.

use clinic::can;
use clinic::portal_accounts::{self as accounts, Account, State};
use domain::access::{Abilities, Ability, Basis, Kinship, Preset, Relation};
use domain::id::{AccessId, PatientId};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{At, Back, first, guardianship, problem, room, text};
use crate::api::portal_accounts::{ONE_BY_ONE, value, was_text};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, id_param, load};
use crate::text::en::access;
use crate::ui::*;
use crate::{ctx, routes};

/// What stands in the fields.
pub(super) struct Terms {
    kinship: String,
    rights: String,
    ticked: Abilities,
    basis: String,
    until: String,
}

impl Terms {
    /// Only rights.
    pub(super) fn of(abilities: Abilities) -> Self {
        let preset = Preset::of(abilities);
        Self {
            kinship: String::new(),
            rights: preset.map_or(ONE_BY_ONE, value).to_owned(),
            ticked: match preset {
                Some(_) => Abilities::NONE,
                None => abilities,
            },
            basis: String::new(),
            until: String::new(),
        }
    }

    fn given(
        kinship: Option<Kinship>,
        basis: Option<Basis>,
        until: Option<Date>,
        of: Abilities,
    ) -> Self {
        Self {
            kinship: kinship.map(|of| of.as_str().to_owned()).unwrap_or_default(),
            basis: basis.map(|of| of.as_str().to_owned()).unwrap_or_default(),
            until: until.map(|on| on.to_string()).unwrap_or_default(),
            ..Self::of(of)
        }
    }

    /// What was typed.
    pub(super) fn typed(again: Option<&KeptForm>) -> Self {
        let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
        let ticked = Ability::ALL.into_iter();
        let ticked = ticked.filter(|ability| !typed(ability.as_str()).is_empty());
        Self {
            kinship: typed("kinship"),
            rights: typed("rights"),
            ticked: ticked.fold(Abilities::NONE, Abilities::with),
            basis: typed("basis"),
            until: typed("until"),
        }
    }

    /// What is ticked one by one, if that is chosen.
    pub(super) fn single(&self) -> Abilities {
        if self.rights == ONE_BY_ONE {
            self.ticked
        } else {
            Abilities::NONE
        }
    }
}

/// What a guardian is, may do, why and until when.
pub(super) fn fields(terms: &Terms, again: Option<&KeptForm>) -> AnyView {
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| RadioOption::new(value(preset), access::preset(preset)));
    let single = RadioOption::new(ONE_BY_ONE, text::ONE_BY_ONE);
    let boxes = Ability::ALL
        .into_iter()
        .map(|ability| {
            let (name, label) = (ability.as_str(), access::ability(ability));
            let checked = terms.ticked.has(ability);
            view! { <Checkbox name=name label=label words=FIELD checked=checked/> }
        })
        .collect_view();
    let kinships = Kinship::ALL.iter();
    let kinships = kinships
        .map(|of| (of.as_str(), access::kinship(*of)))
        .collect();
    let bases = Basis::ALL.iter();
    let bases = bases.map(|of| (of.as_str(), access::basis(*of))).collect();
    view! {
        {select("kinship", text::KINSHIP, kinships, &terms.kinship, None, again)}
        <Radios
            name="rights"
            legend=text::THEY_CAN
            words=FIELD
            options=presets.chain([single]).collect()
            selected=terms.rights.clone()
            error=field_error(again, "rights")
        />
        <div class="account-ticks">{boxes}</div>
        {select("basis", text::BASIS, bases, &terms.basis, Some(text::BASIS_HINT), again)}
        {until_field(terms.until.clone(), again)}
    }
    .into_any()
}

/// The last day.
pub(super) fn until_field(until: String, again: Option<&KeptForm>) -> AnyView {
    let until_error = field_error(again, "until");
    let invalid = until_error.is_some().then_some("true");
    let described = if invalid.is_some() {
        "until-hint until-error"
    } else {
        "until-hint"
    };
    view! {
        <Field
            id="until"
            label=text::UNTIL
            words=FIELD
            hint=text::UNTIL_HINT
            error=until_error
            optional=true
        >
            <input
                class="input input-short"
                id="until"
                name="until"
                type="date"
                value=until
                aria-invalid=invalid
                aria-describedby=described
            />
        </Field>
    }
    .into_any()
}

/// "Books and gets emails", as it was given.
pub(super) fn what_they_can(one: &Account) -> String {
    access::rights(one.listed.held.terms.abilities)
}

pub(super) fn select(
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: &str,
    hint: Option<&'static str>,
    again: Option<&KeptForm>,
) -> AnyView {
    let error = field_error(again, name);
    let invalid = error.is_some().then_some("true");
    let described = match (hint.is_some(), error.is_some()) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    };
    let none = [("", text::NOT_SAID)].into_iter();
    let options = none
        .chain(options)
        .map(|(value, word)| {
            view! { <option value=value selected=value == chosen>{word}</option> }
        })
        .collect_view();
    view! {
        <Field id=name label=label words=FIELD hint=hint error=error>
            <select
                class="input"
                id=name
                name=name
                aria-invalid=invalid
                aria-describedby=described
            >
                {options}
            </select>
        </Field>
    }
    .into_any()
}

const FIELDS: [(&str, &str); 4] = [
    ("kinship", "kinship"),
    ("rights", "rights"),
    ("basis", "basis"),
    ("until", "until"),
];

const RIGHTS: &str = "staff/portal-accounts/rights";
const GUARDIANSHIP: &str = "staff/portal-accounts/guardianship";

/// "What David can do for Leo".
pub fn rights() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let (patient, id): (PatientId, AccessId) = (id_param("patient")?, id_param("access")?);
        let found = accounts::one(&ctx::clinic()?, &staff, patient, id).await?;
        let (profile, desk, one) = found;
        let terms = one.listed.held.terms;
        if terms.relation == Relation::Myself {
            return Err(ApiError::NotFound);
        }
        let again = ctx::again(&[RIGHTS, GUARDIANSHIP]);
        let again = again.as_deref();
        let known = accounts::guardianship(&ctx::clinic()?, &staff, id).await?;
        let room = room(&staff, &desk).await?;
        let name = one.listed.full_name.as_str();
        let heading = text::rights_heading(name, &first(&profile.details.full_name));
        let links: Vec<_> = FIELDS.into_iter().chain(guardianship::FIELDS).collect();
        let over = problem(again, &links, &room.clinic.phone);
        let of = |endpoint| again.filter(|form| form.endpoint == endpoint);
        let said = of(GUARDIANSHIP);
        let whose = (patient, first(&profile.details.full_name));
        let whose = (whose.0, whose.1.as_str());
        let goes_on = guardianship::part(whose, &one, known.as_ref(), &desk, said);
        let title = form_title(&heading, again);
        let again = of(RIGHTS);
        let shown = match again {
            Some(_) => Terms::typed(again),
            None => Terms::given(terms.kinship, terms.basis, terms.until_on, terms.abilities),
        };
        let main = view! {
            {over}
            <header class="staff-head">
                <h1><bdi>{heading.clone()}</bdi></h1>
            </header>
            <form
                class="staff-section staff-ask"
                method="post"
                action="/api/staff/portal-accounts/rights"
                novalidate=true
            >
                <input type="hidden" name="patient" value=patient.to_string()/>
                <input type="hidden" name="access" value=id.to_string()/>
                <input type="hidden" name="was" value=was_text(&terms)/>
                <div class="account-rights">{fields(&shown, again)} {confirm(&one, again)}</div>
                <div class="cluster">
                    <Button look=Look::Primary>{text::SAVE}</Button>
                    <a href=routes::portal_accounts(patient)>{text::BACK}</a>
                </div>
            </form>
            {goes_on}
        }
        .into_any();
        let back = Back::to(routes::portal_accounts(patient), text::PORTAL_ACCOUNTS);
        Ok(room.page_below(back, &title, At::Patient, main))
    })
}

/// What makes an access work again that waits for somebody to look at it.
fn confirm(one: &Account, again: Option<&KeptForm>) -> Option<AnyView> {
    let waits = matches!(one.state, State::Waiting | State::Aged);
    let ticked = again.is_some_and(|form| !form.typed("confirm").is_empty());
    waits.then(|| {
        view! { <Checkbox name="confirm" label=text::CONFIRM words=FIELD checked=ticked/> }
            .into_any()
    })
}
