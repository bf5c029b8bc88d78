use domain::access::{Ability, Preset, Relation};
use domain::id::{AccountId, PatientId};
use domain::invitation::{Answer, InvitationNews, InvitationRefusal, Unusable};
use domain::person::BirthDate;
use domain::refusal::Refusal;
use domain::role::Role;

use super::*;
use crate::authz::{Visitor, can};
use crate::failure::Failure;
use crate::testing::inviting::{Invite, Inviting};
use crate::testing::{Patient, Terms, TestClinic, name};

mod closed;
mod faults;
mod kept_out;
mod proofs;
mod races;
mod telling;

const LEO_BORN: &str = "2018-05-04";
const LEO: &str = "Leo Quillfeather";

struct World {
    clinic: TestClinic,
    leo: PatientId,
}

fn born(date: &str) -> Answer {
    Answer::BirthDate(BirthDate::from_stored(date.parse().unwrap()))
}

fn as_new() -> Answers {
    answers(Way::New(name("Ngozi Example")))
}

fn answers(way: Way) -> Answers {
    Answers {
        way,
        check: born(LEO_BORN),
        code: String::new(),
    }
}

fn key(invite: &Invite) -> Key<'_> {
    Key {
        id: invite.id,
        token: invite.token.expose(),
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> InvitationRefusal {
    match outcome {
        Err(Failure::Refused(Refusal::Invitation(refusal))) => refusal,
        other => panic!("not a refusal of an invitation: {other:?}"),
    }
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let leo = clinic.patient(LEO, LEO_BORN).await;
        Self { clinic, leo }
    }

    async fn inviting(&self) -> Inviting {
        self.clinic.inviting(self.leo, "ngozi@example.com").await
    }

    async fn invited(&self) -> Invite {
        self.clinic.invite(&self.inviting().await).await
    }

    fn browser(&self) -> Visitor {
        self.clinic.visitor("a browser")
    }

    async fn see(&self, who: Option<&Patient>, invite: &Invite) -> Opened {
        let browser = self.browser();
        let who = who.map(|who| &who.holder);
        open(&self.clinic, (&browser, who), key(invite))
            .await
            .unwrap()
    }

    async fn offer(&self, who: Option<&Patient>, invite: &Invite) -> Invitation {
        match self.see(who, invite).await {
            Opened::Usable(invitation) => *invitation,
            Opened::Closed(closed) => panic!("closed: {closed:?}"),
        }
    }

    async fn closed(&self, who: Option<&Patient>, invite: &Invite) -> Closed {
        match self.see(who, invite).await {
            Opened::Usable(invitation) => panic!("usable: {:?}", invitation.visit),
            Opened::Closed(closed) => closed,
        }
    }

    async fn accept(
        &self,
        who: Option<&Patient>,
        invite: &Invite,
        answers: Answers,
    ) -> Result<Accepted, Failure> {
        let browser = match who {
            Some(who) => self.clinic.visitor(who.visitor.expose()),
            None => self.browser(),
        };
        let who = who.map(|who| &who.holder);
        accept(&self.clinic, (&browser, who), key(invite), answers).await
    }

    /// The accesses to Leo: whose, of which relation.
    async fn holders(&self) -> Vec<(AccountId, Relation)> {
        let mut db = self.clinic.store.read().await.unwrap();
        let holders = store::invitation::open::list_holders(&mut db, self.leo)
            .await
            .unwrap();
        let of =
            |holder: &store::invitation::open::Holder| (holder.account, holder.held.terms.relation);
        holders.iter().map(of).collect()
    }

    async fn news(&self) -> Vec<InvitationNews> {
        let desk = self
            .clinic
            .staff_with::<can::SeeToday>(Role::Desk)
            .await
            .unwrap();
        let today = crate::today::view(&self.clinic, &desk, None).await.unwrap();
        today.invitation_news.iter().map(|item| item.what).collect()
    }
}

#[tokio::test]
async fn somebody_new_gets_an_account_and_the_access_by_one_form() {
    let world = World::new().await;
    let invite = world.invited().await;
    let offer = world.offer(None, &invite).await;
    assert_eq!(offer.visit, Visit::NewAccount);
    assert_eq!(offer.first_name, "Leo");
    assert_eq!(offer.address, "n***@example.com");
    assert_eq!(
        (offer.question, offer.code),
        (Question::BirthDate, CodeStep::NotNeeded)
    );
    assert_eq!(
        offer.abilities,
        Preset::Full.abilities().without(Ability::ManageAccess),
        "nobody manages access to a child without a recorded basis"
    );
    assert!(matches!(offer.inviter, Inviter::Staff(_, Role::Desk)));

    let accepted = world.accept(None, &invite, as_new()).await.unwrap();
    let signed_in = accepted.signed_in.unwrap();
    let holder = world
        .clinic
        .account(signed_in.session.expose())
        .await
        .unwrap();
    assert_eq!(holder.email().as_str(), "ngozi@example.com");
    assert_eq!(holder.full_name().as_str(), "Ngozi Example");
    assert_eq!(
        world.holders().await,
        [(signed_in.account, Relation::Guardian)]
    );
    // They act for Leo at once, and are no patient themself.
    let acting = world
        .clinic
        .acting_for_chosen::<can::Book>(&holder)
        .await
        .unwrap();
    assert_eq!(acting.patient(), world.leo);
    assert!(matches!(
        world.clinic.own_patient::<can::Book>(&holder).await,
        Err(Failure::NotFound)
    ));
    let here = arrived(&world.clinic, &holder).await.unwrap().unwrap();
    assert_eq!((here.first_name.as_str(), here.can_book), ("Leo", true));
    assert_eq!(world.news().await, [InvitationNews::Accepted]);
}

#[tokio::test]
async fn the_access_is_what_the_invitation_says() {
    use domain::access::{Basis, Kinship};
    let world = World::new().await;
    let mut inviting = world.inviting().await;
    inviting.terms = Terms {
        kinship: Some(Kinship::Mother),
        basis: Some(Basis::ParentalResponsibility),
        until_on: Some("2026-04-01".parse().unwrap()),
        ..Terms::guardian(Preset::Bookings.abilities())
    };
    let invite = world.clinic.invite(&inviting).await;
    world.accept(None, &invite, as_new()).await.unwrap();
    let mut db = world.clinic.store.read().await.unwrap();
    let holders = store::invitation::open::list_holders(&mut db, world.leo)
        .await
        .unwrap();
    assert_eq!(holders[0].held.terms, inviting.terms);
}

#[tokio::test]
async fn the_patient_themself_gets_their_own_profile() {
    let world = World::new().await;
    let ada = world.clinic.patient("Ada Quillfeather", "1980-02-03").await;
    let mut inviting = world.clinic.inviting(ada, "ada@example.com").await;
    inviting.terms = Terms::OWN;
    let invite = world.clinic.invite(&inviting).await;
    assert_eq!(world.offer(None, &invite).await.relation, Relation::Myself);
    let mut answers = as_new();
    answers.check = born("1980-02-03");
    let accepted = world.accept(None, &invite, answers).await.unwrap();
    let session = accepted.signed_in.unwrap().session;
    let holder = world.clinic.account(session.expose()).await.unwrap();
    let own = world
        .clinic
        .own_patient::<can::Book>(&holder)
        .await
        .unwrap();
    assert_eq!(own.patient(), ada);
}

#[tokio::test]
async fn who_has_an_account_logs_in_first_and_then_accepts_with_one_answer() {
    let world = World::new().await;
    let invite = world.invited().await;
    let ngozi = world.clinic.signed_in("ngozi").await;
    assert_eq!(world.offer(None, &invite).await.visit, Visit::LogIn);
    // The link makes no second account of the address, nor sets anything of the first.
    assert!(matches!(
        world.accept(None, &invite, as_new()).await,
        Err(Failure::Unauthenticated)
    ));
    assert_eq!(
        world.offer(Some(&ngozi), &invite).await.visit,
        Visit::Invited
    );
    let accepted = world
        .accept(Some(&ngozi), &invite, answers(Way::Invited))
        .await
        .unwrap();
    assert!(accepted.signed_in.is_none() && !accepted.was_linked);
    assert_eq!(world.holders().await, [(ngozi.account, Relation::Guardian)]);
    // Pressed twice: the same answer, and nothing more.
    let again = world
        .accept(Some(&ngozi), &invite, answers(Way::Invited))
        .await
        .unwrap();
    assert!(again.was_linked);
    assert_eq!(world.holders().await.len(), 1);
    let seen = world.closed(Some(&ngozi), &invite).await;
    assert_eq!(
        seen,
        Closed::AcceptedByYou("Leo".into(), Relation::Guardian)
    );
}

#[tokio::test]
async fn another_account_accepts_only_while_the_clinic_lets_it() {
    let world = World::new().await;
    let invite = world.invited().await;
    let amara = world.clinic.signed_in("amara").await;
    let other = |may_accept| Visit::Other {
        address: "amara@example.com".into(),
        may_accept,
    };
    assert_eq!(world.offer(Some(&amara), &invite).await.visit, other(true));
    // A form that was made for the invited account isn't one for another.
    assert!(matches!(
        world
            .accept(Some(&amara), &invite, answers(Way::Invited))
            .await,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    world.clinic.store.only_invited_may_accept().await.unwrap();
    assert_eq!(world.offer(Some(&amara), &invite).await.visit, other(false));
    let outcome = world
        .accept(Some(&amara), &invite, answers(Way::Other))
        .await;
    assert_eq!(refusal(outcome), InvitationRefusal::OtherAccount);
    assert_eq!(world.holders().await, []);
}

#[tokio::test]
async fn who_has_the_access_already_gets_no_second_one() {
    let world = World::new().await;
    let invite = world.invited().await;
    let ngozi = world.clinic.signed_in("ngozi").await;
    let terms = Terms::guardian(Preset::View.abilities());
    world.clinic.give(ngozi.account, world.leo, terms).await;
    let accepted = world
        .accept(Some(&ngozi), &invite, answers(Way::Invited))
        .await;
    assert!(accepted.unwrap().was_linked);
    assert_eq!(world.holders().await.len(), 1);
    let seen = world.closed(Some(&ngozi), &invite).await;
    assert!(matches!(seen, Closed::AcceptedByYou(..)));
}

#[tokio::test]
async fn declining_ends_it_and_staff_see_why() {
    let world = World::new().await;
    let invite = world.invited().await;
    let reason = "I moved away";
    decline(&world.clinic, &world.browser(), key(&invite), reason)
        .await
        .unwrap();
    let desk = world
        .clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    let today = crate::today::view(&world.clinic, &desk, None)
        .await
        .unwrap();
    let item = &today.invitation_news[0];
    assert_eq!(
        (item.what, item.reason.as_deref()),
        (InvitationNews::Declined, Some(reason))
    );
    assert_eq!(
        world.closed(None, &invite).await,
        Closed::Because(InvitationRefusal::Closed(Unusable::Declined), None)
    );
    let may = world
        .clinic
        .staff_with::<can::InviteUsers>(Role::Desk)
        .await
        .unwrap();
    put_aside(&world.clinic, &may, item.id).await.unwrap();
    assert_eq!(world.news().await, []);
    assert!(matches!(
        put_aside(&world.clinic, &may, item.id).await,
        Err(Failure::Refused(Refusal::AlreadyResolved))
    ));
}
