//! Every pair of tokens that carries text or marks a control keeps its contrast, in both themes.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const TEXT: f64 = 7.0;
const MARK: f64 = 3.0;
const HUES: [&str; 8] = [
    "fjord", "pine", "plum", "clay", "ochre", "lagoon", "iris", "rose",
];

/// Foreground, background, and the least ratio between them.
const PAIRS: [(&str, &str, f64); 35] = [
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

#[track_caller]
fn check(tokens: &HashMap<&str, [Oklch; 2]>, front: &str, back: &str, least: f64) {
    for (theme, name) in ["light", "dark"].into_iter().enumerate() {
        let ratio = contrast(tokens[front][theme], tokens[back][theme]);
        assert!(
            ratio >= least,
            "{front} on {back}, {name}: {ratio:.2} is under {least}"
        );
    }
}

#[test]
fn text_and_controls_keep_their_contrast() {
    let tokens = tokens();
    assert_eq!(
        tokens.len(),
        50,
        "a colour token was added or lost: extend the pairs"
    );
    for (front, back, least) in PAIRS {
        check(&tokens, front, back, least);
    }
}

#[test]
fn hues_of_people_keep_their_contrast() {
    let tokens = tokens();
    for hue in HUES {
        check(&tokens, &format!("{hue}-ink"), &format!("{hue}-bg"), TEXT);
        check(&tokens, &format!("{hue}-bar"), "surface", MARK);
        check(&tokens, &format!("{hue}-bar"), &format!("{hue}-bg"), MARK);
    }
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
