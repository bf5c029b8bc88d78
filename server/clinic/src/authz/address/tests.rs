use super::*;

fn key(address: &str, now: &str) -> AddressKey {
    AddressKey::of(address.parse().unwrap(), now.parse().unwrap())
}

const MORNING: &str = "2026-03-10T08:00:00Z";

#[test]
fn one_ipv6_network_counts_as_one_address() {
    assert!(key("2001:db8:1:2::1", MORNING) == key("2001:db8:1:2:ffff::9", MORNING));
    assert!(key("2001:db8:1:2::1", MORNING) != key("2001:db8:1:3::1", MORNING));
}

#[test]
fn an_ipv4_address_is_the_same_in_ipv6_clothes() {
    assert!(key("192.0.2.7", MORNING) == key("::ffff:192.0.2.7", MORNING));
    assert!(key("192.0.2.7", MORNING) != key("192.0.2.8", MORNING));
}

#[test]
fn an_address_can_be_followed_for_a_day_only() {
    assert!(key("192.0.2.7", MORNING) == key("192.0.2.7", "2026-03-10T23:59:59Z"));
    assert!(key("192.0.2.7", MORNING) != key("192.0.2.7", "2026-03-11T00:00:00Z"));
}
