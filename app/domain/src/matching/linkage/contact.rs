//! Phone numbers and e-mail addresses.

/// Shorter numbers are extensions, or nothing.
const PHONE_DIGITS_MIN: usize = 6;
/// Last digits by which numbers are found: what is dialled within a town.
const PHONE_KEY_DIGITS: usize = 7;
/// Last digits by which numbers are counted.
const PHONE_TOKEN_DIGITS: usize = 9;

/// What people type who have no address, or don't give theirs.
const NOBODY: [&str; 30] = [
    "none",
    "no",
    "na",
    "nil",
    "null",
    "noemail",
    "nomail",
    "noaddress",
    "noreply",
    "donotreply",
    "unknown",
    "notprovided",
    "notgiven",
    "declined",
    "refused",
    "test",
    "example",
    "email",
    "mail",
    "patient",
    "patients",
    "info",
    "reception",
    "frontdesk",
    "admin",
    "clinic",
    "office",
    "contact",
    "nobody",
    "x",
];

/// A phone number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Phone {
    /// Without what is dialled in front within a country.
    digits: String,
}

impl Phone {
    /// The number, unless it is none or one that people make up.
    pub(super) fn of(text: &str) -> Option<Self> {
        // An extension is no part of the number.
        let text = text.split(['x', 'X', ';']).next().unwrap_or_default();
        let digits: String = text
            .chars()
            .filter(char::is_ascii_digit)
            .skip_while(|digit| *digit == '0')
            .collect();
        let last: Vec<u8> = digits.bytes().rev().take(PHONE_KEY_DIGITS).collect();
        let all_same = last.iter().all(|digit| last.first() == Some(digit));
        let made_up = all_same
            || "01234567890".contains(&digits)
            || "9876543210".contains(&digits)
            || digits.ends_with("1234567")
            || digits.ends_with("0000000");
        (digits.len() >= PHONE_DIGITS_MIN && !made_up).then_some(Self { digits })
    }

    fn last(&self, count: usize) -> &str {
        self.digits
            .get(self.digits.len().saturating_sub(count)..)
            .unwrap_or_default()
    }

    pub(super) fn key(&self) -> &str {
        self.last(PHONE_KEY_DIGITS)
    }

    pub(super) fn token(&self) -> &str {
        self.last(PHONE_TOKEN_DIGITS)
    }
}

/// An e-mail address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Email {
    pub(super) local: String,
    pub(super) domain: String,
    /// All of it: what is counted.
    pub(super) token: String,
}

impl Email {
    /// The address, unless it is one that stands for none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let (local, domain) = text.rsplit_once('@')?;
        let mut local = local.split('+').next().unwrap_or_default().to_owned();
        let domain = match domain {
            "googlemail.com" => "gmail.com",
            other => other,
        };
        if domain == "gmail.com" {
            local = local.replace('.', "");
        }
        let bare: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
        let made_up = bare.is_empty() || NOBODY.contains(&bare.as_str());
        (!made_up && !domain.is_empty()).then(|| Self {
            token: format!("{local}@{domain}"),
            local,
            domain: domain.to_owned(),
        })
    }
}

/// How two contact values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ContactAlike {
    Equal,
    OneSlip,
    TwoSlips,
    /// The same name at another provider.
    SameLocal,
    Different,
}

/// How two numbers compare. One may lack the code of its country or town.
pub(super) fn phone_alike(one: &Phone, other: &Phone) -> ContactAlike {
    let length = one.digits.len().min(other.digits.len());
    let (a, b) = (one.last(length), other.last(length));
    if a == b && (length >= PHONE_KEY_DIGITS || one.digits.len() == other.digits.len()) {
        return ContactAlike::Equal;
    }
    match strsim::osa_distance(one.last(length.min(9)), other.last(length.min(9))) {
        1 => ContactAlike::OneSlip,
        2 if length >= 9 => ContactAlike::TwoSlips,
        _ => ContactAlike::Different,
    }
}

/// How two addresses compare. Numbers in them are no slips: `ana1` is not `ana2`.
pub(super) fn email_alike(one: &Email, other: &Email) -> ContactAlike {
    if one == other {
        return ContactAlike::Equal;
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let letters = |text: &str| {
        text.chars()
            .filter(|c| !c.is_ascii_digit())
            .collect::<String>()
    };
    let same_local = one.local == other.local;
    if same_local && strsim::osa_distance(&one.domain, &other.domain) <= 2 {
        return ContactAlike::OneSlip;
    }
    if same_local {
        return ContactAlike::SameLocal;
    }
    if one.domain != other.domain || digits(&one.local) != digits(&other.local) {
        return ContactAlike::Different;
    }
    let (a, b) = (letters(&one.local), letters(&other.local));
    let shorter = a.chars().count().min(b.chars().count());
    match strsim::osa_distance(&a, &b) {
        // Only dots or digits in other places.
        0 | 1 if shorter >= 5 => ContactAlike::OneSlip,
        2 if shorter >= 8 => ContactAlike::TwoSlips,
        _ => ContactAlike::Different,
    }
}
