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

/// Columns from the cells of a header line.
pub fn columns(cells: Vec<String>) -> Result<Vec<Column>, TemplateFault> {
    if cells.len() > MAX_COLUMNS {
        return Err(TemplateFault::TooManyColumns { max: MAX_COLUMNS });
    }
    let mut columns: Vec<Column> = Vec::with_capacity(cells.len());
    for header in cells {
        let (field, required) = (field(&header), is_required(&header));
        let column = columns.len() + 1;
        if required && matches!(field, Field::Other | Field::Fingerprint) {
            return Err(TemplateFault::Required { column, header });
        }
        if let Some(earlier) = columns.iter().position(|earlier| is_same(earlier, field, &header)) {
            return Err(TemplateFault::Duplicate { column, header, field, earlier: earlier + 1 });
        }
        columns.push(Column { header, field, required });
    }
    match NEEDED.into_iter().find(|needed| columns.iter().all(|column| column.field != *needed)) {
        None => Ok(columns),
        Some(field) => {
            let found = columns.iter().map(|column| column.header.as_str()).collect::<Vec<_>>().join(", ");
            Err(TemplateFault::Missing { field, found })
        }
    }
}

/// Unknown columns are the same only if their names are; columns without a name never are.
fn is_same(earlier: &Column, field: Field, header: &str) -> bool {
    let name = plain(header);
    earlier.field == field && (field != Field::Other || (!name.is_empty() && plain(&earlier.header) == name))
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

    fn check(header: &str, expect: Result<&[Field], &str>) {
        let found = columns(header.split('|').map(str::to_owned).collect());
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
        check(
            "*设备DeviceKey|*产品ProductKey|设备SN|设备名称|证书指纹",
            Ok(&[Dk, Pk, Sn, Name, Fingerprint]),
        );
        check("*产品ProductKey|*设备DeviceKey|*设备SN|设备名称", Ok(&[Pk, Dk, Sn, Name]));
        check(
            "*DeviceKey|*ProductKey|Device SN|Device Name|Certificate Fingerprint",
            Ok(&[Dk, Pk, Sn, Name, Fingerprint]),
        );
        check("DK|PK|SN", Ok(&[Dk, Pk, Sn]));
        check(" * device key |PRODUCT_KEY*|device-sn| Name ", Ok(&[Dk, Pk, Sn, Name]));
        check("＊ＤＫ|ｐｋ|Ｓｎ", Ok(&[Dk, Pk, Sn]));
        check("IMEI|产品Key|序列号", Ok(&[Dk, Pk, Sn]));
        check("DK|PK|SN|批次|备注||", Ok(&[Dk, Pk, Sn, Other, Other, Other, Other]));
    }

    #[test]
    fn faults_name_the_column() {
        check(
            "*产品ProductKey|设备SN",
            Err("no column for the DK (DeviceKey) among *产品ProductKey, 设备SN"),
        );
        check("DK|SN", Err("no column for the PK"));
        check("DK|PK|name", Err("no column for the SN"));
        check("DK|PK|SN|*生产批次", Err("column 4 (*生产批次) is required"));
        check("DK|PK|SN|生产批次＊", Err("column 4 (生产批次＊) is required"));
        check("DK|PK|SN|*证书指纹", Err("column 4 (*证书指纹) is required"));
        check("DK|PK|SN|*IMEI", Err("column 4 (*IMEI) is the DK (DeviceKey) again, as column 1 is"));
        check("DK|PK|SN|批次|批 次", Err("column 5 (批 次) is the unknown column again, as column 4 is"));
        check(&"x|".repeat(64), Err("more than 64 columns"));
        check("", Err("no column for the DK"));
    }
}
