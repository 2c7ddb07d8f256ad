import { type Asked, simulate } from './simulate.ts';

// A process of its own: it gets the worlds that it runs as messages, and sends what they came to.
process.on('message', (asked: Asked) => {
  simulate(asked).then(
    (simulated) => process.send?.(simulated),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
