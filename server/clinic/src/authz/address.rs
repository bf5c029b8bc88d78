//! Network addresses, as far as they are kept: told apart for a day, never written down.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::token::hash_parts;

/// Tells network addresses apart for a day, without keeping them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressKey(pub [u8; 32]);

impl AddressKey {
    /// A household or an office has one IPv4 address, but 2⁶⁴ of IPv6: those count as one.
    pub(super) fn of(address: IpAddr, now: Timestamp) -> Self {
        let day = now.to_zoned(TimeZone::UTC).date().to_string();
        let network = match address.to_canonical() {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
        };
        Self(hash_parts(&[
            b"kith network address",
            day.as_bytes(),
            &network,
        ]))
    }
}

#[cfg(test)]
mod tests;
