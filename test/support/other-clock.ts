/** Loaded before anything else, it sets a process's clock to the time in TEST_CLOCK; it runs on from there. */
const { TEST_CLOCK = "" } = process.env;
const RealDate = Date;
const offset = RealDate.parse(TEST_CLOCK) - RealDate.now();

class ShiftedDate extends RealDate {
  constructor(...values: [] | ConstructorParameters<typeof Date>) {
    if (values.length === 0) super(RealDate.now() + offset);
    else super(...values);
  }

  static override now(): number {
    return RealDate.now() + offset;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
