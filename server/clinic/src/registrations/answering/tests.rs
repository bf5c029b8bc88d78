use domain::access::Preset;
use mail_parser::MessageParser;

use super::*;
use crate::mail::Mailer;
use crate::registrations::asking::tests::World;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{Terms, TestClinic};
use crate::worker;

/// A link as somebody opened it.
pub(crate) struct Opening {
    id: QuestionId,
    token: String,
}

impl Opening {
    pub(crate) fn key(&self) -> Key<'_> {
        Key {
            id: self.id,
            token: &self.token,
        }
    }

    pub(crate) async fn open(&self, clinic: &TestClinic) -> Opened {
        let who = clinic.visitor("phone");
        super::open(clinic, &who, self.key()).await.unwrap()
    }

    pub(crate) async fn answer(&self, clinic: &TestClinic, answer: &Answer) -> Result<(), Failure> {
        let who = clinic.visitor("phone");
        super::answer(clinic, &who, self.key(), answer).await
    }
}

/// A question's mail.
pub(crate) struct Mailed {
    to: String,
    text: String,
    pub(crate) opening: Opening,
}

/// Sends what is due; the questions among it that can be opened, in their order.
pub(crate) async fn mailed(clinic: &TestClinic) -> Vec<Mailed> {
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    while worker::run_due(clinic, &mailer).await > 0 {}
    let mut mails = Vec::new();
    for mail in peer.taken() {
        let parsed = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
        let text = parsed.body_text(0).unwrap().into_owned();
        let Some((_, rest)) = text.split_once("/been-here/") else {
            continue;
        };
        let token = rest.split_whitespace().next().unwrap().to_owned();
        if let Some(id) = find_id(clinic, &token).await.unwrap() {
            mails.push(Mailed {
                to: mail.to,
                opening: Opening { id, token },
                text,
            });
        }
    }
    mails
}

#[tokio::test]
async fn the_mail_goes_to_the_account_and_tells_of_no_profile() {
    let world = World::new().await;
    world.ask().await.unwrap();
    let mails = mailed(&world.clinic).await;
    let [mail] = mails.as_slice() else {
        panic!("not one mail")
    };
    assert_eq!(mail.to, "amara@example.com");
    assert!(
        mail.text.contains("Have you been here before?"),
        "{}",
        mail.text
    );
    for other in ["Brown", "Okafor", "1990", "old.example"] {
        assert!(!mail.text.contains(other), "{other} in {}", mail.text);
    }
    assert_eq!(mail.opening.open(&world.clinic).await, Opened::Open(None));
}

#[tokio::test]
async fn of_somebody_else_the_mail_and_the_page_say_the_first_name_alone() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let child = crate::family::NewDependent {
        full_name: crate::testing::name("Maya Okafor"),
        born_on: domain::person::BirthDate::from_stored("2019-09-01".parse().unwrap()),
        kinship: domain::access::Kinship::Mother,
    };
    let mother = clinic.signed_in("ngozi").await;
    crate::family::add(clinic, &mother.holder, child)
        .await
        .unwrap();
    let desk = world.desk().await;
    let queue = crate::registrations::queue(clinic, &desk).await.unwrap();
    let maya = queue.waiting.iter().find(|item| item.added_by.is_some());
    crate::registrations::ask(clinic, &desk, maya.unwrap().id)
        .await
        .unwrap();
    let mails = mailed(clinic).await;
    let mail = &mails[0];
    assert_eq!(mail.to, "ngozi@example.com");
    assert!(
        mail.text.contains("Has Maya been here before?"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Okafor"), "{}", mail.text);
    assert_eq!(
        mail.opening.open(clinic).await,
        Opened::Open(Some("Maya".to_owned()))
    );
    // Another account that acts for them is not asked.
    let father = clinic.signed_in("father").await;
    let books = Terms::guardian(Preset::Bookings.abilities());
    clinic
        .give(father.account, maya.unwrap().patient, books)
        .await;
    crate::registrations::ask(clinic, &desk, maya.unwrap().id)
        .await
        .unwrap();
    let mails = mailed(clinic).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "ngozi@example.com");
}

#[tokio::test]
async fn one_link_answers_once_and_only_its_own_question() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let link = world.link().await;
    let other = Opening {
        id: no_id(clinic),
        token: link.token.clone(),
    };
    let guessed = Opening {
        id: link.id,
        token: clinic.new_token().expose().to_owned(),
    };
    for wrong in [&other, &guessed] {
        assert_eq!(wrong.open(clinic).await, Opened::Over);
        let refused = wrong.answer(clinic, &Answer::No).await;
        assert!(matches!(
            refused,
            Err(Failure::Refused(Refusal::LinkUnusable))
        ));
    }
    let before = clinic.store.content().await.unwrap();
    assert_eq!(link.open(clinic).await, Opened::Open(None));
    assert!(find_id(clinic, &link.token).await.unwrap().is_some());
    assert!(
        before == clinic.store.content().await.unwrap(),
        "opening it"
    );
    link.answer(clinic, &Answer::No).await.unwrap();
    assert_eq!(link.open(clinic).await, Opened::Answered);
    let again = link.answer(clinic, &Answer::Yes(Earlier::default())).await;
    assert!(matches!(
        again,
        Err(Failure::Refused(Refusal::LinkUnusable))
    ));
    // Who answered is the account, by its mailbox.
    let events = clinic.store.audited_of(world.patient).await.unwrap();
    let answered = events
        .iter()
        .find(|event| event.action == "registration.answered");
    let by = answered.map(|event| (event.actor_kind.as_str(), event.actor_id));
    assert_eq!(by, Some(("account", Some(world.account.uuid()))));
}

#[tokio::test]
async fn a_mail_that_is_tried_again_has_the_one_link_that_works() {
    let world = World::new().await;
    let clinic = &world.clinic;
    world.ask().await.unwrap();
    let peer = SmtpPeer::start(Part::DropAfterData).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    assert_eq!(worker::run_due(clinic, &mailer).await, 1);
    clinic.clock.advance_s(24 * 3_600);
    let mails = mailed(clinic).await;
    assert_eq!(mails.len(), 1);
    let open = mails[0].opening.open(clinic).await;
    assert_eq!(open, Opened::Open(None));
}

/// An answer as it is typed: the question, then the name, address and number of then.
fn typed(fields: [&str; 4]) -> Result<Answer, FieldErrors> {
    let [been_here, other_name, other_email, other_phone] = fields;
    Typed {
        been_here,
        other_name,
        other_email,
        other_phone,
    }
    .read()
}

#[test]
fn what_is_typed_is_read_or_refused_field_by_field() {
    let full = typed([
        "yes",
        "  Amara  Brown ",
        "amara@old.example",
        "902 555 0148",
    ]);
    let earlier = Earlier {
        full_name: PersonName::parse("Amara Brown").ok(),
        email: EmailAddress::parse("amara@old.example").ok(),
        phone: Some("+19025550148".to_owned()),
    };
    assert_eq!(full, Ok(Answer::Yes(earlier)));
    assert_eq!(typed(["no", " ", "", ""]), Ok(Answer::No));
    let same = typed(["yes", "", "", ""]);
    assert_eq!(same, Ok(Answer::Yes(Earlier::default())));

    let codes = |fields| -> Vec<(String, &'static str)> {
        let errors = typed(fields).unwrap_err();
        let each = errors.iter();
        each.map(|(field, invalid)| (field.to_owned(), invalid.code()))
            .collect()
    };
    let wrong = |field: &str, code| (field.to_owned(), code);
    assert_eq!(
        codes(["", "12345", "nowhere", "12"]),
        [
            wrong("been_here", "missing"),
            wrong("other_name", "malformed"),
            wrong("other_email", "malformed"),
            wrong("other_phone", "malformed"),
        ]
    );
    let both = codes(["no", "Amara Brown", "", ""]);
    assert_eq!(both, [wrong("been_here", "not_a_choice")]);
    let long = "a".repeat(201);
    assert_eq!(
        codes(["yes", &long, "", ""]),
        [wrong("other_name", "too_long")]
    );
}
