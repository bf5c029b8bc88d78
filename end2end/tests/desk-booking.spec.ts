// The front desk books by hand: from Today and from a visit, over another visit, and
// cancels for the clinic, of which the patient is told.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { logInAsDesk } from '../fixtures/desk.ts';

test('the desk books for somebody, books over a visit and cancels', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = { ...somebody(address('desk')), name: `Dee ${address('x').replace(/[^a-z]/g, '')}` };
  await new Person(page, hydrated).bookAsNew(mail, who, !!javaScriptEnabled);
  const desk = await visitor();
  await logInAsDesk(desk, site);
  const at = new Person(desk, hydrated);
  const row = desk.locator('li.queue-row').filter({ hasText: who.email });

  // From Today: open the menu, "Book", "Book".
  at.actions += 1;
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await at.press('link', 'Book');
  await at.heading(`Book for ${who.name}`);
  await axe(desk);
  await expect(desk.getByText(`Email ${who.email} about it`)).toBeVisible();
  await at.press('button', 'Book');
  await at.heading(who.name);
  expect(at.actions, 'presses from Today to a booking').toBe(3);
  await expect(desk.getByRole('status')).toContainText('Booked. You can undo this until');
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
  await desk.getByLabel('Type a time').fill(`${month} ${day} ${clockTime}${half}`);
  await at.press('button', 'Show times');
  await expect(desk.getByText('This time is taken')).toBeVisible();
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
  await at.press('link', 'Cancel appointment');
  await at.heading('Cancel this appointment?');
  await axe(desk);
  await desk.getByLabel('The clinic').check();
  await at.press('button', 'Cancel appointment');
  await expect(desk.getByRole('status')).toContainText('Cancelled. You can undo this until');
  await clock.advance(4 * 60);
  await expect(async () => {
    const told = mail.all(who.email).find((one) => one.subject.startsWith('Cancelled'));
    expect(told?.links.filter((link) => link.includes('/book/')).length).toBe(3);
  }).toPass({ timeout: 20_000 });
});
