/** What a provider of message queues implements. */
package io.midplatform.queue.spi;
