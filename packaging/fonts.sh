#!/usr/bin/env bash
# Makes the fonts in assets/fonts again, from the fonts published on npm.
#
# The station embeds its fonts, so that a bare machine shows every Chinese sentence. Whole Noto Sans SC
# is 10 MB a weight; this cuts it to what a station can show: GB2312 (6763 characters and its symbol
# rows), ASCII, Latin-1 and punctuation. Hinting and layout features go too: the window uses neither.
#
# Run by hand after choosing other versions or characters. Needs npm and python3 with venv.
set -euo pipefail

NOTO='@expo-google-fonts/noto-sans-sc@0.4.3'
MONO='@expo-google-fonts/jetbrains-mono@0.4.1'
FONTTOOLS='fonttools==4.60.1'

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
fonts=$root/assets/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
python3 -m venv tools
tools/bin/pip --quiet install "$FONTTOOLS"
mkdir noto mono
tar -xzf "$(npm pack --silent "$NOTO")" -C noto --strip-components=1
tar -xzf "$(npm pack --silent "$MONO")" -C mono --strip-components=1

# Rows 1-9 of GB2312 are symbols (full-width forms and CJK punctuation among them), 16-87 the hanzi.
tools/bin/python - <<'PY'
def gb2312(rows):
    for row in rows:
        for cell in range(1, 95):
            try:
                yield ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass  # an unassigned cell

latin = [
    (0x20, 0x7E), (0xA0, 0xFF),                            # ASCII, Latin-1
    (0x2010, 0x2027), (0x2030, 0x203E), (0x20AC, 0x20AC),  # punctuation, euro
    (0x2190, 0x2199), (0x2200, 0x22FF),                    # arrows, mathematics
    (0x25A0, 0x25FF), (0xFFFD, 0xFFFD),                    # shapes, what a bad byte becomes
]
chinese = latin + [
    (0x2116, 0x2116), (0x2122, 0x2122),                    # numero, trade mark
    (0x23CE, 0x23CE), (0x2460, 0x2473), (0x2600, 0x27BF),  # return, circled figures, marks
    (0x3000, 0x303F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),  # CJK punctuation, full-width forms
]

def characters(spans):
    return {c for first, last in spans for c in range(first, last + 1)}

wanted_by = {
    "latin": characters(latin),
    "chinese": characters(chinese) | set(gb2312(range(1, 10))) | set(gb2312(range(16, 88))),
}
for name, wanted in wanted_by.items():
    with open(name, "w") as file:
        file.writelines(f"{c:04X}\n" for c in sorted(wanted))
PY

cut_font() { # FROM CHARACTERS TO
    tools/bin/pyftsubset "$1" --unicodes-file="$2" --output-file="$fonts/$3" \
        --no-hinting --layout-features='' --drop-tables+=GSUB,GPOS,GDEF,BASE,vhea,vmtx,VORG,DSIG,STAT \
        --notdef-outline --name-IDs='0,1,2,4,6,13,14' --name-languages='0x0409'
}

mkdir -p "$fonts"
cut_font noto/400Regular/NotoSansSC_400Regular.ttf chinese NotoSansSC-Regular.ttf
cut_font noto/700Bold/NotoSansSC_700Bold.ttf chinese NotoSansSC-Bold.ttf
cut_font mono/400Regular/JetBrainsMono_400Regular.ttf latin JetBrainsMono-Regular.ttf
cut_font mono/700Bold/JetBrainsMono_700Bold.ttf latin JetBrainsMono-Bold.ttf
cp noto/LICENSE_FONT "$fonts/OFL-NotoSansSC.txt"
cp mono/LICENSE_FONT "$fonts/OFL-JetBrainsMono.txt"
ls -l "$fonts"
