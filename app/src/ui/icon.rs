//! Icons from the one sprite `public/icons.svg`. Always decoration: the words stand beside them.

use leptos::prelude::*;

/// The symbols of the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// The product’s own.
    Mark,
    /// A triangle with a mark.
    Alert,
    /// Onwards.
    ArrowRight,
    /// A bell.
    Bell,
    /// A barred circle.
    Block,
    /// A calendar’s leaf.
    Calendar,
    /// A check.
    Check,
    /// A check in a circle.
    CheckCircle,
    /// Opens below.
    ChevronDown,
    /// Back.
    ChevronLeft,
    /// On.
    ChevronRight,
    /// A clock.
    Clock,
    /// A pencil.
    Edit,
    /// A sheet of paper.
    File,
    /// A house.
    Home,
    /// An i in a circle.
    Info,
    /// One sheet over another.
    Layers,
    /// A chain.
    Link,
    /// Lines with dots.
    List,
    /// A padlock.
    Lock,
    /// Out of the door.
    LogOut,
    /// An envelope.
    Mail,
    /// A pin.
    MapPin,
    /// Three lines.
    Menu,
    /// A moon.
    Moon,
    /// Three dots.
    More,
    /// A telephone.
    Phone,
    /// A plus.
    Plus,
    /// A magnifying glass.
    Search,
    /// A paper plane.
    Send,
    /// A shield with a check.
    Shield,
    /// Two sliders.
    Sliders,
    /// A sun.
    Sun,
    /// A bin.
    Trash,
    /// A filled triangle.
    Triangle,
    /// An arrow that turns back.
    Undo,
    /// A person.
    User,
    /// A person and a plus.
    UserPlus,
    /// Two people.
    Users,
    /// A cross.
    X,
}

impl IconName {
    /// Every icon, in the order of the sprite.
    pub const ALL: [Self; 40] = [
        Self::Mark,
        Self::Alert,
        Self::ArrowRight,
        Self::Bell,
        Self::Block,
        Self::Calendar,
        Self::Check,
        Self::CheckCircle,
        Self::ChevronDown,
        Self::ChevronLeft,
        Self::ChevronRight,
        Self::Clock,
        Self::Edit,
        Self::File,
        Self::Home,
        Self::Info,
        Self::Layers,
        Self::Link,
        Self::List,
        Self::Lock,
        Self::LogOut,
        Self::Mail,
        Self::MapPin,
        Self::Menu,
        Self::Moon,
        Self::More,
        Self::Phone,
        Self::Plus,
        Self::Search,
        Self::Send,
        Self::Shield,
        Self::Sliders,
        Self::Sun,
        Self::Trash,
        Self::Triangle,
        Self::Undo,
        Self::User,
        Self::UserPlus,
        Self::Users,
        Self::X,
    ];

    /// The symbol's id in the sprite.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Alert => "alert",
            Self::ArrowRight => "arrow-right",
            Self::Bell => "bell",
            Self::Block => "block",
            Self::Calendar => "calendar",
            Self::Check => "check",
            Self::CheckCircle => "check-circle",
            Self::ChevronDown => "chevron-down",
            Self::ChevronLeft => "chevron-left",
            Self::ChevronRight => "chevron-right",
            Self::Clock => "clock",
            Self::Edit => "edit",
            Self::File => "file",
            Self::Home => "home",
            Self::Info => "info",
            Self::Layers => "layers",
            Self::Link => "link",
            Self::List => "list",
            Self::Lock => "lock",
            Self::LogOut => "log-out",
            Self::Mail => "mail",
            Self::MapPin => "map-pin",
            Self::Menu => "menu",
            Self::Moon => "moon",
            Self::More => "more",
            Self::Phone => "phone",
            Self::Plus => "plus",
            Self::Search => "search",
            Self::Send => "send",
            Self::Shield => "shield",
            Self::Sliders => "sliders",
            Self::Sun => "sun",
            Self::Trash => "trash",
            Self::Triangle => "triangle",
            Self::Undo => "undo",
            Self::User => "user",
            Self::UserPlus => "user-plus",
            Self::Users => "users",
            Self::X => "x",
        }
    }

    /// Whether the picture follows the line of reading and turns in right-to-left scripts.
    fn mirrors(self) -> bool {
        matches!(
            self,
            Self::ArrowRight
                | Self::ChevronLeft
                | Self::ChevronRight
                | Self::List
                | Self::LogOut
                | Self::Send
                | Self::Undo
        )
    }
}

/// One icon, hidden from assistive technology and as large as the text beside it.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
    /// A further class, for places that size or colour their icon.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let mirror = if name.mirrors() { " icon-mirror" } else { "" };
    let gap = if class.is_empty() { "" } else { " " };
    view! {
        <svg class=format!("icon{mirror}{gap}{class}") aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#{}", name.id())></use>
        </svg>
    }
}
