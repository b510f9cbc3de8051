use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;
use crate::pairing::{Keys, Kind, Verdict};
use crate::scan::Reason;
use crate::station::view::Shown;

/// Notes what it is asked to play.
struct Notebook(Arc<Mutex<Vec<(Cue, u8)>>>);

impl Player for Notebook {
    fn play(&mut self, cue: Cue, volume: u8, _hurry: &dyn Fn() -> bool) {
        self.0.lock().unwrap().push((cue, volume));
    }
}

fn view(n: u64, verdict: Verdict) -> View {
    let shown = Shown { n, at: 0, source: "gun".into(), text: String::new(), verdict };
    View { last: Some(shown), ..View::default() }
}

fn until(done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(10), "nothing happened");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn each_verdict_has_its_sound_and_sounds_once() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let sounder = Sounder::start(Box::new(Notebook(Arc::clone(&heard))), 80, 3);
    let of = |kind| Verdict::of(kind, Keys::default());
    let refused = |reason| Verdict::rejected(reason, Keys::default());
    let ignored = |reason| Verdict { reason: Some(reason), ..of(Kind::Ignored) };
    let cases = [
        (of(Kind::Module), Some(Cue::Tick)),
        (of(Kind::Device), Some(Cue::Tick)),
        (of(Kind::Paired), Some(Cue::Ok)),
        (of(Kind::AlreadyPaired), Some(Cue::OkSoft)),
        (of(Kind::Verified), Some(Cue::Ok)),
        (refused(Reason::UnknownCode), Some(Cue::Ng)),
        (refused(Reason::DuplicateSn), Some(Cue::Ng)),
        (ignored(Reason::Bounce), None),
        (ignored(Reason::Latched), Some(Cue::Ng)),
        (of(Kind::Command), Some(Cue::Tick)),
    ];
    sounder.hear(&view(3, of(Kind::Paired))); // over before the start
    let mut expected = Vec::new();
    for (n, (verdict, cue)) in (4..).zip(cases) {
        sounder.hear(&view(n, verdict.clone()));
        sounder.hear(&view(n, verdict)); // the same again: another wake
        expected.extend(cue.map(|cue| (cue, 80)));
        until(|| heard.lock().unwrap().len() == expected.len());
    }
    sounder.set_volume(0);
    sounder.hear(&view(99, of(Kind::Paired)));
    sounder.set_volume(100);
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[test]
fn a_refusal_beats_what_waits_and_the_newest_beats_the_older() {
    let check = |all: &[Cue], expect: Cue| {
        assert_eq!(loudest(all[0], all[1..].iter().copied()), expect);
    };
    check(&[Cue::Tick], Cue::Tick);
    check(&[Cue::Tick, Cue::Ok], Cue::Ok);
    check(&[Cue::Ok, Cue::Ng, Cue::Tick], Cue::Ng);
}

#[test]
fn a_wav_is_whole_and_louder_at_a_higher_volume() {
    for cue in Cue::ALL {
        let peak = |volume| {
            let wav = wav(cue, volume);
            let length = u32::from_le_bytes(wav[40..44].try_into().unwrap()) as usize;
            assert_eq!(wav.len(), 44 + length);
            let samples = wav[44..].chunks(2).map(|b| i16::from_le_bytes([b[0], b[1]]).unsigned_abs());
            samples.max().unwrap_or_default()
        };
        assert!(peak(100) > 2 * peak(50), "{cue:?}");
        assert_eq!(peak(0), 0);
        assert!(peak(100) > 8_000, "{cue:?}");
    }
}
