//! `kith demo`: fills an empty database with the demo clinic and marks it as one.

use clinic::Failure;
use clinic::demo::{self, DemoLogIns};
use domain::refusal::Refusal;

use super::{CommandError, alone};
use crate::config::Config;

pub(super) async fn run(config: Config, if_empty: bool) -> Result<(), CommandError> {
    config.check_demo()?;
    let open = alone(&config).await?;
    let job = open.clinic().system_job();
    // Only for the words: `fill` asks again inside its transaction.
    if demo::is_empty(open.clinic(), &job).await? {
        println!("Demo: filling {} (some seconds).", config.database_url);
    }
    let filled = demo::fill(open.clinic(), &job).await;
    open.close().await?;
    match filled {
        Ok(log_ins) => {
            println!("Demo: the clinic is there.");
            print!("{}", shown(&log_ins));
            Ok(())
        }
        Err(Failure::Refused(Refusal::NotEmpty)) if if_empty => {
            println!("Demo: there is a clinic already; nothing was changed.");
            Ok(())
        }
        Err(Failure::Refused(Refusal::NotEmpty)) => {
            let line = "the database isn't empty, and a demo never mixes with what is there";
            Err(CommandError::Said(line.to_owned()))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The log-ins, one a line. Nobody's secret: every demo has the same.
pub(super) fn shown(log_ins: &DemoLogIns) -> String {
    let rows = log_ins.rows.iter().map(|(role, email, password)| {
        format!("  {:<13} {email}   password: {password}\n", role.as_str())
    });
    format!("Demo log-ins for /staff:\n{}", rows.collect::<String>())
}
