//! A process that serves: listen, answer, stop in order.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests in flight may take when the process is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop` says so: no new connections from then on, and what is under way
/// is finished, within ten seconds.
///
/// # Errors
/// If the system takes the listening socket away.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let mut told = stop.clone();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // A sender that is gone means the same.
        let _ = told.wait_for(|stop| *stop).await;
    });
    let late = async move {
        let _ = stop.wait_for(|stop| *stop).await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = late => {
            tracing::warn!("some requests took longer than ten seconds and were cut off");
            Ok(())
        }
    }
}
