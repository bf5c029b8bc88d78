//! Taking a merge back: at once, after later work, in the right order, by whoever may.

use super::proving::log_in_token;
use super::*;
use domain::merge::undo::Table;

pub(super) async fn edit_phone(world: &World, patient: PatientId, to: &str) {
    let clinic = &world.clinic;
    let page = world.page(patient).await;
    let details = &page.profile.details;
    let typed = patients::Edit {
        full_name: details.full_name.as_str().to_owned(),
        born: details.born_on.unwrap().date().to_string(),
        email: details.email.as_ref().unwrap().as_str().to_owned(),
        mobile: to.to_owned(),
        ..patients::Edit::default()
    };
    let staff = clinic.staff_with::<can::EditPatients>(Role::Desk).await;
    let seen = page.profile.updated_at;
    patients::edit(clinic, &staff.unwrap(), patient, seen, &typed)
        .await
        .unwrap();
}

#[tokio::test]
async fn splitting_right_after_merging_gives_back_every_byte() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    guardian(clinic, "gina", who.patient, Preset::Full.abilities()).await;
    guardian(clinic, "gus", world.survivor, Preset::View.abilities()).await;
    for patient in [who.patient, world.survivor] {
        let invite = clinic.inviting(patient, "dad@example.com").await;
        clinic.invite(&invite).await;
    }
    let before = charts(&world.content().await);
    let id = world.merged().await;
    assert_ne!(charts(&world.content().await), before);
    world.keeps_its_promises().await;
    clinic.clock.advance_s(600);
    world.split(id).await;
    assert_eq!(charts(&world.content().await), before);
    world.keeps_its_promises().await;

    // They are known to be different people from now on, until somebody takes that back.
    let outcome = merge(clinic, &world.desk, &world.checked().await).await;
    let different = Refusal::Merge(MergeRefusal::Different);
    assert_eq!(refusal(outcome), different);
    let marked = marked_different(clinic, &world.desk, world.survivor).await;
    let marked = marked.unwrap();
    let first = (marked[0].patient, marked[0].of_merge);
    assert_eq!(first, (who.patient, Some(id)));
    forget_differ(clinic, &world.desk, who.patient, world.survivor)
        .await
        .unwrap();
    let second = world.merged().await;
    world.split(second).await;
    assert_eq!(charts(&world.content().await), before);
    let twice = undo(clinic, &world.desk, &world.split_form(id).await, None).await;
    assert_eq!(refusal(twice), Refusal::ChangedMeanwhile);
}

#[tokio::test]
async fn what_was_done_since_stays_and_goes_where_whoever_splits_says() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let kept = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let changed = world
        .book(who, who.patient, "2026-03-13T13:00:00Z", 0)
        .await;
    let id = world.merged().await;
    clinic.clock.advance_s(600);
    edit_phone(&world, world.survivor, "902 555 0199").await;
    let acting = clinic.acting_on::<can::Cancel>(&who.holder, changed).await;
    let (acting, visit) = acting.unwrap();
    crate::appointments::cancel(clinic, &acting, visit, None)
        .await
        .unwrap();
    let s = world.survivor;
    let new = world.book(who, s, "2026-03-16T13:00:00Z", 1).await;
    let other = world.book(who, s, "2026-03-17T13:00:00Z", 1).await;

    let shown = undo_preview(clinic, &world.desk, id).await.unwrap();
    let visits = |rows: &[RowShown]| -> BTreeSet<AppointmentId> {
        let visits = rows.iter().filter_map(|row| match row.what {
            What::Visit { id, .. } => Some(id),
            _ => None,
        });
        visits.collect()
    };
    assert_eq!(visits(&shown.back), BTreeSet::from([kept]));
    assert_eq!(visits(&shown.changed), BTreeSet::from([changed]));
    assert_eq!(visits(&shown.since), BTreeSet::from([new, other]));
    assert!(shown.fields_kept.contains(&Field::Phone));
    assert!(shown.fields_back.contains(&Field::Email));
    let at = |id: AppointmentId| RowRef {
        table: Table::Appointment,
        id: id.to_string(),
    };
    let form = UndoForm {
        stay: BTreeSet::from([at(changed)]),
        give: BTreeSet::from([at(new)]),
        ..world.split_form(id).await
    };
    // Something more happens: the page is out of date.
    let late = world.book(who, s, "2026-03-18T13:00:00Z", 1).await;
    let outcome = undo(clinic, &world.desk, &form, None).await;
    assert_eq!(refusal(outcome), Refusal::ChangedMeanwhile);
    let form = UndoForm {
        version: world.split_form(id).await.version,
        ..form
    };
    undo(clinic, &world.desk, &form, None).await.unwrap();

    let see = clinic.staff_with::<can::SeePatients>(Role::Desk).await;
    let see = see.unwrap();
    let mut of = Vec::new();
    for patient in [world.survivor, who.patient] {
        let page = patients::visits(clinic, &see, patient, None).await;
        let patients::Shown::Here(page) = page.unwrap() else {
            panic!("both stand");
        };
        let all = page.ahead.iter().chain(&page.others).map(|visit| visit.id);
        of.push((all.collect::<BTreeSet<_>>(), page.profile.details.clone()));
    }
    assert_eq!(of[0].0, BTreeSet::from([changed, other, late]));
    assert_eq!(of[1].0, BTreeSet::from([kept, new]));
    let phone = |of: &patients::Details| of.phone.clone().unwrap();
    assert_eq!(phone(&of[0].1), "+19025550199", "edited since");
    let address = of[0].1.email.as_ref().unwrap().as_str();
    assert_eq!(address, "amara.okafor@oldmail.ca");
    assert_eq!(phone(&of[1].1), "+19025550177");
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn an_admin_undoes_anybodys_merge_of_today_without_a_password() {
    let world = World::new().await;
    let id = world.merged().await;
    let form = world.split_form(id).await;
    undo(&world.clinic, &world.admin, &form, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_chain_leads_to_the_last_and_is_undone_from_its_end() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let last = chart(clinic, "Amara Okafor", None).await;
    let before = charts(&world.content().await);
    let inner = world.merged().await;
    let between = charts(&world.content().await);
    let form = Form {
        identity_checked: true,
        ..world.form(last, world.survivor).await
    };
    let outer = merge(clinic, &world.desk, &form).await.unwrap();
    world.keeps_its_promises().await;
    let stands = clinic.stands_for(who.patient).await.unwrap();
    assert_eq!(stands, Some(last));
    let acting = clinic
        .acting_for::<can::ViewAppointments>(&who.holder, who.patient)
        .await;
    assert_eq!(acting.unwrap().patient(), last, "an old link leads there");
    let acting = clinic.acting_on::<can::Cancel>(&who.holder, visit).await;
    assert_eq!(acting.unwrap().0.patient(), last);

    let shown = undo_preview(clinic, &world.desk, inner).await.unwrap();
    assert_eq!(shown.blocked_by.map(|line| line.id), Some(outer));
    let form = world.split_form(inner).await;
    let outcome = undo(clinic, &world.desk, &form, None).await;
    assert_eq!(refusal(outcome), Refusal::Merge(MergeRefusal::Outer));
    world.split(outer).await;
    assert_eq!(charts(&world.content().await), between);
    world.split(inner).await;
    assert_eq!(charts(&world.content().await), before);
    world.keeps_its_promises().await;
}

/// What each account saw: whose, and which visit.
fn seen_by(of: &Disclosures) -> Vec<(AccountId, Whose, Option<AppointmentId>)> {
    let each = of.seen.iter().map(|one| match &one.by {
        SeenBy::Account(account, _) => (*account, one.of, one.visit),
        SeenBy::Address(_) => panic!("an address"),
    });
    each.collect()
}

#[tokio::test]
async fn what_accounts_saw_of_the_other_profile_is_listed() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let theirs = world
        .book(&old, world.survivor, "2026-03-13T13:00:00Z", 0)
        .await;
    let own = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let form = Form {
        stays_self: Some(who.account),
        ..world.checked().await
    };
    clinic.clock.advance_s(240);
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    clinic.clock.advance_s(240);
    for visit in [own, theirs] {
        let acting = clinic
            .acting_on::<can::ViewAppointments>(&who.holder, visit)
            .await;
        let (acting, visit) = acting.unwrap();
        crate::appointments::show(clinic, &acting, visit)
            .await
            .unwrap();
    }
    world.split(id).await;
    let seen = disclosures(clinic, &world.desk, id).await.unwrap();
    let acts = seen_by(&seen);
    let only = (who.account, Whose::Survivor, Some(theirs));
    assert_eq!(acts, [only], "their own is nobody else's");
    clinic.add_member("exports", Role::Admin).await;
    let token = log_in_token(clinic, "exports").await;
    let admin: Staff<can::Export> = clinic.staff(token.expose()).await.unwrap();
    let proof = Proof {
        browser: &clinic.visitor("exports"),
        password: PASSWORD,
        app_code: "",
    };
    let csv = export_disclosures(clinic, &admin, id, proof).await;
    let csv = csv.unwrap();
    let desk = clinic.staff_with::<can::Export>(Role::Desk).await;
    assert!(matches!(desk, Err(Failure::Forbidden)));
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.contains(&theirs.to_string()) && csv.contains("\"appointment.seen\""));
}

/// What was booked since, and what was opened in a chain, by whom it was nothing to.
#[tokio::test]
async fn what_was_booked_since_and_what_was_seen_in_a_chain_is_listed() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let (gus, access) = guardian(clinic, "gus", world.survivor, Preset::Full.abilities()).await;
    let before = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    clinic.clock.advance_s(240);
    let form = Form {
        accesses: BTreeSet::from([access]),
        ..world.checked().await
    };
    let inner = merge(clinic, &world.desk, &form).await.unwrap();
    let since = world
        .book(who, world.survivor, "2026-03-13T13:00:00Z", 0)
        .await;
    let last = chart(clinic, "Amara Okafor", None).await;
    let form = Form {
        identity_checked: true,
        accesses: BTreeSet::from([access]),
        ..world.form(last, world.survivor).await
    };
    let outer = merge(clinic, &world.desk, &form).await.unwrap();
    clinic.clock.advance_s(240);
    for visit in [before, since] {
        let acting = clinic
            .acting_on::<can::ViewAppointments>(&gus.holder, visit)
            .await;
        let (acting, visit) = acting.unwrap();
        crate::appointments::show(clinic, &acting, visit)
            .await
            .unwrap();
    }
    let both = [before, since].map(|visit| (gus.account, Whose::Absorbed, Some(visit)));
    let seen = disclosures(clinic, &world.desk, inner).await.unwrap();
    let mut while_it_stands = seen_by(&seen);
    while_it_stands.retain(|(account, ..)| *account == gus.account);
    assert_eq!(while_it_stands, both);
    world.split(outer).await;
    let form = UndoForm {
        give: BTreeSet::from([RowRef {
            table: Table::Appointment,
            id: since.to_string(),
        }]),
        ..world.split_form(inner).await
    };
    undo(clinic, &world.desk, &form, None).await.unwrap();
    let seen = disclosures(clinic, &world.desk, inner).await.unwrap();
    let mut after = seen_by(&seen);
    after.retain(|(account, ..)| *account == gus.account);
    assert_eq!(after, both);
}

#[tokio::test]
async fn both_profiles_keep_what_was_written_of_it_and_the_chain_is_whole() {
    let world = World::new().await;
    let id = world.merged().await;
    world.split(id).await;
    let report = crate::audit::verify(&world.clinic, &world.clinic.system_job()).await;
    assert_eq!(report.unwrap().first_bad, None);
    for patient in [world.survivor, world.sign_up.patient] {
        let events = world.clinic.store.audited_of(patient).await.unwrap();
        let acts: Vec<String> = events.into_iter().map(|event| event.action).collect();
        let about = ["merge.seen", "merge.done", "merge.seen", "merge.undone"];
        assert!(acts.ends_with(&about.map(String::from)), "{acts:?}");
    }
}

/// Somebody whom a merge let wait comes back with its split: not while a later merge has
/// brought rows that nobody let them see.
#[tokio::test]
async fn a_split_lets_nobody_see_what_a_later_merge_brought() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let form = Form {
        stays_self: Some(who.account),
        ..world.checked().await
    };
    let first = merge(clinic, &world.desk, &form).await.unwrap();
    let third = chart(clinic, "Amara Okafor", None).await;
    let form = Form {
        identity_checked: true,
        ..world.form(world.survivor, third).await
    };
    let second = merge(clinic, &world.desk, &form).await.unwrap();
    let shown = undo_preview(clinic, &world.desk, first).await.unwrap();
    assert_eq!(shown.blocked_by.map(|line| line.id), Some(second));
    world.split(second).await;
    world.split(first).await;
    assert!(world.sees(&old.holder, world.survivor).await);
    assert!(!world.sees(&old.holder, third).await);
}

#[tokio::test]
async fn two_merges_into_one_profile_are_undone_in_any_order() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let third = chart(clinic, "Amara Okafor", None).await;
    let before = charts(&world.content().await);
    let first = world.merged().await;
    let form = Form {
        identity_checked: true,
        ..world.form(world.survivor, third).await
    };
    let second = merge(clinic, &world.desk, &form).await.unwrap();
    world.split(first).await;
    world.keeps_its_promises().await;
    world.split(second).await;
    let mut after = charts(&world.content().await);
    let mut before = before;
    // The chart knows that it was changed since, and is otherwise what it was.
    let patients = [&mut before, &mut after].map(|of| of.remove("patient").unwrap());
    assert_eq!(after, before);
    let columns = |rows: &[String]| -> Vec<String> {
        let all = rows.iter().flat_map(|row| row.split(','));
        all.map(str::to_owned).collect()
    };
    let [then, now] = patients.map(|rows| columns(&rows));
    assert_eq!(then.len(), now.len());
    let changed = then.iter().zip(&now).filter(|(then, now)| then != now);
    assert_eq!(changed.count(), 1, "when it was changed");
}

/// An account that added the same child twice, both merged into a third, is where it was in
/// the end; the merge that came first is undone last.
#[tokio::test]
async fn two_merges_with_one_accounts_duplicates_give_it_back_everything() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let full = Preset::Full.abilities();
    let mut all = Vec::new();
    for n in ["first", "second", "third"] {
        all.push(chart(clinic, &format!("Amara {n} Okafor"), None).await);
    }
    let (gina, first) = guardian(clinic, "gina", all[1], full).await;
    let second = clinic
        .give(gina.account, all[2], Terms::guardian(full))
        .await;
    let before = charts(&world.content().await);
    let mut merges = Vec::new();
    for (absorbed, access) in [(all[1], first), (all[2], second)] {
        let form = Form {
            identity_checked: true,
            accesses: BTreeSet::from([first, access]),
            ..world.form(all[0], absorbed).await
        };
        merges.push(merge(clinic, &world.desk, &form).await.unwrap());
    }
    assert!(world.sees(&gina.holder, all[0]).await);
    let shown = undo_preview(clinic, &world.desk, merges[0]).await.unwrap();
    assert_eq!(shown.blocked_by.map(|line| line.id), Some(merges[1]));
    for id in merges.into_iter().rev() {
        world.split(id).await;
    }
    for (patient, sees) in [(all[0], false), (all[1], true), (all[2], true)] {
        assert_eq!(world.sees(&gina.holder, patient).await, sees);
    }
    assert_eq!(charts(&world.content().await), before);
}
