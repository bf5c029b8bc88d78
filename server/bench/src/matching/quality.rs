//! How often matching is right: on the FEBRL data sets, and on generated clinics.
//!
//! All pairs are compared as `kith duplicates` compares them; the hits of FEBRL 4 are asked of
//! a database, as `kith match` asks.

use domain::matching::linkage::{Evidence, Model, train};
use matching_bench::clinic::{self, HARD, MEASURED, REGISTER, USUAL};
use matching_bench::figures::{Compared, Confusions, Quality, Record};
use matching_bench::file;

use super::{Base, look_up};
use crate::table::{Row, Table};
use crate::{Outcome, Places};

/// Fewer pairs of a kind say little of it.
const KIND_MIN: usize = 20;

pub(crate) async fn measure(places: &Places, table: &mut Table) -> Outcome<()> {
    let febrl = places.folder.join("febrl");
    for (names, aim, least) in [
        (&["1"][..], "", None),
        (&["2"], "", None),
        (&["3"], "F1 ≥ 0.9970", Some(0.9970)),
        (&["4a", "4b"], "F1 ≥ 0.9990", Some(0.9990)),
    ] {
        let mut records = Vec::new();
        for name in names {
            records.extend(file::read(&febrl.join(format!("febrl{name}.csv")))?);
        }
        let name = format!("FEBRL {}", names.concat());
        both(table, &name, &records, aim, |quality| {
            least.map(|least| quality.f1 >= least)
        });
    }
    hits(places, table).await?;
    for (name, hardness) in [
        ("Generated clinic", USUAL),
        ("Hard generated clinic", HARD),
        ("Generated register", REGISTER),
    ] {
        let records = clinic::make(MEASURED, hardness);
        let aim = "F1 ≥ 0.98, recall ≥ 0.90 at 99.5 %";
        let compared = both(table, name, &records, aim, |quality| {
            Some(quality.f1 >= 0.98 && quality.surely >= 0.90)
        });
        kinds(table, name, &compared.confusions(&records));
    }
    Ok(())
}

/// With the weights that Kith comes with, and after it has estimated its own from the same
/// profiles without being told who is who.
fn both(
    table: &mut Table,
    name: &str,
    records: &[Record],
    aim: &'static str,
    met: impl Fn(Quality) -> Option<bool>,
) -> Compared {
    let model = Model::shipped();
    let mut compared = Compared::of(&model, records);
    let shipped = compared.clone();
    let evidence: Vec<Evidence> = compared.pairs.iter().map(|pair| pair.evidence).collect();
    let profiles = u64::try_from(records.len()).unwrap_or(u64::MAX);
    compared.weigh_again(&train::em(&model, &evidence, profiles));
    for (weights, compared) in [
        ("shipped weights", &shipped),
        ("`match train --em`", &compared),
    ] {
        let quality = compared.quality();
        table.push(Row {
            what: format!("{name}, {} profiles, {weights}", records.len()),
            measured: format!(
                "F1 {:.4} (precision {:.4}, recall {:.4}); {:.4} found where 99.5 % is right",
                quality.f1, quality.precision, quality.recall, quality.surely
            ),
            limit: format!("{:.4}: pairs that share a key", quality.found),
            aim,
            met: met(quality),
            ..Row::default()
        });
    }
    shipped
}

/// File a of FEBRL 4 imported, file b asked.
async fn hits(places: &Places, table: &mut Table) -> Outcome<()> {
    let febrl = places.folder.join("febrl");
    let base = Base::new(places, "matching-febrl")?;
    base.import_file(&febrl.join("febrl4a.csv"))?;
    let looked = look_up::measure(&base, &file::read(&febrl.join("febrl4b.csv"))?).await?;
    base.remove()?;
    table.push(Row {
        what: "FEBRL 4, file a imported, file b asked: the first is right".to_owned(),
        measured: format!("{:.4}", looked.first),
        limit: format!("{:.4}: one of five", looked.five),
        aim: "≥ 0.9992",
        met: Some(looked.first >= 0.9992),
        ..Row::default()
    });
    Ok(())
}

/// What is missed of each kind, the worst first, and who is taken for whom.
fn kinds(table: &mut Table, name: &str, confusions: &Confusions) {
    let mut missed: Vec<(f64, String)> = confusions
        .missed
        .iter()
        .filter(|(_, (all, _))| *all >= KIND_MIN)
        .map(|(kind, (all, lost))| {
            let part = *lost as f64 / *all as f64;
            (part, format!("{kind} {:.1} % of {all}", part * 100.0))
        })
        .collect();
    missed.sort_by(|one, other| other.0.total_cmp(&one.0));
    let missed: Vec<String> = missed.into_iter().map(|(_, text)| text).collect();
    let wrong: Vec<String> = confusions
        .wrong
        .iter()
        .map(|(roles, pairs)| {
            let roles: Vec<&str> = roles.iter().copied().collect();
            format!("{} {pairs}", roles.join(" and "))
        })
        .collect();
    table.push(Row {
        what: format!("{name}, at the best cut: missed, by what happened to one of the two"),
        measured: missed.join("; "),
        ..Row::default()
    });
    table.push(Row {
        what: format!("{name}, at the best cut: pairs taken for one person"),
        measured: wrong.join("; "),
        ..Row::default()
    });
}
