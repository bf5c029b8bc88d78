// A child whom a guardian added is merged from the menu of their profile; on another day an admin shows who they are
// and splits them. Meanwhile the old address leads to the one that stands.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { addProfile, logInAs, logInAsDesk } from '../fixtures/desk.ts';
import { shoot } from '../fixtures/shoot.ts';

// Each page is looked at in light and dark, and on a small phone, too.
test.describe.configure({ timeout: 120_000 });

test('a merge of another day is undone by an admin who shows again who they are', async ({
  page, visitor, site, mail, clock, address, axe, hydrated, javaScriptEnabled,
}) => {
  // A guardian and the child whom they added; the desk knows the child already.
  const last = address('z').replace(/[^a-z]/g, '');
  const [short, full] = [`Lio ${last}`, `Lio Q. ${last}`];
  const email = address('late');
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await addProfile(desk, full, '9 may 2019', address('home'));
  await new Person(page, hydrated).bookAsNew(mail, somebody(email, `Robin ${last}`), !!javaScriptEnabled);
  await page.goto('/family/add');
  await page.getByLabel('Their full name').fill(short);
  await page.getByLabel('Day').fill('9');
  await page.getByLabel('Month').fill('5');
  await page.getByLabel('Year').fill('2019');
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: short })).toBeVisible();
  const old = page.url();

  const at = new Person(desk, hydrated);
  await desk.goto(`/staff/patients?q=${encodeURIComponent(full)}`);
  await desk.getByRole('link', { name: full }).first().click();
  await at.heading(full);
  const merging = desk.getByRole('link', { name: 'Merge with another profile' });
  if (!(await merging.isVisible())) await desk.getByRole('button', { name: /^Actions/ }).first().click();
  await merging.click();
  await at.heading('Merge with which profile?');
  await desk.getByLabel('Name, date of birth, phone or email').fill(last);
  await desk.getByRole('button', { name: 'Search', exact: true }).click();
  await axe(desk);
  await shoot(desk, 'merge-with');
  await desk.getByRole('row').filter({ hasText: short }).getByRole('link', { name: /^Compare/ }).click();
  await at.heading('Are these the same person?');
  await axe(desk);
  await shoot(desk, 'merge-guardian');
  await desk.getByRole('checkbox', { name: new RegExp(email) }).check();
  await desk.getByLabel('I’ve checked who this is').check();
  await at.press('button', 'Merge profiles');
  await expect(desk.getByRole('status').filter({ hasText: `Merged into ${full}.` })).toBeVisible();

  // The address of the one that was merged still works for its guardian.
  await page.goto(old);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(full);

  await clock.toNextMorning();
  await logInAsDesk(desk, site);
  await desk.goto('/staff/merges');
  const mine = desk.getByRole('row').filter({ hasText: full });
  await expect(mine).toContainText('An admin can undo this.');
  await axe(desk);
  await shoot(desk, 'merges');

  const admin = await visitor();
  const password = await logInAs('admin', admin, site);
  await admin.goto('/staff/merges');
  await admin.getByRole('row').filter({ hasText: full }).getByRole('link', { name: /^Undo/ }).click();
  const split = new Person(admin, hydrated);
  await split.heading(`Split ${full} back into two?`);
  await expect(admin.getByText('The merge isn’t from today, so we check that it’s really you.')).toBeVisible();
  await axe(admin);
  await admin.getByLabel('Your password').fill('none of theirs');
  await split.press('button', 'Split them');
  await expect(admin.getByRole('main')).toContainText('That password isn’t right.');
  await axe(admin);
  await shoot(admin, 'split-late');
  await admin.getByLabel('Your password').fill(password);
  await split.press('button', 'Split them');
  await expect(admin.getByRole('status').filter({ hasText: 'Two profiles again.' })).toBeVisible();
  await admin.goto(`/staff/patients?q=${encodeURIComponent(last)}`);
  for (const name of [short, full]) {
    await expect(admin.getByRole('link', { name, exact: true }).first()).toBeVisible();
  }
});
