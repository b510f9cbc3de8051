//! The newest good backup, offered: looked for, explained, asked for once more, restored.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use egui::{Ui, ViewportCommand};

use crate::ledger::{Missing, NewEvent, RestoreError, Restored, restore_with, would_miss};
use crate::station::StationError;
use crate::station::backups::{Kept, newest_good};
use crate::text::{Lang, backups as words, common};
use crate::ui::parts::Errand;
use crate::ui::settings::backup_time;
use crate::ui::tokens::{Palette, space};
use crate::ui::widgets::{self, Look, button};
use crate::ui::words as error_words;

/// What may be restored, and where. Whether the one before the screen may do it is for whoever makes this
/// to know: without an offer there is no button.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The ledger that cannot be opened.
    pub ledger: PathBuf,
    /// Where the key of its seals lies.
    pub key: PathBuf,
    /// Where its backups lie.
    pub dirs: Vec<PathBuf>,
    /// What tells of the restore in the restored ledger.
    pub event: NewEvent,
}

/// The offer on the screen.
pub struct OfferPanel {
    offer: Offer,
    /// The station is to be started.
    start: Arc<AtomicBool>,
    step: Step,
}

enum Step {
    /// Not begun.
    New,
    Looking(Errand<Option<(Kept, Missing)>>),
    Nothing,
    Found(Kept, Missing),
    Sure(Kept, Missing),
    Restoring(Errand<Result<Restored, RestoreError>>, Arc<AtomicU64>),
    Done(Box<Restored>),
    Failed(StationError),
}

impl OfferPanel {
    /// One that looks for a backup as soon as it is drawn; `start` is set when the station is to be started.
    pub fn new(offer: Offer, start: Arc<AtomicBool>) -> OfferPanel {
        OfferPanel { offer, start, step: Step::New }
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, colours: &Palette, lang: Lang) {
        let step = std::mem::replace(&mut self.step, Step::Nothing);
        self.step = self.draw(step, ui, colours, lang);
    }

    fn draw(&self, step: Step, ui: &mut Ui, colours: &Palette, lang: Lang) -> Step {
        match step {
            Step::New => {
                let offer = self.offer.clone();
                Step::Looking(Errand::run(ui.ctx(), move || look(&offer)))
            }
            Step::Looking(errand) => {
                widgets::note(ui, colours, lang.t(words::OFFER_LOOKING));
                let mut slot = Some(errand);
                match Errand::take(&mut slot) {
                    Some(Some((kept, missing))) => Step::Found(kept, missing),
                    Some(None) => Step::Nothing,
                    None => slot.map_or(Step::Nothing, Step::Looking),
                }
            }
            Step::Nothing => {
                widgets::note(ui, colours, lang.t(words::OFFER_NONE));
                Step::Nothing
            }
            Step::Found(kept, missing) => {
                widgets::title(ui, &words::of_time(lang, &backup_time(kept.made)));
                widgets::note(ui, colours, &kept.path.display().to_string());
                explain(ui, lang, &missing);
                ui.add_space(space::S);
                let asked = button(ui, colours, Look::Primary, lang.t(words::OFFER_RESTORE));
                if asked { Step::Sure(kept, missing) } else { Step::Found(kept, missing) }
            }
            Step::Sure(kept, missing) => self.sure(kept, missing, ui, colours, lang),
            Step::Restoring(errand, done) => restoring(errand, done, ui, colours, lang),
            Step::Done(restored) => {
                widgets::title(ui, lang.t(words::OFFER_DONE));
                if let Some(replaced) = &restored.replaced {
                    widgets::note(ui, colours, &replaced.display().to_string());
                }
                // Of a ledger that was gone nobody knows what it had.
                if restored.replaced.is_some() {
                    explain(ui, lang, &restored.missing);
                }
                ui.add_space(space::S);
                if button(ui, colours, Look::Primary, lang.t(words::OFFER_START)) {
                    self.start.store(true, Ordering::Relaxed);
                    ui.ctx().send_viewport_cmd(ViewportCommand::Close);
                }
                Step::Done(restored)
            }
            Step::Failed(error) => {
                widgets::title(ui, lang.t(error_words::error(&error)));
                widgets::note(ui, colours, &error.to_string());
                Step::Failed(error)
            }
        }
    }

    fn sure(&self, kept: Kept, missing: Missing, ui: &mut Ui, colours: &Palette, lang: Lang) -> Step {
        widgets::title(ui, lang.t(words::OFFER_SURE));
        ui.label(words::of_time(lang, &backup_time(kept.made)));
        explain(ui, lang, &missing);
        ui.label(lang.t(words::OFFER_KEPT));
        ui.add_space(space::S);
        let yes = button(ui, colours, Look::Danger, lang.t(words::OFFER_YES));
        if button(ui, colours, Look::Secondary, lang.t(common::CANCEL)) {
            return Step::Found(kept, missing);
        }
        if !yes {
            return Step::Sure(kept, missing);
        }
        let (offer, done) = (self.offer.clone(), Arc::<AtomicU64>::default());
        let (told, ctx) = (Arc::clone(&done), ui.ctx().clone());
        let work = move || {
            restore_with(&offer.ledger, &offer.key, &kept.path, offer.event, &mut |done, _| {
                told.store(done, Ordering::Relaxed);
                ctx.request_repaint();
                true
            })
        };
        Step::Restoring(Errand::run(ui.ctx(), work), done)
    }
}

fn restoring(
    errand: Errand<Result<Restored, RestoreError>>,
    done: Arc<AtomicU64>,
    ui: &mut Ui,
    colours: &Palette,
    lang: Lang,
) -> Step {
    let percent = done.load(Ordering::Relaxed) / 10;
    widgets::title(ui, &format!("{} {percent}%", lang.t(words::OFFER_RUNNING)));
    widgets::note(ui, colours, lang.t(words::OFFER_KEPT));
    let mut slot = Some(errand);
    match Errand::take(&mut slot) {
        Some(Ok(restored)) => Step::Done(Box::new(restored)),
        Some(Err(error)) => Step::Failed(error.into()),
        None => slot.map_or(Step::Failed(StationError::Stopped), |errand| Step::Restoring(errand, done)),
    }
}

fn look(offer: &Offer) -> Option<(Kept, Missing)> {
    let kept = newest_good(&offer.dirs, &mut || true)?;
    match would_miss(&offer.ledger, &kept.path) {
        // It is gone: what it had is not known.
        Ok(Missing::Nothing) if !offer.ledger.exists() => {
            Some((kept, Missing::Unknown { what: String::new() }))
        }
        Ok(missing) => Some((kept, missing)),
        Err(error) => {
            let what = error.to_string();
            Some((kept, Missing::Unknown { what }))
        }
    }
}

/// What it would mean: which pairs are not in it.
fn explain(ui: &mut Ui, lang: Lang, missing: &Missing) {
    match missing {
        Missing::Nothing => {
            ui.label(lang.t(words::MISSING_NONE));
        }
        Missing::Unknown { .. } => {
            ui.label(lang.t(words::MISSING_UNKNOWN));
        }
        Missing::These(lost) => {
            ui.label(match &lost.ends {
                None => words::missing_no_pairs(lang, &lost.events.to_string()),
                Some([first, last]) => words::missing(lang, &lost.pairs.to_string(), &first.2, &last.2),
            });
            if lost.exports > 0 {
                ui.label(words::missing_exports(lang, &lost.exports.to_string()));
            }
        }
    }
}
