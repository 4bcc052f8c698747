<<<<<<< HEAD
/** The drivers that keep everything in memory, on the platform's time. */
=======
/** The memory mode of the local provider. */
>>>>>>> cache
package io.midplatform.local.memory;
