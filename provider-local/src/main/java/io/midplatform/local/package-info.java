<<<<<<< HEAD
/** The embedded provider: its settings and what the platform's loader finds. */
=======
/** The embedded default provider: everything in this process, without a network. */
>>>>>>> cache
package io.midplatform.local;
