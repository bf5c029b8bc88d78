//! No method but the right one changes anything, at any address.

use std::collections::BTreeMap;

use http::{Method, Request};
use leptos_axum::generate_route_list;

use super::*;
use crate::access_matrix::world::{Beginning as Owning, World as Owned};
use crate::access_matrix::{Actor, Id, OTHERS};

/// Every address of the site, filled with what is the owner's, and the form that would be right
/// there.
fn addresses(world: &Owned) -> Vec<(String, String)> {
    let routes = generate_route_list(app::App);
    let pages = routes.iter().map(|route| route.path());
    let others = [
        "/dev/clock",
        "/dev/limits",
        "/pkg/kith.css",
        "/robots.txt",
        "/nowhere",
    ];
    let pages = pages.chain(OTHERS.iter().copied()).chain(others);
    let pages = pages.map(|path| (filled(world, path), acted_on(world)));
    let forms = ENDPOINTS.iter().map(|endpoint| {
        let value = |name: &&'static str| (*name, world.field(endpoint.path, name, Id::Owners));
        let fields = endpoint.fields.iter().map(value);
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        (endpoint.path.to_owned(), form)
    });
    pages.chain(forms).collect()
}

/// What a page might be asked to act on.
fn acted_on(world: &Owned) -> String {
    let own = |name| (name, world.own("", name).unwrap());
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(["appointment", "hold", "patient"].map(own))
        .finish()
}

fn filled(world: &Owned, path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let name = part.trim_start_matches(['{', ':']).trim_end_matches('}');
        match name {
            _ if name == part => part.to_owned(),
            "service" => "visit".into(),
            "who" => "first".into(),
            // Of a link only its hash is kept, and mails have names that nobody chose: any is as
            // good as none.
            "token" | "file" => "abc".into(),
            name => world
                .own(path, name)
                .unwrap_or_else(|| panic!("{path}: nothing stands for {name}")),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What a GET may write while the clock stands still: who looked at what.
const TRACES: [&str; 2] = ["audit", "audit_patient"];

async fn content(site: &TestSite) -> BTreeMap<String, Vec<String>> {
    site.clinic.store.content().await.unwrap()
}

/// How much was done so far. A request that was refused leaves its trace, and nothing else.
async fn done(site: &TestSite) -> usize {
    let events = site.clinic.store.audited().await.unwrap();
    let done = events
        .iter()
        .filter(|event| event.action != "access.refused");
    done.count()
}

#[tokio::test]
async fn no_other_method_on_any_address_changes_anything() {
    let beginning = Owning::new().await;
    let world = beginning.world().await;
    let addresses = addresses(&world);
    assert!(addresses.len() > 50, "{addresses:?}");
    let mut browser = world.browser(Actor::Owner).await;
    let admin = world.browser(Actor::Admin).await;
    browser.cookies.extend(admin.cookies);
    let cookies = browser.cookies.clone();
    let before = done(&world.site).await;
    for (path, owned) in &addresses {
        for method in [
            "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETT",
        ] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            for overriding in [
                "x-http-method-override",
                "x-method-override",
                "x-http-method",
            ] {
                let mut request = request(method.clone(), &format!("{path}?_method=POST&{owned}"));
                let headers = request.headers_mut();
                headers.insert(overriding, "POST".parse().unwrap());
                headers.insert(
                    "content-type",
                    "application/x-www-form-urlencoded".parse().unwrap(),
                );
                *request.body_mut() = owned.clone().into();
                let answer = browser.send(request).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{method} {path}: {}",
                    answer.status
                );
            }
        }
    }
    assert_eq!(done(&world.site).await, before, "something was done");
    let whole = content(&world.site).await;
    // Asked for, by GET and by HEAD, with a method in the address: nothing either.
    for (path, owned) in &addresses {
        for method in [Method::GET, Method::HEAD] {
            let mut request = request(method.clone(), &format!("{path}?_method=POST&{owned}"));
            request
                .headers_mut()
                .insert("x-http-method-override", "POST".parse().unwrap());
            let answer = browser.send(request).await;
            assert!(
                !answer.status.is_server_error(),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    let after = content(&world.site).await;
    let changed = whole
        .keys()
        .filter(|table| whole[*table] != after[*table] && !TRACES.contains(&table.as_str()));
    assert_eq!(changed.collect::<Vec<_>>(), [""; 0]);
    for (name, value) in &cookies {
        assert_eq!(browser.cookies.get(name), Some(value), "{name}");
    }
    // What none of them did, a form does.
    let appointment = world.own("", "appointment").unwrap();
    let fields = [("appointment", &*appointment), ("sequence", "")];
    let cancelled = browser.post_json("/api/appointments/cancel", &fields).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.text());
}

#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let mut world = World::new().await;
    let foreign: [&[(&str, &str)]; 6] = [
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", ORIGIN_HERE), ("sec-fetch-site", "cross-site")],
    ];
    let before = content(&world.site).await;
    for endpoint in ENDPOINTS {
        let fields = endpoint.fields.iter();
        let honest: Vec<(&str, String)> = fields.map(|name| (*name, world.honest(name))).collect();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&honest)
            .finish();
        // As a form of theirs would send it, and as plain text with which a script of theirs
        // needs no leave of ours.
        for kind in ["application/x-www-form-urlencoded", "text/plain"] {
            for headers in foreign {
                let mut request = Request::post(endpoint.path)
                    .header("accept", "application/json")
                    .header("content-type", kind);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let request = request.body(body.clone().into()).unwrap();
                let answer = world.browser.send(request).await;
                let what = format!("{} {kind} {headers:?}", endpoint.path);
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                assert_eq!(answer.json(), "foreign_origin", "{what}");
                assert!(!answer.headers.contains_key("set-cookie"), "{what}");
            }
        }
        assert!(before == content(&world.site).await, "{}", endpoint.path);
    }
    // What none of them did, a form of ours does.
    world.browser.book(&world.form, "").await;
}
