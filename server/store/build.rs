//! Tells Cargo that a new migration file is a change of this crate.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
