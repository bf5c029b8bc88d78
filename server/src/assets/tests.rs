use super::*;

#[test]
fn only_hashed_names_are_kept_for_ever() {
    assert!(is_hashed("/pkg/kith.YgPS2mTG6-9p8oNDFXXaSw.css"));
    assert!(is_hashed("/pkg/kith.YgPS2mTG6-9p8oNDFXXaSw.wasm.br"));
    for name in [
        "/pkg/kith.css",
        "/pkg/kith.wasm",
        "/pkg/YgPS2mTG6-9p8oNDFXXaSw",
        "/pkg/",
        "",
    ] {
        assert!(!is_hashed(name), "{name}");
    }
}

#[test]
fn files_are_told_from_pages() {
    for path in [
        "/pkg/kith.css",
        "/fonts/a.woff2",
        "/favicon.ico",
        "/robots.txt",
        "/icons.svg",
    ] {
        assert!(is_asset(path), "{path}");
    }
    for path in ["/", "/pkg", "/book/pkg/", "/favicon", "/api/fonts/x"] {
        assert!(!is_asset(path), "{path}");
    }
}
