// Another time for an appointment: move it, take that back, or move instead of cancelling.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';

test('move and undo', async ({ page, mail, clock, address, axe, hydrated, javaScriptEnabled }) => {
  const who = somebody(address('move'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  await page.goto('/appointments');
  await page.getByRole('link', { name: /Physiotherapy first visit/ }).click();
  const old = await page.getByRole('heading', { level: 1 }).innerText();
  const before = person.actions;
  await person.press('link', 'Change time');
  await person.heading('Choose a time');
  await expect(page.getByText(`Now: ${old}`)).toBeVisible();
  await axe();
  person.actions += 1;
  await page.locator('.soonest-card').first().click();
  await person.heading(/^Move to /);
  await axe();
  await person.press('button', 'Move appointment');
  expect(person.actions - before, 'actions to move').toBe(3);
  const banner = page.getByRole('status').filter({ hasText: 'Moved to' });
  await expect(banner).toBeVisible();
  await axe();
  await person.press('button', 'Undo');
  await expect(page.getByRole('status').filter({ hasText: 'Your appointment is back.' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: old })).toBeVisible();
  // One mail, about the booking, with the time it has.
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).subject).toContain(`Booked: ${old}`);
});

test('instead of cancelling, another time', async ({
  page, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('instead'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).subject).toMatch(/^Booked/);
  await page.goto('/appointments');
  await page.getByRole('link', { name: /Physiotherapy first visit/ }).click();
  const change = page.getByRole('link', { name: 'Change time' });
  // The soonest times may be inside the notice: then only the phone is left.
  if (!(await change.isVisible())) {
    await expect(page.getByText(/can’t be (changed|cancelled) online/).first()).toBeVisible();
    return;
  }
  await person.press('link', 'Cancel appointment');
  await expect(page.getByRole('heading', { name: 'Would another time work?' })).toBeVisible();
  await axe();
  await page.locator('.soonest-card').first().click();
  await person.heading(/^Move to /);
  await person.press('button', 'Move appointment');
  await expect(page.getByRole('status').filter({ hasText: 'Moved to' })).toBeVisible();
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).subject).toMatch(/^Moved/);
});
