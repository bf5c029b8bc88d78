//! The HTML document around every page, its content security policy, and the table of
//! pages.

use http::header;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::display::{Letters, Theme};
use crate::{ctx, page};

/// The document. Scripts load after the page is there; nothing waits for them. How it looks in
/// this browser stands on it from the first byte, so that nothing changes before the reader's eyes.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView + use<> {
    set_policy();
    let display = ctx::display();
    let schemes = match display.theme {
        Theme::Device => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let font = match display.letters {
        Letters::Standard => "/fonts/hanken-grotesk-latin.woff2",
        Letters::Easy => "/fonts/atkinson-hyperlegible-next-latin.woff2",
    };
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=display.theme.mark()
            data-size=display.size.mark()
            data-letters=display.letters.mark()
            data-contrast=display.contrast.mark()
            data-motion=display.motion.mark()
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=schemes/>
                <link
                    rel="preload"
                    href=font
                    r#as="font"
                    type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href="/pkg/kith.css"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <MetaTags/>
                <HydrationScripts options=options islands=true/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Only our own files, and scripts only with this answer's nonce: an injected `<script>`
/// would not run, and nothing typed can reach another server.
fn set_policy() {
    let nonce = use_nonce()
        .map(|nonce| format!("'nonce-{nonce}' "))
        .unwrap_or_default();
    ctx::add_header(
        header::CONTENT_SECURITY_POLICY,
        &format!(
            "default-src 'none'; script-src 'self' {nonce}'wasm-unsafe-eval'; connect-src 'self'; \
             style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'"
        ),
    );
}

/// All pages. Each is whole without a script: rendered before the first byte is sent.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=page::not_found>
                <Route path=path!("/") view=page::home ssr=SsrMode::Async/>
                <Route path=path!("/home") view=page::welcome ssr=SsrMode::Async/>
                <Route path=path!("/book") view=page::book::services ssr=SsrMode::Async/>
                <Route path=path!("/book/done/:appointment") view=page::book::done ssr=SsrMode::Async/>
                <Route path=path!("/book/h/:hold/who") view=page::book::who ssr=SsrMode::Async/>
                <Route path=path!("/book/h/:hold/account") view=page::book::account ssr=SsrMode::Async/>
                <Route path=path!("/book/h/:hold/code") view=page::book::code ssr=SsrMode::Async/>
                <Route path=path!("/book/h/:hold/add") view=page::family::add_in_booking ssr=SsrMode::Async/>
                <Route path=path!("/book/h/:hold/check") view=page::book::check ssr=SsrMode::Async/>
                <Route path=path!("/book/together") view=page::book::together::choose ssr=SsrMode::Async/>
                <Route path=path!("/book/together/done/:appointment") view=page::book::together::done ssr=SsrMode::Async/>
                <Route path=path!("/book/together/:hold") view=page::book::together::check ssr=SsrMode::Async/>
                <Route path=path!("/book/:service") view=page::book::practitioners ssr=SsrMode::Async/>
                <Route path=path!("/book/:service/:who") view=page::book::times ssr=SsrMode::Async/>
                <Route path=path!("/family") view=page::family::overview ssr=SsrMode::Async/>
                <Route path=path!("/family/add") view=page::family::add ssr=SsrMode::Async/>
                <Route path=path!("/family/give-back/:access") view=page::family::give_back ssr=SsrMode::Async/>
                <Route path=path!("/family/:dependent/details") view=page::family::details ssr=SsrMode::Async/>
                <Route path=path!("/family/:dependent/own") view=page::family::invite_own ssr=SsrMode::Async/>
                <Route path=path!("/family/:dependent") view=page::family::dependent ssr=SsrMode::Async/>
                <Route path=path!("/family/:dependent/invite") view=page::family::lend ssr=SsrMode::Async/>
                <Route path=path!("/family/:dependent/diary") view=page::diary::of_dependent ssr=SsrMode::Async/>
                <Route path=path!("/log-in") view=page::log_in::ask ssr=SsrMode::Async/>
                <Route path=path!("/log-in/code") view=page::log_in::code ssr=SsrMode::Async/>
                <Route path=path!("/log-in/link") view=page::log_in::link ssr=SsrMode::Async/>
                <Route path=path!("/log-in/second-factor") view=page::log_in::second_factor ssr=SsrMode::Async/>
                <Route path=path!("/appointments") view=page::appointments::list ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:appointment") view=page::appointments::show ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:appointment/cancel") view=page::appointments::cancel ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:appointment/change") view=page::appointments::change ssr=SsrMode::Async/>
                <Route path=path!("/email/confirm") view=page::email::confirm ssr=SsrMode::Async/>
                <Route path=path!("/email/revert") view=page::email::revert ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:invitation") view=page::invitation::show ssr=SsrMode::Async/>
                <Route path=path!("/questions/:question") view=page::question::show ssr=SsrMode::Async/>
                <Route path=path!("/me") view=page::me::details ssr=SsrMode::Async/>
                <Route path=path!("/me/diary") view=page::diary::own ssr=SsrMode::Async/>
                <Route path=path!("/me/security") view=page::me::security ssr=SsrMode::Async/>
                <Route path=path!("/me/email") view=page::me::email ssr=SsrMode::Async/>
                <Route path=path!("/me/second-factor") view=page::me::app ssr=SsrMode::Async/>
                <Route path=path!("/me/second-factor/codes") view=page::me::app_codes ssr=SsrMode::Async/>
                <Route path=path!("/me/prove") view=page::me::prove ssr=SsrMode::Async/>
                <Route path=path!("/me/prove/code") view=page::me::prove_code ssr=SsrMode::Async/>
                <Route path=path!("/sign-up") view=page::sign_up::details ssr=SsrMode::Async/>
                <Route path=path!("/recover") view=page::recover::ask ssr=SsrMode::Async/>
                <Route path=path!("/recover/sent") view=page::recover::sent ssr=SsrMode::Async/>
                <Route path=path!("/recover/link") view=page::recover::link ssr=SsrMode::Async/>
                <Route path=path!("/me/password") view=page::me::password ssr=SsrMode::Async/>
                <Route path=path!("/help") view=page::plain::help ssr=SsrMode::Async/>
                <Route path=path!("/me/display") view=page::display::show ssr=SsrMode::Async/>
                <Route path=path!("/privacy") view=page::plain::privacy ssr=SsrMode::Async/>
                <Route path=path!("/accessibility") view=page::plain::accessibility ssr=SsrMode::Async/>
                <Route path=path!("/staff") view=page::staff::today ssr=SsrMode::Async/>
                <Route path=path!("/staff/appointments/:appointment") view=page::staff::appointment ssr=SsrMode::Async/>
                <Route path=path!("/staff/appointments/:appointment/cancel") view=page::staff::cancel ssr=SsrMode::Async/>
                <Route path=path!("/staff/appointments/:appointment/move") view=page::staff::move_visit ssr=SsrMode::Async/>
                <Route path=path!("/staff/bookings/new") view=page::staff::new_booking ssr=SsrMode::Async/>
                <Route path=path!("/staff/log-in") view=page::staff::log_in ssr=SsrMode::Async/>
                <Route path=path!("/staff/log-in/second-factor") view=page::staff::second_factor ssr=SsrMode::Async/>
                <Route path=path!("/staff/duplicates") view=page::staff::duplicates ssr=SsrMode::Async/>
                <Route
                    path=path!("/staff/merge/:survivor/:absorbed")
                    view=page::staff::merge
                    ssr=SsrMode::Async
                />
                <Route path=path!("/staff/merges") view=page::staff::merges ssr=SsrMode::Async/>
                <Route
                    path=path!("/staff/merges/:merge/seen")
                    view=page::staff::merge_seen
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/merges/:merge/undo")
                    view=page::staff::merge_undo
                    ssr=SsrMode::Async
                />
                <Route path=path!("/staff/password") view=page::staff::password ssr=SsrMode::Async/>
                <Route path=path!("/staff/patients") view=page::staff::patients ssr=SsrMode::Async/>
                <Route path=path!("/staff/patients/new") view=page::staff::new_patient ssr=SsrMode::Async/>
                <Route path=path!("/staff/patients/invite") view=page::staff::invite_many ssr=SsrMode::Async/>
                <Route path=path!("/staff/patients/invite/:batch") view=page::staff::invited_many ssr=SsrMode::Async/>
                <Route path=path!("/staff/patients/:patient") view=page::staff::patient ssr=SsrMode::Async/>
                <Route
                    path=path!("/staff/patients/:patient/appointments")
                    view=page::staff::patient_visits
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/history")
                    view=page::staff::patient_history
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/portal-accounts")
                    view=page::staff::portal_accounts
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/portal-accounts/:access/again")
                    view=page::staff::access_again
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/portal-accounts/:access/rights")
                    view=page::staff::access_rights
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/portal-accounts/:access/remove")
                    view=page::staff::remove_access
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/invitations/:invitation/link")
                    view=page::staff::invitation_link
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/invitations/:invitation/address")
                    view=page::staff::fix_invitation
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/edit")
                    view=page::staff::edit_patient
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/merge")
                    view=page::staff::merge_with
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/patients/:patient/safeguarding")
                    view=page::staff::safeguarding
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/registrations")
                    view=page::staff::registrations
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/registrations/:registration")
                    view=page::staff::registration
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/registrations/:registration/block")
                    view=page::staff::block
                    ssr=SsrMode::Async
                />
                <Route path=path!("/staff/review") view=page::staff::review ssr=SsrMode::Async/>
                <Route path=path!("/staff/security") view=page::staff::security ssr=SsrMode::Async/>
                <Route path=path!("/staff/security/codes") view=page::staff::security_codes ssr=SsrMode::Async/>
                <Route path=path!("/staff/settings/age") view=page::staff::ages ssr=SsrMode::Async/>
                <Route
                    path=path!("/staff/settings/registration")
                    view=page::staff::sign_ups
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/staff/settings/security")
                    view=page::staff::team_security
                    ssr=SsrMode::Async
                />
                <Route path=path!("/styleguide") view=page::dev::styleguide ssr=SsrMode::Async/>
                <Route path=path!("/dev/mail") view=page::dev::mail ssr=SsrMode::Async/>
                <Route path=path!("/dev/mail/:file") view=page::dev::mail_file ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
