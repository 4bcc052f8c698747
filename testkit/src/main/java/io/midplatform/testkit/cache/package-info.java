/** The contract suites of caches and counters, one class per topic. */
package io.midplatform.testkit.cache;
