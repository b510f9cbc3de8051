//! A label printer at a network address: TCP port 9100, which takes its commands as they are.
//!
//! The protocol has no answers. What can be known is that the printer's own computer took the bytes: a
//! printer without paper stops taking them, one that is switched off closes the connection. So nothing here
//! says "printed"; it says how many labels were handed over.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// The port that printers listen at.
pub const PORT: u16 = 9100;

/// How long a printer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until it answers at all.
    pub connect: Duration,
    /// While it takes nothing.
    pub stall: Duration,
    /// After the last label, for it to close the connection; many leave it open.
    pub end: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(5),
            // Printing what it has may take a while, and so may somebody who brings a new roll.
            stall: Duration::from_secs(60),
            end: Duration::from_secs(2),
        }
    }
}

/// What is wrong with a printer.
#[derive(Debug, thiserror::Error)]
pub enum PrinterError {
    /// The address is none.
    #[error(
        "{0:?} is no printer's address: write its name or IP address, and a port if it is not {PORT} (192.168.1.50:9100)"
    )]
    Address(String),
    /// Nobody knows the name.
    #[error(
        "the printer {address} is not known in this network ({source}): see to its name, or use its IP address"
    )]
    Unknown {
        /// The printer.
        address: String,
        /// The OS's error.
        source: std::io::Error,
    },
    /// It does not answer.
    #[error(
        "the printer {address} cannot be reached ({source}); nothing was printed: see whether it is on, in this network, and \
         listens at this port"
    )]
    Unreachable {
        /// The printer.
        address: String,
        /// The OS's error.
        source: std::io::Error,
    },
    /// The connection broke.
    #[error(
        "the printer {address} broke off ({source}) after {sent} labels were handed to the network; far fewer may be printed: \
         see which came out last"
    )]
    Broken {
        /// The printer.
        address: String,
        /// Labels that were handed over whole.
        sent: usize,
        /// The OS's error.
        source: std::io::Error,
    },
    /// It takes nothing more.
    #[error(
        "the printer {address} has taken nothing for {seconds} s after {sent} labels: see to paper, ribbon, its cover and its \
         pause button, and which labels came out"
    )]
    Stalled {
        /// The printer.
        address: String,
        /// Labels that were handed over whole.
        sent: usize,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The user cancelled.
    #[error("cancelled after {sent} labels were handed to the printer {address}; it prints what it has")]
    Cancelled {
        /// The printer.
        address: String,
        /// Labels that were handed over whole.
        sent: usize,
    },
}

impl PrinterError {
    /// Labels that were handed over whole before it happened.
    pub fn sent(&self) -> usize {
        match self {
            PrinterError::Address(_) | PrinterError::Unknown { .. } | PrinterError::Unreachable { .. } => 0,
            PrinterError::Broken { sent, .. }
            | PrinterError::Stalled { sent, .. }
            | PrinterError::Cancelled { sent, .. } => *sent,
        }
    }
}

/// Name and port of `NAME`, `NAME:PORT`, `[IPv6]:PORT`; `None` where it is no address.
pub fn address(text: &str) -> Option<(String, u16)> {
    let text = text.trim();
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, "")) => (name, PORT),
        Some((name, port)) => (name, port.strip_prefix(':')?.parse().ok()?),
        None => match text.rsplit_once(':') {
            Some((name, port)) if !name.contains(':') => (name, port.parse().ok()?),
            // Colons and no brackets: an IPv6 address alone.
            _ => (text, PORT),
        },
    };
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    (!name.is_empty() && port != 0 && name.chars().all(good)).then(|| (name.to_owned(), port))
}

/// A connection to a printer.
#[derive(Debug)]
pub struct Printer {
    stream: TcpStream,
    address: String,
    patience: Patience,
    sent: usize,
}

/// How often a printer that takes nothing is tried again, and whether to go on is asked.
const SLICE: Duration = Duration::from_millis(200);

impl Printer {
    /// Connects; `go_on` is asked while it waits.
    ///
    /// # Errors
    /// [`PrinterError::Address`], [`PrinterError::Unknown`], [`PrinterError::Unreachable`].
    pub fn connect(text: &str, patience: Patience) -> Result<Printer, PrinterError> {
        let (name, port) = address(text).ok_or_else(|| PrinterError::Address(text.to_owned()))?;
        let address = if name.contains(':') { format!("[{name}]:{port}") } else { format!("{name}:{port}") };
        let found = (name.as_str(), port).to_socket_addrs();
        let unknown = |source| PrinterError::Unknown { address: address.clone(), source };
        let found: Vec<SocketAddr> = found.map_err(unknown)?.collect();
        let mut last = std::io::Error::from(ErrorKind::NotFound);
        for each in &found {
            let ready = TcpStream::connect_timeout(each, patience.connect).and_then(|stream| {
                stream.set_write_timeout(Some(SLICE))?;
                stream.set_read_timeout(Some(SLICE))?;
                keep_little(&stream)?;
                Ok(stream)
            });
            match ready {
                Ok(stream) => return Ok(Printer { stream, address, patience, sent: 0 }),
                Err(error) => last = error,
            }
        }
        Err(PrinterError::Unreachable { address, source: last })
    }

    /// Name and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Hands a label over, whole; `go_on` is asked while the printer takes nothing.
    ///
    /// # Errors
    /// [`PrinterError::Broken`], [`PrinterError::Stalled`], [`PrinterError::Cancelled`].
    pub fn send(&mut self, label: &[u8], go_on: &dyn Fn() -> bool) -> Result<(), PrinterError> {
        let (mut rest, mut moved) = (label, Instant::now());
        while !rest.is_empty() {
            match self.stream.write(rest) {
                Ok(0) => return Err(self.broken(ErrorKind::WriteZero.into())),
                Ok(count) => {
                    rest = rest.get(count..).unwrap_or_default();
                    moved = Instant::now();
                }
                Err(error) if is_slow(&error) => self.wait(moved, go_on)?,
                Err(error) => return Err(self.broken(error)),
            }
        }
        self.sent += 1;
        Ok(())
    }

    /// Ends the connection, and gives the printer a moment to say that something is wrong.
    ///
    /// # Errors
    /// [`PrinterError::Broken`].
    pub fn finish(mut self) -> Result<usize, PrinterError> {
        if let Err(error) = self.stream.flush().and_then(|()| self.stream.shutdown(Shutdown::Write)) {
            return Err(self.broken(error));
        }
        let (since, mut said) = (Instant::now(), [0; 256]);
        while since.elapsed() < self.patience.end {
            match self.stream.read(&mut said) {
                // It has taken everything and hung up.
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if is_slow(&error) => {}
                Err(error) => return Err(self.broken(error)),
            }
        }
        Ok(self.sent)
    }

    fn wait(&self, moved: Instant, go_on: &dyn Fn() -> bool) -> Result<(), PrinterError> {
        let (address, sent) = (self.address.clone(), self.sent);
        if !go_on() {
            return Err(PrinterError::Cancelled { address, sent });
        }
        if moved.elapsed() < self.patience.stall {
            return Ok(());
        }
        Err(PrinterError::Stalled { address, sent, seconds: self.patience.stall.as_secs() })
    }

    fn broken(&self, source: std::io::Error) -> PrinterError {
        PrinterError::Broken { address: self.address.clone(), sent: self.sent, source }
    }
}

/// Bytes that wait in this computer on their way to the printer, as the system counts.
#[cfg(unix)]
const WAITING: usize = 8 * 1024;

/// Makes the system keep few bytes back: it would take megabytes, thousands of labels, for a printer that has
/// long stopped, and they would count as handed over.
#[cfg(unix)]
fn keep_little(stream: &TcpStream) -> std::io::Result<()> {
    Ok(rustix::net::sockopt::set_socket_send_buffer_size(stream, WAITING)?)
}

/// Windows keeps some ten kilobytes back by itself.
#[cfg(not(unix))]
fn keep_little(_: &TcpStream) -> std::io::Result<()> {
    Ok(())
}

/// It is not broken, only busy.
fn is_slow(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    const HASTE: Patience = Patience {
        connect: Duration::from_secs(5),
        stall: Duration::from_millis(500),
        end: Duration::from_secs(5),
    };

    /// A printer here that does this with its first connection; its address.
    fn printer(work: impl FnOnce(TcpStream) + Send + 'static) -> (String, std::thread::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        (address, std::thread::spawn(move || work(listener.accept().unwrap().0)))
    }

    #[test]
    fn addresses_have_a_port_or_the_usual_one() {
        let check = |text: &str, expect: Option<(&str, u16)>| {
            assert_eq!(address(text), expect.map(|(name, port)| (name.to_owned(), port)), "{text}");
        };
        check("zebra", Some(("zebra", 9100)));
        check(" 192.168.1.50:6101 ", Some(("192.168.1.50", 6101)));
        check("[fe80::1%eth0]:9101", Some(("fe80::1%eth0", 9101)));
        check("[::1]", Some(("::1", 9100)));
        check("fe80::1", Some(("fe80::1", 9100)));
        for wrong in ["", ":9100", "zebra:", "zebra:0", "zebra:port", "zebra:70000", "a b", "[::1]9100"] {
            check(wrong, None);
        }
    }

    #[test]
    fn labels_arrive_as_they_are() {
        let (address, thread) = printer(|mut stream| {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, "^XA^XZ\n".repeat(1000).as_bytes());
        });
        let mut printer = Printer::connect(&address, HASTE).unwrap();
        for _ in 0..1000 {
            printer.send(b"^XA^XZ\n", &|| true).unwrap();
        }
        assert_eq!(printer.finish().unwrap(), 1000);
        thread.join().unwrap();
    }

    #[test]
    fn nobody_there_is_named() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let error = Printer::connect(&free, HASTE).unwrap_err();
        assert!(matches!(error, PrinterError::Unreachable { .. }), "{error}");
        assert_eq!(error.sent(), 0);
        assert!(matches!(Printer::connect("a b", HASTE), Err(PrinterError::Address(_))));
    }

    /// Sends until something goes wrong.
    fn until_it_fails(address: &str, go_on: &dyn Fn() -> bool) -> PrinterError {
        let mut printer = Printer::connect(address, HASTE).unwrap();
        let label = [b'x'; 64 * 1024];
        loop {
            if let Err(error) = printer.send(&label, go_on) {
                return error;
            }
        }
    }

    #[test]
    fn a_printer_that_breaks_off_is_named_with_what_went_out() {
        let (address, thread) = printer(|mut stream| {
            // The first label whole, and a part of the second.
            let mut bytes = vec![0; 100 * 1024];
            stream.read_exact(&mut bytes).unwrap();
        });
        let error = until_it_fails(&address, &|| true);
        assert!(matches!(error, PrinterError::Broken { .. }) && error.sent() >= 1, "{error}");
        thread.join().unwrap();
    }

    #[test]
    fn a_printer_that_takes_nothing_is_given_up_or_left() {
        for (patient, expect) in [(true, "taken nothing"), (false, "cancelled after")] {
            let (done, wait) = std::sync::mpsc::channel::<()>();
            let (address, thread) = printer(move |stream| {
                // Out of paper: it keeps the connection and reads nothing.
                assert!(wait.recv().is_err());
                drop(stream);
            });
            let error = until_it_fails(&address, &|| patient);
            assert!(error.to_string().contains(expect), "{error}");
            drop(done);
            thread.join().unwrap();
        }
    }

    #[test]
    fn a_slow_printer_gets_everything() {
        let (address, thread) = printer(|mut stream| {
            let (mut part, mut all) = ([0; 512 * 1024], 0);
            loop {
                std::thread::sleep(Duration::from_millis(20));
                match stream.read(&mut part).unwrap() {
                    0 => break,
                    count => all += count,
                }
            }
            assert_eq!(all, 40 * 256 * 1024);
        });
        let mut printer = Printer::connect(&address, HASTE).unwrap();
        (0..40).for_each(|_| printer.send(&[b'x'; 256 * 1024], &|| true).unwrap());
        assert_eq!(printer.finish().unwrap(), 40);
        thread.join().unwrap();
    }
}
