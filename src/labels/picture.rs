//! A QR code as the bytes of a PNG, and the proof that they say what they should.
//!
//! The pictures are of one bit a pixel and eight pixels a module, so a module is one byte of a row.
//!
//! [`read`] knows nothing of how a picture was drawn. It unpacks the file's own bytes, makes sure that each
//! square of eight by eight pixels is all dark or all light, that the quiet zone is light, and that what
//! guns find a code by is where it must be; then another library than drew the code decodes it. Seeking
//! the code and guessing its slant, which readers of photographs spend nearly all their time on, has nothing
//! left to find out here; [`find`] does that, too, with a third library.

use super::Qr;

/// Pixels a module. A code of an SN is then 296 pixels wide: sharp on a label of 25 mm.
const SCALE: usize = 8;

/// Pixels a module when the code is sought: fewer are as good, once each module is known to be even.
const SOUGHT_SCALE: usize = 3;

/// Most bytes of a picture, unpacked: the largest code there is (177 modules) has 280 thousand.
const MAX_BYTES: usize = 1 << 20;

/// A byte of eight light pixels; dark ones are 0.
const LIGHT: u8 = 0xFF;

/// Why a picture says nothing.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It could not be packed.
    #[error("cannot be made ({0})")]
    Encoding(#[from] png::EncodingError),
    /// Its bytes are none of a PNG.
    #[error("cannot be unpacked again ({0})")]
    Decoding(#[from] png::DecodingError),
    /// It is not a square of whole modules, each of one colour.
    #[error("is not drawn in clean squares")]
    Uneven,
    /// There is no code in it.
    #[error("shows no code that can be read again")]
    NoCode,
    /// The code cannot be decoded.
    #[error("cannot be read again ({0})")]
    Unreadable(#[from] quircs::DecodeError),
    /// The same, by the reader of photographs.
    #[error("cannot be read again ({0})")]
    NotFound(#[from] rqrr::DeQRError),
    /// What it says is no text.
    #[error("says what is no text ({0})")]
    NoText(#[from] std::string::FromUtf8Error),
}

/// The PNG of a code, with its quiet zone.
///
/// # Errors
/// [`PictureError::Encoding`].
pub fn draw(qr: &Qr) -> Result<Vec<u8>, PictureError> {
    let side = qr.side_with_quiet_zone();
    let mut pixels = Vec::with_capacity(side * side * SCALE);
    for row in 0..side {
        let begin = pixels.len();
        let dark = |column: usize| qr.is_dark(column.wrapping_sub(Qr::QUIET), row.wrapping_sub(Qr::QUIET));
        pixels.extend((0..side).map(|column| if dark(column) { !LIGHT } else { LIGHT }));
        (1..SCALE).for_each(|_| pixels.extend_from_within(begin..begin + side));
    }
    let pixels_wide = u32::try_from(side * SCALE).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(2048);
    let mut encoder = png::Encoder::new(&mut bytes, pixels_wide, pixels_wide);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    // Seven rows of eight are as the one above.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// What the code in a picture of [`draw`] says.
///
/// # Errors
/// All of [`PictureError`] but the first.
pub fn read(bytes: &[u8]) -> Result<String, PictureError> {
    let (modules, side) = unpack(bytes)?;
    let dark = |x: usize, y: usize| modules[y * side + x] != LIGHT;
    let inner = has_marks(side, dark).ok_or(PictureError::NoCode)?;
    let mut code = quircs::Code { size: i32::try_from(inner).unwrap_or(0), ..quircs::Code::default() };
    for at in 0..inner * inner {
        let bit = u8::from(dark(at % inner + Qr::QUIET, at / inner + Qr::QUIET)) << (at % 8);
        if let Some(eight) = code.cell_bitmap.get_mut(at / 8) {
            *eight |= bit;
        }
    }
    Ok(String::from_utf8(code.decode()?.payload)?)
}

/// The same, with the code sought as in a photograph.
///
/// # Errors
/// All of [`PictureError`] but the first.
pub fn find(bytes: &[u8]) -> Result<String, PictureError> {
    let (modules, side) = unpack(bytes)?;
    let small = side * SOUGHT_SCALE;
    let mut prepared = rqrr::PreparedImage::prepare_from_bitmap(small, small, |x, y| {
        modules[y / SOUGHT_SCALE * side + x / SOUGHT_SCALE] != LIGHT
    });
    let grids = prepared.detect_grids();
    Ok(grids.first().ok_or(PictureError::NoCode)?.decode()?.1)
}

/// A picture's modules, one byte each, and how many are on a side.
fn unpack(bytes: &[u8]) -> Result<(Vec<u8>, usize), PictureError> {
    let limits = png::Limits { bytes: MAX_BYTES };
    let mut reader = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().filter(|size| *size <= MAX_BYTES).unwrap_or(0)];
    let frame = reader.next_frame(&mut pixels)?;
    let side = frame.width as usize / SCALE;
    let square = frame.width == frame.height && frame.width as usize == side * SCALE;
    if !square || frame.bit_depth != png::BitDepth::One || frame.color_type != png::ColorType::Grayscale {
        return Err(PictureError::Uneven);
    }
    modules(&pixels, side).map(|modules| (modules, side)).ok_or(PictureError::Uneven)
}

/// What guns find a code by (ISO/IEC 18004, 6.3): a quiet zone, the three finders within their light
/// frames, and the two dotted lines between them; and the one module that is always dark. Gives the modules
/// on a side without the quiet zone; `None` where something is missing.
fn has_marks(side: usize, dark: impl Fn(usize, usize) -> bool) -> Option<usize> {
    const Q: usize = Qr::QUIET;
    let inner = side.checked_sub(2 * Q).filter(|inner| *inner >= 21 && inner % 4 == 1)?;
    let outside = |at: usize| !(Q..Q + inner).contains(&at);
    let quiet = (0..side).all(|y| (0..side).all(|x| !((outside(x) || outside(y)) && dark(x, y))));
    let far = inner - 7;
    // A finder is rings about its middle: dark up to 1, light at 2, dark at 3, light at 4.
    let finder = |left: usize, top: usize| {
        (0..9).all(|row: usize| {
            (0..9).all(|column: usize| {
                let ring = row.abs_diff(4).max(column.abs_diff(4));
                let within = |at: usize| (1..=inner).contains(&at);
                let (x, y) = (left + column, top + row);
                !within(x) || !within(y) || dark(x - 1 + Q, y - 1 + Q) == matches!(ring, 0 | 1 | 3)
            })
        })
    };
    let finders = finder(0, 0) && finder(far, 0) && finder(0, far);
    let dotted = |at: usize| [dark(Q + at, Q + 6), dark(Q + 6, Q + at)] == [at.is_multiple_of(2); 2];
    let lines = (8..inner - 8).all(dotted);
    (quiet && finders && lines && dark(Q + 8, Q + inner - 8)).then_some(inner)
}

/// One byte a module; `None` where a module is not of one colour.
fn modules(pixels: &[u8], side: usize) -> Option<Vec<u8>> {
    let mut modules = Vec::with_capacity(side * side);
    for rows in pixels.chunks(side * SCALE) {
        let (first, others) = rows.split_at_checked(side)?;
        let clean = first.iter().all(|byte| matches!(*byte, 0 | LIGHT));
        if !clean || others.len() != side * (SCALE - 1) || others.chunks(side).any(|row| row != first) {
            return None;
        }
        modules.extend_from_slice(first);
    }
    (modules.len() == side * side).then_some(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_read() {
        for text in ["1", "PSCMDACK", "pk=p11sf2&sn=VDR7098612099028&v=1", "中文", &"x".repeat(600)] {
            let qr = Qr::encode(text).unwrap();
            let picture = draw(&qr).unwrap();
            assert_eq!((read(&picture).unwrap().as_str(), find(&picture).unwrap().as_str()), (text, text));
        }
    }

    /// The picture with something done to its pixels.
    fn tampered(change: impl Fn(&mut Vec<u8>, usize)) -> Result<String, PictureError> {
        let qr = Qr::encode("pk=p11sf2&sn=VDR7098612099028&v=1").unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(draw(&qr).unwrap())).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        change(&mut pixels, frame.line_size);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, frame.width, frame.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        read(&bytes)
    }

    #[test]
    fn no_spoilt_picture_passes() {
        let check = |change: &dyn Fn(&mut Vec<u8>, usize), expect: &str| {
            let error = tampered(change).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        };
        check(&|pixels, _| pixels[2000] ^= 1, "clean squares");
        check(&|pixels, line| pixels[9 * line + 20] ^= 0xFF, "clean squares");
        check(&|pixels, _| pixels.fill(LIGHT), "no code");
        check(&|pixels, _| pixels.iter_mut().for_each(|byte| *byte = !*byte), "no code");
        let module = |x: usize, y: usize| {
            move |pixels: &mut Vec<u8>, line: usize| {
                (y * SCALE..(y + 1) * SCALE).for_each(|y| pixels[y * line + x] ^= LIGHT);
            }
        };
        // The edge; each finder's frame, ring and middle; a dotted line; the dark module.
        for (x, y) in [
            (0, 0),
            (3, 20),
            (20, 3),
            (11, 4),
            (4, 4),
            (7, 7),
            (26, 5),
            (5, 26),
            (14, 10),
            (10, 15),
            (12, 25),
        ] {
            check(&module(x, y), "no code");
        }
        // Half of the code painted over, in whole modules.
        let half = |pixels: &mut Vec<u8>, line: usize| {
            (13 * SCALE..20 * SCALE).for_each(|y| pixels[y * line + 11..y * line + line - 4].fill(0));
        };
        check(&half, "cannot be read");
        assert!(matches!(read(b"no picture"), Err(PictureError::Decoding(_))));
    }
}
