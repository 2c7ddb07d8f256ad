// Loaded into each process of a measured command: adds the CPU that the process took to a file, in microseconds.
const { appendFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  appendFileSync(process.env.CPU_METER_FILE, `${user + system}\n`);
});
