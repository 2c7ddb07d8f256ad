import { memo, useState } from 'react';
import type { CallPart } from '../../live/parts.ts';
import { clockSeconds } from '../format.ts';
import { useStickToEnd } from '../slack/scroll.ts';

/** The calls to AWS, newest last. */
export const Calls = memo(function Calls({ calls }: { readonly calls: readonly CallPart[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? calls : calls.filter(({ changes, operation }) => changes || operation === 'PutEvents');
  const list = useStickToEnd<HTMLUListElement>(shown.at(-1)?.seq);
  return (
    <section className="panel calls" aria-label="AWS calls">
      <header>
        <h2>AWS calls</h2>
        <label className="check">
          <input
            className="check-box"
            type="checkbox"
            checked={showsAll}
            onChange={(event) => setShowsAll(event.target.checked)}
          />
          Reads and own records too
        </label>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul ref={list} tabIndex={0} aria-label="Calls, newest last">
        {shown.length === 0 && <li className="quiet calls-none">None yet: an idle service costs no call.</li>}
        {shown.map((call) => (
          <li key={call.seq} data-failed={call.error !== null}>
            <details>
              <summary>
                <time>{clockSeconds(call.at)}</time>
                <span className="call-service">{call.service}</span>
                <strong>{call.operation}</strong>
                <code>{call.error ?? call.input}</code>
              </summary>
              <pre>{formatCall(call)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
});

function formatCall({ input, error }: CallPart): string {
  const failed = error === null ? '' : `${error}\n\n`;
  try {
    return failed + JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    // Arguments that were cut are no longer JSON.
    return failed + input;
  }
}
