//! `kill -9` at any moment while staff merge profiles and split them again.

use std::time::Duration;

use futures::future::join_all;

use super::page::values;
use super::{Client, Demo, Dice};

const PAIRS: usize = 4;
/// Kills fall into this time, which several merges and splits take.
const WINDOW_MS: usize = 900;

/// What some rounds came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Merges {
    /// How often the program was killed.
    pub(crate) kills: usize,
    /// How many of the kills came while somebody waited for an answer.
    pub(crate) cut_short: usize,
    /// How many merges and splits were acknowledged.
    pub(crate) acknowledged: usize,
}

/// Two profiles, and what was acknowledged of them last.
#[derive(Clone)]
struct Pair {
    desk: Client,
    survivor: String,
    absorbed: String,
    /// What the page that splits them is called.
    title: String,
    /// The merge that stands, as far as anybody was told.
    merge: Option<String>,
    /// Whether something was asked that nobody answered.
    open: bool,
    done: usize,
}

impl Pair {
    async fn new(demo: &Demo, n: usize) -> Self {
        let mut desk = demo.client();
        desk.get("/staff/log-in").await.unwrap();
        let who = [
            ("email", "dana@example.com"),
            ("password", "kettle-foghorn-daisy-7"),
        ];
        let entered = desk.post("/api/staff/log-in", &who).await.unwrap();
        assert_eq!(entered.status, 200, "{}", entered.body);
        let mut ids = Vec::new();
        for (name, born) in [("Quillon", "1970-01-02"), ("Quillan", "1970-01-02")] {
            let page = desk.get("/staff/patients/new").await.unwrap();
            let id = values(&page.body, "patient").remove(0);
            let name = format!("{name} Featherstonehaugh {n}");
            let fields = [
                ("patient", &*id),
                ("name", &*name),
                ("born", born),
                ("email", ""),
                ("mobile", ""),
                ("sure", "yes"),
            ];
            let added = desk.post("/api/staff/patients/add", &fields).await.unwrap();
            assert_eq!(added.status, 200, "{}", added.body);
            ids.push(id);
        }
        let absorbed = ids.pop().unwrap();
        Self {
            desk,
            survivor: ids.pop().unwrap(),
            absorbed,
            title: format!("Featherstonehaugh {n} back into two?"),
            merge: None,
            open: false,
            done: 0,
        }
    }

    /// Merges and splits until there is no answer any more.
    async fn go_on(&mut self) {
        while self.step().await.is_some() {}
    }

    /// One merge, or one split; none if an answer is missing.
    async fn step(&mut self) -> Option<()> {
        match self.merge.clone() {
            None => {
                let path = format!("/staff/merge/{}/{}", self.survivor, self.absorbed);
                let page = self.desk.get(&path).await?;
                let version = values(&page.body, "version").pop()?;
                let fields = [
                    ("survivor", &*self.survivor),
                    ("absorbed", &*self.absorbed),
                    ("version", &*version),
                    ("queue", ""),
                ];
                self.open = true;
                let merged = self.desk.post("/api/staff/merge", &fields).await?;
                assert_eq!(merged.status, 200, "{}", merged.body);
                let next = merged.next()?;
                let id = next.split("merged=").nth(1)?.split('&').next()?.to_owned();
                self.merge = Some(id);
            }
            Some(merge) => {
                let page = self
                    .desk
                    .get(&format!("/staff/merges/{merge}/undo"))
                    .await?;
                let version = values(&page.body, "version").pop()?;
                let fields = [("merge", &*merge), ("version", &*version)];
                self.open = true;
                let split = self.desk.post("/api/staff/merge/undo", &fields).await?;
                assert_eq!(split.status, 200, "{}", split.body);
                self.merge = None;
            }
        }
        self.open = false;
        self.done += 1;
        if self.merge.is_none() {
            self.forget().await?;
        }
        Some(())
    }

    /// They may be one person after all.
    async fn forget(&mut self) -> Option<()> {
        let both = [("survivor", &*self.survivor), ("absorbed", &*self.absorbed)];
        let path = "/api/staff/merge/forget-differ";
        let forgotten = self.desk.post(path, &both).await?;
        assert!([200, 404].contains(&forgotten.status), "{}", forgotten.body);
        Some(())
    }

    /// After a start: what was acknowledged is so, and what was asked last is done or isn't.
    async fn is_whole(&mut self, when: &str) {
        let path = format!("/staff/patients/{}", self.absorbed);
        let page = self.desk.get(&path).await.unwrap();
        // An absorbed profile leads to the other one.
        let merged = match page.status {
            200 => false,
            302 | 303 | 307 | 308 => true,
            status => panic!("{when}: {status}: {}", page.body),
        };
        if !self.open {
            assert_eq!(merged, self.merge.is_some(), "{when}");
        }
        self.merge = None;
        if merged {
            let list = self.desk.get("/staff/merges").await.unwrap();
            let named = list.body.split("/staff/merges/").skip(1);
            let ids = named.filter_map(|rest| rest.split_once("/undo").map(|(id, _)| id));
            for id in ids {
                let page = self.desk.get(&format!("/staff/merges/{id}/undo")).await;
                if page.unwrap().body.contains(&self.title) {
                    self.merge = Some(id.to_owned());
                }
            }
            assert!(self.merge.is_some(), "{when}: no merge stands for it");
        } else {
            self.forget().await.unwrap();
        }
        self.open = false;
    }
}

/// Kills a demo of its own so many times while staff merge and split; after each, looks whether
/// every one of them is whole or absent, and whether all that were acknowledged are there.
pub(crate) async fn run(seed: u64, rounds: usize) -> Merges {
    let demo = Demo::new();
    let mut dice = Dice(seed);
    let mut server = demo.serve().await;
    demo.client().widen_limits().await;
    let mut pairs = Vec::new();
    for n in 0..PAIRS {
        pairs.push(Pair::new(&demo, n).await);
    }
    let mut found = Merges::default();
    for round in 0..rounds {
        let load: Vec<_> = pairs
            .into_iter()
            .map(|mut pair| {
                tokio::spawn(async move {
                    pair.go_on().await;
                    pair
                })
            })
            .collect();
        let moment = u64::try_from(dice.below(WINDOW_MS)).unwrap();
        tokio::time::sleep(Duration::from_millis(moment)).await;
        server.kill();
        found.kills += 1;
        let ended = join_all(load).await;
        pairs = ended.into_iter().map(Result::unwrap).collect();
        found.cut_short += usize::from(pairs.iter().any(|pair| pair.open));
        assert_eq!(demo.broken_promises().await, [""; 0], "round {round}");
        server = demo.serve().await;
        for pair in &mut pairs {
            pair.is_whole(&format!("round {round}")).await;
        }
    }
    drop(server);
    found.acknowledged = pairs.iter().map(|pair| pair.done).sum();
    let checked = demo.command(&["audit", "verify"]).output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
    found
}
