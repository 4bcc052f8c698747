/** Queues on Service Bus, reached over AMQP through the SDK's asynchronous clients. */
package io.midplatform.azure.servicebus;
