/** A runnable application on a bucket, a queue, a cache and configuration. It names no provider: the settings file does. */
@NullMarked
package io.midplatform.examples.quickstart;

import org.jspecify.annotations.NullMarked;
