/* The same rows as benches/relation_file.rs writes, with libxlsxwriter in constant memory. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

static uint64_t mix(uint64_t n) {
    n += 0x9E3779B97F4A7C15u;
    n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
    return n ^ (n >> 31);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    const char *header[] = {"*设备DeviceKey", "*产品ProductKey", "设备SN", "设备名称", "证书指纹"};
    uint64_t rows = strtoull(argv[2], NULL, 10);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(argv[1], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *text = workbook_add_format(book);
    format_set_num_format(text, "@");
    worksheet_set_column(sheet, 0, 4, 22, text);
    for (int column = 0; column < 5; column++) worksheet_write_string(sheet, 0, column, header[column], text);
    for (uint64_t n = 0; n < rows; n++) {
        char dk[32], sn[32], name[32];
        snprintf(dk, sizeof dk, "8639500%08llu", (unsigned long long)(mix(n) % 100000000));
        snprintf(sn, sizeof sn, "VDR%013llu", (unsigned long long)(mix(n + rows) % 10000000000000));
        snprintf(name, sizeof name, "WO1001-%llu", (unsigned long long)n);
        worksheet_write_string(sheet, n + 1, 0, dk, text);
        worksheet_write_string(sheet, n + 1, 1, "p11sf2", text);
        worksheet_write_string(sheet, n + 1, 2, sn, text);
        worksheet_write_string(sheet, n + 1, 3, name, text);
    }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
