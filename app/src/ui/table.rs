//! A real table that a narrow place shows as cards, one a row, and that stays a table for readers.

use leptos::prelude::*;

/// One column.
#[derive(Clone, PartialEq, Eq)]
pub struct Column {
    label: String,
    seen: bool,
    end: bool,
}

impl Column {
    /// A column whose heading is seen, and stands before each cell where rows are cards.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            seen: true,
            end: false,
        }
    }

    /// The same, its heading only read: for a column of buttons.
    pub fn hidden(self) -> Self {
        Self {
            seen: false,
            ..self
        }
    }

    /// The same with its cells at the end of the row: for numbers and buttons.
    pub fn end(self) -> Self {
        Self { end: true, ..self }
    }
}

/// A table named by its caption. Each row has a cell for every column; the first cell names the
/// row and carries its link.
///
/// A style sheet that takes the display of a table's parts away takes their roles as well, so
/// each part names its own.
#[component]
pub fn Table(
    /// The table’s name.
    #[prop(into)]
    caption: String,
    /// The caption is only read: a heading stands over the table already.
    #[prop(optional)]
    caption_hidden: bool,
    /// The columns, in their order.
    columns: Vec<Column>,
    /// A cell for each column.
    rows: Vec<Vec<AnyView>>,
) -> impl IntoView {
    let head = columns
        .iter()
        .map(|column| {
            let class = column.end.then_some("table-end");
            let label = column.label.clone();
            let label = if column.seen {
                label.into_any()
            } else {
                view! { <span class="visually-hidden">{label}</span> }.into_any()
            };
            view! { <th class=class scope="col" role="columnheader">{label}</th> }
        })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = cells
                .into_iter()
                .zip(&columns)
                .enumerate()
                .map(|(place, (content, column))| cell(place == 0, column, content))
                .collect_view();
            view! { <tr role="row">{cells}</tr> }
        })
        .collect_view();
    let caption_class = if caption_hidden {
        "visually-hidden"
    } else {
        ""
    };
    view! {
        <div class="table-frame">
            <table class="table" role="table">
                <caption class=caption_class>{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{head}</tr>
                </thead>
                <tbody role="rowgroup">{body}</tbody>
            </table>
        </div>
    }
}

fn cell(first: bool, column: &Column, content: AnyView) -> AnyView {
    if first {
        return view! { <th scope="row" role="rowheader">{content}</th> }.into_any();
    }
    let class = column.end.then_some("table-end");
    // On a card, the heading of the column stands before its cell.
    let label = column.seen.then(|| column.label.clone());
    view! { <td class=class role="cell" data-label=label>{content}</td> }.into_any()
}
