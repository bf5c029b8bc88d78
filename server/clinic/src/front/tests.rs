use super::*;
use crate::testing::TestClinic;

#[tokio::test]
async fn the_profile_tells_where_and_when_it_is() {
    let clinic = TestClinic::new().await;
    let seen = profile(&clinic, &clinic.public()).await.unwrap();
    assert_eq!(
        (seen.name.as_str(), seen.phone.as_str()),
        ("Test Clinic", "+19025550100")
    );
    assert_eq!(
        (seen.street.as_str(), seen.city.as_str()),
        ("12 Example Street", "Halifax")
    );
    assert_eq!(
        (seen.zone_name.as_str(), seen.demo),
        ("America/Halifax", false)
    );
    // Late in the evening it is tomorrow in UTC already.
    clinic.clock.set("2026-03-11T02:30:00Z".parse().unwrap());
    let seen = profile(&clinic, &clinic.public()).await.unwrap();
    assert_eq!(seen.today.to_string(), "2026-03-10");
}

#[tokio::test]
async fn an_empty_database_has_no_profile_and_no_services() {
    let clinic = TestClinic::empty().await;
    assert!(matches!(
        profile(&clinic, &clinic.public()).await,
        Err(Failure::NotFound)
    ));
    assert!(
        services(&clinic, &clinic.public())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn only_what_somebody_offers_online_is_listed_in_the_clinics_order() {
    let clinic = TestClinic::new().await;
    let rota = clinic
        .rota_with(&["Ada Nowak"], |service| service.position = 2)
        .await;
    for (slug, position) in [("first", 1), ("last", 3)] {
        let service = clinic
            .service(slug, |service| service.position = position)
            .await;
        clinic.offer(service, rota.people[0]).await;
    }
    let hidden = clinic
        .service("hidden", |service| service.online_at = None)
        .await;
    clinic.offer(hidden, rota.people[0]).await;
    let gone = clinic
        .service("gone", |service| service.archived_at = service.online_at)
        .await;
    clinic.offer(gone, rota.people[0]).await;
    clinic.service("nobodys", |_| {}).await;
    let listed = services(&clinic, &clinic.public()).await.unwrap();
    let slugs: Vec<_> = listed.iter().map(|card| card.slug.as_str()).collect();
    assert_eq!(slugs, ["first", "visit", "last"]);
    assert_eq!((listed[1].minutes, listed[1].price_cents), (30, 9_500));
}
