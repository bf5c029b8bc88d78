//! The command line: commands, flags, and the variables that give the flags' values.
//!
//! Values are read as plain text here and judged in `config`, so that every bad value
//! gets the same one line, and none is echoed that may hold a password.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

/// Clinic booking: one program, one folder of assets, one database file.
#[derive(Debug, Parser)]
#[command(name = "kith", version, about, subcommand_value_name = "COMMAND")]
#[command(after_help = "Without a command: serve. A flag wins over its variable.")]
pub struct Cli {
    /// The settings, before or after the command.
    #[command(flatten)]
    pub settings: Settings,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What `kith` can do.
#[derive(Debug, Default, Subcommand)]
pub enum Command {
    /// Serve the clinic's pages; the database is created and migrated if need be
    #[default]
    Serve,
    /// Fill an empty database with the demo clinic; refuses one that has patients
    Demo {
        /// Do nothing, and succeed, if the database isn't empty
        #[arg(long)]
        if_empty: bool,
    },
    /// Create the database, or bring it up to this version
    Migrate,
    /// The clinic's team
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Patients' accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// Pairs of profiles that may be one person, the likeliest first
    Duplicates {
        /// The least probability of a pair that is shown; 0 shows every pair that was compared
        #[arg(long, default_value_t = 0.5, value_name = "P")]
        min_probability: f64,
        /// For people, or for programs
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Who of the patients are in a file, and the weights that decide it
    #[command(args_conflicts_with_subcommands = true)]
    Match {
        /// A file as for an import; nobody in it is added
        #[arg(long, value_name = "FILE", required = true)]
        csv: Option<PathBuf>,
        /// How many of the best matches of each row
        #[arg(long, default_value_t = 5, value_name = "N")]
        top: usize,
        /// The country of phone numbers without a country code, by its two letters
        #[arg(long, default_value = "CA", value_name = "COUNTRY")]
        phone_region: String,
        /// What else there is to do
        #[command(subcommand)]
        command: Option<MatchCommand>,
    },
    /// Take in what another program wrote down
    #[command(subcommand)]
    Import(ImportCommand),
    /// The record of who saw and did what
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check the settings and print what is in effect, without secrets
    CheckConfig,
}

/// What `kith staff` can do.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Add a member of staff; prints the link by which they set their password
    Add {
        /// The address with which they log in
        #[arg(long)]
        email: String,
        /// Their full name
        #[arg(long)]
        name: String,
        /// admin, practitioner or desk
        #[arg(long)]
        role: String,
    },
    /// Turn off the authenticator app of a member who has lost it, with all recovery codes
    ResetSecondFactor {
        /// The address with which they log in
        #[arg(long)]
        email: String,
    },
}

/// What `kith account` can do.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Turn off the authenticator app of a patient who has lost it, with all recovery codes
    ResetSecondFactor {
        /// The address with which they log in
        #[arg(long)]
        email: String,
    },
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people
    Table,
    /// Comma-separated values (RFC 4180), alone on standard output
    Csv,
}

/// What else `kith match` can do.
#[derive(Debug, Subcommand)]
pub enum MatchCommand {
    /// Print the weights that count, with the cuts of the grades
    Weights,
    /// Estimate the weights from this clinic's own data, and keep them
    #[command(group(ArgGroup::new("from").required(true).args(["em", "pairs", "own"])))]
    Train {
        /// From all pairs of profiles, of which nobody knows whether they are one person
        #[arg(long)]
        em: bool,
        /// From decided pairs: a file with left_external_id, right_external_id and same
        #[arg(long, value_name = "FILE")]
        pairs: Option<PathBuf>,
        /// From what staff have decided here: merges that stand, and who they said are
        /// different people
        #[arg(long)]
        own: bool,
        /// Only print them
        #[arg(long)]
        dry_run: bool,
    },
}

/// What `kith import` can do.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Add patients out of a file of comma-separated values
    ///
    /// The first line names the columns, in any order, any of them missing: external_id,
    /// given_name, family_name, birth_date (YYYY-MM-DD or YYYYMMDD), sex (female, male, other,
    /// F, M, X), email, phone, address, suburb, postcode, state, record_number.
    ///
    /// A row without a name goes into FILE.rejects.csv, and the rest is taken. What can't be
    /// read is kept as given, marked as such, and told. Importing a file again adds nobody
    /// twice who has an external_id: a row that has changed changes the profile, unless
    /// somebody has changed that since. Rows without an external_id are added each time.
    ///
    /// Ends with 0 if every row was taken, 2 if some were rejected, 1 if nothing was done.
    Patients {
        /// The file
        file: PathBuf,
        /// The country of phone numbers without a country code, by its two letters
        #[arg(long, default_value = "CA", value_name = "COUNTRY")]
        phone_region: String,
        /// Change nothing; say what would be done
        #[arg(long)]
        dry_run: bool,
    },
}

/// What `kith audit` can do.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that no row of the audit was changed or removed
    Verify,
}

/// Settings: flags, or the variables named beside them.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// The database
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    #[arg(default_value = "sqlite:data/kith.db")]
    pub database_url: String,
    /// The public address of the site, used in every link: http only for loopback, no path
    #[arg(
        long,
        global = true,
        env = "KITH_ORIGIN",
        value_name = "ORIGIN",
        hide_env_values = true
    )]
    #[arg(default_value = "http://127.0.0.1:3000")]
    pub origin: String,
    /// The mail server, smtp://… or smtps://…; unset: mails are written to DIR/mail as .eml files
    #[arg(
        long,
        global = true,
        env = "KITH_SMTP_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub smtp_url: Option<String>,
    /// Proxies whose X-Forwarded-For counts, CIDRs with commas between [default: none]
    #[arg(
        long,
        global = true,
        env = "KITH_TRUSTED_PROXIES",
        value_name = "CIDRS"
    )]
    #[arg(hide_env_values = true)]
    pub trusted_proxies: Option<String>,
    /// Where mails, and later files, are kept
    #[arg(
        long,
        global = true,
        env = "KITH_DATA_DIR",
        value_name = "DIR",
        hide_env_values = true
    )]
    #[arg(default_value = "data")]
    pub data_dir: String,
    /// What to log to standard error: error, warn, info, debug, or per module as in "info,server=debug"
    #[arg(
        long,
        global = true,
        env = "KITH_LOG",
        value_name = "FILTER",
        hide_env_values = true
    )]
    #[arg(default_value = "info")]
    pub log: String,
    /// The address to listen on
    #[arg(
        long,
        global = true,
        env = "LEPTOS_SITE_ADDR",
        value_name = "ADDRESS:PORT"
    )]
    #[arg(default_value = "127.0.0.1:3000", hide_env_values = true)]
    pub site_addr: String,
    /// The folder of assets
    #[arg(
        long,
        global = true,
        env = "LEPTOS_SITE_ROOT",
        value_name = "DIR",
        hide_env_values = true
    )]
    #[arg(default_value = "target/site")]
    pub site_root: String,
    /// The folder inside it with the styles and the WASM
    #[arg(long, global = true, env = "LEPTOS_SITE_PKG_DIR", value_name = "DIR")]
    #[arg(default_value = "pkg", hide_env_values = true)]
    pub site_pkg_dir: String,
}

/// What is wrong with the command line, in one line.
#[must_use]
pub fn one_line(error: &clap::Error) -> String {
    let rendered = error.render().to_string();
    // Lines up to the first empty one say what is wrong; the rest is usage.
    let said: Vec<&str> = rendered
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .map(str::trim)
        .collect();
    let said = said.join(" ");
    format!(
        "{} (kith --help lists what there is)",
        said.trim_start_matches("error: ")
    )
}

#[cfg(test)]
mod tests;
