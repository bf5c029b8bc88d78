//! `kith staff add`: the way in for the first admin, and for everybody after.

use clinic::{Failure, team};
use domain::person::{EmailAddress, PersonName};
use domain::refusal::Refusal;
use domain::role::Role;

use super::{CommandError, beside};
use crate::config::{Config, bad};

pub(super) async fn add(
    config: Config,
    email: String,
    name: String,
    role: String,
) -> Result<(), CommandError> {
    let email = EmailAddress::parse(&email).map_err(|_| {
        bad(
            "--email",
            "is not an e-mail address",
            "--email dana@example.org",
        )
    })?;
    let name = PersonName::parse(&name)
        .map_err(|_| bad("--name", "is not a name", "--name \"Dana Whitfield\""))?;
    let role = Role::parse(&role).ok_or_else(|| {
        bad(
            "--role",
            "must be admin, practitioner or desk",
            "--role admin",
        )
    })?;
    let open = beside(&config).await?;
    let clinic = open.clinic();
    let link = match team::add(clinic, &clinic.system_job(), email, name, role).await {
        Ok(link) => link,
        Err(Failure::Refused(Refusal::AddressTaken)) => {
            let line = "a member of staff has this address already";
            return Err(CommandError::Said(line.to_owned()));
        }
        Err(failure) => return Err(failure.into()),
    };
    open.close().await?;
    println!(
        "Added. Send them this link; it works once, for three days:\n{}",
        link.0
    );
    Ok(())
}
