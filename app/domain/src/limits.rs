//! Every bound in the system, named with its unit.
//!
//! A bound that a clinic may change is a setting of the clinic, and the values
//! here are its default and its extremes.

/// How long a chosen time is kept for a visitor.
pub const HOLD_MINUTES: i64 = 10;
/// How much longer one "keep it for me" makes it; once for each hold.
pub const HOLD_EXTENSION_MINUTES: i64 = 5;
/// How long before a hold's end its visitor is told.
pub const HOLD_WARNING_SECONDS: i64 = 120;
/// Holds that one visitor may take in an hour.
pub const HOLDS_PER_VISITOR_PER_HOUR: i64 = 20;
/// Live holds of visitors who are not signed in, for each network address.
pub const LIVE_HOLDS_PER_ADDRESS: i64 = 5;

/// Live holds for one patient, from all their browsers together.
pub const LIVE_HOLDS_PER_PATIENT: i64 = 5;

/// How long booking, cancelling and moving can be taken back, and mail about them waits.
pub const GRACE_MINUTES: i64 = 3;

/// How often a patient may move an appointment.
pub const MOVES_MAX: u32 = 3;
/// How long before its start a patient can be said to be there.
pub const ARRIVAL_HOURS_BEFORE: i64 = 12;
/// Longest time as staff type it, such as `wednesday 12 september 10:15 am`.
pub const TYPED_TIME_CHARS_MAX: usize = 40;
/// Longest reason for an exception.
pub const REASON_CHARS_MAX: usize = 300;

/// How long a code sent by mail works.
pub const CODE_MINUTES: i64 = 15;
/// Wrong codes before all codes of that browser and address stop working.
pub const CODE_TRIES: i64 = 5;
/// Codes sent to one address in an hour.
pub const CODES_PER_ADDRESS_PER_HOUR: i64 = 5;
/// Wrong codes for one address in an hour, in one browser.
pub const CODE_GUESSES_PER_BROWSER_PER_HOUR: i64 = 20;
/// Codes asked for from one network in an hour; a whole family or office sits behind one.
pub const CODES_PER_NETWORK_PER_HOUR: i64 = 30;
/// How long both addresses have to confirm that an account changes from one to the other.
pub const EMAIL_CHANGE_HOURS: i64 = 24;
/// Changes of its address that one account may ask for in an hour.
pub const EMAIL_CHANGES_PER_HOUR: i64 = 5;
/// How long the old address can take such a change back.
pub const EMAIL_REVERT_DAYS: i64 = 7;
/// How long typed details wait for their address to be proven.
pub const SIGN_UP_HOURS: i64 = 48;

/// A patient's session ends after this long without a request.
pub const SESSION_IDLE_MINUTES: i64 = 30;
/// A patient's session ends after this long in any case.
pub const SESSION_HOURS: i64 = 12;
/// How long after a proof of who they are somebody may change how their account is
/// logged in to.
pub const PROOF_MINUTES: i64 = 15;
/// A staff session ends after this long without a request of the person.
pub const STAFF_SESSION_IDLE_MINUTES: i64 = 15;
/// A staff session ends after this long in any case.
pub const STAFF_SESSION_HOURS: i64 = 12;
/// Wrong passwords for one log-in from one browser and address before each further try waits.
pub const TRIES_FROM_ONE_PLACE: i64 = 5;
/// Wrong passwords from one network before each further try waits.
pub const TRIES_FROM_ONE_NETWORK: i64 = 30;
/// Wrong passwords for one log-in, from browsers in which it was never used, before each
/// further try of a stranger waits.
pub const TRIES_BY_STRANGERS: i64 = 20;
/// The longest such wait of one browser or network.
pub const TRIES_WAIT_SECONDS: i64 = 900;
/// The longest such wait that strangers can cause for the owner themself.
pub const TRIES_WAIT_BY_STRANGERS_SECONDS: i64 = 60;
/// How long the second factor is waited for once the first was right.
pub const HALF_LOG_IN_MINUTES: i64 = 10;
/// Wrong second factors before such a log-in begins anew.
pub const HALF_LOG_IN_TRIES: i64 = 5;
/// Wrong second factors for one log-in, from browsers in which it was never used, before each
/// further try of a stranger waits. Whoever tries one has the password, or reads the mail.
pub const SECOND_FACTORS_BY_STRANGERS: i64 = 10;
/// The longest such wait.
pub const SECOND_FACTORS_WAIT_BY_STRANGERS_SECONDS: i64 = 300;
/// Recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// How long a new set of recovery codes is shown.
pub const RECOVERY_CODES_SHOWN_MINUTES: u64 = 10;
/// How long a secret is shown for an authenticator app before it must be begun anew.
pub const SECOND_FACTOR_SET_UP_MINUTES: i64 = 30;
/// Longest text that is taken in place of a second factor.
pub const SECOND_FACTOR_CHARS_MAX: usize = 40;
/// How long a set-password link for staff works.
pub const STAFF_LINK_HOURS: i64 = 72;

/// How long a mailed link to set a new password works.
pub const RECOVERY_MINUTES: i64 = 60;
/// Passwords hashed for sign-ups from one network in an hour; each costs time and memory.
pub const SIGN_UP_PASSWORDS_PER_NETWORK_PER_HOUR: i64 = 30;

/// How long an invitation to a patient's portal works, unless the clinic says otherwise.
pub const INVITATION_DAYS: u32 = 7;
/// The shortest and the longest that a clinic may say.
pub const INVITATION_DAYS_MIN: u32 = 1;
/// The same.
pub const INVITATION_DAYS_MAX: u32 = 30;
/// Wrong answers to its second check before an invitation is locked.
pub const INVITATION_TRIES: u32 = 5;
/// How often one invitation is mailed in a day.
pub const INVITATION_SENDS_PER_DAY: i64 = 5;
/// How many invitations one member of staff mails in a minute, one by one.
pub const INVITATION_SENDS_PER_STAFF_PER_MINUTE: i64 = 3;
/// How many invitations one account mails in an hour.
pub const INVITATION_SENDS_PER_ACCOUNT_PER_HOUR: i64 = 10;
/// How many invitations go to one address in a day, for all patients together.
pub const INVITATION_SENDS_PER_ADDRESS_PER_DAY: i64 = 20;
/// How often whoever holds a link may ask for a new one in an hour.
pub const INVITATION_ASKS_PER_HOUR: i64 = 3;
/// Refused acceptances of one invitation that staff hear of.
pub const INVITATION_REFUSALS_PER_HOUR: i64 = 3;
/// News of invitations that the dashboard shows.
pub const INVITATION_NEWS_LISTED: i64 = 50;
/// How long the link works by which somebody who signed up says whether they have been here.
pub const QUESTION_DAYS: i64 = 14;
/// How often they are asked about one sign-up in a day.
pub const QUESTIONS_PER_REGISTRATION_PER_DAY: i64 = 3;
/// How often one account is asked in a day, about everybody whom it signed up.
pub const QUESTIONS_PER_ACCOUNT_PER_DAY: i64 = 10;
/// Questions, asked of those who wait, that are read for the queue.
pub const QUESTIONS_READ: i64 = 1_000;
/// Longest message of the clinic to those who can't sign up.
pub const REGISTRATION_MESSAGE_CHARS_MAX: usize = 300;
/// The youngest age at which a clinic may change what guardians may do.
pub const AGE_STEP_YEARS_MIN: u8 = 1;
/// The oldest.
pub const AGE_STEP_YEARS_MAX: u8 = 25;
/// The most rows of the table that says so.
pub const AGE_STEPS_MAX: usize = 6;
/// Guardians' accesses that are read to say how many patients another table would concern.
pub const AGE_CONCERNED_READ: i64 = 20_000;
/// How many days before a birthday that changes what guardians may do they are told, and the
/// patient; the last time on the day.
pub const BIRTHDAY_WARNING_DAYS: [u8; 4] = [60, 30, 7, 0];
/// How many days after it they are told still, if nothing ran on the day.
pub const BIRTHDAY_LATE_DAYS: u8 = 7;
/// The hour of the clinic's day before which no such mail leaves.
pub const BIRTHDAY_MAIL_HOUR: i8 = 8;
/// Such birthdays that the dashboard shows.
pub const BIRTHDAYS_LISTED: i64 = 10;
/// How many days before the last day of an access both sides are told; the last time on the day.
pub const LAST_DAY_WARNING_DAYS: [u8; 3] = [30, 7, 0];
/// Such accesses that the dashboard shows.
pub const ENDINGS_LISTED: i64 = 10;

/// Accesses that nobody has used for long: how many one page shows, and the most that the
/// dashboard counts. After how many months stands with the clinic.
pub const UNUSED_LISTED: i64 = 50;
/// Longest note of the document that says that legal guardianship goes on.
pub const GUARDIANSHIP_NOTE_CHARS_MAX: usize = 300;

/// People whom one account looks after.
pub const LOOKED_AFTER_MAX: usize = 20;
/// People whom one account may add in a day.
pub const ADDED_PER_ACCOUNT_PER_DAY: i64 = 8;

/// Shortest password.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password; longer ones would only cost hashing time.
pub const PASSWORD_CHARS_MAX: usize = 200;
/// Longest name.
pub const NAME_CHARS_MAX: usize = 200;
/// Longest e-mail address (RFC 5321, 4.5.3.1.3, without the angle brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest phone number as typed.
pub const PHONE_CHARS_MAX: usize = 40;
/// Longest note to the practitioner.
pub const NOTE_CHARS_MAX: usize = 1_000;

/// Refusals of one account or member of staff that the audit records in an hour, one by one.
pub const REFUSALS_RECORDED_PER_HOUR: i64 = 20;

/// Oldest birth year that is taken for real.
pub const BIRTH_YEAR_MIN: i16 = 1_900;
/// Youngest age that may book for themself.
pub const SELF_BOOKING_AGE_YEARS: i16 = 16;

/// Times are multiples of this.
pub const QUANTUM_MINUTES: i64 = 5;
/// Times shown on the page are this far apart unless the service says otherwise.
pub const SLOT_STEP_MINUTES: i64 = 15;

/// Longest visit that a service can have; how far back one can reach into a time.
pub const VISIT_MINUTES_MAX: i64 = 12 * 60;
/// Longest rest before or after a visit.
pub const BUFFER_MINUTES_MAX: i64 = 4 * 60;

/// How many people can have their visits booked in one go.
pub const TOGETHER_PEOPLE_MAX: usize = 4;
/// A visit that begins at most so long after another one, and the rest between them, comes
/// right after it.
pub const TOGETHER_GAP_MINUTES: u32 = 15;
/// Searches for such times that one account makes in an hour.
pub const TOGETHER_SEARCHES_PER_HOUR: i64 = 120;
/// Choices of times for such visits that a page shows.
pub const TOGETHER_SHOWN: usize = 9;

/// Upcoming appointments of one patient.
pub const UPCOMING_PER_PATIENT: i64 = 10;
/// Upcoming appointments that one account has booked, for everybody it books for.
pub const UPCOMING_PER_ACCOUNT: i64 = 30;
/// Upcoming appointments of one patient at a service for first visits. A clinic may give
/// any service a number of its own.
pub const UPCOMING_FIRST_VISITS: i64 = 2;

/// Largest form body; the longest honest form is under 8 KiB.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// How long a form that could not be taken keeps what was typed.
pub const KEPT_FORM_MINUTES: u64 = 15;

/// Browsers that the list of where somebody is logged in shows.
pub const BROWSERS_LISTED: i64 = 50;
/// Appointments that one list shows.
pub const APPOINTMENTS_LISTED: i64 = 100;
/// Longest text that is taken in place of a birth date.
pub const BORN_CHARS_MAX: usize = 40;
/// Longest line of an address, and longest pronouns.
pub const LINE_CHARS_MAX: usize = 120;
/// Longest text that a search takes.
pub const SEARCH_CHARS_MAX: usize = 200;
/// Words, dates and numbers that one search takes.
pub const SEARCH_TERMS_MAX: usize = 6;
/// Entries of the index that a search reads for one of its words. Who stands behind them is
/// not found until more is typed, and the page says so.
pub const SEARCH_ENTRIES_READ: i64 = 2_000;
/// Patients that a search shows.
pub const SEARCH_SHOWN: i64 = 50;
/// Patients on one page of the list.
pub const PATIENTS_PER_PAGE: i64 = 50;
/// Past visits on one page of a patient.
pub const VISITS_PER_PAGE: i64 = 20;
/// Merges on one page of their list.
pub const MERGES_PER_PAGE: i64 = 50;
/// Events on one page of a patient's history.
pub const EVENTS_PER_PAGE: i64 = 50;
/// Patients who are invited to the portal at once.
pub const BULK_INVITES_MAX: i64 = 500;
/// Of those, how many are invited before a pause, so that mail servers don't take fright.
pub const BULK_INVITES_AT_A_TIME: i64 = 10;
/// That pause.
pub const BULK_INVITES_PAUSE_SECONDS: i64 = 5;
/// Lines on one page of a patient's access diary.
pub const DIARY_LINES_PER_PAGE: i64 = 25;
/// Lines of history that an appointment's page shows.
pub const EVENTS_LISTED: i64 = 50;
/// Pairs of profiles that may be one person, on one page of their list.
pub const DUPLICATES_PER_PAGE: i64 = 20;
/// The likeliest partners that are kept of one profile.
pub const DUPLICATES_PER_PROFILE: usize = 50;
/// Profiles whose pairs are found in one go, while others may wait for a reader.
pub const DUPLICATES_AT_A_TIME: i64 = 20;
/// Accesses, and invitations, that a patient's page of portal accounts shows.
pub const PORTAL_ACCOUNTS_LISTED: i64 = 200;
/// Registrations that the dashboard shows.
pub const REGISTRATIONS_LISTED: i64 = 200;
/// Registrations that Today shows; the others stand on a page of their own.
pub const REGISTRATIONS_ON_TODAY: usize = 3;
/// Registrations that are compared with all profiles for one page; the others wait for that
/// until these are done.
pub const REGISTRATIONS_COMPARED: usize = 20;
/// How long a look at a registration's page tells others that somebody works on it.
pub const AT_WORK_MINUTES: i64 = 5;
/// How many of the queue are asked which of them nobody else works on.
pub const NEXT_LOOKED_AT: usize = 10;
/// Who is known to be somebody else, as many as are left out of a person's matches.
pub const DIFFERENT_KNOWN: i64 = 200;
/// The likeliest profiles of somebody among which the first that may be offered is looked for.
pub const MATCHES_COMPARED: usize = 5;
/// Mails that need a look, as many as the dashboard shows.
pub const NEEDS_A_LOOK_LISTED: i64 = 50;

/// Tries of an undeliverable mail before staff are asked to look.
pub const MAIL_TRIES: i64 = 8;

const _: () = assert!(HOLD_MINUTES + HOLD_EXTENSION_MINUTES <= CODE_MINUTES);
const _: () = assert!(SLOT_STEP_MINUTES % QUANTUM_MINUTES == 0);
const _: () = assert!(GRACE_MINUTES < HOLD_MINUTES);
// A hold has four places, and the last two bits of a press say for whom it is.
const _: () = assert!(TOGETHER_PEOPLE_MAX <= 4);
const _: () =
    assert!(INVITATION_DAYS_MIN <= INVITATION_DAYS && INVITATION_DAYS <= INVITATION_DAYS_MAX);
const _: () = assert!(NOTE_CHARS_MAX * 4 < FORM_BYTES_MAX);
