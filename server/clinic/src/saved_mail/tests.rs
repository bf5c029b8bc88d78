use super::*;

#[tokio::test]
async fn a_mail_is_read_back_and_no_path_leads_out_of_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("mail");
    tokio::fs::create_dir(&inside).await.unwrap();
    let raw = b"To: ana@example.com\r\nSubject: =?utf-8?q?H=C3=A9llo?=\r\n\
                Content-Type: text/plain; charset=utf-8\r\n\
                Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db\r\n";
    tokio::fs::write(inside.join("1.eml"), raw).await.unwrap();
    tokio::fs::write(dir.path().join("secret.eml"), raw)
        .await
        .unwrap();

    let all = list(&inside).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].to.as_str(), all[0].subject.as_str()),
        ("ana@example.com", "Héllo")
    );
    assert_eq!(all[0].text.trim_end(), "a=b");
    for name in [
        "../secret.eml",
        "..",
        ".eml",
        "1.txt",
        "no.eml",
        "a/b.eml",
        "",
    ] {
        assert!(
            matches!(read(&inside, name).await, Err(Failure::NotFound)),
            "{name}"
        );
    }
    assert!(list(&dir.path().join("none")).await.unwrap().is_empty());
}
