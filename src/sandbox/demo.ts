import { play } from './demo/play.ts';
import { stories } from './demo/stories.ts';

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const isColoured = process.stdout.isTTY;
  for (const story of stories) await play(story, { isColoured, print: (line) => console.log(line) });
  console.log('\nAll stories ended as they should.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
