use clap::{CommandFactory, Parser};

use super::*;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn help_names_every_setting_with_its_default() {
    let help = Cli::command().render_long_help().to_string();
    for (variable, default) in [
        ("DATABASE_URL", "sqlite:data/kith.db"),
        ("KITH_ORIGIN", "http://127.0.0.1:3000"),
        ("KITH_SMTP_URL", ".eml"),
        ("KITH_TRUSTED_PROXIES", "none"),
        ("KITH_DATA_DIR", "data"),
        ("KITH_LOG", "info"),
        ("LEPTOS_SITE_ADDR", "127.0.0.1:3000"),
        ("LEPTOS_SITE_ROOT", "target/site"),
        ("LEPTOS_SITE_PKG_DIR", "pkg"),
    ] {
        let from = help.find(&format!("[env: {variable}"));
        assert!(from.is_some(), "{variable} is missing in:\n{help}");
        assert!(help.contains(default), "{default} is missing in:\n{help}");
    }
    for command in [
        "serve",
        "demo",
        "migrate",
        "staff",
        "account",
        "audit",
        "check-config",
    ] {
        assert!(help.contains(command), "{command} is missing in:\n{help}");
    }
}

#[test]
fn a_mistake_is_said_in_one_line() {
    for words in [
        &["kith", "--no-such-flag"][..],
        &["kith", "sevre"][..],
        &["kith", "staff", "add", "--email", "desk@example.org"][..],
    ] {
        let error = Cli::try_parse_from(words).unwrap_err();
        let line = one_line(&error);
        assert!(!line.contains('\n'), "{line}");
        assert!(
            line.ends_with("(kith --help lists what there is)"),
            "{line}"
        );
    }
}

#[test]
fn settings_may_stand_after_the_command() {
    let cli =
        Cli::try_parse_from(["kith", "migrate", "--database-url", "sqlite:other.db"]).unwrap();
    assert_eq!(cli.settings.database_url, "sqlite:other.db");
    assert!(matches!(cli.command, Some(Command::Migrate)));
}
