//! A template kept whole, as manifests carry it: columns, fillings and bytes, so that a relation file can
//! be written again to the byte when the template's own file is gone.
//!
//! Reading one back holds it to the invariant of [`Template`]: a recipe that somebody has changed into
//! something that cannot be written is refused, and nothing of it is used.

use super::{Column, Encoding, LineEnd, Template, TemplateFault, header};
use serde::{Deserialize, Serialize};

/// The shape it is kept in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Recipe {
    name: String,
    columns: Vec<Column>,
    encoding: Encoding,
    delimiter: char,
    line_end: LineEnd,
    last_line_end: bool,
}

impl From<Template> for Recipe {
    fn from(template: Template) -> Recipe {
        let Template { name, columns, encoding, delimiter, line_end, last_line_end } = template;
        Recipe { name, columns, encoding, delimiter: char::from(delimiter), line_end, last_line_end }
    }
}

impl TryFrom<Recipe> for Template {
    type Error = TemplateFault;

    fn try_from(recipe: Recipe) -> Result<Template, TemplateFault> {
        let Recipe { name, columns, encoding, delimiter, line_end, last_line_end } = recipe;
        let delimiter = match delimiter {
            ',' => b',',
            '\t' => b'\t',
            ';' => b';',
            _ => return Err(TemplateFault::Recipe { what: "its separator is no comma, TAB or semicolon" }),
        };
        header::check(&columns)?;
        if columns.iter().any(|column| column.fill.is_some() && !column.is_open()) {
            return Err(TemplateFault::Recipe { what: "it fills a key otherwise" });
        }
        Ok(Template { name, columns, encoding, delimiter, line_end, last_line_end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relation::Blank;

    fn json(template: &Template) -> String {
        serde_json::to_string(template).unwrap()
    }

    #[test]
    fn a_template_comes_back_whole() {
        let check = |template: &Template| {
            assert_eq!(serde_json::from_str::<Template>(&json(template)).unwrap(), *template);
        };
        for name in Template::PRESETS {
            check(&Template::preset(name).unwrap());
        }
        let text = "\"设备SN\";\"DK\";PK;*批次;备注;证书指纹\n1;2;3;4;5;6";
        let fills = [("批次", "A7-{date}"), ("备注", "{order}")].map(|(c, t)| (c.to_owned(), t.to_owned()));
        let template = Blank::read("t.csv", text.as_bytes()).unwrap().fill(&fills).unwrap();
        check(&template);
        check(&template.with_encoding(Encoding::Utf16Be));
    }

    #[test]
    fn its_shape_is_fixed() {
        let blank = Blank::read("t.csv", b"DK,PK,\"SN\",*Lot").unwrap();
        let template = blank.fill(&[("*Lot".to_owned(), "{date}".to_owned())]).unwrap();
        let expect = concat!(
            r#"{"name":"t.csv","columns":[{"header":"DK","field":"dk","required":false},"#,
            r#"{"header":"PK","field":"pk","required":false},"#,
            r#"{"header":"SN","field":"sn","required":false,"quoted":true},"#,
            r#"{"header":"*Lot","field":"other","required":true,"fill":"{date}"}],"#,
            r#""encoding":"utf-8","delimiter":",","line_end":"crlf","last_line_end":false}"#,
        );
        assert_eq!(json(&template), expect);
    }

    #[test]
    fn a_recipe_that_was_changed_is_refused() {
        let template = Blank::read("t", b"DK,PK,SN,*Lot").unwrap();
        let whole = json(&template.fill(&[("*Lot".to_owned(), "A".to_owned())]).unwrap());
        let check = |from: &str, to: &str, words: &str| {
            assert!(whole.contains(from), "{from}");
            let error = serde_json::from_str::<Template>(&whole.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(words), "{from} → {to}: {error}");
        };
        check("\"delimiter\":\",\"", "\"delimiter\":\"|\"", "no comma, TAB or semicolon");
        check("\"field\":\"sn\"", "\"field\":\"dk\"", "again, as column 1 is");
        check("\"field\":\"sn\"", "\"field\":\"other\"", "no column for the SN");
        check(",\"fill\":\"A\"", "", "column 4 (*Lot) is required");
        check("\"fill\":\"A\"", "\"fill\":\"=A\"", "runs as a formula");
        check("\"field\":\"dk\",", "\"field\":\"dk\",\"fill\":\"A\",", "it fills a key otherwise");
    }
}
