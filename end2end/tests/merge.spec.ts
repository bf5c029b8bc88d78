// Who signed up is matched with their profile in two actions, and split from it again.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { logInAsDesk, toRegistrations } from '../fixtures/desk.ts';
import { shoot } from '../fixtures/shoot.ts';

// Each page is looked at in light and dark, and on a small phone, too.
test.describe.configure({ timeout: 120_000 });

test('a sign-up is merged into its profile in two actions, and split again', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const last = address('x').replace(/[^a-z]/g, '');
  const [short, full] = [`Mira ${last}`, `Mira Q. ${last}`];
  const email = address('merge');
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await desk.goto('/staff/patients/new');
  await desk.getByLabel('Full name').fill(full);
  await desk.getByRole('textbox', { name: /^Date of birth/ }).fill('27 march 1988');
  await desk.getByRole('textbox', { name: /^Email/ }).fill(email);
  await desk.getByRole('button', { name: 'Add patient' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(full);

  await new Person(page, hydrated).bookAsNew(mail, somebody(email, short), !!javaScriptEnabled);

  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: email });
  await expect(row).toContainText('Strong match');
  await expect(row).toContainText('Same birth date');
  await axe(desk);
  await shoot(desk, 'registrations');
  const at = new Person(desk, hydrated);
  at.actions += 1;
  await row.getByRole('link', { name: /^Review and merge/ }).click();
  await at.heading('Are these the same person?');
  await axe(desk);
  await shoot(desk, 'merge');
  const name = desk.getByRole('radiogroup', { name: 'Name', exact: true });
  await expect(name.locator('mark')).toHaveText('Q.');
  await expect(name.locator('.merge-after')).toContainText(full);
  const before = desk.viewportSize()!;
  await desk.setViewportSize({ width: 320, height: 700 });
  expect((await desk.locator('html').boundingBox())!.width).toBeLessThanOrEqual(320);
  await shoot(desk, 'merge-phone');
  await desk.setViewportSize(before);
  await at.press('button', 'Merge profiles');
  await expect(desk.getByRole('status').filter({ hasText: `Merged into ${full}.` })).toBeVisible();
  expect(at.actions, 'Review and merge, Merge profiles').toBe(2);

  await desk.getByRole('status').getByRole('link', { name: 'Undo' }).click();
  await at.heading(`Split ${full} back into two?`);
  await axe(desk);
  await shoot(desk, 'split');
  await at.press('button', 'Split them');
  await expect(desk.getByRole('status').filter({ hasText: 'Two profiles again.' })).toBeVisible();
  await axe(desk);
  // They are known to be two, and never suggested again.
  await toRegistrations(desk);
  await expect(row).toBeVisible();
  await expect(row).not.toContainText(full);
});
