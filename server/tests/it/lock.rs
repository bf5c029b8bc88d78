//! Another program has the database's lock: writes wait, for so long and no longer, none is
//! lost, and reading goes on.

use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::harness::journey::{BookForm, hold_fields};
use crate::harness::{Browser, TestSite};
use crate::headers::{assert_safe, assert_tells_nothing};

/// Instead of the 5 seconds of `serve`.
const BOUND_MS: u32 = 400;

async fn about_to_book(site: &TestSite, short: &str, nth: usize) -> (Browser, BookForm) {
    let mut browser = site.signed_in(short).await;
    let slot = browser.times().await[nth].clone();
    let hold = browser.hold(&slot).await;
    let form = browser.check(&hold).await;
    (browser, form)
}

async fn site() -> TestSite {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    site.clinic.set_address_limit_times(1_000);
    site.clinic.store.wait_for_lock_ms(BOUND_MS).await.unwrap();
    site
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_soon_given_back_costs_time_and_nothing_else() {
    let site = site().await;
    let mut people = Vec::new();
    for nth in 0..4 {
        people.push(about_to_book(&site, &format!("p{nth}"), nth * 2).await);
    }
    let lock = site.clinic.store.lock_from_outside().await.unwrap();
    let release = async {
        tokio::time::sleep(Duration::from_millis(u64::from(BOUND_MS) / 4)).await;
        lock.release().await.unwrap();
    };
    let press = people.iter_mut().map(|(browser, form)| async move {
        let pressed = browser
            .post_json("/api/booking/book", &form.fields(""))
            .await;
        assert_eq!(pressed.status, StatusCode::OK, "{}", pressed.text());
    });
    tokio::join!(futures::future::join_all(press), release);
    let broken = site.clinic.store.broken_promises(site.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_kept_is_answered_by_come_back_later_and_reading_goes_on() {
    let site = site().await;
    let (mut ana, form) = about_to_book(&site, "ana", 0).await;
    let lock = site.clinic.store.lock_from_outside().await.unwrap();
    let before = site.clinic.store.content().await.unwrap();
    let began = Instant::now();
    let late = ana.post_json("/api/booking/book", &form.fields("")).await;
    assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(late.header(RETRY_AFTER).is_some());
    assert_eq!(late.json(), "unavailable");
    assert_tells_nothing(&site, &late, "a booking while the database is locked");
    let waited = began.elapsed();
    let bound = Duration::from_millis(BOUND_MS.into());
    assert!(waited >= bound && waited < bound * 10, "{waited:?}");

    // A stranger who wants a time waits as long; whoever only looks doesn't.
    let mut bo = site.browser();
    let slots = bo.times().await;
    let held = bo
        .post_json("/api/booking/hold", &hold_fields(&slots[8]))
        .await;
    assert_eq!(held.status, StatusCode::SERVICE_UNAVAILABLE);
    for page in ["/", "/book", "/book/visit/first"] {
        assert_eq!(ana.get(page).await.status, StatusCode::OK, "{page}");
    }
    // What may not be seen without its being recorded waits for the lock, too.
    let own = ana.get("/appointments").await;
    assert_eq!(own.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(own.header(RETRY_AFTER).is_some());
    assert!(own.text().contains(app::text::en::errors::BUSY));
    assert_tells_nothing(&site, &own, "a page while the database is locked");
    assert_safe(&own, "a page while the database is locked");
    assert_eq!(site.clinic.store.content().await.unwrap(), before);

    lock.release().await.unwrap();
    // The same press again, as a browser or a person would.
    let booked = ana.post_json("/api/booking/book", &form.fields("")).await;
    assert_eq!(booked.status, StatusCode::OK, "{}", booked.text());
    let rows = site.clinic.store.content().await.unwrap();
    assert_eq!(rows["appointment"].len(), 1);
    let broken = site.clinic.store.broken_promises(site.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}
