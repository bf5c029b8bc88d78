use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

async fn started(patience: Patience) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
    let router = Router::new().route("/", get(peer));
    tokio::spawn(serve(listener, router, patience, stopped));
    (address, stop)
}

async fn ask(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    said
}

#[tokio::test]
async fn a_caller_who_never_finishes_a_head_is_let_go_and_others_get_their_turn() {
    let patience = Patience {
        head: Duration::from_millis(200),
        connections: 2,
    };
    let (address, _stop) = started(patience).await;
    let mut stalled = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
            .await
            .unwrap();
        stalled.push(stream);
    }
    // Both seats are taken; the answer comes once one is free again.
    let said = ask(address).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(said.ends_with("127.0.0.1"), "{said}");
    for mut stream in stalled {
        let mut rest = Vec::new();
        // Closed, with or without a word.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn told_to_stop_nothing_new_is_accepted() {
    let (address, stop) = started(Patience::default()).await;
    assert!(ask(address).await.starts_with("HTTP/1.1 200"));
    stop.send_replace(true);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens a second later");
}
