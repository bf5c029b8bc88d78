//! Whoever can't book for a patient any more holds no time for them, whoever ended that.

use domain::access::Ability;

use super::*;
use crate::holds;
use crate::portal_accounts;
use crate::safeguarding;
use crate::times::{self, Choice};

#[derive(Clone, Copy, Debug)]
enum Ends {
    TheyLeave,
    StaffRemove,
    StaffStop,
    StaffTakeBooking,
}

#[tokio::test]
async fn a_time_held_for_somebody_is_free_once_the_access_is_over() {
    for ends in [
        Ends::TheyLeave,
        Ends::StaffRemove,
        Ends::StaffStop,
        Ends::StaffTakeBooking,
    ] {
        let clinic = TestClinic::new().await;
        clinic.rota(&["Ada Nowak"]).await;
        let ana = clinic.signed_in("ana").await;
        let leo = clinic.patient("Leo Example", "2018-05-01").await;
        let access = clinic.give(ana.account, leo, guardian(Preset::Full)).await;
        let browser = clinic.visitor(ana.visitor.expose());
        let acting: ActingFor<can::Book> = clinic.acting_for(&ana.holder, leo).await.unwrap();
        assert!(acting.rights().abilities.has(Ability::Book));
        let stranger = clinic.visitor("a stranger");
        let month = async || {
            times::month(&clinic, &stranger, "visit", Choice::First, None, None)
                .await
                .unwrap()
        };
        let first = month().await.slots.first().cloned().unwrap();
        let (at, with) = (first.starts_at, first.practitioner);
        holds::take_for(
            &clinic,
            (&browser, &acting),
            "visit",
            Choice::First,
            at,
            with,
        )
        .await
        .unwrap();
        let offered = async || month().await.slots.iter().any(|slot| slot.starts_at == at);
        assert!(!offered().await, "{ends:?}: held");

        match ends {
            Ends::TheyLeave => {
                end(&clinic, &ana.holder, access, true).await.unwrap();
            }
            Ends::StaffRemove => {
                let desk = clinic.staff_with(Role::Desk).await.unwrap();
                portal_accounts::remove(&clinic, &desk, leo, access)
                    .await
                    .unwrap();
            }
            Ends::StaffStop => {
                let desk = clinic.staff_with(Role::Desk).await.unwrap();
                safeguarding::set(&clinic, &desk, leo, "").await.unwrap();
            }
            Ends::StaffTakeBooking => {
                let desk = clinic.staff_with(Role::Desk).await.unwrap();
                let change = portal_accounts::Change {
                    was: guardian(Preset::Full),
                    terms: guardian(Preset::View),
                    confirmed: false,
                };
                portal_accounts::change_rights(&clinic, &desk, leo, access, change)
                    .await
                    .unwrap();
            }
        }
        assert!(offered().await, "{ends:?}: free again");
    }
}
