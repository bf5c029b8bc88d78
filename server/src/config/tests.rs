use clap::Parser;

use super::*;
use crate::cli::Cli;

fn settings(flags: &[&str]) -> Settings {
    let words = std::iter::once("kith").chain(flags.iter().copied());
    Cli::try_parse_from(words).unwrap().settings
}

fn load(flags: &[&str]) -> Result<Config, ConfigError> {
    Config::load(&settings(flags), std::iter::empty())
}

fn refused(flag: &str, value: &str) -> String {
    let error = load(&[&format!("{flag}={value}")]).unwrap_err();
    let line = error.to_string();
    assert!(!line.contains('\n'), "{line}");
    line
}

#[test]
fn the_defaults_are_good() {
    let config = load(&[]).unwrap();
    assert_eq!(config.origin.as_str(), "http://127.0.0.1:3000");
    assert_eq!(config.site_addr.port(), 3000);
    assert!(config.smtp.is_none());
    config.check_demo().unwrap();
}

#[test]
fn each_bad_value_names_its_variable() {
    for (flag, variable, values) in [
        (
            "--origin",
            "KITH_ORIGIN",
            &[
                "",
                "book.example.org",
                "ftp://example.org",
                "http://book.example.org",
                "https://book.example.org/",
                "https://book.example.org/kith",
                "https://book.example.org?x",
                "https://ana@book.example.org",
                "https://:443",
                "https://book.example.org:",
                "https://book.example.org:0",
                "https://book.example.org:99999",
                "https://bücher.example.org",
                "http://127.0.0.1.example.org",
            ][..],
        ),
        (
            "--smtp-url",
            "KITH_SMTP_URL",
            &[
                "",
                "mail.example.org",
                "http://mail.example.org",
                "smtp://",
                "smtp://host:0",
                "smtp://host:",
                "smtp://a:b@host:99999",
            ],
        ),
        (
            "--trusted-proxies",
            "KITH_TRUSTED_PROXIES",
            &["", "proxy", "10.0.0.0/33", "10.0.0.1,", "0.0.0.0/0", "::/0"],
        ),
        (
            "--database-url",
            "DATABASE_URL",
            &[
                "",
                "data/kith.db",
                "sqlite:",
                "sqlite::memory:",
                "sqlite:a.db?mode=ro",
                "postgres://x",
                "mysql://x",
            ],
        ),
        (
            "--site-addr",
            "LEPTOS_SITE_ADDR",
            &["", "3000", "localhost:3000", "127.0.0.1", "127.0.0.1:70000"],
        ),
        ("--log", "KITH_LOG", &["", "server=loud"]),
        ("--data-dir", "KITH_DATA_DIR", &[""]),
        ("--site-root", "LEPTOS_SITE_ROOT", &[""]),
        ("--site-pkg-dir", "LEPTOS_SITE_PKG_DIR", &["", "a/b", ".."]),
    ] {
        for value in values {
            let line = refused(flag, value);
            assert!(
                line.starts_with(&format!("{variable} ")),
                "{flag}={value}: {line}"
            );
            assert!(line.contains(&format!("example: {variable}=")), "{line}");
        }
    }
}

#[test]
fn good_values_are_taken_and_tidied() {
    let config = load(&[
        "--origin=HTTPS://Book.Example.ORG:443",
        "--trusted-proxies=127.0.0.1, 10.1.2.3/8,2001:db8::/32",
        "--smtp-url=smtps://name:pass%40word@mail.example.org:465",
        "--site-addr=[::1]:4000",
    ])
    .unwrap();
    assert_eq!(config.origin.as_str(), "https://book.example.org");
    assert!(config.origin.is_https());
    assert_eq!(config.origin.port(), 443);
    let proxies: Vec<String> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(proxies, ["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"]);
}

#[test]
fn passwords_show_nowhere() {
    let config = load(&["--smtp-url=smtp://name:hunter2@mail.example.org"]).unwrap();
    for shown in [format!("{config:?}"), config.summary()] {
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!shown.contains("name:"), "{shown}");
        assert!(shown.contains("mail.example.org"), "{shown}");
    }
    for (flag, value) in [
        ("--database-url", "postgres://name:hunter2@db/kith"),
        ("--smtp-url", "imap://name:hunter2@mail.example.org"),
        ("--origin", "https://name:hunter2@book.example.org"),
    ] {
        assert!(!refused(flag, value).contains("hunter2"));
    }
}

#[test]
fn an_unknown_variable_is_refused() {
    let environment = [
        ("PATH", "/bin"),
        ("KITH_ORIGIN", "x"),
        ("KITH_ORIGN", "https://book.example.org"),
    ];
    let environment = environment
        .map(|(name, value)| (name.into(), value.into()))
        .into_iter();
    let error = Config::load(&settings(&[]), environment).unwrap_err();
    assert_eq!(error.variable, "KITH_ORIGN");
    assert!(error.to_string().contains("is not a setting of kith"));
}

#[test]
fn a_demo_stays_on_this_machine() {
    for (flag, variable) in [
        ("--site-addr=0.0.0.0:3000", "LEPTOS_SITE_ADDR"),
        ("--site-addr=[::]:3000", "LEPTOS_SITE_ADDR"),
        ("--site-addr=192.0.2.1:3000", "LEPTOS_SITE_ADDR"),
        ("--origin=https://book.example.org", "KITH_ORIGIN"),
    ] {
        let error = load(&[flag]).unwrap().check_demo().unwrap_err();
        assert_eq!(error.variable, variable, "{flag}");
    }
    for flag in [
        "--origin=http://localhost:3000",
        "--origin=http://[::1]:3000",
        "--site-addr=[::1]:3000",
    ] {
        load(&[flag]).unwrap().check_demo().unwrap();
    }
}

#[test]
fn a_host_header_is_compared_as_browsers_send_it() {
    let origin = Origin::parse("https://book.example.org").unwrap();
    for same in [
        "book.example.org",
        "BOOK.example.org",
        "book.example.org:443",
    ] {
        assert!(origin.is_host(same), "{same}");
    }
    for other in [
        "",
        "example.org",
        "book.example.org:80",
        "book.example.org.",
        "book.example.org@x",
    ] {
        assert!(!origin.is_host(other), "{other}");
    }
}

#[test]
fn an_https_address_without_a_trusted_proxy_is_warned_about() {
    assert_eq!(load(&[]).unwrap().warning(), None);
    let origin = "--origin=https://book.example.org";
    let warning = load(&[origin]).unwrap().warning().unwrap();
    assert!(warning.contains("KITH_TRUSTED_PROXIES"), "{warning}");
    let trusted = load(&[origin, "--trusted-proxies=127.0.0.1/32"]).unwrap();
    assert_eq!(trusted.warning(), None);
}
