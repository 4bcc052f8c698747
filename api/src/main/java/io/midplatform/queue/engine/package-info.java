/** The one implementation of message queues: validation, batching, leases, dead letters and the worker, the same on every provider. */
package io.midplatform.queue.engine;
