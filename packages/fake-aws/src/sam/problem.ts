/**
 * What is wrong with a template, in the transform's own words. Thrown inside the transform and caught once for each
 * resource, so that one bad resource does not hide the next.
 */
export class SamProblem extends Error {}

export function resourceProblem(logicalId: string, message: string): SamProblem {
  return new SamProblem(`Resource with id [${logicalId}] is invalid. ${message}`);
}

/** An event's problem is told as its function's. */
export class EventProblem extends SamProblem {
  constructor(eventId: string, message: string) {
    super(`Event with id [${eventId}] is invalid. ${message}`);
  }
}

export function templateProblem(message: string): SamProblem {
  return new SamProblem(`Structure of the SAM template is invalid. ${message}`);
}
