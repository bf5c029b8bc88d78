//! Settings as the real program takes them: one line for each mistake, nothing started.

use crate::binary::Kith;

#[test]
fn each_bad_value_is_one_line_and_nothing_is_started() {
    for (variable, value) in [
        ("DATABASE_URL", "postgres://ana:hunter2@db/kith"),
        ("KITH_ORIGIN", "http://book.example.org"),
        ("KITH_ORIGIN", "https://book.example.org/kith"),
        ("KITH_SMTP_URL", "ana:hunter2@mail.example.org"),
        ("KITH_TRUSTED_PROXIES", "everybody"),
        ("KITH_DATA_DIR", ""),
        ("KITH_LOG", "server=loud"),
        ("LEPTOS_SITE_ADDR", "3000"),
    ] {
        for command in ["serve", "migrate", "demo", "check-config"] {
            let kith = Kith::new();
            let outcome = kith
                .command(&[command])
                .env(variable, value)
                .output()
                .unwrap();
            let said = String::from_utf8(outcome.stderr).unwrap();
            assert_eq!(
                outcome.status.code(),
                Some(2),
                "{command} {variable}={value}: {said}"
            );
            assert_eq!(said.lines().count(), 1, "{said}");
            assert!(said.starts_with(&format!("kith: {variable} ")), "{said}");
            assert!(said.contains(&format!("example: {variable}=")), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
            assert!(outcome.stdout.is_empty());
            assert_eq!(
                kith.files(),
                Vec::<String>::new(),
                "{command} {variable}={value}"
            );
        }
    }
}

#[test]
fn a_misspelt_variable_is_refused() {
    let kith = Kith::new();
    let outcome = kith
        .command(&["serve"])
        .env("KITH_SMPT_URL", "smtp://x")
        .output()
        .unwrap();
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert_eq!(outcome.status.code(), Some(2));
    assert!(
        said.starts_with("kith: KITH_SMPT_URL is not a setting of kith"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn check_config_shows_what_is_in_effect_without_secrets() {
    let kith = Kith::new();
    let mut command = kith.command(&["check-config", "--origin", "https://book.example.org"]);
    command.env("KITH_SMTP_URL", "smtps://ana:hunter2@mail.example.org:465");
    command.env("KITH_ORIGIN", "http://127.0.0.1:9");
    let outcome = command.output().unwrap();
    let said = String::from_utf8(outcome.stdout).unwrap();
    assert!(outcome.status.success());
    assert!(
        said.contains("KITH_ORIGIN=https://book.example.org\n"),
        "a flag wins: {said}"
    );
    assert!(
        said.contains("KITH_SMTP_URL=smtps://[redacted]@mail.example.org:465\n"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
    assert_eq!(kith.files(), Vec::<String>::new());
}

#[test]
fn help_documents_every_setting_with_its_default() {
    let kith = Kith::new();
    let outcome = kith.command(&["--help"]).output().unwrap();
    let said = String::from_utf8(outcome.stdout).unwrap();
    assert!(outcome.status.success());
    for (variable, default) in [
        ("DATABASE_URL", "sqlite:data/kith.db"),
        ("KITH_ORIGIN", "http://127.0.0.1:3000"),
        ("KITH_SMTP_URL", ".eml files"),
        ("KITH_TRUSTED_PROXIES", "none"),
        ("KITH_DATA_DIR", "data"),
        ("KITH_LOG", "info"),
        ("LEPTOS_SITE_ADDR", "127.0.0.1:3000"),
        ("LEPTOS_SITE_ROOT", "target/site"),
    ] {
        assert!(
            said.contains(&format!("[env: {variable}]")),
            "{variable}: {said}"
        );
        assert!(said.contains(default), "{default}: {said}");
    }
}

#[test]
fn a_mistyped_command_is_one_line() {
    for words in [
        &["sevre"][..],
        &["serve", "--prot", "1"],
        &["staff"],
        &["staff", "add"],
    ] {
        let outcome = Kith::new().command(words).output().unwrap();
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert_eq!(outcome.status.code(), Some(2), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{words:?}: {said}");
    }
}
