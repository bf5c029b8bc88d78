//! Visits of both at the same time: staff say what becomes of each pair.

use super::*;
use crate::harness::journey::values;

const ASKED: &str = "Choose what happens to the appointments at the same time";

struct Overlapping {
    world: World,
    owners: Browser,
    owner: String,
    /// The known profile's visit, and the one of who signed up.
    visits: [String; 2],
}

impl Overlapping {
    async fn new() -> Self {
        let both = ["Priya Example", "Ada Nowak"];
        let mut world = World::treated_by(&both, NEWCOMER).await;
        let (owner, mut owners) = world.owner().await;
        let list = world.who.get("/appointments").await.text();
        let new = list.split("href=\"/appointments/").nth(1).unwrap();
        let new = new.split(['"', '?']).next().unwrap().to_owned();
        // The first time of all, which the other one of the two still has.
        let slot = owners.times().await[0].clone();
        let hold = owners.hold(&slot).await;
        let form = owners.check(&hold).await;
        let old = owners.book(&form, "").await;
        Self {
            world,
            owners,
            owner: owner.account.to_string(),
            visits: [old, new],
        }
    }

    /// The answers that the page offers.
    async fn open(&mut self) -> (Vec<(String, String)>, Vec<String>) {
        let (html, form) = self.world.open().await;
        let text = words(&html);
        assert!(text.contains("They have appointments at the same time on"));
        let select = html.split("name=\"overlaps\"").nth(1).unwrap();
        let select = select.split("</select>").next().unwrap();
        let answers = select.split("value=\"").skip(1);
        let answers = answers.map(|rest| rest.split('"').next().unwrap().to_owned());
        let answers: Vec<String> = answers.collect();
        assert_eq!(answers.len(), 4, "none, and three: {select}");
        assert_eq!(answers[0], "", "nothing is chosen beforehand");
        assert!(values(&html, "stays_self").contains(&self.owner));
        (form, answers[1..].to_vec())
    }

    /// What the owner's pages say of each visit.
    async fn states(&mut self) -> [String; 2] {
        let mut states = [String::new(), String::new()];
        for (state, visit) in states.iter_mut().zip(&self.visits) {
            let page = self.owners.get(&format!("/appointments/{visit}")).await;
            assert_eq!(page.status, StatusCode::OK);
            let text = words(&page.text());
            let cancelled = text.contains("Cancelled");
            *state = String::from(if cancelled { "cancelled" } else { "stands" });
        }
        states
    }
}

#[tokio::test]
async fn without_an_answer_to_each_pair_nothing_is_merged() {
    let mut all = Overlapping::new().await;
    let (form, offered) = all.open().await;
    let owner = all.owner.clone();
    let sure = [("identity", "yes"), ("stays_self", owner.as_str())];
    let html = all.world.refused(&form, &sure).await;
    assert!(words(&html).contains(ASKED), "{html}");
    // An answer about other visits is none.
    let [old, new] = all.visits.clone();
    let turned = format!("{new}.{old}.both");
    assert!(offered.iter().all(|answer| *answer != turned));
    let wrong = [sure[0], sure[1], ("overlaps", turned.as_str())];
    let html = all.world.refused(&form, &wrong).await;
    assert!(words(&html).contains(ASKED), "{html}");
    let page = format!("/staff/patients/{}", all.world.sign_up);
    assert_eq!(all.world.desk.get(&page).await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_answer_about_two_visits_at_the_same_time_does_what_it_says() {
    for (place, expected) in [
        ["stands", "stands"],
        ["cancelled", "stands"],
        ["stands", "cancelled"],
    ]
    .into_iter()
    .enumerate()
    {
        let mut all = Overlapping::new().await;
        // What is booked can't be undone any more: mails about it have left.
        all.world
            .site
            .clinic
            .clock
            .advance(jiff::SignedDuration::from_mins(4));
        all.world.site.mails().await;
        let (form, offered) = all.open().await;
        let (owner, answer) = (all.owner.clone(), offered[place].clone());
        let sure = [
            ("identity", "yes"),
            ("stays_self", owner.as_str()),
            ("overlaps", answer.as_str()),
        ];
        all.world.merged(&form, &sure).await;
        assert_eq!(all.states().await, expected, "{answer}");
        all.world
            .site
            .clinic
            .clock
            .advance(jiff::SignedDuration::from_mins(4));
        let mails = all.world.site.mails().await;
        let told: Vec<&str> = mails
            .iter()
            .filter(|mail| mail.calendar.contains("METHOD:CANCEL"))
            .map(|mail| mail.to.as_str())
            .collect();
        let whose: &[&str] = match expected {
            ["cancelled", _] => &["owner@example.com"],
            [_, "cancelled"] => &[NEWCOMER.email],
            _ => &[],
        };
        assert_eq!(told, whose, "{answer}");
        // Both that are kept stand on the profile, each with somebody else.
        let page = format!("/staff/patients/{}", all.world.survivor);
        let html = all.world.desk.get(&page).await.text();
        let kept = all.visits.iter().zip(expected);
        for (visit, state) in kept {
            assert_eq!(html.contains(visit), state == "stands", "{html}");
        }
    }
}
