//! All routes, and the layers around them: what `serve` serves and every HTTP test asks.
//!
//! A request goes through the layers from the last added to the first:
//!
//! | layer | what it does |
//! |---|---|
//! | [`trace`](mod@crate::trace) | number and log line |
//! | [`headers`](mod@crate::headers) | security headers on whatever comes out |
//! | compression | pages and JSON; assets are compressed when they are built |
//! | [`guard`](mod@crate::guard) | panics, sizes, time |
//! | [`host`](mod@crate::host), [`origin`](mod@crate::origin) | right name, own pages |
//! | [`client_address`](mod@crate::client_address), [`cookies`](mod@crate::cookies) | who asks |
//! | [`gate`](mod@crate::gate) | groups of pages behind a log-in |
//! | [`form`](mod@crate::form) | form posts, strictly |
//! | [`refusal`](mod@crate::refusal) | refusals into the audit |

use app::{App, shell};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use leptos::prelude::provide_context;
use leptos_axum::{ErrorHandler, LeptosRoutes, generate_route_list};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};

use crate::rails::Rails;
use crate::{
    assets, client_address, cookies, dev, download, form, gate, guard, headers, health, host, link,
    origin, refusal, trace,
};

/// The whole site.
pub fn router(rails: Rails) -> Router {
    let site = rails.site.clone();
    let context = move || provide_context(site.clone());
    let options = rails.options.clone();
    let not_found = ErrorHandler::new_with_context(context.clone(), shell, options.clone());
    let page = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let router = Router::new()
        .leptos_routes_with_context(&rails, generate_route_list(App), context, page)
        .route(
            "/appointments/{appointment}/calendar.ics",
            get(download::calendar),
        )
        .route("/been-here/{token}", get(link::been_here))
        .route("/email/confirm/{token}", get(link::email_confirm))
        .route("/email/revert/{token}", get(link::email_revert))
        .route("/invite/{token}", get(link::invite))
        .route("/log-in/link/{token}", get(link::log_in))
        .route("/recover/link/{token}", get(link::recover))
        .route("/staff/password/{token}", get(link::staff_password))
        .route(health::LIVE, get(health::live))
        .route(health::READY, get(health::ready))
        .merge(dev::routes(&rails))
        .merge(assets::routes(&options))
        .fallback_service(not_found);
    layered(router, &rails).with_state(rails)
}

/// How hard pages are compressed, each anew. From 2 on brotli clears a window of 8 MiB for
/// every page, however small.
const PAGES: CompressionLevel = CompressionLevel::Precise(1);

fn layered(router: Router<Rails>, rails: &Rails) -> Router<Rails> {
    // Fonts are compressed in themselves.
    let worth_it = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    router
        .layer(from_fn_with_state(rails.clone(), refusal::refusal))
        .layer(from_fn_with_state(rails.clone(), form::form))
        .layer(from_fn_with_state(rails.clone(), gate::gate))
        .layer(from_fn_with_state(rails.clone(), cookies::cookies))
        .layer(from_fn_with_state(
            rails.clone(),
            client_address::client_address,
        ))
        .layer(from_fn_with_state(rails.clone(), origin::origin))
        .layer(from_fn_with_state(rails.clone(), host::host))
        .layer(from_fn(guard::time))
        .layer(from_fn(guard::sizes))
        .layer(from_fn_with_state(rails.clone(), guard::panics))
        .layer(
            CompressionLayer::new()
                .quality(PAGES)
                .compress_when(worth_it),
        )
        .layer(from_fn_with_state(rails.clone(), headers::headers))
        .layer(from_fn_with_state(rails.clone(), trace::trace))
}
