//! `template list | add | remove | show`.

use std::path::Path;

use serde_json::{Value, json};

use super::{CliError, Exit, OPERATOR, Place, args, output};
use crate::relation::{Column, LineEnd, Template, template_bytes};
use crate::station::actor::Actor;
use crate::station::clock::now;
use crate::station::templates::{Listed, NewTemplate, discard, keep, refuse_used};

pub(super) fn run(place: &Place, template: &args::Template) -> Result<Exit, CliError> {
    match template {
        args::Template::List { json } => list(place, *json),
        args::Template::Add { file, name, fills, force } => add(place, file, name, fills, *force),
        args::Template::Remove { name, force } => {
            refuse_where_used(place, name, *force)?;
            match place.ledger.exists() {
                false => place.shelf().remove(name)?,
                true => {
                    let (settings, ledger) = (place.settings()?, place.open()?);
                    discard(&ledger, Actor::at(&settings, OPERATOR, ""), &place.shelf(), name, now())?;
                }
            }
            output::line(&format!("{name}  removed"))?;
            Ok(Exit::Done)
        }
        args::Template::Show { name, json } => {
            show(&place.shelf().open(name)?, *json)?;
            Ok(Exit::Done)
        }
    }
}

fn list(place: &Place, json: bool) -> Result<Exit, CliError> {
    for name in Template::PRESETS {
        // Every preset's name opens.
        let template = place.shelf().open(name)?;
        output::line(&match json {
            true => json!({ "name": name, "preset": true, "columns": header(&template) }).to_string(),
            false => format!("{name:<20} preset  {}", one_line(&template)),
        })?;
    }
    let mut exit = Exit::Done;
    for Listed { name, found } in place.shelf().list()? {
        match found {
            Ok(named) => output::line(&match json {
                true => {
                    let columns = header(&named.template);
                    let (file, added) = (&named.file, named.added.to_rfc3339());
                    json!({ "name": name, "preset": false, "columns": columns, "file": file, "added": added })
                        .to_string()
                }
                false => format!("{name:<20} {}  {}", named.file, one_line(&named.template)),
            })?,
            Err(fault) => {
                exit = Exit::Faulty;
                if json {
                    output::line(&json!({ "name": name, "fault": fault.to_string() }).to_string())?;
                } else {
                    output::complain(&fault);
                }
            }
        }
    }
    Ok(exit)
}

fn add(place: &Place, file: &Path, name: &str, fills: &[String], force: bool) -> Result<Exit, CliError> {
    let fills = fills.iter().map(|fill| column_and_text(fill)).collect::<Result<Vec<_>, _>>()?;
    let bytes = template_bytes(file).map_err(crate::station::StationError::from)?;
    let of = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    refuse_where_used(place, name, force)?;
    place.make()?;
    let new = NewTemplate { name: name.to_owned(), file: of, bytes, fills };
    let named = match place.ledger.exists() {
        false => place.shelf().add(&new, now())?,
        true => {
            let (settings, ledger) = (place.settings()?, place.open()?);
            keep(&ledger, Actor::at(&settings, OPERATOR, ""), &place.shelf(), &new, now())?
        }
    };
    show(&named.template, false)?;
    Ok(Exit::Done)
}

/// The column is all before the first `=`.
fn column_and_text(fill: &str) -> Result<(String, String), CliError> {
    let split = fill.split_once('=').filter(|(column, _)| !column.trim().is_empty());
    let (column, text) = split.ok_or_else(|| CliError::Usage {
        what: format!("--fill {fill}: there is no column before an ="),
        todo: "write it as --fill \"*Batch=A7-{date}\"".to_owned(),
    })?;
    Ok((column.to_owned(), text.to_owned()))
}

/// Where there is no ledger yet there are no orders, and none is made for this.
fn refuse_where_used(place: &Place, name: &str, force: bool) -> Result<(), CliError> {
    if !force && place.ledger.exists() {
        refuse_used(&place.open()?.reader()?, name)?;
    }
    Ok(())
}

fn show(template: &Template, json: bool) -> Result<(), CliError> {
    if json {
        // Plain data becomes JSON without fail.
        return output::line(&serde_json::to_value(template).unwrap_or_default().to_string());
    }
    output::line(&format!("{}  {}", template.name(), bytes(template)))?;
    for (number, column) in (1..).zip(template.columns()) {
        let required = if column.required { "required" } else { "" };
        output::line(&format!("{number:>3}  {:<8}  {}  {}", required, column.header, filling(column)))?;
    }
    Ok(())
}

/// What stands below a header.
fn filling(column: &Column) -> String {
    match &column.fill {
        Some(fill) => format!("= {fill}"),
        None if column.is_open() => "empty".to_owned(),
        None => column.field.to_string(),
    }
}

fn header(template: &Template) -> Value {
    template.header().collect::<Vec<_>>().into()
}

fn one_line(template: &Template) -> String {
    format!("{}  {}", bytes(template), template.header().collect::<Vec<_>>().join(" | "))
}

/// Encoding, separator, line end.
fn bytes(template: &Template) -> String {
    let delimiter = match template.delimiter() {
        b'\t' => "TAB",
        b';' => "semicolon",
        _ => "comma",
    };
    let line_end = match template.line_end() {
        LineEnd::CrLf => "CR LF",
        LineEnd::Lf => "LF",
    };
    let last = if template.last_line_end() { "" } else { ", none after the last line" };
    format!("{}, {delimiter}, {line_end}{last}", template.encoding())
}
