//! How egui is dressed: fonts, sizes, and the colours of both themes.

use egui::{Context, CornerRadius, Stroke, vec2};

use crate::ui::fonts;
use crate::ui::tokens::{self, Palette, font, round, size, space};

/// Gives egui its fonts and both themes, once, before the first frame.
pub fn dress(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    for (theme, colours) in [(egui::Theme::Light, &tokens::LIGHT), (egui::Theme::Dark, &tokens::DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.text_styles = [
                (egui::TextStyle::Small, fonts::regular(font::SMALL)),
                (egui::TextStyle::Body, fonts::regular(font::BODY)),
                (egui::TextStyle::Button, fonts::regular(font::BUTTON)),
                (egui::TextStyle::Heading, fonts::bold(font::HEADING)),
                (egui::TextStyle::Monospace, fonts::mono(font::BODY)),
            ]
            .into();
            style.spacing.item_spacing = vec2(space::S, space::S);
            style.spacing.button_padding = vec2(space::M, space::S);
            style.spacing.interact_size = vec2(size::TOUCH, size::TOUCH);
            style.spacing.combo_width = size::LABEL;
            style.interaction.selectable_labels = false;
            style.animation_time = 0.0;
            visuals(&mut style.visuals, colours);
        });
    }
}

fn visuals(visuals: &mut egui::Visuals, colours: &Palette) {
    visuals.dark_mode = colours.dark;
    visuals.panel_fill = colours.ground;
    visuals.window_fill = colours.card;
    visuals.window_stroke = Stroke::new(size::LINE, colours.line);
    visuals.extreme_bg_color = colours.card;
    visuals.text_edit_bg_color = Some(colours.card);
    visuals.faint_bg_color = colours.stripe;
    visuals.weak_text_color = Some(colours.muted);
    visuals.hyperlink_color = colours.brand;
    visuals.selection.bg_fill = colours.brand_tint;
    visuals.selection.stroke = Stroke::new(size::LINE, colours.brand);
    visuals.error_fg_color = colours.bad;
    let corner = CornerRadius::same(round::BUTTON);
    let widgets = &mut visuals.widgets;
    for (widget, fill, line, ink) in [
        (&mut widgets.noninteractive, colours.card, colours.line, colours.ink),
        (&mut widgets.inactive, colours.card, colours.line, colours.ink),
        (&mut widgets.hovered, colours.brand_tint, colours.brand, colours.ink),
        (&mut widgets.active, colours.brand_tint, colours.brand, colours.ink),
        (&mut widgets.open, colours.brand_tint, colours.brand, colours.ink),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(size::LINE, line);
        widget.fg_stroke = Stroke::new(size::LINE, ink);
        widget.corner_radius = corner;
        widget.expansion = 0.0;
    }
}
