//! What moves, by doing: each table that a merge says it moves holds a row of the absorbed
//! profile, and of these none names it any more; a split gives back every byte of all of them.

use super::*;
use store::notice::{NewNotice, NoticeKind};
use store::warning::{About, Warning};

/// The tables that a merge moves rows of.
const MOVED: [&str; 8] = [
    "access",
    "appointment",
    "hold",
    "invitation",
    "notice",
    "safeguarding_stop",
    "session",
    "warning",
];

/// The tables that go on naming the absorbed profile: its chart, what tells of the sign-up and
/// of the merge, and the audit, which stays as it was written.
const STAY: [&str; 5] = [
    "audit_patient",
    "merge_change",
    "merge_record",
    "patient",
    "registration",
];

/// The tables in which a profile is named.
fn naming(content: &BTreeMap<String, Vec<String>>, patient: PatientId) -> BTreeSet<String> {
    let id = patient.uuid().simple().to_string().to_uppercase();
    let tables = content.iter();
    tables
        .filter(|(_, rows)| rows.iter().any(|row| row.contains(&id)))
        .map(|(table, _)| table.clone())
        .collect()
}

/// One who acts for the patient was told of a day: of a birthday, or of the last day of an access.
async fn told(world: &World, warning: Warning, to: &str) {
    let clinic = &world.clinic;
    let notice = NewNotice {
        id: clinic.new_id(),
        kind: match warning.about {
            About::Birthday => NoticeKind::Birthday,
            About::LastDay(_) => NoticeKind::LastDay,
        },
        appointment: None,
        code_request: None,
        account: Some(warning.account),
        patient: Some(warning.patient),
        invitation: None,
        to: email(to),
        version: 0,
        created_at: clinic.now(),
        due_at: clinic.now(),
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::notice::insert_notice(&mut work, &notice)
        .await
        .unwrap();
    store::warning::insert_warning(&mut work, notice.id, &warning)
        .await
        .unwrap();
    work.commit().await.unwrap();
}

/// Fills each of the tables with rows of the sign-up, of every state in which they can be; what
/// has to be ticked so that it goes on.
async fn filled(world: &World) -> (BTreeSet<AccessId>, BTreeSet<domain::id::InvitationId>) {
    let (clinic, who) = (&world.clinic, &world.sign_up);
    // A stop of before, and somebody whom it and staff have shut out.
    clinic.stop_others(who.patient).await;
    let admin = clinic.staff_with(Role::Admin).await.unwrap();
    crate::safeguarding::lift(clinic, &admin, who.patient)
        .await
        .unwrap();
    let full = Preset::Full.abilities();
    let (_, ended) = guardian(clinic, "hal", who.patient, full).await;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    crate::portal_accounts::remove(clinic, &desk, who.patient, ended)
        .await
        .unwrap();
    // Somebody who looks after them now, in this browser, until a day that they were told of.
    let gina = clinic.signed_in("gina").await;
    let until_on = date(2026, 4, 9);
    let terms = Terms {
        until_on: Some(until_on),
        ..Terms::guardian(full)
    };
    let access = clinic.give(gina.account, who.patient, terms).await;
    crate::family::switch_to(clinic, &gina.holder, who.patient)
        .await
        .unwrap();
    for about in [About::Birthday, About::LastDay(access)] {
        let warning = Warning {
            patient: who.patient,
            account: gina.account,
            about,
            on: until_on,
            turn: 30,
        };
        told(world, warning, "gina@example.com").await;
    }
    // Visits: one ahead, of which a mail waits, and one that was cancelled; and a held time.
    world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let gone = world
        .book(who, who.patient, "2026-03-13T13:00:00Z", 1)
        .await;
    let (acting, gone) = clinic
        .acting_on::<can::Cancel>(&who.holder, gone)
        .await
        .unwrap();
    crate::appointments::cancel(clinic, &acting, gone, None)
        .await
        .unwrap();
    world.hold(who, "2026-03-16T13:00:00Z", 2).await;
    // One invitation that waits, and one that was taken back.
    let mut waiting = BTreeSet::new();
    for (to, back) in [("dad@example.com", false), ("mum@example.com", true)] {
        let invite = clinic.inviting(who.patient, to).await;
        let invite = clinic.invite(&invite).await;
        if back {
            crate::portal_accounts::delete(clinic, &desk, who.patient, invite.id)
                .await
                .unwrap();
        } else {
            waiting.insert(invite.id);
        }
    }
    (BTreeSet::from([access]), waiting)
}

#[tokio::test]
async fn of_what_moves_nothing_names_the_absorbed_profile_and_a_split_gives_back_every_byte() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let (accesses, invitations) = filled(&world).await;
    let form = Form {
        accesses,
        invitations,
        confirmed: true,
        reason: String::from("Checked with both"),
        ..world.checked().await
    };
    let before = world.content().await;
    let named = naming(&before, who.patient);
    for table in MOVED {
        assert!(named.contains(table), "{table} has nothing of theirs");
    }
    let id = merge(clinic, &world.admin, &form).await.unwrap();
    world.keeps_its_promises().await;
    let merged = world.content().await;
    let left: BTreeSet<String> = STAY.iter().map(|table| (*table).to_owned()).collect();
    assert_eq!(naming(&merged, who.patient), left);
    for table in MOVED {
        let many =
            |content: &BTreeMap<String, Vec<String>>| without_news(table, &content[table]).len();
        assert_eq!(many(&merged), many(&before), "{table}");
        assert!(
            naming(&merged, world.survivor).contains(table),
            "{table} is the survivor's"
        );
    }

    let form = world.split_form(id).await;
    undo(clinic, &world.admin, &form, None).await.unwrap();
    world.keeps_its_promises().await;
    let after = world.content().await;
    let rows =
        |content: &BTreeMap<String, Vec<String>>, table| without_news(table, &content[table]);
    let changed = before
        .keys()
        .filter(|table| rows(&before, table) != rows(&after, table));
    let changed: Vec<&str> = changed.map(String::as_str).collect();
    // What was done is written down, and that they are two people is known from now on.
    assert_eq!(
        changed,
        [
            "audit",
            "audit_patient",
            "duplicate_waiting",
            "merge_change",
            "merge_record",
            "not_the_same",
        ]
    );
}
