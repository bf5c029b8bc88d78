//! `kith serve`: opens the database, starts the mail worker, serves, and stops in order.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::ctx::Site;
use app::kept::KeptForms;
use clinic::clock::DemoClock;
use clinic::mail::Mailer;
use clinic::opening::{OpenClinic, OpenError};
use clinic::{Clinic, Failure, front, worker};
use leptos::config::LeptosOptions;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{CommandError, demo};
use crate::config::Config;
use crate::rails::{DemoRails, Rails};
use crate::router::router;
use crate::serving::Patience;
use crate::{files, serving, shutdown};

/// What the database says it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    Demo,
    Clinic,
}

pub(super) async fn run(config: Config) -> Result<(), CommandError> {
    println!(
        "kith {}: opening {}",
        env!("CARGO_PKG_VERSION"),
        config.database_url
    );
    // The clock of a demo can be moved; unmoved, it is the system's.
    let clock = Arc::new(DemoClock::default());
    let open =
        OpenClinic::alone(&config.database_url, config.origin.as_str(), clock.clone()).await?;
    let kind = kind(open.clinic()).await?;
    if kind == Kind::Demo {
        config.check_demo()?;
    }
    if let Some(warning) = config.warning() {
        eprintln!("Warning: {warning}");
    }
    let listener = listen(&config)?;
    let wish = shutdown::listen()
        .map_err(|error| CommandError::Said(format!("the system gives no signals: {error}")))?;
    let (stop, stopped) = watch::channel(false);
    let mailer = mailer(&config)?;
    let mut told = stopped.clone();
    let worker = tokio::spawn(worker::run(open.clinic().clone(), mailer, async move {
        // A sender that is gone means the same.
        let _ = told.wait_for(|stop| *stop).await;
    }));

    say_where(&config, kind);
    let rails = rails(&config, open.clinic().clone(), clock, kind);
    let serving = tokio::spawn(serving::serve(
        listener,
        router(rails),
        Patience::default().within(files::seats()),
        stopped,
    ));
    let served = wait(wish, open.damage(), serving, stop).await;

    // Mail that is being sent is finished; what waits, waits in the database.
    if worker.await.is_err() {
        tracing::error!("the mail worker had died");
    }
    open.close().await?;
    if served.is_ok() {
        println!("Stopped. Nothing is lost.");
    }
    served
}

/// Waits for the wish to stop, for the server to die, or for a damaged page, which nobody
/// is to write over.
async fn wait(
    wish: impl Future<Output = ()>,
    damage: impl Future<Output = OpenError>,
    mut serving: JoinHandle<()>,
    stop: watch::Sender<bool>,
) -> Result<(), CommandError> {
    let mut damaged = None;
    let ended = tokio::select! {
        () = wish => {
            println!("Stopping: finishing what is under way.");
            stop.send_replace(true);
            serving.await
        }
        error = damage => {
            tracing::error!(%error, "stopping");
            damaged = Some(error);
            stop.send_replace(true);
            serving.await
        }
        ended = &mut serving => {
            stop.send_replace(true);
            ended
        }
    };
    match (ended, damaged) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(error)) => Err(error.into()),
        (Err(_), _) => Err(CommandError::Said(
            "the server died; the log says why".to_owned(),
        )),
    }
}

async fn kind(clinic: &Clinic) -> Result<Kind, CommandError> {
    match front::profile(clinic, &clinic.public()).await {
        Ok(profile) if profile.demo => Ok(Kind::Demo),
        Ok(_) => Ok(Kind::Clinic),
        Err(Failure::NotFound) => Ok(Kind::Empty),
        Err(failure) => Err(failure.into()),
    }
}

/// Callers whom the system lets wait until they are accepted. One more is sent away, and
/// tries again only a second later: so there is room for all who come at once while pages
/// are being rendered.
const WAITING_MAX: u32 = 4_096;

fn listen(config: &Config) -> Result<TcpListener, CommandError> {
    let bound = || {
        let socket = match config.site_addr {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // Elsewhere than on Unix this would let two programs listen on one port.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(config.site_addr)?;
        socket.listen(WAITING_MAX)
    };
    bound().map_err(|error: std::io::Error| {
        let line = format!(
            "can't listen on LEPTOS_SITE_ADDR={}: {error}",
            config.site_addr
        );
        CommandError::Said(line)
    })
}

fn mailer(config: &Config) -> Result<Mailer, CommandError> {
    match &config.smtp {
        Some(url) => Mailer::smtp(url.expose()).map_err(|_| {
            let problem = "is no address that the mail library takes";
            crate::config::bad(
                "KITH_SMTP_URL",
                problem,
                "KITH_SMTP_URL=smtp://mail.example.org",
            )
            .into()
        }),
        None => Ok(Mailer::files(config.mail_dir())),
    }
}

fn rails(config: &Config, clinic: Clinic, clock: Arc<DemoClock>, kind: Kind) -> Rails {
    let options = LeptosOptions::builder()
        .output_name("kith")
        .site_root(config.site_root.as_str())
        .site_pkg_dir(config.site_pkg_dir.as_str())
        .site_addr(config.site_addr)
        .build();
    let mail_dir = config.smtp.is_none().then(|| Arc::new(config.mail_dir()));
    Rails {
        site: Site {
            clinic,
            kept: KeptForms::default(),
            mail_dir,
        },
        options,
        origin: Arc::new(config.origin.clone()),
        trusted_proxies: config.trusted_proxies.clone().into(),
        demo: (kind == Kind::Demo).then_some(DemoRails { clock }),
    }
}

fn say_where(config: &Config, kind: Kind) {
    let style = Path::new(&config.site_root)
        .join(&config.site_pkg_dir)
        .join("kith.css");
    if !style.is_file() {
        println!(
            "Note: {} isn't there, so pages have no style; `make build` makes it.",
            style.display()
        );
    }
    if config.origin.is_loopback() && config.origin.port() != config.site_addr.port() {
        println!(
            "Note: pages answer under {} only, as KITH_ORIGIN says.",
            config.origin
        );
    }
    match (&config.smtp, kind) {
        (Some(url), _) => println!("Mail goes to {url:?}"),
        (None, _) => println!("Mail is written to {}", config.mail_dir().display()),
    }
    match kind {
        Kind::Demo => print!("{}", demo::shown(&clinic::demo::log_ins())),
        Kind::Empty => println!(
            "There is no clinic in this database yet. `kith demo` fills it with an example; \
             `kith staff add --role admin --email … --name …` makes the first admin."
        ),
        Kind::Clinic => {}
    }
    println!("Serving {}", config.origin);
    if kind == Kind::Demo {
        let origin = &config.origin;
        println!(
            "  book {origin}/book   staff {origin}/staff   mail {origin}/dev/mail   components {origin}/styleguide"
        );
    }
}
