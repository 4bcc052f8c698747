/** What every queue must do, split by topic. */
package io.midplatform.testkit.queue;
