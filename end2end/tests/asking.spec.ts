// Staff ask somebody who signed up whether they were here before; the answer finds the
// profile. And an admin closes the door to those who are new, and opens it again.
import { expect, test } from '../fixtures/test.ts';
import { Person, somebody } from '../fixtures/person.ts';
import { logInAs, logInAsDesk, toRegistrations } from '../fixtures/desk.ts';

// Each page is looked at in light and dark, and on a small phone, too.
test.describe.configure({ timeout: 120_000 });

test('somebody who was here under another name says so, and the queue finds them', async ({
  page, visitor, site, mail, address, axe, hydrated, javaScriptEnabled,
}) => {
  const last = address('z').replace(/[^a-z]/g, '');
  const [before, now] = [`Wilhelmina ${last}`, `Mina Ferreira`];
  const email = address('asked');
  const desk = await visitor();
  await logInAsDesk(desk, site);
  await desk.goto('/staff/patients/new');
  await desk.getByLabel('Full name').fill(before);
  await desk.getByRole('textbox', { name: /^Date of birth/ }).fill('27 march 1988');
  await desk.getByRole('button', { name: 'Add patient' }).click();
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(before);

  const person = new Person(page, hydrated);
  await person.bookAsNew(mail, somebody(email, now), !!javaScriptEnabled);
  await toRegistrations(desk);
  const row = desk.locator('li.queue-row').filter({ hasText: email });
  await expect(row).not.toContainText(before);
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await row.getByRole('button', { name: 'Ask the patient' }).click();
  await expect(desk.getByRole('status').filter({ hasText: 'On its way.' })).toBeVisible();
  await expect(row).toContainText('Asked');
  await axe(desk);

  const question = await mail.next(email);
  expect(question.subject).toBe('A question from Harbour Lane');
  const link = question.link('/been-here/');
  const phone = await visitor();
  await phone.goto(link);
  const asked = new Person(phone, hydrated);
  await asked.heading('Have you been here before?');
  expect(phone.url(), 'the token is gone').toContain('/questions/');
  await axe(phone);
  await asked.press('button', 'Send answer');
  await expect(phone.getByText('Choose yes or no').first()).toBeVisible();
  await axe(phone);
  await phone.getByRole('radio', { name: 'Yes' }).check();
  await phone.getByLabel('Full name then').fill(before);
  await asked.press('button', 'Send answer');
  await asked.heading('Thank you');
  await axe(phone);

  await toRegistrations(desk);
  await expect(row).toContainText(`here before, as ${before}`);
  await expect(row).toContainText('Found by what they answered');
  await expect(row.getByRole('link', { name: before })).toBeVisible();
  await axe(desk);
});

test('an admin lets nobody new sign up without an invitation', async ({ page, visitor, site, axe, hydrated }) => {
  const admin = await visitor();
  const rule = new Person(admin, hydrated);
  const message = 'Ask your family doctor to refer you.';
  await logInAs('admin', admin, site);
  await admin.goto('/staff/settings/registration');
  await rule.heading('Who can sign up');
  await axe(admin);
  await admin.getByRole('radio', { name: /^Needs an invitation/ }).check();
  await admin.getByLabel(/^Your message to those who can’t sign up/).fill(message);
  await rule.press('button', 'Save');
  await expect(admin.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();

  await page.goto('/sign-up');
  const person = new Person(page, hydrated);
  await person.heading('New patients come by invitation');
  await expect(page.getByText(message)).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await axe();

  // The clinic is shared.
  await admin.getByRole('radio', { name: /^Can sign up and book/ }).check();
  await admin.getByLabel(/^Your message to those who can’t sign up/).fill('');
  await rule.press('button', 'Save');
  await expect(admin.getByRole('radio', { name: /^Can sign up and book/ })).toBeChecked();
  await page.goto('/sign-up');
  await expect(page.getByRole('textbox', { name: 'Full name' })).toBeVisible();
});
