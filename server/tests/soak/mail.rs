//! A mail server that refuses, hangs and drops: booking doesn't notice, and in the end
//! everybody has every mail, doubled only where the server hid that it had taken it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use clinic::testing::smtp::{Part, Played, SmtpPeer};

use crate::program::client::Attempt;
use crate::program::{Client, Demo, dates, email_of, is_there, sign_up_people};
use crate::{Report, Scale};

const PEOPLE: usize = 6;
const ROUNDS: u32 = 8;
/// The slowest booking, whatever the mail server does.
const BOOKED_WITHIN: Duration = Duration::from_secs(2);
/// After the grace, within which nothing is sent.
const GRACE_OVER_S: u32 = 4 * 60;
/// So much of the clinic's time passes with each look: pauses between tries end, and no visit
/// comes so near that its mail would be of no use.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const PASSES_S: u32 = 600;
/// A mail that hangs is given up after a while; until then nothing else is sent.
const PLAYED_WITHIN: Duration = Duration::from_secs(120);
const DELIVERED_WITHIN: Duration = Duration::from_secs(240);

const PARTS: [(Part, &str); 4] = [
    (Part::Accept, "taking"),
    (Part::RefuseRecipient(451), "refusing"),
    (Part::Hang, "hanging"),
    (Part::DropAfterData, "dropping"),
];

pub(crate) async fn run(scale: Scale) -> Report {
    let rounds = scale.of(ROUNDS, 4).min(ROUNDS);
    let demo = Demo::with_mail(SmtpPeer::start(Part::Accept).await);
    let server = demo.serve().await;
    let mut visitor = demo.client();
    visitor.widen_limits().await;
    let dates = dates(&mut visitor).await;
    let mut people = sign_up_people(&demo, &dates, PEOPLE).await;
    let mut acknowledged = Vec::new();
    let mut slowest = Vec::new();
    for round in 0..rounds {
        let (part, doing) = PARTS[usize::try_from(round).unwrap() % PARTS.len()];
        let before = count(&demo, part);
        demo.smtp().play(part);
        let took = book_all(&mut people, &mut visitor, &dates, round, &mut acknowledged).await;
        slowest.push(format!("{doing} {} ms", took.as_millis()));
        assert!(took < BOOKED_WITHIN, "{took:?} while {doing}");
        // What was booked is due now, and the server plays its part.
        visitor.advance(GRACE_OVER_S).await;
        let began = Instant::now();
        while count(&demo, part) == before {
            let waited = began.elapsed();
            assert!(waited < PLAYED_WITHIN, "no mail met it {doing}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    // Before hours pass for the program, and everybody is signed out.
    is_there(&mut people, &acknowledged, "after the mail").await;
    demo.smtp().play(Part::Accept);
    let (mails, doubles) = all_delivered(&demo, &mut visitor, &acknowledged).await;
    let met = demo.smtp().played();
    drop(server);
    assert_eq!(demo.broken_promises().await, [""; 0]);
    // Each mail that was taken without a word comes once more, and no other.
    assert_eq!(doubles, met.dropped, "doubled mails");
    let Played {
        refused,
        hung,
        dropped,
    } = met;
    Report::Held(format!(
        "{} bookings while the mail server refused {refused} mails, left {hung} hanging and \
         dropped {dropped}; then {mails} mails, none missing, {doubles} doubled by the \
         dropping; slowest booking: {}",
        acknowledged.len(),
        slowest.join(", ")
    ))
}

/// How often the server has played this part.
fn count(demo: &Demo, part: Part) -> usize {
    let played = demo.smtp().played();
    match part {
        Part::Accept => demo.smtp().taken().len() - played.dropped,
        Part::RefuseRecipient(_) | Part::RefuseSender(_) => played.refused,
        Part::Hang => played.hung,
        Part::DropAfterData => played.dropped,
    }
}

/// Everybody books once, one after the other; the slowest.
async fn book_all(
    people: &mut [Client],
    visitor: &mut Client,
    dates: &[String],
    round: u32,
    acknowledged: &mut Vec<(usize, String)>,
) -> Duration {
    let mut slowest = Duration::ZERO;
    for (n, who) in people.iter_mut().enumerate() {
        // A patient's own visits must not touch, so that each round has dates of its own.
        let at = usize::try_from(round).unwrap() * PEOPLE + n;
        let slots = visitor.times_on(&dates[at % dates.len()]).await;
        for slot in slots.iter().rev() {
            let began = Instant::now();
            if let Attempt::Booked(id) = who.attempt(slot).await {
                slowest = slowest.max(began.elapsed());
                acknowledged.push((n, id));
                break;
            }
        }
    }
    slowest
}

/// Waits until everybody has the code they signed up with and a mail for each booking;
/// how many mails that are, and how many came more than once.
async fn all_delivered(
    demo: &Demo,
    visitor: &mut Client,
    acknowledged: &[(usize, String)],
) -> (usize, usize) {
    let began = Instant::now();
    loop {
        // Ends the pauses between tries.
        visitor.advance(PASSES_S).await;
        tokio::time::sleep(LOOK_EVERY).await;
        let (mut missing, mut mails, mut doubles) = (0, 0, 0);
        for n in 0..PEOPLE {
            let booked = acknowledged.iter().filter(|(who, _)| *who == n).count();
            let all = demo.mails_to(&email_of(n));
            let distinct: BTreeSet<&str> = all.iter().map(|mail| message_id(&mail.raw)).collect();
            let wanted = 1 + booked;
            assert!(distinct.len() <= wanted, "a mail of nothing that happened");
            missing += wanted - distinct.len();
            mails += distinct.len();
            doubles += all.len() - distinct.len();
        }
        if missing == 0 {
            return (mails, doubles);
        }
        let waited = began.elapsed();
        assert!(
            waited < DELIVERED_WITHIN,
            "{missing} mails never came: {}",
            demo.log()
        );
    }
}

fn message_id(raw: &str) -> &str {
    let line = raw.lines().find(|line| line.starts_with("Message-ID:"));
    line.expect("a mail without Message-ID")
}
