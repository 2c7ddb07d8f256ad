import type { Bar } from '../../live/what-if.ts';
import { percent, shortNumber } from '../format.ts';

interface BarsProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** The distribution in one sentence. */
  readonly text: string;
}

const rangeText = ({ from, to }: Bar): string =>
  to - from === 1 ? shortNumber(from) : `${shortNumber(from)} to ${shortNumber(to - 1)}`;

/** A distribution over rollouts, as bars. */
export function Bars({ title, bars, text }: BarsProps) {
  const most = Math.max(...bars.map(({ share }) => share), 0.01);
  return (
    <figure className="bars">
      <figcaption>
        <strong>{title}</strong>
        <span className="quiet">{text}</span>
      </figcaption>
      <div role="img" aria-label={`${title}: ${text}`} className="bars-plot">
        {bars.map((bar) => (
          <span key={bar.from} title={`${rangeText(bar)}: ${percent(100 * bar.share)} of rollouts`}>
            <i style={{ height: `${(100 * bar.share) / most}%` }} />
          </span>
        ))}
      </div>
      <div className="bars-axis number" aria-hidden="true">
        <span>{shortNumber(bars[0]?.from ?? 0)}</span>
        <span>{shortNumber((bars.at(-1)?.to ?? 1) - 1)}</span>
      </div>
    </figure>
  );
}
