//! Rows of figures, and what makes them: percentiles and units.

use std::fmt;
use std::time::Duration;

/// A figure beside its aim, and beside what this machine can do without our code.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) measured: String,
    /// The machine's own limit, in the same run; empty where there is none.
    pub(crate) limit: String,
    /// How much of that limit the figure reaches.
    pub(crate) share: Option<f64>,
    pub(crate) aim: &'static str,
    /// Whether it reaches its aim; none without one.
    pub(crate) met: Option<bool>,
}

/// Rows of Markdown, without their heading.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let share = row.share.map(|share| format!("{:.0} %", share * 100.0));
            let met = match row.met {
                None => "",
                Some(true) => "yes",
                Some(false) => "**no**",
            };
            writeln!(
                f,
                "| {} | {} | {} | {} | {} | {met} |",
                row.what,
                row.measured,
                row.limit,
                share.unwrap_or_default(),
                row.aim
            )?;
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

/// How much of a time the shorter one is, which the machine alone takes.
pub(crate) fn part_of(alone: Duration, ours: Duration) -> f64 {
    alone.as_secs_f64() / ours.as_secs_f64().max(1e-9)
}

/// So many in so long, as a whole number a second, with commas.
pub(crate) fn a_second(count: usize, time: Duration) -> String {
    a_second_of(rate(count, time))
}

/// A rate as a whole number a second, with commas.
pub(crate) fn a_second_of(rate: f64) -> String {
    format!("{}/s", commas(rate))
}

/// So many in so long, a second.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    f64::from(count) / time.as_secs_f64().max(1e-9)
}

/// What the server and those who ask it took of all cores.
pub(crate) fn cpu_shares(server: Duration, callers: Duration, took: Duration) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let all = took * u32::try_from(cores).unwrap_or(1);
    let percent = |cpu| part_of(cpu, all) * 100.0;
    let (server, callers) = (percent(server), percent(callers));
    format!("CPU: server {server:.0} %, callers {callers:.0} % of {cores} cores")
}

/// A whole number with commas.
pub(crate) fn commas(number: f64) -> String {
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
