//! The demo clinic's patients: families that share a name, an address and a phone, names
//! of many scripts and shapes, and three people who have just signed up.
//!
//! Nobody here is real: addresses for mail end in example.com or example.org, phone
//! numbers are of the 555-01 range that is kept free for fiction.

mod known;

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::patient::NewPatient;

pub(super) use self::known::KNOWN;
use super::Wish;
use super::place::{TOMAS, WEN};
use crate::failure::Failure;

pub(super) struct Person {
    pub(super) full_name: &'static str,
    /// Given and family name, where the name has such parts.
    parts: Option<(&'static str, &'static str)>,
    born_on: Date,
    pronouns: Option<&'static str>,
    pub(super) email: Option<&'static str>,
    phone: &'static str,
    /// The number of their row in [`HOUSEHOLDS`].
    household: Option<usize>,
    comes: Comes,
    portal: Portal,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comes {
    /// They have been here.
    Known,
    /// Their first visit is one of those planned.
    Newcomer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Portal {
    /// They have an account.
    LogsIn,
    /// They call.
    Never,
}

impl Person {
    pub(super) fn is_newcomer(&self) -> bool {
        self.comes == Comes::Newcomer
    }

    pub(super) fn logs_in(&self) -> bool {
        self.portal == Portal::LogsIn
    }

    pub(super) fn row(
        &self,
        id: PatientId,
        provisional_at: Option<Timestamp>,
        created_at: Timestamp,
    ) -> Result<NewPatient, Failure> {
        let address = match self.household {
            Some(number) => {
                let household = HOUSEHOLDS.get(number);
                let [street, suburb, postcode] =
                    household.ok_or(Failure::fault("no such household"))?;
                [*street, *suburb, *postcode, "NS"].map(|part| Some(part.to_owned()))
            }
            None => [const { None }; 4],
        };
        let broken = |_| Failure::fault("a demo patient is none");
        let full_name = PersonName::parse(self.full_name).map_err(broken)?;
        let email = self.email.map(EmailAddress::parse).transpose();
        Ok(NewPatient {
            given_name: self.parts.map(|(given, _)| given.to_owned()),
            family_name: self.parts.map(|(_, family)| family.to_owned()),
            born_on: Some(BirthDate::from_stored(self.born_on)),
            pronouns: self.pronouns.map(str::to_owned),
            email: email.map_err(broken)?,
            phone: Some(self.phone.to_owned()),
            address,
            provisional_at,
            ..NewPatient::named(id, full_name, created_at)
        })
    }
}

/// Who has just signed up, how many minutes ago, and what they have booked. Amara is a
/// patient already, under an older address; Jon may be Jonah Beck, born on the same day;
/// Łucja has never been here.
pub(super) fn waiting() -> [(&'static Person, i64, Option<Wish>); 3] {
    let [amara, jon, lucja] = &WAITING;
    let first_visit = Wish {
        service: "physiotherapy-first-visit",
        practitioner: TOMAS,
        days_ahead: 2,
        from_hour: 10,
    };
    let massage = Wish {
        service: "sports-massage",
        practitioner: WEN,
        days_ahead: 3,
        from_hour: 14,
    };
    [
        (amara, 52, Some(first_visit)),
        (jon, 680, None),
        (lucja, 885, Some(massage)),
    ]
}

/// The address of who looks after [`CHILDREN`].
pub(super) const GUARDIAN: &str = "amara.okafor@example.com";
/// Whom she looks after.
pub(super) const CHILDREN: [&str; 2] = ["Leo Okafor", "Maya Okafor"];

static WAITING: [Person; 3] = [
    Person {
        full_name: "Amara Okafor",
        parts: None,
        born_on: date(1988, 5, 3),
        pronouns: None,
        email: Some("amara.okafor@example.com"),
        phone: "+19025550117",
        household: None,
        comes: Comes::Newcomer,
        portal: Portal::LogsIn,
    },
    Person {
        full_name: "Jon Beck",
        parts: None,
        born_on: date(1979, 11, 21),
        pronouns: None,
        email: Some("jon.beck@example.com"),
        phone: "+19025550181",
        household: None,
        comes: Comes::Newcomer,
        portal: Portal::LogsIn,
    },
    Person {
        full_name: "Łucja Nowak",
        parts: None,
        born_on: date(1990, 6, 8),
        pronouns: None,
        email: Some("lucja.nowak@example.com"),
        phone: "+19025550188",
        household: None,
        comes: Comes::Newcomer,
        portal: Portal::LogsIn,
    },
];

/// Street, suburb, postcode.
static HOUSEHOLDS: [[&str; 3]; 26] = [
    ["22 Fern Lane", "Dartmouth", "B2W 3K8"],
    ["9 Cabot Row", "Halifax", "B3K 2P4"],
    ["The Old Manse, 3 Chapel Hill", "Bedford", "B4A 1C2"],
    ["41 Gull Street, Apt 7", "Halifax", "B3H 4L1"],
    ["118 Spruce Crescent", "Lower Sackville", "B4C 2W6"],
    ["6 Orchard Court", "Bedford", "B4A 3T9"],
    ["57 Tannery Road", "Halifax", "B3L 1V5"],
    ["30 Beacon Street, Apt 12", "Halifax", "B3J 2X1"],
    ["2 Rue de la Grève", "Cole Harbour", "B2V 1R7"],
    ["77 Lantern Street", "Halifax", "B3K 5G2"],
    ["14 Kelp Lane", "Dartmouth", "B2Y 4B6"],
    ["5 Mill Brook Road", "Bedford", "B4A 2H3"],
    ["201 Harbourview, Apt 3", "Halifax", "B3N 1M4"],
    ["88 Compass Street", "Halifax", "B3L 4P9"],
    ["16 Rope Walk", "Dartmouth", "B2Y 1S5"],
    ["63 Pier Street", "Halifax", "B3J 1K2"],
    ["19 Tern Court", "Eastern Passage", "B3G 1A6"],
    ["4 Heron Lane", "Halifax", "B3M 2T8"],
    ["92 Mast Street", "Dartmouth", "B2X 3C1"],
    ["11 Quay Row, Apt 2", "Halifax", "B3H 1N7"],
    ["35 Larch Street", "Halifax", "B3H 3P6"],
    ["8 Fundy Drive", "Lower Sackville", "B4E 1L3"],
    ["27 Sail Court", "Dartmouth", "B2W 6A4"],
    ["50 Mooring Street", "Halifax", "B3K 1C9"],
    ["73 Ferry Street", "Dartmouth", "B2Y 2G8"],
    ["1 Anchor Lane", "Halifax", "B3P 2E5"],
];
