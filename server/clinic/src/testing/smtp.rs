//! A mail server on loopback that plays a part: takes mail, refuses it, says nothing,
//! or goes away at the worst moment.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server behaves, from the next connection on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Takes every mail.
    Accept,
    /// Refuses every recipient with this reply code.
    RefuseRecipient(u16),
    /// Refuses every sender with this reply code.
    RefuseSender(u16),
    /// Accepts the connection and never says a word.
    Hang,
    /// Takes the mail, and closes the connection without saying so.
    DropAfterData,
}

/// A mail that the server took.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The envelope's recipient.
    pub to: String,
    /// The message as sent, dots unstuffed.
    pub raw: String,
}

/// How often the server did what its parts are named after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Mails that it refused.
    pub refused: usize,
    /// Connections that it left without a word.
    pub hung: usize,
    /// Mails that it took without saying so.
    pub dropped: usize,
}

/// The server; dropping it closes its port.
#[derive(Debug)]
pub struct SmtpPeer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    part: Part,
    taken: Vec<Taken>,
    played: Played,
}

impl Drop for SmtpPeer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpPeer {
    /// Starts the server on a free port.
    pub async fn start(part: Part) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            part,
            taken: Vec::new(),
            played: Played::default(),
        }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    let _ = talk(stream, &state).await;
                });
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// Its address for [`crate::mail::Mailer::smtp`].
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Changes how it behaves, from the next connection on.
    pub fn play(&self, part: Part) {
        lock(&self.state).part = part;
    }

    /// How often it has done what it was to do.
    pub fn played(&self) -> Played {
        lock(&self.state).played
    }

    /// The mails that it took, the first first.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.state).taken.clone()
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn talk(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let part = lock(state).part;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    if part == Part::Hang {
        lock(state).played.hung += 1;
        // Held open until the other side gives up.
        while lines.next_line().await?.is_some() {}
        return Ok(());
    }
    write.write_all(b"220 peer.example ESMTP\r\n").await?;
    let mut to = String::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let refused = |code: u16| {
            lock(state).played.refused += 1;
            format!("{code} 5.1.1 <{to}> won't be had\r\n")
        };
        let reply = match (verb.as_str(), part) {
            ("EHLO", _) => String::from("250-peer.example\r\n250 8BITMIME\r\n"),
            ("MAIL", Part::RefuseSender(code)) => {
                lock(state).played.refused += 1;
                format!("{code} 5.1.8 who are you\r\n")
            }
            ("RCPT", Part::RefuseRecipient(code)) => refused(code),
            ("RCPT", _) => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                String::from("250 OK\r\n")
            }
            ("DATA", _) => {
                write.write_all(b"354 go on\r\n").await?;
                let raw = message(&mut lines).await?;
                lock(state).taken.push(Taken {
                    to: to.clone(),
                    raw,
                });
                if part == Part::DropAfterData {
                    lock(state).played.dropped += 1;
                    return Ok(());
                }
                String::from("250 taken\r\n")
            }
            ("QUIT", _) => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            ("MAIL" | "RSET" | "NOOP", _) => String::from("250 OK\r\n"),
            _ => String::from("502 not here\r\n"),
        };
        write.write_all(reply.as_bytes()).await?;
    }
    Ok(())
}

type Lines = tokio::io::Lines<BufReader<tokio::net::tcp::OwnedReadHalf>>;

async fn message(lines: &mut Lines) -> std::io::Result<String> {
    let mut raw = String::new();
    while let Some(line) = lines.next_line().await? {
        if line == "." {
            break;
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        raw.push_str("\r\n");
    }
    Ok(raw)
}
