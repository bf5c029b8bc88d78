//! Signed-in members of staff, and what their role lets them do.

use std::marker::PhantomData;
use std::net::IpAddr;

use domain::id::{SessionId, StaffId};
use domain::limits;
use domain::person::PersonName;
use domain::role::{Permission as Named, Role};
use jiff::Timestamp;
use store::session::LiveSince;

use super::Clinic;
use super::address::AddressKey;
use super::can::Permission;
use super::session::{is_due, since, unless_full};
use super::witness::{Actor, Witness};
use crate::failure::Failure;
use crate::token;

/// A signed-in member of staff, whatever their role.
#[must_use]
pub struct Member {
    staff: StaffId,
    session: SessionId,
    address: AddressKey,
    full_name: PersonName,
    role: Role,
}

/// A signed-in member of staff whose role has permission `P`.
#[must_use]
pub struct Staff<P> {
    member: Member,
    permission: PhantomData<fn() -> P>,
}

impl Member {
    /// Who it is.
    #[must_use]
    pub fn staff_id(&self) -> StaffId {
        self.staff
    }

    /// The signed-in browser.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session
    }

    /// Their name.
    #[must_use]
    pub fn full_name(&self) -> &PersonName {
        &self.full_name
    }

    /// Their role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether a link may be shown to them. Not a check: that is [`Clinic::staff`].
    #[must_use]
    pub fn may(&self, permission: Named) -> bool {
        self.role.may(permission)
    }
}

impl<P> Staff<P> {
    /// Who it is.
    #[must_use]
    pub fn staff_id(&self) -> StaffId {
        self.member.staff
    }

    /// Their role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.member.role
    }

    /// The same person without the permission.
    pub fn member(&self) -> &Member {
        &self.member
    }
}

fn live_since(now: Timestamp) -> LiveSince {
    since(
        now,
        limits::STAFF_SESSION_IDLE_MINUTES,
        limits::STAFF_SESSION_HOURS,
    )
}

impl Witness for Member {
    fn actor(&self) -> Actor {
        Actor::Staff(self.staff)
    }

    fn address(&self) -> Option<AddressKey> {
        Some(self.address)
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let live = store::staff::find_live_session(db, self.session, live_since(now)).await?;
        live.map(|_| ()).ok_or(Failure::Unauthenticated)
    }
}

impl<P: Permission> Witness for Staff<P> {
    fn actor(&self) -> Actor {
        Actor::Staff(self.member.staff)
    }

    fn address(&self) -> Option<AddressKey> {
        Some(self.member.address)
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let session = self.member.session;
        match store::staff::find_live_session(db, session, live_since(now)).await? {
            None => Err(Failure::Unauthenticated),
            Some(role) if role.may(P::PERMISSION) => Ok(()),
            Some(_) => Err(Failure::Forbidden),
        }
    }
}

impl Clinic {
    /// The member of staff who is signed in with this token, and asks from this network
    /// address.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is unknown or the session has ended, is idle or
    /// too old, or the member was disabled.
    pub async fn member(&self, staff_token: &str, address: IpAddr) -> Result<Member, Failure> {
        let now = self.now();
        let hash = token::hash(staff_token);
        let mut db = self.shared.store.glance().await?;
        let found = store::staff::find_staff_session(&mut db, &hash, live_since(now)).await?;
        drop(db);
        let Some(found) = found else {
            return Err(Failure::Unauthenticated);
        };
        if is_due(found.seen_at, now) {
            let touched = async {
                let mut tx = self.shared.store.begin().await?;
                store::staff::touch_session(&mut tx, found.id, now).await?;
                tx.commit().await
            };
            unless_full(touched.await)?;
        }
        Ok(Member {
            staff: found.staff,
            session: found.id,
            address: AddressKey::of(address, now),
            full_name: found.full_name,
            role: found.role,
        })
    }

    /// Whose session it is, as [`Self::account_of`] says it of accounts.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn staff_of(&self, staff_token: &str) -> Result<Option<StaffId>, Failure> {
        let (hash, since) = (token::hash(staff_token), live_since(self.now()));
        let mut db = self.shared.store.glance().await?;
        let found = store::staff::find_staff_session(&mut db, &hash, since).await?;
        Ok(found.map(|found| found.staff))
    }

    /// The signed-in member of staff, if their role has permission `P`.
    ///
    /// # Errors
    /// As [`Self::member`], and `Forbidden` when the role lacks it.
    pub async fn staff<P: Permission>(
        &self,
        staff_token: &str,
        address: IpAddr,
    ) -> Result<Staff<P>, Failure> {
        let member = self.member(staff_token, address).await?;
        if member.role.may(P::PERMISSION) {
            Ok(Staff {
                member,
                permission: PhantomData,
            })
        } else {
            Err(Failure::Forbidden)
        }
    }
}
