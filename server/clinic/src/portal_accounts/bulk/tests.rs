use domain::access::Preset;
use domain::role::Role;

use super::*;
use crate::holds::tests::said;
use crate::patients::{self, Added, NewPatient};
use crate::testing::{Terms, TestClinic, email};

async fn staff<P: can::Permission>(clinic: &TestClinic) -> Staff<P> {
    clinic.staff_with::<P>(Role::Desk).await.unwrap()
}

async fn person(clinic: &TestClinic, name: &str, born: &str, email: &str) -> PatientId {
    let desk = staff::<can::EditPatients>(clinic).await;
    let typed = NewPatient {
        full_name: name.to_owned(),
        born: born.to_owned(),
        email: email.to_owned(),
        mobile: String::new(),
    };
    let id = clinic.new_id();
    patients::add(clinic, &desk, id, &typed, Added::when_sure(true))
        .await
        .unwrap()
}

/// As many grown-ups as asked for, each with an address.
async fn people(clinic: &TestClinic, count: usize) -> Vec<PatientId> {
    let mut all = Vec::new();
    for n in 0..count {
        let name = format!("Patient {}", "x".repeat(n % 30 + 1));
        all.push(person(clinic, &name, "1990-04-12", &format!("p{n}@example.com")).await);
    }
    all
}

fn ticked(people: &[PatientId]) -> Choice {
    Choice::Ticked(people.to_vec())
}

/// Sees the plan and presses; the batch.
async fn press(clinic: &TestClinic, people: &[PatientId]) -> InviteBatchId {
    let desk = staff::<can::InviteUsers>(clinic).await;
    let plan = plan(clinic, &desk, &ticked(people)).await.unwrap();
    let shown = parse(&to_field(&plan.people)).unwrap();
    start(clinic, &desk, plan.batch, &shown).await.unwrap();
    plan.batch
}

/// Lets the worker go on until nothing is left.
async fn finish(clinic: &TestClinic) {
    for _ in 0..200 {
        while go_on(clinic).await.unwrap() {}
        let mut read = clinic.read(&clinic.system_job()).await.unwrap();
        if rows::find_next_batch(&mut *read).await.unwrap().is_none() {
            return;
        }
        drop(read);
        clinic.clock.advance(PAUSE);
    }
    panic!("it never ends");
}

async fn became(clinic: &TestClinic, batch: InviteBatchId) -> Vec<Became> {
    let desk = staff::<can::InviteUsers>(clinic).await;
    let progress = progress(clinic, &desk, batch).await.unwrap();
    progress.people.iter().map(|one| one.became).collect()
}

/// How many invitations were sent to each of them.
async fn sent(clinic: &TestClinic, people: &[PatientId]) -> Vec<usize> {
    let mut counts = Vec::new();
    for patient in people {
        let events = clinic.store.audited_of(*patient).await.unwrap();
        let sent = events
            .iter()
            .filter(|event| event.action == "invitation.send");
        counts.push(sent.count());
    }
    counts
}

/// Mona acted for the patient until staff ended that; her address stands in the chart.
async fn was_guardian(clinic: &TestClinic, patient: PatientId) {
    let mona = clinic.signed_in("mona").await;
    clinic.end_own(&mona).await;
    let terms = Terms::guardian(Preset::Bookings.abilities());
    let access = clinic.give(mona.account, patient, terms).await;
    let desk = staff::<can::InviteUsers>(clinic).await;
    crate::portal_accounts::remove(clinic, &desk, patient, access)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_plan_says_who_would_be_invited_and_why_the_others_would_not() {
    let clinic = TestClinic::new().await;
    let fine = person(&clinic, "Ana Fine", "1990-04-12", "Ana@Example.com").await;
    let without = person(&clinic, "Ben Without", "1990-04-12", "").await;
    let young = person(&clinic, "Cleo Young", "2015-04-12", "cleo@example.com").await;
    let ageless = person(&clinic, "Dora Ageless", "", "dora@example.com").await;
    let twin = person(&clinic, "Eve Shared", "1990-04-12", "both@example.com").await;
    let other = person(&clinic, "Fay Shared", "1991-04-12", "BOTH@example.com").await;
    let has = clinic.signed_in("gina").await.patient;
    let stopped = person(&clinic, "Hal Stopped", "1990-04-12", "hal@example.com").await;
    clinic.stop_others(stopped).await;
    let archived = person(&clinic, "Ida Archived", "1990-04-12", "ida@example.com").await;
    clinic.store.mark_archived(archived).await.unwrap();
    let invited = person(&clinic, "Jo Invited", "1990-04-12", "jo@example.com").await;
    let gone = press(&clinic, &[invited]).await;
    finish(&clinic).await;
    assert_eq!(became(&clinic, gone).await, [Became::Invited]);

    let teen = person(&clinic, "Kim Teen", "2009-04-12", "kim@example.com").await;
    let helped = person(&clinic, "Lou Helped", "1990-04-12", "mona@example.com").await;
    was_guardian(&clinic, helped).await;

    let all = [
        fine, without, young, ageless, twin, other, has, stopped, archived, invited, teen, helped,
        fine,
    ];
    let desk = staff::<can::InviteUsers>(&clinic).await;
    let plan = plan(&clinic, &desk, &ticked(&all)).await.unwrap();
    let told: Vec<_> = plan
        .people
        .iter()
        .map(|one| {
            one.email
                .as_ref()
                .map(EmailAddress::as_str)
                .map_err(|why| *why)
        })
        .collect();
    assert_eq!(
        told,
        [
            Ok("Ana@Example.com"),
            Err(LeftOut::NoEmail),
            Err(LeftOut::TooYoung),
            Err(LeftOut::AgeUnknown),
            Err(LeftOut::SharedAddress),
            Err(LeftOut::SharedAddress),
            Err(LeftOut::HasAccess),
            Err(LeftOut::Stopped),
            Err(LeftOut::Gone),
            Err(LeftOut::Invited),
            Err(LeftOut::TooYoung),
            Err(LeftOut::OthersAddress),
        ]
    );
    // What a search finds, and everybody by name.
    let found = super::plan(&clinic, &desk, &Choice::Found("shared".into())).await;
    assert_eq!(found.unwrap().people.len(), 2);
    let whole = super::plan(&clinic, &desk, &Choice::Everybody(None)).await;
    assert!(whole.unwrap().people.len() >= 10);
    let unknown = super::plan(&clinic, &desk, &ticked(&[clinic.new_id()])).await;
    assert_eq!(said(&unknown), "not found");
}

#[tokio::test]
async fn a_press_sent_twice_and_a_worker_that_runs_twice_invite_once() {
    let clinic = TestClinic::new().await;
    let people = people(&clinic, 12).await;
    let desk = staff::<can::InviteUsers>(&clinic).await;
    let plan = plan(&clinic, &desk, &ticked(&people)).await.unwrap();
    let shown = parse(&to_field(&plan.people)).unwrap();
    let pressed = tokio::join!(
        start(&clinic, &desk, plan.batch, &shown),
        start(&clinic, &desk, plan.batch, &shown),
    );
    assert!(pressed.0.is_ok() && pressed.1.is_ok(), "{pressed:?}");
    let both = tokio::join!(go_on(&clinic), go_on(&clinic));
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    start(&clinic, &desk, plan.batch, &shown).await.unwrap();
    finish(&clinic).await;
    assert_eq!(sent(&clinic, &people).await, [1; 12]);
    assert_eq!(became(&clinic, plan.batch).await, [Became::Invited; 12]);
    // One event of the batch, with all its patients.
    let events = clinic.store.audited_of(people[7]).await.unwrap();
    let begun = events
        .iter()
        .filter(|event| event.action == "invitations.start");
    assert_eq!(begun.count(), 1);
    // Another page of the same people finds them invited.
    let again = press(&clinic, &people).await;
    finish(&clinic).await;
    assert_eq!(
        became(&clinic, again).await,
        [Became::LeftOut(LeftOut::Invited); 12]
    );
    let other = clinic
        .staff_with::<can::InviteUsers>(Role::Admin)
        .await
        .unwrap();
    let told = start(&clinic, &other, plan.batch, &shown).await;
    assert_eq!(said(&told), "not found", "somebody else's press");
}

#[tokio::test]
async fn what_is_stopped_in_the_middle_goes_on_where_it_was() {
    let clinic = TestClinic::new().await;
    let people = people(&clinic, 25).await;
    let batch = press(&clinic, &people).await;
    assert!(go_on(&clinic).await.unwrap());
    // Between one of them and the next: nothing was written of the pause.
    let mut read = clinic.read(&clinic.system_job()).await.unwrap();
    let found = rows::find_batch(&mut *read, batch).await.unwrap().unwrap();
    drop(read);
    one(&clinic, &found, people[10], "p10@example.com")
        .await
        .unwrap();
    let saved = clinic.saved().await;
    let clinic = saved.open().await;
    assert_eq!(sent(&clinic, &people).await.iter().sum::<usize>(), 11);
    // The very same once more changes nothing.
    one(&clinic, &found, people[10], "p10@example.com")
        .await
        .unwrap();
    finish(&clinic).await;
    assert_eq!(sent(&clinic, &people).await, [1; 25]);
    assert_eq!(became(&clinic, batch).await, [Became::Invited; 25]);
}

#[tokio::test]
async fn what_changed_since_is_told_and_not_sent() {
    let clinic = TestClinic::new().await;
    let people = people(&clinic, 5).await;
    let desk = staff::<can::InviteUsers>(&clinic).await;
    let plan = plan(&clinic, &desk, &ticked(&people)).await.unwrap();
    let shown = parse(&to_field(&plan.people)).unwrap();
    // Between the page and the press.
    clinic
        .store
        .write_address(people[0], "else@example.com")
        .await
        .unwrap();
    clinic.store.mark_archived(people[1]).await.unwrap();
    start(&clinic, &desk, plan.batch, &shown).await.unwrap();
    // Between the press and their turn.
    clinic
        .store
        .mark_merged(people[2], people[4])
        .await
        .unwrap();
    clinic.add_account("three", people[3]).await;
    finish(&clinic).await;
    assert_eq!(
        became(&clinic, plan.batch).await,
        [
            Became::LeftOut(LeftOut::AddressChanged),
            Became::LeftOut(LeftOut::Gone),
            Became::LeftOut(LeftOut::Gone),
            Became::LeftOut(LeftOut::HasAccess),
            Became::Invited,
        ]
    );
    assert_eq!(sent(&clinic, &people).await, [0, 0, 0, 0, 1]);
}

#[tokio::test]
async fn whom_the_page_left_out_is_not_invited_though_nothing_speaks_against_it_any_more() {
    let clinic = TestClinic::new().await;
    let ana = person(&clinic, "Ana Late", "1990-04-12", "").await;
    let desk = staff::<can::InviteUsers>(&clinic).await;
    let plan = plan(&clinic, &desk, &ticked(&[ana])).await.unwrap();
    let shown = parse(&to_field(&plan.people)).unwrap();
    clinic
        .store
        .write_address(ana, "late@example.com")
        .await
        .unwrap();
    start(&clinic, &desk, plan.batch, &shown).await.unwrap();
    finish(&clinic).await;
    let told = became(&clinic, plan.batch).await;
    assert_eq!(told, [Became::LeftOut(LeftOut::AddressChanged)]);
}

#[tokio::test]
async fn nothing_more_leaves_once_its_sender_is_gone() {
    let clinic = TestClinic::new().await;
    let people = people(&clinic, 12).await;
    let batch = press(&clinic, &people).await;
    assert!(go_on(&clinic).await.unwrap());
    let sender = {
        let mut read = clinic.read(&clinic.system_job()).await.unwrap();
        rows::find_batch(&mut *read, batch)
            .await
            .unwrap()
            .unwrap()
            .made_by
    };
    clinic.disable_member(sender).await;
    finish(&clinic).await;
    let sent: usize = sent(&clinic, &people).await.iter().sum();
    assert_eq!(sent, 10);
    let desk = clinic
        .staff_with::<can::InviteUsers>(Role::Admin)
        .await
        .unwrap();
    let told = progress(&clinic, &desk, batch).await.unwrap();
    let gone = Became::LeftOut(LeftOut::SenderGone);
    assert_eq!(
        told.people.iter().filter(|one| one.became == gone).count(),
        2
    );
}

#[tokio::test]
async fn five_hundred_go_at_once_each_a_few_at_a_time() {
    let clinic = TestClinic::new().await;
    let most = usize::try_from(limits::BULK_INVITES_MAX).unwrap();
    let people = people(&clinic, most + 1).await;
    let desk = staff::<can::InviteUsers>(&clinic).await;
    let plan = plan(&clinic, &desk, &Choice::Everybody(None))
        .await
        .unwrap();
    assert_eq!(plan.people.len(), most);
    let next = super::plan(&clinic, &desk, &Choice::Everybody(plan.more)).await;
    assert_eq!(next.unwrap().people.len(), 1);
    let field = to_field(&plan.people);
    assert!(field.len() * 2 < limits::FORM_BYTES_MAX, "{}", field.len());
    let shown = parse(&field).unwrap();
    start(&clinic, &desk, plan.batch, &shown).await.unwrap();
    while go_on(&clinic).await.unwrap() {}
    let first: usize = sent(&clinic, &people).await.iter().sum();
    assert_eq!(
        first,
        usize::try_from(limits::BULK_INVITES_AT_A_TIME).unwrap()
    );
    finish(&clinic).await;
    let sent: usize = sent(&clinic, &people).await.iter().sum();
    assert_eq!(sent, most);
    let told = became(&clinic, plan.batch).await;
    assert!(told.iter().all(|one| *one == Became::Invited));
}

#[test]
fn only_what_a_page_of_ours_sends_is_read() {
    let id = "01890000-0000-7000-8000-000000000001";
    assert_eq!(parse(id).unwrap().len(), 1);
    assert_eq!(parse(&format!("{id}:0a0b {id}")).unwrap().len(), 2);
    let many = vec![id; 501].join(" ");
    for bad in ["", " ", "x", ":", &format!("{id};{id}"), &*many] {
        assert_eq!(parse(bad), None);
    }
    assert_ne!(mark(&email("a@example.com")), mark(&email("b@example.com")));
    assert_eq!(mark(&email("A@example.com")), mark(&email("a@example.com")));
}
