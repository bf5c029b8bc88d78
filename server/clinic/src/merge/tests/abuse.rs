//! What an attacker or a bad day does to a merge.

use super::*;
use domain::audit::Action;

fn ticked(form: Form, accesses: &[AccessId]) -> Form {
    Form {
        accesses: accesses.iter().copied().collect(),
        ..form
    }
}

#[tokio::test]
async fn everything_is_reached_from_the_survivor_and_nothing_is_lost() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let (gina, access) = guardian(clinic, "gina", who.patient, Preset::Full.abilities()).await;
    let invite = clinic.inviting(who.patient, "dad@example.com").await;
    let invite = clinic.invite(&invite).await;
    let written = clinic.store.audited_of(who.patient).await.unwrap().len();
    let before = world.content().await;
    world.merged().await;
    let after = world.content().await;
    let booked = |content: &BTreeMap<String, Vec<String>>| -> usize {
        let rows = content["notice"].iter();
        let is = |row: &&String| row.contains("'booked'") && row.contains("'waiting'");
        rows.filter(is).count()
    };
    assert_eq!(
        (booked(&before), booked(&after)),
        (1, 1),
        "told once, and once only"
    );
    for table in ["access", "appointment", "claim", "invitation", "patient"] {
        assert_eq!(after[table].len(), before[table].len(), "{table}");
    }
    let (s, d) = (world.survivor, who.patient);
    let names = |id: PatientId| id.uuid().simple().to_string().to_uppercase();
    for table in ["access", "appointment", "invitation", "notice", "hold"] {
        let left = after[table].iter().filter(|row| row.contains(&names(d)));
        assert_eq!(left.count(), 0, "{table} still names the absorbed profile");
    }
    assert_eq!(world.page(s).await.ahead[0].id, visit);

    let staff = clinic.staff_with::<can::SeePatients>(Role::Desk).await;
    let staff = staff.unwrap();
    let history = patients::history(clinic, &staff, s, None).await.unwrap();
    let patients::Shown::Here(history) = history else {
        panic!("the survivor stands");
    };
    let booked = Action::AppointmentBook.as_str();
    let line = history.events.iter().find(|event| event.action == booked);
    let relation = line.unwrap().relation;
    let own = Some(domain::access::Relation::Myself);
    assert_eq!(
        relation, own,
        "whoever booked is still known as the patient"
    );
    assert!(history.events.len() >= written);
    let seqs: Vec<i64> = history.events.iter().map(|event| event.seq).collect();
    assert!(
        seqs.is_sorted_by(|a, b| a > b),
        "each once, the newest first"
    );

    let (acting, _) = clinic
        .acting_on::<can::ViewAppointments>(&who.holder, visit)
        .await
        .unwrap();
    let diary = crate::diary::read(clinic, &acting, None, None).await;
    let diary = diary.unwrap();
    let entry = diary
        .entries
        .iter()
        .find(|entry| entry.action == Action::AppointmentBook);
    assert!(matches!(entry.unwrap().who, crate::diary::Who::You));
    // What staff typed of the sign-up finds the survivor.
    let found = patients::search(clinic, &staff, "amara@example.com").await;
    assert_eq!(found.unwrap().patients[0].id, s);
    let unseen = [access.to_string(), invite.id.to_string()];
    assert!(
        !world.sees(&gina.holder, s).await,
        "{unseen:?} wait for staff"
    );
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn a_guardian_of_either_sees_the_other_only_after_a_tick() {
    for tick in [false, true] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        world
            .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
            .await;
        let full = Preset::Full.abilities();
        let (gina, of_sign_up) = guardian(clinic, "gina", who.patient, full).await;
        let (gus, of_profile) = guardian(clinic, "gus", world.survivor, full).await;
        let boxes = if tick {
            vec![of_sign_up, of_profile]
        } else {
            Vec::new()
        };
        let form = ticked(world.checked().await, &boxes);
        let id = merge(clinic, &world.desk, &form).await.unwrap();
        for holder in [&gina.holder, &gus.holder] {
            for patient in [world.survivor, who.patient] {
                assert_eq!(world.sees(holder, patient).await, tick);
            }
        }
        world.split(id).await;
        for (holder, own, other) in [
            (&gina.holder, who.patient, world.survivor),
            (&gus.holder, world.survivor, who.patient),
        ] {
            assert!(world.sees(holder, own).await);
            assert!(!world.sees(holder, other).await);
        }
    }
}

#[tokio::test]
async fn a_stop_on_either_side_shuts_guardians_of_both_out() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let full = Preset::Full.abilities();
    clinic.stop_others(who.patient).await;
    let (gus, access) = guardian(clinic, "gus", world.survivor, full).await;
    let before = charts(&world.content().await);
    let form = Form {
        confirmed: true,
        reason: String::from("Checked with both"),
        ..ticked(world.checked().await, &[access])
    };
    let outcome = merge(clinic, &world.desk, &form).await;
    assert_eq!(refusal(outcome), Refusal::Merge(MergeRefusal::Safeguarding));
    let bare = Form {
        confirmed: false,
        reason: String::new(),
        ..form.clone()
    };
    let wrong = fields(merge(clinic, &world.admin, &bare).await);
    assert_eq!(wrong, ["confirmed", "reason"]);
    let id = merge(clinic, &world.admin, &form).await.unwrap();
    assert!(world.page(world.survivor).await.profile.stopped);
    assert!(!world.sees(&gus.holder, world.survivor).await);
    // Lifting it gives nobody back what they had.
    let admin = clinic
        .staff_with::<can::LiftSafeguardingStop>(Role::Admin)
        .await;
    let stopped = charts(&world.content().await);
    crate::safeguarding::lift(clinic, &admin.unwrap(), world.survivor)
        .await
        .unwrap();
    assert!(!world.sees(&gus.holder, world.survivor).await);
    assert_ne!(charts(&world.content().await), stopped);
    let form = world.split_form(id).await;
    undo(clinic, &world.admin, &form, None).await.unwrap();
    let mut after = charts(&world.content().await);
    let mut before = before;
    // The lifting is later work, and stays.
    after.remove("safeguarding_stop");
    before.remove("safeguarding_stop");
    assert_eq!(after, before);
    assert!(world.sees(&gus.holder, world.survivor).await);
}

#[tokio::test]
async fn what_is_no_pair_is_refused() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let (s, d) = (world.survivor, who.patient);
    let try_to = async |survivor, absorbed| {
        let form = Form {
            identity_checked: true,
            ..world.form(survivor, absorbed).await
        };
        refusal(merge(clinic, &world.desk, &form).await)
    };
    let is = |refused| Refusal::Merge(refused);
    assert_eq!(try_to(s, s).await, is(MergeRefusal::Itself));
    assert_eq!(try_to(d, s).await, is(MergeRefusal::SurvivorIsSignUp));
    differ(clinic, &world.desk, d, s).await.unwrap();
    differ(clinic, &world.desk, s, d).await.unwrap();
    assert_eq!(try_to(s, d).await, is(MergeRefusal::Different));
    forget_differ(clinic, &world.desk, s, d).await.unwrap();
    let again = forget_differ(clinic, &world.desk, s, d).await;
    assert!(matches!(again, Err(Failure::NotFound)));
    world.merged().await;
    assert_eq!(try_to(s, d).await, is(MergeRefusal::AlreadyMerged));
    let third = chart(clinic, "Third Person", None).await;
    assert_eq!(try_to(third, d).await, is(MergeRefusal::AlreadyMerged));
    assert_eq!(try_to(d, third).await, is(MergeRefusal::AlreadyMerged));
    let nobody: PatientId = clinic.new_id();
    let outcome = preview(clinic, &world.desk, s, nobody).await;
    assert!(matches!(outcome, Err(Failure::NotFound)));
    let outcome = differ(clinic, &world.desk, s, s).await;
    assert_eq!(refusal(outcome), is(MergeRefusal::Itself));
    let outcome = differ(clinic, &world.desk, third, d).await;
    assert_eq!(refusal(outcome), is(MergeRefusal::AlreadyMerged));
}

#[tokio::test]
async fn whoever_books_just_then_goes_on_and_a_tab_for_the_old_profile_leads_to_the_new_one() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let full = Preset::Full.abilities();
    let (gina, access) = guardian(clinic, "gina", who.patient, full).await;
    crate::family::switch_to(clinic, &gina.holder, who.patient)
        .await
        .unwrap();
    let visitor = clinic.visitor(who.visitor.expose());
    let hold = world.hold(who, "2026-03-12T13:00:00Z", 0).await;
    let form = ticked(world.checked().await, &[access]);
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    // The form was made for the profile that is part of another one by now.
    crate::family::agree(clinic, &who.holder, who.patient, None)
        .await
        .unwrap();
    let acting = clinic
        .acting_for::<can::Book>(&who.holder, who.patient)
        .await;
    let press: SubmissionId = clinic.new_id();
    let visit = booking::book(clinic, &visitor, &acting.unwrap(), hold, press, None)
        .await
        .unwrap();
    assert_eq!(world.page(world.survivor).await.ahead[0].id, visit);
    let chosen = clinic
        .acting_for_chosen::<can::ViewAppointments>(&gina.holder)
        .await;
    assert_eq!(chosen.unwrap().patient(), world.survivor);
    world.split(id).await;
    let chosen = clinic
        .acting_for_chosen::<can::ViewAppointments>(&gina.holder)
        .await;
    assert_eq!(chosen.unwrap().patient(), who.patient);
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn an_invitation_goes_along_only_with_a_tick() {
    for tick in [false, true] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        let invite = clinic.inviting(who.patient, "dad@example.com").await;
        let invite = clinic.invite(&invite).await;
        let mut form = world.checked().await;
        if tick {
            form.invitations.insert(invite.id);
        }
        merge(clinic, &world.desk, &form).await.unwrap();
        let page = world.page(world.survivor).await;
        assert_eq!(page.profile.invited, i64::from(tick));
    }
}

#[tokio::test]
async fn an_account_that_waits_is_nobodys_own() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let form = Form {
        stays_self: Some(old.account),
        ..world.checked().await
    };
    merge(clinic, &world.desk, &form).await.unwrap();
    let own = clinic.own_patient::<can::Book>(&who.holder).await;
    assert!(matches!(own, Err(Failure::NotFound)));
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let found = store::account::find_account_by_email(&mut *look, "amara@example.com").await;
    assert!(
        found.unwrap().unwrap().own.is_none(),
        "not asked by its name either"
    );
    drop(look);
    world.keeps_its_promises().await;
}
