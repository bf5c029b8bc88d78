//! A fault at any write of a use case: all of it is there afterwards, or nothing.
//!
//! Each use case is tried with its first change of a row failing, then its second, and so
//! on, before and after each, until no failure hits it any more. After each failure the
//! database is compared, row by row, with what it was.

use domain::id::{AppointmentId, HoldId, SubmissionId};

use crate::authz::{Visitor, can};
use crate::failure::Failure;
use crate::holds::tests::halifax;
use crate::testing::rota::Rota;
use crate::testing::{Failing, Patient, TestClinic};
use crate::times::Choice;
use crate::{appointments, booking, holds};

mod access;

/// Far more than any use case changes.
const CHANGES_MAX: u32 = 500;

struct Setting {
    clinic: TestClinic,
    rota: Rota,
    ana: Patient,
    visitor: Visitor,
}

impl Setting {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let rota = clinic.rota(&["Ada Nowak"]).await;
        let ana = clinic.signed_in("ana").await;
        let visitor = clinic.visitor(ana.visitor.expose());
        clinic.store.lay_failpoints().await.unwrap();
        Self {
            clinic,
            rota,
            ana,
            visitor,
        }
    }

    async fn hold(&self) -> Result<HoldId, Failure> {
        let ada = self.rota.people[0];
        let at = halifax("2026-03-12T10:00");
        let (clinic, holder) = (&self.clinic, Some(&self.ana.holder));
        holds::take(
            clinic,
            &self.visitor,
            "visit",
            Choice::Named(ada),
            at,
            ada,
            holder,
        )
        .await
    }

    async fn book(&self, hold: HoldId, press: SubmissionId) -> Result<AppointmentId, Failure> {
        let acting = self.clinic.own::<can::Book>(&self.ana).await;
        booking::book(&self.clinic, &self.visitor, &acting, hold, press, None).await
    }

    async fn cancel(&self, id: AppointmentId) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Cancel>(&self.ana).await;
        appointments::cancel(&self.clinic, &acting, id, None).await
    }

    async fn undo(&self, id: AppointmentId) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Cancel>(&self.ana).await;
        appointments::undo_cancel(&self.clinic, &acting, id).await
    }
}

/// Does it with each of its changes failing, until it gets through; what it then gave, and the
/// tables that it changed. The failpoints are laid before.
pub(crate) async fn all_or_nothing<T>(
    clinic: &TestClinic,
    how: Failing,
    deed: impl AsyncFn() -> Result<T, Failure>,
) -> (T, Vec<String>) {
    let store = &clinic.store;
    let before = store.content().await.unwrap();
    for nth in 1..CHANGES_MAX {
        store.fail_at(nth, how).await.unwrap();
        let outcome = deed().await;
        let after = store.content().await.unwrap();
        match outcome {
            Ok(done) => {
                store.fail_at(0, how).await.unwrap();
                let broken = store.broken_promises(clinic.now()).await.unwrap();
                assert_eq!(broken, [""; 0]);
                let changed = before
                    .keys()
                    .filter(|table| before[*table] != after[*table]);
                let changed: Vec<String> = changed.cloned().collect();
                // Before and after each change: at least twice for each table.
                let hits = usize::try_from(nth - 1).unwrap();
                assert!(hits >= 2 * changed.len(), "only {hits} failures hit it");
                return (done, changed);
            }
            Err(Failure::Fault(_) | Failure::Unavailable) => {
                for (table, rows) in &before {
                    assert_eq!(rows, &after[table], "{table} after failure {nth}, {how:?}");
                }
            }
            Err(refused) => panic!("not a fault at failure {nth}: {refused}"),
        }
    }
    panic!("still failing after {CHANGES_MAX} tries");
}

#[tokio::test]
async fn a_fault_at_any_write_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let setting = Setting::new().await;
        let clinic = &setting.clinic;
        let (hold, changed) = all_or_nothing(clinic, how, async || setting.hold().await).await;
        assert_eq!(changed, ["claim", "hold", "throttle"]);

        let press: SubmissionId = setting.clinic.new_id();
        let book = async || setting.book(hold, press).await;
        let (id, changed) = all_or_nothing(clinic, how, book).await;
        let whole = [
            "appointment",
            "audit",
            "audit_patient",
            "claim",
            "hold",
            "notice",
        ];
        assert_eq!(changed, whole, "a mail if, and only if, it was booked");

        setting.clinic.clock.advance_s(10 * 60);
        let cancel = async || setting.cancel(id).await;
        let ((), changed) = all_or_nothing(clinic, how, cancel).await;
        let but_hold = ["appointment", "audit", "audit_patient", "claim", "notice"];
        assert_eq!(changed, but_hold);

        let undo = async || setting.undo(id).await;
        let ((), changed) = all_or_nothing(clinic, how, undo).await;
        assert_eq!(changed, but_hold);
    }
}
