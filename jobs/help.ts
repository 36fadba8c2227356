import { type Command, Help, type HelpConfiguration, type Option } from "commander";

const plain = new Help();

/** What every help of the command line has in common. */
export const helpSettings: HelpConfiguration = {
  showGlobalOptions: true,
  // Those of `mute` are none of `mute list`, though that stands below it.
  visibleGlobalOptions: (command: Command): Option[] => {
    const root = rootOf(command);
    return root === command ? [] : root.options.filter(({ hidden }) => !hidden);
  },
  optionDescription: (option) => `${plain.optionDescription(option)}${option.mandatory ? " (required)" : ""}`,
};

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
