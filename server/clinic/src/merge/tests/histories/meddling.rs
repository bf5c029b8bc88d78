//! What people do between a merge and its split.

use super::*;

impl Play {
    /// Whose an access is.
    pub(super) async fn account_of(&self, access: &str) -> AccountId {
        let id = access.replace('-', "").to_uppercase();
        let content = self.world.content().await;
        let row = content["access"].iter().find(|row| row.contains(&id));
        let row = row.unwrap();
        let hex =
            |who: &&Patient| row.contains(&who.account.uuid().simple().to_string().to_uppercase());
        self.people.iter().find(hex).unwrap().account
    }

    /// The profile that stands for one of them by now.
    pub(super) async fn standing(&self) -> PatientId {
        let profile = self.profile();
        let stands = self.world.clinic.stands_for(profile).await.unwrap();
        stands.unwrap_or(profile)
    }

    /// Nobody of these sees anything of a profile any more, whatever it is made of.
    pub(super) fn shut_out(&mut self, accounts: &[AccountId], patient: PatientId) {
        let (given_to, parts) = (&self.model.given_to, &self.model.made_of[&patient]);
        self.model.narrowed.retain(|access, account| {
            let of_it = given_to.get(access).is_some_and(|to| parts.contains(to));
            !(of_it && accounts.contains(account))
        });
        for part in &self.model.made_of[&patient] {
            let pairs = accounts.iter().map(|account| (*account, *part));
            self.model.shut.extend(pairs);
        }
    }

    /// What staff do between a merge and its split: a chart is edited, somebody shut out, an
    /// access taken away or narrowed, a visit cancelled.
    pub(super) async fn meddle(&mut self) {
        let patient = self.standing().await;
        let clinic = self.world.clinic.clinic.clone();
        let page = self.world.page(patient).await;
        match below(&self.rng, 5) {
            0 if page.profile.details.email.is_some() => {
                super::splitting::edit_phone(&self.world, patient, "902 555 0199").await;
            }
            1 => {
                let may = self.world.clinic.staff_with(Role::Desk).await.unwrap();
                crate::safeguarding::set(&clinic, &may, patient, "Asked for")
                    .await
                    .unwrap();
                let guardians = [self.people[3].account, self.people[4].account];
                self.shut_out(&guardians, patient);
                if coin(&self.rng) {
                    let may = self.world.clinic.staff_with(Role::Admin).await.unwrap();
                    crate::safeguarding::lift(&clinic, &may, patient)
                        .await
                        .unwrap();
                }
            }
            2 | 3 => {
                let mut look = clinic.read(&clinic.system_job()).await.unwrap();
                let held = store::family::list_told(&mut *look, patient).await.unwrap();
                drop(look);
                let Some(told) = held.into_iter().find(|_| coin(&self.rng)) else {
                    return;
                };
                let may = self.world.clinic.staff_with(Role::Desk).await.unwrap();
                let was = told.held.terms;
                let id = told.held.id;
                self.shut_out(&[told.account], patient);
                if was.relation == domain::access::Relation::Guardian && coin(&self.rng) {
                    let terms = Terms {
                        abilities: Preset::Notices.abilities(),
                        ..was
                    };
                    let change = crate::portal_accounts::Change {
                        was,
                        terms,
                        confirmed: coin(&self.rng),
                    };
                    crate::portal_accounts::change_rights(&clinic, &may, patient, id, change)
                        .await
                        .unwrap();
                    self.model.narrowed.insert(id, told.account);
                } else {
                    crate::portal_accounts::remove(&clinic, &may, patient, id)
                        .await
                        .unwrap();
                }
            }
            _ => {
                let Some(visit) = page.ahead.first() else {
                    return;
                };
                let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
                crate::desk::cancel_for_merge(&clinic, &mut work, visit.id)
                    .await
                    .unwrap();
                work.commit().await.unwrap();
            }
        }
    }
}
