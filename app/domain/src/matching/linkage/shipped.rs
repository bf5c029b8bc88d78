//! The weights that Kith comes with, and where they come from.

use super::model::{Kin, Model, Relation, Slips};

pub(super) fn model() -> Model {
    let relation =
        |kin,
         others,
         [given, family, family_of_women, born]: [f64; 4],
         [sex, phone, email, home, record_number]: [f64; 5]| Relation {
            kin,
            others,
            given,
            family,
            family_of_women,
            born,
            sex,
            phone,
            email,
            home,
            record_number,
        };
    Model {
        source: String::from("reasoned"),
        strangers: 1_000.0,
        crossed: 0.015,
        shuffled: 0.01,
        same_place: 0.35,
        same_state: 0.88,
        housemates: 1.2,
        relations: vec![
            relation(
                Kin::Same,
                0.15,
                [0.985, 0.99, 0.975, 0.985],
                [0.985, 0.85, 0.80, 0.93, 0.99],
            ),
            relation(
                Kin::Changed,
                0.05,
                [0.97, 0.96, 0.70, 0.98],
                [0.985, 0.30, 0.40, 0.15, 0.97],
            ),
            relation(
                Kin::Careless,
                0.01,
                [0.75, 0.80, 0.75, 0.75],
                [0.95, 0.75, 0.70, 0.90, 0.95],
            ),
            relation(
                Kin::Twin,
                0.02,
                [0.0002, 0.97, 0.96, 0.97],
                [0.62, 0.80, 0.65, 0.93, 0.01],
            ),
            relation(
                Kin::Sibling,
                0.5,
                [0.0005, 0.90, 0.85, 0.0],
                [0.5, 0.75, 0.60, 0.90, 0.01],
            ),
            relation(
                Kin::Parent,
                0.6,
                [0.005, 0.85, 0.75, 0.0],
                [0.5, 0.75, 0.50, 0.90, 0.01],
            ),
            relation(
                Kin::Junior,
                0.012,
                [0.97, 0.98, 0.97, 0.0],
                [0.99, 0.70, 0.40, 0.80, 0.01],
            ),
            relation(
                Kin::Spouse,
                0.4,
                [0.001, 0.60, 0.60, 0.0],
                [0.04, 0.50, 0.25, 0.93, 0.01],
            ),
            relation(
                Kin::Household,
                0.3,
                [0.002, 0.10, 0.10, 0.0],
                [0.5, 0.40, 0.15, 0.93, 0.01],
            ),
        ],
        slips: Slips {
            given: [0.87, 0.035, 0.02, 0.035, 0.01, 0.012, 0.006, 0.01],
            family: [0.90, 0.0, 0.025, 0.04, 0.006, 0.012, 0.006, 0.01],
            born: [0.90, 0.02, 0.03, 0.008, 0.008, 0.02, 0.01, 0.004],
            phone: [0.94, 0.045, 0.01],
            email: [0.92, 0.04, 0.01, 0.02],
            street: [0.82, 0.08, 0.03, 0.02, 0.02, 0.01, 0.01],
            place: [0.86, 0.06, 0.05, 0.01],
        },
    }
}
