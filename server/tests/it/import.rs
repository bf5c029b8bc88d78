//! `kith import patients` by the real program: what it says, what it leaves, how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::program::Demo;

/// A folder with a migrated database and no clinic.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn migrated() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        assert_eq!(folder.run(&["migrate"]).0, Some(0));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path().join(name)).ok()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command
            .args(words)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let done = self.command(words).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    }
}

const GOOD: &str = "\u{feff}external_id,given_name,family_name,birth_date\r\n\
                    1,Ada,Moss,19450306\r\n2,\"O\"\"Neill\",Bo,\r\n";

#[test]
fn all_in_ends_with_0_and_the_same_file_again_doubles_nothing() {
    let folder = Folder::migrated();
    folder.write("p.csv", GOOD);
    let (code, said, warned) = folder.run(&["import", "patients", "p.csv"]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
    assert!(said.starts_with("Imported: 2 added, 0 changed"), "{said}");
    let (code, said, _) = folder.run(&["import", "patients", "p.csv"]);
    assert_eq!(code, Some(0));
    assert!(said.contains(": 0 added, 0 changed, 2 here"), "{said}");
    assert_eq!(folder.read("p.csv.rejects.csv"), None);
    let (code, said, _) = folder.run(&["audit", "verify"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn some_rejected_ends_with_2_and_a_file_that_can_be_mended_and_imported() {
    let folder = Folder::migrated();
    let text = "external_id,given_name,birth_date,phone\n\
                1,Ada,1945-06-31,\n\
                2,,19900101,\"902 555 0148, home\"\n";
    folder.write("p.csv", text);
    let (code, said, warned) = folder.run(&["import", "patients", "p.csv"]);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("Imported: 1 added"), "{said}");
    assert!(warned.contains("line 2, birth_date"), "{warned}");
    assert!(
        warned.contains("Rejected: line 3, given_name: no name"),
        "{warned}"
    );
    assert!(
        !warned.contains("0148") && !warned.contains("06-31"),
        "{warned}"
    );
    let rejects = folder.read("p.csv.rejects.csv").unwrap();
    assert_eq!(
        rejects,
        "line,field,reason,external_id,given_name,birth_date,phone\n\
         3,given_name,no name,2,,19900101,\"902 555 0148, home\"\n"
    );
    let mended = rejects.replace(",2,,", ",2,Bo,").replace(", home", "");
    folder.write("mended.csv", mended);
    let (code, said, _) = folder.run(&["import", "patients", "mended.csv"]);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("Imported: 1 added"), "{said}");
}

#[test]
fn what_cannot_be_done_ends_with_1_and_one_line() {
    let folder = Folder::migrated();
    folder.write("empty.csv", "");
    folder.write("nameless.csv", "external_id,phone\n1,2\n");
    folder.write("twice.csv", "given_name,Given_Name\na,b\n");
    folder.write("all-bad.csv", "external_id,given_name\n1,\n");
    folder.write("good.csv", GOOD);
    for (words, why) in [
        (&["missing.csv"][..], "missing.csv can't be read"),
        (&["."], "can't be read"),
        (&["empty.csv"], "is empty"),
        (&["nameless.csv"], "neither a column given_name"),
        (&["twice.csv"], "given_name twice"),
        (&["all-bad.csv"], "nothing was done"),
        (&["good.csv", "--phone-region", "ZZ"], "--phone-region"),
    ] {
        let words = [&["import", "patients"], words].concat();
        let (code, said, warned) = folder.run(&words);
        assert_eq!(code, Some(1), "{words:?}: {said}{warned}");
        assert!(warned.contains(why), "{words:?}: {warned}");
    }
    let elsewhere = Folder(tempfile::tempdir().unwrap());
    elsewhere.write("good.csv", GOOD);
    let (code, _, warned) = elsewhere.run(&["import", "patients", "good.csv"]);
    assert_eq!(code, Some(1));
    assert!(warned.contains("kith migrate"), "{warned}");
}

#[test]
fn rejects_are_found_where_lines_end_with_carriage_returns_and_old_ones_are_removed() {
    let folder = Folder::migrated();
    folder.write("p.csv", "external_id,given_name\r1,Ada\r2,\r3,Bo\r4,\r");
    let (code, _, warned) = folder.run(&["import", "patients", "p.csv"]);
    assert_eq!(code, Some(2), "{warned}");
    let rejects = folder.read("p.csv.rejects.csv").unwrap();
    assert_eq!(
        rejects,
        "line,field,reason,external_id,given_name\n\
         3,given_name,no name,2,\n5,given_name,no name,4,\n"
    );
    folder.write("p.csv", "external_id,given_name\r1,Ada\r2,Cy\r3,Bo\r4,Di\r");
    folder.write("q.csv", "external_id,given_name\n1,Ada\n");
    folder.write("q.csv.rejects.csv", "somebody's own file\n");
    for file in ["p.csv", "q.csv"] {
        assert_eq!(folder.run(&["import", "patients", file]).0, Some(0));
    }
    assert_eq!(folder.read("p.csv.rejects.csv"), None);
    let kept = folder.read("q.csv.rejects.csv");
    assert_eq!(kept.as_deref(), Some("somebody's own file\n"));
}

#[test]
fn a_dry_run_leaves_everything_as_it_was() {
    let folder = Folder::migrated();
    folder.write("p.csv", format!("{GOOD}3,,,\r\n"));
    let (code, said, warned) = folder.run(&["import", "patients", "--dry-run", "p.csv"]);
    assert_eq!(code, Some(2), "{warned}");
    assert!(said.contains("would be: 2 added"), "{said}");
    assert_eq!(folder.read("p.csv.rejects.csv"), None);
    let (_, said, _) = folder.run(&["import", "patients", "p.csv"]);
    assert!(said.starts_with("Imported: 2 added"), "{said}");
}

#[test]
fn killed_midway_it_goes_on_when_it_is_run_again() {
    let folder = Folder::migrated();
    let mut text = String::from("external_id,given_name,family_name\n");
    for n in 0..3_000 {
        text.push_str(&format!("id-{n},Given{n},Family{n}\n"));
    }
    folder.write("p.csv", text);
    for wait in [60, 200, 500] {
        let mut child = folder
            .command(&["import", "patients", "p.csv"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let (code, said, warned) = folder.run(&["import", "patients", "p.csv"]);
    assert_eq!(code, Some(0), "{warned}");
    let number = |before: &str| -> u64 {
        let (head, _) = said.split_once(before).unwrap();
        head.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(number(" added") + number(" here"), 3_000, "{said}");
    let (code, said, _) = folder.run(&["import", "patients", "--dry-run", "p.csv"]);
    assert!(said.contains("0 added, 0 changed, 3000 here"), "{said}");
    assert_eq!(code, Some(0));
    assert_eq!(folder.run(&["audit", "verify"]).0, Some(0));
}

/// The chain of the audit has two writers then, and neither may trust what it remembers.
#[tokio::test]
async fn it_runs_beside_a_serving_program() {
    let demo = Demo::new();
    let server = demo.serve().await;
    let folder = Folder(tempfile::tempdir().unwrap());
    let mut text = String::from("external_id,given_name,family_name\n");
    for n in 0..400 {
        text.push_str(&format!("id-{n},Given{n},Family{n}\n"));
    }
    let file = folder.write("p.csv", text);
    let mut import = demo
        .command(&["import", "patients", file.to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The server writes to the audit meanwhile: who asks for a code is written down.
    let mut written = 0;
    while import.try_wait().unwrap().is_none() {
        let mut visitor = demo.client();
        let email = format!("nobody{written}@example.com");
        let form = [("email", email.as_str()), ("next", "")];
        let answer = visitor.post("/api/log-in/ask", &form).await;
        written += u32::from(answer.is_some_and(|answer| answer.status < 500));
    }
    assert!(import.wait().unwrap().success());
    assert!(written > 0);
    drop(server);
    assert_eq!(demo.broken_promises().await, Vec::<String>::new());
}
