//! Files that are cut, spoilt or of another kind, and when all pages are read to find out.

use std::io::{Seek, SeekFrom, Write};

use super::*;

async fn assert_damaged(file: &Path) {
    let before = std::fs::read(file).unwrap();
    match Store::open(&address(file)).await {
        Err(error @ StoreError::Damaged { .. }) => {
            assert!(
                error.to_string().contains(&*file.to_string_lossy()),
                "{error}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read(file).unwrap(), before, "left as it was");
}

#[tokio::test]
async fn a_cut_file_is_refused_by_name() {
    for kept in [10, 700, 4096, 8192, 20_000] {
        let (_test, file) = closed_file().await;
        let open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
        assert!(open.metadata().unwrap().len() > kept);
        open.set_len(kept).unwrap();
        assert_damaged(&file).await;
    }
}

#[tokio::test]
async fn a_file_with_a_spoilt_page_is_refused_by_name() {
    let (_test, file) = closed_file().await;
    let mut open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    open.seek(SeekFrom::Start(3 * 4096)).unwrap();
    open.write_all(&[0xa5; 4096]).unwrap();
    drop(open);
    assert_damaged(&file).await;
}

/// Spoils a page, as a disk does that loses what it has: no time of the file tells.
fn rot(file: &Path) {
    let mut open = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    open.seek(SeekFrom::Start(9 * 4096)).unwrap();
    open.write_all(&[0xa5; 4096]).unwrap();
    open.sync_all().unwrap();
    drop(open);
    let note = PathBuf::from(format!("{}.whole", file.display()));
    let stat = std::process::Command::new("stat")
        .args(["--format=%d %i %s %.9Z"])
        .arg(file)
        .output()
        .unwrap();
    std::fs::write(note, stat.stdout).unwrap();
}

#[tokio::test]
async fn what_was_not_touched_since_a_clean_stop_is_read_while_it_serves() {
    let (_test, file) = closed_file().await;
    let rested = Store::open(&address(&file)).await.unwrap();
    assert!(!rested.shared.all_read, "a clean stop spares the start");
    rested.read_all().await.unwrap();
    rested.close().await.unwrap();

    rot(&file);
    let rotten = Store::open(&address(&file)).await.unwrap();
    assert!(!rotten.shared.all_read);
    let found = rotten.read_all().await;
    assert!(
        matches!(found, Err(StoreError::Damaged { .. })),
        "{found:?}"
    );
    rotten.close().await.unwrap();
    assert_damaged(&file).await;
}

#[tokio::test]
async fn after_a_crash_every_page_is_read_at_the_start() {
    let (_test, file) = closed_file().await;
    let crashed = Store::open(&address(&file)).await.unwrap();
    crashed.begin().await.unwrap().commit().await.unwrap();
    drop(crashed);
    let after = Store::open(&address(&file)).await.unwrap();
    assert!(after.shared.all_read);
    // Nor does closing beside another process speak for what that one writes.
    let beside = Store::open(&address(&file)).await.unwrap();
    beside.close().await.unwrap();
    drop(after);
    assert!(Store::open(&address(&file)).await.unwrap().shared.all_read);
}

#[tokio::test]
async fn a_file_that_was_written_to_or_replaced_is_read_at_the_start() {
    let (_test, file) = closed_file().await;
    let note = PathBuf::from(format!("{}.whole", file.display()));
    assert!(note.exists());
    let now = std::fs::metadata(&file).unwrap().modified().unwrap();
    let open = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    open.set_modified(now).unwrap();
    drop(open);
    assert!(Store::open(&address(&file)).await.unwrap().shared.all_read);
    assert!(
        !note.exists(),
        "no note outlives the opening that it spared"
    );
}

#[tokio::test]
async fn another_kind_of_file_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kith.db");
    std::fs::write(
        &file,
        "not a database, but long enough to look like one".repeat(100),
    )
    .unwrap();
    assert_damaged(&file).await;
    // A log whose database is gone.
    std::fs::write(&file, b"").unwrap();
    std::fs::write(folder.path().join("kith.db-wal"), [7; 5000]).unwrap();
    assert!(matches!(
        Store::open(&address(&file)).await,
        Err(StoreError::Damaged { .. })
    ));
}
