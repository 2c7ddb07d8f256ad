import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { clockTime } from '../format.ts';
import { optionsFor } from './chart-options.ts';
import type { ChartSpec } from './series.ts';

interface ChartProps<T> {
  readonly spec: ChartSpec<T>;
  readonly minutes: readonly T[];
  /** The period that is shown, in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly theme: 'light' | 'dark';
  /** The charts in which the same moment is pointed at. */
  readonly group: string;
  /** A sentence below the chart; without one it is a panel of its own, else a part of one. */
  readonly note?: string;
}

interface Timed {
  /** The start of the minute, in milliseconds since the epoch. */
  readonly at: number;
}

/** A chart by the minute, with the values of the newest minute or of the one pointed at. */
export function Chart<T extends Timed>(props: ChartProps<T>) {
  const { spec, minutes, note } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const place = usePlot(props, setPointed);
  const Heading = note === undefined ? 'h2' : 'h3';
  const minute = pointed === null ? minutes.at(-1) : (minutes[pointed] ?? minutes.at(-1));
  return (
    <figure className={note === undefined ? 'panel chart' : 'chart'}>
      <figcaption>
        <Heading>{spec.title}</Heading>
        <span className="quiet number">{minute === undefined ? '' : clockTime(minute.at)}</span>
      </figcaption>
      <dl>
        {spec.lines.map((line) => {
          const value = minute === undefined ? null : line.of(minute);
          return (
            <div key={line.name} data-look={line.look}>
              <dt>
                <span className="line-sign" style={{ color: `var(${line.colour})` }} aria-hidden="true" />
                {line.name}
              </dt>
              <dd className="number">{value === null ? '–' : spec.shows(value)}</dd>
            </div>
          );
        })}
      </dl>
      <div className="plot" ref={place} aria-hidden="true" />
      {note !== undefined && <p className="quiet">{note}</p>}
    </figure>
  );
}

/** Draws into an element: a new plot when the chart changes, otherwise only new data. */
function usePlot<T extends Timed>(
  { spec, minutes, from, until, theme, group }: ChartProps<T>,
  onPoint: (index: number | null) => void,
) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const range = useRef({ from, until });
  range.current = { from, until };
  const data = useRef<uPlot.AlignedData>([[]]);
  data.current = chartData(spec, minutes);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme gives the tokens other colours
  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const made = new uPlot(
      optionsFor(spec, { element, group, range: () => range.current }, onPoint),
      data.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0) made.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [spec, theme, group, onPoint]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: minutes and time are in the data and the range
  useLayoutEffect(() => plot.current?.setData(data.current), [minutes, until]);
  return place;
}

function chartData<T extends Timed>({ lines }: ChartSpec<T>, minutes: readonly T[]): uPlot.AlignedData {
  return [minutes.map(({ at }) => at / 1000), ...lines.map(({ of }) => minutes.map(of))] as uPlot.AlignedData;
}
