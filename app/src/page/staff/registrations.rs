//! Those who signed up and wait: how each looks on Today and on a page of their own, which goes on
//! until nobody waits. One alone is on the page of [`one`].

mod one;

use std::collections::BTreeMap;

use clinic::matching::{Grade, Match};
use clinic::registrations::{self, AskedOf, Matches, QueueItem};
use clinic::{Staff, can};
use domain::id::PatientId;
use domain::limits;
use domain::person::PersonName;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;

use super::merge::news;
use super::room::{At, Room};
use crate::error::ApiError;
use crate::layout::{load, staff_summary};
use crate::text::en::merge::capital;
use crate::text::en::{asking, desk, matching, registrations as text, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

mod ask;

pub use one::one;

/// The page.
pub fn registrations() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let queue = registrations::queue(&ctx::clinic()?, &who).await?;
        let again = ctx::again(&["staff/registrations/add", "staff/registrations/ask"]);
        let asked = ctx::query("done").and_then(|code| asking::done(&code));
        let asked = asked.map(|line| view! { <Toast text=line/> });
        let at_work = at_work(&who, &queue.waiting).await?;
        let room = Room::of(&who, queue.desk.waiting_count).await?;
        let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
        let rows = Rows {
            matches: &queue.matches,
            asked: &queue.asked,
            at_work: &at_work,
            zone: &queue.desk.zone,
            today: queue.desk.today,
        };
        let content = if queue.waiting.is_empty() {
            view! { <EmptyState text=text::NOBODY/> }.into_any()
        } else {
            rows.list(&queue.waiting)
        };
        let main = view! {
            {news().await?}
            {asked}
            {problem}
            <header class="staff-head">
                <h1>{text::TITLE} " " <Count number=queue.desk.waiting_count/></h1>
                <p class="page-intro">{text::HINT}</p>
            </header>
            <section class="staff-section" aria-labelledby="waiting">
                <h2 id="waiting" class="visually-hidden">{text::TITLE}</h2>
                {content}
            </section>
        }
        .into_any();
        Ok(room.page(text::TITLE, At::Waiting, main))
    })
}

/// Who works on which sign-up, and since when.
pub(super) type AtWork = BTreeMap<PatientId, (PersonName, Timestamp)>;

/// Whose page somebody else has open, of the first who wait.
pub(super) async fn at_work(
    who: &Staff<can::ResolveRegistrations>,
    waiting: &[QueueItem],
) -> Result<AtWork, ApiError> {
    let first = waiting.iter().take(limits::REGISTRATIONS_COMPARED);
    let first: Vec<PatientId> = first.map(|item| item.patient).collect();
    Ok(registrations::at_work(&ctx::clinic()?, who, &first).await?)
}

/// What rows are made of beside who waits.
pub(super) struct Rows<'a> {
    /// Whom they look like, as far as they were compared.
    pub(super) matches: &'a Matches,
    /// What they were asked, and answered.
    pub(super) asked: &'a AskedOf,
    /// Whose page somebody else has open, and since when.
    pub(super) at_work: &'a AtWork,
    /// The clinic's zone.
    pub(super) zone: &'a TimeZone,
    /// The clinic's date.
    pub(super) today: Date,
}

impl Rows<'_> {
    /// The list; the first one's button is the page's green one.
    pub(super) fn list(&self, waiting: &[QueueItem]) -> AnyView {
        let rows = waiting.iter().enumerate();
        let rows = rows
            .map(|(at, item)| self.row(item, at == 0))
            .collect_view();
        view! { <Queue>{rows}</Queue> }.into_any()
    }

    fn row(&self, item: &QueueItem, first: bool) -> AnyView {
        let near = |at| format::near_moment_inside(at, self.zone, self.today);
        let mut lines = vec![
            staff::signed_up(&near(item.registered_at)),
            booking(item, near),
        ];
        let other = self.at_work.get(&item.patient);
        lines.extend(other.map(|(name, _)| text::at_work(name.as_str())));
        let compared = self.matches.get(&item.id);
        let best = compared.and_then(Option::as_ref);
        let mut facts = best.map(reasons).unwrap_or_default();
        facts.extend(contacts(item));
        let asked = self.asked.get(&item.id);
        facts.extend(ask::facts(asked, near));
        let ask = ask::form(item.id, asked);
        let (id, name) = (item.id.to_string(), item.name.as_str().to_owned());
        let block = routes::block(item.id);
        let block_label = match item.added_by {
            Some(_) => staff::TURN_DOWN,
            None => staff::BLOCK,
        };
        let book = routes::new_booking(item.patient);
        let another = routes::merge_with(item.patient);
        let verdict = match compared {
            Some(best) => verdict(best.as_ref()),
            None => Verdict {
                tone: Tone::Neutral,
                text: text::NOT_COMPARED.to_owned(),
                link: None,
            },
        };
        let look = if first { Look::Primary } else { Look::Outline };
        let (act, add) = match best {
            Some(best) => {
                let to = routes::merge(best.stored.id, item.patient);
                let hidden = name.clone();
                let fields = vec![
                    ("registration".to_owned(), id.clone()),
                    ("shown".to_owned(), best.stored.id.to_string()),
                    ("requests".to_owned(), item.requests.to_string()),
                ];
                let act = view! {
                    <LinkButton href=to look=look dense=true hidden=hidden>
                        {text::REVIEW}
                    </LinkButton>
                };
                let add = view! {
                    <MenuForm
                        action="/api/staff/registrations/add"
                        label=staff::ADD_AS_NEW
                        icon=IconName::UserPlus
                        fields=fields
                    />
                };
                (act.into_any(), add.into_any())
            }
            None => {
                let act = view! {
                    <form method="post" action="/api/staff/registrations/add">
                        <input type="hidden" name="registration" value=id.clone()/>
                        <input type="hidden" name="requests" value=item.requests.to_string()/>
                        <Button look=look dense=true hidden=name.clone()>
                            {staff::ADD_AS_NEW}
                        </Button>
                    </form>
                };
                (act.into_any(), ().into_any())
            }
        };
        view! {
            <QueueRow
                name=name.clone()
                seed=item.patient.to_string()
                lines=lines
                verdict=verdict
                facts=facts
            >
                {act}
                <RowMenu id=format!("menu-{id}") label=staff::actions_for(&name)>
                    <MenuLink href=another label=text::CHOOSE_ANOTHER icon=IconName::Search/>
                    {add}
                    {ask}
                    <MenuLink href=book label=desk::BOOK icon=IconName::Plus/>
                    <MenuLink href=block label=block_label icon=IconName::Block danger=true/>
                </RowMenu>
            </QueueRow>
        }
        .into_any()
    }
}

/// What somebody who waits has booked next, and how much more they ask for.
pub(super) fn booking(item: &QueueItem, near: impl Fn(Timestamp) -> String) -> String {
    let next = item.next_appointment.as_ref().map(|(at, _)| near(*at));
    staff::next_and_requests(next.as_deref(), item.next_requested, item.requests.count)
}

/// How sure a match is, and with whom.
pub(super) fn verdict(best: Option<&Match>) -> Verdict {
    let grade = best.map_or(Grade::None, |best| best.verdict.grade);
    let tone = match grade {
        Grade::Certain | Grade::Probable => Tone::Good,
        Grade::Possible => Tone::Warn,
        Grade::None => Tone::Neutral,
    };
    let link = best.map(|best| {
        let profile = &best.stored.profile;
        let name = profile.full_name.clone().unwrap_or_default();
        let born = profile.born.map(format::birth_date);
        let words = text::looks_like(&name, born.as_deref());
        (routes::patient(best.stored.id), words)
    });
    Verdict {
        tone,
        text: matching::grade(grade).to_owned(),
        link,
    }
}

/// Why, with a check before what is the same.
pub(super) fn reasons(best: &Match) -> Vec<QueueFact> {
    let reasons = best.verdict.reasons.iter();
    let reasons = reasons.map(|reason| {
        let words = matching::reason(*reason);
        QueueFact {
            icon: words.starts_with("same ").then_some(IconName::Check),
            text: capital(&words),
        }
    });
    best.by_answer
        .then(ask::found)
        .into_iter()
        .chain(reasons)
        .collect()
}

/// What is known of them besides.
pub(super) fn contacts(item: &QueueItem) -> Vec<QueueFact> {
    let fact = |icon, text: String| QueueFact {
        icon: Some(icon),
        text,
    };
    let born = item.born_on.map(|born| {
        let born = staff::born(&format::birth_date(born.date()));
        fact(IconName::Calendar, born)
    });
    let by = item.added_by.as_ref();
    let by = by.map(|by| fact(IconName::Users, staff::added_by(by.as_str())));
    let email = fact(IconName::Mail, item.email.as_str().to_owned());
    let phone = item.phone.as_ref();
    let phone = phone.map(|phone| fact(IconName::Phone, clinic::phone::local(phone)));
    [born, by, Some(email), phone]
        .into_iter()
        .flatten()
        .collect()
}
