//! Merging through HTTP, as somebody without JavaScript does it: from the two side by side to one
//! profile and back.

use app::ctx::{SESSION_COOKIE, VISITOR_COOKIE};
use clinic::testing::{Patient, Terms};
use domain::access::Preset;
use domain::id::{AccessId, PatientId};
use domain::role::Role;
use http::StatusCode;

use crate::harness::journey::{Details, NEWCOMER};
use crate::harness::{Answer, Browser, TestSite, hidden};

mod accounts;
mod asked;
mod different;
mod guardians;
mod next;
mod old_ids;
mod overlaps;
mod secrets;
mod undone;

const ENDPOINT: &str = "/api/staff/merge";

/// The same person, whom the clinic knows under a fuller name.
const KNOWN: &str = "Quillon J. Featherstonehaugh";

/// What whoever pressed on a page of before is told.
const CHANGED: &str =
    "Someone else changed this a moment ago. We’ve updated the page; check it again.";

/// A clinic with a profile, and somebody who signed up and booked.
struct World {
    site: TestSite,
    desk: Browser,
    survivor: PatientId,
    sign_up: String,
    who: Browser,
}

impl World {
    async fn new() -> Self {
        Self::with(NEWCOMER).await
    }

    async fn with(person: Details) -> Self {
        Self::treated_by(&["Priya Example"], person).await
    }

    async fn treated_by(names: &[&str], person: Details) -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(names).await;
        let survivor = site.clinic.patient(KNOWN, "1983-11-27").await;
        let mut who = site.browser();
        let slot = who.times().await[0].clone();
        let hold = who.hold(&slot).await;
        who.sign_up(&site, &hold, &person).await;
        let form = who.check(&hold).await;
        let sign_up = form.patient.clone();
        who.book(&form, "").await;
        let desk = site.staff(Role::Desk).await;
        Self {
            site,
            desk,
            survivor,
            sign_up,
            who,
        }
    }

    fn page(&self) -> String {
        format!("/staff/merge/{}/{}", self.survivor, self.sign_up)
    }

    fn absorbed(&self) -> PatientId {
        self.sign_up.parse().unwrap()
    }

    /// The browser of somebody who is signed in.
    fn browser_of(&self, who: &Patient) -> Browser {
        let mut browser = self.site.browser();
        browser.set(SESSION_COOKIE, who.session.expose());
        browser.set(VISITOR_COOKIE, who.visitor.expose());
        browser
    }

    /// Somebody whose own the known profile is.
    async fn owner(&self) -> (Patient, Browser) {
        let account = self.site.clinic.add_account("owner", self.survivor).await;
        let clinic = &self.site.clinic;
        let owner = clinic
            .sign_in(account, self.survivor, "owner's browser")
            .await;
        let browser = self.browser_of(&owner);
        (owner, browser)
    }

    /// Somebody who acts for one of the two, with everything.
    async fn guardian(&self, short: &str, of: PatientId) -> (AccessId, Browser) {
        let clinic = &self.site.clinic;
        let who = clinic.signed_in(short).await;
        let terms = Terms::guardian(Preset::Full.abilities());
        let access = clinic.give(who.account, of, terms).await;
        (access, self.browser_of(&who))
    }

    /// Sends the form as it stands with `more`, and has it back with what is missing.
    async fn refused(&mut self, form: &[(String, String)], more: &[(&str, &str)]) -> String {
        let answer = self.post(ENDPOINT, form, more).await;
        let back = answer.see_other().to_owned();
        assert!(back.contains("again="), "{back}");
        self.desk.visit(&back).await.text().replace("<!>", "")
    }

    /// Sends the form, which merges; the merge.
    async fn merged(&mut self, form: &[(String, String)], more: &[(&str, &str)]) -> String {
        let answer = self.post(ENDPOINT, form, more).await;
        let next = answer.see_other();
        let merge = next.split("merged=").nth(1);
        let merge = merge.unwrap_or_else(|| panic!("not merged, but {next}"));
        merge.split('&').next().unwrap().to_owned()
    }

    /// Opens the two side by side; what its form sends as it stands, but for the boxes.
    async fn open(&mut self) -> (String, Vec<(String, String)>) {
        let page = self.desk.get(&self.page()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        // Between two texts the server leaves a mark for the browser.
        let html = page.text().replace("<!>", "");
        let fields = ["survivor", "absorbed", "queue", "version"];
        let fields = fields.map(|name| (name.to_owned(), hidden(&html, ENDPOINT, name)));
        let chosen = chosen(&html);
        (html, fields.into_iter().chain(chosen).collect())
    }

    async fn post(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        more: &[(&str, &str)],
    ) -> Answer {
        let mut all: Vec<(&str, &str)> = fields
            .iter()
            .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.extend(more);
        self.desk.post_form(path, &all).await
    }
}

/// The buttons that are chosen, as a browser sends them.
fn chosen(html: &str) -> Vec<(String, String)> {
    let tags = html.split('<').filter(|tag| tag.starts_with("input"));
    let chosen = tags.filter(|tag| tag.contains("type=\"radio\"") && tag.contains(" checked"));
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    chosen
        .map(|tag| (attribute(tag, " name"), attribute(tag, "value")))
        .collect()
}

/// The text of a page without its tags.
fn words(html: &str) -> String {
    let pieces = html.split('<').skip(1);
    let texts = pieces.filter_map(|piece| piece.split_once('>').map(|(_, text)| text));
    let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[tokio::test]
async fn a_sign_up_is_merged_with_its_best_guesses_and_split_again() {
    let mut world = World::new().await;
    let (html, form) = world.open().await;
    let text = words(&html);
    for said in [
        "Are these the same person?",
        "New sign-up",
        "Existing profile",
        "Date of birth is the same.",
        "1 upcoming appointment",
        "1 portal account",
        "You can undo this today; later an admin can.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(html.contains("<mark>J.</mark>"), "{html}");
    // The fuller name, and what only the sign-up says.
    let guess = |name: &str| {
        let found = form.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone())
    };
    assert_eq!(guess("name").as_deref(), Some("survivor"));
    assert_eq!(guess("email").as_deref(), Some("absorbed"));
    assert_eq!(guess("phone").as_deref(), Some("absorbed"));
    assert_eq!(guess("born"), None, "both say the same");

    // Nothing ties the account to the old profile: somebody has to have checked.
    let refused = world.post(ENDPOINT, &form, &[]).await;
    let back = refused.see_other().to_owned();
    let shown = world.desk.visit(&back).await.text();
    assert!(
        words(&shown).contains("Tick that you checked who this is"),
        "{shown}"
    );

    let merged = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let next = merged.see_other().to_owned();
    let merge = next.split("merged=").nth(1).unwrap();
    let merge = merge.split('&').next().unwrap().to_owned();
    let profile = format!("/staff/patients/{}", world.survivor);
    let shown = world
        .desk
        .get(&format!("{profile}?merged={merge}"))
        .await
        .text();
    assert!(
        words(&shown).contains(&format!("Merged into {KNOWN}. Undo")),
        "{shown}"
    );
    assert!(shown.contains(NEWCOMER.email));
    // Its old address leads on, for whoever has it.
    let old = format!("/staff/patients/{}", world.sign_up);
    assert_eq!(world.desk.get(&old).await.see_other(), profile);
    // The account sees its visit as before.
    assert!(words(&world.who.get("/appointments").await.text()).contains("Priya Example"));

    let history = world.desk.get(&format!("{profile}/history")).await.text();
    assert!(
        history.contains(&format!("/staff/merges/{merge}/undo")),
        "{history}"
    );
    let list = world.desk.get("/staff/merges").await.text();
    let undo = format!("/staff/merges/{merge}/undo");
    assert!(list.contains(&format!("href=\"{undo}\"")), "{list}");
    let asked = world.desk.get(&undo).await.text();
    assert!(
        words(&asked).contains(&format!("Split {KNOWN} back into two?")),
        "{asked}"
    );
    assert!(words(&asked).contains("Nothing was added or changed since the merge."));
    let action = "/api/staff/merge/undo";
    let version = hidden(&asked, action, "version");
    let fields = [("merge", &*merge), ("version", &*version)];
    let split = world.desk.post_form(action, &fields).await;
    assert_eq!(split.see_other(), "/staff/merges?done=split");
    assert_eq!(world.desk.get(&old).await.status, StatusCode::OK);
    let twice = world.desk.post_form(action, &fields).await;
    assert!(twice.see_other().contains("again="), "undone once");
    // They are known to be two from now on.
    let side = world.desk.get(&world.page()).await.text();
    assert!(
        words(&side).contains("marked as different people"),
        "{side}"
    );
    assert!(!side.contains(&format!("action=\"{ENDPOINT}\"")));
}

#[tokio::test]
async fn what_is_typed_is_shown_first_and_stays_through_a_refusal() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    let typed = [
        ("name", "other"),
        ("name_other", "Quillon James Featherstonehaugh"),
        ("phone", "absorbed"),
    ];
    let shown = world.post("/api/staff/merge/look", &form, &typed).await;
    let next = shown.see_other().to_owned();
    assert!(!next.contains("James"), "no name in an address: {next}");
    let html = world.desk.visit(&next).await.text();
    assert!(html.contains("value=\"Quillon James Featherstonehaugh\""));
    let after = words(&html);
    assert!(after.contains("Name after merging: Quillon"), "{after}");
    assert!(!after.contains("There’s a problem"), "nothing is wrong yet");
    let again: Vec<_> = [typed[0], ("name_other", "  "), ("identity", "yes")].to_vec();
    let refused = world.post(ENDPOINT, &form, &again).await;
    let html = world.desk.visit(refused.see_other()).await.text();
    assert!(words(&html).contains("Enter the patient’s name"), "{html}");
    let box_is_ticked = html
        .split('<')
        .any(|tag| tag.contains("name=\"identity\"") && tag.contains(" checked"));
    assert!(box_is_ticked, "the tick is lost");
    let good = [typed[0], typed[1], ("identity", "yes")];
    let merged = world.post(ENDPOINT, &form, &good).await;
    assert!(merged.see_other().contains("merged="));
    let profile = format!("/staff/patients/{}", world.survivor);
    let profile = world.desk.get(&profile).await.text();
    assert!(profile.contains("Quillon James Featherstonehaugh"));
}

#[tokio::test]
async fn a_stale_page_is_shown_anew_and_of_two_who_press_one_merges() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    // Meanwhile somebody else edits the profile.
    let edit = format!("/staff/patients/{}/edit", world.survivor);
    let mut other = world.site.staff(Role::Practitioner).await;
    let page = other.get(&edit).await.text();
    let action = "/api/staff/patients/edit";
    let version = hidden(&page, action, "version");
    let survivor = world.survivor.to_string();
    let fields = [
        ("patient", survivor.as_str()),
        ("version", &version),
        ("name", KNOWN),
        ("born", "27 November 1983"),
        ("pronouns", "they/them"),
        ("email", ""),
        ("mobile", ""),
        ("street", ""),
        ("suburb", ""),
        ("state", ""),
        ("postcode", ""),
    ];
    assert!(
        other
            .post_form(action, &fields)
            .await
            .see_other()
            .contains("done=")
    );
    let stale = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let back = stale.see_other().to_owned();
    assert!(back.contains("again="), "{back}");
    let html = world.desk.visit(&back).await.text();
    assert!(words(&html).contains(CHANGED), "{html}");
    assert!(html.contains("they/them"), "the page is as it is now");

    // Two open the fresh page; both press.
    let (_, form) = world.open().await;
    let page = world.page();
    other.get(&page).await;
    let all: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain([("identity", "yes")])
        .collect();
    let (one, two) = tokio::join!(
        world.desk.post_json(ENDPOINT, &all),
        other.post_json(ENDPOINT, &all)
    );
    let mut codes = [one.status.as_u16(), two.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409], "{} {}", one.text(), two.text());
    let late = other.get(&page).await.text();
    assert!(words(&late).contains("was merged already"), "{late}");
    assert!(!late.contains(&format!("action=\"{ENDPOINT}\"")));
}

/// A button pressed twice: the second press does nothing, and says why.
#[tokio::test]
async fn a_second_press_finds_them_merged_and_changes_nothing() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    world.merged(&form, &[("identity", "yes")]).await;
    let before = world.site.clinic.store.content().await.unwrap();
    let html = world.refused(&form, &[("identity", "yes")]).await;
    let text = words(&html);
    assert!(
        text.contains("One of these profiles was merged already."),
        "{text}"
    );
    assert!(!text.contains(CHANGED), "{text}");
    let profile = format!("href=\"/staff/patients/{}\"", world.sign_up);
    assert!(html.contains(&profile), "the way on: {html}");
    let after = world.site.clinic.store.content().await.unwrap();
    for table in ["patient", "access", "appointment", "merge_record", "notice"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    assert_eq!(after["merge_record"].len(), 1);
}

#[tokio::test]
async fn the_menu_leads_over_a_search_to_the_two_side_by_side() {
    let mut world = World::new().await;
    let profile = format!("/staff/patients/{}", world.sign_up);
    let with = format!("{profile}/merge");
    let html = world.desk.get(&profile).await.text();
    assert!(html.contains(&format!("href=\"{with}\"")), "{html}");
    let html = world
        .desk
        .get(&format!("{with}?q=featherstonehaugh"))
        .await
        .text();
    // The sign-up becomes part of the profile, not the other way round.
    assert!(
        html.contains(&format!("href=\"{}\"", world.page())),
        "{html}"
    );
    let wrong = format!("/staff/merge/{}/{}", world.sign_up, world.survivor);
    let html = world.desk.get(&wrong).await.text();
    assert!(
        html.contains(&format!("href=\"{}\"", world.page())),
        "{html}"
    );
    let nobody = world.desk.get(&format!("{with}?q=nobody")).await.text();
    assert!(words(&nobody).contains("No other profile was found."));
}

#[tokio::test]
async fn birth_dates_that_differ_ask_for_a_tick_and_a_reason() {
    let person = Details {
        born: ["11", "3", "1988"],
        ..NEWCOMER
    };
    let mut world = World::with(person).await;
    let (html, form) = world.open().await;
    let said = "Born on different days: March 11, 1988 and November 27, 1983.";
    assert!(words(&html).contains(said), "{html}");
    let refused = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let html = world.desk.visit(refused.see_other()).await.text();
    assert!(words(&html).contains("Enter a reason"), "{html}");
    let sure = [
        ("identity", "yes"),
        ("confirmed", "yes"),
        ("reason", "Saw the health card."),
    ];
    let merged = world.post(ENDPOINT, &form, &sure).await;
    assert!(merged.see_other().contains("merged="));
    let list = world.desk.get("/staff/merges").await.text();
    assert!(list.contains("Saw the health card."));
}

/// From Today to one profile: "Review and merge", then "Merge profiles".
#[tokio::test]
async fn two_presses_merge_a_sign_up_that_its_address_ties_to_a_profile() {
    let mut world = World::new().await;
    // The profile has the address that the account has proven.
    let edit = format!("/staff/patients/{}/edit", world.survivor);
    let page = world.desk.get(&edit).await.text();
    let action = "/api/staff/patients/edit";
    let version = hidden(&page, action, "version");
    let survivor = world.survivor.to_string();
    let fields = [
        ("patient", survivor.as_str()),
        ("version", &version),
        ("name", KNOWN),
        ("born", "27 November 1983"),
        ("pronouns", ""),
        ("email", NEWCOMER.email),
        ("mobile", NEWCOMER.mobile),
        ("street", ""),
        ("suburb", ""),
        ("state", ""),
        ("postcode", ""),
    ];
    world.desk.post_form(action, &fields).await.see_other();
    for page in ["/staff", "/staff/registrations"] {
        let html = world.desk.get(page).await.text();
        let text = words(&html);
        assert!(text.contains("Strong match"), "{page}: {text}");
        assert!(text.contains("Same birth date"), "{page}: {text}");
        assert!(text.contains("Review and merge"), "{page}: {text}");
        assert!(
            html.contains(&format!("href=\"{}\"", world.page())),
            "{page}"
        );
    }
    let (_, form) = world.open().await;
    let merged = world.post(ENDPOINT, &form, &[]).await;
    let next = merged.see_other().to_owned();
    assert!(next.starts_with("/staff?merged="), "{next}");
    // Nobody waits any more: Today, with the way back.
    let text = words(&world.desk.visit(&next).await.text());
    assert!(
        text.contains(&format!("Merged into {KNOWN}. Undo")),
        "{text}"
    );
    assert!(text.contains("All matched. Nice."), "{text}");
}
