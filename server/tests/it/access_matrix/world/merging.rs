//! Profiles that staff merge and split.

use domain::id::MergeId;

use super::*;

/// Two profiles that can be merged, two that were, and somebody who is none of them.
pub(super) struct Merging {
    pub(super) survivor: PatientId,
    pub(super) absorbed: PatientId,
    /// Who is known to be somebody else than the survivor.
    pub(super) different: PatientId,
    /// What a form of the two would be made of.
    pub(super) version: String,
    /// A merge that is done, and what a form that undoes it would be made of.
    pub(super) merge: MergeId,
    pub(super) undo_version: String,
}

impl Merging {
    pub(super) async fn new(site: &TestSite) -> Self {
        let clinic = &site.clinic;
        let named = hostile(NAME);
        let survivor = clinic.patient(&named, "1988-05-01").await;
        describe(site, &survivor.to_string(), NAME, "eve.old@example.com").await;
        let absorbed = clinic.patient(&hostile("Evita"), "1991-06-02").await;
        let first = clinic.patient(&named, "1970-01-05").await;
        let second = clinic.patient(&named, "1970-01-05").await;
        let who = clinic.staff_with::<can::ResolveRegistrations>(Role::Desk);
        let who = who.await.unwrap();
        clinic::merge::differ(clinic, &who, survivor, first)
            .await
            .unwrap();
        let shown = clinic::merge::preview(clinic, &who, first, second).await;
        let form = clinic::merge::Form::untouched(first, second, &shown.unwrap().version);
        let merge = clinic::merge::merge(clinic, &who, &form).await.unwrap();
        // One more of them, who stands in the list of duplicates.
        clinic.patient(&named, "1970-01-05").await;
        let job = clinic.system_job();
        while clinic::duplicates::go_on(clinic, &job).await.unwrap() {}
        let undo = clinic::merge::undo_preview(clinic, &who, merge).await;
        let shown = clinic::merge::preview(clinic, &who, survivor, absorbed).await;
        Self {
            survivor,
            absorbed,
            different: first,
            version: shown.unwrap().version,
            merge,
            undo_version: undo.unwrap().version,
        }
    }
}
