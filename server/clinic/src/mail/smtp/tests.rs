use super::*;

fn parsed(url: &str) -> (String, u16, Tls, bool) {
    let server = Server::parse(url).unwrap();
    (
        server.host,
        server.port,
        server.tls,
        server.credentials.is_some(),
    )
}

#[test]
fn tls_is_used_wherever_the_address_leaves_it_open() {
    for (url, host, port, tls, log_in) in [
        (
            "smtp://127.0.0.1:2525",
            "127.0.0.1",
            2525,
            Tls::Never,
            false,
        ),
        ("smtp://u:p@localhost", "localhost", 587, Tls::Never, true),
        ("smtp://[::1]:2525", "::1", 2525, Tls::Never, false),
        (
            "smtp://mail.example.com",
            "mail.example.com",
            25,
            Tls::IfOffered,
            false,
        ),
        (
            "smtp://mail.example.com/",
            "mail.example.com",
            25,
            Tls::IfOffered,
            false,
        ),
        (
            "smtp://u:p@mail.example.com",
            "mail.example.com",
            587,
            Tls::Required,
            true,
        ),
        (
            "smtp://u:p@mail.example.com:25",
            "mail.example.com",
            25,
            Tls::Required,
            true,
        ),
        (
            "smtp://u:p@localhost.example.com",
            "localhost.example.com",
            587,
            Tls::Required,
            true,
        ),
        (
            "smtp://u:p@mail.example.com?tls=opportunistic",
            "mail.example.com",
            587,
            Tls::IfOffered,
            true,
        ),
        (
            "smtp://localhost?tls=required",
            "localhost",
            587,
            Tls::Required,
            false,
        ),
        (
            "smtps://u:p@mail.example.com",
            "mail.example.com",
            465,
            Tls::Wrapped,
            true,
        ),
    ] {
        assert_eq!(parsed(url), (host.to_owned(), port, tls, log_in), "{url}");
    }
}

#[test]
fn user_and_password_may_hold_any_character() {
    let server = Server::parse("smtps://desk%40clinic.example:p%3a%25%C3%A9@mail.example.com");
    let wanted = lettre::transport::smtp::authentication::Credentials::new(
        String::from("desk@clinic.example"),
        String::from("p:%é"),
    );
    assert!(server.unwrap().credentials == Some(wanted));
}

#[test]
fn addresses_that_lead_nowhere_are_refused_without_being_shown() {
    for url in [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://u:p@",
        "smtp://u@mail.example.com",
        "smtp://u:%zz@mail.example.com",
        "smtp://u:%ff@mail.example.com",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:70000",
        "smtp://mail.example.com:",
        "smtp://mail.example.com/elsewhere",
        "smtp://mail.example.com?tls=maybe",
        "smtps://mail.example.com?tls=required",
        "smtp://[::1",
        "smtp://[::1]25",
        "smtp://mail example.com",
    ] {
        assert_eq!(
            SmtpMailer::new(url, Duration::from_secs(1)).err(),
            Some(BadSmtpUrl),
            "{url}"
        );
    }
    let shown = format!("{BadSmtpUrl}");
    assert!(shown.contains("smtps://user:password@mail.example.com"));
}

#[test]
fn only_what_speaks_of_the_mail_itself_lasts() {
    for code in [550, 551, 552, 553, 554, 521] {
        assert!(lasts(code), "{code}");
    }
    for code in [421, 450, 451, 452, 500, 502, 503, 504, 530, 535, 538] {
        assert!(!lasts(code), "{code}");
    }
}
