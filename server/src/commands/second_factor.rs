//! `kith staff reset-second-factor` and `kith account reset-second-factor`: for who has lost
//! phone and recovery codes, once whoever runs the program is sure who asks.

use clinic::Failure;
use clinic::second_factor::staff::{self, Whose};
use domain::person::EmailAddress;

use super::{CommandError, beside};
use crate::config::{Config, bad};

pub(super) async fn reset(config: Config, whose: Whose, email: String) -> Result<(), CommandError> {
    let email = EmailAddress::parse(&email).map_err(|_| {
        bad(
            "--email",
            "is not an e-mail address",
            "--email dana@example.org",
        )
    })?;
    let open = beside(&config).await?;
    let clinic = open.clinic();
    match staff::reset_by_address(clinic, &clinic.system_job(), whose, &email).await {
        Ok(()) => {}
        Err(Failure::NotFound) => {
            let line = "nobody with this address has an authenticator app";
            return Err(CommandError::Said(line.to_owned()));
        }
        Err(failure) => return Err(failure.into()),
    }
    open.close().await?;
    println!("Turned off. They are logged out everywhere, and told by mail.");
    Ok(())
}
