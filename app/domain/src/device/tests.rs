use proptest::prelude::*;

use super::*;

#[test]
fn browsers_are_told_apart_although_they_name_each_other() {
    use {Browser as B, System as S};
    for (header, browser, system) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/142.0.0.0 Safari/537.36",
            B::Chrome,
            S::Windows,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            B::Edge,
            S::Windows,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like \
             Gecko) Version/18.1 Safari/605.1.15",
            B::Safari,
            S::Mac,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
             like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
            B::Safari,
            S::Iphone,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
             like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
            B::Chrome,
            S::Iphone,
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            B::Firefox,
            S::Linux,
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) \
             SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            B::Samsung,
            S::Android,
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 16093.0.0) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/142.0.0.0 Safari/537.36 OPR/120.0.0.0",
            B::Opera,
            S::ChromeOs,
        ),
    ] {
        let expected = Device {
            browser: Some(browser),
            system: Some(system),
        };
        assert_eq!(Device::of_user_agent(header), expected, "{header}");
        assert_eq!(Device::from_stored(&expected.as_stored()), expected);
    }
}

#[test]
fn what_is_not_known_stays_unknown() {
    for header in ["", "curl/8.5.0", "/", "chrome windows"] {
        assert_eq!(Device::of_user_agent(header), Device::default(), "{header}");
    }
    for stored in ["", "-/-", "lynx/amiga", "chrome", "chrome/windows/x"] {
        let read = Device::from_stored(stored);
        assert!(read.system.is_none(), "{stored}");
    }
}

proptest! {
    #[test]
    fn whatever_a_browser_sends_is_kept_as_two_known_words(header in ".{0,700}") {
        let device = Device::of_user_agent(&header);
        let stored = device.as_stored();
        prop_assert!(stored.len() <= 16 && stored.is_ascii(), "{}", stored);
        prop_assert_eq!(Device::from_stored(&stored), device);
    }
}
