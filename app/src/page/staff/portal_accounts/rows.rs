//! A row for each who can log in or was invited: how they stand, and what can be done.

use clinic::patients::Desk;
use clinic::portal_accounts::{Account, Invited, State};
use domain::access::{Relation, Rights, WithAge};
use domain::id::{InvitationId, PatientId};
use domain::invitation::Unusable;
use jiff::Timestamp;
use leptos::prelude::*;

use super::{about, text};
use crate::text::en::{access, guardianship};
use crate::ui::*;
use crate::{format, routes};

/// "March 12", "Yesterday".
pub(super) fn day(at: Timestamp, desk: &Desk) -> String {
    let date = format::local_date(at, &desk.zone);
    match (desk.today - date).get_days() {
        0 | 1 => format::near_date(date, desk.today),
        _ => format::date(date, desk.today),
    }
}

/// The same inside a sentence: "today", "on Sunday, March 8".
pub(super) fn day_inside(at: Timestamp, desk: &Desk) -> String {
    let date = format::local_date(at, &desk.zone);
    match (desk.today - date).get_days() {
        0 | 1 => format::near_date(date, desk.today).to_lowercase(),
        _ => text::on(&format::date(date, desk.today)),
    }
}

/// Somebody with an access.
pub(super) fn account(one: &Account, patient: PatientId, desk: &Desk) -> AccountRow {
    let (listed, terms) = (&one.listed, one.listed.held.terms);
    let name = listed.full_name.as_str().to_owned();
    let address = listed.email.as_str().to_owned();
    let other = listed.invited.as_ref().filter(|invited| {
        // Whoever accepted with another account than the invited one.
        invited.canonical() != listed.email.canonical()
    });
    let lines = [
        Some(address),
        other.map(|invited| text::sent_to(invited.as_str())),
    ];
    let mut notes: Vec<String> = text::state_hint(one.state)
        .map(str::to_owned)
        .into_iter()
        .collect();
    let logged_in = listed.logged_in_at.map_or_else(
        || text::NEVER_LOGGED_IN.to_owned(),
        |at| text::last_logged_in(&day_inside(at, desk)),
    );
    notes.push(logged_in);
    if let Some(until) = terms.until_on {
        notes.push(text::until(&format::date(until, desk.today)));
    }
    if listed.held.with_age == WithAge::Continues {
        notes.push(guardianship::IN_ROW.to_owned());
    }
    let rights = match terms.relation {
        Relation::Myself => OptText::default(),
        Relation::Guardian
            if one.rights
                == (Rights {
                    abilities: terms.abilities,
                    ..one.rights
                }) =>
        {
            access::rights(terms.abilities).into()
        }
        Relation::Guardian if one.state == State::Active => {
            access::narrowed(one.rights.abilities).into()
        }
        Relation::Guardian => access::rights(terms.abilities).into(),
    };
    let tone = match one.state {
        State::Active => Tone::Good,
        State::Waiting | State::Aged => Tone::Warn,
        State::Blocked | State::Stopped => Tone::Bad,
        State::Over => Tone::Neutral,
    };
    let icon = (one.state == State::Active).then_some(IconName::Check);
    AccountRow {
        id: format!("access-{}", listed.held.id),
        seed: Some(listed.account.to_string()),
        lines: lines.into_iter().flatten().collect(),
        relation: access::relation(terms.relation, terms.kinship).to_owned(),
        rights,
        badge: badge(tone, icon, text::state(one.state)),
        notes,
        menu: account_menu(one, patient, &name),
        fresh: false,
        name,
    }
}

fn badge(tone: Tone, icon: Option<IconName>, word: &'static str) -> AnyView {
    match icon {
        Some(icon) => view! { <Badge tone=tone icon=icon text=word/> }.into_any(),
        None => view! { <Badge tone=tone text=word/> }.into_any(),
    }
}

fn account_menu(one: &Account, patient: PatientId, name: &str) -> AnyView {
    let held = &one.listed.held;
    let (id, label) = (format!("menu-{}", held.id), text::actions_for(name));
    let again = one.may_be_given_again.then(|| {
        let href = routes::access_again(patient, held.id);
        view! { <MenuLink href=href label=text::GIVE_AGAIN icon=IconName::Undo/> }
    });
    let rights = (held.terms.relation == Relation::Guardian).then(|| {
        let href = routes::access_rights(patient, held.id);
        view! { <MenuLink href=href label=text::CHANGE_RIGHTS icon=IconName::Sliders/> }
    });
    let link = (one.state != State::Blocked).then(|| {
        let fields = [
            ("patient", patient.to_string()),
            ("access", held.id.to_string()),
        ];
        let fields = fields.map(|(name, id)| (name.to_owned(), id)).to_vec();
        view! {
            <MenuForm
                action="/api/staff/portal-accounts/log-in-link"
                label=text::SEND_LOG_IN_LINK
                icon=IconName::Send
                fields=fields
            />
        }
    });
    let remove = routes::access_remove(patient, held.id);
    view! {
        <RowMenu id=id label=label trigger=MenuTrigger::Triangle>
            {again}
            {rights}
            {link}
            <MenuRule/>
            <MenuLink href=remove label=text::REMOVE_ACCESS icon=IconName::Trash danger=true/>
        </RowMenu>
    }
    .into_any()
}

/// Somebody who was invited.
pub(super) fn invited(one: &Invited, fresh: Option<InvitationId>, desk: &Desk) -> AccountRow {
    let (sent, invitation) = (&one.sent, &one.sent.invitation);
    let terms = invitation.terms;
    let address = invitation.email.as_str().to_owned();
    let until = format::date(
        format::local_date(invitation.expires_at, &desk.zone),
        desk.today,
    );
    let works = || {
        let when = day_inside(invitation.sent_at, desk);
        text::sent(&when, &until, one.days_left)
    };
    let (tone, word, note) = match (&one.unusable, &sent.bounced) {
        (Some(Unusable::Locked), _) => (Tone::Bad, text::LOCKED, text::LOCKED_HINT.to_owned()),
        (Some(_), _) => (Tone::Warn, text::EXPIRED, text::stopped_working(&until)),
        (None, Some(code)) => (Tone::Bad, text::BOUNCED, text::bounced(code)),
        (None, None) => (Tone::Info, text::INVITED, works()),
    };
    let delayed = sent.delayed.then(|| text::DELAYED.to_owned());
    let code = invitation.desk_code.as_deref().map(text::desk_code);
    let last = terms.until_on;
    let last = last.map(|until| text::until(&format::date(until, desk.today)));
    AccountRow {
        id: format!("invitation-{}", invitation.id),
        seed: None,
        lines: [text::NOT_SIGNED_UP.to_owned()]
            .into_iter()
            .chain(
                sent.inviter
                    .as_ref()
                    .map(|by| text::invited_by(by.as_str())),
            )
            .collect(),
        relation: access::relation(terms.relation, terms.kinship).to_owned(),
        rights: match terms.relation {
            Relation::Myself => OptText::default(),
            Relation::Guardian => access::rights(terms.abilities).into(),
        },
        badge: badge(tone, None, word),
        notes: [Some(note), delayed, code, last]
            .into_iter()
            .flatten()
            .collect(),
        menu: invited_menu(one, &address),
        fresh: fresh == Some(invitation.id),
        name: address,
    }
}

fn invited_menu(one: &Invited, address: &str) -> AnyView {
    let invitation = &one.sent.invitation;
    let (id, label) = (
        format!("menu-{}", invitation.id),
        text::actions_for(address),
    );
    let copy = match one.unusable {
        Some(_) => text::COPY_NEW_LINK,
        None => text::COPY_LINK,
    };
    let (copied, deleted) = (about(invitation), about(invitation));
    let first = if one.sent.bounced.is_some() {
        let href = routes::invitation_address(invitation.patient, invitation.id);
        view! { <MenuLink href=href label=text::FIX_ADDRESS icon=IconName::Edit/> }.into_any()
    } else {
        let sent_again = about(invitation);
        view! {
            <MenuForm
                action="/api/staff/portal-accounts/resend"
                label=text::RESEND
                icon=IconName::Send
                fields=sent_again
            />
        }
        .into_any()
    };
    view! {
        <RowMenu id=id label=label trigger=MenuTrigger::Triangle>
            {first}
            <MenuForm
                action="/api/staff/portal-accounts/copy"
                label=copy
                icon=IconName::Link
                fields=copied
            />
            <MenuRule/>
            <MenuForm
                action="/api/staff/portal-accounts/delete"
                label=text::DELETE
                icon=IconName::Trash
                danger=true
                fields=deleted
            />
        </RowMenu>
    }
    .into_any()
}
