import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's space for short-lived objects at its first size, 1 MB, where it would grow to 16 and take three times as
 * much of the machine: a week of ten thousand people is to fit into 300 MB. Collecting more often costs a few per cent.
 *
 * @see https://v8.dev/blog/trash-talk for what the space is
 */
setFlagsFromString("--semi-space-growth-factor=1");
