//! A process that serves: listen, answer, stop in order.
//!
//! Connections are served one by one with hyper, since `axum::serve` sets no time limit
//! on the head of a request: a few hundred callers that never finish theirs would keep
//! everybody else out.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

/// How long requests in flight may take when the process is told to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long to wait before accepting again when the system has no connection to give.
const BREATHE: Duration = Duration::from_millis(100);

/// What one caller may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long the head of a request may take, the wait for the next one included.
    pub head: Duration,
    /// How many connections there may be at once; further ones wait to be accepted.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(15),
            connections: 16_384,
        }
    }
}

impl Patience {
    /// With no more connections than the system gives.
    #[must_use]
    pub fn within(self, seats: usize) -> Self {
        Self {
            connections: self.connections.min(seats),
            ..self
        }
    }
}

/// Serves until `stop` says so: no new connections from then on, and what is under way
/// is finished, within ten seconds.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    mut stop: watch::Receiver<bool>,
) {
    let under_way = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(patience.connections));
    loop {
        let accepted = tokio::select! {
            // A sender that is gone means the same.
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = accept(&listener, &seats) => accepted,
        };
        let Some((seat, stream, peer)) = accepted else {
            continue;
        };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .serve_connection(TokioIo::new(stream), service);
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            if connection.await.is_err() {
                tracing::debug!("a connection broke off");
            }
            drop(seat);
        });
    }
    drop(listener);
    tokio::select! {
        () = under_way.shutdown() => {}
        () = tokio::time::sleep(DRAIN) => {
            tracing::warn!("some requests took longer than ten seconds and were cut off");
        }
    }
}

/// The next connection, with its seat; none if the system had none to give just now.
async fn accept(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> Option<(tokio::sync::OwnedSemaphorePermit, TcpStream, SocketAddr)> {
    let seat = Arc::clone(seats).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // A file's last packet would else wait for the browser's word about the one
            // before, which browsers hold back for 40 ms.
            if stream.set_nodelay(true).is_err() {
                tracing::debug!("a connection was gone before it was served");
            }
            Some((seat, stream, peer))
        }
        Err(error) => {
            tracing::warn!(kind = %error.kind(), "no connection could be accepted");
            tokio::time::sleep(BREATHE).await;
            None
        }
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

#[cfg(test)]
mod tests;
