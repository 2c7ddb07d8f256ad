// The region of the AWS profile that is used, as the command line of AWS takes it: osls itself takes only credentials from a profile.

const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

/** Returns the text of the configuration file; empty where there is none. */
function readConfig(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Returns the region of a profile in the text of ~/.aws/config; null where it names none. A section is `[default]` or `[profile name]`
 * (AWS SDKs and Tools Reference Guide, "config file").
 */
function regionIn(text, profile) {
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? [];
    const named = /^(?:profile\s+)?"?([^"]+?)"?$/.exec(section ?? '')?.[1];
    if (section !== undefined) isInside = named === profile && (profile === 'default' || section !== named);
    const [, region] = (isInside && /^region\s*=\s*([\w-]+)/.exec(line)) || [];
    if (region !== undefined) return region;
  }
  return null;
}

module.exports = async ({ resolveVariable }) => {
  const option = await resolveVariable("opt:aws-profile, ''");
  const profile = option || process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || 'default';
  return regionIn(readConfig(process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config')), profile);
};
module.exports.regionIn = regionIn;
