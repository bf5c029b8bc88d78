//! How pages look in this browser, for everybody, with or without an account.

use leptos::prelude::*;

use crate::ctx;
use crate::display::{Contrast, Display, Letters, Motion, TextSize, Theme};
use crate::layout::{FIELD, Frame, form_title, frame, load, narrow_page, summary};
use crate::text::en::display as text;
use crate::ui::*;

/// The choices, as they stand now.
pub fn show() -> impl IntoView {
    load(async { Ok(render(frame().await?)) })
}

fn render(frame: Frame) -> AnyView {
    let again = ctx::again(&["display"]);
    let saved = ctx::query("done").as_deref() == Some("saved") && again.is_none();
    let saved = saved.then(|| view! { <Toast text=text::SAVED/> });
    let title = form_title(text::DISPLAY, again.as_deref());
    let main = view! {
        {saved}
        {summary(again.as_deref(), &[], frame.phone())}
        <h1>{text::DISPLAY}</h1>
        <p class="page-intro">{text::INTRO}</p>
        {form(ctx::display())}
    }
    .into_any();
    narrow_page(frame, &title, main)
}

fn form(now: Display) -> impl IntoView {
    let theme = |it: &Theme| RadioOption::new(it.word(), text::theme(*it));
    let size = |it: &TextSize| RadioOption::new(it.word(), text::size(*it));
    let letters = |it: &Letters| {
        let hint = (*it == Letters::Easy).then_some(text::EASY_HINT);
        RadioOption::new(it.word(), text::letters(*it)).hint(hint)
    };
    let contrast = |it: &Contrast| RadioOption::new(it.word(), text::contrast(*it));
    let motion = |it: &Motion| RadioOption::new(it.word(), text::motion(*it));
    view! {
        <form class="stack" method="post" action="/api/display">
            <Radios name="theme" legend=text::THEME words=FIELD selected=now.theme.word()
                options=Theme::ALL.iter().map(theme).collect()/>
            <Radios name="size" legend=text::SIZE words=FIELD selected=now.size.word()
                options=TextSize::ALL.iter().map(size).collect()/>
            <Radios name="letters" legend=text::LETTERS words=FIELD selected=now.letters.word()
                options=Letters::ALL.iter().map(letters).collect()/>
            <Radios name="contrast" legend=text::CONTRAST words=FIELD selected=now.contrast.word()
                options=Contrast::ALL.iter().map(contrast).collect()/>
            <Radios name="motion" legend=text::MOTION words=FIELD selected=now.motion.word()
                options=Motion::ALL.iter().map(motion).collect()/>
            <Button look=Look::Primary>{text::SAVE}</Button>
        </form>
    }
}
