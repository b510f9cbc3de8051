/* The same codes as benches/labels.rs, drawn with libqrencode and libpng the way the program qrencode draws
   them: error correction M, eight pixels a module, a quiet zone of four, one bit a pixel, libpng's own
   choice of filter and compression. One process; it decodes nothing and makes no archive: the pictures go,
   one behind the other, into one file. */
#include <png.h>
#include <qrencode.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALE = 8, QUIET = 4 };

static uint64_t mix(uint64_t n) {
    n += 0x9E3779B97F4A7C15u;
    n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9u;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EBu;
    return n ^ (n >> 31);
}

static int draw(FILE *out, const QRcode *code) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) return 0;
    int side = code->width + 2 * QUIET;
    /* A module is eight pixels of one bit: one byte. */
    static unsigned char row[512];
    png_init_io(png, out);
    png_set_IHDR(png, info, side * SCALE, side * SCALE, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = -QUIET; y < code->width + QUIET; y++) {
        memset(row, 0xFF, side);
        if (y >= 0 && y < code->width)
            for (int x = 0; x < code->width; x++)
                if (code->data[y * code->width + x] & 1) row[QUIET + x] = 0;
        for (int i = 0; i < SCALE; i++) png_write_row(png, row);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    FILE *out = fopen(argv[1], "wb");
    uint64_t count = strtoull(argv[2], NULL, 10);
    if (!out) return 1;
    for (uint64_t n = 0; n < count; n++) {
        char text[64];
        snprintf(text, sizeof text, "pk=p11sf2&sn=VDR%013llu&v=1", (unsigned long long)(mix(n) % 10000000000000u));
        QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        if (!code || !draw(out, code)) return 1;
        QRcode_free(code);
    }
    return fclose(out) == 0 ? 0 : 1;
}
