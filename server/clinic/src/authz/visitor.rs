//! A browser that nobody needs to be signed in at.

use std::net::IpAddr;

use domain::device::Device;
use jiff::Timestamp;

use super::address::AddressKey;
use super::witness::{Actor, Witness};
use crate::failure::Failure;
use crate::token::{Token, hash};

/// What is stored of a visitor's cookie.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VisitorKey(pub [u8; 32]);

/// Anyone, told apart by their visitor cookie; limits count by it and by the address.
///
/// A browser in which somebody has logged in keeps a second token, also after signing
/// out. It opens nothing; it only keeps the browser from being counted as a stranger.
#[must_use]
pub struct Visitor {
    key: VisitorKey,
    address_key: AddressKey,
    known: Option<Token>,
    device: Device,
}

impl Visitor {
    pub(super) fn new(token: &str, address: IpAddr, now: Timestamp) -> Self {
        Self {
            key: VisitorKey(hash(token)),
            address_key: AddressKey::of(address, now),
            known: None,
            device: Device::default(),
        }
    }

    /// The same browser, with what it keeps since somebody logged in there; a text that
    /// can't be a token of ours counts as none.
    pub fn with_known(self, token: Option<&str>) -> Self {
        Self {
            known: token.and_then(Token::from_cookie),
            ..self
        }
    }

    /// The same browser, with what it says of itself. Two words of that are kept where
    /// somebody logs in.
    pub fn with_user_agent(self, header: Option<&str>) -> Self {
        Self {
            device: header.map(Device::of_user_agent).unwrap_or_default(),
            ..self
        }
    }

    /// What it is, as far as it says.
    #[must_use]
    pub fn device(&self) -> Device {
        self.device
    }

    /// Tells browsers apart.
    #[must_use]
    pub fn key(&self) -> VisitorKey {
        self.key
    }

    /// Tells network addresses apart, until midnight UTC.
    #[must_use]
    pub fn address_key(&self) -> AddressKey {
        self.address_key
    }

    /// What the browser keeps since somebody logged in there, if anybody has.
    pub(crate) fn known(&self) -> Option<&Token> {
        self.known.as_ref()
    }

    /// Its hash.
    pub(crate) fn known_hash(&self) -> Option<[u8; 32]> {
        self.known.as_ref().map(Token::hash)
    }
}

impl Witness for Visitor {
    fn actor(&self) -> Actor {
        Actor::Visitor
    }

    fn address(&self) -> Option<AddressKey> {
        Some(self.address_key)
    }

    async fn check_again<R: store::Reads>(&self, _: &mut R, _: Timestamp) -> Result<(), Failure> {
        Ok(())
    }
}
