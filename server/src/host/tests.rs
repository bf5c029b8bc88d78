use super::*;

fn check(uri: &str, hosts: &[&str], expected: Option<&str>) {
    let mut headers = HeaderMap::new();
    for host in hosts {
        headers.append(HOST, host.parse().unwrap());
    }
    let uri: Uri = uri.parse().unwrap();
    assert_eq!(asked_for(&uri, &headers), expected, "{uri} {hosts:?}");
}

#[test]
fn exactly_one_host_counts() {
    check("/", &["book.example.org"], Some("book.example.org"));
    check("http://book.example.org/", &[], Some("book.example.org"));
    check(
        "http://book.example.org/",
        &["book.example.org"],
        Some("book.example.org"),
    );
    check("/", &[], None);
    check("/", &["book.example.org", "evil.example"], None);
    check("http://evil.example/", &["book.example.org"], None);
}
