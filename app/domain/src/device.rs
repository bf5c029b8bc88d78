//! What somebody is signed in at, as far as two words tell: "Chrome" and "Windows".
//!
//! Enough to know one's own browsers in a list, and no more. What a browser says of itself
//! is long, tells people apart and is never kept. Browsers name each other in it for the
//! sake of old pages, so the order of the tables matters; what isn't in them is unknown.

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Google Chrome, and what can't be told from it.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Mozilla Firefox.
    Firefox,
    /// Opera.
    Opera,
    /// Apple Safari.
    Safari,
    /// Samsung Internet.
    Samsung,
}

/// On which system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Android phones and tablets.
    Android,
    /// Chromebooks.
    ChromeOs,
    /// An iPad that says so; most call themselves a Mac.
    Ipad,
    /// iPhones.
    Iphone,
    /// Linux.
    Linux,
    /// Macs.
    Mac,
    /// Windows.
    Windows,
}

/// A browser on a system; either may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Device {
    /// Which program.
    pub browser: Option<Browser>,
    /// On which system.
    pub system: Option<System>,
}

/// What marks a browser, the more particular first.
const BROWSERS: [(&str, Browser); 10] = [
    ("EdgiOS/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("Edg/", Browser::Edge),
    ("OPR/", Browser::Opera),
    ("SamsungBrowser/", Browser::Samsung),
    ("FxiOS/", Browser::Firefox),
    ("Firefox/", Browser::Firefox),
    ("CriOS/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
    ("Version/", Browser::Safari),
];

/// What marks a system, the more particular first.
const SYSTEMS: [(&str, System); 7] = [
    ("Android", System::Android),
    ("iPhone", System::Iphone),
    ("iPad", System::Ipad),
    ("CrOS", System::ChromeOs),
    ("Windows NT", System::Windows),
    ("Mac OS X", System::Mac),
    ("Linux", System::Linux),
];

/// How much of the header is looked at; honest ones are far shorter.
const HEADER_BYTES_MAX: usize = 512;

impl Device {
    /// What the header `User-Agent` (RFC 9110, 10.1.5) tells.
    #[must_use]
    pub fn of_user_agent(header: &str) -> Self {
        let end = (0..=header.len().min(HEADER_BYTES_MAX))
            .rev()
            .find(|end| header.is_char_boundary(*end));
        let header = header.get(..end.unwrap_or(0)).unwrap_or_default();
        Self {
            browser: find(&BROWSERS, header),
            system: find(&SYSTEMS, header),
        }
    }

    /// The stored form: `chrome/windows`, with `-` for what is unknown.
    #[must_use]
    pub fn as_stored(self) -> String {
        let browser = self.browser.map_or("-", Browser::as_str);
        let system = self.system.map_or("-", System::as_str);
        format!("{browser}/{system}")
    }

    /// Reads the stored form; a word that isn't known (any more) is unknown.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        let (browser, system) = text.split_once('/').unwrap_or_default();
        Self {
            browser: BROWSERS
                .iter()
                .map(|(_, known)| *known)
                .find(|known| known.as_str() == browser),
            system: SYSTEMS
                .iter()
                .map(|(_, known)| *known)
                .find(|known| known.as_str() == system),
        }
    }
}

fn find<T: Copy>(table: &[(&str, T)], header: &str) -> Option<T> {
    let found = table.iter().find(|(mark, _)| header.contains(mark));
    found.map(|(_, value)| *value)
}

impl Browser {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chrome => "chrome",
            Self::Edge => "edge",
            Self::Firefox => "firefox",
            Self::Opera => "opera",
            Self::Safari => "safari",
            Self::Samsung => "samsung",
        }
    }
}

impl System {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::ChromeOs => "chromeos",
            Self::Ipad => "ipad",
            Self::Iphone => "iphone",
            Self::Linux => "linux",
            Self::Mac => "mac",
            Self::Windows => "windows",
        }
    }
}

#[cfg(test)]
mod tests;
