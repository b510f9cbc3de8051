//! What to ask a module next, and when an answer is believed.
//!
//! ```text
//! lines ─► Answer ─► Reply ─► Dialogue ─► Next: what is news, how it is, when to ask again
//! ```
//!
//! Architecture invariants:
//! * Pure: it asks nothing itself and reads no clock.
//! * An IMEI is believed once it came twice running: a bad contact may lose a digit, not the same one
//!   twice. What is believed stays until another was believed, or two questions had no answer.

use super::at::Said;
use std::time::Duration;

/// The questions, in the order in which they are tried. None of them changes anything in a module.
pub(super) const QUESTIONS: [&str; 3] = ["AT+CGSN", "AT+GSN", "AT+CGSN=1"];

/// While a module answers, it is asked again after this: with two unanswered questions of
/// 0.45 s a module that is gone is seen within 2 s.
const AGAIN: Duration = Duration::from_millis(800);

/// Before an answer is asked for a second time, and after a power-up message.
pub(super) const SOON: Duration = Duration::from_millis(100);

/// The first wait after no answer, and the longest.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// Questions without an answer until a module that answered before is gone.
const MISSES: u32 = 2;

/// What came of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// What it says its IMEI is.
    Imei(String),
    /// It does not take this question: its words, or nothing but `OK`.
    Refused(String),
    /// No answer; what it did instead.
    None(Instead),
    /// A power-up message.
    Booted,
}

/// What a port did instead of answering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instead {
    /// Nothing.
    Nothing,
    /// It took no bytes.
    Deaf,
    /// It only said back what it was sent.
    Echo,
    /// It sent bytes that are no text.
    Garbage,
    /// It sent text; the first line of it.
    Text(String),
    /// It gave digits, but no `OK`.
    NoEnd(String),
    /// It gave two different IMEIs, in one answer or in two running.
    Differs(String, String),
    /// It refused every question; the last refusal.
    Refused(String),
}

impl Instead {
    /// In words, for the technician.
    pub(super) fn words(&self) -> String {
        match self {
            Instead::Nothing => "nothing came back; is a module connected and switched on?".to_owned(),
            Instead::Deaf => "it takes no bytes".to_owned(),
            Instead::Echo => "it only says back what it is sent: no module, or a loop-back".to_owned(),
            Instead::Garbage => "what came is no text; is the baud rate right?".to_owned(),
            Instead::Text(text) => format!("it said \"{text}\" instead of an IMEI; is this the AT port?"),
            Instead::NoEnd(imei) => format!("it said {imei} without OK; are its result codes off (ATQ1)?"),
            Instead::Differs(one, other) => format!("it said {one}, then {other}; is the contact good?"),
            Instead::Refused(words) => format!("it refused {}: {words}", QUESTIONS.join(", ")),
        }
    }
}

/// The lines that came since a question.
#[derive(Debug, Default)]
pub(super) struct Answer {
    imei: Option<String>,
    /// A second IMEI that is not the first.
    other: Option<String>,
    text: Option<String>,
    echo: bool,
    garbage: bool,
}

impl Answer {
    /// Takes a line; gives the reply if it is complete.
    pub(super) fn take(&mut self, said: Said) -> Option<Reply> {
        match said {
            Said::Echo => self.echo = true,
            Said::Garbage => self.garbage = true,
            Said::Other(text) => {
                self.text.get_or_insert(text);
            }
            Said::Imei(imei) => match &self.imei {
                None => self.imei = Some(imei),
                Some(first) if *first != imei => self.other = Some(imei),
                Some(_) => {}
            },
            Said::Booted => return Some(Reply::Booted),
            Said::Refused(words) => return Some(Reply::Refused(words)),
            Said::Ok => {
                return Some(match (self.imei.take(), self.other.take()) {
                    (Some(imei), None) => Reply::Imei(imei),
                    (Some(one), Some(other)) => Reply::None(Instead::Differs(one, other)),
                    (None, _) => Reply::Refused(self.text.take().unwrap_or_else(|| "OK".to_owned())),
                });
            }
        }
        None
    }

    /// The time is over: what came instead. `begun` = a line has begun and has no end.
    pub(super) fn give_up(self, begun: bool) -> Reply {
        Reply::None(match (self.imei, self.text) {
            (Some(imei), _) => Instead::NoEnd(imei),
            (None, Some(text)) => Instead::Text(text),
            _ if self.garbage => Instead::Garbage,
            _ if self.echo => Instead::Echo,
            // Text without any line end is as little of an answer as noise is.
            _ if begun => Instead::Garbage,
            _ => Instead::Nothing,
        })
    }
}

/// What is known of the module at the port, and how far the questions are.
#[derive(Debug, Default)]
pub(super) struct Dialogue {
    question: usize,
    /// What is believed, and was told.
    module: Option<String>,
    /// What came once and is not believed yet.
    candidate: Option<String>,
    misses: u32,
    back_off: Duration,
}

/// What follows from a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Next {
    /// Ask again after this.
    pub(super) wait: Duration,
    /// The module's IMEI, if that is news; `Some(None)` = it is gone.
    pub(super) news: Option<Option<String>>,
    /// How the port is; `None` = as it was.
    pub(super) how: Option<How>,
}

/// How the port is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// A module answers.
    Answers,
    /// None does.
    Silent(Instead),
}

impl Dialogue {
    /// What to ask now.
    pub(super) fn question(&self) -> &'static str {
        QUESTIONS[self.question % QUESTIONS.len()]
    }

    /// Is anything known that a power-up message makes void?
    pub(super) fn knows(&self) -> bool {
        self.module.is_some() || self.candidate.is_some()
    }

    /// Takes a reply.
    pub(super) fn take(&mut self, reply: Reply) -> Next {
        match reply {
            Reply::Imei(imei) => self.imei(imei),
            Reply::Refused(words) => {
                self.question = (self.question + 1) % QUESTIONS.len();
                if self.question == 0 {
                    return self.miss(Instead::Refused(words));
                }
                Next { wait: Duration::ZERO, news: None, how: None }
            }
            Reply::None(instead) => self.miss(instead),
            Reply::Booted => {
                let news = self.module.take().map(|_| None);
                *self = Dialogue::default();
                Next { wait: SOON, news, how: None }
            }
        }
    }

    /// The port is lost, and with it the module.
    pub(super) fn lost(&mut self) -> Option<Option<String>> {
        std::mem::take(self).module.map(|_| None)
    }

    fn imei(&mut self, imei: String) -> Next {
        if self.module.as_ref() == Some(&imei) {
            (self.candidate, self.misses) = (None, 0);
            return Next { wait: AGAIN, news: None, how: None };
        }
        match self.candidate.take() {
            None => {
                self.candidate = Some(imei);
                Next { wait: SOON, news: None, how: None }
            }
            Some(first) if first == imei => {
                self.module = Some(imei.clone());
                (self.misses, self.back_off) = (0, Duration::ZERO);
                Next { wait: AGAIN, news: Some(Some(imei)), how: Some(How::Answers) }
            }
            Some(first) => self.miss(Instead::Differs(first, imei)),
        }
    }

    fn miss(&mut self, instead: Instead) -> Next {
        self.candidate = None;
        self.misses += 1;
        if self.module.is_some() && self.misses < MISSES {
            return Next { wait: Duration::ZERO, news: None, how: None };
        }
        // The next module may take another question than this one did.
        (self.question, self.misses) = (0, 0);
        self.back_off = (self.back_off * 2).clamp(BACK_OFF.0, BACK_OFF.1);
        let news = self.module.take().map(|_| None);
        Next { wait: self.back_off, news, how: Some(How::Silent(instead)) }
    }
}

#[cfg(test)]
mod tests;
