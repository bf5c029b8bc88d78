//! The steps of a booking, as somebody without JavaScript takes them: each reads the
//! page before it for what its form says.

use super::{Answer, Browser, TestSite};
pub(crate) use crate::program::page::{BookForm, book_form_of, hold_in, request_in, values};

/// What a new person types.
#[derive(Clone, Copy)]
pub(crate) struct Details {
    pub(crate) full_name: &'static str,
    pub(crate) email: &'static str,
    /// Day, month and year.
    pub(crate) born: [&'static str; 3],
    pub(crate) mobile: &'static str,
}

/// Somebody who was never here.
pub(crate) const NEWCOMER: Details = Details {
    full_name: "Quillon Featherstonehaugh",
    email: "quillon.f@example.com",
    born: ["27", "11", "1983"],
    mobile: "902 555 0173",
};

/// The fields of "Your details".
pub(crate) fn details_fields<'a>(hold: &'a str, person: &'a Details) -> [(&'a str, &'a str); 7] {
    [
        ("hold", hold),
        ("full_name", person.full_name),
        ("email", person.email),
        ("bday_day", person.born[0]),
        ("bday_month", person.born[1]),
        ("bday_year", person.born[2]),
        ("mobile", person.mobile),
    ]
}

/// The fields of a time's button.
pub(crate) fn hold_fields(slot: &str) -> [(&str, &str); 3] {
    [("service", "visit"), ("who", "first"), ("slot", slot)]
}

impl Browser {
    /// The times of the first date that has any, for `visit` with whoever is first.
    pub(crate) async fn times(&mut self) -> Vec<String> {
        let page = self.get("/book/visit/first").await;
        assert_eq!(page.status, 200, "{}", page.text());
        let mut slots = values(&page.text(), "slot");
        slots.sort();
        assert!(slots.len() > 8, "too few times: {slots:?}");
        slots
    }

    /// Presses the button of a time.
    pub(crate) async fn hold(&mut self, slot: &str) -> String {
        let answer = self
            .post_form("/api/booking/hold", &hold_fields(slot))
            .await;
        hold_in(answer.see_other())
    }

    /// From "Who is it for?" over the details and the code to "Check and book".
    pub(crate) async fn sign_up(&mut self, site: &TestSite, hold: &str, person: &Details) {
        let me = [("hold", hold), ("subject", "me")];
        self.get(&format!("/book/h/{hold}/who")).await;
        let next = self
            .post_form("/api/booking/who", &me)
            .await
            .see_other()
            .to_owned();
        assert_eq!(next, format!("/book/h/{hold}/account"));
        assert_eq!(self.get(&next).await.status, 200);
        // What others asked for leaves before, so that the newest mail is this one's.
        site.mails().await;
        let answer = self
            .post_form("/api/booking/details", &details_fields(hold, person))
            .await;
        let next = answer.see_other().to_owned();
        assert!(
            next.starts_with(&format!("/book/h/{hold}/code?request=")),
            "{next}"
        );
        assert_eq!(self.get(&next).await.status, 200);
        let code = site.newest_mail_to(person.email).await.code();
        let fields = [("request", &*request_in(&next)), ("code", &code)];
        let next = self
            .post_form("/api/log-in/code", &fields)
            .await
            .see_other()
            .to_owned();
        assert_eq!(next, format!("/book/h/{hold}/check"));
    }

    /// Opens "Check and book" and reads its form.
    pub(crate) async fn check(&mut self, hold: &str) -> BookForm {
        let page = self.get(&format!("/book/h/{hold}/check")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        book_form(&page)
    }

    /// Presses "Book appointment"; the id of the appointment.
    pub(crate) async fn book(&mut self, form: &BookForm, note: &str) -> String {
        let answer = self
            .post_form("/api/booking/book", &form.fields(note))
            .await;
        let next = answer.see_other();
        let id = next.strip_prefix("/book/done/");
        id.unwrap_or_else(|| panic!("not booked, but {next}"))
            .to_owned()
    }

    /// Logs in by a code from the mail.
    pub(crate) async fn log_in(&mut self, site: &TestSite, email: &str) {
        self.get("/log-in").await;
        site.mails().await;
        let asked = [("email", email), ("next", "/appointments")];
        let next = self
            .post_form("/api/log-in/ask", &asked)
            .await
            .see_other()
            .to_owned();
        let code = site.newest_mail_to(email).await.code();
        let fields = [("request", &*request_in(&next)), ("code", &code)];
        assert_eq!(
            self.post_form("/api/log-in/code", &fields)
                .await
                .see_other(),
            "/appointments"
        );
    }
}

/// The form on a "Check and book" page.
#[track_caller]
pub(crate) fn book_form(page: &Answer) -> BookForm {
    book_form_of(&page.text())
}
