/** Loaded into a command by `--require`: for it, the days of LATER_DAYS have gone by. */
const Real = Date;
const later = Number(process.env.LATER_DAYS) * 86_400_000;

globalThis.Date = class Date extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + later);
    else super(...given);
  }

  static now() {
    return Real.now() + later;
  }
};
