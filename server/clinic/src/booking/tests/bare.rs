//! What `make bench` measures a booking against: the same statements without us.

use domain::id::{AppointmentId, HoldId};
use domain::span::Span;
use store::testing::raw::{self, Raw};

use super::*;

#[tokio::test]
async fn the_bare_statements_leave_what_a_booking_leaves() {
    let (clinic, rota) = clinic().await;
    let (ana, ben) = (person(&clinic, "ana").await, person(&clinic, "ben").await);
    let practitioner = rota.people[0];
    hold_and_book(&clinic, &ana, "visit", practitioner, "2026-03-12T10:15")
        .await
        .unwrap();

    let hold: HoldId = clinic.new_id();
    let appointment: AppointmentId = clinic.new_id();
    let mut db = clinic.store.read().await.unwrap();
    let found = store::clinic::find_clinic(&mut db).await.unwrap();
    let place = found.unwrap().location;
    drop(db);
    let visit = raw::Visit {
        hold,
        visitor: [1; 32],
        address: [2; 32],
        counter: [3; 32],
        session: ben.0.holder.session_id(),
        account: ben.0.account,
        patient: ben.0.patient,
        email: String::from("ben@example.com"),
        service: rota.service,
        slug: String::from("visit"),
        practitioner,
        location: place.id,
        zone: place.zone,
        date: "2026-03-12".parse().unwrap(),
        span: Span::new(halifax("2026-03-12T11:15"), halifax("2026-03-12T11:45")).unwrap(),
        appointment,
        submission: clinic.submission(),
        notice: clinic.new_id(),
        hash: [4; 32],
    };
    let file = clinic.store.file().to_owned();
    let mut bare = Raw::open(&file).await.unwrap();
    bare.book(&[visit], 1, clinic.now()).await.unwrap();
    bare.close().await.unwrap();

    let acting = clinic.own::<can::ViewAppointments>(&ben.0).await;
    let shown = appointments::show(&clinic, &acting, appointment)
        .await
        .unwrap();
    assert_eq!(shown.starts_at, halifax("2026-03-12T11:15"));
    // Appointments, claims, mails and lines of the audit: twice what one booking leaves.
    let found = raw::count_booked(&clinic.store.address()).await.unwrap();
    assert_eq!(found, [2, 12, 2, 2]);
    // Each stands in its own patient's diary, with the visit it tells of.
    for (who, start) in [(&ana, "2026-03-12T10:15"), (&ben, "2026-03-12T11:15")] {
        let acting = clinic.own::<can::ViewAppointments>(&who.0).await;
        let diary = crate::diary::read(&clinic, &acting, None, None)
            .await
            .unwrap();
        let told = diary.entries.iter().filter_map(|one| one.visit.as_ref());
        assert!(told.map(|visit| visit.1).any(|at| at == halifax(start)));
    }
    let broken = clinic.store.broken_promises(clinic.now()).await;
    // Its hash is none: making it is our work, not the database's.
    let broken = broken.unwrap();
    assert!(
        broken
            .iter()
            .all(|one| one.starts_with("the audit was changed")),
        "{broken:?}"
    );
}
