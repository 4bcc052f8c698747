/** Queues on Azure Storage Queue. */
package io.midplatform.azure.storagequeue;
