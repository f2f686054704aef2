import { execFile } from 'node:child_process';
import { HeliostatError } from '@heliostat/sdk';

const timeoutMs = 10_000;
const maxOutputBytes = 16 * 1024 * 1024;
/** Calls that run or wait; more are turned away. */
const maxCalls = 50;

/** Runs git in a folder: its output, or undefined where git is missing or knows no repository there. */
export type Git = (arguments_: readonly string[]) => Promise<Buffer | undefined>;

/**
 * Settings a repository could run programs with, each turned off; a partial clone may fetch nothing.
 * Git itself refuses a repository that belongs to somebody else (`safe.directory`): that stays on.
 */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.sshCommand=false',
  'diff.external=',
  'log.showSignature=false',
  'gpg.program=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'i18n.logOutputEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

const fixed = ['--no-pager', '--literal-pathspecs', ...settings];

/** Git for one folder: reads only, without a shell, one call at a time, bounded in time and bytes. */
export function buildGit(directory: string, onRefusal: (reason: string) => void): Git {
  let calls = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (arguments_) => {
    if (calls >= maxCalls)
      throw new HeliostatError('UNAVAILABLE', 'too many questions about earlier versions at once', {
        hint: 'Try again in a moment.',
        retryAfterSeconds: 1,
      });
    calls++;
    const answer = last.then(() => run(directory, arguments_));
    last = answer.catch(() => undefined);
    try {
      const { output, refusal } = await answer;
      if (refusal !== undefined) onRefusal(refusal);
      return output;
    } finally {
      calls--;
    }
  };
}

interface Answer {
  output?: Buffer;
  refusal?: string;
}

function run(directory: string, arguments_: readonly string[]): Promise<Answer> {
  const options = {
    ...{ cwd: directory, env: environment(), encoding: 'buffer' as const, windowsHide: true },
    ...{ timeout: timeoutMs, killSignal: 'SIGKILL' as const, maxBuffer: maxOutputBytes },
  };
  return new Promise((resolve, reject) => {
    execFile('git', [...fixed, ...arguments_], options, (error, output, complaint) => {
      if (error === null) resolve({ output });
      else if (error.killed === true || error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
        reject(tooLong());
      else resolve({ refusal: reasonOf(complaint.toString()) });
    });
  });
}

/** Warnings may come before what it is about. */
function reasonOf(complaint: string): string {
  const lines = complaint.split('\n');
  return lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? '';
}

/** Nothing of a git that this server may have been started by, `GIT_DIR` for one. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function tooLong(): HeliostatError {
  return new HeliostatError('TIMEOUT', `git: no answer within ${timeoutMs / 1000} s`, {
    hint: 'The history is long: look at it with `git log`, or write a commit-graph with `git commit-graph write`.',
  });
}
