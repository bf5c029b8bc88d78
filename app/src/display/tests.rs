//! The cookie says what was chosen, and nothing else is understood.

use super::{Contrast, Display, Letters, Motion, TextSize, Theme};

fn all() -> Vec<Display> {
    let mut found = Vec::new();
    for &theme in Theme::ALL {
        for &size in TextSize::ALL {
            for &letters in Letters::ALL {
                for &contrast in Contrast::ALL {
                    for &motion in Motion::ALL {
                        found.push(Display {
                            theme,
                            size,
                            letters,
                            contrast,
                            motion,
                        });
                    }
                }
            }
        }
    }
    found
}

#[test]
fn every_choice_survives_the_cookie() {
    let all = all();
    assert_eq!(all.len(), 72);
    for display in all {
        let cookie = display.to_cookie();
        assert!(cookie.len() <= 64, "{cookie}");
        assert_eq!(Display::of_cookie(&cookie), Some(display), "{cookie}");
    }
}

#[test]
fn whatever_else_stands_in_the_cookie_is_no_choice() {
    for value in [
        "",
        "dark",
        "dark-normal-standard-device",
        "dark-normal-standard-device-device-device",
        "Dark-normal-standard-device-device",
        "dark-huge-standard-device-device",
        "dark\"-normal-standard-device-device",
        "dark-normal-standard-device-device ",
    ] {
        assert_eq!(Display::of_cookie(value), None, "{value:?}");
    }
}

#[test]
fn what_is_usual_leaves_no_mark() {
    let usual = Display::default();
    assert_eq!(usual.to_cookie(), "device-normal-standard-device-device");
    assert_eq!(usual.theme.mark(), None);
    assert_eq!(usual.size.mark(), None);
    assert_eq!(Theme::Dark.mark(), Some("dark"));
    assert_eq!(Motion::Less.mark(), Some("less"));
}
