//! What the platform says when it refuses a row.

/// Errors of the platform's device import that are worth knowing (the developer centre's list of error codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlatformError {
    /// 70062: the DeviceKey exists already, or stands in the file twice.
    DkExists,
    /// 5361: the form of the DeviceKey.
    DkFormat,
    /// 5178: the form of the SN.
    SnFormat,
    /// 5090: the SN is not valid: not issued for this product, or used.
    SnInvalid,
    /// 70017: there is no such product.
    ProductNotFound,
    /// 61016: no activation codes are left.
    NoActivationCodes,
}

/// The codes, one for each error.
const CODES: [(PlatformError, &str); 6] = [
    (PlatformError::DkExists, "70062"),
    (PlatformError::DkFormat, "5361"),
    (PlatformError::SnFormat, "5178"),
    (PlatformError::SnInvalid, "5090"),
    (PlatformError::ProductNotFound, "70017"),
    (PlatformError::NoActivationCodes, "61016"),
];

impl PlatformError {
    /// Its number at the platform.
    pub fn code(self) -> &'static str {
        CODES.iter().find(|(error, _)| *error == self).map_or("", |(_, code)| code)
    }

    /// The first code in a text: a run of digits that is one, with no digit or letter beside it.
    pub fn in_text(text: &str) -> Option<PlatformError> {
        let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
        runs.into_iter().find_map(|run| CODES.iter().find(|(_, code)| *code == run)).map(|(error, _)| *error)
    }
}

#[cfg(test)]
mod tests {
    use super::PlatformError::{
        self, DkExists, DkFormat, NoActivationCodes, ProductNotFound, SnFormat, SnInvalid,
    };

    #[test]
    fn a_code_is_found_in_the_platforms_words() {
        let check = |text: &str, expect: Option<PlatformError>| {
            assert_eq!(PlatformError::in_text(text), expect, "{text}");
            assert!(expect.is_none_or(|error| text.contains(error.code())), "{text}");
        };
        check("70062", Some(DkExists));
        check("设备DeviceKey已存在(70062)", Some(DkExists));
        check("错误码：5361，DeviceKey格式错误", Some(DkFormat));
        check("code=5178 msg=sn", Some(SnFormat));
        check("5090 设备SN无效; 5178", Some(SnInvalid));
        check("[70017] product not found", Some(ProductNotFound));
        check("61016:激活码不足", Some(NoActivationCodes));
        check("170062", None);
        check("863950053610000", None);
        check("x5361", None);
        check("设备已存在", None);
        check("", None);
    }
}
