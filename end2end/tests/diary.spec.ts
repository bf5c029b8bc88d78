// The access diary: a guardian books and looks, the patient reads who did what, and staff's
// history says on whose behalf.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { shoot } from '../fixtures/shoot.ts';

test('somebody reads who did what for them and for whom they look after', async ({
  page, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(address('diary'), 'Robin Sample'), !!javaScriptEnabled);
  await page.getByRole('link', { name: 'Change or cancel' }).click();
  await person.press('link', 'Who looked at this, and who changed it');
  await person.heading('Access diary');
  await expect(page.getByText('Nobody can change or delete a line.')).toBeVisible();
  const today = page.getByRole('region', { name: 'Today' });
  const lines = today.getByRole('listitem');
  await expect(lines.first()).toContainText('You');
  await expect(lines.first()).toContainText('Looked at this diary');
  await expect(lines.filter({ hasText: 'Booked an appointment' }).getByRole('link')).toHaveCount(1);
  await axe();
  await shoot(page, 'diary');

  // Enough of them for a second page; the first one begins with this look.
  for (let look = 0; look < 25; look += 1) await page.reload();
  await expect(lines).toHaveCount(25);
  await person.press('link', 'Older');
  await expect(lines.filter({ hasText: 'Booked an appointment' })).toHaveCount(1);
  await person.press('link', 'Newest');
  await expect(lines).toHaveCount(25);

  await page.goto('/family/add');
  await page.getByLabel('Their full name').fill('Leo Sample');
  await page.getByLabel('Day').fill('9');
  await page.getByLabel('Month').fill('9');
  await page.getByLabel('Year').fill('2018');
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await person.press('link', 'Leo’s access diary');
  await person.heading('Leo’s access diary');
  await expect(lines.filter({ hasText: 'Added Leo to look after' })).toHaveCount(1);
  await expect(lines.filter({ hasText: 'Looked at who can act for Leo' })).toHaveCount(1);
  await expect(page.getByText('Show what one person did'), 'one person did it all').toHaveCount(0);
  await axe();
  await shoot(page, 'diary-of-leo');
});
