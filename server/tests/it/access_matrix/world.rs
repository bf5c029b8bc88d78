//! A clinic with one of everything, and the browsers of everybody who may ask for it.

use std::ops::Deref;
use std::sync::Arc;

use clinic::testing::asking::OpenQuestion;
use clinic::testing::inviting::Invite;
use clinic::testing::{PASSWORD, SavedClinic, TestClinic};
use domain::id::{InvitationNewsId, StaffId};
use domain::registration::booked_as::BookedAs;
use domain::registration::policy::RegistrationPolicy;
use tokio::sync::OnceCell;

use super::*;
use crate::harness::journey::values;
use crate::input::{HOSTILE_SHORT, hostile};

mod fields;
mod merging;

use fields::{helped_until, helps};
use merging::Merging;

/// A clinic in which one account owns one of everything, as it is before anybody asks.
/// Whatever people typed there is hostile.
pub(crate) struct Beginning {
    clinic: SavedClinic,
    made: Arc<Made>,
}

/// Such a clinic, to ask.
pub(crate) struct World {
    pub(crate) site: TestSite,
    made: Arc<Made>,
    /// The cookies of somebody who typed details, once one was asked for.
    unproven: OnceCell<Vec<(String, String)>>,
}

/// What is in it.
pub(crate) struct Made {
    hold: HoldId,
    appointment: AppointmentId,
    registration: RegistrationId,
    /// What they have asked for.
    requests: String,
    /// What the owner was asked about it; its link was opened in the owner's browser.
    question: OpenQuestion,
    notice: NoticeId,
    pub(super) request: CodeRequestId,
    patient: String,
    /// Somebody invited to the owner's portal, and somebody who acts for them.
    invited: InvitationId,
    access: AccessId,
    /// By which access somebody could act for them until its last day had passed.
    over: AccessId,
    /// To the owner's address, for somebody else; its link was opened in the owner's browser.
    invitation: Invite,
    /// Something that staff were told of another one.
    news: InvitationNewsId,
    /// Which state of the patient's profile a form would be made of.
    version: String,
    /// A free time; and the one that somebody unproven holds.
    slot: String,
    unproven_slot: String,
    /// What the owner has asked for, and nobody has confirmed.
    asked_for: AppointmentId,
    /// Two free times, one right after the other.
    plan: String,
    /// Another browser of the owner's.
    session: SessionId,
    /// A member of staff with an authenticator app.
    member: StaffId,
    /// A child whom the owner looks after, and by which access.
    dependent: PatientId,
    looks_after: AccessId,
    /// Whom the owner has invited to act for them.
    lent: InvitationId,
    /// Many whom staff have invited at once: the owner.
    batch: domain::id::InviteBatchId,
    /// Two profiles that can be merged, two that were, and somebody who is none of them.
    merging: Merging,
    /// The cookies of everybody who is signed in.
    cookies: Vec<(Actor, Vec<(String, String)>)>,
}

impl Deref for World {
    type Target = Made;

    fn deref(&self) -> &Made {
        &self.made
    }
}

impl Beginning {
    pub(crate) async fn new() -> Self {
        let site = TestSite::new().await;
        let clinic = &site.clinic;
        clinic
            .rota_with(&[&hostile("Priya")], |service| {
                service.name = hostile("Visit");
                service.category = hostile("Visit");
                service.description = hostile("Visit");
            })
            .await;
        clinic.store.name_clinic(&hostile("Clinic")).await.unwrap();
        let asking = clinic.visitor("owner");
        let free = times::month(clinic, &asking, "visit", Choice::First, None, None)
            .await
            .unwrap();
        // Times are every quarter of an hour, visits last twice that.
        let apart: Vec<_> = free.slots.iter().step_by(2).collect();
        let [first, second, third, fourth, fifth, sixth, seventh, ..] = apart.as_slice() else {
            panic!("too few times")
        };

        let details = Details {
            full_name: clinic::testing::name(&hostile(NAME)),
            email: clinic::testing::email("olive@example.com"),
            born_on: domain::person::BirthDate::from_stored("1990-04-12".parse().unwrap()),
            phone: None,
        };
        let asked = sign_up::start(clinic, &asking, details, NextPath::default())
            .await
            .unwrap();
        let minted = codes::mint(clinic, &clinic.system_job(), asked.request)
            .await
            .unwrap();
        let code = minted.code.unwrap();
        let signed_in = codes::enter(clinic, &asking, asked.request, &code)
            .await
            .unwrap()
            .signed_in()
            .unwrap();
        // The mail with the code is refused for good: something that needs a look.
        let peer = SmtpPeer::start(Part::RefuseRecipient(550)).await;
        let mailer = clinic::mail::Mailer::smtp(&peer.url()).unwrap();
        clinic::worker::run_due(clinic, &mailer).await;

        let account = clinic.account(signed_in.session.expose()).await.unwrap();
        let visitor = clinic.visitor(signed_in.visitor.expose());
        let acting = clinic.own_patient::<can::Book>(&account).await.unwrap();
        let patient = acting.patient().to_string();
        let take = |slot: &times::SlotView| {
            let (at, who) = (slot.starts_at, slot.practitioner);
            holds::take(
                clinic,
                &visitor,
                "visit",
                Choice::First,
                at,
                who,
                Some(&account),
            )
        };
        let hold = take(first).await.unwrap();
        let check = booking::check(clinic, &visitor, &acting, hold)
            .await
            .unwrap();
        let note = Some(hostile("Note"));
        let appointment = booking::book(clinic, &visitor, &acting, hold, check.submission, note)
            .await
            .unwrap();
        clinic.set_policy(RegistrationPolicy::Request).await;
        let hold = take(seventh).await.unwrap();
        let asks = booking::Pressed {
            submission: clinic.submission(),
            shown: BookedAs::Request,
        };
        let asked_for = booking::book(clinic, &visitor, &acting, hold, asks, None)
            .await
            .unwrap();
        clinic.set_policy(RegistrationPolicy::Open).await;
        let hold = take(second).await.unwrap();
        let email = clinic::testing::email("olive@example.com");
        let request = codes::ask(clinic, &visitor, email, NextPath::default())
            .await
            .unwrap();

        let phone = clinic
            .sign_in(account.account_id(), acting.patient(), "phone")
            .await;
        let (member, _) = clinic.add_member_with_app("mara", Role::Desk).await;
        let desk = clinic
            .staff_with::<can::SeeToday>(Role::Desk)
            .await
            .unwrap();
        let today = clinic::today::view(clinic, &desk, None).await.unwrap();
        let (waiting, looks) = (today.registrations, today.needs_a_look);
        let (invitation, news) = invitations(clinic).await;
        let registration = waiting.first().unwrap().id;
        let requests = waiting.first().unwrap().requests.to_string();
        let question = clinic.question(registration).await;
        let see = clinic
            .staff_with::<can::SeePatients>(Role::Desk)
            .await
            .unwrap();
        describe(&site, &patient, NAME, "olive@example.com").await;
        let profile = clinic::patients::profile(clinic, &see, acting.patient()).await;
        let clinic::patients::Shown::Here(profile) = profile.unwrap() else {
            panic!("merged")
        };
        let version = profile.profile.updated_at.as_millisecond().to_string();
        let invites = clinic
            .staff_with::<can::InviteUsers>(Role::Desk)
            .await
            .unwrap();
        let (address, offer) = (
            clinic::testing::email("invited@example.com"),
            clinic::portal_accounts::Offer::ByAddress,
        );
        let invited =
            clinic::portal_accounts::add(clinic, &invites, acting.patient(), &address, offer)
                .await
                .unwrap();
        let chosen = clinic::portal_accounts::bulk::parse(&patient).unwrap();
        let batch = clinic.submission().to_string().parse().unwrap();
        clinic::portal_accounts::bulk::start(clinic, &invites, batch, &chosen)
            .await
            .unwrap();
        let helper = clinic.signed_in("helper").await;
        let access = clinic.give(helper.account, acting.patient(), helps()).await;
        let earlier = clinic.signed_in("earlier").await;
        let over = clinic
            .give(earlier.account, acting.patient(), helped_until())
            .await;
        let named = |slot: &times::SlotView| {
            let at = slot.starts_at.as_millisecond();
            format!("{at}.{}", slot.practitioner)
        };
        let (slot, unproven_slot) = (named(third), named(fourth));
        let plan = format!("{}~{}", named(fifth), named(sixth));
        let link = format!("{}{}", app::ctx::INVITATION_COOKIES, invitation.id);
        let asked = format!("{}{}", app::ctx::QUESTION_COOKIES, question.id);
        let child = clinic::family::NewDependent {
            full_name: clinic::testing::name(&hostile(NAME)),
            born_on: domain::person::BirthDate::from_stored("2018-04-12".parse().unwrap()),
            kinship: domain::access::Kinship::Mother,
        };
        let dependent = clinic::family::add(clinic, &account, child).await.unwrap();
        // Whom staff have not seen yet, nobody is invited to.
        for seen in [acting.patient(), dependent] {
            clinic.store.mark_seen(seen).await.unwrap();
        }
        let recent = clinic.account(signed_in.session.expose()).await.unwrap();
        let recent = clinic.recent(recent).await.unwrap();
        let manages = clinic.acting_for(recent.who(), acting.patient());
        let manages = manages.await.unwrap();
        let helping = clinic::family::lend::Offered {
            email: clinic::testing::email("olivier@example.com"),
            rights: domain::access::Preset::View,
            length: domain::invitation::Length::Open,
        };
        let lent = clinic::family::lend::invite(clinic, &recent, &manages, &helping);
        let lent = lent.await.unwrap();
        let family = clinic::family::page::view(clinic, &account).await.unwrap();
        let merging = Merging::new(&site).await;
        let owner = [
            (app::ctx::SESSION_COOKIE, signed_in.session.expose()),
            (app::ctx::VISITOR_COOKIE, signed_in.visitor.expose()),
            (link.as_str(), invitation.token.expose()),
            (asked.as_str(), question.token.as_str()),
        ];
        let owner = owner
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        let mut cookies = vec![(Actor::Owner, owner)];
        for (actor, browser) in [
            (Actor::Other, other(&site).await),
            (Actor::Half, half(&site).await),
            (Actor::Desk, site.staff(Role::Desk).await),
            (Actor::Practitioner, site.staff(Role::Practitioner).await),
            (Actor::Admin, site.staff(Role::Admin).await),
        ] {
            cookies.push((actor, browser.cookies.into_iter().collect()));
        }
        let made = Made {
            hold,
            appointment,
            registration,
            requests,
            question,
            notice: looks.first().unwrap().notice,
            request: request.request,
            patient,
            invited,
            access,
            over,
            invitation,
            news,
            version,
            slot,
            unproven_slot,
            asked_for,
            plan,
            session: phone.holder.session_id(),
            member,
            dependent,
            lent,
            batch,
            merging,
            looks_after: family.looked_after.first().unwrap().id,
            cookies,
        };
        Self {
            clinic: site.clinic.saved().await,
            made: Arc::new(made),
        }
    }

    /// A clinic of its own, in which nobody has asked anything.
    pub(crate) async fn world(&self) -> World {
        World {
            site: TestSite::from(self.clinic.open().await),
            made: Arc::clone(&self.made),
            unproven: OnceCell::new(),
        }
    }
}

impl World {
    pub(crate) async fn browser(&self, actor: Actor) -> Browser {
        let mut browser = self.site.browser();
        match actor {
            Actor::Anonymous => browser,
            Actor::Unproven => {
                let cookies = self.unproven.get_or_init(|| self.typed_details()).await;
                browser.cookies.extend(cookies.iter().cloned());
                browser
            }
            Actor::Owner
            | Actor::Other
            | Actor::Half
            | Actor::Desk
            | Actor::Practitioner
            | Actor::Admin => {
                let (_, cookies) = self.cookies.iter().find(|(who, _)| *who == actor).unwrap();
                browser.cookies.extend(cookies.iter().cloned());
                browser
            }
        }
    }

    /// Somebody types their details and doesn't prove the address: the cookies of that browser.
    async fn typed_details(&self) -> Vec<(String, String)> {
        let mut browser = self.site.browser();
        browser.get("/book").await;
        let held = [
            ("service", "visit"),
            ("who", "first"),
            ("slot", self.unproven_slot.as_str()),
        ];
        let held = browser.post_json("/api/booking/hold", &held).await;
        let next = held.json();
        let next = next.get("next").unwrap().as_str().unwrap();
        let hold = next.split('/').nth(3).unwrap();
        let mut fields = vec![("hold", hold)];
        fields.extend(DETAILS);
        let answer = browser.post_json("/api/booking/details", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser.cookies.into_iter().collect()
    }
}

/// A browser in which the password of an account with an authenticator app was typed.
async fn half(site: &TestSite) -> Browser {
    let harriet = site.clinic.signed_in("harriet").await;
    let recent = site.clinic.recent(harriet.holder).await.unwrap();
    clinic::account_password::set(&site.clinic, &recent, PASSWORD)
        .await
        .unwrap();
    let harriet = clinic::testing::Patient {
        holder: site.clinic.account(harriet.session.expose()).await.unwrap(),
        ..harriet
    };
    site.clinic.set_up_app(&harriet).await;
    let mut browser = site.browser();
    browser.get("/log-in").await;
    let fields = [
        ("email", "harriet@example.com"),
        ("password", PASSWORD),
        ("next", "/appointments"),
    ];
    let answer = browser.post_form("/api/log-in/start", &fields).await;
    assert_eq!(answer.see_other(), "/log-in/second-factor");
    assert!(browser.cookies.contains_key(app::ctx::HALF_COOKIE));
    browser
}

/// Another account, whose profile was changed as often as the owner's: a form of one version
/// does for both.
async fn other(site: &TestSite) -> Browser {
    let other = site.clinic.signed_in("other").await;
    describe(site, &other.patient.to_string(), "Other", "").await;
    let mut browser = site.browser();
    browser.set(app::ctx::SESSION_COOKIE, other.session.expose());
    browser.set(app::ctx::VISITOR_COOKIE, other.visitor.expose());
    browser
}

/// The desk writes down what a profile can say of somebody.
async fn describe(site: &TestSite, patient: &str, name: &str, email: &str) {
    let mut desk = site.staff(Role::Desk).await;
    let page = desk.get(&format!("/staff/patients/{patient}/edit")).await;
    let version = values(&page.text(), "version");
    let fields = [
        ("patient", patient),
        ("version", &*version[0]),
        ("name", &hostile(name)),
        ("born", "1990-04-12"),
        ("pronouns", HOSTILE_SHORT),
        ("email", email),
        ("mobile", ""),
        ("street", HOSTILE_SHORT),
        ("suburb", HOSTILE_SHORT),
        ("state", HOSTILE_SHORT),
        ("postcode", HOSTILE_SHORT),
    ];
    let saved = desk.post_json("/api/staff/patients/edit", &fields).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
}

const DETAILS: [(&str, &str); 6] = [
    ("full_name", "Una Unproven"),
    ("email", "una@example.com"),
    ("bday_day", "1"),
    ("bday_month", "5"),
    ("bday_year", "1988"),
    ("mobile", ""),
];

/// An invitation that the owner can accept, and news of one that somebody declined. Whom both
/// are about was born on the day that every form says.
async fn invitations(clinic: &TestClinic) -> (Invite, InvitationNewsId) {
    let leo = clinic.patient(&hostile(NAME), "1988-05-01").await;
    let invitation = clinic.inviting(leo, "olive@example.com").await;
    let invitation = clinic.invite(&invitation).await;
    let declined = clinic.inviting(leo, "declines@example.com").await;
    let declined = clinic.invite(&declined).await;
    let key = clinic::invitations::Key {
        id: declined.id,
        token: declined.token.expose(),
    };
    let visitor = clinic.visitor("declines");
    clinic::invitations::decline(clinic, &visitor, key, &hostile("Reason"))
        .await
        .unwrap();
    let desk = clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    let today = clinic::today::view(clinic, &desk, None).await.unwrap();
    (invitation, today.invitation_news.first().unwrap().id)
}
