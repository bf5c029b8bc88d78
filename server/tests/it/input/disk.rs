//! A disk without room, and an audit that can't be written.

use super::*;
use crate::harness::journey::values;

#[tokio::test]
async fn without_room_on_the_disk_nothing_is_promised_and_everything_can_be_read() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut browser = site.signed_in("ana").await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[0]).await;
    let form = browser.check(&hold).await;
    let mut newcomer = site.browser();
    let their_hold = newcomer.hold(&slots[4]).await;
    site.clinic.store.fill_disk().await.unwrap();

    // A note that doesn't fit into what the file has left.
    let note = "🦴".repeat(1_000);
    let answer = browser
        .post_json("/api/booking/book", &form.fields(&note))
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::SERVICE_UNAVAILABLE, json!("unavailable"))
    );
    assert!(answer.header(http::header::RETRY_AFTER).is_some());
    let answer = browser
        .post_form("/api/booking/book", &form.fields(&note))
        .await;
    let page = browser.visit(answer.see_other()).await.text();
    assert!(page.contains(app::text::en::errors::BUSY), "{page}");
    assert!(page.contains(&note), "the note is lost");

    // Everything can be read, but for what nobody may see without its being recorded.
    let own = browser.get("/appointments").await.status;
    assert!(
        [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&own),
        "{own}"
    );
    for path in [
        "/",
        "/book",
        "/book/visit/first",
        "/help",
        &format!("/book/h/{hold}/check"),
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        assert!(
            !site.browser().get(path).await.status.is_server_error(),
            "{path}"
        );
    }
    assert_eq!(
        newcomer
            .get(&format!("/book/h/{their_hold}/account"))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(site.browser().get("/readyz").await.status, StatusCode::OK);
    // More of them: 503 or done whole, never anything else.
    let mut refused = 0;
    for n in 0..60 {
        let mut other = site.browser();
        let email = format!("n{n}-{}@example.com", "x".repeat(50));
        let answer = other
            .post_json("/api/log-in/ask", &[("email", &email), ("next", "")])
            .await;
        match answer.status {
            StatusCode::SERVICE_UNAVAILABLE => refused += 1,
            status => assert!(
                matches!(status, StatusCode::OK | StatusCode::TOO_MANY_REQUESTS),
                "{status}"
            ),
        }
    }
    assert!(refused > 0, "the disk was never full");

    // Room again: the same press works, once.
    site.clinic.store.free_disk().await.unwrap();
    let appointment = browser.book(&form, &note).await;
    assert_eq!(browser.book(&form, &note).await, appointment);
    let page = browser
        .get(&format!("/appointments/{appointment}"))
        .await
        .text();
    assert!(page.contains(&note));
    let clinic = &site.clinic;
    let audit = clinic::audit::verify(clinic, &clinic.system_job())
        .await
        .unwrap();
    assert_eq!(audit.first_bad, None);
    newcomer.sign_up(&site, &their_hold, &NEWCOMER).await;
}

#[tokio::test]
async fn patients_data_is_not_shown_while_its_record_can_not_be_written() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut person = site.browser();
    let slot = person.times().await[0].clone();
    let hold = person.hold(&slot).await;
    person.sign_up(&site, &hold, &NEWCOMER).await;
    let mut desk = site.staff(Role::Desk).await;
    let shown = desk.get("/staff").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(values(&shown.text(), "registration").len(), 1);
    site.clinic.store.fill_disk().await.unwrap();
    let mut refused = None;
    for _ in 0..400 {
        let answer = desk.get("/staff").await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, StatusCode::OK);
    }
    let refused = refused.expect("what is seen is always recorded");
    assert!(
        !refused.text().contains("Featherstonehaugh"),
        "{}",
        refused.text()
    );
    assert_eq!(site.browser().get("/book").await.status, StatusCode::OK);
    site.clinic.store.free_disk().await.unwrap();
    assert_eq!(desk.get("/staff").await.status, StatusCode::OK);
}
