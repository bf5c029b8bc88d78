//! A browser over real connections, which can tell an answer from none.

use std::collections::BTreeMap;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;

/// How an attempt to book ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Acknowledged: the appointment's id.
    Booked(String),
    /// Somebody was faster, or a rule spoke against it.
    Refused,
    /// "Come back later", as such.
    Unavailable,
    /// No answer, or a cut-off one.
    Gone,
}

/// A browser over a real connection. No answer is `None`.
#[derive(Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// Where a taken form leads.
    pub(crate) fn next(&self) -> Option<String> {
        let json: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        Some(json.get("next")?.as_str()?.to_owned())
    }
}

impl Client {
    /// One that has nothing of this server's yet.
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Option<Reply> {
        self.send("GET", path, "text/html", "").await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<Reply> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send("POST", path, "application/json", &body).await
    }

    /// One request on a connection of its own (HTTP/1.0: the end of the answer is the end
    /// of the connection).
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        accept: &str,
        body: &str,
    ) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        let host = self.address;
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nOrigin: http://{host}\r\nAccept: {accept}\r\n\
             Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut raw = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut raw));
        read.await.ok()?.ok()?;
        let raw = String::from_utf8(raw).ok()?;
        let (head, body) = raw.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        for line in head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else {
                continue;
            };
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Some(Reply {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    /// What stands in its cookies.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = &String> {
        self.cookies.values()
    }

    /// Times of a date, with whoever is free first.
    pub(crate) async fn times_on(&mut self, date: &str) -> Vec<String> {
        let page = self
            .get(&format!("/book/{SERVICE}/first?date={date}"))
            .await
            .unwrap();
        assert_eq!(page.status, 200, "{}", page.body);
        let form = page
            .body
            .rsplit("action=\"/api/booking/hold\"")
            .next()
            .unwrap_or_default();
        values(form, "slot")
    }

    /// The last free time of the date whose turn it is, or of the next one that has any: late in
    /// the day, those who signed up may hold all that was left of it.
    pub(crate) async fn last_time(&mut self, dates: &[String], turn: usize) -> String {
        let turn = turn % dates.len();
        for date in dates.iter().cycle().skip(turn).take(dates.len()) {
            if let Some(slot) = self.times_on(date).await.pop() {
                return slot;
            }
        }
        panic!("no time on any of {} dates", dates.len())
    }

    /// Holds a time and books it; the id if that was acknowledged.
    pub(crate) async fn book(&mut self, slot: &str) -> Option<String> {
        match self.attempt(slot).await {
            Attempt::Booked(id) => Some(id),
            Attempt::Refused | Attempt::Gone => None,
            Attempt::Unavailable => panic!("unavailable"),
        }
    }

    /// Holds a time and books it; how that went.
    pub(crate) async fn attempt(&mut self, slot: &str) -> Attempt {
        let next = match self.hold(slot).await {
            Ok(next) => next,
            Err(ended) => return ended,
        };
        let Some(page) = self.get(&next).await else {
            return Attempt::Gone;
        };
        if page.status == 503 {
            return Attempt::Unavailable;
        }
        // A page that is cut off has no whole form.
        if page.status != 200 || !page.body.contains("name=\"note\"") {
            return Attempt::Gone;
        }
        let form = book_form_of(&page.body);
        let booked = self.post("/api/booking/book", &form.fields("")).await;
        match taken(booked) {
            Ok(next) => {
                let id = next.strip_prefix("/book/done/").unwrap_or_default();
                Attempt::Booked(id.to_owned())
            }
            Err(ended) => ended,
        }
    }

    /// Holds a time; where the booking goes on.
    pub(crate) async fn hold(&mut self, slot: &str) -> Result<String, Attempt> {
        let fields = [("service", SERVICE), ("who", "first"), ("slot", slot)];
        taken(self.post("/api/booking/hold", &fields).await)
    }

    /// Signs somebody up, over a time that they hold.
    pub(crate) async fn sign_up(&mut self, demo: &Demo, slot: &str, name: &str, email: &str) {
        self.get("/help").await.unwrap();
        let fields = [("service", SERVICE), ("who", "first"), ("slot", slot)];
        let held = self.post("/api/booking/hold", &fields).await.unwrap();
        let next = held
            .next()
            .unwrap_or_else(|| panic!("not held: {}", held.body));
        let hold = hold_in(&next);
        let details = [
            ("hold", &*hold),
            ("full_name", name),
            ("email", email),
            ("bday_day", "14"),
            ("bday_month", "8"),
            ("bday_year", "1979"),
            ("mobile", "902 555 0177"),
        ];
        let asked = self.post("/api/booking/details", &details).await.unwrap();
        let next = asked
            .next()
            .unwrap_or_else(|| panic!("no code: {}", asked.body));
        let code = demo.mail_to(email).await.code();
        let fields = [("request", &*request_in(&next)), ("code", &code)];
        let entered = self.post("/api/log-in/code", &fields).await.unwrap();
        assert_eq!(
            entered.next(),
            Some(format!("/book/h/{hold}/check")),
            "{}",
            entered.body
        );
    }

    /// Moves the demo's clock.
    pub(crate) async fn advance(&mut self, seconds: u32) {
        let body = format!("{{\"advance_s\":{seconds}}}");
        let moved = self
            .send("POST", "/dev/clock", "application/json", &body)
            .await
            .unwrap();
        assert_eq!(moved.status, 200, "{}", moved.body);
    }

    /// Lets one machine play many.
    pub(crate) async fn widen_limits(&mut self) {
        let body = r#"{"per_address_times":1000}"#;
        let widened = self
            .send("POST", "/dev/limits", "application/json", body)
            .await
            .unwrap();
        assert_eq!(widened.status, 200, "{}", widened.body);
    }
}

/// Where a taken form leads, or how it was not taken.
fn taken(reply: Option<Reply>) -> Result<String, Attempt> {
    let Some(reply) = reply else {
        return Err(Attempt::Gone);
    };
    match reply.status {
        200 => reply.next().ok_or(Attempt::Gone),
        409 | 422 => Err(Attempt::Refused),
        503 => {
            assert!(reply.head.contains("retry-after: "), "{}", reply.head);
            Err(Attempt::Unavailable)
        }
        status => panic!("{status}: {}", reply.body),
    }
}
