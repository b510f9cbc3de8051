//! Notes to a WAV in memory: mono, 16 bit.

use std::f32::consts::TAU;

use crate::ui::tokens::sound::{Cue, EDGE_MS, Note, RATE};

/// Bytes of a WAV header with one data chunk.
const HEADER: usize = 44;

/// The WAV of a sound at a volume of 0–100.
pub fn wav(cue: Cue, volume: u8) -> Vec<u8> {
    let samples: Vec<i16> = cue.notes().iter().flat_map(|note| samples(note, volume)).collect();
    let data = (samples.len() * 2) as u32;
    let mut out = Vec::with_capacity(HEADER + samples.len() * 2);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(HEADER as u32 - 8 + data).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16u32.to_le_bytes());
    out.extend_from_slice(&1u16.to_le_bytes()); // PCM
    out.extend_from_slice(&1u16.to_le_bytes()); // mono
    out.extend_from_slice(&RATE.to_le_bytes());
    out.extend_from_slice(&(RATE * 2).to_le_bytes()); // bytes a second
    out.extend_from_slice(&2u16.to_le_bytes()); // bytes a sample
    out.extend_from_slice(&16u16.to_le_bytes()); // bits a sample
    out.extend_from_slice(b"data");
    out.extend_from_slice(&data.to_le_bytes());
    for sample in samples {
        out.extend_from_slice(&sample.to_le_bytes());
    }
    out
}

fn samples(note: &Note, volume: u8) -> impl Iterator<Item = i16> {
    let (note, count) = (*note, RATE * note.ms / 1000);
    let edge = (RATE * EDGE_MS / 1000) as f32;
    // The ear hears loudness by ratios: the square makes the middle of the slider half as loud.
    let loudness = (f32::from(volume.min(100)) / 100.0).powi(2) * note.gain;
    (0..count).map(move |i| {
        let sine = (TAU * note.hz * i as f32 / RATE as f32).sin();
        let wave = sine * (1.0 - note.harsh) + sine.signum() * note.harsh * 0.7;
        let swell = (i as f32 / edge).min((count - i) as f32 / edge).min(1.0);
        (wave * swell * loudness * f32::from(i16::MAX) * 0.9) as i16
    })
}
