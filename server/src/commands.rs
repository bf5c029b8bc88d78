//! What each command does. What it prints for a person goes to standard output; the log
//! and errors go to standard error.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use clinic::Failure;
use clinic::clock::SystemClock;
use clinic::opening::{OpenClinic, OpenError};
use clinic::second_factor::staff::Whose;

use crate::cli::{
    AccountCommand, AuditCommand, Command, ImportCommand, MatchCommand, StaffCommand,
};
use crate::config::{Config, ConfigError};
use crate::telemetry;

mod demo;
mod duplicates;
mod import;
mod matching;
mod second_factor;
mod serve;
mod staff;

/// Why a command failed, in one line without personal data.
#[derive(Debug)]
pub enum CommandError {
    /// A setting, or an argument, is wrong: nothing was started.
    Config(ConfigError),
    /// The database can't be opened.
    Open(OpenError),
    /// What was asked is refused, or broke.
    Said(String),
    /// It was done, but not all of it.
    InPart(String),
}

impl CommandError {
    /// 2 for what was asked wrongly or done in part, 1 for what went wrong.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::InPart(_) => 2,
            Self::Open(_) | Self::Said(_) => 1,
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Open(error) => error.fmt(f),
            Self::Said(line) | Self::InPart(line) => f.write_str(line),
        }
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<OpenError> for CommandError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        match failure {
            // The chain names tables and system errors, never a row.
            Failure::Fault(cause) => Self::Said(format!("fault: {}", cause.chain())),
            other => Self::Said(other.to_string()),
        }
    }
}

/// Runs a command to its end.
///
/// # Errors
/// Why it could not be done.
pub fn run(command: Command, config: Config) -> Result<(), CommandError> {
    telemetry::start(&config.log);
    match command {
        Command::Serve => block_on(serve::run(config)),
        Command::Demo { if_empty } => block_on(demo::run(config, if_empty)),
        Command::Migrate => block_on(migrate(config)),
        Command::Staff(StaffCommand::Add { email, name, role }) => {
            block_on(staff::add(config, email, name, role))
        }
        Command::Staff(StaffCommand::ResetSecondFactor { email }) => {
            block_on(second_factor::reset(config, Whose::Member, email))
        }
        Command::Account(AccountCommand::ResetSecondFactor { email }) => {
            block_on(second_factor::reset(config, Whose::Account, email))
        }
        Command::Duplicates {
            min_probability,
            format,
        } => block_on(duplicates::run(config, min_probability, format)),
        Command::Match {
            command: Some(MatchCommand::Weights),
            ..
        } => block_on(matching::weights(config)),
        Command::Match {
            command:
                Some(MatchCommand::Train {
                    pairs,
                    own,
                    dry_run,
                    em: _,
                }),
            ..
        } => block_on(matching::train(config, pairs, own, dry_run)),
        Command::Match {
            csv,
            top,
            phone_region,
            command: None,
        } => block_on(matching::rows(config, csv, top, phone_region)),
        Command::Import(ImportCommand::Patients {
            file,
            phone_region,
            dry_run,
        }) => block_on(import::patients(config, file, phone_region, dry_run)),
        Command::Audit(AuditCommand::Verify) => block_on(verify_audit(config)),
        Command::CheckConfig => {
            println!("{}", config.summary());
            if let Some(warning) = config.warning() {
                eprintln!("Warning: {warning}");
            }
            Ok(())
        }
    }
}

fn block_on(command: impl Future<Output = Result<(), CommandError>>) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime
        .map_err(|error| CommandError::Said(format!("the system gives no threads: {error}")))?;
    runtime.block_on(command)
}

async fn migrate(config: Config) -> Result<(), CommandError> {
    let open = alone(&config).await?;
    open.close().await?;
    println!("The database {} is up to date.", config.database_url);
    Ok(())
}

async fn verify_audit(config: Config) -> Result<(), CommandError> {
    let open = beside(&config).await?;
    let report = clinic::audit::verify(open.clinic(), &open.clinic().system_job()).await?;
    open.close().await?;
    match report.first_bad {
        None => {
            println!(
                "The audit is whole: {} events, newest {}.",
                report.rows, report.head
            );
            Ok(())
        }
        Some(row) => {
            let line = format!("the audit was changed: event {row} is missing or not what it was");
            Err(CommandError::Said(line))
        }
    }
}

async fn alone(config: &Config) -> Result<OpenClinic, OpenError> {
    let clock = Arc::new(SystemClock);
    OpenClinic::alone(&config.database_url, config.origin.as_str(), clock).await
}

async fn beside(config: &Config) -> Result<OpenClinic, OpenError> {
    let clock = Arc::new(SystemClock);
    OpenClinic::beside(&config.database_url, config.origin.as_str(), clock).await
}
