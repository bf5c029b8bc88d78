//! Random lives of a few families, beside a model of thirty lines: no request ever succeeds
//! without a live grant of exactly that ability, and none fails that has one.

use domain::access::{Abilities, Ability, Basis, EndedBy};
use domain::age_policy::{AgeEffect, AgePolicy, AgeStep, LeapBirthday};
use domain::id::{AccessId, PatientId};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::*;
use crate::rng::SeededRng;
use crate::testing::{Patient, Terms};

const LIVES: u64 = 16;
const STEPS: usize = 110;
/// Tables of ages: from when others can only book, and from when what a child was given ends.
const TABLES: [(u8, u8); 3] = [(12, 18), (14, 16), (10, 21)];
const BIRTHS: [&str; 4] = ["2008-02-29", "2014-03-14", "2020-11-01", "1986-07-09"];
const BOOKING: [Ability; 5] = [
    Ability::ViewAppointments,
    Ability::Book,
    Ability::Reschedule,
    Ability::Cancel,
    Ability::ReceiveNotices,
];

/// What was given, in words of its own.
struct Given {
    id: AccessId,
    account: usize,
    patient: usize,
    abilities: Vec<Ability>,
    founded: bool,
    on: Date,
    until: Option<Date>,
    waits: bool,
    at_any_age: bool,
    over: bool,
}

#[derive(Default)]
struct Model {
    given: Vec<Given>,
    stopped: [bool; BIRTHS.len()],
    put_away: [bool; BIRTHS.len()],
    table: usize,
}

/// Whole years on a day, with the birthday of a 29 February on 1 March in other years.
fn years(born: Date, on: Date) -> i16 {
    on.year() - born.year() - i16::from((on.month(), on.day()) < (born.month(), born.day()))
}

impl Model {
    fn live(&self, account: usize, patient: usize) -> Option<&Given> {
        let of = |given: &&Given| (given.account, given.patient) == (account, patient);
        self.given.iter().filter(of).find(|given| !given.over)
    }

    fn live_mut(&mut self, account: usize, patient: usize) -> Option<&mut Given> {
        let of = |given: &&mut Given| (given.account, given.patient) == (account, patient);
        self.given.iter_mut().filter(of).find(|given| !given.over)
    }

    /// The next days on which an answer changes: ends, the birthdays, and the days around them.
    fn days_that_matter(&self, today: Date) -> Vec<Date> {
        let ends = self.given.iter().filter_map(|given| given.until);
        let birthdays = BIRTHS.iter().flat_map(|born| {
            let born: Date = born.parse().unwrap();
            TABLES
                .map(|(narrow, end)| [narrow, end])
                .into_iter()
                .flatten()
                .map(move |age| {
                    let year = born.year() + i16::from(age);
                    Date::new(year, born.month(), born.day()).unwrap_or(date(year, 3, 1))
                })
        });
        let mut days: Vec<Date> = ends
            .chain(birthdays)
            .flat_map(|day| [day.yesterday().unwrap(), day, day.tomorrow().unwrap()])
            .filter(|day| *day >= today)
            .collect();
        days.sort();
        days.truncate(6);
        days
    }

    fn may(&self, account: usize, patient: usize, ability: Ability, today: Date) -> bool {
        let Some(given) = self.live(account, patient) else {
            return false;
        };
        let born: Date = BIRTHS[patient].parse().unwrap();
        let age = years(born, today);
        let lasts = given.until.is_none_or(|until| today <= until);
        let (narrow, end) = TABLES[self.table];
        let (narrow, end) = (i16::from(narrow), i16::from(end));
        let as_a_child = years(born, given.on) < end;
        let by_age = given.at_any_age
            || age < narrow
            || age < end && BOOKING.contains(&ability)
            || age >= end && !as_a_child;
        let founded = given.founded || age >= end || ability != Ability::ManageAccess;
        let here = !self.stopped[patient] && !self.put_away[patient] && !given.waits;
        here && lasts && by_age && founded && given.abilities.contains(&ability)
    }
}

struct Dice(SeededRng);

impl Dice {
    fn below(&self, sides: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes) as usize % sides
    }

    fn abilities(&self) -> Vec<Ability> {
        let some: Vec<Ability> = Ability::ALL
            .into_iter()
            .filter(|_| self.below(2) == 0)
            .collect();
        if some.is_empty() {
            vec![Ability::Book]
        } else {
            some
        }
    }
}

/// Asks for `ability` by both doors of the real thing.
async fn really(clinic: &TestClinic, who: &Patient, patient: PatientId, ability: Ability) -> bool {
    async fn ask<A: can::Ability>(clinic: &TestClinic, who: &Patient, patient: PatientId) -> bool {
        match clinic.acting_for::<A>(&who.holder, patient).await {
            Ok(acting) => clinic.read(&acting).await.is_ok(),
            Err(Failure::NotFound) => false,
            Err(other) => panic!("{other:?}"),
        }
    }
    match ability {
        Ability::ViewAppointments => ask::<can::ViewAppointments>(clinic, who, patient).await,
        Ability::Book => ask::<can::Book>(clinic, who, patient).await,
        Ability::Reschedule => ask::<can::Reschedule>(clinic, who, patient).await,
        Ability::Cancel => ask::<can::Cancel>(clinic, who, patient).await,
        Ability::EditContact => ask::<can::EditContact>(clinic, who, patient).await,
        Ability::ReceiveNotices => ask::<can::ReceiveNotices>(clinic, who, patient).await,
        Ability::ManageAccess => ask::<can::ManageAccess>(clinic, who, patient).await,
    }
}

#[tokio::test]
async fn no_request_succeeds_without_a_live_grant_of_exactly_that_ability() {
    let (mut allowed, mut refused) = (0_u32, 0_u32);
    for life in 0..LIVES {
        let dice = Dice(SeededRng::new(life));
        let clinic = TestClinic::new().await;
        let halifax = TimeZone::get("America/Halifax").unwrap();
        let accounts = [
            clinic.signed_in("ana").await,
            clinic.signed_in("ben").await,
            clinic.signed_in("cleo").await,
        ];
        let mut patients = Vec::new();
        for born in BIRTHS {
            patients.push(clinic.patient("Kit Example", born).await);
        }
        let mut model = Model::default();
        for _ in 0..STEPS {
            let today = halifax.to_datetime(clinic.now()).date();
            let (account, patient) = (dice.below(accounts.len()), dice.below(patients.len()));
            match dice.below(13) {
                0..=2 if model.live(account, patient).is_none() => {
                    let mut given = Given {
                        id: clinic.new_id(),
                        account,
                        patient,
                        abilities: dice.abilities(),
                        founded: dice.below(2) == 0,
                        on: today,
                        until: (dice.below(3) == 0).then(|| {
                            let days = i64::try_from(dice.below(400)).unwrap();
                            today.saturating_add(jiff::Span::new().days(days))
                        }),
                        waits: false,
                        at_any_age: false,
                        over: false,
                    };
                    let terms = Terms {
                        basis: given.founded.then_some(Basis::ParentalResponsibility),
                        until_on: given.until,
                        ..Terms::guardian(Abilities::of(&given.abilities))
                    };
                    let (account, patient) = (accounts[account].account, patients[patient]);
                    given.id = clinic.give(account, patient, terms).await;
                    model.given.push(given);
                }
                3 => {
                    let between = (accounts[account].account, patients[patient]);
                    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
                    let now = work.now();
                    let ended = store::access::end_access_between(
                        &mut work,
                        between,
                        EndedBy::Patient,
                        now,
                    )
                    .await
                    .unwrap();
                    work.commit().await.unwrap();
                    let live = model.live_mut(account, patient);
                    assert_eq!(ended, live.is_some());
                    if let Some(given) = live {
                        given.over = true;
                    }
                }
                4 if dice.below(6) == 0 && !model.stopped[patient] => {
                    let desk = clinic
                        .staff_with::<can::SetSafeguardingStop>(Role::Desk)
                        .await
                        .unwrap();
                    let mut work = clinic.begin(&desk).await.unwrap();
                    let (now, id, by) = (work.now(), clinic.new_id(), desk.staff_id());
                    store::safeguarding::insert_stop(
                        &mut work,
                        id,
                        patients[patient],
                        by,
                        None,
                        now,
                    )
                    .await
                    .unwrap();
                    work.commit().await.unwrap();
                    model.stopped[patient] = true;
                }
                5 => {
                    // Other rights, and, confirmed, counted as given today.
                    let Some(given) = model.live_mut(account, patient) else {
                        continue;
                    };
                    let confirmed = dice.below(2) == 0;
                    given.abilities = dice.abilities();
                    given.founded = given.at_any_age || dice.below(2) == 0;
                    given.until = None;
                    let terms = Terms {
                        basis: given.founded.then_some(Basis::ParentalResponsibility),
                        ..Terms::guardian(Abilities::of(&given.abilities))
                    };
                    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
                    let at = confirmed.then(|| work.now());
                    let changed =
                        store::access::update_terms(&mut work, given.id, &terms, at).await;
                    assert!(changed.unwrap());
                    work.commit().await.unwrap();
                    if confirmed {
                        given.on = today;
                        given.waits = false;
                    }
                }
                6 => {
                    // Staff have to look at it first; or age doesn't count for it.
                    let Some(given) = model.live_mut(account, patient) else {
                        continue;
                    };
                    if dice.below(2) == 0 {
                        clinic.store.mark_suspended(given.id).await.unwrap();
                        given.waits = true;
                    } else {
                        let desk = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
                        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
                        let seen = store::access::Seen {
                            basis: Basis::CourtAppointment,
                            note: "an order",
                            by: desk.unwrap().staff_id(),
                            at: work.now(),
                        };
                        let put = store::access::put_guardianship(&mut work, given.id, seen).await;
                        assert!(put.unwrap());
                        work.commit().await.unwrap();
                        (given.at_any_age, given.founded) = (true, true);
                    }
                }
                7 if dice.below(3) == 0 => {
                    model.table = dice.below(TABLES.len());
                    let (narrow, end) = TABLES[model.table];
                    let steps = vec![
                        AgeStep {
                            from_age: narrow,
                            effect: AgeEffect::BookingsOnly,
                        },
                        AgeStep {
                            from_age: end,
                            effect: AgeEffect::End,
                        },
                    ];
                    let policy = AgePolicy::new(steps, LeapBirthday::March1).unwrap();
                    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
                    store::age_policy::put_age_policy(&mut work, &policy)
                        .await
                        .unwrap();
                    work.commit().await.unwrap();
                }
                8 if dice.below(12) == 0 => {
                    clinic.store.mark_archived(patients[patient]).await.unwrap();
                    model.put_away[patient] = true;
                }
                9 => {
                    let days = model.days_that_matter(today);
                    let noon = match days.get(dice.below(days.len() + 1)) {
                        Some(day) => day.at(12, 0, 0, 0).to_zoned(halifax.clone()).unwrap(),
                        None => clinic.now().to_zoned(halifax.clone()),
                    };
                    let wait = noon.timestamp().duration_since(clinic.now()).as_secs();
                    clinic
                        .clock
                        .advance_s(wait.max(0) + i64::try_from(dice.below(90_000)).unwrap());
                }
                _ => {
                    let who = clinic.signed_in_again(&accounts[account]).await;
                    for ability in Ability::ALL {
                        let expected = model.may(account, patient, ability, today);
                        let got = really(&clinic, &who, patients[patient], ability).await;
                        assert_eq!(
                            got, expected,
                            "life {life}, {today}, born {}, {ability:?}",
                            BIRTHS[patient]
                        );
                        if got {
                            allowed += 1;
                        } else {
                            refused += 1;
                        }
                    }
                }
            }
        }
        assert!(model.given.len() > 3, "a life without grants shows nothing");
    }
    // Both answers were given often, or the lives were too dull to show anything.
    assert!(allowed > 100 && refused > 100, "{allowed} and {refused}");
    assert_eq!(years(date(2008, 2, 29), date(2026, 3, 1)), 18);
}
