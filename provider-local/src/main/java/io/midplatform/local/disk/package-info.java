/** Storage and queues in one folder: object bytes in files, everything else in SQLite. */
package io.midplatform.local.disk;
