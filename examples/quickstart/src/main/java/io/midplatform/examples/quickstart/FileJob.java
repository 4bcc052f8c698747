package io.midplatform.examples.quickstart;

/** The work on one file, as it goes through the queue. */
record FileJob(String key) {}
