/** Queues on Azure: one provider, two services. */
package io.midplatform.azure.queue;
