//! A site in this process, with its own database, clock and mail, and a client that
//! behaves as a browser does: cookies, forms, redirects, `Origin`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use app::ctx::{SESSION_COOKIE, STAFF_COOKIE, Site, VISITOR_COOKIE};
use app::kept::KeptForms;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use clinic::clock::DemoClock;
use clinic::testing::TestClinic;
use domain::role::Role;
use http::header::{
    ACCEPT, CONTENT_TYPE, COOKIE, HOST, HeaderName, LOCATION, ORIGIN, REFERER, SET_COOKIE,
};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use leptos::config::LeptosOptions;
use server::config::Origin;
use server::rails::{DemoRails, Rails};
use server::router::router;
use tower::ServiceExt as _;

pub(crate) mod journey;
pub(crate) mod mail;

pub(crate) const ORIGIN_HERE: &str = "http://127.0.0.1:3000";
const HOST_HERE: &str = "127.0.0.1:3000";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const FORM: &str = "application/x-www-form-urlencoded";

/// A site and the clinic behind it.
pub(crate) struct TestSite {
    pub(crate) clinic: TestClinic,
    pub(crate) rails: Rails,
    router: Router,
    /// Mails that were read, in the order in which they left.
    sent: Mutex<Vec<PathBuf>>,
}

impl TestSite {
    /// A clinic without the demo mark.
    pub(crate) async fn new() -> Self {
        Self::with(|rails| rails).await
    }

    /// A clinic with the addresses of a demo.
    pub(crate) async fn demo() -> Self {
        Self::with(|rails| Rails {
            demo: Some(DemoRails {
                clock: Arc::new(DemoClock::default()),
            }),
            ..rails
        })
        .await
    }

    /// A clinic whose rails were changed.
    pub(crate) async fn with(change: impl FnOnce(Rails) -> Rails) -> Self {
        Self::of(TestClinic::new().await, change)
    }

    /// The site after its process was started anew: everything that was only in memory
    /// is gone.
    pub(crate) fn started_anew(self) -> Self {
        let clinic = TestClinic {
            clinic: self.clinic.at_cost(clinic::testing::CHEAP),
            clock: self.clinic.clock,
            store: self.clinic.store,
        };
        Self::from(clinic)
    }

    /// The site of a clinic that is there.
    pub(crate) fn from(clinic: TestClinic) -> Self {
        Self::of(clinic, |rails| rails)
    }

    fn of(clinic: TestClinic, change: impl FnOnce(Rails) -> Rails) -> Self {
        let site = Site {
            clinic: (*clinic).clone(),
            kept: KeptForms::default(),
            mail_dir: None,
        };
        let options = LeptosOptions::builder()
            .output_name("kith")
            .site_root(concat!(env!("CARGO_MANIFEST_DIR"), "/../public"))
            .site_pkg_dir("pkg")
            .build();
        let rails = change(Rails {
            site,
            options,
            origin: Arc::new(Origin::parse(ORIGIN_HERE).unwrap()),
            trusted_proxies: Arc::from([]),
            demo: None,
        });
        let router = router(rails.clone());
        Self {
            clinic,
            rails,
            router,
            sent: Mutex::default(),
        }
    }

    /// A browser that was never here.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            peer: SocketAddr::from(([127, 0, 0, 1], 50_000)),
            cookies: BTreeMap::new(),
            page: None,
        }
    }

    /// A browser in which somebody is signed in to the portal.
    pub(crate) async fn signed_in(&self, short: &str) -> Browser {
        let patient = self.clinic.signed_in(short).await;
        let mut browser = self.browser();
        browser.set(SESSION_COOKIE, patient.session.expose());
        browser.set(VISITOR_COOKIE, patient.visitor.expose());
        browser
    }

    /// A browser in which a member of staff is signed in.
    pub(crate) async fn staff(&self, role: Role) -> Browser {
        let token = self.clinic.staff_token(role).await;
        let mut browser = self.browser();
        browser.set(STAFF_COOKIE, token.expose());
        browser
    }

    /// Sends a request as it is, with the site's `Host` unless it has one.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(
            &self.router,
            SocketAddr::from(([127, 0, 0, 1], 50_000)),
            request,
        )
        .await
    }
}

async fn send(router: &Router, peer: SocketAddr, mut request: Request<Body>) -> Answer {
    request.extensions_mut().insert(ConnectInfo(peer));
    if !request.headers().contains_key(HOST) {
        request
            .headers_mut()
            .insert(HOST, HOST_HERE.parse().unwrap());
    }
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.to_vec(),
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: impl Into<HeaderName>) -> Option<&str> {
        self.headers
            .get(name.into())
            .and_then(|value| value.to_str().ok())
    }

    /// Where a 303 leads.
    #[track_caller]
    pub(crate) fn see_other(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header(LOCATION).expect("a 303 without Location")
    }
}

/// A browser: it keeps cookies, says where it comes from, and follows when told to.
pub(crate) struct Browser {
    router: Router,
    pub(crate) peer: SocketAddr,
    pub(crate) cookies: BTreeMap<String, String>,
    page: Option<String>,
}

impl Browser {
    /// Goes on with another process of the same site.
    pub(crate) fn move_to(&mut self, site: &TestSite) {
        self.router = site.router.clone();
    }

    /// Opens a page; stays on it for the `Referer` of the next form.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(ACCEPT, BROWSER);
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        if answer.status.is_success() {
            self.page = Some(path.to_owned());
        }
        answer
    }

    /// Opens a page and follows up to five redirects within the site.
    pub(crate) async fn visit(&mut self, path: &str) -> Answer {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = self.get(&path).await;
            match answer.header(LOCATION) {
                Some(next) if answer.status.is_redirection() => path = next.to_owned(),
                _ => return answer,
            }
        }
        panic!("more than five redirects, the last to {path}");
    }

    /// Sends a form as a page without JavaScript does.
    pub(crate) async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.post_raw(path, BROWSER, FORM, body.into_bytes()).await
    }

    /// Sends a form as a script does that wants the code.
    pub(crate) async fn post_json(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.post_raw(path, "application/json", FORM, body.into_bytes())
            .await
    }

    /// Sends any bytes.
    pub(crate) async fn post_raw(
        &mut self,
        path: &str,
        accept: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::post(path)
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, kind)
            .header(ORIGIN, ORIGIN_HERE);
        if let Some(page) = &self.page {
            request = request.header(REFERER, format!("{ORIGIN_HERE}{page}"));
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a request with this browser's cookies, and keeps those of the answer.
    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request
                .headers_mut()
                .insert(COOKIE, pairs.join("; ").parse().unwrap());
        }
        let answer = send(&self.router, self.peer, request).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        answer
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Keeps a cookie as browsers do, and insists on what a `__Host-` cookie must say.
    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        for needed in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert!(
                attributes.contains(needed),
                "{needed} is missing in {cookie}"
            );
        }
        let (name, value) = pair.split_once('=').unwrap();
        assert!(name.starts_with("__Host-"), "{cookie}");
        if attributes.contains("Max-Age=0") || value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// A request with any method, from our own page.
pub(crate) fn request(method: Method, path: &str) -> Request<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(ORIGIN, ORIGIN_HERE);
    request.body(Body::empty()).unwrap()
}

/// What stands in a hidden field of the form that goes to `action`.
#[track_caller]
pub(crate) fn hidden(html: &str, action: &str, name: &str) -> String {
    let form = html.split(&format!("action=\"{action}\"")).nth(1);
    let form = form.unwrap_or_else(|| panic!("no form to {action}"));
    let tag = form
        .split('<')
        .find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")));
    let value = tag.unwrap().split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}
