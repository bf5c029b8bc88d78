use super::*;

fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
    let mut headers = HeaderMap::new();
    for value in forwarded {
        headers.append(FORWARDED_FOR, value.parse().unwrap());
    }
    let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
    let found = resolve(peer.parse().unwrap(), &headers, &trusted);
    assert_eq!(
        found.to_string(),
        expected,
        "{peer} {forwarded:?} {trusted:?}"
    );
}

#[test]
fn without_trusted_proxies_the_header_means_nothing() {
    check("192.0.2.7", &["203.0.113.9"], &[], "192.0.2.7");
    check("192.0.2.7", &["203.0.113.9"], &["10.0.0.0/8"], "192.0.2.7");
}

#[test]
fn the_right_most_hop_that_is_not_ours_counts() {
    let ours = ["10.0.0.0/8", "127.0.0.1/32"];
    check("127.0.0.1", &["203.0.113.9"], &ours, "203.0.113.9");
    check(
        "127.0.0.1",
        &["198.51.100.1, 203.0.113.9, 10.1.1.1"],
        &ours,
        "203.0.113.9",
    );
    check(
        "127.0.0.1",
        &["198.51.100.1", "203.0.113.9", "10.1.1.1"],
        &ours,
        "203.0.113.9",
    );
    check("127.0.0.1", &["203.0.113.9:4711"], &ours, "203.0.113.9");
    check("127.0.0.1", &["[2001:db8::1]:4711"], &ours, "2001:db8::1");
    check("127.0.0.1", &["[2001:db8::1]"], &ours, "2001:db8::1");
    check("127.0.0.1", &["::ffff:203.0.113.9"], &ours, "203.0.113.9");
}

#[test]
fn a_forged_or_broken_header_never_hides_the_nearest_hop() {
    let ours = ["10.0.0.0/8"];
    check("10.0.0.1", &[], &ours, "10.0.0.1");
    check("10.0.0.1", &[""], &ours, "10.0.0.1");
    check("10.0.0.1", &["203.0.113.9, unknown"], &ours, "10.0.0.1");
    check(
        "10.0.0.1",
        &["1.1.1.1, nonsense, 10.0.0.2"],
        &ours,
        "10.0.0.2",
    );
    check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], &ours, "10.0.0.3");
}
