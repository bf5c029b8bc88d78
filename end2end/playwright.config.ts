// How the browser journeys run, each one twice: patients' with JavaScript on a
// phone's width and without on a desk's, the clinic's the other way round. So
// each way and each width is seen on both sides; what a width changes is CSS
// alone, and what JavaScript changes is no layout. Each worker has its own
// server and mail server (fixtures/site.ts), so there is no web server here.
import { defineConfig, type ReporterDescription } from '@playwright/test';

const phone = { viewport: { width: 390, height: 844 } };
const desk = { viewport: { width: 1280, height: 900 } };

/** The clinic's side. */
const clinics = /\/(bulk-invite|ages|desk-booking|patients|portal-accounts|staff|staff-security)\.spec\.ts$/;

const reporter: ReporterDescription[] = [['list']];
const json = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;
if (json) reporter.push(['json', { outputFile: json }]);

export default defineConfig({
  testDir: './tests',
  testMatch: '*.spec.ts',
  outputDir: './test-results',
  // Journeys in one file may build on one clinic; files run beside each other.
  fullyParallel: false,
  workers: Number(process.env.KITH_BROWSER_WORKERS ?? 2),
  // A journey that passes at the second try has found something.
  retries: 0,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter,
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-CA',
    screenshot: 'only-on-failure',
    trace: 'off',
    // A step that hangs is named, where the test's own limit would name only the test.
    actionTimeout: 20_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', // Chromium refuses to start as root with it
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
  // The demo clinic is in Halifax. The browsers elsewhere show that times are
  // the clinic's and never the browser's.
  projects: [
    { name: 'js-390', testIgnore: clinics, use: { ...phone, javaScriptEnabled: true, timezoneId: 'America/Vancouver' } },
    { name: 'js-1280', testMatch: clinics, use: { ...desk, javaScriptEnabled: true, timezoneId: 'Pacific/Auckland' } },
    { name: 'nojs-390', testMatch: clinics, use: { ...phone, javaScriptEnabled: false, timezoneId: 'America/Halifax' } },
    { name: 'nojs-1280', testIgnore: clinics, use: { ...desk, javaScriptEnabled: false, timezoneId: 'America/Halifax' } },
  ],
});
