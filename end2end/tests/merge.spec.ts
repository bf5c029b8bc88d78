// Who signed up is matched with their profile in two actions, and split from it again.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody, type Details } from '../fixtures/person.ts';
import { addAsNew, addProfile, logInAs, logInAsDesk, toRegistrations } from '../fixtures/desk.ts';
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
  await addProfile(desk, full, '27 march 1988', email);

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

/** An account outside of a booking, up to the page that takes the code. */
async function signUp({ page }: Person, who: Details): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Full name').fill(who.name);
  await page.getByLabel('Email address').fill(who.email);
  await page.getByLabel('Day').fill(who.day);
  await page.getByLabel('Month').fill(who.month);
  await page.getByLabel('Year').fill(who.year);
  await page.getByLabel('Password').fill('seven otters juggle quietly');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
}

test('two portal accounts: staff choose which one stays, and the other one sees nothing', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const name = `Nora ${address('nora').replace(/[^a-z]/g, '')}`;
  const born = { day: '6', month: '11', year: '1971' };
  const [old, fresh] = [address('old'), address('fresh')];
  const desk = await visitor();
  await logInAsDesk(desk, site);
  const before = await visitor();
  await signUp(new Person(before, hydrated), { ...somebody(old, name), ...born });
  await new Person(before, hydrated).typeCode(mail, old, !!javaScriptEnabled);
  await expect(before.getByRole('heading', { level: 1 })).toContainText('Welcome');
  await toRegistrations(desk);
  const rows = desk.locator('li.queue-row');
  await addAsNew(rows.filter({ hasText: old }));
  await expect(desk.getByRole('status').filter({ hasText: 'Added as a new patient.' })).toBeVisible();

  await new Person(page, hydrated).bookAsNew(mail, { ...somebody(fresh, name), ...born }, !!javaScriptEnabled);
  await toRegistrations(desk);
  await rows.filter({ hasText: fresh }).getByRole('link', { name: /^Review and merge/ }).click();
  const at = new Person(desk, hydrated);
  await at.heading('Are these the same person?');
  await axe(desk);
  await shoot(desk, 'merge-two-accounts');
  await desk.getByRole('group', { name: /Which one stays/ }).getByRole('radio', { name: new RegExp(fresh) }).check();
  await desk.getByLabel('I’ve checked who this is').check();
  await at.press('button', 'Merge profiles');
  await expect(desk.getByRole('status').filter({ hasText: `Merged into ${name}.` })).toBeVisible();
  // The one that stays sees the visit, the other one nothing.
  await page.goto('/appointments');
  await expect(page.getByRole('main')).toContainText('Physiotherapy first visit');
  await before.goto('/appointments');
  await expect(before.getByRole('main')).not.toContainText('Physiotherapy first visit');

  // Whoever takes away the list of what was seen meanwhile shows that it is they.
  const admin = await visitor();
  const password = await logInAs('admin', admin, site);
  await admin.goto('/staff/merges');
  await admin.getByRole('row').filter({ hasText: name }).getByRole('link', { name: /^What was seen/ }).click();
  await new Person(admin, hydrated).heading('What was seen while they were one');
  await axe(admin);
  const download = admin.getByRole('button', { name: 'Download as CSV' });
  await admin.getByLabel('Your password').fill('none of theirs');
  await download.click();
  await expect(admin.getByRole('main')).toContainText('That password isn’t right.');
  await axe(admin);
  await shoot(admin, 'merge-seen');
  await admin.getByLabel('Your password').fill(password);
  const [file] = await Promise.all([admin.waitForEvent('download'), download.click()]);
  expect(file.suggestedFilename()).toBe('seen.csv');
});

test('of two staff at one registration the second sees the first, and gets a fresh page', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const last = address('ida').replace(/[^a-z]/g, '');
  const [short, full] = [`Ida ${last}`, `Ida Q. ${last}`];
  const email = address('race');
  const [desk, other] = [await visitor(), await visitor()];
  await logInAsDesk(desk, site);
  await logInAs('practitioner', other, site);
  await addProfile(desk, full, '9 february 1954', email);
  await new Person(page, hydrated).bookAsNew(mail, { ...somebody(email, short), day: '9', month: '2', year: '1954' }, !!javaScriptEnabled);

  for (const staff of [desk, other]) {
    await toRegistrations(staff);
    const row = staff.locator('li.queue-row').filter({ hasText: email });
    if (staff === other) await expect(row).toContainText('is working on it');
    await row.getByRole('link', { name: /^Review and merge/ }).click();
    await new Person(staff, hydrated).heading('Are these the same person?');
  }
  await expect(other.getByText('may be working on it.')).toBeVisible();
  await axe(other);
  await shoot(other, 'merge-at-work');
  await desk.getByRole('button', { name: 'Merge profiles' }).click();
  await expect(desk.getByRole('status').filter({ hasText: `Merged into ${full}.` })).toBeVisible();
  await other.getByRole('button', { name: 'Merge profiles' }).click();
  await expect(other.getByRole('main')).toContainText('One of these profiles was merged already.');
  await expect(other.getByRole('button', { name: 'Merge profiles' })).toHaveCount(0);
  await axe(other);
});

test('different people are remembered in the queue and in the list of duplicates', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const last = address('vera').replace(/[^a-z]/g, '');
  const [short, full] = [`Vera ${last}`, `Vera Q. ${last}`];
  const email = address('twin');
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await addProfile(desk, full, '14 july 1963', email);
  await new Person(page, hydrated).bookAsNew(mail, { ...somebody(email, short), day: '14', month: '7', year: '1963' }, !!javaScriptEnabled);

  // The worker finds the pair within seconds.
  const pair = desk.locator('li.queue-row').filter({ hasText: full });
  await expect(async () => {
    await desk.goto('/staff/duplicates');
    await expect(pair).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 45_000 });
  await axe(desk);
  await shoot(desk, 'duplicates');
  await pair.getByRole('button', { name: /^They are different people/ }).click();
  const said = desk.getByRole('status').filter({ hasText: 'They won’t be suggested as the same person again.' });
  await expect(said).toBeVisible();
  await expect(pair).toHaveCount(0);
  await axe(desk);
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'They can be merged again.' })).toBeVisible();

  // Once more, from the queue: the sign-up looks like nobody any more.
  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: email });
  await row.getByRole('link', { name: /^Review and merge/ }).click();
  const at = new Person(desk, hydrated);
  await at.heading('Are these the same person?');
  await desk.getByText('Show them').click();
  await expect(desk.locator('.merge-shown')).toContainText('July 14, 1963');
  await at.press('button', 'They are different people');
  await at.heading('Nobody here looks like them');
  await expect(said).toBeVisible();
  await axe(desk);
  await shoot(desk, 'registration-alone');
  await toRegistrations(desk);
  await expect(row).toContainText('No match found');
  await desk.goto('/staff/duplicates');
  await expect(pair).toHaveCount(0);
  await desk.goto('/staff');
  await toRegistrations(desk);
  await addAsNew(row);
  await expect(desk.getByRole('status').filter({ hasText: 'Added as a new patient.' })).toBeVisible();
});
