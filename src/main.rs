//! `pairing-station`: the window, or one command without it.

use std::process::ExitCode;

use clap::Parser as _;
use pairing_station::{cli, ui};

fn main() -> ExitCode {
    let args = cli::Args::parse();
    match &args.command {
        Some(command) => cli::run(&args, command).into(),
        None => ui::main(&args).into(),
    }
}
