//! The links of an invitation: hashes, and how whoever has one came by it.

use domain::id::InvitationId;
use domain::invitation::LinkMade;
use jiff::Timestamp;

use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub(super) const INSERT: &str = "INSERT INTO invitation_link (token_hash, invitation_id, made, created_at) \
     VALUES ($1, $2, $3, $4)";

/// Gives an invitation one more link.
///
/// # Errors
/// Those of the database.
pub async fn insert_link(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    invitation: InvitationId,
    made: LinkMade,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(token_hash.as_slice())
            .bind(Id(invitation))
            .bind(Word(made))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: invitation_link_invitation.
pub(super) const END: &str = "UPDATE invitation_link SET ended_at = $2 \
     WHERE invitation_id = $1 AND ended_at IS NULL";

/// Ends every link that an invitation has so far.
///
/// # Errors
/// Those of the database.
pub async fn end_links(
    tx: &mut Tx,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(END).bind(Id(invitation)).bind(At(now)).execute)?;
    Ok(())
}

// Index: invitation_link_invitation.
pub(super) const END_MAILED: &str = "UPDATE invitation_link SET ended_at = $2 \
     WHERE invitation_id = $1 AND made = 'mailed' AND ended_at IS NULL";

/// Ends the links that were mailed so far.
///
/// # Errors
/// Those of the database.
pub async fn end_mailed_links(
    tx: &mut Tx,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_MAILED).bind(Id(invitation)).bind(At(now)).execute
    )?;
    Ok(())
}

// Index: primary key.
pub(super) const IS_OF: &str = "SELECT EXISTS (SELECT 1 FROM invitation_link \
     WHERE token_hash = $1 AND invitation_id = $2 AND ended_at IS NULL)";

/// Whether a link is one that an invitation has now.
///
/// # Errors
/// Those of the database.
pub async fn is_link_of(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    invitation: InvitationId,
) -> Result<bool, StoreError> {
    on_db!(
        db,
        query_scalar(IS_OF)
            .bind(token_hash.as_slice())
            .bind(Id(invitation))
            .fetch_one
    )
}
