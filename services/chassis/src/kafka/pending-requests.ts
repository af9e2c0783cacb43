/** What is used of kafkajs's own queue of a connection, which its types leave out. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const { prototype } = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
const { scheduleCheckPendingRequests: schedule } = prototype;

/**
 * kafkajs looks for waiting requests by a timer that it sets anew each time, and for a negative time when its broker does not throttle:
 * each connection woke its process a thousand times a second, for nothing (tulios/kafkajs#1704). Whatever begins to wait sets the timer
 * itself.
 */
prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
  if (this.pending.length > 0) schedule.call(this);
};
