//! The closed sets of words that an access is described with.

use serde::{Deserialize, Serialize};

/// Gives an enum its words: `as_str`, `parse` and `ALL`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $arm:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $arm,)*
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$arm),*];

            /// The stored form, and the one of a form's field.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$arm => $word,)*
                }
            }

            /// Reads the stored form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    };
}

words! {
    /// Whether an account is the patient's own.
    Relation {
        /// The patient themself.
        Myself = "self",
        /// Somebody who acts for them.
        Guardian = "guardian",
    }
}

words! {
    /// What somebody who acts for a patient is to them.
    Kinship {
        /// Their mother.
        Mother = "mother",
        /// Their father.
        Father = "father",
        /// Another parent, or whoever is one to them.
        Parent = "parent",
        /// A grandmother or grandfather.
        Grandparent = "grandparent",
        /// Their legal guardian.
        Guardian = "guardian",
        /// They live with them in foster care.
        FosterCarer = "foster_carer",
        /// Their wife, husband or partner.
        Partner = "partner",
        /// Their son or daughter.
        Child = "child",
        /// Their brother or sister.
        Sibling = "sibling",
        /// They care for them.
        Carer = "carer",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// On what ground somebody acts for a patient.
    Basis {
        /// A parent's responsibility.
        ParentalResponsibility = "parental_responsibility",
        /// A court has appointed them.
        CourtAppointment = "court_appointment",
        /// The patient has agreed.
        Consent = "consent",
        /// It is best for the patient.
        BestInterest = "best_interest",
        /// Something else.
        Other = "other",
    }
}

impl Basis {
    /// Those on which somebody acts for a patient who is of age: what parents have by
    /// themselves ends with childhood, and what the patient agreed to needs no document.
    pub const PAST_CHILDHOOD: [Self; 3] = [Self::CourtAppointment, Self::BestInterest, Self::Other];
}

words! {
    /// What ended an access.
    EndedBy {
        /// Staff took it back.
        Staff = "staff",
        /// The patient took it back.
        Patient = "patient",
        /// Another guardian took it back.
        Guardian = "guardian",
        /// Its own holder gave it up.
        Holder = "holder",
        /// The patient has come to the age for it.
        Age = "age",
        /// Its end date has come.
        EndDate = "end_date",
        /// A safeguarding stop.
        Safeguarding = "safeguarding",
        /// The clinic blocked the account.
        Blocked = "blocked",
        /// Its holder had another one to the profile that this one became part of.
        Merge = "merge",
    }
}
