//! The same for who may act for whom: inviting, changing and ending an access, adding somebody,
//! the stop, and booking for several in one go.

use domain::access::{Basis, Kinship, Preset};
use domain::invitation::Length;
use domain::person::BirthDate;
use domain::role::Role;
use jiff::civil::date;

use super::all_or_nothing;
use crate::authz::{Staff, can};
use crate::family::{self, lend};
use crate::holds::tests::halifax;
use crate::holds::together::{self as joint, Wish};
use crate::portal_accounts::{self, Again, Change, Offer};
use crate::testing::{Failing, Patient, Terms, TestClinic, email, name};
use crate::{safeguarding, together};

const HOW: [Failing; 2] = [Failing::Statement, Failing::Transaction];

fn full() -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    }
}

/// A child of the clinic, and Ana, who may do everything for them.
struct World {
    clinic: TestClinic,
    kit: domain::id::PatientId,
    ana: Patient,
    access: domain::id::AccessId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let kit = clinic.patient("Kit Example", "2018-05-01").await;
        let ana = clinic.signed_in("ana").await;
        let access = clinic.give(ana.account, kit, full()).await;
        Self {
            clinic,
            kit,
            ana,
            access,
        }
    }

    async fn desk(&self) -> Staff<can::InviteUsers> {
        self.clinic.staff_with(Role::Desk).await.unwrap()
    }
}

#[tokio::test]
async fn inviting_and_what_becomes_of_an_invitation() {
    for how in HOW {
        let world = World::new().await;
        let (clinic, kit, desk) = (&world.clinic, world.kit, world.desk().await);
        clinic.store.lay_failpoints().await.unwrap();
        let asked = ["audit", "audit_patient", "invitation", "notice", "throttle"];
        let nan = email("nan@example.com");
        let add = async || {
            let offer = Offer::Terms(full());
            portal_accounts::add(clinic, &desk, kit, &nan, offer).await
        };
        let (id, changed) = all_or_nothing(clinic, how, add).await;
        assert_eq!(changed, asked, "a mail if, and only if, they are invited");

        clinic.clock.advance_s(120);
        let resend = async || portal_accounts::resend(clinic, &desk, kit, id).await;
        let ((), changed) = all_or_nothing(clinic, how, resend).await;
        assert!(changed.contains(&"notice".to_owned()), "{changed:?}");

        let other = email("nana@example.com");
        let mend = async || portal_accounts::mend_address(clinic, &desk, kit, id, &other).await;
        let (id, changed) = all_or_nothing(clinic, how, mend).await;
        assert!(changed.contains(&"invitation".to_owned()), "{changed:?}");

        let delete = async || portal_accounts::delete(clinic, &desk, kit, id).await;
        let ((), changed) = all_or_nothing(clinic, how, delete).await;
        assert!(changed.contains(&"invitation".to_owned()), "{changed:?}");

        let undo = async || portal_accounts::undo_delete(clinic, &desk, kit, id).await;
        let ((), changed) = all_or_nothing(clinic, how, undo).await;
        assert!(changed.contains(&"notice".to_owned()), "{changed:?}");

        // By whoever acts for the child: on the same road, with a proof of who they are.
        let recent = clinic.recent(world.ana.holder).await.unwrap();
        let acting = clinic
            .acting_for::<can::ManageAccess>(recent.who(), kit)
            .await
            .unwrap();
        let offered = lend::Offered {
            email: email("ned@example.com"),
            rights: Preset::View,
            length: Length::TwoWeeks,
        };
        let lends = async || lend::invite(clinic, &recent, &acting, &offered).await;
        let (_, changed) = all_or_nothing(clinic, how, lends).await;
        assert_eq!(changed, asked);
    }
}

#[tokio::test]
async fn changing_ending_and_giving_an_access() {
    for how in HOW {
        let world = World::new().await;
        let (clinic, kit, desk) = (&world.clinic, world.kit, world.desk().await);
        clinic.store.lay_failpoints().await.unwrap();
        let terms = Terms {
            until_on: Some(date(2026, 3, 20)),
            ..Terms::guardian(Preset::Bookings.abilities())
        };
        let change = async || {
            let change = Change {
                was: full(),
                terms,
                confirmed: false,
            };
            portal_accounts::change_rights(clinic, &desk, kit, world.access, change).await
        };
        let ((), changed) = all_or_nothing(clinic, how, change).await;
        assert_eq!(changed, ["access", "audit", "audit_patient"]);

        clinic.clock.advance_s(20 * 24 * 3_600);
        let desk = world.desk().await;
        let again = async || {
            let again = Again {
                was: terms,
                until_on: None,
            };
            portal_accounts::give_again(clinic, &desk, kit, world.access, again).await
        };
        let ((), changed) = all_or_nothing(clinic, how, again).await;
        for table in ["access", "access_notice", "notice"] {
            assert!(changed.contains(&table.to_owned()), "{table}: {changed:?}");
        }

        let ana = clinic.signed_in_again(&world.ana).await;
        let given = family::page::show(clinic, &ana.holder, kit)
            .await
            .unwrap()
            .mine
            .id;
        let leave = async || family::page::end(clinic, &ana.holder, given, true).await;
        let (_, changed) = all_or_nothing(clinic, how, leave).await;
        assert!(changed.contains(&"access".to_owned()), "{changed:?}");

        let (ben, second) = (clinic.signed_in("ben").await, full());
        let second = clinic.give(ben.account, kit, second).await;
        let remove = async || portal_accounts::remove(clinic, &desk, kit, second).await;
        let ((), changed) = all_or_nothing(clinic, how, remove).await;
        assert!(changed.contains(&"access".to_owned()), "{changed:?}");
    }
}

#[tokio::test]
async fn adding_somebody_letting_others_help_and_the_stop() {
    for how in HOW {
        let world = World::new().await;
        let (clinic, kit) = (&world.clinic, world.kit);
        clinic.store.lay_failpoints().await.unwrap();
        let add = async || {
            let child = family::NewDependent {
                full_name: name("Maya Example"),
                born_on: BirthDate::from_stored(date(2019, 9, 1)),
                kinship: Kinship::Mother,
            };
            family::add(clinic, &world.ana.holder, child).await
        };
        let (_, changed) = all_or_nothing(clinic, how, add).await;
        for table in ["access", "patient", "patient_term", "registration"] {
            assert!(changed.contains(&table.to_owned()), "{table}: {changed:?}");
        }

        let desk = clinic.staff_with(Role::Desk).await.unwrap();
        let stop = async || safeguarding::set(clinic, &desk, kit, "").await;
        let ((), changed) = all_or_nothing(clinic, how, stop).await;
        for table in ["access", "safeguarding_stop"] {
            assert!(changed.contains(&table.to_owned()), "{table}: {changed:?}");
        }
        let admin = clinic.staff_with(Role::Admin).await.unwrap();
        let lift = async || safeguarding::lift(clinic, &admin, kit).await;
        let ((), changed) = all_or_nothing(clinic, how, lift).await;
        assert_eq!(changed, ["audit", "audit_patient", "safeguarding_stop"]);
    }
}

#[tokio::test]
async fn several_in_one_go() {
    for how in HOW {
        let world = World::new().await;
        let (clinic, ana) = (&world.clinic, &world.ana);
        let rota = clinic.rota(&["Ada Nowak"]).await;
        let maya = clinic.patient("Maya Example", "2019-09-01").await;
        clinic.give(ana.account, maya, full()).await;
        clinic.store.lay_failpoints().await.unwrap();
        let visitor = clinic.visitor(ana.visitor.expose());
        let holder = clinic.signed_in_again(ana).await.holder;
        let who = clinic.together(holder, &[world.kit, maya]).await.unwrap();
        let wish = |wall| Wish {
            slug: String::from("visit"),
            starts_at: halifax(wall),
            practitioner: rota.people[0],
        };
        let wishes = ["2026-03-12T10:00", "2026-03-12T10:30"].map(wish);
        let take = async || joint::take(clinic, (&visitor, &who), &wishes).await;
        let (hold, changed) = all_or_nothing(clinic, how, take).await;
        assert_eq!(
            changed,
            ["audit", "audit_patient", "claim", "hold", "throttle"]
        );

        let press = clinic.submission();
        let book = async || together::book(clinic, (&visitor, &who), hold, (press, &[])).await;
        let (booked, changed) = all_or_nothing(clinic, how, book).await;
        assert_eq!(booked.len(), 2);
        for table in ["appointment", "claim", "hold", "notice"] {
            assert!(changed.contains(&table.to_owned()), "{table}: {changed:?}");
        }
    }
}
