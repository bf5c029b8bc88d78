// Coming back: the last visit again in one tap, and that taken back.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';

test('book again in one tap, and undo it', async ({
  page, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  const who = somebody(address('again'));
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, who, !!javaScriptEnabled, 'Sports massage');
  await clock.advance(4 * 60);
  await mail.next(who.email);
  await page.goto('/home');
  await person.heading('Welcome back');
  await axe();
  const before = person.actions;
  person.actions += 1;
  await page.locator('button[name="slot"]').last().click();
  await person.heading('You’re booked');
  expect(person.actions - before, 'actions to book again').toBe(1);
  await axe();
  await person.press('button', 'Undo');
  await person.heading('My appointments');
  await expect(page.getByRole('status').filter({ hasText: 'Your booking is undone.' })).toBeVisible();
  await axe();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Book again' })).toBeVisible();
  await axe();
});
