/** Caches and counters on ElastiCache and MemoryDB. */
package io.midplatform.aws.elasticache;
