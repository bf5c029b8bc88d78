//! A disk that fills up under load and has room again: nobody is told of anything that
//! isn't kept, reading goes on, and booking works as soon as there is room.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::client::Attempt;
use crate::program::{Client, Demo, dates, is_there, sign_up_people};
use crate::{Report, Scale};

const CYCLES: u32 = 20;
/// So many that nobody comes near what one patient may have ahead or hold in an hour.
const PEOPLE: usize = 8;
const SIZE: &str = "size=32m";
/// Strangers who ask for a time before one must have been turned away.
const STRANGERS_MAX: usize = 600;
/// How soon booking must work once there is room.
const HEALED_WITHIN: Duration = Duration::from_secs(20);

/// A small file system in memory, taken away with this.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// None where this user may not mount anything.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(folder.path())
            .output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }

    fn ballast(&self) -> PathBuf {
        self.0.path().join("ballast")
    }

    /// Takes all the room that there is.
    fn fill(&self) {
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(self.ballast())
            .unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.0.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} is still mounted", self.0.path().display());
        }
    }
}

pub(crate) async fn run(scale: Scale) -> Report {
    let Some(disk) = SmallDisk::mount() else {
        return Report::Skipped(String::from("needs root, to mount a small file system"));
    };
    let cycles = scale.of(CYCLES, 2);
    let outcome = on(&disk, cycles).await;
    drop(disk);
    outcome
}

async fn on(disk: &SmallDisk, cycles: u32) -> Report {
    let folder: &Path = disk.0.path();
    let demo = Demo::on(folder);
    let server = demo.serve().await;
    let mut visitor = demo.client();
    visitor.widen_limits().await;
    let dates = dates(&mut visitor).await;
    let mut people = sign_up_people(&demo, &dates, PEOPLE).await;
    let mut acknowledged = Vec::new();
    let (mut turned_away, mut reads, mut withheld) = (0, 0, 0);
    for cycle in 0..cycles {
        disk.fill();
        turned_away += until_turned_away(&demo, &dates, cycle).await;
        for who in &mut people {
            let page = who.get("/book").await.unwrap();
            assert_eq!(
                page.status, 200,
                "a page that writes nothing: {}",
                page.head
            );
            reads += 1;
            // What can't be recorded as seen isn't shown.
            let own = who.get("/appointments").await.unwrap();
            assert!(matches!(own.status, 200 | 503), "{}", own.head);
            withheld += usize::from(own.status == 503);
        }
        let page = visitor.get("/book").await.unwrap();
        assert_eq!(page.status, 200, "{}", page.head);
        // Whoever tries meanwhile is told the truth, whichever it is.
        let who = usize::try_from(cycle).unwrap() % PEOPLE;
        let slot = visitor
            .last_time(&dates, usize::try_from(cycle).unwrap())
            .await;
        if let Attempt::Booked(id) = people[who].attempt(&slot).await {
            acknowledged.push((who, id));
        }
        disk.free();
        acknowledged.push(healed(&mut people, &mut visitor, &dates, cycle).await);
    }
    is_there(&mut people, &acknowledged, "after the disk was full").await;
    drop(server);
    assert_eq!(demo.broken_promises().await, [""; 0]);
    assert!(withheld > 0, "looks at a full disk were recorded");
    let cycles_done = usize::try_from(cycles).unwrap();
    assert!(
        acknowledged.len() >= cycles_done,
        "{} bookings in {cycles} times with room again",
        acknowledged.len()
    );
    Report::Held(format!(
        "{cycles} times full and empty again: {turned_away} requests answered 503 with \
         Retry-After, {reads} pages read meanwhile, {withheld} withheld since the look could \
         not be recorded, {} bookings acknowledged and there",
        acknowledged.len()
    ))
}

/// Strangers ask for times until one is told to come back later.
async fn until_turned_away(demo: &Demo, dates: &[String], cycle: u32) -> usize {
    let mut visitor = demo.client();
    let mut slots = Vec::new();
    for date in dates.iter().rev().take(3) {
        slots.extend(visitor.times_on(date).await);
    }
    for n in 0..STRANGERS_MAX {
        let mut stranger = demo.client();
        let slot = &slots[n % slots.len()];
        match stranger.hold(slot).await {
            Err(Attempt::Unavailable) => return 1,
            Err(Attempt::Gone) => panic!("no answer in cycle {cycle}"),
            Ok(next) => {
                // Given back, so that there are times for the next one.
                let hold = crate::program::page::hold_in(&next);
                let fields = [("hold", &*hold)];
                let released = stranger
                    .post("/api/booking/release", &fields)
                    .await
                    .unwrap();
                match released.status {
                    200 => {}
                    503 => return 1,
                    status => panic!("{status}: {}", released.body),
                }
            }
            Err(Attempt::Refused | Attempt::Booked(_)) => {}
        }
    }
    panic!("{STRANGERS_MAX} requests on a full disk, and none was turned away (cycle {cycle})");
}

/// With room, booking works again by itself; who has booked what. Whoever is refused only
/// makes way for the next one: a refusal is no booking.
async fn healed(
    people: &mut [Client],
    visitor: &mut Client,
    dates: &[String],
    cycle: u32,
) -> (usize, String) {
    let began = Instant::now();
    let mut at = usize::try_from(cycle).unwrap();
    loop {
        let who = at % people.len();
        let slots = visitor.times_on(&dates[at % dates.len()]).await;
        if let Some(slot) = slots.get(slots.len() / 2)
            && let Attempt::Booked(id) = people[who].attempt(slot).await
        {
            return (who, id);
        }
        assert!(
            began.elapsed() < HEALED_WITHIN,
            "room again, and no booking"
        );
        at += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
