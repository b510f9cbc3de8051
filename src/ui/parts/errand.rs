//! Small work that must not hold up a frame: a native dialog, a file, the list of ports.

use crossbeam_channel::{Receiver, TryRecvError, bounded};

/// Work under way on a thread of its own. Dropping it forgets the answer, not the work.
#[derive(Debug)]
pub struct Errand<T>(Receiver<T>);

/// How an errand stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Stand<T> {
    /// Under way.
    Waiting,
    /// Its answer, once.
    Done(T),
    /// Its thread is gone without one.
    Lost,
}

impl<T: Send + 'static> Errand<T> {
    /// Runs `work` on a thread; the window is painted again when it is done.
    pub fn run(ctx: &egui::Context, work: impl FnOnce() -> T + Send + 'static) -> Errand<T> {
        let (send, answer) = bounded(1);
        let ctx = ctx.clone();
        std::thread::spawn(move || {
            // Nobody waits any more if the screen has dropped the errand: then there is nothing to paint.
            if send.send(work()).is_ok() {
                ctx.request_repaint();
            }
        });
        Errand(answer)
    }

    /// How it stands.
    pub fn look(&self) -> Stand<T> {
        match self.0.try_recv() {
            Ok(answer) => Stand::Done(answer),
            Err(TryRecvError::Empty) => Stand::Waiting,
            Err(TryRecvError::Disconnected) => Stand::Lost,
        }
    }

    /// The answer, if it is there; `slot` is empty from then on.
    pub fn take(slot: &mut Option<Errand<T>>) -> Option<T> {
        match slot.as_ref()?.look() {
            Stand::Waiting => None,
            Stand::Lost => {
                *slot = None;
                None
            }
            Stand::Done(answer) => {
                *slot = None;
                Some(answer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errand_answers_once() {
        let ctx = egui::Context::default();
        let mut slot = Some(Errand::run(&ctx, || 7));
        let answer = loop {
            if let Some(answer) = Errand::take(&mut slot) {
                break answer;
            }
            std::thread::yield_now();
        };
        assert_eq!(answer, 7);
        assert!(slot.is_none());
    }

    #[test]
    fn a_lost_errand_is_not_waited_for() {
        let ctx = egui::Context::default();
        let (send, answer) = bounded::<()>(1);
        drop(send);
        let mut slot = Some(Errand(answer));
        assert_eq!(slot.as_ref().map(Errand::look), Some(Stand::Lost));
        assert_eq!(Errand::take(&mut slot), None);
        assert!(slot.is_none());
        drop(ctx);
    }
}
