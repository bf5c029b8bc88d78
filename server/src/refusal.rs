//! Whoever is signed in and asks for what isn't theirs, or isn't there, leaves a trace.
//!
//! Seen from outside, so that no page and no form can forget it: an answer of 404 to an
//! address or a form with an id in it, and any 403. The answer stays as it is, and takes
//! the same way whether the id is somebody else's or nobody's.

use app::api::Endpoint;
use app::ctx::{ClientAddress, SessionToken, StaffToken};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use clinic::audit::{self, Asked};
use clinic::{Clinic, Failure};
use http::StatusCode;

use crate::form::{Fields, decode};
use crate::rails::Rails;

/// The values of a form, without those that are secret. Put into the request's extensions
/// where the form is read.
#[derive(Clone)]
pub(crate) struct Posted(Vec<String>);

impl Posted {
    /// What of a form may be looked at.
    pub(crate) fn of(endpoint: &Endpoint, fields: &Fields) -> Self {
        let open = fields
            .iter()
            .filter(|(name, _)| !endpoint.secret.contains(&name.as_str()));
        Self(open.map(|(_, value)| value.clone()).collect())
    }
}

/// Records refusals.
pub async fn refusal(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let Some(trace) = Trace::of(&request) else {
        return next.run(request).await;
    };
    let response = next.run(request).await;
    let refused = match response.status() {
        StatusCode::FORBIDDEN => true,
        StatusCode::NOT_FOUND => !trace.asked.is_empty(),
        _ => false,
    };
    if refused {
        match trace.record(&rails.site.clinic).await {
            // A cookie that opens nothing is nobody's.
            Ok(()) | Err(Failure::Unauthenticated) => {}
            Err(_) => tracing::warn!("a refusal could not be recorded"),
        }
    }
    response
}

/// What is needed of a request after it is gone.
struct Trace {
    door: Door,
    address: ClientAddress,
    asked: Asked,
}

/// The cookie that counts at this address.
enum Door {
    Account(SessionToken),
    Staff(StaffToken),
}

impl Trace {
    /// None where nobody can be signed in.
    fn of(request: &Request) -> Option<Self> {
        let path = decode(request.uri().path().as_bytes()).unwrap_or_default();
        let extensions = request.extensions();
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let staff = segments.find(|segment| *segment != "api") == Some("staff");
        let door = match staff {
            true => Door::Staff(extensions.get::<StaffToken>()?.clone()),
            false => Door::Account(extensions.get::<SessionToken>()?.clone()),
        };
        let query = request.uri().query().unwrap_or_default();
        let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let posted = extensions.get::<Posted>();
        let texts = path
            .split('/')
            .chain(query.iter().map(|(_, value)| &**value))
            .chain(
                posted
                    .iter()
                    .flat_map(|Posted(values)| values.iter().map(|value| &**value)),
            );
        Some(Self {
            door,
            address: extensions.get().copied().unwrap_or_default(),
            asked: Asked::among(texts),
        })
    }

    async fn record(self, clinic: &Clinic) -> Result<(), Failure> {
        let ClientAddress(address) = self.address;
        match self.door {
            Door::Account(SessionToken(token)) => {
                let who = clinic.account(&token, address).await?;
                audit::account_refused(clinic, &who, &self.asked).await
            }
            Door::Staff(StaffToken(token)) => {
                let who = clinic.member(&token, address).await?;
                audit::member_refused(clinic, &who, &self.asked).await
            }
        }
    }
}
