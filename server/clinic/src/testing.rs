//! A clinic with its own database, a clock that stands still and cheap passwords.
//!
//! It has its name and its place (Halifax), and nobody in it. Whoever is signed in
//! comes in by the doors that people use, except that no mail is awaited.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its setting can't be made"
)]

pub mod asking;
pub mod inviting;
pub mod rota;
pub mod signing_up;
pub mod smtp;

use std::net::IpAddr;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use domain::access::EndedBy;
use domain::id::{AccessId, AccountId, PatientId, StaffId, SubmissionId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::role::Role;
use jiff::Timestamp;
use jiff::civil::Date;
use store::access::NewAccess;
pub use store::access::{GrantedBy, Terms};
pub use store::testing::{Audited, Failing, Forged};
use store::testing::{SavedStore, TestStore};

use crate::authz::{AccountHolder, ActingFor, Clinic, Member, Parts, Staff, Visitor, can};
use crate::clock::{Clock as _, TestClock};
use crate::failure::Failure;
use crate::password::{Cost, Passwords};
use crate::rng::SeededRng;
use crate::token::Token;

/// When every test begins: a Tuesday, two days after the clocks went forward in Halifax.
pub const START: &str = "2026-03-10T12:00:00Z";

/// The address that visitors come from unless a test says otherwise (RFC 5737).
pub const ADDRESS: &str = "192.0.2.1";

/// The cheapest hash that argon2 makes.
pub const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// A password that passes the rules.
pub const PASSWORD: &str = "seven otters juggle quietly";

/// A clinic for one test; it dereferences to the [`Clinic`].
pub struct TestClinic {
    /// The clinic.
    pub clinic: Clinic,
    /// Its clock, at [`START`] until moved.
    pub clock: Arc<TestClock>,
    /// Its database.
    pub store: TestStore,
}

/// A [`TestClinic`] at a moment, to begin from as often as a test needs.
pub struct SavedClinic {
    store: SavedStore,
    at: Timestamp,
    address_limit_times: u32,
}

impl SavedClinic {
    /// A clinic of its own, with all that was in the first one.
    pub async fn open(&self) -> TestClinic {
        let store = self.store.open().await.unwrap();
        let clock = Arc::new(TestClock::at(self.at));
        // With the first one's seed it would make the first one's ids again.
        let clinic = with_cost(&store, &clock, CHEAP, 3);
        clinic.set_address_limit_times(self.address_limit_times);
        TestClinic {
            clinic,
            clock,
            store,
        }
    }
}

/// Somebody signed in to the portal.
pub struct Patient {
    /// Their witness.
    pub holder: AccountHolder,
    /// What stands in their session cookie.
    pub session: Token,
    /// What stands in their visitor cookie.
    pub visitor: Token,
    /// What stands in the cookie that their browser keeps.
    pub known: Token,
    /// Their account.
    pub account: AccountId,
    /// Their own profile.
    pub patient: PatientId,
}

impl Deref for TestClinic {
    type Target = Clinic;

    fn deref(&self) -> &Clinic {
        &self.clinic
    }
}

impl TestClinic {
    /// A clinic with its name and its place.
    pub async fn new() -> Self {
        let clinic = Self::empty().await;
        clinic.set_up().await;
        clinic
    }

    /// A migrated database without any row.
    pub async fn empty() -> Self {
        let store = TestStore::new().await.unwrap();
        let clock = Arc::new(TestClock::at(START.parse().unwrap()));
        let clinic = with_cost(&store, &clock, CHEAP, 1);
        Self {
            clinic,
            clock,
            store,
        }
    }

    /// Another clinic on the same database and clock, whose passwords cost `cost`.
    pub fn at_cost(&self, cost: Cost) -> Clinic {
        with_cost(&self.store, &self.clock, cost, 2)
    }

    /// All that is in it now.
    pub async fn saved(&self) -> SavedClinic {
        SavedClinic {
            store: self.store.saved().await.unwrap(),
            at: self.now(),
            address_limit_times: self.address_limit_times(),
        }
    }

    async fn set_up(&self) {
        let location = store::clinic::Location {
            id: self.new_id(),
            street: String::from("12 Example Street"),
            city: String::from("Halifax"),
            zone: String::from("America/Halifax"),
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::clinic::insert_clinic(
            &mut work,
            "Test Clinic",
            "+19025550100",
            "desk@clinic.example",
            None,
        )
        .await
        .unwrap();
        store::clinic::insert_location(&mut work, "Main", &location)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// The name of a press of a button.
    pub fn submission(&self) -> SubmissionId {
        self.new_id()
    }

    /// This instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The browser whose visitor cookie is `name`.
    pub fn visitor(&self, name: &str) -> Visitor {
        self.visitor_from(name, ADDRESS)
    }

    /// The browser whose visitor cookie is `name`, at this network address.
    pub fn visitor_from(&self, name: &str, address: &str) -> Visitor {
        let address: IpAddr = address.parse().unwrap();
        self.clinic.visitor(name, address)
    }

    /// The account that is signed in with this token, at [`ADDRESS`].
    ///
    /// # Errors
    /// As [`Clinic::account`].
    pub async fn account(&self, token: &str) -> Result<AccountHolder, Failure> {
        self.clinic.account(token, here()).await
    }

    /// The member of staff who is signed in with this token, at [`ADDRESS`].
    ///
    /// # Errors
    /// As [`Clinic::member`].
    pub async fn member(&self, token: &str) -> Result<Member, Failure> {
        self.clinic.member(token, here()).await
    }

    /// The same with permission `P`.
    ///
    /// # Errors
    /// As [`Clinic::staff`].
    pub async fn staff<P: can::Permission>(&self, token: &str) -> Result<Staff<P>, Failure> {
        self.clinic.staff(token, here()).await
    }

    /// A profile that the clinic knows.
    pub async fn patient(&self, full_name: &str, born_on: &str) -> PatientId {
        self.patient_born(full_name, Some(born_on.parse().unwrap()))
            .await
    }

    /// The same; on which date they were born may be unknown.
    pub async fn patient_born(&self, full_name: &str, born_on: Option<Date>) -> PatientId {
        let id = self.new_id();
        let new = store::patient::NewPatient {
            born_on: born_on.map(BirthDate::from_stored),
            ..store::patient::NewPatient::named(id, name(full_name), self.now())
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::patient::insert_patient(&mut work, &new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        id
    }

    /// An account with `{short}@example.com`, named "Short Example", that may act for
    /// `patient` as the patient themself.
    pub async fn add_account(&self, short: &str, patient: PatientId) -> AccountId {
        let id = self.new_id();
        let access = self.new_id();
        let at = self.now();
        let new = store::account::NewAccount {
            id,
            email: email(&format!("{short}@example.com")),
            full_name: name(&full_name(short)),
            at,
        };
        let own = NewAccess::own(access, id, patient, at);
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::account::insert_account(&mut work, &new)
            .await
            .unwrap();
        store::access::insert_access(&mut work, &own).await.unwrap();
        work.commit().await.unwrap();
        id
    }

    /// `{short}@example.com` with an account and an own profile (born 1990-04-12),
    /// signed in at a browser of their own.
    pub async fn signed_in(&self, short: &str) -> Patient {
        let patient = self.patient(&full_name(short), "1990-04-12").await;
        let account = self.add_account(short, patient).await;
        self.sign_in(account, patient, &format!("{short}'s browser"))
            .await
    }

    /// Signs an account in at the browser whose visitor cookie is `browser`.
    pub async fn sign_in(&self, account: AccountId, patient: PatientId, browser: &str) -> Patient {
        let browser = self.visitor(browser);
        let mut work = self.begin(&browser).await.unwrap();
        let started = crate::log_in::start_session(&mut work, account, Some(patient), &browser)
            .await
            .unwrap();
        work.commit().await.unwrap();
        let holder = self.account(started.session.expose()).await.unwrap();
        Patient {
            holder,
            session: started.session,
            visitor: started.visitor,
            known: started.known,
            account,
            patient,
        }
    }

    /// Signs them in at another browser, as after a long while.
    pub async fn signed_in_again(&self, who: &Patient) -> Patient {
        self.sign_in(who.account, who.patient, "another browser")
            .await
    }

    /// Gives an account an authenticator app: its secret, and the recovery codes.
    pub async fn set_up_app(&self, who: &Patient) -> (String, Vec<String>) {
        let holder = self.account(who.session.expose()).await.unwrap();
        let recent = self.recent(holder).await.unwrap();
        crate::second_factor::start(self, &recent).await.unwrap();
        let shown = crate::second_factor::draft(self, &recent).await.unwrap();
        let secret = shown.unwrap().secret;
        let code = app_code(&secret, self.now());
        let codes = crate::second_factor::confirm(self, &recent, &code).await;
        (secret, codes.unwrap().unwrap().texts())
    }

    /// Lets them act for themself.
    pub async fn own<A: can::Ability>(&self, who: &Patient) -> ActingFor<A> {
        self.own_patient(&who.holder).await.unwrap()
    }

    /// Lets an account act for a patient who isn't its holder; the access counts as given by
    /// nobody.
    pub async fn give(&self, account: AccountId, patient: PatientId, terms: Terms) -> AccessId {
        let id = self.new_id();
        let new = NewAccess {
            terms,
            ..NewAccess::own(id, account, patient, self.now())
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::access::insert_access(&mut work, &new).await.unwrap();
        work.commit().await.unwrap();
        id
    }

    /// Ends an account's access to its own patient, as an account has it that is only for
    /// somebody else.
    pub async fn end_own(&self, who: &Patient) {
        let mut work = self.begin(&self.system_job()).await.unwrap();
        let now = work.now();
        store::access::end_access_between(
            &mut work,
            (who.account, who.patient),
            EndedBy::Staff,
            now,
        )
        .await
        .unwrap();
        work.commit().await.unwrap();
    }

    /// A member of staff with `{role}@clinic.example` and [`PASSWORD`], who isn't signed in.
    pub async fn add_member(&self, short: &str, role: Role) -> StaffId {
        let id = self.new_id();
        let hash = self.passwords().hash(PASSWORD, self.rng()).await.unwrap();
        let new = store::staff::NewStaff {
            id,
            full_name: name(&full_name(short)),
            email: email(&format!("{short}@clinic.example")),
            role,
            at: self.now(),
        };
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::staff::insert_staff(&mut work, &new).await.unwrap();
        store::staff::update_password(&mut work, id, &hash)
            .await
            .unwrap();
        work.commit().await.unwrap();
        id
    }

    /// A member with this role and an authenticator app, who isn't signed in; its secret.
    pub async fn add_member_with_app(&self, short: &str, role: Role) -> (StaffId, String) {
        let id = self.add_member(short, role).await;
        let (browser, email) = (self.visitor(short), format!("{short}@clinic.example"));
        let log_in = crate::staff_log_in::log_in(self, &browser, &email, PASSWORD).await;
        let signed_in = log_in.unwrap().signed_in().unwrap();
        let member = self.member(signed_in.session.expose()).await.unwrap();
        crate::second_factor::staff::start(self, &member, &browser, PASSWORD)
            .await
            .unwrap();
        let shown = crate::second_factor::staff::draft(self, &member).await;
        let secret = shown.unwrap().unwrap().secret;
        let code = app_code(&secret, self.now());
        crate::second_factor::staff::confirm(self, &member, &code)
            .await
            .unwrap();
        (id, secret)
    }

    /// What stands in the staff cookie of a new member with this role, just signed in.
    pub async fn staff_token(&self, role: Role) -> Token {
        let short = format!("{}-{}", role.as_str(), &self.new_token().expose()[..6]);
        let short = short.to_ascii_lowercase().replace('_', "x");
        self.add_member(&short, role).await;
        let browser = self.visitor(&short);
        let email = format!("{short}@clinic.example");
        crate::staff_log_in::log_in(&self.clinic, &browser, &email, PASSWORD)
            .await
            .unwrap()
            .signed_in()
            .unwrap()
            .session
    }

    /// A signed-in member with this role.
    pub async fn signed_in_member(&self, role: Role) -> Member {
        let token = self.staff_token(role).await;
        self.member(token.expose()).await.unwrap()
    }

    /// Gives a member another role.
    pub async fn set_role(&self, member: StaffId, role: Role) {
        let mut work = self.begin(&self.system_job()).await.unwrap();
        store::staff::update_role(&mut work, member, role)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// Ends a member's access to the clinic.
    pub async fn disable_member(&self, member: StaffId) {
        let mut work = self.begin(&self.system_job()).await.unwrap();
        let now = work.now();
        store::staff::disable_staff(&mut work, member, now)
            .await
            .unwrap();
        work.commit().await.unwrap();
    }

    /// A signed-in member with this role, whose permission `P` is asked for.
    ///
    /// # Errors
    /// `Forbidden` if the role lacks it.
    pub async fn staff_with<P: can::Permission>(&self, role: Role) -> Result<Staff<P>, Failure> {
        let token = self.staff_token(role).await;
        self.staff(token.expose()).await
    }
}

/// What an authenticator app with this secret shows at that time; blanks don't matter.
pub fn app_code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(at.as_second().try_into().unwrap())
        .to_string()
}

/// [`ADDRESS`].
fn here() -> IpAddr {
    ADDRESS.parse().unwrap()
}

/// What in the database of this file breaks a promise; empty if all is well. Nobody may
/// be serving it.
pub async fn broken_promises(file: &Path) -> Vec<String> {
    let address = format!("sqlite:{}", file.display());
    let now = crate::clock::SystemClock.now();
    store::testing::broken_promises(&address, now)
        .await
        .unwrap()
}

/// Changes the audit in the database of this file, which nobody may be serving; the row.
pub async fn forge_audit(file: &Path, forged: Forged) -> i64 {
    let address = format!("sqlite:{}", file.display());
    store::testing::forge_audit(&address, forged).await.unwrap()
}

fn with_cost(store: &TestStore, clock: &Arc<TestClock>, cost: Cost, seed: u64) -> Clinic {
    let clock: Arc<TestClock> = Arc::clone(clock);
    Clinic::new(Parts {
        store: (**store).clone(),
        clock,
        rng: Arc::new(SeededRng::new(seed)),
        passwords: Passwords::new(cost, 2).unwrap(),
        origin: String::from("http://127.0.0.1:3000"),
    })
}

/// An address.
pub fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A name.
pub fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

/// "ana" becomes "Ana Example".
fn full_name(short: &str) -> String {
    let mut letters = short.chars();
    let first = letters
        .next()
        .map(|c| c.to_ascii_uppercase())
        .unwrap_or_default();
    format!("{first}{} Example", letters.as_str())
}
