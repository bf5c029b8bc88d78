//! The free times of one day: presentational. The page puts it into the form that takes the hold.

use leptos::prelude::*;

/// One time that can be taken.
#[derive(Clone, PartialEq, Eq)]
pub struct SlotView {
    /// What the form sends under the list's `name`.
    pub value: String,
    /// "10:15 am"; in the repeated hour of a clock change "first 1:30 am".
    pub time: String,
    /// ISO instant for `<time datetime>`.
    pub datetime: String,
    /// With whom.
    pub practitioner: String,
}

/// Times of one part of the day.
#[derive(Clone, PartialEq, Eq)]
pub struct SlotGroup {
    /// "Morning".
    pub heading: String,
    /// "4 times".
    pub count: String,
    /// Its times.
    pub slots: Vec<SlotView>,
}

/// Heading (id `times`, can take the focus) and the times by part of the day, as submit buttons.
/// Children follow: "Nothing fits?".
#[component]
pub fn SlotList(
    /// The day: "Thursday, March 12".
    #[prop(into)]
    heading: String,
    /// The parts of the day.
    groups: Vec<SlotGroup>,
    /// The buttons' name.
    #[prop(default = "slot")]
    name: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let slots = group.slots.into_iter().map(|slot| {
                view! {
                    <li>
                        <button
                            class="slot"
                            type="submit"
                            name=name
                            value=slot.value
                        >
                            <time datetime=slot.datetime>{slot.time}</time>
                            <span>
                                <i class="visually-hidden">", "</i>
                                {slot.practitioner}
                            </span>
                        </button>
                    </li>
                }
            });
            view! {
                <h3>{group.heading} <span>{group.count}</span></h3>
                <ul>{slots.collect_view()}</ul>
            }
        })
        .collect_view();
    view! {
        <section class="slot-list" aria-labelledby="times">
            <h2 id="times" tabindex="-1">{heading}</h2>
            {groups}
            {children.map(|children| children())}
        </section>
    }
}
