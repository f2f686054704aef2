import { render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { App } from '../app/app.ts';
import { Connection } from '../app/connection.svelte.ts';
import type { Dashboard, DashboardChangedAnswer } from '../data/operations.ts';
import FollowedStage from './testing/FollowedStage.svelte';

const broken = (title: string) =>
  ({ path: 'shop', title, document: null, issues: [], etag: title }) as unknown as Dashboard;

afterEach(() => vi.useRealTimers());

/** A server whose answers wait, and that can tell of a change. */
function serve() {
  const answers: ((dashboard: Dashboard) => void)[] = [];
  let tell: (answer: DashboardChangedAnswer) => void = () => undefined;
  const connection = new Connection();
  const app = {
    connection,
    openings: { read: () => new Promise<Dashboard>((resolve) => answers.push(resolve)) },
    subscriptions: {
      subscribe: (_operation: string, onNext: typeof tell) => {
        tell = onNext;
        return () => undefined;
      },
    },
  } as unknown as App;
  const change = (dashboard: Dashboard) =>
    tell({ dashboardChanged: { type: 'CHANGED', path: 'shop', dashboard } });
  return { app, connection, answers, change };
}

async function shown(app: App): Promise<() => Promise<string>> {
  const { container } = render(FollowedStage, { app });
  await tick();
  return async () => {
    await new Promise((resolve) => setTimeout(resolve));
    await tick();
    return container.textContent;
  };
}

test('a wall reads its dashboard again once the server is back', async () => {
  const { app, connection, answers } = serve();
  const text = await shown(app);
  answers[0]?.(broken('Before'));
  expect(await text()).toContain('Before cannot be shown');
  connection.control = false;
  await tick();
  connection.control = true;
  await tick();
  answers[1]?.(broken('After'));
  expect(await text()).toContain('After cannot be shown');
});

test('a change between the first answer and the subscription, which nobody told of, is read a while later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { app, connection, answers } = serve();
  const { container } = render(FollowedStage, { app });
  connection.control = true;
  await tick();
  answers[0]?.(broken('Before'));
  await vi.advanceTimersByTimeAsync(3000);
  answers[1]?.(broken('After'));
  await vi.advanceTimersByTimeAsync(0);
  expect(container.textContent).toContain('After cannot be shown');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveLength(2);
});

test('a change that was told is not undone by an answer that was on its way', async () => {
  const { app, answers, change } = serve();
  const text = await shown(app);
  change(broken('After'));
  answers[0]?.(broken('Before'));
  expect(await text()).toContain('After cannot be shown');
});
