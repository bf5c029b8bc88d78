//! The access diary, as a teenager reads it and as those who act for them do: what is
//! confidential is not there at all, and safeguarding is between staff.

use domain::audit::Action;
use domain::id::AppointmentId;

use super::hidden::Home;
use super::*;
use crate::appointments;
use crate::authz::Staff;
use crate::desk;
use crate::diary::{Diary, Entry, Who, read};
use crate::{patients, safeguarding};

async fn staff<P: can::Permission>(clinic: &TestClinic) -> Staff<P> {
    clinic.staff_with::<P>(Role::Desk).await.unwrap()
}

/// Everything that the reader reads, over all pages.
async fn all(clinic: &TestClinic, who: &ActingFor<can::ViewAppointments>) -> Vec<Diary> {
    let mut pages = vec![read(clinic, who, None, None).await.unwrap()];
    while let Some(after) = pages.last().unwrap().after {
        pages.push(read(clinic, who, Some(after), None).await.unwrap());
    }
    pages
}

async fn sees(home: &Home, who: &Patient) -> ActingFor<can::ViewAppointments> {
    home.clinic
        .acting_for(&who.holder, home.teen.patient)
        .await
        .unwrap()
}

fn line(entry: &Entry) -> (Who, Action, bool) {
    (entry.who.clone(), entry.action, entry.visit.is_some())
}

/// What a page tells: its lines, whether there is more, and of whom one can choose.
fn told(page: &Diary) -> (Vec<(Who, Action, bool)>, bool, Vec<Who>) {
    (
        page.entries.iter().map(line).collect(),
        page.after.is_some(),
        page.people
            .iter()
            .map(|person| person.who.clone())
            .collect(),
    )
}

async fn look(home: &Home, who: &Patient, id: AppointmentId) {
    let sees = sees(home, who).await;
    appointments::show(&home.clinic, &sees, id).await.unwrap();
}

/// A home in which an open visit was booked and looked at again and again; with `secrets`,
/// a confidential one in between, by the teenager and by somebody at the desk who did
/// nothing else.
async fn home(secrets: bool) -> Home {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let open = home.book(&home.mother, "visit", "2026-03-12 10:00");
    let open = open.await.unwrap();
    if secrets {
        let kept = home.book(&home.teen, "private", "2026-03-13 10:00");
        let kept = kept.await.unwrap();
        let own = clinic.own::<can::ViewAppointments>(&home.teen).await;
        for _ in 0..30 {
            look(&home, &home.teen, kept).await;
            look(&home, &home.mother, open).await;
        }
        appointments::calendar(clinic, &own, kept).await.unwrap();
        let desk = staff::<can::Book>(clinic).await;
        desk::show(clinic, &desk, kept).await.unwrap();
        desk::cancel(clinic, &desk, (kept, 0), desk::AskedBy::Patient, false)
            .await
            .unwrap();
        appointments::list(clinic, &own).await.unwrap();
    } else {
        for _ in 0..30 {
            look(&home, &home.mother, open).await;
        }
    }
    home
}

#[tokio::test]
async fn a_guardian_reads_as_if_there_were_nothing_confidential() {
    let (with, without) = (home(true).await, home(false).await);
    let mut read = Vec::new();
    for home in [&with, &without] {
        let sees = sees(home, &home.mother).await;
        let pages = all(&home.clinic, &sees).await;
        read.push(pages.iter().map(told).collect::<Vec<_>>());
    }
    assert_eq!(read[0], read[1]);
    // That there was something to hide: the teenager reads it, and who did it.
    let own = with.clinic.own::<can::ViewAppointments>(&with.teen).await;
    let pages = all(&with.clinic, &own).await;
    let lines = || pages.iter().flat_map(|page| &page.entries);
    assert!(lines().any(|line| line.action == Action::AppointmentCancel));
    let looks = lines().filter(|line| line.action == Action::AppointmentSeen);
    assert!(looks.filter(|line| line.who == Who::You).count() >= 30);
    let staff = |person: &crate::diary::Person| matches!(person.who, Who::Staff(..));
    assert!(pages[0].people.iter().any(staff));
    assert_eq!(read[0].len(), 2, "more than a page of it");
}

#[tokio::test]
async fn what_turns_confidential_goes_even_where_it_was_ones_own() {
    let home = home(false).await;
    let sees = sees(&home, &home.mother).await;
    let before = all(&home.clinic, &sees).await;
    let booked = |pages: &[Diary]| {
        let lines = pages.iter().flat_map(|page| &page.entries);
        lines
            .filter(|line| line.action == Action::AppointmentBook)
            .count()
    };
    assert_eq!(booked(&before), 1);
    let service = {
        let mut look = home.clinic.read(&home.clinic.system_job()).await.unwrap();
        let found = store::service::find_offering_by_slug(&mut *look, "visit").await;
        found.unwrap().unwrap().service.id
    };
    home.clinic.store.keep_confidential(service).await.unwrap();
    assert_eq!(booked(&all(&home.clinic, &sees).await), 0);
}

#[tokio::test]
async fn one_page_shows_each_line_once_and_the_newest_is_the_look_itself() {
    let home = home(false).await;
    let sees = sees(&home, &home.mother).await;
    let pages = all(&home.clinic, &sees).await;
    assert_eq!(
        line(&pages[0].entries[0]),
        (Who::You, Action::DiarySeen, false)
    );
    let full = usize::try_from(domain::limits::DIARY_LINES_PER_PAGE).unwrap();
    assert_eq!(pages[0].entries.len(), full);
    // The second page's own look stands on the first one.
    assert!(
        pages[1]
            .entries
            .iter()
            .all(|line| line.action != Action::DiarySeen)
    );
}

#[tokio::test]
async fn one_persons_acts_are_read_alone_and_nobody_elses_are_to_be_guessed() {
    let home = home(true).await;
    let clinic = &home.clinic;
    let own = clinic.own::<can::ViewAppointments>(&home.teen).await;
    let page = read(clinic, &own, None, None).await.unwrap();
    let staff = page.people.iter();
    let staff = staff.filter(|person| matches!(person.who, Who::Staff(..)));
    let staff: Vec<_> = staff.collect();
    assert_eq!(staff.len(), 1);
    let alone = read(clinic, &own, None, Some(&staff[0].key)).await.unwrap();
    assert_eq!(alone.only.unwrap().who, staff[0].who);
    let acts: Vec<_> = alone.entries.iter().map(|line| line.action).collect();
    assert_eq!(acts, [Action::AppointmentCancel, Action::AppointmentSeen]);

    let mother = sees(&home, &home.mother).await;
    let hers = read(clinic, &mother, None, Some("you")).await.unwrap();
    assert!(hers.entries.iter().all(|line| line.who == Who::You));
    // Who did only what she doesn't see is as good as nobody.
    for key in [
        staff[0].key.as_str(),
        "",
        "nobody",
        &clinic.submission().to_string(),
    ] {
        let told = read(clinic, &mother, None, Some(key)).await;
        assert_eq!(said(&told), "not found", "{key}");
    }
}

#[tokio::test]
async fn safeguarding_is_read_by_staff_alone() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let teen = home.teen.patient;
    let sets = staff::<can::SetSafeguardingStop>(clinic).await;
    safeguarding::set(clinic, &sets, teen, "a reason")
        .await
        .unwrap();
    safeguarding::stops(clinic, &sets, teen).await.unwrap();
    let lifts = clinic.staff_with::<can::LiftSafeguardingStop>(Role::Admin);
    let lifts = lifts.await.unwrap();
    safeguarding::lift(clinic, &lifts, teen).await.unwrap();
    clinic
        .give(home.mother.account, teen, guardian(Preset::Full))
        .await;

    let about_stops = |pages: &[Diary]| {
        let lines = pages.iter().flat_map(|page| &page.entries);
        let words = lines.map(|line| line.action.as_str());
        words
            .filter(|word| word.starts_with("safeguarding"))
            .count()
    };
    let own = clinic.own::<can::ViewAppointments>(&home.teen).await;
    let mother = sees(&home, &home.mother).await;
    for who in [&own, &mother] {
        let pages = all(clinic, who).await;
        assert_eq!(about_stops(&pages), 0);
        assert!(
            pages[0]
                .people
                .iter()
                .all(|person| !matches!(person.who, Who::Staff(..)))
        );
    }
    let reads = staff::<can::SeePatients>(clinic).await;
    let patients::Shown::Here(history) =
        patients::history(clinic, &reads, teen, None).await.unwrap()
    else {
        panic!("merged");
    };
    let events = history.events.iter();
    let stops = events.filter(|event| event.action.starts_with("safeguarding"));
    assert_eq!(stops.count(), 3);
}

/// What an ability opens of the diary, and that it opens nothing of what staff do.
#[tokio::test]
async fn each_guardian_reads_what_their_abilities_open() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let kit = clinic.signed_in("kit").await;
    clinic
        .give(ana.account, kit.patient, guardian(Preset::Full))
        .await;
    clinic
        .give(ben.account, kit.patient, guardian(Preset::View))
        .await;
    let own = clinic.own::<can::EditContact>(&kit).await;
    crate::contact::view(&clinic, &own).await.unwrap();
    view(&clinic, &ana.holder).await.unwrap();
    show(&clinic, &ana.holder, kit.patient).await.unwrap();
    let desk = staff::<can::SeePatients>(&clinic).await;
    patients::profile(&clinic, &desk, kit.patient)
        .await
        .unwrap();

    let reads = async |who: &Patient| {
        let acting = clinic
            .acting_for::<can::ViewAppointments>(&who.holder, kit.patient)
            .await
            .unwrap();
        let page = read(&clinic, &acting, None, None).await.unwrap();
        let words = page.entries.iter().map(|line| line.action.as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    // Ben sees visits; what he did himself he reads as well. Nobody but Kit reads of Kit's looks.
    assert_eq!(reads(&ben).await, "diary.seen");
    assert_eq!(
        reads(&ana).await,
        "diary.seen diary.seen family.seen family.seen"
    );
    assert_eq!(
        reads(&kit).await,
        "diary.seen diary.seen diary.seen patient.seen family.seen family.seen patient.contact.seen"
    );
    // Who may only book, or is only told, reads nothing.
    clinic
        .give(ana.account, ben.patient, guardian(Preset::Notices))
        .await;
    let told = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, ben.patient)
        .await;
    assert_eq!(said(&told), "not found");
}
