//! Header cells → columns, by name: `*设备DeviceKey`, `Device Key *` and `IMEI` all mean the DK.

use super::{Column, Field, TemplateFault};

/// More columns than any device import has.
const MAX_COLUMNS: usize = 64;

/// The names each field goes by, as [`plain`] leaves them. The first ones are the platform's.
const NAMES: [(Field, &[&str]); 5] = [
    (
        Field::Dk,
        &[
            "设备devicekey",
            "devicekey",
            "dk",
            "设备dk",
            "设备key",
            "设备密钥key",
            "imei",
            "设备imei",
            "模组imei",
            "模块imei",
        ],
    ),
    (Field::Pk, &["产品productkey", "productkey", "pk", "产品pk", "产品key"]),
    (Field::Sn, &["设备sn", "devicesn", "sn", "序列号", "设备序列号", "serialnumber", "deviceserialnumber"]),
    (Field::Name, &["设备名称", "devicename", "name", "名称", "设备名"]),
    (Field::Fingerprint, &["证书指纹", "certificatefingerprint", "fingerprint", "指纹", "设备证书指纹"]),
];

/// What a relation cannot be told without. The SN is optional to the platform, but a file without
/// it would mark pairs as handed over whose devices the platform does not know.
const NEEDED: [Field; 3] = [Field::Dk, Field::Pk, Field::Sn];

/// Columns from the cells of a header line. Required ones that are still to be filled are let pass:
/// [`check`] names them.
pub fn columns(cells: Vec<String>) -> Result<Vec<Column>, TemplateFault> {
    let column = |header: String| {
        let (field, required) = (field(&header), is_required(&header));
        Column { header, field, required, quoted: false, fill: None }
    };
    let columns = cells.into_iter().map(column).collect::<Vec<_>>();
    check_fields(&columns)?;
    Ok(columns)
}

/// Whether a relation can be told in these columns, and every required one is filled.
pub fn check(columns: &[Column]) -> Result<(), TemplateFault> {
    check_fields(columns)?;
    let unfilled = |column: &Column| column.required && column.is_open() && column.fill.is_none();
    match columns.iter().position(unfilled) {
        None => Ok(()),
        Some(at) => Err(TemplateFault::Required { column: at + 1, header: columns[at].header.clone() }),
    }
}

fn check_fields(columns: &[Column]) -> Result<(), TemplateFault> {
    if columns.len() > MAX_COLUMNS {
        return Err(TemplateFault::TooManyColumns { max: MAX_COLUMNS });
    }
    for (at, column) in columns.iter().enumerate() {
        if let Some(earlier) = columns[..at].iter().position(|earlier| is_same(earlier, column)) {
            return Err(TemplateFault::Duplicate {
                column: at + 1,
                header: column.header.clone(),
                field: column.field,
                earlier: earlier + 1,
            });
        }
    }
    match NEEDED.into_iter().find(|needed| columns.iter().all(|column| column.field != *needed)) {
        None => Ok(()),
        Some(field) => Err(TemplateFault::Missing { field, found: names(columns) }),
    }
}

/// The header, as messages show it.
pub(super) fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.header.as_str()).collect::<Vec<_>>().join(", ")
}

/// The index of the column that goes by that name: letter by letter, else as people write it.
pub(super) fn find(columns: &[Column], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column.header == name);
    let wanted = plain(name);
    exact.or_else(|| {
        let like = |column: &Column| !wanted.is_empty() && plain(&column.header) == wanted;
        columns.iter().position(like)
    })
}

/// Unknown columns are the same only if their names are; columns without a name never are.
fn is_same(earlier: &Column, column: &Column) -> bool {
    let name = plain(&column.header);
    earlier.field == column.field
        && (column.field != Field::Other || (!name.is_empty() && plain(&earlier.header) == name))
}

pub(super) fn field(header: &str) -> Field {
    let name = plain(header);
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map_or(Field::Other, |(field, _)| *field)
}

fn is_required(header: &str) -> bool {
    let header = header.trim();
    header.starts_with(['*', '＊']) || header.ends_with(['*', '＊'])
}

/// A header without what people and spreadsheets add to it: `*`, blanks, letter case, full width.
fn plain(header: &str) -> String {
    header
        .chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '-' | '\u{FEFF}' | '\u{200B}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A full-width letter as its ASCII one.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Field::{Dk, Fingerprint, Name, Other, Pk, Sn};

    fn check_header(header: &str, expect: Result<&[Field], &str>) {
        let found = columns(header.split('|').map(str::to_owned).collect());
        let found = found.and_then(|columns| super::check(&columns).map(|()| columns));
        match (found, expect) {
            (Ok(columns), Ok(fields)) => {
                let kept: Vec<&str> = columns.iter().map(|column| column.header.as_str()).collect();
                assert_eq!(kept.join("|"), header, "the header is kept letter by letter");
                assert_eq!(columns.iter().map(|column| column.field).collect::<Vec<_>>(), fields, "{header}");
            }
            (Err(fault), Err(words)) => assert!(fault.to_string().contains(words), "{header}: {fault}"),
            (found, expect) => panic!("{header}: {found:?}, not {expect:?}"),
        }
    }

    #[test]
    fn columns_are_known_by_name() {
        check_header(
            "*设备DeviceKey|*产品ProductKey|设备SN|设备名称|证书指纹",
            Ok(&[Dk, Pk, Sn, Name, Fingerprint]),
        );
        check_header("*产品ProductKey|*设备DeviceKey|*设备SN|设备名称", Ok(&[Pk, Dk, Sn, Name]));
        check_header(
            "*DeviceKey|*ProductKey|Device SN|Device Name|Certificate Fingerprint",
            Ok(&[Dk, Pk, Sn, Name, Fingerprint]),
        );
        check_header("DK|PK|SN", Ok(&[Dk, Pk, Sn]));
        check_header(" * device key |PRODUCT_KEY*|device-sn| Name ", Ok(&[Dk, Pk, Sn, Name]));
        check_header("＊ＤＫ|ｐｋ|Ｓｎ", Ok(&[Dk, Pk, Sn]));
        check_header("IMEI|产品Key|序列号", Ok(&[Dk, Pk, Sn]));
        check_header("DK|PK|SN|批次|备注||", Ok(&[Dk, Pk, Sn, Other, Other, Other, Other]));
    }

    #[test]
    fn faults_name_the_column() {
        check_header(
            "*产品ProductKey|设备SN",
            Err("no column for the DK (DeviceKey) among *产品ProductKey, 设备SN"),
        );
        check_header("DK|SN", Err("no column for the PK"));
        check_header("DK|PK|name", Err("no column for the SN"));
        check_header("DK|PK|SN|*生产批次", Err("column 4 (*生产批次) is required"));
        check_header("DK|PK|SN|生产批次＊", Err("column 4 (生产批次＊) is required"));
        check_header("DK|PK|SN|*证书指纹", Err("column 4 (*证书指纹) is required"));
        check_header("DK|PK|SN|*IMEI", Err("column 4 (*IMEI) is the DK (DeviceKey) again, as column 1 is"));
        check_header(
            "DK|PK|SN|批次|批 次",
            Err("column 5 (批 次) is the unknown column again, as column 4 is"),
        );
        check_header(&"x|".repeat(64), Err("more than 64 columns"));
        check_header("", Err("no column for the DK"));
    }
}
