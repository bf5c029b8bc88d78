//! The form that accepts an invitation, for each of those who may open it.

use clinic::invitations::{CodeStep, Invitation, Question, Visit};
use leptos::prelude::*;

use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, field_error};
use crate::text::en::{booking, common, invitations as text, log_in};
use crate::ui::*;
use crate::{format, routes};

/// Each field with the id of its first control.
pub(super) fn links(invitation: &Invitation) -> Vec<(&'static str, &'static str)> {
    let check = match invitation.question {
        Question::BirthDate => "bday_day",
        Question::DeskCode => "desk_code",
    };
    vec![
        ("full_name", "full_name"),
        ("bday", check),
        ("check", check),
        ("code", "code"),
        ("password", "password"),
        ("email", "password"),
        ("reason", "reason"),
    ]
}

/// What whoever is asking can do.
pub(super) fn form(frame: &Frame, invitation: &Invitation, again: Option<&KeptForm>) -> AnyView {
    let address = invitation.address.as_str();
    match &invitation.visit {
        Visit::LogIn => log_in_first(invitation, again),
        Visit::NewAccount => {
            let proven = match invitation.code {
                CodeStep::NotNeeded => text::proven(address),
                CodeStep::ToAsk | CodeStep::Asked(_) => text::to_be_proven(address),
            };
            let log_in = routes::log_in_then(&routes::invitation(invitation.id));
            let other = matches!(invitation.code, CodeStep::NotNeeded)
                .then(|| view! { <p><a href=log_in>{text::OTHER_ACCOUNT}</a></p> });
            let form = accepting(frame, invitation, "new", text::CREATE_AND_ACCEPT, again);
            view! {
                <h2>{text::CREATE}</h2>
                <p>{proven}</p>
                {form}
                {other}
            }
            .into_any()
        }
        Visit::Invited => {
            let form = accepting(frame, invitation, "invited", text::ACCEPT, again);
            view! { <h2>{text::ACCEPT_HEADING}</h2> {form} }.into_any()
        }
        Visit::Other {
            address: own,
            may_accept,
        } => {
            let question = text::which_account(&invitation.first_name, invitation.relation);
            let (id, words) = (invitation.id.to_string(), text::switch_to(address));
            let switch = view! {
                <form method="post" action="/api/invitations/switch">
                    <input type="hidden" name="invitation" value=id/>
                    <Button>{words}</Button>
                </form>
            };
            let body = if *may_accept {
                let words = text::use_account(own);
                let form = accepting(frame, invitation, "other", &words, again);
                let told = text::both_told(own, address);
                view! { {form} <p class="muted">{told}</p> }.into_any()
            } else {
                view! { <p>{text::ONLY_INVITED}</p> }.into_any()
            };
            let logged_in = text::logged_in_as(own, address);
            view! {
                <h2>{question}</h2>
                <p>{logged_in}</p>
                {body}
                {switch}
            }
            .into_any()
        }
    }
}

/// The question, and Accept; for somebody new their name as well. Of a copied link the code
/// to its address comes first.
fn accepting(
    frame: &Frame,
    invitation: &Invitation,
    way: &'static str,
    button: &str,
    again: Option<&KeptForm>,
) -> AnyView {
    let again = again.filter(|form| form.endpoint == "invitations/accept");
    let id = invitation.id.to_string();
    let sent = match invitation.code {
        CodeStep::NotNeeded => None,
        CodeStep::ToAsk => {
            let why = text::why_code(&invitation.address);
            return view! {
                <p>{why}</p>
                <form method="post" action="/api/invitations/code">
                    <input type="hidden" name="invitation" value=id/>
                    <Button look=Look::Primary>{text::SEND_MAIL_CODE}</Button>
                </form>
            }
            .into_any();
        }
        CodeStep::Asked(sent_at) => {
            let at = sent_at.map(|at| log_in::sent_at(&format::time(at, &frame.clinic.zone)));
            Some(at.unwrap_or_else(|| text::code_sent(&invitation.address)))
        }
    };
    let asks_again = sent.is_some().then(|| {
        view! {
            <form method="post" action="/api/invitations/code">
                <input type="hidden" name="invitation" value=id.clone()/>
                <Button look=Look::Quiet>{text::SEND_MAIL_CODE_AGAIN}</Button>
            </form>
        }
    });
    let code = sent.map(|hint| {
        let error = field_error(again, "code");
        view! {
            <TextInput
                name="code"
                label=text::MAIL_CODE
                words=FIELD
                kind=InputKind::Code
                hint=hint
                error=error
            />
        }
    });
    let name = (way == "new").then(|| {
        let (typed, error) = (
            again.map(|form| form.typed("full_name")),
            field_error(again, "full_name"),
        );
        view! {
            <TextInput
                name="full_name"
                label=booking::FULL_NAME
                words=FIELD
                kind=InputKind::Name
                value=typed
                error=error
            />
        }
    });
    let (question, button) = (question(invitation, again), button.to_owned());
    view! {
        <form class="stack" method="post" action="/api/invitations/accept" novalidate>
            <input type="hidden" name="invitation" value=id/>
            <input type="hidden" name="way" value=way/>
            {name}
            {question}
            {code}
            <div class="cluster">
                <Button look=Look::Primary>{button}</Button>
                <LinkButton href=routes::HOME look=Look::Quiet>{text::NOT_NOW}</LinkButton>
            </div>
        </form>
        {asks_again}
    }
    .into_any()
}

/// What must be known to accept.
fn question(invitation: &Invitation, again: Option<&KeptForm>) -> AnyView {
    let error = field_error(again, "check").or_else(|| field_error(again, "bday"));
    match invitation.question {
        Question::DeskCode => view! {
            <TextInput
                name="desk_code"
                label=text::DESK_CODE
                words=FIELD
                kind=InputKind::Code
                autocomplete="off"
                hint=text::DESK_CODE_HINT
                error=error
            />
        }
        .into_any(),
        Question::BirthDate => {
            let typed = |field: &str| again.map(|form| form.typed(field));
            let labels = DateLabels {
                day: booking::DAY,
                month: booking::MONTH,
                year: booking::YEAR,
            };
            let legend = text::birth_date(&invitation.first_name, invitation.relation);
            let [day, month, year] = ["bday_day", "bday_month", "bday_year"].map(typed);
            view! {
                <DateInput
                    name="bday"
                    legend=legend
                    labels=labels
                    words=FIELD
                    hint=text::BIRTH_DATE_HINT
                    day=day
                    month=month
                    year=year
                    error=error
                />
            }
            .into_any()
        }
    }
}

/// The log-in of the invited address; it comes back here. Whoever has a copied link may not
/// know the address, and isn't told it by the way.
fn log_in_first(invitation: &Invitation, again: Option<&KeptForm>) -> AnyView {
    let address = text::log_in_as(&invitation.address);
    let href = routes::log_in_then(&routes::invitation(invitation.id));
    if invitation.code != CodeStep::NotNeeded {
        return view! {
            <h2>{text::LOG_IN}</h2>
            <p>{address}</p>
            <LinkButton href=href look=Look::Primary>{common::LOG_IN}</LinkButton>
        }
        .into_any();
    }
    let again = again.filter(|form| form.endpoint == "invitations/log-in");
    let id = invitation.id.to_string();
    let failed = field_error(again, "password").or_else(|| field_error(again, "email"));
    view! {
        <h2>{text::LOG_IN}</h2>
        <p>{address}</p>
        <form class="stack" method="post" action="/api/invitations/log-in" novalidate>
            <input type="hidden" name="invitation" value=id.clone()/>
            <PasswordInput
                name="password"
                label=log_in::PASSWORD
                words=FIELD
                hint=text::PASSWORD_HINT
                error=failed
                optional=true
            />
            <Button look=Look::Primary>{text::LOG_IN_BUTTON}</Button>
        </form>
        <form method="post" action="/api/invitations/log-in">
            <input type="hidden" name="invitation" value=id/>
            <Button look=Look::Quiet>{text::SEND_CODE}</Button>
        </form>
        <p>
            <a href=href>{text::OTHER_ACCOUNT}</a>
        </p>
    }
    .into_any()
}
