use super::*;

/// Contrast of two colours as WCAG 2.1 defines it.
fn contrast(a: Color32, b: Color32) -> f32 {
    fn luminance(c: Color32) -> f32 {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    }
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_can_be_read_on_every_surface() {
    for p in [&LIGHT, &DARK] {
        let mut pairs = vec![
            (p.ink, p.card),
            (p.ink, p.ground),
            (p.ink, p.stripe),
            (p.muted, p.card),
            (p.muted, p.ground),
            (p.brand, p.card),
            (p.brand, p.brand_tint),
            (p.on_brand, p.brand),
            (p.on_bar, p.bar),
            (p.on_bar_muted, p.bar),
            (p.good, p.card),
            (p.bad, p.card),
        ];
        pairs.extend(p.tones.iter().flat_map(|t| [(t.ink, t.fill), (t.quiet, t.fill)]));
        for (ink, ground) in pairs {
            let ratio = contrast(ink, ground);
            assert!(ratio >= 4.5, "{ink:?} on {ground:?}: {ratio}");
        }
    }
}

#[test]
fn good_and_bad_differ_in_lightness_too() {
    for p in [&LIGHT, &DARK] {
        let (soft, hard) = (p.tone(Says::Soft).fill, p.tone(Says::Hard).fill);
        assert!(contrast(soft, hard) >= 3.0);
        assert!(contrast(soft, p.tone(Says::Good).fill) >= 2.0);
    }
}

#[test]
fn sounds_cannot_be_confused() {
    let length = |cue: sound::Cue| cue.notes().iter().map(|n| n.ms).sum::<u32>();
    assert!(length(sound::Cue::Tick) * 4 < length(sound::Cue::Ok));
    assert!(length(sound::Cue::Ok) * 2 < length(sound::Cue::Ng));
    let lowest =
        |cue: sound::Cue| cue.notes().iter().filter(|n| n.hz > 0.0).map(|n| n.hz).fold(f32::MAX, f32::min);
    assert!(lowest(sound::Cue::Ng) * 3.0 < lowest(sound::Cue::OkSoft));
}
