//! The `kith` binary: read the command line, check the configuration, run the command.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use server::cli::Cli;
use server::commands;
use server::config::Config;

/// A page is thousands of small pieces of text for a moment, made and dropped by several
/// threads; the system's allocator took a quarter of the time of a page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let config = match Config::load(&cli.settings, std::env::vars_os()) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("kith: {error}");
            return ExitCode::from(2);
        }
    };
    match commands::run(cli.command.unwrap_or_default(), config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

/// Help and version go out as they are; a mistake becomes one line.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // A reader that has gone away is not our failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    eprintln!("kith: {}", server::cli::one_line(error));
    ExitCode::from(2)
}
