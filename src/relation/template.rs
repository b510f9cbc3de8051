//! A template: which columns a relation file has, and in what bytes it is written.
//!
//! Architecture invariant: a [`Template`] always has exactly one DK, one PK and one SN column, and
//! no required column that neither the station nor one of the user's rules fills. [`super::header`] holds
//! every way to one to that.

use super::recipe::Recipe;
use super::{Encoding, Fill, RelationError, Row, header};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::path::Path;

/// What a column is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// DeviceKey.
    Dk,
    /// ProductKey.
    Pk,
    /// Serial number.
    Sn,
    /// Device name.
    Name,
    /// SHA-1 fingerprint of a certificate. Empty unless filled by rule: these devices carry none.
    Fingerprint,
    /// A column of the user's template that the station knows nothing of. Empty unless filled by rule.
    Other,
}

impl Field {
    /// What a column of that heading holds, by the names it goes by: `*设备DeviceKey`, `IMEI`, `SN`.
    pub fn of_header(header: &str) -> Field {
        super::header::field(header)
    }

    /// What a row has for it.
    pub fn value<'a>(self, row: &Row<'a>) -> &'a str {
        match self {
            Field::Dk => row.dk,
            Field::Pk => row.pk,
            Field::Sn => row.sn,
            Field::Name => row.name,
            Field::Fingerprint | Field::Other => "",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Field::Dk => "DK (DeviceKey)",
            Field::Pk => "PK (ProductKey)",
            Field::Sn => "SN",
            Field::Name => "device name",
            Field::Fingerprint => "certificate fingerprint",
            Field::Other => "unknown column",
        })
    }
}

/// One column: what its header says, letter by letter, and what it is filled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header cell.
    pub header: String,
    /// What goes below it.
    pub field: Field,
    /// Marked with `*`: the platform refuses a row without it.
    pub required: bool,
    /// The header cell stands in quotes, though it need not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quoted: bool,
    /// What the user has it filled with; only where [`Column::is_open`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Fill>,
}

impl Column {
    /// Whether the station has nothing of its own to put there, so that the user may say what.
    pub fn is_open(&self) -> bool {
        matches!(self.field, Field::Other | Field::Fingerprint)
    }

    /// What a row has for it.
    pub fn value<'a>(&'a self, row: &Row<'a>) -> Cow<'a, str> {
        match &self.fill {
            Some(fill) => fill.text(row),
            None => Cow::Borrowed(self.field.value(row)),
        }
    }
}

/// What ends a CSV line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnd {
    /// CR LF, as the platform writes it.
    #[default]
    CrLf,
    /// LF.
    Lf,
}

impl LineEnd {
    /// The characters.
    pub fn text(self) -> &'static str {
        match self {
            LineEnd::CrLf => "\r\n",
            LineEnd::Lf => "\n",
        }
    }
}

/// Which columns a relation file has, and in what bytes a CSV of it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Recipe", into = "Recipe")]
pub struct Template {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) encoding: Encoding,
    pub(super) delimiter: u8,
    pub(super) line_end: LineEnd,
    /// Whether the last line ends as the others do.
    pub(super) last_line_end: bool,
}

/// The presets: name and header. Sources: the platform's documentation (zh 2025-07, en), the
/// platform since about 2025-09, and the V1.0 export of the vendor's binding tool.
const PRESETS: [(&str, &str); 4] = [
    ("quectel-zh", "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹"),
    ("quectel-en", "*DeviceKey,*ProductKey,Device SN,Device Name,Certificate Fingerprint"),
    ("quectel-zh-pk-first", "*产品ProductKey,*设备DeviceKey,设备SN,设备名称,证书指纹"),
    ("legacy-tool", "*设备DeviceKey,*产品ProductKey,*设备SN,设备名称"),
];

impl Template {
    /// The names of the presets, the default first.
    pub const PRESETS: [&'static str; 4] = [PRESETS[0].0, PRESETS[1].0, PRESETS[2].0, PRESETS[3].0];

    /// The preset of that name: UTF-8 without a byte order mark, commas, CR LF.
    pub fn preset(name: &str) -> Option<Template> {
        let (name, header) = PRESETS.iter().find(|preset| preset.0 == name)?;
        Template::bare(name, header.split(',').map(str::to_owned).collect())
    }

    /// The members of the platform's create-batch call, which is no file of columns: [`super::Format::Json`].
    pub fn create_batch() -> Template {
        let header = ["deviceKey", "productKey", "sn", "deviceName"];
        let column = |(header, field): (&str, Field)| Column {
            header: header.to_owned(),
            field,
            required: false,
            quoted: false,
            fill: None,
        };
        let fields = [Field::Dk, Field::Pk, Field::Sn, Field::Name];
        Template {
            name: "create-batch".to_owned(),
            columns: header.into_iter().zip(fields).map(column).collect(),
            encoding: Encoding::Utf8,
            delimiter: b',',
            line_end: LineEnd::Lf,
            last_line_end: true,
        }
    }

    /// A template of these header cells, in UTF-8, with commas and CR LF; `None` where they are none of a
    /// relation file.
    pub(super) fn bare(name: &str, header: Vec<String>) -> Option<Template> {
        Some(Template {
            name: name.to_owned(),
            columns: header::columns(header).ok()?,
            encoding: Encoding::Utf8,
            delimiter: b',',
            line_end: LineEnd::CrLf,
            last_line_end: true,
        })
    }

    /// The preset of that name, else the user's own template in the file of that name.
    pub fn open(spec: &str) -> Result<Template, RelationError> {
        if let Some(preset) = Template::preset(spec) {
            return Ok(preset);
        }
        let path = Path::new(spec);
        if !path.exists() {
            let presets = Template::PRESETS.join(", ");
            return Err(RelationError::UnknownTemplate { spec: spec.to_owned(), presets });
        }
        Template::load(path)
    }

    /// The same template in another encoding.
    #[must_use]
    pub fn with_encoding(self, encoding: Encoding) -> Template {
        Template { encoding, ..self }
    }

    /// The same template with or without a byte order mark. GBK has none and UTF-16 keeps its own:
    /// without it nobody could tell what it is.
    #[must_use]
    pub fn with_bom(self, bom: bool) -> Template {
        let encoding = match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom if bom => Encoding::Utf8Bom,
            Encoding::Utf8 | Encoding::Utf8Bom => Encoding::Utf8,
            other => other,
        };
        self.with_encoding(encoding)
    }

    /// Preset name, or the file name of the user's template.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns, left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The header cells, left to right.
    pub fn header(&self) -> impl Iterator<Item = &str> + Clone {
        self.columns.iter().map(|column| column.header.as_str())
    }

    /// What a row has for each column, left to right.
    pub fn values<'a>(&'a self, row: Row<'a>) -> impl Iterator<Item = Cow<'a, str>> + Clone {
        self.columns.iter().map(move |column| column.value(&row))
    }

    /// The columns that the user's rules fill, left to right.
    pub fn filled(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.fill.is_some())
    }

    /// Whether it has a column for `field`.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }

    /// How a CSV's text becomes bytes.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What separates a CSV's fields.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// What ends a CSV's lines.
    pub fn line_end(&self) -> LineEnd {
        self.line_end
    }

    /// Whether a CSV's last line ends as the others do; the old tool's does not.
    pub fn last_line_end(&self) -> bool {
        self.last_line_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_there_and_says_its_header() {
        for (name, header) in PRESETS {
            let template = Template::preset(name).unwrap();
            assert_eq!(template.header().collect::<Vec<_>>().join(","), header);
            assert!(template.columns.iter().all(|column| column.required == column.header.starts_with('*')));
            assert!(!template.has(Field::Other), "{name}");
        }
        assert_eq!(Template::PRESETS[0], "quectel-zh");
        assert!(Template::preset("quectel").is_none());
    }

    #[test]
    fn rows_follow_the_columns() {
        let row = Row::new("D", "P", "S", "N");
        let check = |preset: &str, expect: &[&str]| {
            let template = Template::preset(preset).unwrap();
            assert_eq!(template.values(row).collect::<Vec<_>>(), expect, "{preset}");
        };
        check("quectel-zh", &["D", "P", "S", "N", ""]);
        check("quectel-en", &["D", "P", "S", "N", ""]);
        check("quectel-zh-pk-first", &["P", "D", "S", "N", ""]);
        check("legacy-tool", &["D", "P", "S", "N"]);
    }

    #[test]
    fn the_bom_is_a_switch_of_utf8_only() {
        let check = |from: Encoding, bom: bool, expect: Encoding| {
            let template = Template::preset("quectel-zh").unwrap().with_encoding(from).with_bom(bom);
            assert_eq!(template.encoding(), expect);
        };
        check(Encoding::Utf8, true, Encoding::Utf8Bom);
        check(Encoding::Utf8Bom, true, Encoding::Utf8Bom);
        check(Encoding::Utf8Bom, false, Encoding::Utf8);
        check(Encoding::Gbk, true, Encoding::Gbk);
        check(Encoding::Utf16Le, false, Encoding::Utf16Le);
    }

    #[test]
    fn an_unknown_template_names_the_presets() {
        let error = Template::open("quectel-fr").unwrap_err().to_string();
        assert!(error.contains("quectel-fr") && error.contains("legacy-tool"), "{error}");
    }
}
