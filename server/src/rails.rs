//! What the layers and handlers share: the site, its public address, whom to believe.

use std::sync::Arc;

use app::ctx::Site;
use axum::extract::FromRef;
use clinic::clock::DemoClock;
use ipnet::IpNet;
use leptos::config::LeptosOptions;

use crate::config::Origin;

/// The router's state. Cloning shares it.
#[derive(Clone)]
pub struct Rails {
    /// What the pages need.
    pub site: Site,
    /// Where the assets are, and what they are called.
    pub options: LeptosOptions,
    /// The public address.
    pub origin: Arc<Origin>,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Arc<[IpNet]>,
    /// What only a demo has; without it none of its addresses exists.
    pub demo: Option<DemoRails>,
}

/// What only a demo has.
#[derive(Clone)]
pub struct DemoRails {
    /// The clock that `/dev/clock` moves.
    pub clock: Arc<DemoClock>,
}

impl FromRef<Rails> for LeptosOptions {
    fn from_ref(rails: &Rails) -> Self {
        rails.options.clone()
    }
}
