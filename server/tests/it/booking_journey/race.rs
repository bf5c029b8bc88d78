//! Many browsers that want one time at once.

use futures::future::join_all;

use super::*;
use crate::harness::journey::book_form;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn race_of_64_browsers_for_one_time_has_one_winner() {
    let site = site().await;
    let slots = site.browser().times().await;
    let mut browsers = Vec::new();
    for n in 0..64 {
        browsers.push(site.signed_in(&format!("p{n}")).await);
    }
    for slot in slots.iter().step_by(2).take(4) {
        let tries = browsers.drain(..).map(|mut browser| {
            let slot = slot.clone();
            tokio::spawn(async move {
                let held = browser
                    .post_json("/api/booking/hold", &hold_fields(&slot))
                    .await;
                let booked = match held.status {
                    StatusCode::OK => {
                        let next = held.json()["next"].as_str().unwrap().to_owned();
                        let form = book_form(&browser.get(&next).await);
                        let booked = browser
                            .post_json("/api/booking/book", &form.fields(""))
                            .await;
                        assert_eq!(booked.status, StatusCode::OK, "{}", booked.text());
                        true
                    }
                    status => {
                        assert_eq!(status, StatusCode::CONFLICT, "{}", held.text());
                        false
                    }
                };
                (browser, booked)
            })
        });
        let ended: Vec<_> = join_all(tries.collect::<Vec<_>>()).await;
        let mut winners = 0;
        for ended in ended {
            let (browser, booked) = ended.unwrap();
            winners += usize::from(booked);
            browsers.push(browser);
        }
        assert_eq!(winners, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn race_of_browsers_whose_holds_of_one_time_have_ended_has_one_winner() {
    let site = site().await;
    for round in 0..3 {
        let slot = site.browser().times().await.pop().unwrap();
        let mut all = Vec::new();
        for n in 0..8 {
            let browser = site.signed_in(&format!("r{round}p{n}")).await;
            all.push((browser, None));
            let (browser, form) = all.last_mut().unwrap();
            let hold = browser.hold(&slot).await;
            *form = Some(browser.check(&hold).await);
            site.clinic.clock.advance_s(HOLD_S + 1);
            // Everybody stays at their computer.
            for (browser, _) in &mut all {
                assert_eq!(browser.get("/help").await.status, StatusCode::OK);
            }
        }
        let tries = all.into_iter().map(|(mut browser, form)| {
            let form = form.unwrap();
            tokio::spawn(async move {
                browser
                    .post_json("/api/booking/book", &form.fields(""))
                    .await
                    .status
            })
        });
        let ended = join_all(tries.collect::<Vec<_>>()).await;
        let statuses: Vec<StatusCode> = ended.into_iter().map(Result::unwrap).collect();
        let won = statuses
            .iter()
            .filter(|status| **status == StatusCode::OK)
            .count();
        let lost = statuses
            .iter()
            .filter(|status| **status == StatusCode::CONFLICT)
            .count();
        assert_eq!((won, lost), (1, 7), "{statuses:?}");
    }
}
