//! The demo clinic's patients: families that share a name, an address and a phone, names
//! of many scripts and shapes, and three people who have just signed up.
//!
//! Nobody here is real: addresses for mail end in example.com or example.org, phone
//! numbers are of the 555-01 range that is kept free for fiction.

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::patient::NewPatient;

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
                Some([*street, *suburb, *postcode, "NS"].map(str::to_owned))
            }
            None => None,
        };
        let broken = |_| Failure::fault("a demo patient is none");
        let full_name = PersonName::parse(self.full_name).map_err(broken)?;
        let email = self.email.map(EmailAddress::parse).transpose();
        Ok(NewPatient {
            given_and_family: self.parts.map(|(a, b)| (a.to_owned(), b.to_owned())),
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

/// Everybody who is a patient already.
pub(super) static KNOWN: [Person; 40] = [
    Person {
        full_name: "Amara Okafor",
        parts: Some(("Amara", "Okafor")),
        born_on: date(1988, 5, 3),
        pronouns: Some("she/her"),
        email: Some("a.okafor@example.org"),
        phone: "+19025550117",
        household: Some(0),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Ngozi Okafor",
        parts: Some(("Ngozi", "Okafor")),
        born_on: date(1959, 2, 17),
        pronouns: None,
        email: Some("ngozi.okafor@example.org"),
        phone: "+19025550117",
        household: Some(0),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Leo Okafor",
        parts: Some(("Leo", "Okafor")),
        born_on: date(2018, 9, 9),
        pronouns: None,
        email: None,
        phone: "+19025550117",
        household: Some(0),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Mateo Castillo",
        parts: Some(("Mateo", "Castillo")),
        born_on: date(1991, 7, 28),
        pronouns: Some("he/him"),
        email: Some("mateo.castillo@example.com"),
        phone: "+19025550123",
        household: Some(1),
        comes: Comes::Known,
        portal: Portal::LogsIn,
    },
    Person {
        full_name: "Lucía Castillo Reyes",
        parts: Some(("Lucía", "Castillo Reyes")),
        born_on: date(1993, 12, 1),
        pronouns: None,
        email: Some("lucia.castillo@example.com"),
        phone: "+19025550123",
        household: Some(1),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Inés Castillo Reyes",
        parts: Some(("Inés", "Castillo Reyes")),
        born_on: date(2021, 4, 19),
        pronouns: None,
        email: None,
        phone: "+19025550123",
        household: Some(1),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Gwendolyn Ashdown-Price",
        parts: Some(("Gwendolyn", "Ashdown-Price")),
        born_on: date(1947, 10, 30),
        pronouns: None,
        email: Some("gwendolyn.ashdown-price@example.org"),
        phone: "+19025550131",
        household: Some(2),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Rupert Ashdown-Price",
        parts: Some(("Rupert", "Ashdown-Price")),
        born_on: date(1945, 1, 8),
        pronouns: None,
        email: Some("rupert.ashdown-price@example.org"),
        phone: "+19025550131",
        household: Some(2),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Hana Suzuki",
        parts: Some(("Hana", "Suzuki")),
        born_on: date(1996, 3, 22),
        pronouns: None,
        email: Some("hana.suzuki@example.com"),
        phone: "+19025550136",
        household: Some(3),
        comes: Comes::Newcomer,
        portal: Portal::LogsIn,
    },
    Person {
        full_name: "Kenji Suzuki",
        parts: Some(("Kenji", "Suzuki")),
        born_on: date(1994, 8, 11),
        pronouns: None,
        email: Some("kenji.suzuki@example.com"),
        phone: "+19025550136",
        household: Some(3),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Angus MacNeil",
        parts: Some(("Angus", "MacNeil")),
        born_on: date(1983, 6, 14),
        pronouns: None,
        email: Some("angus.macneil@example.com"),
        phone: "+19025550142",
        household: Some(4),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Catriona MacNeil",
        parts: Some(("Catriona", "MacNeil")),
        born_on: date(1985, 11, 5),
        pronouns: Some("she/her"),
        email: Some("catriona.macneil@example.com"),
        phone: "+19025550142",
        household: Some(4),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Isla MacNeil",
        parts: Some(("Isla", "MacNeil")),
        born_on: date(2013, 2, 26),
        pronouns: None,
        email: None,
        phone: "+19025550142",
        household: Some(4),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Ruairidh MacNeil",
        parts: Some(("Ruairidh", "MacNeil")),
        born_on: date(2016, 7, 3),
        pronouns: None,
        email: None,
        phone: "+19025550142",
        household: Some(4),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Harpreet Kaur Sandhu",
        parts: Some(("Harpreet Kaur", "Sandhu")),
        born_on: date(1979, 4, 10),
        pronouns: None,
        email: Some("harpreet.sandhu@example.com"),
        phone: "+19025550150",
        household: Some(5),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Gurdeep Singh Sandhu",
        parts: Some(("Gurdeep Singh", "Sandhu")),
        born_on: date(1976, 9, 18),
        pronouns: None,
        email: Some("gurdeep.sandhu@example.com"),
        phone: "+19025550150",
        household: Some(5),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Simran Kaur Sandhu",
        parts: Some(("Simran Kaur", "Sandhu")),
        born_on: date(2007, 5, 21),
        pronouns: Some("they/them"),
        email: Some("simran.sandhu@example.com"),
        phone: "+19025550150",
        household: Some(5),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Nguyễn Thị Mai",
        parts: Some(("Mai", "Nguyễn")),
        born_on: date(1990, 1, 27),
        pronouns: None,
        email: Some("mai.nguyen@example.com"),
        phone: "+19025550155",
        household: Some(6),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Nguyễn Văn Minh",
        parts: Some(("Minh", "Nguyễn")),
        born_on: date(1988, 3, 15),
        pronouns: None,
        email: Some("minh.nguyen@example.com"),
        phone: "+19025550155",
        household: Some(6),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "ليلى الخطيب",
        parts: Some(("ليلى", "الخطيب")),
        born_on: date(1982, 12, 12),
        pronouns: None,
        email: Some("layla.alkhatib@example.com"),
        phone: "+19025550161",
        household: Some(7),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Omar Al-Khatib",
        parts: Some(("Omar", "Al-Khatib")),
        born_on: date(1980, 2, 2),
        pronouns: None,
        email: Some("omar.alkhatib@example.com"),
        phone: "+19025550161",
        household: Some(7),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Renée Thibodeau",
        parts: Some(("Renée", "Thibodeau")),
        born_on: date(1968, 8, 24),
        pronouns: None,
        email: Some("renee.thibodeau@example.org"),
        phone: "+19025550164",
        household: Some(8),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Étienne Thibodeau",
        parts: Some(("Étienne", "Thibodeau")),
        born_on: date(1999, 5, 16),
        pronouns: None,
        email: Some("etienne.thibodeau@example.org"),
        phone: "+19025550164",
        household: Some(8),
        comes: Comes::Newcomer,
        portal: Portal::Never,
    },
    Person {
        full_name: "Jonah Beck",
        parts: Some(("Jonah", "Beck")),
        born_on: date(1979, 11, 21),
        pronouns: None,
        email: Some("jonah.beck@example.org"),
        phone: "+19025550103",
        household: Some(9),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Siobhán Ní Bhriain",
        parts: Some(("Siobhán", "Ní Bhriain")),
        born_on: date(1975, 3, 17),
        pronouns: Some("she/her"),
        email: Some("siobhan.nibhriain@example.com"),
        phone: "+19025550105",
        household: Some(10),
        comes: Comes::Known,
        portal: Portal::LogsIn,
    },
    Person {
        full_name: "Oluwaseun Adeyemi-Brown",
        parts: Some(("Oluwaseun", "Adeyemi-Brown")),
        born_on: date(1998, 10, 9),
        pronouns: None,
        email: Some("seun.adeyemi@example.com"),
        phone: "+19025550108",
        household: Some(11),
        comes: Comes::Newcomer,
        portal: Portal::Never,
    },
    Person {
        full_name: "王芳",
        parts: Some(("芳", "王")),
        born_on: date(1986, 6, 30),
        pronouns: None,
        email: Some("wang.fang@example.com"),
        phone: "+19025550111",
        household: Some(12),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Дмитрий Соколов",
        parts: Some(("Дмитрий", "Соколов")),
        born_on: date(1971, 1, 19),
        pronouns: None,
        email: Some("dmitri.sokolov@example.com"),
        phone: "+19025550113",
        household: Some(13),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Zoë van den Berg",
        parts: Some(("Zoë", "van den Berg")),
        born_on: date(2001, 2, 28),
        pronouns: None,
        email: Some("zoe.vandenberg@example.com"),
        phone: "+19025550119",
        household: Some(14),
        comes: Comes::Newcomer,
        portal: Portal::Never,
    },
    Person {
        full_name: "Δήμητρα Παππά",
        parts: Some(("Δήμητρα", "Παππά")),
        born_on: date(1964, 9, 7),
        pronouns: None,
        email: Some("dimitra.pappa@example.com"),
        phone: "+19025550120",
        household: Some(15),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "José Ángel Núñez",
        parts: Some(("José Ángel", "Núñez")),
        born_on: date(1989, 11, 11),
        pronouns: None,
        email: Some("jose.nunez@example.com"),
        phone: "+19025550127",
        household: Some(16),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Wulandari",
        parts: None,
        born_on: date(1992, 4, 4),
        pronouns: None,
        email: Some("wulandari@example.com"),
        phone: "+19025550129",
        household: Some(17),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Ayşe Yılmaz",
        parts: Some(("Ayşe", "Yılmaz")),
        born_on: date(1987, 7, 7),
        pronouns: None,
        email: Some("ayse.yilmaz@example.com"),
        phone: "+19025550133",
        household: Some(18),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "נועה לוי",
        parts: Some(("נועה", "לוי")),
        born_on: date(1995, 12, 25),
        pronouns: None,
        email: Some("noa.levi@example.com"),
        phone: "+19025550139",
        household: Some(19),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Kwame Mensah",
        parts: Some(("Kwame", "Mensah")),
        born_on: date(1958, 5, 29),
        pronouns: Some("he/him"),
        email: None,
        phone: "+19025550144",
        household: Some(20),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Sigríður Jónsdóttir",
        parts: Some(("Sigríður", "Jónsdóttir")),
        born_on: date(1973, 6, 17),
        pronouns: None,
        email: Some("sigridur@example.com"),
        phone: "+19025550146",
        household: Some(21),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Elsie Sylliboy",
        parts: Some(("Elsie", "Sylliboy")),
        born_on: date(1952, 3, 3),
        pronouns: None,
        email: None,
        phone: "+19025550157",
        household: Some(22),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Ioana Popescu",
        parts: Some(("Ioana", "Popescu")),
        born_on: date(2003, 8, 20),
        pronouns: None,
        email: Some("ioana.popescu@example.com"),
        phone: "+19025550170",
        household: Some(23),
        comes: Comes::Newcomer,
        portal: Portal::Never,
    },
    Person {
        full_name: "Mary-Kate O’Donnell",
        parts: Some(("Mary-Kate", "O’Donnell")),
        born_on: date(1984, 2, 29),
        pronouns: None,
        email: Some("marykate.odonnell@example.com"),
        phone: "+19025550172",
        household: Some(24),
        comes: Comes::Known,
        portal: Portal::Never,
    },
    Person {
        full_name: "Thabo Nkosi",
        parts: Some(("Thabo", "Nkosi")),
        born_on: date(1977, 10, 13),
        pronouns: None,
        email: Some("thabo.nkosi@example.com"),
        phone: "+19025550175",
        household: Some(25),
        comes: Comes::Newcomer,
        portal: Portal::Never,
    },
];
