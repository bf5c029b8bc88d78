// The front desk books by hand: for whom it likes, over another visit, against a rule; moves
// and cancels; and says what becomes of a visit.
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { atTheClinic, type Clock } from '../fixtures/clock.ts';
import { Keys } from '../fixtures/keys.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { logInAsDesk, toRegistrations } from '../fixtures/desk.ts';

test.describe.configure({ timeout: 120_000 });

/** "Booked. You can undo this until 9:07 am." */
const banner = (desk: Page, done: string) => expect(desk.getByRole('status')).toContainText(`${done} You can undo this until`);

/** Types a time and asks for it. */
async function typeTime(desk: Page, typed: string): Promise<void> {
  await desk.getByLabel('Type a time').fill(typed);
  await desk.getByRole('button', { name: 'Show times' }).last().click();
}

/** A time of the clinic's that nobody works at: 9 pm or 5 am, in twelve hours at the most. */
async function outOfHours(clock: Clock): Promise<Date> {
  const hourOf = (at: Date) => atTheClinic(at).hour;
  if (hourOf(clock.now()) >= 4 && hourOf(clock.now()) < 9) await clock.advance(5 * 3600);
  const hour = Math.ceil((clock.now().getTime() + 60_000) / 3_600_000);
  for (let next = hour; ; next += 1) {
    const at = new Date(next * 3_600_000);
    if ([21, 5].includes(hourOf(at))) return at;
  }
}

/** The time as one types it: "2026-03-12 9:00pm". */
function typed(at: Date): string {
  const zone = { timeZone: 'America/Halifax' };
  const date = new Intl.DateTimeFormat('en-CA', zone).format(at);
  const time = new Intl.DateTimeFormat('en-US', { ...zone, hour: 'numeric', minute: '2-digit' }).format(at);
  return `${date} ${time.replace(/\s/g, '').toLowerCase()}`;
}

test('from Today, over a visit, and cancelled by the clinic', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = { ...somebody(address('desk')), name: `Dee ${address('x').replace(/[^a-z]/g, '')}` };
  await new Person(page, hydrated).bookAsNew(mail, who, !!javaScriptEnabled);
  const desk = await visitor();
  await logInAsDesk(desk, site);
  const at = new Person(desk, hydrated);
  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: who.email });

  // From who waits: open the menu, "Book", "Book".
  at.actions += 1;
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await at.press('link', /^Book$/);
  await at.heading(`Book for ${who.name}`);
  await axe(desk);
  await expect(desk.getByText(`Email ${who.email} about it`)).toBeVisible();
  // An unticked box stays so when another time is chosen.
  const tell = desk.getByLabel(`Email ${who.email} about it`);
  const proposed = desk.url();
  await tell.uncheck();
  await desk.locator('.soonest-card').last().click();
  await at.heading(`Book for ${who.name}`);
  await expect(tell).not.toBeChecked();
  await desk.goto(proposed);
  await at.heading(`Book for ${who.name}`);
  await expect(tell).toBeChecked();
  await at.press('button', 'Book');
  await at.heading(who.name);
  expect(at.actions, 'presses from Today to a booking').toBe(3);
  await banner(desk, 'Booked.');
  await axe(desk);
  const visit = desk.url();

  // The patient sees it.
  await page.goto('/appointments');
  await expect(page.locator('main li')).toHaveCount(2);

  // Over itself: the same time, typed.
  const time = await desk.locator('.summary-list dd').first().innerText();
  const [, month, day] = /(\w+) (\d+)/.exec(time.split(', ').at(-1) ?? '') ?? [];
  const clockTime = /\d+:\d+/.exec(time.split('\n').at(-1) ?? '')?.[0];
  const half = /(am|pm)/.exec(time)?.[1] ?? '';
  await at.press('link', 'Book again');
  await at.heading(`Book for ${who.name}`);
  await typeTime(desk, `${month} ${day} ${clockTime}${half}`);
  await expect(desk.getByText('This time is taken')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Book', exact: true })).toHaveCount(0);
  await axe(desk);
  await desk.getByLabel('Reason').fill('Both want to come together');
  await at.press('button', 'Book over it');
  await at.heading(who.name);
  await expect(desk.getByText('Overbooked').first()).toBeVisible();
  await at.press('button', 'Undo');
  await expect(desk.getByText('Cancelled', { exact: true }).first()).toBeVisible();

  // The clinic cancels; the mail leaves after the grace.
  await clock.advance(4 * 60);
  await mail.next(who.email);
  await desk.goto(visit);
  await expect(desk.getByRole('button', { name: 'Undo' }), 'too late for that').toHaveCount(0);
  await at.press('link', 'Cancel appointment');
  await at.heading('Cancel this appointment?');
  await axe(desk);
  await desk.getByLabel('The clinic').check();
  await at.press('button', 'Cancel appointment');
  await banner(desk, 'Cancelled.');
  await clock.advance(4 * 60);
  await expect(async () => {
    const told = mail.all(who.email).find((one) => one.subject.startsWith('Cancelled'));
    expect(told?.text.match(/\/book\/\S+\?date=/g)?.length).toBe(3);
  }).toPass({ timeout: 20_000 });
});

test('for somebody without an account, against a rule, and what became of it', async ({
  page: desk, site, clock, address, axe, hydrated,
}) => {
  const name = `Ned ${address('x').replace(/[^a-z]/g, '')}`;
  const at = new Person(desk, hydrated);
  const when = await outOfHours(clock);
  await logInAsDesk(desk, site);

  // From Today to somebody who isn't here yet, and on from their profile.
  await at.press('link', 'New booking');
  await at.heading('Who is it for?');
  await desk.getByLabel('Who', { exact: true }).fill(name);
  await at.press('button', 'Search');
  await expect(desk.getByText(`No one found for “${name}”.`)).toBeVisible();
  await axe();
  await at.press('link', `Add “${name}” as a new patient`);
  await at.press('button', 'Add patient');
  await at.heading(name);
  await at.press('link', /^Book$/);
  await at.heading(`Book for ${name}`);
  await expect(desk.getByText('No email address, so nothing is sent.')).toBeVisible();

  // What was typed is still there when the tick is missing.
  await typeTime(desk, typed(when));
  await expect(desk.getByText('A patient couldn’t book this')).toBeVisible();
  await desk.getByLabel('Note for the practitioner').fill('By the back door');
  // Another time, typed; back by a press of Enter; a soon one: the note goes along.
  const note = desk.getByLabel('Note for the practitioner');
  await desk.getByLabel('Type a time').fill('soonish');
  await desk.getByLabel('Type a time').press('Enter');
  await expect(desk.getByRole('alert')).toContainText('Enter a time, like thu 10:15');
  await expect(note).toHaveValue('By the back door');
  await at.heading(`Book for ${name}`);
  await desk.locator('.soonest-card').last().click();
  await expect(desk.getByRole('alert')).toHaveCount(0);
  await expect(desk.getByText('A patient couldn’t book this')).toHaveCount(0);
  await expect(note).toHaveValue('By the back door');
  expect(desk.url()).not.toContain('door');
  await at.heading(`Book for ${name}`);
  await typeTime(desk, typed(when));
  await expect(desk.getByText('A patient couldn’t book this')).toBeVisible();
  await expect(note).toHaveValue('By the back door');
  await at.press('button', 'Book');
  await expect(desk.getByRole('alert')).toContainText('say why');
  await expect(desk.getByLabel('Note for the practitioner')).toHaveValue('By the back door');
  await axe();
  await desk.getByLabel('Book anyway').check();
  await at.press('button', 'Book');
  await expect(desk.getByRole('alert')).toContainText('Enter a reason');
  await desk.getByLabel('Reason').fill('Works nights');
  await at.press('button', 'Book');
  await at.heading(name);
  await banner(desk, 'Booked.');
  await expect(desk.getByText('Works nights')).toBeVisible();
  const visit = desk.url().split('?')[0]!;

  // There, finished, not finished after all.
  await at.press('button', 'Arrived');
  await banner(desk, 'Arrived.');
  await at.press('button', 'Finished');
  await banner(desk, 'Finished.');
  await at.press('button', 'Undo');
  await expect(desk.getByRole('status')).toContainText('Undone.');
  await expect(desk.getByRole('button', { name: 'Finished' })).toBeVisible();

  // Another one, which they miss.
  await desk.goto(visit);
  await at.press('link', 'Book again');
  await at.heading(`Book for ${name}`);
  const later = new Date(when.getTime() + 2 * 3_600_000);
  await typeTime(desk, typed(later));
  await desk.getByLabel('Book anyway').check();
  await desk.getByLabel('Reason').fill('Works nights');
  await at.press('button', 'Book');
  await banner(desk, 'Booked.');
  const missed = desk.url();
  await expect(desk.getByRole('button', { name: 'Didn’t come' })).toHaveCount(0);
  await clock.advance(Math.ceil((later.getTime() - clock.now().getTime()) / 1000) + 60);
  await logInAsDesk(desk, site);
  await desk.goto(missed);
  await at.press('button', 'Didn’t come');
  await banner(desk, 'Didn’t come.');
  await clock.advance(4 * 60);
  // The page still shows the button; pressed too late, it is gone and says why.
  await at.press('button', 'Undo');
  await expect(desk.getByRole('alert')).toContainText('too late');
  await expect(desk.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test('moved to another time, and back', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = { ...somebody(address('moved')), name: `Mo ${address('x').replace(/[^a-z]/g, '')}` };
  await new Person(page, hydrated).bookAsNew(mail, who, !!javaScriptEnabled);
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).subject).toMatch(/^Booked/);
  const desk = await visitor();
  const at = new Person(desk, hydrated);
  await logInAsDesk(desk, site);

  // From their profile to the visit.
  await desk.goto('/staff/patients');
  await desk.getByRole('searchbox').fill(who.name);
  await desk.getByRole('searchbox').press('Enter');
  await desk.getByRole('link', { name: who.name }).click();
  await at.heading(who.name);
  await desk.getByRole('region', { name: 'Next visit' }).getByRole('link').last().click();
  await expect(desk).toHaveURL(/\/staff\/appointments\//);
  const when = desk.locator('.summary-list dd').first();
  const old = (await when.textContent())!;

  await at.press('link', 'Move appointment');
  await at.heading(`Move ${who.name}’s appointment`);
  await axe(desk);
  await desk.locator('.soonest-card').last().click();
  await at.heading(`Move ${who.name}’s appointment`);
  await at.press('button', 'Move appointment');
  await banner(desk, 'Moved.');
  await expect(when).not.toHaveText(old);
  await at.press('button', 'Undo');
  await expect(desk.getByRole('status')).toContainText('Undone.');
  await expect(when).toHaveText(old);

  // Where nobody works: with a tick and a reason; then the patient hears of it.
  await at.press('link', 'Move appointment');
  await typeTime(desk, '+2w 5am');
  await expect(desk.getByText('A patient couldn’t book this')).toBeVisible();
  await desk.getByLabel('Move anyway').check();
  await desk.getByLabel('Reason').fill('Leaves for the airport');
  // An unticked box and a reason stay when another time is chosen; a tick is for one time.
  const tell = desk.getByLabel(`Email ${who.email} about it`);
  await tell.uncheck();
  await desk.locator('.soonest-card').first().click();
  await at.heading(`Move ${who.name}’s appointment`);
  await expect(tell).not.toBeChecked();
  expect(desk.url()).not.toContain('airport');
  await axe(desk);
  await tell.check();
  await typeTime(desk, '+2w 5am');
  await expect(desk.getByLabel('Move anyway')).not.toBeChecked();
  await expect(tell).toBeChecked();
  await desk.getByLabel('Move anyway').check();
  await expect(desk.getByLabel('Reason')).toHaveValue('Leaves for the airport');
  await at.press('button', 'Move appointment');
  await banner(desk, 'Moved.');
  await expect(desk.getByText('Leaves for the airport')).toBeVisible();
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).subject).toMatch(/^Moved: .*5:00 am/);
  await page.goto('/appointments');
  await expect(page.locator('main').getByText(/5:00 am/).first()).toBeVisible();
});

/** Adds a patient of that name and nothing else. */
async function add(desk: Page, name: string): Promise<void> {
  await desk.goto('/staff/patients/new');
  await desk.getByLabel('Full name').fill(name);
  await desk.getByRole('button', { name: 'Add patient' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(name);
}

test('booked and moved by keyboard alone', async ({ page: desk, site, address, axe, hydrated }) => {
  // A first name that nobody else's begins like.
  const name = `Quokka ${address('x').replace(/[^a-z]/g, '')}`;
  const at = new Person(desk, hydrated);
  const keys = new Keys(desk);
  await logInAsDesk(desk, site);
  await add(desk, name);
  await desk.goto('/staff');
  await at.heading(/^Good /);

  // From any page. It aims at 7 presses: N, four letters, Enter, Enter. The Enter that searches
  // is one more, since nobody is suggested while one types.
  // However much waits on Today, it stands in the bar below.
  await keys.to('New booking', 200);
  await keys.press('Enter');
  await at.heading('Who is it for?');
  await expect(desk.getByLabel('Who', { exact: true })).toBeFocused();
  await keys.expectSeen();
  await keys.type('quok');
  await keys.press('Enter');
  const first = desk.locator('main').getByRole('link', { name: new RegExp(`^${name}`) });
  await expect(first).toBeFocused();
  await keys.expectSeen();
  await axe();
  await keys.press('Enter');
  await at.heading(`Book for ${name}`);
  await keys.begin('Profile');
  await keys.to('Book');
  await keys.press('Enter');
  await at.heading(name);
  await banner(desk, 'Booked.');
  expect(keys.deciding, 'deciding key presses of a booking').toBe(8);

  // Another time: go to it, choose it, say so. It aims at M, an arrow, Enter.
  const when = desk.locator('.summary-list dd').first();
  const old = (await when.textContent())!;
  keys.deciding = 0;
  await keys.begin(name);
  await keys.to('Move appointment');
  await keys.press('Enter');
  await at.heading(`Move ${name}’s appointment`);
  await keys.begin('Appointment');
  await keys.to(/[ap]m with /);
  await keys.press('Enter');
  await expect(desk).toHaveURL(/[?&]at=/);
  await at.heading(`Move ${name}’s appointment`);
  await keys.begin('Appointment');
  await keys.to('Move appointment');
  await keys.press('Space');
  await at.heading(name);
  await banner(desk, 'Moved.');
  expect(keys.deciding, 'deciding key presses of a move').toBe(3);
  await expect(when).not.toHaveText(old);

  // And back: what was just done stands first.
  await keys.begin(name);
  await keys.to('Undo', 1);
  await keys.press('Enter');
  await expect(desk.getByRole('status')).toContainText('Undone.');
  await expect(when).toHaveText(old);
});

test('every page of the desk says where one is and leads back', async ({ page: desk, site, address, hydrated, viewport }) => {
  const name = `Wim ${address('x').replace(/[^a-z]/g, '')}`;
  const at = new Person(desk, hydrated);
  await logInAsDesk(desk, site);
  await add(desk, name);
  const profile = new URL(desk.url()).pathname;
  await at.press('link', /^Book$/);
  await at.heading(`Book for ${name}`);
  const booking = new URL(desk.url()).pathname + new URL(desk.url()).search;
  await at.press('button', 'Book');
  await at.heading(name);
  const visit = new URL(desk.url()).pathname;

  const phone = viewport!.width < 896;
  const room = phone ? 'New booking' : 'Patients';
  for (const [here, current, back, leads] of [
    ['/staff/patients?q=Wim', 'Patients', 'All patients', '/staff/patients'],
    ['/staff/patients/new', 'Patients', 'Patients', '/staff/patients'],
    [profile, 'Patients', 'Patients', '/staff/patients'],
    [`${profile}/appointments`, 'Patients', 'Patients', '/staff/patients'],
    [`${profile}/history`, 'Patients', 'Patients', '/staff/patients'],
    [`${profile}/edit`, 'Patients', name, profile],
    [visit, 'Patients', name, profile],
    [`${visit}/move`, 'Patients', 'Appointment', visit],
    [`${visit}/cancel`, 'Patients', 'Appointment', visit],
    [booking, room, 'Profile', profile],
    ['/staff/bookings/new', room, 'Today', '/staff'],
  ] as const) {
    await desk.goto(here);
    const nav = desk.getByRole('navigation', { name: 'Clinic' });
    await expect(nav.locator('[aria-current]'), here).toHaveCount(1);
    await expect(nav.locator('[aria-current]'), here).toContainText(current);
    const first = desk.locator('main').getByRole('link').first();
    await expect(first, here).toHaveAccessibleName(`Back to ${back}`);
    await expect(first, here).toHaveAttribute('href', leads);
  }
  // The two places that nothing is above.
  for (const [here, current] of [['/staff', 'Today'], ['/staff/patients', 'Patients']] as const) {
    await desk.goto(here);
    const nav = desk.getByRole('navigation', { name: 'Clinic' });
    await expect(nav.locator('[aria-current="page"]'), here).toContainText(current);
    await expect(desk.getByRole('link', { name: /^Back to/ }), here).toHaveCount(0);
  }
});
