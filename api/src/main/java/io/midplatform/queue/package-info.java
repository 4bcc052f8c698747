/** Message queues: the contract. */
package io.midplatform.queue;
