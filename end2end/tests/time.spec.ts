// Coming of age on a moved clock: Today leads to the invitation, the birthday ends what the
// guardian could do, and the young person claims their account and lets them in again.
import { expect, test } from '../fixtures/test.ts';
import { atTheClinic } from '../fixtures/clock.ts';
import { logInAsDesk } from '../fixtures/desk.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { shoot } from '../fixtures/shoot.ts';

const DAY_S = 24 * 3_600;

test('a young person claims their own account at 18 and lets their guardian in again', async ({
  page, site, mail, clock, address, axe, hydrated, visitor, javaScriptEnabled,
}) => {
  test.slow();
  const person = new Person(page, hydrated);
  const [guardian, own] = [address('guardian'), address('tess')];
  await person.bookAsNew(mail, somebody(guardian, 'Robin Sample'), !!javaScriptEnabled);
  const eighteen = new Date(clock.now().getTime() + 3 * DAY_S * 1000);
  const [year, month, day] = atTheClinic(eighteen).date.split('-');
  const born = [day!, month!, String(Number(year) - 18)] as const;
  await page.goto('/family/add');
  await page.getByLabel('Their full name').fill('Tess Sample');
  await page.getByLabel('Day').fill(born[0]);
  await page.getByLabel('Month').fill(born[1]);
  await page.getByLabel('Year').fill(born[2]);
  await page.getByLabel('Mother').check();
  await page.getByLabel('I’m allowed to manage their care').check();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tess Sample' })).toBeVisible();

  // The next morning the guardian has the warning, which says how Tess gets an account.
  await clock.toNextMorning();
  let told = await mail.next(guardian);
  while (!/will change$/.test(told.subject)) told = await mail.next(guardian);
  expect(told.text).toContain('Tess needs an account of their own');
  expect(told.text).not.toContain('Sample');

  const desk = await visitor();
  await logInAsDesk(desk, site);
  await axe(desk);
  await desk.getByRole('link', { name: 'Invite Tess to their own account' }).click();
  await expect(desk.getByRole('radio', { name: 'Tess’s own', exact: true })).toBeChecked();
  await axe(desk);
  await desk.getByLabel('Email address').fill(own);
  await desk.getByRole('button', { name: 'Add User' }).click();
  await expect(desk.getByText(`Invitation sent to ${own}.`)).toBeVisible();
  const link = (await mail.next(own)).link('/invite/');

  // Staff see the guardian's rights, and where guardianship could go on.
  await desk.getByRole('button', { name: 'Actions for Robin Sample' }).click();
  await desk.getByRole('link', { name: 'Change rights' }).or(desk.getByRole('menuitem', { name: 'Change rights' })).first().click();
  await expect(desk.getByRole('heading', { name: 'Legal guardianship' })).toBeVisible();
  await axe(desk);
  await shoot(desk, 'guardianship');
  await desk.getByRole('button', { name: 'Record guardianship' }).click();
  await expect(desk.getByRole('link', { name: 'Enter which document you saw' })).toBeVisible();
  await axe(desk);
  await desk.goto('/staff/review');
  await expect(desk.getByText('Nothing to look at.')).toBeVisible();
  await axe(desk);

  // Past the birthday.
  await clock.advance(3 * DAY_S);
  const tess = await visitor();
  await tess.goto(link);
  await tess.getByLabel('Full name').fill('Tess Sample');
  await tess.getByLabel('Day').fill(born[0]);
  await tess.getByLabel('Month').fill(born[1]);
  await tess.getByLabel('Year').fill(born[2]);
  await tess.getByRole('button', { name: 'Create account and accept' }).click();
  await tess.waitForURL(/\/home/);
  await tess.goto('/family');
  await expect(tess.getByRole('heading', { name: 'Could act for you before' })).toBeVisible();
  await axe(tess);
  await shoot(tess, 'former');
  await tess.getByRole('link', { name: /Let them act again/ }).click();
  await expect(tess.getByRole('heading', { level: 1 })).toHaveText('Let Robin Sample act for you again');
  await axe(tess);
  await shoot(tess, 'give-back');
  await tess.getByRole('button', { name: 'Let them act again' }).click();
  await expect(tess.getByText('Done. They can act for you again.')).toBeVisible();
  await axe(tess);
  let again = await mail.next(guardian);
  while (again.subject !== 'You have access at the clinic again') again = await mail.next(guardian);
  expect(again.text).toContain('You can act for Tess again');
});
