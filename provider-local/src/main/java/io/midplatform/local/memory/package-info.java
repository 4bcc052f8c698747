/** The drivers that keep everything in memory, on the platform's time. */
package io.midplatform.local.memory;
