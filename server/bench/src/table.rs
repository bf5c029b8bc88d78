//! Rows of figures, and what makes them: percentiles and units.

use std::fmt;
use std::time::Duration;

/// Rows of Markdown, without their heading.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<[String; 4]>,
}

impl Table {
    /// Adds a row: what, its aim, what was measured, and what the machine can do.
    pub(crate) fn row(
        &mut self,
        what: impl Into<String>,
        aim: impl Into<String>,
        measured: impl Into<String>,
        limit: impl Into<String>,
    ) {
        self.rows
            .push([what.into(), aim.into(), measured.into(), limit.into()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for [what, aim, measured, limit] in &self.rows {
            writeln!(f, "| {what} | {aim} | {measured} | {limit} |")?;
        }
        Ok(())
    }
}

/// How long each of many took, sorted.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many in a hundred didn't exceed.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at.min(last)).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }
}

/// Milliseconds with as many digits as mean something.
pub(crate) fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        0.0..10.0 => format!("{ms:.2} ms"),
        10.0..100.0 => format!("{ms:.1} ms"),
        _ => format!("{ms:.0} ms"),
    }
}

/// So many in so long, as a whole number a second, with commas.
pub(crate) fn a_second(count: usize, time: Duration) -> String {
    format!("{}/s", commas(rate(count, time)))
}

/// So many in so long, a second.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    f64::from(count) / time.as_secs_f64().max(1e-9)
}

fn commas(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
