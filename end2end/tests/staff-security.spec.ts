// How the team logs in: an admin says which role needs an app, and its members set one up
// before anything else. Everything is undone at the end, for the clinic is shared.
import { expect, test } from '../fixtures/test.ts';
import { code } from '../fixtures/authenticator.ts';
import type { Page } from '@playwright/test';
import type { Site } from '../fixtures/site.ts';

const STEP_S = 30;

/** What the server printed for the demo. */
function who(site: Site, role: string): { email: string; password: string } {
  const line = new RegExp(`^\\s*${role}\\s+(\\S+@\\S+)\\s+password:\\s*(\\S+)\\s*$`, 'im').exec(site.log);
  if (!line?.[1] || !line[2]) throw new Error(`the server printed no log-in of ${role}`);
  return { email: line[1], password: line[2] };
}

async function byPassword(page: Page, site: Site, role: string): Promise<void> {
  const { email, password } = who(site, role);
  await page.goto('/staff/log-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function typeIn(page: Page, digits: string, withScripts: boolean, button: string): Promise<void> {
  if (withScripts) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByLabel('Code from your app').fill(digits);
  if (!withScripts) await page.getByRole('button', { name: button }).click();
}

test('a role that needs an app sets it up at the door, and an admin helps who lost it', async ({
  page, site, clock, visitor, axe, javaScriptEnabled,
}) => {
  test.slow();
  const withScripts = !!javaScriptEnabled;
  const heading = (on: Page, name: string) =>
    expect(on.getByRole('heading', { level: 1, name })).toBeVisible();
  await byPassword(page, site, 'admin');
  await page.waitForURL(/\/staff$/);
  await page.goto('/staff/security');
  await heading(page, 'How you log in');
  await axe();
  await page.getByRole('link', { name: 'How the team logs in' }).click();
  await heading(page, 'How the team logs in');
  await axe();
  await page.getByLabel('Practitioner').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByLabel('Practitioner')).toBeChecked();

  const desk = await visitor();
  await byPassword(desk, site, 'practitioner');
  await heading(desk, 'Set up an authenticator app');
  await axe(desk);
  await desk.goto('/staff');
  await heading(desk, 'Staff log-in');
  await desk.goto('/staff/log-in/second-factor');
  const key = await desk.locator('.key-text').innerText();
  await typeIn(desk, code(key, clock.now()), withScripts, 'Turn it on');
  await heading(desk, 'Save your recovery codes');
  await axe(desk);
  const codes = await desk.locator('.code-list li').allInnerTexts();
  await desk.getByRole('button', { name: 'I’ve saved them' }).click();
  await expect(desk.getByText('so it can’t be turned off')).toBeVisible();
  await axe(desk);

  const other = await visitor();
  await byPassword(other, site, 'practitioner');
  await heading(other, 'Enter the code from your app');
  await axe(other);
  await clock.advance(STEP_S);
  await typeIn(other, code(key, clock.now()), withScripts, 'Continue');
  await other.waitForURL(/\/staff$/);
  const third = await visitor();
  await byPassword(third, site, 'practitioner');
  await third.getByRole('link', { name: 'I don’t have my phone' }).click();
  await heading(third, 'Enter a recovery code');
  await axe(third);
  await third.getByLabel('Recovery code').fill(codes[9]!);
  await third.getByRole('button', { name: 'Continue' }).click();
  await third.waitForURL(/\/staff$/);

  // Phone and codes are lost; and the clinic is as it was.
  await page.goto('/staff/settings/security');
  await axe();
  await page.getByRole('button', { name: /^Turn off the authenticator app of/ }).click();
  await expect(page.getByText('Turned off.')).toBeVisible();
  await page.getByLabel('Practitioner').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Practitioner')).not.toBeChecked();
  await third.goto('/staff');
  await heading(third, 'Staff log-in');
  await byPassword(third, site, 'practitioner');
  await third.waitForURL(/\/staff$/);
});
