use super::*;
use crate::testing::TestClinic;

const LIMIT: Limit = Limit {
    name: "test limit",
    max: 2,
    window_s: 3_600,
};
const DELAY: Delay = Delay {
    name: "test delay",
    free: 3,
    first_s: 2,
    longest_s: 60,
    forget_s: 3_600,
};

async fn taken(clinic: &TestClinic, subject: &str) -> Turn {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let turn = take(&mut work, &LIMIT, &[subject.as_bytes()])
        .await
        .unwrap();
    work.commit().await.unwrap();
    turn
}

async fn tried(clinic: &TestClinic) -> Turn {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let turn = try_once(&mut work, &DELAY, &[b"x"]).await.unwrap();
    work.commit().await.unwrap();
    turn
}

#[tokio::test]
async fn a_limit_opens_again_with_its_next_window() {
    let clinic = TestClinic::new().await;
    assert_eq!(taken(&clinic, "a").await, Turn::Go);
    clinic.clock.advance_s(1_800);
    assert_eq!(taken(&clinic, "a").await, Turn::Go);
    assert_eq!(
        taken(&clinic, "a").await,
        Turn::Wait {
            retry_after_s: 1_800
        }
    );
    assert_eq!(
        taken(&clinic, "b").await,
        Turn::Go,
        "others have counts of their own"
    );
    clinic.clock.advance_s(1_799);
    assert_eq!(taken(&clinic, "a").await, Turn::Wait { retry_after_s: 1 });
    clinic.clock.advance_s(1);
    assert_eq!(taken(&clinic, "a").await, Turn::Go);
}

#[tokio::test]
async fn peeking_counts_nothing() {
    let clinic = TestClinic::new().await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(peek(&mut work, &LIMIT, &[b"a"]).await.unwrap(), Turn::Go);
    }
    work.commit().await.unwrap();
    assert_eq!(taken(&clinic, "a").await, Turn::Go);
}

#[tokio::test]
async fn waits_grow_to_their_bound_and_are_forgotten() {
    let clinic = TestClinic::new().await;
    for _ in 0..3 {
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    for wait_s in [2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(
            tried(&clinic).await,
            Turn::Wait {
                retry_after_s: wait_s
            }
        );
        clinic.clock.advance_s(i64::from(wait_s) - 1);
        // Asking meanwhile makes it no longer.
        assert_eq!(tried(&clinic).await, Turn::Wait { retry_after_s: 1 });
        clinic.clock.advance_s(1);
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    clinic.clock.advance_s(3_600);
    for _ in 0..3 {
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    assert_eq!(tried(&clinic).await, Turn::Wait { retry_after_s: 2 });
}

#[tokio::test]
async fn what_was_counted_while_the_clock_was_ahead_keeps_nobody_out() {
    let clinic = TestClinic::new().await;
    let now = clinic.now();
    clinic.clock.advance_s(365 * 24 * 3_600);
    for _ in 0..2 {
        assert_eq!(taken(&clinic, "a").await, Turn::Go);
    }
    for _ in 0..3 {
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    assert!(matches!(taken(&clinic, "a").await, Turn::Wait { .. }));
    assert!(matches!(tried(&clinic).await, Turn::Wait { .. }));
    clinic.clock.set(now);
    // As if it had never been, and then counted as ever.
    for _ in 0..2 {
        assert_eq!(taken(&clinic, "a").await, Turn::Go);
    }
    let full = Turn::Wait {
        retry_after_s: 3_600,
    };
    assert_eq!(taken(&clinic, "a").await, full);
    for _ in 0..3 {
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    assert_eq!(tried(&clinic).await, Turn::Wait { retry_after_s: 2 });
}

#[tokio::test]
async fn a_wait_written_while_the_clock_was_ahead_is_no_longer_than_its_try_deserves() {
    let clinic = TestClinic::new().await;
    for _ in 0..4 {
        let _ = tried(&clinic).await;
        clinic.clock.advance_s(2);
    }
    let now = clinic.now();
    clinic.clock.advance_s(365 * 24 * 3_600);
    // Taking one back notes the time at which it was taken back.
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    forgive(&mut work, &DELAY, &[b"x"]).await.unwrap();
    work.commit().await.unwrap();
    clinic.clock.set(now);
    assert_eq!(tried(&clinic).await, Turn::Go);
}

#[tokio::test]
async fn a_try_that_ends_well_is_taken_back() {
    let clinic = TestClinic::new().await;
    for _ in 0..50 {
        assert_eq!(tried(&clinic).await, Turn::Go);
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        forgive(&mut work, &DELAY, &[b"x"]).await.unwrap();
        work.commit().await.unwrap();
    }
    for _ in 0..3 {
        assert_eq!(tried(&clinic).await, Turn::Go);
    }
    assert!(matches!(tried(&clinic).await, Turn::Wait { .. }));
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    forget(&mut work, &DELAY, &[b"x"]).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(tried(&clinic).await, Turn::Go);
}
