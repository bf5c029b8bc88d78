//! Logging in and staying logged in, seen from outside: what a stranger can learn, plant,
//! replay, spoof or guess, and how soon a right that was taken away is gone.

use crate::harness::TestSite;

mod asking;
mod codes;
mod links;
mod passwords;
mod recovery;
mod sessions;
mod sign_up;
mod spellings;

const KNOWN: &str = "ana@example.com";
const UNKNOWN: &str = "bob@example.com";

async fn site() -> TestSite {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    site
}
