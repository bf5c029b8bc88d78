use crate::audit::verify;
use crate::testing::TestClinic;

#[tokio::test]
async fn what_people_do_makes_a_chain_that_holds() {
    let clinic = TestClinic::new().await;
    let job = clinic.system_job();
    let empty = verify(&clinic, &job).await.unwrap();
    assert_eq!((empty.rows, empty.first_bad), (0, None));
    assert_eq!(empty.head, "0".repeat(64));
    let patient = clinic.patient("Ana Example", "1990-04-12").await;
    for _ in 0..3 {
        let mut work = clinic.begin(&job).await.unwrap();
        work.record("test.done", "n=1", &[patient]).await.unwrap();
        work.commit().await.unwrap();
    }
    let three = verify(&clinic, &job).await.unwrap();
    assert_eq!((three.rows, three.first_bad), (3, None));
    assert_ne!(three.head, empty.head);
}
