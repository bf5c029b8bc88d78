//! Clinics as hard as they get: families that share phone, e-mail, address and surname,
//! twins, juniors, moves, marriages, slips of the keyboard and of the ear, nicknames,
//! swapped days, placeholders and gaps. The same in every run with the same seed.

mod names;
mod records;
mod slips;

use jiff::civil::Date;

use crate::chance::Chance;
use crate::figures::Record;
use names::{BEGINNINGS, CULTURES, Culture, ENDINGS, KINDS, PROVIDERS, STREETS, TOWNS};

/// The year that it is.
const NOW: i64 = 2026;

/// How hard a clinic is.
#[derive(Clone, Copy, Debug)]
pub struct Hardness {
    /// Persons, about.
    pub persons: usize,
    /// How often a person has another profile.
    pub again: f64,
    /// Of the values of another profile, so many have a slip.
    pub slips: f64,
    /// Of the values, so many are missing.
    pub gaps: f64,
    /// How often families share their contact data.
    pub sharing: f64,
    /// Twins and juniors, of children.
    pub doubles: f64,
    /// No clinic but a register: people without contact data, each for themselves, whose
    /// records differ by how they were copied only.
    pub register: bool,
}

/// The seed of the clinics that are measured. Weights were learnt from others.
pub const MEASURED: u64 = 7;

/// Much goes wrong here: a tenth of all values, and as many are missing.
pub const HARD: Hardness = Hardness {
    persons: 8_000,
    again: 0.35,
    slips: 0.12,
    gaps: 0.12,
    sharing: 1.0,
    doubles: 0.06,
    register: false,
};
/// Families as before, with half as many slips and gaps.
pub const USUAL: Hardness = Hardness {
    slips: 0.05,
    gaps: 0.06,
    ..HARD
};
/// An old register that was copied often.
pub const REGISTER: Hardness = Hardness {
    again: 0.6,
    gaps: 0.06,
    register: true,
    ..HARD
};

/// A person as they truly are.
#[derive(Clone)]
struct Person {
    number: u64,
    role: &'static str,
    culture: usize,
    given: String,
    middle: Option<String>,
    family: String,
    woman: bool,
    born: Date,
    email: Option<String>,
    phone: Option<String>,
    home: Home,
    generation: Option<&'static str>,
    record_number: String,
}

#[derive(Clone)]
struct Home {
    house: String,
    flat: Option<String>,
    street: String,
    kind: usize,
    town: usize,
    postcode: String,
}

/// Every profile of a clinic.
pub fn make(seed: u64, hardness: Hardness) -> Vec<Record> {
    let mut maker = Maker {
        chance: Chance::new(seed),
        hardness,
        persons: Vec::new(),
    };
    while maker.persons.len() < hardness.persons {
        maker.household();
    }
    maker.records()
}

struct Maker {
    chance: Chance,
    hardness: Hardness,
    persons: Vec<Person>,
}

fn words(list: &'static str) -> Vec<&'static str> {
    list.split(' ').collect()
}

impl Maker {
    fn culture(&mut self) -> usize {
        let mut left = self.chance.below(100) as u64;
        for (at, culture) in CULTURES.iter().enumerate() {
            if left < culture.share {
                return at;
            }
            left -= culture.share;
        }
        0
    }

    fn family_name(&mut self, culture: &Culture) -> String {
        if culture.share > 40 && self.chance.is(0.45) {
            let (start, end) = (words(BEGINNINGS), words(ENDINGS));
            let start = self.chance.of(&start).unwrap_or_default();
            let end = self.chance.of(&end).unwrap_or_default();
            return format!("{start}{end}");
        }
        let list = words(culture.families);
        let one = self.chance.usual(&list).replace('_', " ");
        if culture.two_families && self.chance.is(0.7) {
            return format!("{one} {}", self.chance.usual(&list));
        }
        one
    }

    fn given_name(&mut self, culture: &Culture, woman: bool) -> String {
        let list = words(if woman { culture.women } else { culture.men });
        // Rarer names, which lists are too short for.
        if culture.rare.is_empty() || self.chance.is(0.65) {
            return self.chance.usual(&list).replace('_', " ");
        }
        let rare = words(culture.rare);
        let half = rare.len() / 2;
        let start = rare
            .get(self.chance.below(half))
            .copied()
            .unwrap_or_default();
        let end = rare
            .get(half + self.chance.below(half))
            .copied()
            .unwrap_or_default();
        format!("{start}{end}").replace('_', " ")
    }

    fn home(&mut self) -> Home {
        let (streets, towns) = (words(STREETS), words(TOWNS));
        let town = towns
            .iter()
            .position(|town| *town == self.chance.usual(&towns))
            .unwrap_or(0);
        let flat = self.chance.is(0.25);
        let digit = self.chance.below(10);
        let letter = self
            .chance
            .of(&["A", "B", "E", "H", "K"])
            .unwrap_or_default();
        Home {
            house: self
                .chance
                .between(1, if flat { 60 } else { 400 })
                .to_string(),
            flat: flat.then(|| self.chance.between(1, 40).to_string()),
            street: self.chance.usual(&streets).replace('_', " "),
            kind: self.chance.below(KINDS.len()),
            town,
            postcode: format!(
                "B{}{letter} {}{}{}",
                town % 10,
                digit,
                "ABCEGH".chars().nth(town % 6).unwrap_or('A'),
                digit / 2
            ),
        }
    }

    fn phone(&mut self) -> String {
        format!(
            "+1902{}{:04}",
            self.chance.between(200, 989),
            self.chance.between(0, 9_999)
        )
    }

    fn email(&mut self, given: &str, family: &str, born: Date) -> String {
        let plain = |name: &str| -> String {
            name.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase()
        };
        let (given, family) = (plain(given), plain(family));
        let first: String = given.chars().take(1).collect();
        let number = self.chance.between(1, 999);
        let local = match self.chance.below(6) {
            0 => format!("{given}.{family}"),
            1 => format!("{first}{family}{number}"),
            2 => format!("{given}{}", born.year()),
            3 => format!("{given}_{family}{number}"),
            4 => format!("{family}{number}"),
            _ => format!("{given}{family}{}", born.year() % 100),
        };
        format!("{local}@{}", self.chance.usual(&PROVIDERS))
    }

    fn born(&mut self, year: i64) -> Date {
        let day = self.chance.between(1, 28) as i8;
        let month = self.chance.between(1, 12) as i8;
        Date::new(year.clamp(1925, NOW) as i16, month, day).unwrap_or(Date::constant(1980, 5, 5))
    }

    fn person(
        &mut self,
        culture: usize,
        family: &str,
        woman: bool,
        born: Date,
        home: &Home,
    ) -> Person {
        let culture_of = CULTURES.get(culture).unwrap_or(&CULTURES[0]);
        let given = self.given_name(culture_of, woman);
        let middle = self
            .chance
            .is(0.4)
            .then(|| self.given_name(culture_of, woman));
        let email = self.email(&given, family, born);
        let phone = self.phone();
        Person {
            number: self.persons.len() as u64 + 1,
            role: "alone",
            culture,
            given,
            middle,
            family: family.to_owned(),
            woman,
            born,
            email: Some(email),
            phone: Some(phone),
            home: home.clone(),
            generation: None,
            record_number: format!("{:010}", self.chance.next() % 10_000_000_000),
        }
    }

    fn add(&mut self, mut person: Person) {
        person.number = self.persons.len() as u64 + 1;
        self.persons.push(person);
    }

    /// People who live together.
    fn household(&mut self) {
        let culture = self.culture();
        let culture_of = CULTURES.get(culture).unwrap_or(&CULTURES[0]);
        let family = self.family_name(culture_of);
        let home = self.home();
        let shape = if self.hardness.register {
            0.0
        } else {
            self.chance.part()
        };
        if shape < 0.25 {
            let (woman, year) = (self.chance.is(0.5), NOW - self.chance.between(18, 95));
            let born = self.born(year);
            let person = self.person(culture, &family, woman, born, &home);
            return self.add(person);
        }
        if shape < 0.33 {
            return self.flatmates(&home);
        }
        let landline = self.phone();
        let shared_mail = format!(
            "{}family{}@{}",
            family.replace([' ', '\''], ""),
            self.chance.below(99),
            self.chance.usual(&PROVIDERS)
        );
        let age = self.chance.between(24, 80);
        let born = self.born(NOW - age);
        let mut father = self.person(culture, &family, false, born, &home);
        let age = (age + self.chance.between(-8, 5)).max(20);
        let born = self.born(NOW - age);
        let other_name = self.chance.is(0.25).then(|| self.family_name(culture_of));
        let mut mother = self.person(
            culture,
            other_name.as_deref().unwrap_or(&family),
            true,
            born,
            &home,
        );
        (father.role, mother.role) = ("couple", "couple");
        let sharing = self.hardness.sharing;
        for parent in [&mut father, &mut mother] {
            if self.chance.is(sharing * 0.6) {
                parent.phone = Some(landline.clone());
            }
            if self.chance.is(sharing * 0.4) {
                parent.email = Some(shared_mail.clone());
            }
        }
        let single = self.chance.is(0.2);
        let children = if shape < 0.5 {
            0
        } else {
            1 + self.chance.below(4)
        };
        let oldest = age - self.chance.between(20, 35);
        let mut at = oldest;
        let mut made = 0;
        while made < children {
            if at < 0 {
                break;
            }
            let twins = self.chance.is(self.hardness.doubles);
            let born = self.born(NOW - at);
            let woman = self.chance.is(0.5);
            for twin in 0..=usize::from(twins) {
                let woman = if twin == 1 && self.chance.is(0.4) {
                    !woman
                } else {
                    woman
                };
                let mut child = self.person(culture, &family, woman, born, &home);
                child.role = if twins { "twin" } else { "child" };
                if twin == 1
                    && let Some(first) = self.persons.last().cloned()
                {
                    // Twins are often given names that go together.
                    let initial = first.given.chars().next();
                    for _ in 0..20 {
                        if child.given != first.given
                            && (self.chance.is(0.5) || child.given.chars().next() == initial)
                        {
                            break;
                        }
                        child.given = self.given_name(culture_of, woman);
                    }
                }
                if !woman && !twins && self.chance.is(self.hardness.doubles) {
                    child.given = father.given.clone();
                    child.middle = if self.chance.is(0.5) {
                        father.middle.clone()
                    } else {
                        child.middle
                    };
                    child.role = "junior";
                    if self.chance.is(0.4) {
                        child.generation = Some("Jr");
                        father.generation =
                            father.generation.or(self.chance.is(0.5).then_some("Sr"));
                    }
                }
                let small = at < 16;
                if self.chance.is(if small { 0.95 } else { sharing * 0.5 }) {
                    child.phone = if self.chance.is(0.5) {
                        Some(landline.clone())
                    } else {
                        mother.phone.clone()
                    };
                }
                if self.chance.is(if small { 0.9 } else { sharing * 0.3 }) {
                    child.email = if self.chance.is(0.4) {
                        Some(shared_mail.clone())
                    } else {
                        mother.email.clone()
                    };
                }
                if at > 22 && self.chance.is(0.6) {
                    child.home = self.home();
                }
                self.add(child);
                made += 1;
            }
            at -= self.chance.between(1, 5);
        }
        self.add(mother);
        if !single || children == 0 {
            self.add(father);
        }
    }

    fn flatmates(&mut self, home: &Home) {
        let landline = self.phone();
        for _ in 0..self.chance.between(2, 4) {
            let culture = self.culture();
            let family = self.family_name(CULTURES.get(culture).unwrap_or(&CULTURES[0]));
            let year = NOW - self.chance.between(18, 35);
            let (born, woman) = (self.born(year), self.chance.is(0.5));
            let mut person = self.person(culture, &family, woman, born, home);
            person.role = "flatmate";
            if self.chance.is(self.hardness.sharing * 0.4) {
                person.phone = Some(landline.clone());
            }
            self.add(person);
        }
    }
}
