//! Every pair of tokens that carries text or marks a control keeps its contrast: in light and in
//! dark, as usual and with more contrast. A pair that a sheet uses stands in the list.

use std::collections::{BTreeSet, HashMap};

use super::sheets::sheets;

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const TEXT: f64 = 7.0;
const MARK: f64 = 3.0;
const HUES: [&str; 8] = [
    "fjord", "pine", "plum", "clay", "ochre", "lagoon", "iris", "rose",
];

/// Foreground, background, and the least ratio between them.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "canvas", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "sunken", TEXT),
    ("ink-2", "canvas", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ink-3", "canvas", TEXT),
    ("ink-3", "surface", TEXT),
    ("ink-3", "sunken", TEXT),
    ("line-strong", "surface", MARK),
    ("line-strong", "canvas", MARK),
    ("line-strong", "sunken", MARK),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("brand-ink", "surface", TEXT),
    ("brand-ink", "canvas", TEXT),
    ("brand-ink", "brand-soft", TEXT),
    ("brand-ink", "brand-soft-2", TEXT),
    ("brand", "surface", MARK),
    ("ink", "brand-soft", TEXT),
    ("ink-2", "brand-soft", TEXT),
    ("ink", "sun-soft", TEXT),
    ("ink-2", "sun-soft", TEXT),
    ("ink", "danger-soft", TEXT),
    ("ink", "info-soft", TEXT),
    ("on-sun", "sun", TEXT),
    ("sun-ink", "sun-soft", TEXT),
    ("sun-ink", "surface", TEXT),
    ("on-danger", "danger", TEXT),
    ("danger-ink", "danger-soft", TEXT),
    ("danger-ink", "surface", TEXT),
    ("info-ink", "info-soft", TEXT),
    ("info-ink", "surface", TEXT),
    ("focus", "surface", MARK),
    ("focus", "canvas", MARK),
    ("ink", "raised", TEXT),
    ("ink-2", "raised", TEXT),
    ("danger-ink", "raised", TEXT),
    ("line-strong", "raised", MARK),
    ("focus", "raised", MARK),
    ("ink", "brand-soft-2", TEXT),
    ("brand", "canvas", MARK),
    ("brand", "sunken", MARK),
    ("brand", "brand-soft", MARK),
    ("danger", "surface", MARK),
    ("danger", "canvas", MARK),
    ("danger", "danger-soft", MARK),
    ("danger-ink", "canvas", TEXT),
    ("sun-ink", "canvas", TEXT),
    ("line-strong", "brand-soft", MARK),
    ("line-strong", "sun-soft", MARK),
    // A toast and the skip link are printed the other way round.
    ("canvas", "ink", TEXT),
];

#[derive(Clone, Copy)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue_deg: f64,
}

/// Linear-light sRGB by Björn Ottosson's matrices (<https://bottosson.github.io/posts/oklab/>),
/// the ones CSS Color 4 §10.1 uses.
fn linear_srgb(colour: Oklch) -> [f64; 3] {
    let (sin, cos) = colour.hue_deg.to_radians().sin_cos();
    let (a, b) = (colour.chroma * cos, colour.chroma * sin);
    let l = (colour.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (colour.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (colour.lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
}

/// Relative luminance as WCAG 2.2 defines it, after rounding to the 8 bits a screen gets.
fn luminance(colour: Oklch) -> f64 {
    let [red, green, blue] = linear_srgb(colour).map(|channel| {
        let channel = channel.clamp(0.0, 1.0);
        let encoded = if channel <= 0.003_130_8 {
            12.92 * channel
        } else {
            1.055 * channel.powf(1.0 / 2.4) - 0.055
        };
        let shown = (encoded * 255.0).round() / 255.0;
        if shown <= 0.040_45 {
            shown / 12.92
        } else {
            ((shown + 0.055) / 1.055).powf(2.4)
        }
    });
    0.212_6 * red + 0.715_2 * green + 0.072_2 * blue
}

/// Contrast ratio as WCAG 2.2 defines it.
fn contrast(one: Oklch, other: Oklch) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn oklch(text: &str) -> Oklch {
    let inner = text
        .trim()
        .strip_prefix("oklch(")
        .unwrap()
        .trim_end_matches(')');
    let parts: Vec<f64> = inner
        .split_whitespace()
        .map(|part| part.parse().unwrap())
        .collect();
    let chroma = parts[1];
    Oklch {
        lightness: parts[0],
        chroma,
        hue_deg: parts.get(2).copied().unwrap_or(0.0),
    }
}

/// Every `--name: light-dark(oklch(…), oklch(…));` of the token sheet.
fn tokens() -> HashMap<&'static str, [Oklch; 2]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .strip_prefix("--")?
                .split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once("), ")?;
            Some((name, [oklch(light), oklch(dark)]))
        })
        .collect()
}

/// What stands between the braces after `opening`, as names and the tokens they point at.
fn aliases(opening: &str) -> HashMap<&'static str, &'static str> {
    let (_, rest) = TOKENS.split_once(opening).unwrap();
    let (block, _) = rest.split_once('}').unwrap();
    let alias = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": var(--")?;
        Some((name, value.strip_suffix(");")?))
    };
    block.lines().filter_map(alias).collect()
}

/// The usual colours, and those with more contrast.
fn looks() -> [(&'static str, HashMap<&'static str, [Oklch; 2]>); 2] {
    let usual = tokens();
    let more = aliases(":root[data-contrast=\"more\"] {");
    let mut strong = usual.clone();
    for name in more.keys() {
        let mut to = *name;
        while let Some(next) = more.get(to) {
            to = next;
        }
        strong.insert(name, usual[to]);
    }
    [("usual", usual), ("more contrast", strong)]
}

#[track_caller]
fn check(front: &str, back: &str, least: f64) {
    for (look, tokens) in looks() {
        for (theme, name) in ["light", "dark"].into_iter().enumerate() {
            let ratio = contrast(tokens[front][theme], tokens[back][theme]);
            assert!(
                ratio >= least,
                "{front} on {back}, {look}, {name}: {ratio:.2} is under {least}"
            );
        }
    }
}

#[test]
fn text_and_controls_keep_their_contrast() {
    assert_eq!(
        tokens().len(),
        50,
        "a colour token was added or lost: extend the pairs"
    );
    for (front, back, least) in PAIRS {
        check(front, back, *least);
    }
}

#[test]
fn hues_of_people_keep_their_contrast() {
    for hue in HUES {
        check(&format!("{hue}-ink"), &format!("{hue}-bg"), TEXT);
        check(&format!("{hue}-bar"), "surface", MARK);
        check(&format!("{hue}-bar"), "canvas", MARK);
        check(&format!("{hue}-bar"), &format!("{hue}-bg"), MARK);
    }
}

#[test]
fn more_contrast_is_the_same_from_the_device_and_by_choice() {
    let (_, of_device) = TOKENS
        .split_once("@media (prefers-contrast: more) {")
        .unwrap();
    let (_, of_device) = of_device.split_once(":root {").unwrap();
    let (_, by_choice) = TOKENS
        .split_once(":root[data-contrast=\"more\"] {")
        .unwrap();
    let lines = |text: &'static str| -> Vec<&str> {
        let (block, _) = text.split_once('}').unwrap();
        block.split_whitespace().collect()
    };
    assert_eq!(lines(of_device), lines(by_choice));
    let [_, (_, strong)] = looks();
    for edge in ["line", "line-strong"] {
        for back in ["canvas", "surface", "sunken", "raised"] {
            for (front, behind) in strong[edge].into_iter().zip(strong[back]) {
                let ratio = contrast(front, behind);
                assert!(ratio >= TEXT, "{edge} on {back}: {ratio:.2}");
            }
        }
    }
    let text = |look: &HashMap<&str, [Oklch; 2]>| contrast(look["ink-3"][0], look["canvas"][0]);
    let [(_, usual), (_, strong)] = looks();
    assert!(text(&strong) > text(&usual));
}

/// The token of `property: var(--token)`, where a declaration is one.
fn token_of<'a>(declaration: &'a str, properties: &[&str]) -> Option<&'a str> {
    let (name, value) = declaration.split_once(':')?;
    if !properties.contains(&name.trim()) {
        return None;
    }
    let token = value.trim().strip_prefix("var(--")?.strip_suffix(')')?;
    token
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-')
        .then_some(token)
}

/// Colour and background that one rule sets together, and every colour that words get.
fn used(sheet: &str) -> (BTreeSet<(String, String)>, BTreeSet<String>) {
    let plain: String = sheet
        .split("/*")
        .map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest))
        .collect();
    let (mut pairs, mut colours) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<[Option<String>; 2]> = vec![[None, None]];
    let mut text = String::new();
    for letter in plain.chars() {
        if !matches!(letter, '{' | '}' | ';') {
            text.push(letter);
            continue;
        }
        if letter == '{' {
            open.push([None, None]);
        } else {
            let rule = open.last_mut().unwrap();
            if let Some(token) = token_of(&text, &["color"]) {
                rule[0] = Some(token.to_owned());
                colours.insert(token.to_owned());
            }
            if let Some(token) = token_of(&text, &["background", "background-color"]) {
                rule[1] = Some(token.to_owned());
            }
        }
        if letter == '}'
            && let Some([Some(front), Some(back)]) = open.pop()
        {
            pairs.insert((front, back));
        }
        text.clear();
    }
    (pairs, colours)
}

#[test]
fn every_pair_that_a_sheet_uses_is_measured() {
    let measured = |front: &str, back: &str| {
        let hue = front == "hue-ink" && back == "hue-bg";
        hue || PAIRS
            .iter()
            .any(|(of, on, least)| *of == front && *on == back && *least >= TEXT)
    };
    let mut seen = 0;
    for (name, sheet) in sheets() {
        let (pairs, colours) = used(&sheet);
        for (front, back) in pairs {
            seen += 1;
            assert!(
                measured(&front, &back),
                "{name}: {front} on {back} is not in the list"
            );
        }
        for colour in colours.iter().filter(|colour| *colour != "hue-ink") {
            assert!(
                PAIRS.iter().any(|(front, ..)| front == colour),
                "{name}: {colour} is measured on nothing"
            );
        }
    }
    assert!(seen > 20, "the sheets were not read: {seen}");
}

#[test]
fn the_formula_agrees_with_known_values() {
    let white = oklch("oklch(1 0 0)");
    let black = oklch("oklch(0 0 0)");
    assert!((contrast(white, black) - 21.0).abs() < 1e-9);
    // sRGB red is oklch(0.62796 0.25768 29.234) and has 4.00:1 on white.
    let red = oklch("oklch(0.62796 0.25768 29.234)");
    assert!(
        (contrast(white, red) - 4.0).abs() < 0.01,
        "{}",
        contrast(white, red)
    );
}

#[test]
fn all_colours_exist_on_every_screen() {
    for (name, pair) in tokens() {
        for colour in pair {
            for channel in linear_srgb(colour) {
                assert!(
                    (-0.002..=1.002).contains(&channel),
                    "{name} lies outside sRGB"
                );
            }
        }
    }
}
