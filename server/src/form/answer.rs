//! From a server function's JSON to what the caller wants.

use app::api::Endpoint;
use app::error::{ApiError, File, Next};
use app::kept::KeptForm;
use app::routes;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};

use super::{Caller, Fields, owner, without_secrets};
use crate::problem::Problem;
use crate::rails::Rails;

/// Answers of server functions are a path or a code.
const JSON_BYTES_MAX: usize = 64 * 1024;
/// But for files.
const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What a server function says.
enum Said {
    Done(Next),
    Made(File),
    Failed(ApiError),
}

/// Makes the answer of a server function into the caller's.
pub(super) async fn adapt(
    rails: &Rails,
    caller: &Caller,
    endpoint: &'static Endpoint,
    fields: Fields,
    response: Response,
) -> Response {
    let (parts, body) = response.into_parts();
    let cookies = parts
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .cloned()
        .collect::<Vec<_>>();
    let said = match read(endpoint, parts.status, &parts.headers, body).await {
        Some(said) => said,
        None => {
            let incident = rails.site.clinic.incident();
            tracing::error!(%incident, endpoint = endpoint.name(), "an unreadable answer");
            return Problem::fault(&caller.headers, &incident);
        }
    };
    let mut response = match said {
        Said::Done(next) if caller.html && endpoint.goes_on => {
            let going_on = (&*next.next, None);
            see_other(&keep(rails, caller, endpoint, fields, going_on).await)
        }
        Said::Done(next) if caller.html => see_other(&next.next),
        Said::Done(next) => json(StatusCode::OK, &next),
        Said::Made(file) if caller.html => download(file),
        Said::Made(file) => json(StatusCode::OK, &file),
        Said::Failed(error) => refuse(rails, caller, endpoint, fields, error).await,
    };
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The answer to a form that was not taken.
pub(super) async fn refuse(
    rails: &Rails,
    caller: &Caller,
    endpoint: &'static Endpoint,
    fields: Fields,
    error: ApiError,
) -> Response {
    if !caller.html {
        return failed(&error);
    }
    let back = page_of(rails, caller, endpoint);
    if error == ApiError::Unauthenticated {
        return see_other(&log_in(endpoint, &back));
    }
    let prove = error == ApiError::Reauthenticate;
    let back = keep(rails, caller, endpoint, fields, (&back, Some(error))).await;
    // The form waits where the person comes back to after they have confirmed it's them.
    see_other(&if prove {
        routes::prove_then(&back)
    } else {
        back
    })
}

/// Keeps the form for the page that it stands on; the page's address with it.
async fn keep(
    rails: &Rails,
    caller: &Caller,
    endpoint: &'static Endpoint,
    fields: Fields,
    (page, error): (&str, Option<ApiError>),
) -> String {
    let Some(visitor) = &caller.visitor else {
        return page.to_owned();
    };
    let address = std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
    let visitor = rails.site.clinic.visitor(visitor, address);
    let id = rails.site.clinic.new_token().expose().to_owned();
    let fields = without_secrets(endpoint, fields);
    let form = KeptForm {
        endpoint: endpoint.name(),
        fields,
        error,
    };
    let owner = owner::of(&rails.site.clinic, page, caller).await;
    let whose = (visitor.key().0, owner);
    rails.site.kept.keep(id.clone(), whose, form);
    again(page, &id)
}

async fn read(
    endpoint: &Endpoint,
    status: StatusCode,
    headers: &HeaderMap,
    body: Body,
) -> Option<Said> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    if !kind.starts_with("application/json") {
        return None;
    }
    let most = match endpoint.file {
        true => FILE_BYTES_MAX,
        false => JSON_BYTES_MAX,
    };
    let body = Limited::new(body, most).collect().await.ok()?.to_bytes();
    if status.is_success() && endpoint.file {
        serde_json::from_slice(&body).ok().map(Said::Made)
    } else if status.is_success() {
        let next: Next = serde_json::from_slice(&body).ok()?;
        is_local(&next.next).then_some(Said::Done(next))
    } else {
        serde_json::from_slice(&body).ok().map(Said::Failed)
    }
}

/// The page that the form stands on: where the browser says it comes from, if that is a
/// page of ours, else the endpoint's own. Without an older kept form.
fn page_of(rails: &Rails, caller: &Caller, endpoint: &Endpoint) -> String {
    let referer = caller.referer().and_then(|referer| {
        let rest = referer.strip_prefix(rails.origin.as_str())?;
        let path = rest.split('#').next().unwrap_or_default();
        let known = is_local(path) && !path.starts_with("/api/") && path.parse::<Uri>().is_ok();
        known.then(|| path.to_owned())
    });
    without_again(&referer.unwrap_or_else(|| endpoint.home.to_owned()))
}

fn log_in(endpoint: &Endpoint, back: &str) -> String {
    if endpoint.path.starts_with("/api/staff/") {
        return routes::STAFF_LOG_IN.to_owned();
    }
    let path = back.split('?').next().unwrap_or(back);
    routes::log_in_then(path)
}

fn without_again(page: &str) -> String {
    let Some((path, query)) = page.split_once('?') else {
        return page.to_owned();
    };
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("again="));
    let kept: Vec<&str> = kept.collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn again(page: &str, id: &str) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}again={id}")
}

/// A path on this site, which no browser takes for another host.
fn is_local(path: &str) -> bool {
    let plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//")
}

fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}

/// A file for the browser to keep; the page stays.
fn download(file: File) -> Response {
    let name = format!("attachment; filename=\"{}\"", file.name);
    let headers = [
        (CONTENT_TYPE, String::from("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, name),
    ];
    (headers, file.csv).into_response()
}

fn failed(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, error);
    if let Some(wait) = error.retry_after_s() {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    (status, axum::Json(value)).into_response()
}

#[cfg(test)]
mod tests;
