//! A way elsewhere, as a link; or as a button that looks like one and takes along what is typed.

use leptos::prelude::*;

/// A form that goes along when somebody leaves its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sends {
    /// The form's id.
    pub form: &'static str,
    /// Where it is sent. It goes on to the address in the field `next`.
    pub action: &'static str,
}

/// A way to `href`. Children are its words.
#[component]
pub fn Way(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What goes along, if anything does.
    sends: Option<Sends>,
    children: Children,
) -> impl IntoView {
    match sends {
        None => view! { <a href=href>{children()}</a> }.into_any(),
        Some(Sends { form, action }) => view! {
            <button class="way" type="submit" form=form formaction=action name="next" value=href>
                {children()}
            </button>
        }
        .into_any(),
    }
}
