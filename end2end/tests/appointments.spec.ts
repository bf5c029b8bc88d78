// A patient's own appointments: cancel one, and take that back.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';

test('cancel and undo', async ({ page, mail, address, axe, hydrated, javaScriptEnabled }) => {
  const who = somebody(address('cancel'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled);
  await page.goto('/appointments');
  await axe();
  await page.getByRole('link', { name: /Physiotherapy first visit/ }).click();
  const before = person.actions;
  await person.press('link', 'Cancel appointment');
  await person.heading('Cancel this appointment?');
  await axe();
  await person.press('button', 'Cancel appointment');
  expect(person.actions - before, 'actions to cancel').toBeLessThanOrEqual(2);
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled.' })).toBeVisible();
  await axe();
  await person.press('button', 'Undo');
  await expect(page.getByRole('status').filter({ hasText: 'Your appointment is back.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cancel appointment' })).toBeVisible();
  await page.goto('/appointments');
  await expect(page.getByRole('heading', { name: 'Coming up' })).toBeVisible();
});

test('after three minutes there is nothing to undo, and the mail tells of it', async ({
  page, mail, clock, address, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('late'));
  const person = new Person(page, hydrated);
  // A date far enough for the notice of 24 hours.
  await person.toTimes('Physiotherapy first visit');
  const enough = new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString().slice(0, 10);
  const days = page.locator('.date-grid button.day');
  if (((await days.last().getAttribute('value')) ?? '') < enough) {
    await page.getByRole('button', { name: /Next month/ }).click();
    await person.heading('Choose a time');
  }
  expect(await days.last().getAttribute('value')).not.toBeNull();
  await days.last().click();
  await hydrated();
  await page.locator('button.slot').first().click();
  await person.fillIn(who);
  await person.typeCode(mail, who.email, !!javaScriptEnabled);
  await person.book();
  await clock.advance(4 * 60);
  expect((await mail.next(who.email)).text).toContain('14 Harbour Lane');
  await page.goto('/appointments');
  await page.getByRole('link', { name: /Physiotherapy first visit/ }).click();
  const cancel = page.getByRole('link', { name: 'Cancel appointment' });
  await expect(cancel).toBeVisible();
  await cancel.click();
  await page.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await clock.advance(4 * 60);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  expect((await mail.next(who.email)).subject).toMatch(/cancel/i);
});
