//! What each field of a form holds: the owner's ids, and else an answer that is right.

use super::*;

impl World {
    /// The owner's id for a field or a part of an address.
    pub(crate) fn own(&self, path: &str, name: &str) -> Option<String> {
        match name {
            "hold" => Some(self.hold.to_string()),
            "appointment" if path.ends_with("/appointments/confirm") => {
                Some(self.asked_for.to_string())
            }
            "appointment" => Some(self.appointment.to_string()),
            "registration" => Some(self.registration.to_string()),
            "question" => Some(self.question.id.to_string()),
            "notice" => Some(self.notice.to_string()),
            "request" => Some(self.request.to_string()),
            "patient" if path.ends_with("/invite-own") || path.ends_with("/family/details") => {
                Some(self.dependent.to_string())
            }
            "patient" => Some(self.patient.clone()),
            "people" => Some(format!("{}.{}", self.patient, self.dependent)),
            // Staff's pages name whom they have invited and who acts for the owner; the others
            // what the owner was sent, and for whom the owner acts.
            "invitation" if path.contains("/staff/") => Some(self.invited.to_string()),
            "invitation" if path.contains("/family/") => Some(self.lent.to_string()),
            "access" if path.ends_with("/again") || path.contains("/give-back") => {
                Some(self.over.to_string())
            }
            "access" if path.contains("/staff/") => Some(self.access.to_string()),
            "access" => Some(self.looks_after.to_string()),
            "session" => Some(self.session.to_string()),
            "member" => Some(self.member.to_string()),
            "invitation" => Some(self.invitation.id.to_string()),
            "news" => Some(self.news.to_string()),
            "dependent" => Some(self.dependent.to_string()),
            "batch" => Some(self.batch.to_string()),
            "survivor" => Some(self.merging.survivor.to_string()),
            "absorbed" if path.ends_with("/forget-differ") => {
                Some(self.merging.different.to_string())
            }
            "absorbed" => Some(self.merging.absorbed.to_string()),
            "merge" => Some(self.merging.merge.to_string()),
            _ => None,
        }
    }

    pub(crate) fn field(&self, path: &str, name: &'static str, id: Id) -> String {
        if let Some(own) = self.own(path, name) {
            return id.of(own);
        }
        if path.starts_with("/api/staff/merge") {
            return self.of_merging(path, name);
        }
        match name {
            "submission" => MISSING.replace('0', "1"),
            "slot" => self.slot.clone(),
            "sequence" => "0".into(),
            "service" => "visit".into(),
            "services" => "visit.visit".into(),
            "plan" => self.plan.clone(),
            "who" => "first".into(),
            "subject" => "me".into(),
            "way" => "invited".into(),
            "next" => "/appointments".into(),
            "code" | "app_code" => "000000".into(),
            "admin" | "practitioner" | "desk" => String::new(),
            "password" => "no such password here".into(),
            "note" | "agreed" | "booked_as" | "desk_code" | "shown" | "what" | "when" | "at"
            | "stay" | "queue" | "anyway" | "anyway_reason" | "born" | "pronouns" | "street"
            | "suburb" | "state" | "postcode" => String::new(),
            "name" => "Una Unproven".into(),
            "sure" if path.contains("/family/") => "yes".into(),
            "sure" | "subject_of" => "1".into(),
            "ground" => "court_appointment".into(),
            "document" => "an order".into(),
            "kinship" => "mother".into(),
            "allowed" => "yes".into(),
            "version" => self.version.clone(),
            "requests" => self.requests.clone(),
            "theme" => "dark".into(),
            "size" => "largest".into(),
            "letters" => "easy".into(),
            "contrast" => "more".into(),
            "motion" => "less".into(),
            "asked_by" => "patient".into(),
            "from" => "today".into(),
            "reason" => "a reason".into(),
            "step" => "arrive".into(),
            "act" => "book.0".into(),
            "tell" => "yes".into(),
            "rights" => "view".into(),
            "length" => "open".into(),
            "patients" => self.patient.clone(),
            "was" if path.ends_with("/again") => {
                app::api::portal_accounts::was_text(&helped_until())
            }
            "was" => app::api::portal_accounts::was_text(&helps()),
            // The table that counts already, so that nobody else finds another one.
            "before" => "12.bookings_only 16.ask 18.end march_1".into(),
            "age_1" => "12".into(),
            "effect_1" => "bookings_only".into(),
            "age_2" => "16".into(),
            "effect_2" => "ask".into(),
            "age_3" => "18".into(),
            "effect_3" => "end".into(),
            "age_4" | "effect_4" | "age_5" | "effect_5" | "age_6" | "effect_6" => String::new(),
            "leap" => "march_1".into(),
            "been_here" => "yes".into(),
            "was_policy" | "policy" => "open".into(),
            "was_message" | "message" => String::new(),
            "other_name" | "other_email" | "other_phone" => String::new(),
            "relation" | "view_appointments" | "book" | "reschedule" | "cancel"
            | "edit_contact" | "receive_notices" | "manage_access" | "basis" | "until"
            | "confirm" => String::new(),
            _ => DETAILS
                .iter()
                .find(|(field, _)| *field == name)
                .unwrap()
                .1
                .to_owned(),
        }
    }
}

impl World {
    /// What a form about two profiles says: a third value wherever one can be typed.
    fn of_merging(&self, path: &str, name: &str) -> String {
        let text = match name {
            "version" if path.ends_with("/undo") => &self.merging.undo_version,
            "version" => &self.merging.version,
            "name" | "born" | "pronouns" | "email" | "phone" | "address" => "other",
            "sex" | "record_number" => "survivor",
            "name_other" => "Una Unproven",
            "born_other" => "1 May 1988",
            "identity" | "confirmed" => "yes",
            "reason" => "a reason",
            _ => "",
        };
        text.to_owned()
    }
}

/// What the one could do whose last day has passed.
pub(super) fn helped_until() -> clinic::testing::Terms {
    clinic::testing::Terms {
        until_on: Some("2026-03-01".parse().unwrap()),
        ..helps()
    }
}

/// What the one who acts for the owner may do.
pub(super) fn helps() -> clinic::testing::Terms {
    clinic::testing::Terms::guardian(domain::access::Preset::Bookings.abilities())
}
