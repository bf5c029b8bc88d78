use super::*;

fn address(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

#[test]
fn the_second_holder_is_refused_until_the_first_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("new/kith.db");
    let first = InstanceLock::acquire(&address(&database)).unwrap();
    match InstanceLock::acquire(&address(&database)) {
        Err(StoreError::Locked { file }) => assert!(file.ends_with("new/kith.db.lock")),
        other => panic!("{other:?}"),
    }
    drop(first);
    let _again = InstanceLock::acquire(&address(&database)).unwrap();
    let _other = InstanceLock::acquire(&address(&folder.path().join("other.db"))).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_to_the_database_shares_its_lock() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("kith.db");
    std::fs::write(&database, b"").unwrap();
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&database, &link).unwrap();
    let _first = InstanceLock::acquire(&address(&link)).unwrap();
    assert!(matches!(
        InstanceLock::acquire(&address(&database)),
        Err(StoreError::Locked { .. })
    ));
}

#[test]
fn memory_needs_no_lock() {
    let _one = InstanceLock::acquire("sqlite::memory:").unwrap();
    let _two = InstanceLock::acquire("sqlite::memory:").unwrap();
}
