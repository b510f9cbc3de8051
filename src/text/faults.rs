//! What is wrong with a value in a file that somebody brought, and what was expected there.

use super::Text;
use super::reason;
use crate::scan::Reason;

super::texts! {
    const EMPTY = "是空的", "it is empty";
    const SN_FORMAT = "不是 SN", "no SN";
    const PK_FORMAT = "不是产品 PK", "no product key";
    const TWICE = "文件里前面已经有了", "it stands in the file before";
    const PRODUCT = "是别的产品", "of another product";
    const UNREADABLE = "图片打不开", "the image cannot be opened";
    const NO_CODE = "图片里没有能读的二维码", "the image shows no code that can be read";
    const OTHER_CODE = "二维码不是设备二维码", "its code is no device QR";
    const NOT_LISTED = "二维码里的 SN 不在清单里", "the SN of its code is not on the list";
    const DIFFERS = "二维码里的 SN 和文件名不一样", "the SN of its code is not its file name";
    const NO_IMAGE = "清单里有，却没有图片", "listed, but there is no image of it";
    const COLUMNS = "列数和表头不一样，或有乱码", "it has not the cells the header has, or is garbled";
    const NAME = "设备名称不能用", "the device name cannot be used";
    const FORMULA = "设备名称的开头会被表格软件当成公式", "a spreadsheet would run this device name as a formula";
    const OTHER = "这一行不能用", "this row cannot be used";

    const WANT_DK = "一个模组号（DK）", "a module key (DK)";
    const WANT_SN = "1～64 位字母和数字", "1 to 64 letters and digits";
    const WANT_PK = "6 位字母和数字，区分大小写", "6 letters and digits, in the right case";
    const WANT_ONCE = "每个号只出现一次", "each code once";
    const WANT_THIS_PRODUCT = "和所选产品相同的 PK", "the chosen product's key";
    const WANT_IMAGE = "完整的 PNG 图片，长宽都不超过 4096 点", "a whole PNG image, at most 4096 pixels a side";
    const WANT_CODE = "一个清楚的设备二维码", "one clear device QR code";
    const WANT_DEVICE = "带 pk 和 sn 的设备二维码", "a device QR with pk and sn";
    const WANT_LISTED = "清单里有的 SN", "an SN of the list";
    const WANT_STEM = "和文件名相同的 SN", "the SN that is its file name";
    const WANT_PICTURED = "每个 SN 一张二维码图片", "an image with the code of each SN";
    const WANT_COLUMNS = "和表头一样多的列，没有乱码", "as many cells as the header has, and no garbled text";
    const WANT_NAME = "最多 254 个字，没有控制字符", "at most 254 characters, no control characters";
    const WANT_NO_FORMULA = "不以 = + - @ 开头", "a name that does not begin with = + - @";
    const WANT_IMEI = "15 位数字的 IMEI", "an IMEI of 15 digits";
    const WANT_CHECK_DIGIT = "15 位 IMEI，末位是前 14 位的校验位", "an IMEI whose last digit is the check digit of the 14 before";
    const TOO_LARGE = "图片总共太大，这一张没有看", "the images are too large together; this one was not looked at";
    const WANT_SMALL = "每张二维码不大于 1000×1000 像素", "codes of 1000 by 1000 pixels at most";
    const WANT_REAL_IMEI = "写好的 IMEI，不是全 0，也不以 00 开头", "an IMEI that was written: not all zeros, not beginning with 00";
    const WANT_ONE_IMEI = "一格里只有一个 IMEI", "one IMEI in a cell";
    const WANT_MAC = "12 位十六进制的 MAC 地址", "a MAC address of 12 hex digits";
    const WANT_TEXT_DK = "规定种类的模组号：IMEI 是 15 位数字", "a key of the kind that is set: an IMEI is 15 digits";
    const WANT_HALF_WIDTH = "半角、大小写正确的文字", "plain half-width text in the right case";
    const WANT_SHORT = "不超过 4096 字节的文字", "text of at most 4096 bytes";
    const WANT_READABLE = "没有乱码的文字", "text that can be read";
    const WANT_LABEL = "这个工单认得的模组标签或号码", "a module label or key that this order reads";
}

/// What is wrong, by the reason's name.
pub fn why(name: &str) -> Text {
    match name {
        "empty" => EMPTY,
        "sn_format" => SN_FORMAT,
        "pk_format" => PK_FORMAT,
        "duplicate_sn" | "duplicate_dk" | "duplicate_both" => TWICE,
        "wrong_product" => PRODUCT,
        "image_unreadable" => UNREADABLE,
        "images_too_large" => TOO_LARGE,
        "no_qr_code" => NO_CODE,
        "qr_of_another_kind" => OTHER_CODE,
        "not_listed" => NOT_LISTED,
        "image_differs" => DIFFERS,
        "image_missing" => NO_IMAGE,
        "columns" => COLUMNS,
        "name_format" => NAME,
        "name_formula" => FORMULA,
        // What a scan of the cell would have been refused for.
        other => match Reason::from_name(other) {
            Some(scanned) => reason::words(scanned, None).title,
            None => OTHER,
        },
    }
}

/// What was expected instead, by the reason's name and the field (`dk`, `sn`, `pk` and so on).
pub fn expected(name: &str, field: &str) -> Text {
    match (name, field) {
        ("empty", "dk") => WANT_DK,
        ("empty", "pk") | ("pk_format", _) => WANT_PK,
        ("empty" | "sn_format", _) => WANT_SN,
        ("duplicate_sn" | "duplicate_dk" | "duplicate_both", _) => WANT_ONCE,
        ("wrong_product", _) => WANT_THIS_PRODUCT,
        ("image_unreadable", _) => WANT_IMAGE,
        ("images_too_large", _) => WANT_SMALL,
        ("no_qr_code", _) => WANT_CODE,
        ("qr_of_another_kind", _) => WANT_DEVICE,
        ("not_listed", _) => WANT_LISTED,
        ("image_differs", _) => WANT_STEM,
        ("image_missing", _) => WANT_PICTURED,
        ("columns", _) => WANT_COLUMNS,
        ("name_format", _) => WANT_NAME,
        ("name_formula", _) => WANT_NO_FORMULA,
        ("imei_length" | "imeisv", _) => WANT_IMEI,
        ("imei_check_digit", _) => WANT_CHECK_DIGIT,
        ("imei_placeholder", _) => WANT_REAL_IMEI,
        ("imei_ambiguous", _) => WANT_ONE_IMEI,
        ("mac_format", _) => WANT_MAC,
        ("dk_format", _) => WANT_TEXT_DK,
        ("case_inverted" | "keyboard_layout" | "full_width", _) => WANT_HALF_WIDTH,
        ("too_long", _) => WANT_SHORT,
        ("bad_encoding", _) => WANT_READABLE,
        _ => WANT_LABEL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own() {
        // Those of lists, and what scans of delivered modules are refused for.
        let own = [
            "empty",
            "sn_format",
            "pk_format",
            "duplicate_sn",
            "duplicate_dk",
            "wrong_product",
            "image_unreadable",
            "images_too_large",
            "no_qr_code",
            "qr_of_another_kind",
            "not_listed",
            "image_differs",
            "image_missing",
            "columns",
            "name_format",
            "name_formula",
        ];
        for name in own.into_iter().chain(Reason::ALL.iter().map(|reason| reason.as_str())) {
            assert_ne!(why(name), OTHER, "{name}");
        }
        for name in own.into_iter().chain(["imei_check_digit", "imei_length", "mac_format", "dk_format"]) {
            assert_ne!(expected(name, "sn"), WANT_LABEL, "{name}");
        }
    }
}
