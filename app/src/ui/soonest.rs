//! The three soonest times, one tap each: presentational, inside the page's form.

use leptos::prelude::*;

use super::{Icon, IconName};

/// One soon time.
#[derive(Clone, PartialEq, Eq)]
pub struct SoonestView {
    /// What the form sends under the cards' `name`.
    pub value: String,
    /// "Tomorrow, 9:00 am".
    pub when: String,
    /// "with Priya Raman".
    pub with: String,
}

/// Heading and cards; nothing at all when there are none.
#[component]
pub fn SoonestCards(
    /// The heading.
    #[prop(into)]
    heading: String,
    /// Up to three.
    cards: Vec<SoonestView>,
    /// The buttons' name.
    #[prop(default = "slot")]
    name: &'static str,
    /// The id of the form that they send, where they stand in none, and where to.
    #[prop(optional)]
    sends: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        let cards = cards
            .into_iter()
            .map(|card| {
                view! {
                    <li>
                        <button
                            class="soonest-card"
                            type="submit"
                            name=name
                            value=card.value
                            form=sends.map(|(form, _)| form)
                            formaction=sends.map(|(_, to)| to)
                        >
                            <b>{card.when}</b> " "
                            <span>{card.with}</span>
                            <Icon name=IconName::ArrowRight/>
                        </button>
                    </li>
                }
            })
            .collect_view();
        let label = heading.clone();
        view! {
            <section class="soonest" aria-label=label>
                <h2>{heading}</h2>
                <ul>{cards}</ul>
            </section>
        }
    })
}
