//! What a merge and its split let people see, and for how long.

use super::*;
use domain::merge::undo::Table;
use store::access::GrantedBy;
use store::notice::NoticeKind;

use crate::portal_accounts;
use crate::testing::inviting::Inviting;

fn at(table: Table, id: &str) -> RowRef {
    RowRef {
        table,
        id: id.to_owned(),
    }
}

/// What the diary of a patient tells of visits, to the patient: the act and when it is.
async fn diary(
    world: &World,
    who: &Patient,
    patient: PatientId,
) -> Vec<(String, Option<AppointmentId>)> {
    let acting = world
        .clinic
        .acting_for::<can::ViewAppointments>(&who.holder, patient)
        .await;
    let page = crate::diary::read(&world.clinic, &acting.unwrap(), None, None).await;
    let entries = page.unwrap().entries.into_iter();
    entries
        .map(|entry| {
            let visit = entry.visit.map(|(id, _, _)| id);
            (entry.action.as_str().to_owned(), visit)
        })
        .collect()
}

/// What was done with visits while two were one is read by whose the visits are then.
#[tokio::test]
async fn after_a_split_each_diary_tells_of_its_own_visits_alone() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let (gus, gus_access) = guardian(clinic, "gus", world.survivor, Preset::Full.abilities()).await;
    let theirs = world
        .book(&old, world.survivor, "2026-03-13T13:00:00Z", 0)
        .await;
    let form = Form {
        stays_self: Some(who.account),
        accesses: BTreeSet::from([gus_access]),
        ..world.checked().await
    };
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    let new = world
        .book(who, world.survivor, "2026-03-12T13:00:00Z", 0)
        .await;
    let (acting, _) = clinic
        .acting_on::<can::ViewAppointments>(&who.holder, theirs)
        .await
        .unwrap();
    crate::appointments::show(clinic, &acting, theirs)
        .await
        .unwrap();
    let form = UndoForm {
        give: BTreeSet::from([at(Table::Appointment, &new.to_string())]),
        ..world.split_form(id).await
    };
    undo(clinic, &world.desk, &form, None).await.unwrap();
    clinic.clock.advance_s(240);
    for reader in [&old, &gus] {
        let read = diary(&world, reader, world.survivor).await;
        let named: BTreeSet<_> = read.iter().filter_map(|(_, visit)| *visit).collect();
        assert_eq!(named, BTreeSet::from([theirs]), "{read:?}");
        let booked = read.iter().filter(|(act, _)| act == "appointment.book");
        assert_eq!(booked.count(), 1, "only their own booking: {read:?}");
    }
    let seen = (String::from("appointment.seen"), Some(theirs));
    assert!(
        diary(&world, &old, world.survivor).await.contains(&seen),
        "who looked at theirs stays theirs to know"
    );
    let own = diary(&world, who, who.patient).await;
    let booked = (String::from("appointment.book"), Some(new));
    assert!(own.contains(&booked), "{own:?}");
    assert!(own.iter().all(|(_, visit)| *visit != Some(theirs)));
    assert!(!own.contains(&(String::from("appointment.seen"), None)));
}

/// Also where they were part of a third by then.
#[tokio::test]
async fn the_diary_finds_what_was_done_in_a_chain() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let last = chart(clinic, "Amara Okafor", None).await;
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let inner = world.merged().await;
    let form = Form {
        identity_checked: true,
        ..world.form(last, world.survivor).await
    };
    let outer = merge(clinic, &world.desk, &form).await.unwrap();
    let acting = clinic.acting_on::<can::Cancel>(&who.holder, visit).await;
    let (acting, of) = acting.unwrap();
    crate::appointments::cancel(clinic, &acting, of, None)
        .await
        .unwrap();
    world.split(outer).await;
    let form = world.split_form(inner).await;
    undo(clinic, &world.desk, &form, None).await.unwrap();
    let own = diary(&world, who, who.patient).await;
    let cancelled = (String::from("appointment.cancel"), Some(visit));
    assert!(own.contains(&cancelled), "{own:?}");
}

#[tokio::test]
async fn a_stop_that_was_set_while_they_were_one_stands_for_both_after() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let id = world.merged().await;
    let may = clinic
        .staff_with::<can::SetSafeguardingStop>(Role::Practitioner)
        .await;
    crate::safeguarding::set(clinic, &may.unwrap(), world.survivor, "Asked for")
        .await
        .unwrap();
    let shown = undo_preview(clinic, &world.desk, id).await.unwrap();
    assert_eq!((shown.stops.len(), shown.since.len()), (1, 0));
    let form = UndoForm {
        give: shown.stops.iter().map(|stop| stop.row.clone()).collect(),
        ..world.split_form(id).await
    };
    undo(clinic, &world.desk, &form, None).await.unwrap();
    for patient in [world.survivor, who.patient] {
        assert!(world.page(patient).await.profile.stopped);
    }
    world.keeps_its_promises().await;
}

/// A guardian whom the merge put to sleep, and whose last day staff then changed: to keep their
/// access with the survivor lets them in nowhere.
#[tokio::test]
async fn keeping_an_access_with_the_survivor_wakes_nobody() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let full = Preset::Full.abilities();
    let (gina, access) = guardian(clinic, "gina", who.patient, full).await;
    let id = world.merged().await;
    let staff = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
    let was = Terms::guardian(full);
    let change = portal_accounts::Change {
        was,
        terms: Terms {
            until_on: Some(date(2026, 5, 1)),
            ..was
        },
        confirmed: false,
    };
    portal_accounts::change_rights(clinic, &staff.unwrap(), world.survivor, access, change)
        .await
        .unwrap();
    let stay = at(Table::Access, &access.to_string());
    let form = UndoForm {
        stay: BTreeSet::from([stay]),
        ..world.split_form(id).await
    };
    undo(clinic, &world.desk, &form, None).await.unwrap();
    for patient in [world.survivor, who.patient] {
        assert!(!world.sees(&gina.holder, patient).await);
    }
    world.keeps_its_promises().await;
}

/// Somebody whom the absorbed profile's people let in goes with them.
#[tokio::test]
async fn whoever_was_let_in_by_those_who_go_sees_nothing_of_those_who_stay() {
    for give in [false, true] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        let id = world.merged().await;
        let helper = clinic.signed_in("helper").await;
        let access = clinic.new_id();
        let new = store::access::NewAccess {
            terms: Terms::guardian(Preset::View.abilities()),
            granted_by: Some(GrantedBy::Account(who.account)),
            ..store::access::NewAccess::own(access, helper.account, world.survivor, clinic.now())
        };
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        store::access::insert_access(&mut work, &new).await.unwrap();
        work.commit().await.unwrap();
        assert!(world.sees(&helper.holder, world.survivor).await);
        let shown = undo_preview(clinic, &world.desk, id).await.unwrap();
        let theirs = BTreeSet::from([at(Table::Access, &access.to_string())]);
        assert_eq!(shown.theirs, theirs);
        let What::Access { giver, .. } = &shown.since[0].what else {
            panic!("an access");
        };
        assert!(giver.is_some(), "the page says who let them in");
        let form = UndoForm {
            give: if give { theirs } else { BTreeSet::new() },
            ..world.split_form(id).await
        };
        undo(clinic, &world.desk, &form, None).await.unwrap();
        assert!(!world.sees(&helper.holder, world.survivor).await);
        assert_eq!(world.sees(&helper.holder, who.patient).await, give);
    }
}

/// A row that nobody ended, past its last day, is no right that covers anything.
#[tokio::test]
async fn an_access_past_its_last_day_lets_nobody_see_more_without_a_tick() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let full = Preset::Full.abilities();
    let over = Terms {
        until_on: Some(date(2026, 3, 1)),
        ..Terms::guardian(full)
    };
    let (gina, _) = guardian(clinic, "gina", world.survivor, full).await;
    clinic.give(gina.account, who.patient, over).await;
    assert!(!world.sees(&gina.holder, who.patient).await);
    let id = world.merged().await;
    assert!(!world.sees(&gina.holder, world.survivor).await);
    world.split(id).await;
    assert!(world.sees(&gina.holder, world.survivor).await);

    // The other way round, the one that works is asked about, and goes on if it is ticked.
    forget_differ(clinic, &world.desk, who.patient, world.survivor)
        .await
        .unwrap();
    let gus = clinic.signed_in("gus").await;
    let gone = clinic.give(gus.account, world.survivor, over).await;
    let works = clinic
        .give(gus.account, who.patient, Terms::guardian(full))
        .await;
    let before = charts(&world.content().await);
    let form = Form {
        accesses: BTreeSet::from([works, gone]),
        ..world.checked().await
    };
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    assert!(world.sees(&gus.holder, world.survivor).await);
    world.split(id).await;
    assert_eq!(charts(&world.content().await), before);
}

/// An invitation ties an account only while what it gave lets it in.
#[tokio::test]
async fn an_access_that_staff_took_away_ties_nobody() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let invite = clinic.inviting(world.survivor, "x@example.com").await;
    let invite = clinic
        .invite(&Inviting {
            terms: Terms::OWN,
            ..invite
        })
        .await;
    // Accepted by the account that signs up again later.
    clinic.end_own(who).await;
    let access = store::access::NewAccess {
        invitation: Some(invite.id),
        ..store::access::NewAccess::own(clinic.new_id(), who.account, world.survivor, clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::access::insert_access(&mut work, &access)
        .await
        .unwrap();
    let now = work.now();
    store::invitation::open::accept_invitation(&mut work, invite.id, who.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let staff = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
    portal_accounts::remove(clinic, &staff.unwrap(), world.survivor, access.id)
        .await
        .unwrap();
    clinic.give(who.account, who.patient, Terms::OWN).await;
    let shown = preview(clinic, &world.desk, world.survivor, who.patient).await;
    assert_eq!(shown.unwrap().plan.identity, Identity::ToCheck);
}

/// Who is known to be somebody else stays so when one of the two becomes part of a third.
#[tokio::test]
async fn different_people_are_remembered_through_what_they_became_part_of() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let third = chart(clinic, "Amara Okafor", None).await;
    differ(clinic, &world.desk, who.patient, world.survivor)
        .await
        .unwrap();
    let form = Form {
        identity_checked: true,
        ..world.form(third, world.survivor).await
    };
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    let different = |outcome| {
        let refused: Refusal = refusal::<domain::id::MergeId>(outcome);
        assert_eq!(refused, Refusal::Merge(MergeRefusal::Different));
    };
    let checked = async |survivor, absorbed| {
        let form = Form {
            identity_checked: true,
            ..world.form(survivor, absorbed).await
        };
        merge(clinic, &world.desk, &form).await
    };
    different(checked(third, who.patient).await);
    for (one, other) in [(who.patient, third), (third, who.patient)] {
        let known = marked_different(clinic, &world.desk, one).await.unwrap();
        let known: Vec<PatientId> = known.iter().map(|other| other.patient).collect();
        assert_eq!(known, [other]);
    }
    // Taking it back holds for what each is made of.
    forget_differ(clinic, &world.desk, third, who.patient)
        .await
        .unwrap();
    world.split(id).await;
    checked(world.survivor, who.patient).await.unwrap();
}

/// Whoever booked what the clinic cancels is told, whichever account goes on.
#[tokio::test]
async fn whoever_booked_a_visit_that_a_merge_cancels_is_told() {
    for stays in [false, true] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        let old = world.old().await;
        let (theirs, new) = world.overlap(&old).await;
        clinic.clock.advance_s(240);
        let overlap = ((theirs, new), OverlapAnswer::CancelAbsorbed);
        let form = Form {
            stays_self: Some(if stays { who.account } else { old.account }),
            overlaps: BTreeMap::from([overlap]),
            ..world.checked().await
        };
        merge(clinic, &world.desk, &form).await.unwrap();
        let content = world.content().await;
        let kind = format!("'{}'", NoticeKind::Cancelled.as_str());
        let told = content["notice"].iter().filter(|row| {
            row.contains(&kind) && row.contains("amara@example.com") && row.contains("'waiting'")
        });
        assert_eq!(told.count(), 1, "{stays}");
    }
}

/// Boxes of guardians of the profile that goes on stand empty where somebody else has seen the
/// other one.
#[tokio::test]
async fn what_another_family_once_saw_is_shown_to_nobody_beforehand() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let mother = guardian(clinic, "mother", world.survivor, Preset::Full.abilities()).await;
    let other = chart(clinic, "Amara Okafor", None).await;
    let (_, access) = guardian(clinic, "father", other, Preset::Full.abilities()).await;
    let staff = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
    portal_accounts::remove(clinic, &staff.unwrap(), other, access)
        .await
        .unwrap();
    let shown = preview(clinic, &world.desk, world.survivor, other)
        .await
        .unwrap();
    let of = shown.plan.accesses.iter();
    let fate = of
        .filter(|access| access.access == mother.1)
        .map(|access| access.fate);
    let fate: Vec<Fate> = fate.collect();
    assert_eq!(fate, [Fate::Tick { default: false }]);
}

/// Two sign-ups that are one by now are blocked with both of their accounts.
#[tokio::test]
async fn blocking_a_sign_up_shuts_out_both_accounts_that_it_is_made_of() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let (registration, second) = clinic.signed_up("bea").await;
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    clinic.clock.advance_s(240);
    let form = Form {
        identity_checked: true,
        stays_self: Some(who.account),
        ..world.form(second.patient, who.patient).await
    };
    merge(clinic, &world.desk, &form).await.unwrap();
    assert!(world.sees(&who.holder, second.patient).await);
    crate::registrations::block(clinic, &world.desk, registration)
        .await
        .unwrap();
    for who in [who, &second] {
        assert!(!world.sees(&who.holder, second.patient).await);
    }
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let told = store::family::list_told(&mut *look, second.patient).await;
    let blocked: Vec<bool> = told.unwrap().iter().map(|told| told.blocked).collect();
    drop(look);
    assert_eq!(blocked, [true, true]);
    let content = world.content().await;
    let told = content["notice"].iter().filter(|row| {
        row.contains("'cancelled'")
            && row.contains("amara@example.com")
            && row.contains(&visit.uuid().simple().to_string().to_uppercase())
    });
    assert_eq!(told.count(), 1, "whoever booked it hears of it");
    world.keeps_its_promises().await;
}

/// Of an account that is the patient of one and acts for the other staff say which it is: it
/// goes on, nobody is told that it doesn't, and the split gives back both.
#[tokio::test]
async fn an_account_that_is_the_patient_and_acts_for_them_goes_on_as_staff_say() {
    for as_patient in [false, true] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        let terms = Terms::guardian(Preset::View.abilities());
        let acts = clinic.give(who.account, world.survivor, terms).await;
        world
            .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
            .await;
        let before = charts(&world.content().await);
        let shown = preview(clinic, &world.desk, world.survivor, who.patient)
            .await
            .unwrap();
        let [two] = shown.plan.relations[..] else {
            panic!("one question");
        };
        assert_eq!((two.account, two.guardian), (who.account, acts));
        let form = world.checked().await;
        let unsaid = merge(clinic, &world.desk, &form).await;
        assert_eq!(fields(unsaid), ["relations"]);
        let stays = if as_patient { two.own } else { two.guardian };
        let form = Form {
            relations: BTreeSet::from([stays]),
            ..form
        };
        let id = merge(clinic, &world.desk, &form).await.unwrap();
        assert!(world.sees(&who.holder, world.survivor).await);
        let own = clinic.own_patient::<can::Book>(&who.holder).await;
        assert_eq!(own.is_ok(), as_patient);
        let content = world.content().await;
        let told = content["notice"].iter();
        let detached = told.filter(|row| row.contains("'portal_"));
        assert_eq!(detached.count(), 0, "it lost nothing");
        world.keeps_its_promises().await;
        world.split(id).await;
        assert_eq!(charts(&world.content().await), before);
        world.keeps_its_promises().await;
    }
}
