use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

fn moment(commits: u64, ms: i64) -> Moment {
    Moment {
        commits,
        now: Timestamp::from_millisecond(ms).unwrap(),
    }
}

/// Counts how often it was asked.
#[derive(Default)]
struct Oracle {
    answers: Answers<&'static str, u32>,
    reckoned: AtomicU32,
}

impl Oracle {
    async fn ask(&self, question: &'static str, asked: Moment) -> u32 {
        let reckon = async {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(self.reckoned.fetch_add(1, Ordering::Relaxed))
        };
        *self.answers.answer(question, asked, reckon).await.unwrap()
    }
}

#[tokio::test]
async fn an_answer_serves_until_the_next_commit() {
    let oracle = Oracle::default();
    assert_eq!(oracle.ask("month", moment(7, 0)).await, 0);
    assert_eq!(oracle.ask("month", moment(7, 999)).await, 0);
    assert_eq!(oracle.ask("month", moment(8, 999)).await, 1);
    assert_eq!(oracle.ask("another", moment(8, 999)).await, 2);
}

#[tokio::test]
async fn an_answer_serves_for_a_second_whichever_way_the_clock_goes() {
    let oracle = Oracle::default();
    assert_eq!(oracle.ask("month", moment(7, 5_000)).await, 0);
    assert_eq!(oracle.ask("month", moment(7, 6_000)).await, 1);
    assert_eq!(oracle.ask("month", moment(7, 4_000)).await, 2);
}

#[tokio::test]
async fn a_newer_answer_serves_whoever_asked_before_it() {
    let oracle = Oracle::default();
    assert_eq!(oracle.ask("month", moment(8, 100)).await, 0);
    assert_eq!(oracle.ask("month", moment(7, 90)).await, 0);
}

#[tokio::test]
async fn many_at_once_share_one_reckoning() {
    let oracle = Oracle::default();
    let asks = (0..50).map(|_| oracle.ask("month", moment(1, 0)));
    let mut all = Vec::new();
    for ask in asks {
        all.push(ask);
    }
    for answer in join(all).await {
        assert_eq!(answer, 0);
    }
    assert_eq!(oracle.reckoned.load(Ordering::Relaxed), 1);
}

/// Polls all of them in turns, so that they truly overlap.
async fn join<F: Future<Output = u32>>(asks: Vec<F>) -> Vec<u32> {
    let mut asks: Vec<_> = asks.into_iter().map(Box::pin).collect();
    let mut answers = Vec::new();
    std::future::poll_fn(|cx| {
        asks.retain_mut(|ask| match ask.as_mut().poll(cx) {
            std::task::Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            std::task::Poll::Pending => true,
        });
        match asks.is_empty() {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    answers
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let answers = Answers::<&str, u32>::default();
    let failed = answers.answer("month", moment(1, 0), async { Err("no") });
    assert_eq!(failed.await, Err("no"));
    let answered = answers.answer("month", moment(1, 0), async { Ok::<_, &str>(3) });
    assert_eq!(answered.await.as_deref(), Ok(&3));
}

#[tokio::test]
async fn more_questions_than_there_is_room_for_are_forgotten() {
    let answers = Answers::<usize, usize>::default();
    for question in 0..=QUESTIONS_MAX {
        let reckon = async { Ok::<_, Infallible>(question) };
        answers
            .answer(question, moment(1, 0), reckon)
            .await
            .unwrap();
    }
    assert!(answers.answers.lock().unwrap().len() <= QUESTIONS_MAX);
}
