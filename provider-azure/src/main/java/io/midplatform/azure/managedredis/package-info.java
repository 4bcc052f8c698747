/** Caches and counters on Azure Managed Redis and Azure Cache for Redis. */
package io.midplatform.azure.managedredis;
