//! One connection that asks one thing after the other, as lean as can be: it takes its
//! CPU from the same cores as the server.

use std::net::SocketAddr;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Outcome;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    /// What it says in `Cookie`.
    pub(crate) cookies: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            host: address.to_string(),
            cookies: String::new(),
        })
    }

    pub(crate) async fn get(&mut self, path: &str, more: &[(&str, &str)]) -> Outcome<Answer> {
        self.send(Method::GET, path, more, Bytes::new()).await
    }

    /// Sends a form as a page without JavaScript does.
    pub(crate) async fn post(&mut self, path: &str, form: String) -> Outcome<Answer> {
        let origin = format!("http://{}", self.host);
        let more = [
            (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded"),
            (ORIGIN.as_str(), origin.as_str()),
        ];
        self.send(Method::POST, path, &more, Bytes::from(form))
            .await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: Bytes,
    ) -> Outcome<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(ACCEPT, BROWSER);
        if !self.cookies.is_empty() {
            request = request.header(COOKIE, &self.cookies);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.sender.ready().await?;
        let response = self
            .sender
            .send_request(request.body(Full::new(body))?)
            .await?;
        let (head, body) = response.into_parts();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.collect().await?.to_bytes(),
        })
    }
}
