//! The diagnostic log's lines: each event one line, in which nothing is obeyed by a terminal that shows it.

use std::io::{self, Write};

use crate::text::visible::one_line;

/// Hands events on, made visible. What is written at once is one event.
#[derive(Debug, Clone)]
pub struct LogLines<W>(W);

impl<W> LogLines<W> {
    /// Lines that go there.
    pub fn to(out: W) -> LogLines<W> {
        LogLines(out)
    }

    /// Where they go.
    pub fn inner(&self) -> &W {
        &self.0
    }
}

impl<W: Write> Write for LogLines<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        // In one piece: other threads write to the same end.
        self.0.write_all(format!("{}\n", one_line(line)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_that_no_terminal_obeys() {
        let mut lines = LogLines::to(Vec::new());
        lines.write_all("ERROR bad \u{1b}[31m\u{202e}SN\nINFO forged\n".as_bytes()).unwrap();
        lines.write_all(b"INFO next\n").unwrap();
        let text = String::from_utf8(lines.inner().clone()).unwrap();
        assert_eq!(text, "ERROR bad \\u001b[31m\\u202eSN\\u000aINFO forged\nINFO next\n");
    }
}
