//! Files for everybody: styles, WASM, fonts, icons. Compressed ones are served where they
//! stand beside the file.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, VARY};
use http::{HeaderValue, StatusCode};
use leptos::config::LeptosOptions;
use tower_http::services::{ServeDir, ServeFile};

use crate::rails::Rails;

/// Its name changes with its content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Changes with a release, under the same name; asking again costs one small answer.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");
/// Changes almost never.
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

const FILES: [&str; 4] = ["favicon.ico", "favicon.svg", "icons.svg", "robots.txt"];
const FONTS: &str = "fonts";

/// The routes of all files.
pub fn routes(options: &LeptosOptions) -> Router<Rails> {
    let root = Path::new(options.site_root.as_ref());
    let pkg = options.site_pkg_dir.as_ref();
    let mut router = Router::new()
        .nest_service(&format!("/{pkg}"), folder(&root.join(pkg)))
        .nest_service(&format!("/{FONTS}"), folder(&root.join(FONTS)));
    for file in FILES {
        let service = ServeFile::new(root.join(file))
            .precompressed_br()
            .precompressed_gzip();
        router = router.route_service(&format!("/{file}"), service);
    }
    router.layer(from_fn(keep))
}

/// Whether a path is that of a file: such requests have no visitor and no page.
#[must_use]
pub fn is_asset(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    path.starts_with("pkg/") || path.starts_with("fonts/") || FILES.contains(&path)
}

fn folder(path: &Path) -> ServeDir {
    ServeDir::new(path)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
}

async fn keep(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let found = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    if found || response.status() == StatusCode::PARTIAL_CONTENT {
        let keep = if is_hashed(&path) {
            FOR_EVER
        } else if path.starts_with("/fonts/") {
            A_DAY
        } else {
            ASK_AGAIN
        };
        response.headers_mut().insert(CACHE_CONTROL, keep);
        response
            .headers_mut()
            .insert(VARY, HeaderValue::from(ACCEPT_ENCODING));
    }
    response
}

/// `kith.YgPS2mTG6-9p8oNDFXXaSw.css`: 22 characters between two dots.
fn is_hashed(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut parts = file.split('.').skip(1).peekable();
    let mut hashed = false;
    while let Some(part) = parts.next() {
        hashed |= parts.peek().is_some() && part.len() == 22 && part.chars().all(plain);
    }
    hashed
}

#[cfg(test)]
mod tests;
