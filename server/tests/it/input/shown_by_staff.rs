//! What staff type and what they are shown of others, on their pages and in the mails. The
//! access matrix asks every page of a clinic in which everything is hostile; here is what
//! stands on none of them.

use domain::id::PatientId;

use super::*;
use crate::access_matrix::NAME;
use crate::access_matrix::world::Beginning;
use crate::desk_journey::{proposal, with};

/// The desk, and what its pages said so far.
struct Desk {
    browser: Browser,
    seen: String,
}

impl Desk {
    async fn look(&mut self, path: &str) -> String {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        assert_shown_as_text(&page.text(), path);
        self.seen.push_str(&page.text());
        page.text()
    }

    /// Sends the form of a page and looks at where it leads.
    async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.browser.post_form(path, fields).await;
        let next = answer.see_other().to_owned();
        assert!(!next.contains("script"), "{next}");
        self.look(&next).await;
        next
    }

    /// Books at a time that speaks against it, for the reason that this field says.
    async fn book(&mut self, act: &str, patient: PatientId, more: &[(&str, &str)]) -> String {
        let address = format!("/staff/bookings/new?patient={patient}&when=thu+20:00");
        self.look(&address).await;
        let fields = proposal(&mut self.browser, &address).await;
        let path = format!("/api/staff/bookings/{act}");
        let visit = self.send(&path, &with(&fields, more)).await;
        visit.split('?').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn what_staff_type_is_shown_to_them_as_text() {
    let site = TestSite::new().await;
    site.clinic.rota(&[&hostile("Priya")]).await;
    let eve = site.clinic.patient(&hostile(NAME), "1988-03-27").await;
    let zoe = site.clinic.patient(&hostile("Zoe"), "1990-05-03").await;
    let mut desk = Desk {
        browser: site.staff(Role::Desk).await,
        seen: String::new(),
    };
    let [note, why, over, stop] = ["Note", "Reason", "Over", "Stop"].map(hostile);
    // Refused for want of a tick, and taken with it.
    let typed = [("note", &*note), ("anyway_reason", &*why)];
    desk.book("book", eve, &typed).await;
    let typed = [typed[0], typed[1], ("anyway", "yes")];
    desk.book("book", eve, &typed).await;
    // Whose time it is, beside the other's name.
    let visit = desk
        .book("over", zoe, &[("note", ""), ("reason", &over)])
        .await;
    for page in ["", "/move", "/cancel"] {
        desk.look(&format!("{visit}{page}")).await;
    }

    let profile = format!("/staff/patients/{eve}");
    let eve = eve.to_string();
    let safeguarding = format!("{profile}/safeguarding");
    let set = [("patient", &*eve), ("reason", &*stop)];
    desk.look(&safeguarding).await;
    desk.send("/api/staff/safeguarding/set", &set).await;
    let standing = desk.look(&safeguarding).await;
    desk.look(&profile).await;
    assert!(standing.contains(&escaped("Stop")), "{standing}");
    desk.send("/api/staff/safeguarding/lift", &set[..1]).await;
    for page in [
        "",
        "/appointments",
        "/history",
        "/safeguarding",
        "/portal-accounts",
    ] {
        desk.look(&format!("{profile}{page}")).await;
    }
    for page in ["/staff", "/staff?date=2026-03-12", "/staff/patients?q=eve"] {
        desk.look(page).await;
    }
    for what in [NAME, "Zoe", "Priya", "Note", "Reason", "Over", "Stop"] {
        assert!(desk.seen.contains(&escaped(what)), "{what} was not shown");
    }
}

#[tokio::test]
async fn mails_show_what_everybody_typed_as_text() {
    let world = Beginning::new().await.world().await;
    world.site.clinic.clock.advance_s(3 * 60);
    let mails = world.site.mails().await;
    let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    for whom in ["olive@example.com", "invited@example.com"] {
        assert!(to.contains(&whom), "{to:?}");
    }
    for mail in &mails {
        assert_shown_as_text(&mail.html, &mail.subject);
        assert!(!mail.html.contains("<script"), "{}", mail.html);
        assert!(!mail.html.contains("<img src=x"), "{}", mail.html);
        // In the mail itself, not by its absence.
        assert!(mail.html.contains("Clinic"), "{}", mail.html);
        assert!(mail.text.contains(&hostile("Clinic")), "{}", mail.text);
    }
}
