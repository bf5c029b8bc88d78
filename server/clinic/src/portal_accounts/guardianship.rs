//! Legal guardianship that goes on past the age at which others lose their access: staff say
//! by which document they know it.

use domain::access::{Basis, EndedBy, Relation, WithAge};
use domain::audit::Action;
use domain::id::{AccessId, PatientId};
use domain::limits;
use domain::person::{Invalid, parse_reason};
use store::access::{self as rows, Guardianship, Seen};

use super::change::find;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::warnings;

/// What staff saw.
#[derive(Clone)]
pub struct Document {
    /// On what ground the guardian acts.
    pub basis: Basis,
    /// Which document says so, in a few words.
    pub note: String,
}

/// Without the note.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("basis", &self.basis)
            .finish_non_exhaustive()
    }
}

/// The guardianship by which an access goes on, for the page of its rights. That page is
/// recorded already.
///
/// # Errors
/// What the witness lacks by now.
pub async fn guardianship(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    id: AccessId,
) -> Result<Option<Guardianship>, Failure> {
    let mut look = clinic.read(who).await?;
    Ok(rows::find_guardianship(&mut *look, id).await?)
}

/// Lets a guardian's access go on whatever the patient's age, also where age has ended it. A
/// second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid` of `ground` and `document`.
pub async fn continue_guardianship(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
    document: &Document,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = continue_within(&mut work, who, (patient, id), document).await;
    work.settle(outcome).await
}

async fn continue_within(
    work: &mut Work,
    who: &Staff<can::InviteUsers>,
    (patient, id): (PatientId, AccessId),
    document: &Document,
) -> Result<(), Failure> {
    let (now, found) = (work.now(), find(work, patient, id).await?.listed.held);
    if found.terms.relation == Relation::Myself {
        return Err(Failure::NotFound);
    }
    if !Basis::PAST_CHILDHOOD.contains(&document.basis) {
        return Err(Failure::field("ground", Invalid::NotAChoice));
    }
    let note = parse_reason(&document.note, limits::GUARDIANSHIP_NOTE_CHARS_MAX)
        .map_err(|invalid| Failure::field("document", invalid))?;
    let note = note.as_str();
    if found.with_age == WithAge::Continues {
        let known = rows::find_guardianship(&mut **work, id).await?;
        let same = known.is_some_and(|known| known.note.as_deref() == Some(note));
        if same && found.terms.basis == Some(document.basis) {
            return Ok(());
        }
    }
    let seen = Seen {
        basis: document.basis,
        note,
        by: who.staff_id(),
        at: now,
    };
    if !rows::put_guardianship(work, id, seen).await? {
        return Err(Failure::NotFound);
    }
    warnings::look_again(work).await?;
    let detail = format!("{id} {}", document.basis.as_str());
    work.record(Action::AccessGuardianship.as_str(), &detail, &[patient])
        .await
}

/// Lets the patient's age count for an access again. A second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn end_guardianship(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let found = find(&mut work, patient, id).await?.listed;
        if !rows::end_guardianship(&mut work, id).await? {
            return Ok(());
        }
        warnings::look_again(&mut work).await?;
        let now = work.now();
        let today = crate::rights::Today::at(&mut *work, now).await?;
        let held = rows::Held {
            with_age: WithAge::Changes,
            ..found.held
        };
        let of_age = held.born_on.is_some_and(|born| today.is_of_age(born));
        let gone = today.rights(&held).abilities.is_empty();
        // Given or confirmed since the patient came of age, it outlives every step; but nobody
        // has said that it stands on anything else than the guardianship.
        if of_age && !gone {
            rows::end_access(&mut work, id, EndedBy::Age, now).await?;
        }
        if of_age || gone {
            crate::family::let_go(&mut work, found.account, patient).await?;
        }
        let detail = format!("{id} ends");
        work.record(Action::AccessGuardianship.as_str(), &detail, &[patient])
            .await
    }
    .await;
    work.settle(outcome).await
}
