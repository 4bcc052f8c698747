package io.midplatform.examples.quickstart;

import io.midplatform.config.Default;
import java.time.Duration;

/**
 * What can be changed while the application runs.
 *
 * @param pause how long a worker rests after each file
 */
record Tuning(@Default("0ms") Duration pause) {}
