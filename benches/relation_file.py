"""One million rows x 5 columns as a workbook with Python's libraries, for comparison only.

python3 benches/relation_file.py xlsxwriter|openpyxl FILE ROWS
"""

import sys
import time

HEADER = ["*设备DeviceKey", "*产品ProductKey", "设备SN", "设备名称", "证书指纹"]


def rows(count):
    """The rows that benches/relation_file.rs writes too, in shape."""
    for n in range(count):
        yield [f"{863950060000000 + n:015d}", "p11sf2", f"VDR{n:013d}", f"WO1001-{n}", ""]


def with_xlsxwriter(path, count):
    """XlsxWriter in constant memory."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    for column, name in enumerate(HEADER):
        sheet.write_string(0, column, name)
    for row, cells in enumerate(rows(count), start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()


def with_openpyxl(path, count):
    """openpyxl, write-only."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for cells in rows(count):
        sheet.append(cells)
    book.save(path)


def main():
    """Writes the file and says how long it took."""
    library, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    begun = time.monotonic()
    {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl}[library](path, count)
    print(f"{library:12} {time.monotonic() - begun:6.2f} s   (Python, neither synced nor hashed)")


main()
