import { useState } from 'react';
import type { ComparisonPart, TestPart } from '../../live/parts.ts';
import { clockTime, percent, shortNumber } from '../format.ts';
import { type ComparedMinute, evidenceText, testTitle } from './series.ts';

/** The same numbers as in the charts, a row per minute, newest first. */
export function MinuteTable({ comparison }: { readonly comparison: ComparisonPart }) {
  const [isOpen, setOpen] = useState(false);
  const { minutes } = comparison;
  return (
    <details className="minutes" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Minute by minute</summary>
      {isOpen && minutes.length === 0 && <p className="quiet">There are no minutes to show.</p>}
      {isOpen && minutes.length > 0 && <Rows comparison={comparison} />}
    </details>
  );
}

function Rows({ comparison }: { readonly comparison: ComparisonPart }) {
  const { versions, minutes, left } = comparison;
  // Where the metrics are gone there is no evidence to show.
  const tests = comparison.tests.filter(({ name }) => minutes.some((minute) => name in minute.tests));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
    <section className="minutes-scroll" aria-label="Minute by minute" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              Minute
            </th>
            <th rowSpan={2} scope="col">
              Share
            </th>
            <Group of={versions.canary} />
            <Group of={versions.stable} />
            {tests.map((test) => (
              <Group key={test.name} of={testTitle(test)} />
            ))}
          </tr>
          <tr>
            <Pair one="requests" other="failed" />
            <Pair one="requests" other="failed" />
            {tests.map((test) => (
              <Pair key={test.name} one={test.isCount ? 'canary' : 'evidence'} other="limit" />
            ))}
          </tr>
        </thead>
        <tbody>
          {minutes.toReversed().map((minute) => (
            <Row key={minute.at} minute={minute} tests={tests} />
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="quiet">{shortNumber(left)} earlier minutes count too.</p>}
    </section>
  );
}

function Group({ of }: { readonly of: string }) {
  return (
    <th colSpan={2} scope="colgroup">
      {of}
    </th>
  );
}

function Pair({ one, other }: { readonly one: string; readonly other: string }) {
  return (
    <>
      <th scope="col">{one}</th>
      <th scope="col">{other}</th>
    </>
  );
}

interface RowProps {
  readonly minute: ComparedMinute;
  readonly tests: readonly TestPart[];
}

function Row({ minute, tests }: RowProps) {
  const { at, share, canary, stable } = minute;
  return (
    <tr>
      <th scope="row">{clockTime(at)}</th>
      <td>{percent(share)}</td>
      <Arm arm={canary} />
      <Arm arm={stable} />
      {tests.map((test) => (
        <Evidence key={test.name} test={test} minute={minute} />
      ))}
    </tr>
  );
}

function Arm({ arm }: { readonly arm: ComparedMinute['canary'] }) {
  return (
    <>
      <td>{arm === null ? 'missing' : shortNumber(arm.requests)}</td>
      <td>{arm === null ? '–' : shortNumber(arm.errors)}</td>
    </>
  );
}

function Evidence({ test, minute }: { readonly test: TestPart; readonly minute: ComparedMinute }) {
  const { value, boundary } = minute.tests[test.name] ?? { value: null, boundary: null };
  const show = (number: number | null) => (number === null ? '–' : evidenceText(test, number));
  const isCrossing = minute.at === test.crossedAt;
  return (
    <>
      <td data-crossed={isCrossing}>
        {show(value)}
        {isCrossing && ' crossed'}
      </td>
      <td>{show(boundary)}</td>
    </>
  );
}
