//! While a time is held: whom it is for, who they are, and the code from the mail.

use clinic::holds::{self, HoldView};
use clinic::{codes, sign_up};
use domain::id::CodeRequestId;
use leptos::prelude::*;

use super::steps;
use crate::error::ApiError;
use crate::island::HoldWatch;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::page::log_in::code_form;
use crate::text::en::{booking, common, log_in};
use crate::ui::*;
use crate::{ctx, format, routes};

/// A hold of this visitor, with the frame of its pages.
pub(super) async fn held() -> Result<(Frame, HoldView), ApiError> {
    let hold = holds::view(&ctx::clinic()?, &ctx::visitor()?, id_param("hold")?).await?;
    Ok((frame().await?, hold))
}

/// "We hold Thursday, March 12, 10:15 am for you.", with the way to keep it longer.
pub(super) fn held_line(frame: &Frame, hold: &HoldView) -> AnyView {
    let moment = format::near_moment_inside(hold.starts_at, &hold.zone, frame.clinic.today);
    let seconds = (hold.expires_at - frame.clinic.now).get_seconds();
    let id = hold.id.to_string();
    let watch = (hold.alive && !hold.extended).then(|| {
        view! {
            <HoldWatch seconds_left=seconds text=booking::two_minutes(&moment)>
                <form method="post" action="/api/booking/extend">
                    <input type="hidden" name="hold" value=id/>
                    <Button>{booking::EXTEND}</Button>
                </form>
            </HoldWatch>
        }
    });
    view! { <p class="held-time">{booking::held(&moment)}</p> {watch} }.into_any()
}

/// The way back to each step that is done.
pub(super) fn links(hold: &HoldView) -> [String; 3] {
    let slug = &hold.service.slug;
    [
        routes::BOOK.to_owned(),
        routes::service(slug),
        routes::times(slug, hold.choice),
    ]
}

/// "Who is it for?"
pub fn who() -> impl IntoView {
    load(async {
        let (frame, hold) = held().await?;
        let again = ctx::again(&["booking/who"]);
        let again = again.as_deref();
        let signed_in = ctx::account_if_any().await?;
        let differs = signed_in
            .as_ref()
            .filter(|_| ctx::query("differs").is_some());
        let me = signed_in
            .as_ref()
            .map_or(booking::ME.to_owned(), |account| {
                booking::me_named(account.full_name().as_str())
            });
        let why = differs.map(|account| {
            let text = booking::differs(account.full_name().as_str());
            view! { <Notice kind=NoticeKind::Warn><p>{text}</p></Notice> }
        });
        let options = vec![
            RadioOption::new("me", me),
            RadioOption::new("other", booking::SOMEONE_ELSE),
        ];
        let title = form_title(booking::WHO_FOR, again);
        let main = view! {
            {steps(3, &links(&hold))}
            {summary(again, &[("subject", "subject")], frame.phone())}
            {held_line(&frame, &hold)}
            {why}
            <form class="stack" method="post" action="/api/booking/who" novalidate>
                <input type="hidden" name="hold" value=hold.id.to_string()/>
                <Radios
                    name="subject"
                    legend=booking::WHO_FOR
                    words=FIELD
                    options=options
                    selected=again.map(|form| form.typed("subject"))
                    error=field_error(again, "subject")
                    page_heading=true
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

/// "Your details".
pub fn account() -> impl IntoView {
    load(async {
        let (frame, hold) = held().await?;
        if ctx::account_if_any().await?.is_some() {
            ctx::redirect(&routes::check(hold.id));
            return Ok(().into_any());
        }
        let draft = sign_up::draft(&ctx::clinic()?, &ctx::visitor()?).await?;
        let again = ctx::again(&["booking/details"]);
        let typed = Typed::new(again.as_deref(), draft);
        Ok(render_details(frame, &hold, again.as_deref(), &typed))
    })
}

/// What the fields show: what was typed just now, else what was typed earlier.
struct Typed {
    full_name: String,
    email: String,
    bday: [String; 3],
    mobile: String,
}

impl Typed {
    fn new(again: Option<&KeptForm>, draft: Option<sign_up::Details>) -> Self {
        match (again, draft) {
            (Some(form), _) => Self {
                full_name: form.typed("full_name"),
                email: form.typed("email"),
                bday: ["bday_day", "bday_month", "bday_year"].map(|field| form.typed(field)),
                mobile: form.typed("mobile"),
            },
            (None, Some(draft)) => {
                let born = draft.born_on.date();
                Self {
                    full_name: draft.full_name.as_str().to_owned(),
                    email: draft.email.as_str().to_owned(),
                    bday: [
                        born.day().to_string(),
                        born.month().to_string(),
                        born.year().to_string(),
                    ],
                    mobile: draft
                        .phone
                        .map(|phone| clinic::phone::local(&phone))
                        .unwrap_or_default(),
                }
            }
            (None, None) => Self {
                full_name: String::new(),
                email: String::new(),
                bday: [String::new(), String::new(), String::new()],
                mobile: String::new(),
            },
        }
    }
}

fn render_details(
    frame: Frame,
    hold: &HoldView,
    again: Option<&KeptForm>,
    typed: &Typed,
) -> AnyView {
    let title = form_title(booking::YOUR_DETAILS, again);
    let links = [
        ("full_name", "full_name"),
        ("email", "email"),
        ("bday", "bday_day"),
        ("mobile", "mobile"),
    ];
    let labels = DateLabels {
        day: booking::DAY,
        month: booking::MONTH,
        year: booking::YEAR,
    };
    let [day, month, year] = &typed.bday;
    let main = view! {
        {steps(3, &self::links(hold))}
        {summary(again, &links, frame.phone())}
        {held_line(&frame, hold)}
        <h1>{booking::YOUR_DETAILS}</h1>
        <p>
            {booking::HAVE_ACCOUNT} " "
            <a href=routes::log_in_then(&routes::check(hold.id))>{common::LOG_IN}</a>
        </p>
        <form class="stack" method="post" action="/api/booking/details" novalidate>
            <input type="hidden" name="hold" value=hold.id.to_string()/>
            <TextInput
                name="full_name"
                label=booking::FULL_NAME
                words=FIELD
                kind=InputKind::Name
                value=&typed.full_name
                error=field_error(again, "full_name")
            />
            <TextInput
                name="email"
                label=booking::EMAIL_ADDRESS
                words=FIELD
                kind=InputKind::Email
                hint=booking::EMAIL_HINT
                value=&typed.email
                error=field_error(again, "email")
            />
            <DateInput
                name="bday"
                legend=booking::BIRTH_DATE
                labels=labels
                words=FIELD
                hint=booking::BIRTH_DATE_HINT
                day=day
                month=month
                year=year
                error=field_error(again, "bday")
                birthday=true
            />
            <TextInput
                name="mobile"
                label=booking::MOBILE
                words=FIELD
                kind=InputKind::Phone
                hint=booking::MOBILE_HINT
                value=&typed.mobile
                error=field_error(again, "mobile")
                optional=true
            />
            <Button look=Look::Primary>{common::CONTINUE}</Button>
        </form>
    }
    .into_any();
    narrow_page(frame, &title, main)
}

/// "Check your email", within a booking.
pub fn code() -> impl IntoView {
    load(async {
        let (frame, hold) = held().await?;
        let request: CodeRequestId = crate::api::id(&ctx::query("request").unwrap_or_default())?;
        let asked = codes::view(&ctx::clinic()?, &ctx::visitor()?, request).await?;
        let again = ctx::again(&["log-in/code", "log-in/again"]);
        let title = form_title(log_in::CHECK_EMAIL, again.as_deref());
        let other = routes::account(hold.id);
        let main = view! {
            {steps(3, &links(&hold))}
            {summary(again.as_deref(), &[("code", "code")], frame.phone())}
            {held_line(&frame, &hold)}
            {code_form(&frame, request, &asked, again.as_deref(), other)}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}
