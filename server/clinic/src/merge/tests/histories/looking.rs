//! Everybody tries everything: of whatever profile a row is that they read, they were let see it.

use super::*;

/// The phone number of the profile in this place: whose chart it is from, wherever it stands.
fn phone(place: usize) -> String {
    format!("902 555 010{place}")
}

/// Gives each chart a number of its own, and remembers to whom each access was given.
pub(super) async fn mark(world: &World, profiles: &[PatientId], model: &mut Model) {
    let clinic = &world.clinic;
    for (place, profile) in profiles.iter().enumerate() {
        let page = world.page(*profile).await;
        let details = &page.profile.details;
        let email = details.email.as_ref();
        let typed = patients::Edit {
            full_name: details.full_name.as_str().to_owned(),
            born: details.born_on.unwrap().date().to_string(),
            email: email.map_or_else(String::new, |email| email.as_str().to_owned()),
            mobile: phone(place),
            ..patients::Edit::default()
        };
        let staff = clinic.staff_with::<can::EditPatients>(Role::Desk).await;
        let seen = page.profile.updated_at;
        patients::edit(clinic, &staff.unwrap(), *profile, seen, &typed)
            .await
            .unwrap();
        let mut look = clinic.read(&clinic.system_job()).await.unwrap();
        let held = store::family::list_told(&mut *look, *profile)
            .await
            .unwrap();
        let held = held.into_iter().map(|told| (told.held.id, *profile));
        model.given_to.extend(held);
    }
}

impl Play {
    /// Everybody reads all that they can of everything.
    pub(super) async fn look(&mut self) {
        let mut read = self.read;
        let clinic = &self.world.clinic;
        for who in &self.people {
            for profile in &self.profiles {
                read[0] += self.look_at_visits(who, *profile).await;
                read[1] += self.look_at_chart(who, *profile).await;
            }
            read[2] += self.look_at_people(who).await;
            for (visit, origin) in &self.model.origin {
                let acting = clinic
                    .acting_on::<can::ViewAppointments>(&who.holder, *visit)
                    .await;
                let sees = acting.is_ok();
                assert!(!sees || self.model.lets(who.account, *origin), "{visit:?}");
            }
        }
        // Each look at a diary is a line of it: one reads at a time.
        let reader = &self.people[self.looks % self.people.len()];
        for profile in &self.profiles {
            read[3] += self.look_at_diary(reader, *profile).await;
        }
        self.looks += 1;
        self.read = read;
        self.world.keeps_its_promises().await;
    }

    fn assert_let(&self, who: &Patient, origin: PatientId, what: &str) {
        let lets = self.model.lets(who.account, origin);
        assert!(lets, "{what} of {origin:?} is shown to {:?}", who.account);
    }

    async fn look_at_visits(&self, who: &Patient, profile: PatientId) -> usize {
        let clinic = &self.world.clinic;
        let acting = clinic
            .acting_for::<can::ViewAppointments>(&who.holder, profile)
            .await;
        let Ok(acting) = acting else { return 0 };
        let list = crate::appointments::list(clinic, &acting).await.unwrap();
        for seen in &list {
            self.assert_let(who, self.model.origin[&seen.id], "a visit");
        }
        list.len()
    }

    /// Who else can act for them, on the page of whoever looks after somebody and on one's own.
    async fn look_at_people(&self, who: &Patient) -> usize {
        let (clinic, mut seen) = (&self.world.clinic, Vec::new());
        for profile in &self.profiles {
            let page = crate::family::page::show(clinic, &who.holder, *profile).await;
            let Ok(page) = page else { continue };
            seen.push(page.mine.id);
            seen.extend(page.others.iter().map(|card| card.id));
        }
        let page = crate::family::page::view(clinic, &who.holder).await;
        let page = page.unwrap();
        seen.extend(page.for_me.iter().map(|card| card.id));
        for access in &seen {
            // An access of somebody who is in no merge here stands for their own profile.
            if let Some(given_to) = self.model.given_to.get(access) {
                let lets = self.model.lets_know(who.account, *given_to);
                let to = (self.model.given_to[access], who.account);
                assert!(lets, "{access:?} is shown: {to:?}");
            }
        }
        seen.len()
    }

    /// How the patient is reached, as their chart says it.
    async fn look_at_chart(&self, who: &Patient, profile: PatientId) -> usize {
        let clinic = &self.world.clinic;
        let acting = clinic
            .acting_for::<can::EditContact>(&who.holder, profile)
            .await;
        let Ok(acting) = acting else { return 0 };
        let page = crate::contact::view(clinic, &acting).await.unwrap();
        let shown = page.contact.phone;
        let mut places = 0..self.profiles.len();
        // One that staff typed since is of no chart alone.
        let Some(place) = places.find(|place| Some(phone(*place)) == shown) else {
            return 0;
        };
        self.assert_let(who, self.profiles[place], "a phone number");
        1
    }

    /// The whole diary: each visit that it names.
    async fn look_at_diary(&self, who: &Patient, profile: PatientId) -> usize {
        let clinic = &self.world.clinic;
        let (mut after, mut read) = (None, 0);
        loop {
            let acting = clinic
                .acting_for::<can::ViewAppointments>(&who.holder, profile)
                .await;
            let Ok(acting) = acting else { return read };
            let page = crate::diary::read(clinic, &acting, after, None).await;
            let page = page.unwrap();
            for entry in page.entries {
                if let Some((visit, ..)) = entry.visit {
                    self.assert_let(who, self.model.origin[&visit], "a line of the diary");
                    read += 1;
                }
            }
            after = page.after;
            if after.is_none() {
                return read;
            }
        }
    }
}
