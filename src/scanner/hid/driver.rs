//! The thread of a HID POS gun: finds it, reads its codes, tells it what came of them, never gives up.

use super::HidSettings;
use super::assembler::{Assembler, Piece};
use super::descriptor::{Descriptor, MAX_REPORT};
use super::transport::{self, Bus, Heard, Line, System};
use crate::scanner::claims::{Claim, Claims};
use crate::scanner::outlet::{Ended, Gun, Outlet};
use crate::scanner::{GunState, Wiring};
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// The longest the thread sleeps in a read: how soon [`Gun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the node is looked for while the gun is silent, should its going not show in a read.
const WATCH: Duration = Duration::from_secs(1);

/// For so long after a scan the gun's answer is expected, and so long it may wait behind a read.
const ANSWER_DUE: Duration = Duration::from_secs(1);
const ANSWER_WAIT: Duration = Duration::from_millis(10);

/// Starts the thread of a HID POS gun: it puts what the gun sends, and how the gun is, into the
/// wiring's channel.
///
/// While the channel is full the thread waits, so that no scan is lost. (The kernel keeps 64 reports
/// for it meanwhile.)
pub fn spawn(settings: HidSettings, wiring: &Wiring) -> Gun {
    spawn_on(System, settings, wiring)
}

/// [`spawn`] on any bus.
pub(super) fn spawn_on<B: Bus + Send + 'static>(mut bus: B, settings: HidSettings, wiring: &Wiring) -> Gun {
    let claims = wiring.claims.clone();
    Gun::start(&settings.name.clone(), wiring, move |out| drive(&mut bus, &settings, &claims, out))
}

fn drive(
    bus: &mut impl Bus,
    settings: &HidSettings,
    claims: &Claims,
    out: &mut Outlet,
) -> Result<Infallible, Ended> {
    out.keep(|out| match Connection::open(bus, settings, claims, out) {
        Ok(mut connection) => {
            out.state(GunState::Ready)?;
            let why = connection.listen(settings, out)?;
            Ok(GunState::Missing { why })
        }
        Err(state) => Ok(state),
    })
}

/// An open gun whose reports are understood.
struct Connection<L> {
    line: L,
    assembler: Assembler,
    /// What the descriptor says of the reports it takes.
    descriptor: Descriptor,
    _claim: Claim,
}

impl<L: Line> Connection<L> {
    fn open<B: Bus<Line = L>>(
        bus: &mut B,
        settings: &HidSettings,
        claims: &Claims,
        out: &Outlet,
    ) -> Result<Connection<L>, GunState> {
        let missing = |error: transport::HidError| GunState::Missing { why: error.to_string() };
        let guns = bus.list().map_err(missing)?;
        let gun = transport::choose(&settings.device.0, guns).map_err(missing)?;
        if !gun.permitted {
            return Err(transport::no_permission(&gun.path, "this user may not open it"));
        }
        let claim = claims.take(&gun.path, &out.source()).map_err(|by| GunState::Taken { by })?;
        let line = bus.open(&gun.path)?;
        let told =
            line.descriptor().and_then(|bytes| Descriptor::parse(&bytes).map_err(|fault| fault.to_string()));
        if let Err(why) = &told {
            tracing::warn!(gun = %out.source(), path = gun.path, why, "the report descriptor is of no use");
        }
        let layouts = settings.profile.layouts(gun.usb.vid, told.as_ref().ok());
        tracing::info!(gun = %out.source(), path = gun.path, ?layouts, "HID gun open");
        let descriptor = told.unwrap_or_default();
        Ok(Connection { line, assembler: Assembler::new(layouts), descriptor, _claim: claim })
    }

    /// Reads until the line breaks; gives what the OS said then.
    fn listen(&mut self, settings: &HidSettings, out: &Outlet) -> Result<String, Ended> {
        let mut pieces = Vec::new();
        let mut buffer = vec![0; MAX_REPORT];
        let mut heard = Instant::now();
        let mut watched = Instant::now();
        // When the last code was told: the gun waits for its answer.
        let mut scanned: Option<Instant> = None;
        loop {
            out.go_on()?;
            self.answer(settings, out);
            let rest = self.assembler.silence_wanted().map(|gap| gap.saturating_sub(heard.elapsed()));
            let due = scanned.filter(|at| !settings.feedback.is_silent() && at.elapsed() < ANSWER_DUE);
            let wait = rest.unwrap_or(READ_WAIT).min(if due.is_some() { ANSWER_WAIT } else { READ_WAIT });
            let report = match self.line.read(&mut buffer, wait) {
                Heard::Report(length) => &buffer[..length],
                Heard::Silence => &[],
                Heard::Break(why) => return Ok(why),
            };
            if self.hear(report, out, &mut pieces)? {
                heard = Instant::now();
            } else if self.assembler.silence_wanted().is_some_and(|gap| heard.elapsed() >= gap) {
                self.assembler.silence(&mut pieces);
            }
            if report.is_empty() && watched.elapsed() >= WATCH {
                watched = Instant::now();
                if let Err(why) = self.line.still_there() {
                    return Ok(why);
                }
            }
            if tell(&mut pieces, out)? {
                scanned = Some(Instant::now());
            }
        }
    }

    /// Takes a report (empty: none came); whether it was a piece of a scan.
    fn hear(&mut self, report: &[u8], out: &Outlet, pieces: &mut Vec<Piece>) -> Result<bool, Ended> {
        if report.is_empty() {
            return Ok(false);
        }
        let at = out.now();
        let data = self.assembler.push(report, at, pieces);
        // Who looks over the gun's shoulder sees a report of no known shape whole.
        out.heard(at, data.unwrap_or(report))?;
        Ok(data.is_some())
    }

    /// Sends the gun what the station answered. A gun that takes none reads on.
    fn answer(&mut self, settings: &HidSettings, out: &Outlet) {
        while let Ok(answer) = out.answers().try_recv() {
            let bytes = settings.feedback.bytes(answer);
            let Some(id) = bytes.first() else { continue };
            // A report has its full length, and the OS does not fill it up everywhere.
            let mut report = bytes.to_vec();
            let length = self.descriptor.outputs.get(id).copied().unwrap_or(0);
            report.resize(report.len().max(length), 0);
            if let Err(why) = self.line.write(&report) {
                tracing::warn!(gun = %out.source(), why, "the gun takes no answer; see its feedback setting");
            }
        }
    }
}

/// Sends what came of reports; whether a code was among it.
fn tell(pieces: &mut Vec<Piece>, out: &Outlet) -> Result<bool, Ended> {
    let mut scanned = false;
    for piece in pieces.drain(..) {
        match piece {
            Piece::Code(code) => {
                scanned = true;
                out.scan(code.at, code.bytes)?;
            }
            Piece::Lost(part) => out.unfinished(part.at, part.bytes)?,
        }
    }
    Ok(scanned)
}
