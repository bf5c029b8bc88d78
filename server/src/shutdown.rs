//! When to stop: SIGTERM from whoever runs us, or Ctrl-C.

use std::future::Future;
use std::io;

/// Listens from now on, and gives a future that waits for the wish to stop.
///
/// # Errors
/// If the system gives no signals.
#[cfg(unix)]
pub fn listen() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Listens, and gives a future that waits for Ctrl-C.
///
/// # Errors
/// Never on this system; the signature is that of the others.
#[cfg(not(unix))]
pub fn listen() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
