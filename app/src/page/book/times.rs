//! "Choose a time", within a booking.

use clinic::holds;
use clinic::times::{self, Choice, SlotView as Time};
use jiff::civil::Date;
use leptos::prelude::*;

use super::beside::Chosen;
use super::lost::{is_lost, slot as asked_slot};
use super::picker::{Picker, Take};
use super::{HOLD, steps};
use crate::kept::KeptForm;
use crate::layout::{Frame, form_title, frame, load, param, summary};
use crate::text::en::{booking, common, family};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Choose a time". `?date=` opens a date, `?month=` a month.
pub fn times() -> impl IntoView {
    load(async {
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let slug = param("service");
        let choice = Choice::parse(&param("who")).ok_or(clinic::Failure::NotFound)?;
        let date = ctx::query("date").and_then(|text| text.parse::<Date>().ok());
        let month = ctx::query("month").and_then(|text| year_month(&text));
        let month = times::month(&clinic, &visitor, &slug, choice, month, date).await?;
        let again = ctx::again(&["booking/hold"]);
        let taken = again
            .as_deref()
            .filter(|form| is_lost(form))
            .and_then(asked_slot);
        let close = match taken {
            Some(at) => holds::nearest(&clinic, &visitor, &slug, choice, at).await?,
            None => Vec::new(),
        };
        let frame = frame().await?;
        let picker = Picker {
            month,
            phone: frame.phone().to_owned(),
            take: Take {
                method: "post",
                action: HOLD.to_owned(),
                fields: super::hold_fields(&slug, choice, frame.patient()),
            },
            here: format!("{}#times", routes::times(&slug, choice)),
            stay: Vec::new(),
        };
        let page = Page {
            frame,
            slug,
            picker,
        };
        Ok(page.render(again.as_deref(), taken, &close))
    })
}

/// Reads `2026-03`.
pub(crate) fn year_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    Date::new(year, month, 1).ok().map(|_| (year, month))
}

struct Page {
    frame: Frame,
    slug: String,
    picker: Picker,
}

impl Page {
    fn render(
        self,
        again: Option<&KeptForm>,
        taken: Option<jiff::Timestamp>,
        close: &[Time],
    ) -> AnyView {
        let links = [routes::BOOK.to_owned(), routes::service(&self.slug)];
        let heading = family::choose_time(self.frame.of());
        let title = form_title(&heading, again);
        let zone = common::zone(&self.frame.clinic.city);
        let problem = match taken {
            Some(at) => self.picker.taken(at, close),
            None => summary(again, &[], self.frame.phone()),
        };
        let name = self.picker.month.choice_name.as_ref();
        let name = name.map_or(booking::FIRST_AVAILABLE, |name| name.as_str());
        let others = self.picker.month.people_count > 1;
        let chosen = Chosen::service(self.picker.month.service.clone())
            .with(name, others)
            .of(self.frame.of());
        let question = view! {
            <div>
                {problem}
                <h1>{heading}</h1>
                {chosen.brief()}
                <p class="booking-intro">{booking::pick(&zone)}</p>
                {self.mine()}
                {self.picker.pickers(close.is_empty())}
            </div>
        };
        chosen.page(self.frame, &title, steps(2, &links, None), question)
    }

    /// The time that this visitor holds already, and the way on with it.
    fn mine(&self) -> impl IntoView + use<> {
        self.picker.month.mine.map(|(hold, at)| {
            let to = if self.frame.account.is_some() {
                routes::check(hold)
            } else {
                routes::account(hold)
            };
            let moment =
                format::near_moment_inside(at, &self.picker.month.zone, self.picker.month.today);
            let held = booking::held_go_on(&moment);
            view! {
                <Notice kind=NoticeKind::Info>
                    <p>{held} " " <a href=to>{booking::GO_ON}</a></p>
                </Notice>
            }
        })
    }
}
