//! The reusable parts of the interface: plain server-rendered HTML with classes from `style/`.
//!
//! Nothing here loads data, knows a route or holds a sentence: every word a person reads arrives
//! as a prop, and forms belong to the page that uses a part. Nothing needs JavaScript; islands
//! wrap these parts and add speed. No part carries a `style` attribute, because the content
//! security policy refuses inline styles.

pub mod account_table;
pub mod acting_bar;
pub mod age_rows;
pub mod agenda;
pub mod avatar;
pub mod back_link;
pub mod badge;
pub mod button;
pub mod card;
pub mod checkbox;
pub mod choice_list;
pub mod code_list;
pub mod date_grid;
pub mod date_input;
pub mod disclosure;
pub mod empty_state;
pub mod error_summary;
pub mod field;
pub mod fieldset;
pub mod icon;
pub mod look_list;
pub mod notice;
pub mod opt_text;
pub mod page_frame;
pub mod pagination;
pub mod panel;
pub mod password_input;
pub mod patient_header;
pub mod profile_head;
pub mod qr_code;
pub mod queue_row;
pub mod radios;
pub mod row_menu;
pub mod safe_textarea;
pub mod search_field;
pub mod segmented;
pub mod session_list;
pub mod slot_list;
pub mod soonest;
pub mod staff_rail;
pub mod stepper;
pub mod summary_aside;
pub mod summary_list;
pub mod table;
pub mod tabs;
pub mod text_input;
pub mod toast;
pub mod warning_tick;
pub mod wordmark;

#[cfg(test)]
mod tests;

pub use account_table::{AccountHeads, AccountRow, AccountTable};
pub use acting_bar::ActingBar;
pub use age_rows::{AgeRow, AgeRows};
pub use agenda::{Agenda, AgendaOpening, AgendaRow, NowLine};
pub use avatar::{Avatar, AvatarPending, AvatarSize, Hue, initials};
pub use back_link::BackLink;
pub use badge::{Badge, Count, Tone, VisitBadge, VisitState};
pub use button::{Button, LinkButton, Look};
pub use card::Card;
pub use checkbox::Checkbox;
pub use choice_list::{ChoiceList, ChoiceRow};
pub use code_list::{CodeList, KeyText};
pub use date_grid::{DateGrid, DayView, MonthTurn, MonthView, Weekday};
pub use date_input::{DateInput, DateLabels};
pub use disclosure::Disclosure;
pub use empty_state::EmptyState;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use field::{Field, FieldWords};
pub use fieldset::Fieldset;
pub use icon::{Icon, IconName};
pub use look_list::{LookItem, LookList};
pub use notice::{Notice, NoticeKind};
pub use opt_text::OptText;
pub use page_frame::{NavLink, PageFooter, SkipLink};
pub use pagination::Pagination;
pub use panel::Panel;
pub use password_input::PasswordInput;
pub use patient_header::{AccountPill, PatientHeader};
pub use profile_head::{HeadFact, ProfileHead};
pub use qr_code::QrCode;
pub use queue_row::{Queue, QueueFact, QueueRow, Verdict};
pub use radios::{RadioOption, Radios};
pub use row_menu::{MenuForm, MenuLink, MenuPerson, MenuRule, MenuTrigger, RowMenu};
pub use safe_textarea::{SafeTextarea, escape_textarea};
pub use search_field::SearchField;
pub use segmented::Segmented;
pub use session_list::{SessionList, SessionRow};
pub use slot_list::{SlotGroup, SlotList, SlotView};
pub use soonest::{SoonestCards, SoonestView};
pub use staff_rail::{Here, RailLink, StaffRail, StaffTabbar};
pub use stepper::{Step, StepState, Stepper};
pub use summary_aside::SummaryAside;
pub use summary_list::{ChangeLink, SummaryList, SummaryRow};
pub use table::{Column, Table};
pub use tabs::{TabLink, Tabs};
pub use text_input::{InputKind, TextInput};
pub use toast::Toast;
pub use warning_tick::{WarningTick, WarningWords};
pub use wordmark::Wordmark;
