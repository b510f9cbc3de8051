//! The body of the platform's create-batch call: one product's devices as JSON, one a line.
//!
//! Source: the developer centre's API list, "Add Devices (Batch)", `POST /v2/devicemgr/r3/openapi/device/createBatch`
//! (<https://iot-docs.acceleronix.io/saasDevelop/OpenAPI/APIList/deviceCreateBatch.html>): `productKey`, and
//! `devices` of at most 500 with `deviceKey`, `sn` and `deviceName`. What is left out of it (`authMode`, `psk`,
//! `fingerPrint`) has the defaults of a device that authenticates dynamically. The members are named by the
//! template's header: see [`Template::create_batch`].

use super::draft::{Draft, Sealed};
use super::{Field, ReadFault, RelationError, Row, Template};
use serde_json::{Map, Value};
use std::path::Path;

/// Devices of one call.
pub(super) const MAX_ROWS: u64 = 500;

/// The member that holds the devices.
const DEVICES: &str = "devices";

pub(super) struct JsonSheet {
    draft: Draft,
    rows: u64,
}

impl JsonSheet {
    pub(super) fn new(dir: &Path) -> Result<JsonSheet, RelationError> {
        Ok(JsonSheet { draft: Draft::new(dir)?, rows: 0 })
    }

    /// Appends a row; the first one says whose devices they are.
    pub(super) fn push(&mut self, template: &Template, keys: Row<'_>) -> Result<(), RelationError> {
        // In the columns' order, whatever order a map would have: the same rows give the same bytes.
        let mut device = Vec::new();
        let mut line = String::new();
        for column in template.columns() {
            let value = column.value(&keys);
            let member = format!("{}:{}", Value::from(column.header.as_str()), Value::from(value.as_ref()));
            match column.field {
                Field::Pk if self.rows == 0 => line = format!("{{{member},\"{DEVICES}\":[\n"),
                Field::Pk => line.push_str(",\n"),
                _ if value.is_empty() => {}
                _ => device.push(member),
            }
        }
        self.rows += 1;
        line.push_str(&format!("{{{}}}", device.join(",")));
        self.draft.push(line.as_bytes())
    }

    pub(super) fn seal(mut self) -> Result<Sealed, RelationError> {
        self.draft.push(b"\n]}\n")?;
        self.draft.seal()
    }
}

/// The cells of a written file, by the template's columns, the header first. Such a file is small.
pub(super) fn cells(json: &str, template: &Template) -> Result<Vec<Vec<String>>, ReadFault> {
    let mut body: Map<String, Value> = serde_json::from_str(json).map_err(ReadFault::Json)?;
    let devices = match body.remove(DEVICES) {
        Some(Value::Array(devices)) => devices,
        other => return Err(cell(0, &other.unwrap_or_default())),
    };
    let mut rows = vec![template.header().map(str::to_owned).collect::<Vec<_>>()];
    for device in devices {
        let Value::Object(mut device) = device else { return Err(cell(0, &device)) };
        let mut row = Vec::new();
        for (at, column) in template.columns().iter().enumerate() {
            let found = match column.field {
                Field::Pk => body.get(&column.header).cloned(),
                _ => device.remove(&column.header),
            };
            match found {
                None => row.push(String::new()),
                Some(Value::String(text)) => row.push(text),
                Some(other) => return Err(cell(at + 1, &other)),
            }
        }
        if let Some((_, unknown)) = device.into_iter().next() {
            return Err(cell(0, &unknown));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn cell(column: usize, found: &Value) -> ReadFault {
    ReadFault::Cell { column, found: found.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_what_the_api_takes_and_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let template = Template::create_batch();
        let mut sheet = JsonSheet::new(dir.path()).unwrap();
        sheet.push(&template, Row::new("863950069494278", "p11sf2", "VDR1", "5\" 电表")).unwrap();
        sheet.push(&template, Row::new("863950061408912", "p11sf2", "VDR2", "")).unwrap();
        let sealed = sheet.seal().unwrap();
        let text = std::fs::read_to_string(sealed.path()).unwrap();
        assert_eq!(
            text,
            "{\"productKey\":\"p11sf2\",\"devices\":[\n\
             {\"deviceKey\":\"863950069494278\",\"sn\":\"VDR1\",\"deviceName\":\"5\\\" 电表\"},\n\
             {\"deviceKey\":\"863950061408912\",\"sn\":\"VDR2\"}\n]}\n"
        );
        let rows = cells(&text, &template).unwrap();
        assert_eq!(rows[0], ["deviceKey", "productKey", "sn", "deviceName"]);
        assert_eq!(
            rows[1..],
            [["863950069494278", "p11sf2", "VDR1", "5\" 电表"], ["863950061408912", "p11sf2", "VDR2", ""]]
        );
    }

    #[test]
    fn what_is_no_such_body_is_named() {
        let check = |json: &str, words: &str| {
            let fault = cells(json, &Template::create_batch()).unwrap_err().to_string();
            assert!(fault.contains(words), "{json}: {fault}");
        };
        check("{", "cannot be read as JSON");
        check("{\"productKey\":\"p11sf2\"}", "holds null");
        check("{\"productKey\":\"p11sf2\",\"devices\":[7]}", "holds 7");
        check("{\"productKey\":\"p11sf2\",\"devices\":[{\"deviceKey\":86}]}", "column 1 holds 86");
        check("{\"productKey\":\"p11sf2\",\"devices\":[{\"secret\":\"x\"}]}", "holds \"x\"");
    }
}
