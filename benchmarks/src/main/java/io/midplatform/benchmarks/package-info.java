/** What the engine and the local provider cost, each beside what it stands on. */
package io.midplatform.benchmarks;
