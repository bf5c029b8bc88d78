//! Random histories of bookings, merges and splits: nobody ever sees a visit that nobody let
//! them see, a split right after a merge gives back every byte, and in the end everything is
//! where it came from.

use domain::registration::booked_as::BookedAs;

use super::*;
use crate::booking::Pressed;
use crate::registrations::policy::RegistrationPolicy;
use crate::rng::{Rng as _, SeededRng};

mod looking;
mod meddling;

/// A number below `end`.
fn below(rng: &SeededRng, end: usize) -> usize {
    let mut bytes = [0; 8];
    rng.fill(&mut bytes);
    usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(end).unwrap()).unwrap()
}

fn coin(rng: &SeededRng) -> bool {
    below(rng, 2) == 0
}

/// What the clinic should let happen, said in a few lines: who was let see whose visits, at
/// first and by each merge that stands.
#[derive(Default)]
struct Model {
    /// Who acted for whom from the beginning.
    first: BTreeSet<(AccountId, PatientId)>,
    /// What each standing merge let whom see besides.
    added: Vec<(domain::id::MergeId, BTreeSet<(AccountId, PatientId)>)>,
    /// Of which profile each standing profile is made.
    made_of: BTreeMap<PatientId, BTreeSet<PatientId>>,
    /// The profile that a visit was booked for, or that it was said to be of.
    origin: BTreeMap<AppointmentId, PatientId>,
    /// The profile that an access was given to, or that it was said to be to.
    given_to: BTreeMap<AccessId, PatientId>,
    /// Whom staff shut out of what since, and nobody has let in again.
    shut: BTreeSet<(AccountId, PatientId)>,
    /// Accesses that staff narrowed since, or gave again so: whose each is.
    narrowed: BTreeMap<AccessId, AccountId>,
}

impl Model {
    fn lets(&self, account: AccountId, origin: PatientId) -> bool {
        let pair = (account, origin);
        !self.shut.contains(&pair) && self.may(pair)
    }

    /// Whether somebody let them know who else acts for the patient: whoever is only told of
    /// a profile knows it, too, of all that the profile is made of by then.
    fn lets_know(&self, account: AccountId, origin: PatientId) -> bool {
        let mut narrowed = self.narrowed.iter().filter(|(_, of)| **of == account);
        let one = |access| {
            let to = self.given_to.get(access);
            let both =
                |parts: &BTreeSet<PatientId>, to| parts.contains(to) && parts.contains(&origin);
            to.is_some_and(|to| self.made_of.values().any(|parts| both(parts, to)))
        };
        self.lets(account, origin) || narrowed.any(|(access, _)| one(access))
    }

    fn may(&self, pair: (AccountId, PatientId)) -> bool {
        self.first.contains(&pair) || self.added.iter().any(|(_, added)| added.contains(&pair))
    }
}

struct Play {
    world: World,
    rng: SeededRng,
    people: Vec<Patient>,
    profiles: Vec<PatientId>,
    model: Model,
    minutes: i64,
    /// How often everybody looked.
    looks: usize,
    /// What they read of each kind: visits, charts, accesses, and visits in diaries.
    read: [usize; 4],
    /// Whether what sign-ups book are requests.
    asking: bool,
}

impl Play {
    async fn new(seed: u64) -> Self {
        let world = World::new().await;
        let clinic = &world.clinic;
        let asking = seed % 2 == 1;
        if asking {
            clinic.set_policy(RegistrationPolicy::Request).await;
        }
        let old = world.old().await;
        let (_, second) = clinic.signed_up("bea").await;
        let third = chart(clinic, "Amara Okafor", None).await;
        let full = Preset::Full.abilities();
        let (gina, _) = guardian(clinic, "gina", third, full).await;
        let (gus, _) = guardian(clinic, "gus", world.survivor, full).await;
        let own = |who: &Patient| (who.account, who.patient);
        let mut model = Model::default();
        model.first.extend([
            own(&old),
            own(&world.sign_up),
            own(&second),
            own(&gina),
            own(&gus),
            (gina.account, third),
            (gus.account, world.survivor),
        ]);
        let profiles = vec![world.survivor, world.sign_up.patient, second.patient, third];
        for profile in profiles.iter().chain([&gina.patient, &gus.patient]) {
            model.made_of.insert(*profile, BTreeSet::from([*profile]));
        }
        let again = world.sign_up.account;
        let browser = "amara's browser";
        let first = clinic.sign_in(again, world.sign_up.patient, browser).await;
        looking::mark(&world, &profiles, &mut model).await;
        Self {
            world,
            rng: SeededRng::new(seed),
            people: vec![old, first, second, gina, gus],
            profiles,
            model,
            minutes: 0,
            looks: 0,
            read: [0; 4],
            asking,
        }
    }

    fn profile(&self) -> PatientId {
        self.profiles[below(&self.rng, self.profiles.len())]
    }

    /// Somebody books for whomever they may, at a time that is nobody's yet, or at the same
    /// time as the last one with somebody else.
    async fn book(&mut self) {
        let clinic = &self.world.clinic;
        let who = &self.people[below(&self.rng, self.people.len())];
        let mut may = Vec::new();
        for profile in self.profiles.iter().chain([&who.patient]) {
            may.extend(clinic.acting_for::<can::Book>(&who.holder, *profile).await);
        }
        if may.is_empty() {
            return;
        }
        let acting = may.swap_remove(below(&self.rng, may.len()));
        // A time is held for whom the browser looks after things.
        crate::family::switch_to(clinic, &who.holder, acting.patient())
            .await
            .unwrap();
        if below(&self.rng, 4) > 0 {
            self.minutes += 30;
        }
        let (days, minutes) = (self.minutes / 240, self.minutes % 240);
        let begin: jiff::Timestamp = "2026-03-16T13:00:00Z".parse().unwrap();
        let weekdays = days % 5 + days / 5 * 7;
        let at = begin + jiff::SignedDuration::from_mins(weekdays * 24 * 60 + minutes);
        let with = self.world.rota.people[below(&self.rng, 3)];
        let visitor = clinic.visitor(who.visitor.expose());
        let choice = Choice::Named(with);
        let holder = Some(&who.holder);
        let hold = holds::take(clinic, &visitor, "visit", choice, at, with, holder).await;
        let Ok(hold) = hold else { return };
        let press = Pressed {
            submission: clinic.submission(),
            shown: BookedAs::Request,
        };
        let patient = acting.patient();
        if let Ok(id) = booking::book(clinic, &visitor, &acting, hold, press, None).await {
            self.model.origin.insert(id, patient);
        }
    }

    /// Somebody merges two profiles with any answers, and may split them at once.
    async fn merge(&mut self) {
        let (survivor, absorbed) = (self.profile(), self.profile());
        let clinic = &self.world.clinic;
        let shown = preview(clinic, &self.world.admin, survivor, absorbed).await;
        let plan = shown.unwrap();
        let mut form = Form::untouched(survivor, absorbed, &plan.version);
        form.identity_checked = below(&self.rng, 4) > 0;
        if !plan.plan.cautions.is_empty() {
            form.confirmed = true;
            form.reason = String::from("Checked with both");
        }
        let (all, selves) = (plan.plan.accesses, plan.plan.selves);
        let ticked = all.iter().filter(|_| coin(&self.rng));
        form.accesses = ticked.map(|access| access.access).collect();
        form.stays_self = selves.map(|selves| match coin(&self.rng) {
            true => selves.survivor.1,
            false => selves.absorbed.1,
        });
        for overlap in &plan.plan.overlaps {
            let answer = OverlapAnswer::ALL[below(&self.rng, 3)];
            form.overlaps
                .insert((overlap.survivor, overlap.absorbed), answer);
        }
        let cancels = form
            .overlaps
            .values()
            .any(|answer| *answer != OverlapAnswer::KeepBoth);
        let before = self.world.content().await;
        let id = match merge(clinic, &self.world.admin, &form).await {
            Ok(id) => id,
            Err(Failure::Refused(_) | Failure::Invalid(_)) => {
                let after = self.world.content().await;
                assert_eq!(charts(&after), charts(&before), "a refusal changes nothing");
                return;
            }
            Err(failure) => panic!("{failure}"),
        };
        let rows = |content: &BTreeMap<String, Vec<String>>| -> Vec<usize> {
            let tables = [
                "access",
                "appointment",
                "invitation",
                "patient",
                "registration",
            ];
            tables.iter().map(|table| content[*table].len()).collect()
        };
        assert_eq!(
            rows(&self.world.content().await),
            rows(&before),
            "nothing is lost"
        );
        // Said in words: of two own accounts the chosen one goes on, a single one does because
        // somebody merged at all, and a guardian does if ticked.
        let goes_on = all.iter().filter(|access| match access.relation {
            domain::access::Relation::Myself => {
                form.stays_self.is_none_or(|stays| stays == access.account)
            }
            domain::access::Relation::Guardian => form.accesses.contains(&access.access),
        });
        let mut parts = self.model.made_of[&survivor].clone();
        parts.extend(&self.model.made_of[&absorbed]);
        let added = goes_on.flat_map(|access| parts.iter().map(|part| (access.account, *part)));
        let added: BTreeSet<_> = added.collect();
        if !cancels && below(&self.rng, 3) == 0 {
            self.split(id).await;
            let after = self.world.content().await;
            // What was confirmed with it stays so, and nothing else is otherwise.
            let settles = self.asking && !plan.survivor.sign_up && plan.absorbed.sign_up;
            let whole = match settles {
                true => confirmed(&before, absorbed),
                false => charts(&before),
            };
            assert_eq!(charts(&after), whole, "a split is the way back");
            return;
        }
        self.model.shut.retain(|pair| !added.contains(pair));
        self.model.added.push((id, added));
        self.model.made_of.insert(survivor, parts);
    }

    async fn split(&self, id: domain::id::MergeId) {
        let (nothing, also) = (BTreeSet::new(), BTreeSet::new());
        self.split_saying(id, nothing, also).await.unwrap();
    }

    async fn split_saying(
        &self,
        id: domain::id::MergeId,
        stay: BTreeSet<RowRef>,
        give: BTreeSet<RowRef>,
    ) -> Result<(), Failure> {
        let (clinic, admin) = (&self.world.clinic, &self.world.admin);
        let shown = undo_preview(clinic, admin, id).await.unwrap();
        let form = UndoForm {
            id,
            version: shown.version,
            stay,
            give,
        };
        undo(clinic, admin, &form, None).await?;
        let (one, other) = (shown.line.survivor.0, shown.line.absorbed.0);
        forget_differ(clinic, admin, one, other).await.unwrap();
        Ok(())
    }

    /// Somebody splits one of the merges that stand, unless a later one has to go first.
    async fn take_back(&mut self, any: bool) {
        if self.model.added.is_empty() {
            return;
        }
        let at = below(&self.rng, self.model.added.len());
        let id = self.model.added[at].0;
        let shown = undo_preview(&self.world.clinic, &self.world.admin, id).await;
        if shown.unwrap().blocked_by.is_some() {
            let form = UndoForm {
                id,
                version: String::new(),
                stay: BTreeSet::new(),
                give: BTreeSet::new(),
            };
            let outcome = undo(&self.world.clinic, &self.world.admin, &form, None).await;
            assert_eq!(refusal(outcome), Refusal::Merge(MergeRefusal::Outer));
            return;
        }
        self.unmerge_saying(at, any).await;
    }

    async fn unmerge(&mut self, at: usize) {
        self.unmerge_saying(at, false).await;
    }

    /// Takes one back; if `any`, with any boxes ticked: what somebody says is so.
    async fn unmerge_saying(&mut self, at: usize, any: bool) {
        let (id, added) = self.model.added.remove(at);
        let list = history(&self.world.clinic, &self.world.admin, None).await;
        let merges = list.unwrap().merges;
        let line = merges.into_iter().find(|line| line.id == id).unwrap();
        let (survivor, absorbed) = (line.survivor.0, line.absorbed.0);
        let shown = undo_preview(&self.world.clinic, &self.world.admin, id).await;
        let shown = shown.unwrap();
        let ticked = |rows: Vec<RowShown>| -> Vec<RowShown> {
            let rows = rows.into_iter().filter(|_| any && coin(&self.rng));
            rows.collect()
        };
        let (mut stay, mut give) = (ticked(shown.changed), ticked(shown.since));
        let refs = |rows: &[RowShown]| rows.iter().map(|row| row.row.clone()).collect();
        let (kept, given) = (refs(&stay), refs(&give));
        match self.split_saying(id, kept, given).await {
            Ok(()) => {}
            Err(Failure::Refused(Refusal::Merge(MergeRefusal::Doubled))) if any => {
                (stay, give) = (Vec::new(), Vec::new());
                self.split(id).await;
            }
            Err(failure) => panic!("an undo is always possible: {failure}"),
        }
        let gone = self.model.made_of[&absorbed].clone();
        let parts = self.model.made_of.get_mut(&survivor).unwrap();
        parts.retain(|part| !gone.contains(part));
        let parts = parts.clone();
        for (rows, whose, of) in [(stay, survivor, parts), (give, absorbed, gone)] {
            for row in rows {
                match row.what {
                    What::Visit { id, .. } => {
                        self.model.origin.insert(id, whose);
                    }
                    What::Access { .. } => {
                        self.model
                            .given_to
                            .insert(row.row.id.parse().unwrap(), whose);
                        // Whoever went on with it while they were one goes on there.
                        let account = self.account_of(&row.row.id).await;
                        let pairs = of.iter().map(|part| (account, *part));
                        let may = pairs.filter(|pair| added.contains(pair));
                        self.model.first.extend(may);
                    }
                    What::Invitation { .. } | What::Stop { .. } => {}
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_sees_what_nobody_let_them_see_and_everything_finds_its_way_back() {
    let (mut made, mut read) = (0, [0; 4]);
    for seed in 0..8 {
        let mut play = Play::new(seed).await;
        for _ in 0..12 {
            play.book().await;
        }
        assert!(play.model.origin.len() > 4, "people have visits");
        let before = play.world.content().await;
        for _ in 0..12 {
            match below(&play.rng, 5) {
                0 | 1 => play.book().await,
                2 | 3 => play.merge().await,
                _ => play.take_back(false).await,
            }
            play.look().await;
        }
        made += play.model.added.len();
        while let Some(last) = play.model.added.len().checked_sub(1) {
            play.unmerge(last).await;
            play.look().await;
        }
        let after = play.world.content().await;
        for table in ["access", "patient", "registration", "invitation"] {
            let steady = |content: &BTreeMap<String, Vec<String>>| -> Vec<String> {
                // That an access was used is no part of it.
                let rows = content[table].iter();
                rows.map(|row| match table {
                    "access" => row.rsplit_once(',').unwrap().0.to_owned(),
                    _ => row.clone(),
                })
                .collect()
            };
            assert_eq!(steady(&after), steady(&before), "{table}, seed {seed}");
        }
        for (visit, origin) in &play.model.origin {
            let id = visit.uuid().simple().to_string().to_uppercase();
            let whose = origin.uuid().simple().to_string().to_uppercase();
            let row = after["appointment"].iter().find(|row| row.contains(&id));
            assert!(row.unwrap().contains(&whose), "{visit:?}, seed {seed}");
        }
        read = std::array::from_fn(|kind| read[kind] + play.read[kind]);
    }
    assert!(made > 0, "some merges stood at the end");
    assert!(read.iter().all(|rows| *rows > 100), "{read:?}");
}

/// The same, with everything that people do between a merge and its split: an undo is always
/// possible, and nobody sees what nobody let them see, or what somebody has shut them out of.
#[tokio::test]
async fn whatever_is_done_between_a_merge_and_its_split_nobody_sees_more() {
    let (mut made, mut undone, mut read) = (0, 0, [0; 4]);
    for seed in 100..110 {
        let mut play = Play::new(seed).await;
        for _ in 0..8 {
            play.book().await;
        }
        for _ in 0..16 {
            let before = play.model.added.len();
            match below(&play.rng, 8) {
                0 | 1 => play.book().await,
                2..=4 => play.merge().await,
                5 | 6 => play.meddle().await,
                _ => play.take_back(true).await,
            }
            let after = play.model.added.len();
            made += after.saturating_sub(before);
            undone += before.saturating_sub(after);
            play.look().await;
        }
        while let Some(last) = play.model.added.len().checked_sub(1) {
            play.unmerge_saying(last, true).await;
            undone += 1;
            play.look().await;
        }
        read = std::array::from_fn(|kind| read[kind] + play.read[kind]);
    }
    assert!(made >= 10 && undone >= 10, "{made} made, {undone} undone");
    assert!(read.iter().all(|rows| *rows > 100), "{read:?}");
}
