//! Who hears of a merge, what it keeps from leaving, and what leaves all the same once it is
//! undone.

use super::*;
use jiff::SignedDuration;
use mail_parser::MessageParser;
use store::notice::NoticeKind;

use crate::mail::Mailer;
use crate::portal_accounts;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::worker::run_due;

/// Everything that is due has left once the grace is over: to whom, and its first words.
async fn mails(clinic: &TestClinic) -> Vec<(String, String)> {
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    clinic.clock.advance(SignedDuration::from_mins(3));
    while run_due(clinic, &mailer).await > 0 {}
    let taken = peer.taken();
    let mut mails: Vec<(String, String)> = taken
        .iter()
        .map(|mail| {
            let parsed = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
            (mail.to.clone(), parsed.body_text(0).unwrap().into_owned())
        })
        .collect();
    mails.sort();
    mails
}

/// To whom they went, of those that say this.
fn told<'a>(mails: &'a [(String, String)], says: &str) -> Vec<&'a str> {
    let told = mails.iter().filter(|(_, text)| text.contains(says));
    told.map(|(to, _)| to.as_str()).collect()
}

/// The mails that wait, of that kind.
async fn waiting(world: &World, kind: NoticeKind) -> usize {
    let kind = format!("'{}'", kind.as_str());
    let content = world.content().await;
    let rows = content["notice"].iter();
    rows.filter(|row| row.contains(&kind) && row.contains("'waiting'"))
        .count()
}

/// Staff end what somebody has to the profile that goes on.
async fn take_away(world: &World, who: &Patient) {
    let clinic = &world.clinic;
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let held = store::family::list_told(&mut *look, world.survivor).await;
    drop(look);
    let held = held.unwrap();
    let theirs = held.iter().find(|told| told.account == who.account);
    let access = theirs.unwrap().held.id;
    let staff = clinic.staff_with::<can::InviteUsers>(Role::Desk).await;
    portal_accounts::remove(clinic, &staff.unwrap(), world.survivor, access)
        .await
        .unwrap();
}

const DETACHED: &str = "this one shows no appointments";
const TAKEN_OVER: &str = "an account that signed up lately";
const JOINED: &str = "Somebody signed up at";

/// Two accounts of their own, of which the first goes on, and the other one has just booked and
/// invited somebody.
async fn silenced() -> (World, Patient, domain::id::MergeId) {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let invite = clinic.inviting(who.patient, "dad@example.com").await;
    let invite = clinic.invite(&invite).await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let (now, about) = (work.now(), (invite.id, who.patient));
    let to = email("dad@example.com");
    store::notice::insert_of_invitation(&mut work, clinic.new_id(), about, &to, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let before = charts(&world.content().await);
    let kinds = [NoticeKind::Booked, NoticeKind::Invitation];
    for kind in kinds {
        assert_eq!(waiting(&world, kind).await, 1, "{kind:?}");
    }
    let form = Form {
        stays_self: Some(old.account),
        ..world.checked().await
    };
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    assert_ne!(charts(&world.content().await), before);
    for kind in kinds {
        assert_eq!(waiting(&world, kind).await, 0, "{kind:?}");
    }
    world.split(id).await;
    for kind in kinds {
        assert_eq!(waiting(&world, kind).await, 1, "{kind:?}");
    }
    assert_eq!(charts(&world.content().await), before);
    forget_differ(clinic, &world.desk, who.patient, world.survivor)
        .await
        .unwrap();
    let form = Form {
        stays_self: Some(old.account),
        ..world.checked().await
    };
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    (world, old, id)
}

#[tokio::test]
async fn what_a_merge_kept_from_leaving_leaves_once_it_is_undone() {
    let (world, _, id) = silenced().await;
    world.split(id).await;
    let mails = mails(&world.clinic).await;
    assert_eq!(told(&mails, "booked"), ["amara@example.com"], "{mails:?}");
    assert_eq!(told(&mails, DETACHED), [""; 0], "nobody is");
    assert_eq!(told(&mails, JOINED), [""; 0]);
}

#[tokio::test]
async fn what_has_left_or_is_of_no_use_any_more_doesnt_leave_again() {
    let (world, _, id) = silenced().await;
    let clinic = &world.clinic;
    let sent = mails(clinic).await;
    assert_eq!(told(&sent, DETACHED), ["amara@example.com"], "{sent:?}");
    assert_eq!(told(&sent, "booked"), [""; 0]);
    // Whoever is blocked meanwhile is told nothing more.
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    store::account::disable_account(&mut work, world.sign_up.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    world.split(id).await;
    assert_eq!(waiting(&world, NoticeKind::Booked).await, 0);
    let later = mails(clinic).await;
    assert!(!later.iter().any(|(to, _)| to == "amara@example.com"));
}

/// With the mail server down for an hour, what it says may not be so any more.
#[tokio::test]
async fn a_mail_about_a_merge_isnt_sent_once_it_isnt_so() {
    for let_in in [false, true] {
        let (world, ..) = silenced().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        if let_in {
            take_away(&world, who).await;
            let terms = Terms::guardian(Preset::Full.abilities());
            clinic.give(who.account, world.survivor, terms).await;
        }
        let mails = mails(clinic).await;
        let told = told(&mails, DETACHED);
        assert_eq!(told.is_empty(), let_in, "{mails:?}");
    }
    // A mail that failed, and that staff send again after the merge was undone.
    let (world, _, id) = silenced().await;
    let clinic = &world.clinic;
    let peer = SmtpPeer::start(Part::RefuseRecipient(550)).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    while run_due(clinic, &mailer).await > 0 {}
    assert_eq!(waiting(&world, NoticeKind::PortalDetached).await, 0);
    world.split(id).await;
    let see = clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    let today = crate::today::view(clinic, &see, None).await.unwrap();
    let mends = clinic.staff_with::<can::MendMail>(Role::Desk).await;
    let mends = mends.unwrap();
    for look in today.needs_a_look {
        crate::needs_a_look::send_again(clinic, &mends, look.notice)
            .await
            .unwrap();
    }
    assert_eq!(waiting(&world, NoticeKind::PortalDetached).await, 1);
    let mails = mails(clinic).await;
    assert_eq!(told(&mails, DETACHED), [""; 0]);
}

/// On a mere word the account that signed up gets the profile, and whoever had it hears that.
#[tokio::test]
async fn whoever_had_the_profile_hears_that_a_sign_up_took_it_over() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let form = Form {
        stays_self: Some(who.account),
        ..world.checked().await
    };
    merge(clinic, &world.desk, &form).await.unwrap();
    let mails = mails(clinic).await;
    assert_eq!(told(&mails, TAKEN_OVER), [old.holder.email().as_str()]);
    assert_eq!(told(&mails, DETACHED), [old.holder.email().as_str()]);
    let chart = "amara.okafor@oldmail.ca";
    assert_eq!(told(&mails, JOINED), [chart], "the address of the chart");
}

/// Of a child nobody is the patient's own: whoever looks after them hears of it, but not past a
/// safeguarding stop; and whoever was shut out doesn't hear by the chart's address either.
#[tokio::test]
async fn of_a_childs_profile_those_who_look_after_them_are_told() {
    let chart = "amara.okafor@oldmail.ca";
    for stopped in [false, true] {
        let world = World::new().await;
        let clinic = &world.clinic;
        let full = Preset::Full.abilities();
        guardian(clinic, "gina", world.survivor, full).await;
        if stopped {
            clinic.stop_others(world.survivor).await;
        }
        let form = Form {
            confirmed: stopped,
            reason: String::from("Checked with both"),
            ..world.checked().await
        };
        merge(clinic, &world.admin, &form).await.unwrap();
        let mails = mails(clinic).await;
        let expected = match stopped {
            false => vec![chart, "gina@example.com"],
            true => Vec::new(),
        };
        assert_eq!(told(&mails, JOINED), expected, "{stopped}");
        let of = told(&mails, "somebody you look after");
        assert_eq!(of.len(), usize::from(!stopped));
    }
    // A stop that is set before the mail has left.
    let world = World::new().await;
    let clinic = &world.clinic;
    guardian(clinic, "gina", world.survivor, Preset::Full.abilities()).await;
    world.merged().await;
    clinic.stop_others(world.survivor).await;
    assert_eq!(told(&mails(clinic).await, JOINED), [""; 0]);
}

/// The account that a merge of before let wait still has a word in it.
#[tokio::test]
async fn an_own_account_of_before_is_told_where_there_is_no_other() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let form = Form {
        stays_self: Some(who.account),
        ..world.checked().await
    };
    merge(clinic, &world.desk, &form).await.unwrap();
    mails(clinic).await;
    // Its own is taken away, and somebody signs up anew.
    take_away(&world, who).await;
    let (_, bea) = clinic.signed_up("bea").await;
    let form = Form {
        identity_checked: true,
        ..world.form(world.survivor, bea.patient).await
    };
    merge(clinic, &world.desk, &form).await.unwrap();
    let mails = mails(clinic).await;
    assert_eq!(told(&mails, JOINED), [old.holder.email().as_str()]);
}

#[tokio::test]
async fn whoever_loses_their_own_account_is_told_and_the_one_before_is_told_on_a_mere_word() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let choose = |stays: AccountId, form: Form| Form {
        stays_self: Some(stays),
        ..form
    };
    assert_eq!(
        fields(merge(clinic, &world.desk, &world.checked().await).await),
        ["self"]
    );
    let form = choose(old.account, world.checked().await);
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    let rows = |content: &BTreeMap<String, Vec<String>>, kind: &str| -> Vec<String> {
        let rows = content["notice"].iter().filter(|row| row.contains(kind));
        rows.cloned().collect()
    };
    let content = world.content().await;
    assert_eq!(rows(&content, "'portal_detached'").len(), 1);
    assert!(rows(&content, "'portal_detached'")[0].contains("amara@example.com"));
    assert!(rows(&content, "'profile_joined'")[0].contains("old@example.com"));
    assert!(world.sees(&old.holder, world.survivor).await);
    assert!(
        !world.sees(&who.holder, world.survivor).await,
        "waits for staff"
    );
    assert!(!world.sees(&who.holder, who.patient).await);
    world.split(id).await;
    assert!(world.sees(&who.holder, who.patient).await);
    assert!(!world.sees(&who.holder, world.survivor).await);
    assert!(!world.sees(&old.holder, who.patient).await);
}

/// The line right after a merge costs whoever made it no entry in the audit, and names nobody to
/// others.
#[tokio::test]
async fn the_line_about_what_was_just_merged_leaves_no_trace_and_is_nobody_elses() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let id = world.merged().await;
    let before = world.content().await;
    let line = line_of(clinic, &world.desk, id).await.unwrap().unwrap();
    assert_eq!((line.id, line.survivor.as_str()), (id, "Amara N. Okafor"));
    let other = line_of(clinic, &world.admin, id).await.unwrap();
    assert!(other.is_none(), "made by somebody else");
    let none = line_of(clinic, &world.desk, clinic.new_id()).await.unwrap();
    assert!(none.is_none());
    assert_eq!(world.content().await, before);
    world.split(id).await;
    let undone = line_of(clinic, &world.desk, id).await.unwrap();
    assert!(undone.is_none());
}
