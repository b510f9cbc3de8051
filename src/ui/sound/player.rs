//! Who plays a sound.

use crate::ui::tokens::sound::Cue;

/// Plays one sound after the other. Lives on the sounder's thread.
pub trait Player: Send {
    /// Plays it at a volume of 1–100; returns when it is over, or earlier once `hurry` says that
    /// something newer waits.
    fn play(&mut self, cue: Cue, volume: u8, hurry: &dyn Fn() -> bool);
}

/// The player of this operating system.
pub fn system_player() -> Box<dyn Player> {
    #[cfg(windows)]
    {
        Box::new(windows::Winmm)
    }
    #[cfg(not(windows))]
    {
        Box::new(program::Program::default())
    }
}

#[cfg(not(windows))]
mod program {
    use std::collections::HashMap;
    use std::io::Write as _;
    use std::path::PathBuf;
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use tempfile::TempPath;

    use super::{Cue, Player};
    use crate::ui::sound::wav;

    /// Programs that play a WAV file, best first.
    const PROGRAMS: [&str; 3] = ["pw-play", "paplay", "aplay"];
    /// How often a running player is looked at.
    const LOOK: Duration = Duration::from_millis(20);

    /// Hands WAV files to a program of the system.
    #[derive(Default)]
    pub(super) struct Program {
        found: Option<Option<PathBuf>>,
        files: HashMap<(Cue, u8), TempPath>,
        complained: bool,
    }

    impl Player for Program {
        fn play(&mut self, cue: Cue, volume: u8, hurry: &dyn Fn() -> bool) {
            if let Err(error) = self.try_play(cue, volume, hurry)
                && !self.complained
            {
                self.complained = true;
                tracing::warn!(%error, "no sound: install pw-play, paplay or aplay, and see whether it plays");
            }
        }
    }

    impl Program {
        fn try_play(&mut self, cue: Cue, volume: u8, hurry: &dyn Fn() -> bool) -> std::io::Result<()> {
            let Some(program) = self.found.get_or_insert_with(find).clone() else {
                return Err(std::io::Error::new(std::io::ErrorKind::NotFound, "no player is installed"));
            };
            let mut child = Command::new(program)
                .arg(self.file(cue, volume)?)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            wait(&mut child, hurry)
        }

        /// The sound as a file that is removed with this player.
        fn file(&mut self, cue: Cue, volume: u8) -> std::io::Result<PathBuf> {
            if let Some(path) = self.files.get(&(cue, volume)) {
                return Ok(path.to_path_buf());
            }
            self.files.retain(|(_, at), _| *at == volume);
            let mut file = tempfile::Builder::new().suffix(".wav").tempfile()?;
            file.write_all(&wav(cue, volume))?;
            let path = file.into_temp_path();
            let plain = path.to_path_buf();
            self.files.insert((cue, volume), path);
            Ok(plain)
        }
    }

    fn wait(child: &mut Child, hurry: &dyn Fn() -> bool) -> std::io::Result<()> {
        loop {
            if let Some(status) = child.try_wait()? {
                let failed = || std::io::Error::other(format!("the player ended with {status}"));
                return if status.success() { Ok(()) } else { Err(failed()) };
            }
            if hurry() {
                child.kill()?;
                child.wait()?;
                return Ok(());
            }
            std::thread::sleep(LOOK);
        }
    }

    fn find() -> Option<PathBuf> {
        let path = std::env::var_os("PATH")?;
        PROGRAMS
            .iter()
            .flat_map(|p| std::env::split_paths(&path).map(move |d| d.join(p)))
            .find(|p| p.is_file())
    }
}

#[cfg(windows)]
mod windows {
    use windows_sys::Win32::Media::Audio::{PlaySoundW, SND_MEMORY, SND_NODEFAULT, SND_SYNC};

    use super::{Cue, Player};
    use crate::ui::sound::wav;

    /// Windows' own player.
    pub(super) struct Winmm;

    impl Player for Winmm {
        // The one call into the system: std has no sound, and every crate that does makes it too.
        #[allow(unsafe_code)]
        fn play(&mut self, cue: Cue, volume: u8, _hurry: &dyn Fn() -> bool) {
            let wav = wav(cue, volume);
            // SAFETY: with SND_MEMORY the first argument points to a whole WAV in memory, which
            // `wav` is, and with SND_SYNC the call returns only when it is no longer read.
            let played = unsafe {
                PlaySoundW(wav.as_ptr().cast(), std::ptr::null_mut(), SND_MEMORY | SND_SYNC | SND_NODEFAULT)
            };
            if played == 0 {
                tracing::debug!("Windows played no sound");
            }
        }
    }
}
