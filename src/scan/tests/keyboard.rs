//! Keyboard faults.

use super::{check, check_all, order, shown};
use crate::order::Order;
use crate::scan::{layout, read};

const STRICT: &str = "sn_length = 16\nsn_prefix = \"VDR\"\ntac = [\"86395006\"]";

#[test]
fn full_width_forms() {
    check_all(
        &order(STRICT),
        &[
            ("pk＝p11sf2＆sn＝VDR7098612099028＆v＝1", "full_width"),
            ("pk=p11sf2&sn=ＶＤＲ７０９８６１２０９９０２８&v=1", "full_width"),
            ("８６３９５００６９４９４２７８", "full_width"),
            ("863950069494278；D1Q20GM050038341P；x", "full_width"),
            ("IMEI：863950069494278", "full_width"),
            ("】C0863950069494278", "full_width"),
            ("ＰＳＣＭＤＡＣＫ", "full_width"),
            // A fault of the code itself does not hide the IME's.
            ("８６３９５００６９４９４２７０", "full_width"),
            ("pk＝zzzzzz＆sn＝VDR7098612099028＆v＝1", "full_width"),
            // No code either way.
            ("你好，世界", "unknown_code"),
            // Chinese in a field where it belongs.
            ("863950069494278;D1Q20;移远：EC200U", "module 863950069494278"),
        ],
    );
    check(&order("dk_kind = \"text\""), "ＦＷ０１２３", "full_width");
    check(
        &order("device_qr = \"https://e.cn/d?p={pk}&s={sn}\""),
        "https：//e。cn/d？p=p11sf2&s=A1",
        "full_width",
    );
}

#[test]
fn caps_lock() {
    check_all(
        &order(STRICT),
        &[
            ("PK=P11SF2&SN=vdr7098612099028&V=1", "case_inverted"),
            ("pk=P11SF2&sn=vdr7098612099028&v=1", "case_inverted"),
            ("pscmdack", "case_inverted"),
            ("psOP1007", "unknown_code"),
            ("psop1007", "case_inverted"),
            // Names may have any case; the values are right.
            ("PK=p11sf2&SN=VDR7098612099028", "device p11sf2 VDR7098612099028"),
            // Not right with its case swapped either.
            ("PK=P11SF2&SN=vdr709861209902", "sn_format"),
            ("PK=P11SF3&SN=vdr7098612099028", "sn_format"),
            ("imei:863950069494278", "module 863950069494278"),
        ],
    );
    check_all(
        &order(""),
        &[
            // The order's product tells, where the SN rule does not.
            ("PK=P11SF2&SN=vdr1&V=1", "case_inverted"),
            ("PK=P11SF3&SN=vdr1&V=1", "device P11SF3 vdr1"),
        ],
    );
    check_all(
        &order("device_qr = \"ABCPK={pk}+SN={sn}ABC\""),
        &[("abcpk=P11SF2+sn=vdr1abc", "case_inverted"), ("abcpk=p11sf2+sn=VDR1abc", "unknown_code")],
    );
    check(&order("dk_kind = \"text\""), "pscmdack", "case_inverted");
    check(&order("dk_kind = \"mac\""), "aabbccddeeff", "module AABBCCDDEEFF");
    check(&order("module_label = [\"DK-{dk}\"]"), "dk-863950069494278", "case_inverted");
}

#[test]
fn german() {
    check_all(
        &order(STRICT),
        &[
            ("pk´p11sf2/sn´VDR7098612099028/v´1", "keyboard_layout:layout_de"),
            // The dead key lost, or melted into the next letter.
            ("pkp11sf2/snVDR7098612099028/v1", "keyboard_layout:layout_de"),
            ("pkṕ11sf2/sn´VDR7098612099028/v´1", "keyboard_layout:layout_de"),
            ("pk´p11sf2/v´1/sn´VDR7098612099028", "keyboard_layout:layout_de"),
            ("863950069494278öD1Q20GM050038341Pöx", "keyboard_layout:layout_de"),
            ("IMEIÖ863950069494278,MACÖAABBCCDDEEFF", "keyboard_layout:layout_de"),
            ("IMEI 863950ß06ß949427ß8", "keyboard_layout:layout_de"),
            ("PSCMDVERIFZ", "keyboard_layout:layout_de"),
            ("+Q1pk´p11sf2/sn´VDR7098612099028/v´1", "keyboard_layout:layout_de"),
            // Another product, another SN: still a device QR on a wrong layout.
            ("pk´zzzzzz/sn´VDR7098612099028/v´1", "keyboard_layout:layout_de"),
            ("pk´p11sf2/sn´XDR1/v´1", "keyboard_layout:layout_de"),
            // Not a device QR.
            ("pk´p11/sn´VDR1", "unknown_code"),
            ("a´b/c´d", "unknown_code"),
            ("hello/world", "unknown_code"),
        ],
    );
    check(&order(""), "pk´p11sf2/snÁ12", "keyboard_layout:layout_de");
    check_all(
        &order("device_qr = \"ABCPK={pk}+SN={sn}ABC\""),
        &[
            ("ABCPK´p11sf2`SN´VDR1ABC", "keyboard_layout:layout_de"),
            ("ABCPKp11sf2SNVDR1ABC", "keyboard_layout:layout_de"),
            ("ABCPK´zzzzzz`SN´VDR1ABC", "keyboard_layout:layout_de"),
        ],
    );
    // Without a sign that another layout moves, only the order's product can tell.
    let letters = Order::parse("name = 'A'\nproduct_key = 'yyyy11'\ndevice_qr = '{pk}.{sn}'").unwrap();
    check(&letters, "zzzz11.A1", "keyboard_layout:layout_de");
    check(&letters, "zzzz12.A1", "device zzzz12 A1");
    check(&order("dk_kind = \"mac\""), "AAÖBBÖCCÖDDÖEEÖFF", "keyboard_layout:layout_de");
    // Any text may be a key: nothing tells a layout.
    check(&order("dk_kind = \"text\""), "ab?cd", "dk_format");
}

#[test]
fn french() {
    check_all(
        &order(STRICT),
        &[
            ("_-\"ç(àà-ç'ç'éè_", "keyboard_layout:layout_fr"),
            ("pk=p&&sfé7sn=VDRèàç_-&éàççàé_7v=&", "keyboard_layout:layout_fr"),
            ("sn=VDRèàç_-&éàççàé_7pk=p&&sfé7v=&", "keyboard_layout:layout_fr"),
            ("PSC?DQCK", "keyboard_layout:layout_fr"),
            ("I?EIM_-\"ç(àà-ç'ç'éè_", "keyboard_layout:layout_fr"),
            // A wrong check digit is not right in French either.
            ("_-\"ç(àà-ç'ç'éèà", "unknown_code"),
        ],
    );
    // Belgian
    check(&order(""), "pk-p&&sfé7sn-VDRèàç!§&7v-&", "keyboard_layout:layout_fr");
}

#[test]
fn others() {
    check_all(
        &order(STRICT),
        &[
            // Spanish, Italian, Portuguese, Norwegian, Turkish, Czech, Dvorak, Russian
            ("pk¡p11sf2/sn¡VDR7098612099028/v¡1", "keyboard_layout:layout_other"),
            ("pkìp11sf2/snìVDR7098612099028/vì1", "keyboard_layout:layout_other"),
            ("pk«p11sf2/sn«VDR7098612099028/v«1", "keyboard_layout:layout_other"),
            ("pk\\p11sf2/sn\\VDR7098612099028/v\\1", "keyboard_layout:layout_other"),
            ("pk-p11sf2/sn-VDR7098612099028/v-1", "keyboard_layout:layout_other"),
            ("áěííčýúěúé".replace('ú', "ž").as_str(), "unknown_code"),
            ("pk´p++sfě7sn´VDRýéíáž+ěéíí éěá".replace(' ', "").as_str(), "keyboard_layout:layout_other"),
            ("lt]l11ou2&ob]KEP7098612099028&k]1", "keyboard_layout:layout_other"),
            ("зл=з11ыа2?ыт=МВК7098612099028?м=1", "keyboard_layout:layout_other"),
            ("863950069494278ñD1Q20GM050038341P", "keyboard_layout:layout_other"),
        ],
    );
}

#[test]
fn every_layout_is_noticed_in_every_code_it_changes() {
    let order = order(STRICT);
    for text in [
        "pk=p11sf2&sn=VDR7098612099028&v=1",
        "863950069494278;D1Q20GM050038341P;17-B001;EC200U",
        "IMEI:863950069494278,MAC:AABBCCDDEEFF",
        "PSCMDACK",
        "PSCMDVERIFY",
    ] {
        for (hint, typed) in layout::typed_on_each(text).into_iter().filter(|(_, typed)| typed != text) {
            let found = shown(&read(typed.as_bytes(), Some(&order)));
            let as_it_is = shown(&read(text.as_bytes(), Some(&order)));
            // Some layouts type the same, and some changes do no harm; nothing is ever read wrong.
            let good = found.starts_with("keyboard_layout:") || found == as_it_is;
            assert!(good, "{text} on {}: {typed} is {found}", hint.as_str());
        }
    }
}
