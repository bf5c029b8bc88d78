//! What is written down of people: what happened to them in between, and what went wrong.

use domain::matching::linkage::Profile;
use jiff::civil::Date;

use super::names::{CULTURES, KINDS, TOWNS};
use super::{Home, Maker, NOW, Person, slips, words};
use crate::figures::Record;

impl Maker {
    /// Every profile of these people, in no order.
    pub(super) fn records(&mut self) -> Vec<Record> {
        let persons = std::mem::take(&mut self.persons);
        let hardness_register = self.hardness.register;
        let mut records = Vec::new();
        for person in &persons {
            records.push(self.record(person, 0, Vec::new()));
            let mut now = person.clone();
            let mut copy = 1;
            let mut again = self.hardness.again;
            while self.chance.is(again) && copy < 4 {
                let mut kinds = Vec::new();
                if !hardness_register {
                    self.live(&mut now, &mut kinds);
                }
                records.push(self.record(&now, copy, kinds));
                copy += 1;
                again = self.hardness.again * 0.6;
            }
        }
        // Nobody is beside their own.
        let mut shuffled = records;
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, self.chance.below(at + 1));
        }
        shuffled
    }

    /// What happens between two visits.
    fn live(&mut self, person: &mut Person, kinds: &mut Vec<&'static str>) {
        if self.chance.is(0.18) {
            person.home = self.home();
            kinds.push("moved");
        }
        let age = NOW - i64::from(person.born.year());
        if person.woman && age > 22 && self.chance.is(0.12) {
            let culture = CULTURES.get(person.culture).unwrap_or(&CULTURES[0]);
            let new = self.family_name(culture);
            person.family = if self.chance.is(0.3) {
                format!("{}-{new}", person.family)
            } else {
                new
            };
            kinds.push("married");
        }
        let moved = kinds.contains(&"moved");
        if self.chance.is(if moved { 0.35 } else { 0.15 }) {
            person.phone = Some(self.phone());
            kinds.push("new phone");
        }
        if self.chance.is(if moved { 0.3 } else { 0.15 }) {
            let (given, family, born) = (person.given.clone(), person.family.clone(), person.born);
            person.email = Some(self.email(&given, &family, born));
            kinds.push("new e-mail");
        }
    }

    /// How the desk, or the person, writes it down.
    fn record(&mut self, person: &Person, copy: usize, mut kinds: Vec<&'static str>) -> Record {
        let hardness = self.hardness;
        let chance = &mut self.chance;
        // Some write with little care, and all of it then.
        let careless = copy > 0 && chance.is(if hardness.register { 0.15 } else { 0.04 });
        let slip = match copy {
            0 => hardness.slips * 0.3,
            _ if careless => 0.4,
            _ => hardness.slips,
        };
        if careless {
            kinds.push("careless");
        }
        let mut given = person.given.clone();
        let mut family = person.family.clone();
        if let Some(called) =
            slips::called(chance, &given).filter(|_| chance.is(if copy == 0 { 0.05 } else { 0.2 }))
        {
            given = called;
            kinds.push("nickname");
        }
        if let Some(spelt) = slips::spelt(chance, &given).filter(|_| chance.is(slip)) {
            given = spelt;
            kinds.push("spelling");
        }
        if let Some(spelt) = slips::spelt(chance, &family).filter(|_| chance.is(slip)) {
            family = spelt;
            kinds.push("spelling");
        }
        if let Some(middle) = &person.middle
            && chance.is(0.3)
        {
            let middle = if chance.is(0.5) {
                middle.chars().take(1).collect()
            } else {
                middle.clone()
            };
            given = format!("{given} {middle}");
        }
        if careless && chance.is(0.12) {
            // Another name altogether: the wrong line of a list.
            let other = CULTURES.get(person.culture).unwrap_or(&CULTURES[0]);
            if chance.is(0.5) {
                given = chance.usual(&words(other.men)).replace('_', " ");
            } else {
                family = chance.usual(&words(other.families)).replace('_', " ");
            }
            kinds.push("name of another");
        }
        for name in [&mut given, &mut family] {
            let times = usize::from(chance.is(slip)) + usize::from(chance.is(slip * 0.25));
            for _ in 0..times {
                *name = slips::mistyped(chance, name);
            }
            if times > 0 {
                kinds.push("name slip");
            }
            if chance.is(0.25) {
                *name = slips::without_marks(name);
            }
        }
        if chance.is(slip * 0.1) {
            given = given.chars().take(1).collect();
            kinds.push("initial");
        }
        if chance.is(slip * 0.2) {
            std::mem::swap(&mut given, &mut family);
            kinds.push("names swapped");
        }
        if family.contains(' ') && chance.is(0.25) {
            family = family.split(' ').next().unwrap_or_default().to_owned();
            kinds.push("one of two names");
        }
        if let Some(generation) = person.generation.filter(|_| chance.is(0.6)) {
            family = format!("{family} {generation}");
        }
        let mut born = (
            i64::from(person.born.year()),
            i64::from(person.born.month()),
            i64::from(person.born.day()),
        );
        let mut known = true;
        if chance.is(slip) {
            kinds.push(slips::date(chance, &mut born));
        } else if chance.is(hardness.gaps) {
            known = false;
            kinds.push("no birth date");
        } else if chance.is(0.02) {
            born = *[(1900, 1, 1), (1970, 1, 1), (born.0, 1, 1)]
                .get(chance.below(3))
                .unwrap_or(&born);
            kinds.push("placeholder date");
        }
        let date = Date::new(born.0 as i16, born.1 as i8, born.2 as i8).ok();
        let given_date =
            (date.is_none() && known).then(|| format!("{:04}{:02}{:02}", born.0, born.1, born.2));
        let mut email = person
            .email
            .clone()
            .filter(|_| !chance.is(hardness.gaps * 2.0));
        let mut phone = person.phone.clone().filter(|_| !chance.is(hardness.gaps));
        if let Some(text) = email.as_mut().filter(|_| chance.is(slip * 0.7)) {
            *text = slips::mistyped(chance, text);
            kinds.push("e-mail slip");
        }
        if let Some(text) = phone.as_mut().filter(|_| chance.is(slip * 0.7)) {
            *text = slips::digit(chance, text);
            kinds.push("phone slip");
        }
        if chance.is(0.02) {
            phone = Some(
                chance
                    .of(&["000-0000", "9999999999", "902-555-0000"])
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
        if chance.is(0.03) {
            email = Some(
                chance
                    .of(&[
                        "none@example.com",
                        "noemail@clinic.ca",
                        "frontdesk@ourclinic.ca",
                        "harbour.health@ourclinic.ca",
                    ])
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
        let (street, town, postcode) = self.address(&person.home, slip, &mut kinds);
        let chance = &mut self.chance;
        let whole = chance.is(0.1);
        let full_name = match chance.is(0.1) {
            true => format!("{family}, {given}"),
            false => format!("{given} {family}"),
        };
        let sex = if chance.is(0.01) {
            !person.woman
        } else {
            person.woman
        };
        let (email, phone) = if hardness.register {
            (None, None)
        } else {
            (email, phone)
        };
        let known_sex = !hardness.register && !chance.is(hardness.gaps);
        Record {
            person: person.number,
            kinds: [vec![person.role], kinds].concat(),
            profile: Profile {
                full_name: whole.then_some(full_name),
                given: (!whole)
                    .then_some(given)
                    .filter(|_| !chance.is(hardness.gaps * 0.1)),
                family: (!whole).then_some(family),
                born: date.filter(|_| known),
                born_as_given: given_date,
                sex: known_sex.then(|| if sex { "female" } else { "male" }.to_owned()),
                email,
                phone,
                street,
                suburb: town,
                postcode,
                state: Some(String::from("NS")),
                record_number: (!hardness.register && chance.is(0.15))
                    .then(|| person.record_number.clone()),
            },
        }
    }

    fn address(
        &mut self,
        home: &Home,
        slip: f64,
        kinds: &mut Vec<&'static str>,
    ) -> (Option<String>, Option<String>, Option<String>) {
        let gaps = self.hardness.gaps;
        let chance = &mut self.chance;
        if chance.is(gaps) {
            return (None, None, None);
        }
        let kind = KINDS
            .get(home.kind)
            .and_then(|kind| kind.get(chance.below(2)))
            .copied()
            .unwrap_or_default();
        let mut street = home.street.clone();
        let mut house = home.house.clone();
        if chance.is(slip) {
            street = slips::mistyped(chance, &street);
            kinds.push("address slip");
        }
        if chance.is(slip * 0.3) {
            house = slips::digit(chance, &house);
            kinds.push("address slip");
        }
        let line = match (&home.flat, chance.below(4)) {
            (Some(flat), 0) => format!("{flat}/{house} {street} {kind}"),
            (Some(flat), 1) => format!("Apt {flat}, {house} {street} {kind}"),
            (Some(flat), 2) => format!("{house} {street} {kind} Unit {flat}"),
            _ if chance.is(0.1) => format!("{house} {street}"),
            _ => format!("{house} {street} {kind}"),
        };
        let towns = words(TOWNS);
        let mut town = towns
            .get(home.town)
            .copied()
            .unwrap_or_default()
            .replace('_', " ");
        let mut postcode = home.postcode.clone();
        if chance.is(slip * 0.5) {
            town = slips::mistyped(chance, &town);
        }
        if chance.is(slip * 0.5) {
            postcode = slips::mistyped(chance, &postcode);
        }
        if chance.is(0.3) {
            postcode = postcode.replace(' ', "");
        }
        (
            Some(line).filter(|_| !chance.is(gaps * 0.3)),
            Some(town).filter(|_| !chance.is(gaps * 0.5)),
            Some(postcode).filter(|_| !chance.is(gaps * 0.7)),
        )
    }
}
